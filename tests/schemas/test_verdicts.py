"""Schema and values give one verdict, on what is generated and on what was broken."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace.conversion import unstructure
from rosace.strategies import (
    configurations,
    instruments,
    ledgers,
    mappings,
    mutations,
    overlays,
    releases,
    reports,
    responses,
    studies,
)
from rosace.strategies.mutations import HOSTILE
from rosace.testing import (
    accepted_by_schema,
    accepted_by_values,
    assert_fixpoint,
    assert_one_verdict,
    pointers,
)
from rosace_schemas import DOCUMENTS, schema

LAW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PLAIN = instruments(scored=False)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "instrument": instruments(),
    "overlay": PLAIN.flatmap(overlays),
    "response": PLAIN.flatmap(responses),
    "study": studies(),
    "mapping": PLAIN.flatmap(mappings),
    "report": reports(),
    "configuration": configurations(),
    "release": releases(),
    "ledger": ledgers(),
}


W = {"fr": "x"}
LINES = {
    "at_least": 0,
    "id": "l",
    "title": W,
}
AT_BOUNDS: list[tuple[str, str, Any]] = [
    ("study", "", {**schema("study")["examples"][0], "disclosure": {"group": 5, "subgroup": 10}}),
    ("study", "", {**schema("study")["examples"][0], "disclosure": {"subgroup_mean": 1_000_000}}),
    ("study", "invited", [{"wave": "w", "count": 0}, {"wave": "w", "count": 100_000_000}]),
    ("report", "provenance/withheld", [{"rule": "r", "tables": 0}]),
    (
        "report",
        "provenance/received",
        [{"wave": "w", "instrument": "i", "persons": 0, "collective": 100_000_000}],
    ),
    (
        "report",
        "title",
        {
            "message": "a",
            "arguments": {
                "n": {"kind": "number", "low": -(10**18), "high": 10**18, "digits": 6},
                "c": {"kind": "count", "low": 0, "high": 10**18, "unit": "things"},
                "d": {"kind": "date", "date": "2024-12-31"},
                "x" * 40: {"kind": "number", "low": 0, "high": 0, "digits": 0},
            },
        },
    ),
    ("report", "title", {"verbatim": "x" * 100_000, "language": "fr"}),
    ("report", "messages", {"x" * 120: {"fr": ["a", "b"], "en": "c"}}),
    (
        "instrument",
        "items",
        [
            {"id": "voice", "type": "text", "text": W, "min_length": 0, "max_length": 1_000_000},
            {
                "id": "b" * 64,
                "type": "records",
                "text": W,
                "min_count": 0,
                "fields": [
                    {
                        "id": "f",
                        "type": "number",
                        "text": W,
                        "minimum": -(10**18),
                        "maximum": 10**18,
                    },
                    {"id": "g", "type": "reference", "text": W, "to": {"item": "b"}, "many": True},
                ],
            },
            {
                "id": "c",
                "type": "date",
                "text": W,
                "precision": "year",
                "comment": "allowed",
                "flag": {"text": W, "when": {"any": [{"item": "voice", "in": ["a", 1, True]}]}},
            },
        ],
    ),
    (
        "instrument",
        "dimensions",
        [
            {
                "id": "d",
                "title": W,
                "items": ["voice"],
                "scoring": {
                    "method": "sum",
                    "minimum_answered": 1,
                    "prorate": True,
                    "alpha": False,
                    "reverse": ["voice"],
                    "levels": {"applies_to": "score", "cutoffs": [LINES]},
                },
            }
        ],
    ),
    (
        "instrument",
        "vectors",
        [
            {
                "answers": {},
                "scores": {
                    "a": {"counts": {"A": 0, "B": 1_000_000}},
                    "b": {"score": "-1/2", "level": "l"},
                    "c": None,
                },
            }
        ],
    ),
    ("response", "answers", {"a": 10**18, "b": -(10**18), "c": "x" * 100_000, "d": ["x" * 64]}),
    ("response", "respondent", {"id": "p" * 200, "kind": "collective", "weight": 0}),
    (
        "overlay",
        "use",
        {
            "statement": W,
            "modes": [{"id": "m", "respondent": "collective", "title": W, "description": W}],
        },
    ),
    (
        "mapping",
        "columns",
        [{"column": "c" * 1000, "to": "a@comment", "values": {"1": "v" * 1000}}],
    ),
    ("configuration", "instrument_folders", ["f" * 4000]),
]


@pytest.mark.parametrize(("kind", "at", "part"), AT_BOUNDS)
def test_bounds_are_the_same_for_both(kind: str, at: str, part: Any) -> None:
    """Documents at their bounds are accepted by both, and refused by both one step further."""
    document = copy.deepcopy(schema(kind)["examples"][0]) if at else copy.deepcopy(part)
    holder: Any = document
    *path, last = at.split("/")
    for key in path:
        holder = holder[key]
    if at:
        holder[last] = copy.deepcopy(part)
    assert assert_one_verdict(document, kind)
    for steps in pointers(document):
        for change in (_one_more, _one_less, _longer_key):
            broken: Any = {"whole": copy.deepcopy(document)}
            inside: Any = broken
            for step in ("whole", *steps)[:-1]:
                inside = inside[step]
            change(inside, ("whole", *steps)[-1])
            assert_one_verdict(broken["whole"], kind)


def _one_more(holder: Any, key: str | int) -> None:
    value = holder[key]
    if isinstance(value, str):
        holder[key] = value + (value[-1:] or "a")
    elif isinstance(value, int) and not isinstance(value, bool):
        holder[key] = value + 1


def _one_less(holder: Any, key: str | int) -> None:
    value = holder[key]
    if isinstance(value, str | list):
        holder[key] = value[:-1]
    elif isinstance(value, int) and not isinstance(value, bool):
        holder[key] = value - 1


def _longer_key(holder: Any, key: str | int) -> None:
    if isinstance(key, str) and key != "whole":
        holder[key + key[-1]] = holder.pop(key)


def test_every_kind_of_document_is_generated() -> None:
    """There is a strategy for each schema of the contract."""
    assert set(KINDS) == set(DOCUMENTS)


@pytest.mark.parametrize("kind", KINDS)
@LAW
@given(data=st.data())
def test_generated_values_are_of_the_contract(kind: str, data: st.DataObject) -> None:
    """Whatever value a program builds, the schema accepts what it writes, and it reads back."""
    value = data.draw(KINDS[kind])
    document = unstructure(value)
    assert assert_one_verdict(document, kind)
    assert_fixpoint(document, kind)


@pytest.mark.parametrize("kind", KINDS)
@LAW
@given(data=st.data())
def test_schema_and_values_give_one_verdict_on_broken_documents(
    kind: str, data: st.DataObject
) -> None:
    """What is dropped, added, retyped, renamed or moved over a bound is judged alike by both."""
    document = unstructure(data.draw(KINDS[kind]))
    for _ in range(4):
        broken = data.draw(mutations(document))
        if assert_one_verdict(broken, kind):
            assert_fixpoint(broken, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_values_are_judged_alike_at_every_pointer(kind: str) -> None:
    """At each place of the examples each hostile value gets one verdict."""
    for example in schema(kind)["examples"]:
        for path in pointers(example):
            for value in HOSTILE:
                document = copy.deepcopy({"whole": example})
                holder: Any = document
                for key in ("whole", *path)[:-1]:
                    holder = holder[key]
                holder[("whole", *path)[-1]] = copy.deepcopy(value)
                assert_one_verdict(document["whole"], kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_of_the_examples_counts(kind: str) -> None:
    """Leaving out any one part of an example gets one verdict, and adding a stranger is refused."""
    for example in schema(kind)["examples"]:
        for path in pointers(example):
            document = copy.deepcopy(example)
            holder: Any = document
            for key in path[:-1]:
                holder = holder[key]
            if path:
                del holder[path[-1]]
                assert_one_verdict(document, kind)
        assert not assert_one_verdict({**example, "stranger": 1}, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_names_its_contract(kind: str) -> None:
    """Without its schema key a document is refused, though a program may leave it out."""
    for example in schema(kind)["examples"]:
        bare = {key: value for key, value in example.items() if key != "schema"}
        assert not accepted_by_schema(bare, kind)
        assert not accepted_by_values(bare, kind)
