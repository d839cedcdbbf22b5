"""What the derived schema promises: it stands alone, and the fast check says the same."""

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from rosace.answer_problems import answer_problems
from rosace.conversion import structure, unstructure
from rosace.derived import response_schema
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.responses import ResponseChecker, structure_response
from rosace.strategies import instruments, mutations, responses
from rosace.strategies.mutations import HOSTILE
from rosace.testing import pointers, response_verdicts
from rosace.validation import make_validator, validator
from rosace.values import DATES

LAW = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
W = {"fr": "x", "en": "x"}
FIELDS = [
    {"id": "name", "type": "text", "text": W, "required": True, "max_length": 5},
    {"id": "when", "type": "date", "precision": "year", "text": W},
    {"id": "next", "type": "reference", "to": {"item": "rows"}, "text": W},
    {"id": "all", "type": "reference", "to": {"item": "rows"}, "many": True, "text": W},
]
EVERY_TYPE = structure(
    {
        "schema": "rosace/instrument/1",
        "id": "tool",
        "version": "2.1.0",
        "title": W,
        "languages": ["fr", "en"],
        "provenance": "ours",
        "rights": {"holder": "Rosace", "wording": "ours"},
        "scales": {
            "s": {
                "kind": "ordinal",
                "choices": [{"code": "A", "label": W}, {"code": "B", "label": W}],
                "missing": ["dont-know"],
            }
        },
        "sections": [
            {
                "id": "all",
                "title": W,
                "items": ["c", "m", "i", "n", "t", "d", "mo", "y", "k", "rows"],
            }
        ],
        "items": [
            {
                "id": "c",
                "type": "choice",
                "scale": "s",
                "text": W,
                "comment": "allowed",
                "required": True,
            },
            {"id": "m", "type": "multiple-choice", "scale": "s", "text": W, "max_count": 1},
            {"id": "i", "type": "integer", "text": W, "minimum": "1/2", "maximum": 5},
            {"id": "n", "type": "number", "text": W, "minimum": "-0.5", "maximum": "1/3"},
            {
                "id": "t",
                "type": "text",
                "text": W,
                "when": {"item": "c", "equals": "A"},
                "required": True,
            },
            {"id": "d", "type": "date", "text": W},
            {"id": "mo", "type": "date", "precision": "month", "text": W},
            {"id": "y", "type": "yes-no", "text": W, "missing": ["not-applicable"]},
            {"id": "k", "type": "ranking", "scale": "s", "text": W},
            {"id": "rows", "type": "records", "text": W, "fields": FIELDS, "max_count": 2},
        ],
    },
    Instrument,
)
FULL: dict[str, Any] = {
    "schema": "rosace/response/1",
    "id": "r",
    "instrument": "tool",
    "version": "2.0.5",
    "wave": "w",
    "respondent": {"id": "p", "kind": "collective", "weight": "1/2", "attributes": {"a": "b"}},
    "answers": {
        "c": {"value": "A", "comment": "x", "rationale": "y", "dissent": "z"},
        "m": ["B"],
        "i": 1,
        "n": 0.25,
        "t": "x",
        "d": "2024-02-29",
        "mo": "2024-02",
        "y": False,
        "k": ["B", "A"],
        "rows": [
            {"id": "r1", "name": "x", "when": "2024", "next": "r2", "all": ["r1", "r2"]},
            {"id": "r2", "name": "y"},
        ],
    },
}


def verdict(item: str, answer: object, *, kind: str = "individual") -> bool:
    """Return what all checks say of one answer beside the one that is required."""
    answers = {"c": "A", item: answer}
    document = {**FULL, "respondent": {"id": "p", "kind": kind}, "answers": answers}
    fast, derived, contract = response_verdicts(EVERY_TYPE, document)
    assert fast == derived
    assert contract or not derived
    return fast


def test_the_derived_schema_stands_alone() -> None:
    """It is a schema, has no reference that leaves it, and survives the way through JSON."""
    derived = response_schema(EVERY_TYPE)
    Draft202012Validator.check_schema(derived)
    assert derived["$id"] == "urn:rosace:response:tool:2.1.0"
    text = json.dumps(derived)
    assert json.loads(text) == derived
    references = set(re.findall(r'"\$ref": "([^"]*)"', text))
    assert references
    assert all(reference.startswith("#/$defs/") for reference in references)
    assert Draft202012Validator(derived).is_valid(FULL)


@pytest.mark.parametrize(
    ("item", "good", "bad"),
    [
        ("c", ["B", {"missing": "dont-know"}], ["C", "", ["A"], 1, {"missing": "no-answer"}]),
        ("c", [{"value": "A", "comment": "x"}], [{"value": "A", "comment": " "}, {"comment": "x"}]),
        ("m", [[], ["A"], {"missing": "no-answer"}], [["A", "B"], ["A", "A"], "A", ["C"], [1]]),
        ("m", [{"value": []}], [{"value": "A"}, {"value": ["A"], "comment": "x"}]),
        ("i", [1, 5, 2.0], [0, 6, 1.5, True, "1", None, {"missing": "not-shown"}]),
        ("n", [-0.5, 0, 0.25], [-1, 0.34, True, "0", 10**400]),
        (
            "t",
            ["x", {"missing": "not-shown"}],
            ["", " ", "\u00a0", "x" * 100_001, {"missing": "no-answer"}],
        ),
        (
            "d",
            ["2024-02-29", "2023-12-31"],
            ["2023-02-29", "2024", "2024-04-31", "0000-01-01", "2024-02-29\n", 2024],
        ),
        ("mo", ["2024-02", "2024-02-29"], ["2024", "2024-13", "2024-02-30"]),
        ("y", [True, {"missing": "not-applicable"}], [1, "true", {"missing": "dont-know"}]),
        ("k", [["A"], ["B", "A"]], [[], ["A", "A"], ["C"]]),
        ("rows", [[], [{"id": "a", "name": "x"}]], [[{"id": "a"}], [{"name": "x"}], {}, [1]]),
        ("rows", [], [[{"id": f"r{n}", "name": "x"} for n in range(3)]]),
        ("rows", [], [[{"id": "a", "name": "xxxxxx"}], [{"id": "a", "name": "x", "z": 1}]]),
        ("rows", [], [[{"id": "a", "name": "x", "all": ["b", "b"]}], [{"id": "A", "name": "x"}]]),
        ("stranger", [], ["A"]),
    ],
)
def test_every_type_of_item_has_its_answers(item: str, good: list[Any], bad: list[Any]) -> None:
    """Each type takes its own answers and refuses those that only look alike."""
    for answer in good:
        assert verdict(item, answer), answer
    for answer in bad:
        assert not verdict(item, answer), answer


def test_rationale_and_dissent_are_the_groups() -> None:
    """One person's answer has neither rationale nor dissent; a group's may."""
    for key in ("rationale", "dissent"):
        assert verdict("m", {"value": [], key: "x"}, kind="collective")
        assert not verdict("m", {"value": [], key: "x"})


@pytest.mark.parametrize(
    ("version", "accepted"),
    [("2.0.0", True), ("2.9.9", True), ("1.9.9", False), ("3.0.0", False), ("20.0.0", False)],
)
def test_versions_of_one_major_number_go_together(version: str, *, accepted: bool) -> None:
    """A response to another version of the same major number is accepted."""
    assert response_verdicts(EVERY_TYPE, {**FULL, "version": version})[:2] == (accepted,) * 2


def test_hostile_values_are_judged_alike_at_every_pointer() -> None:
    """Fast check and derived schema agree on each hostile value at each place of a response."""
    checker, derived = ResponseChecker(EVERY_TYPE), make_validator(response_schema(EVERY_TYPE))
    contract = validator("response")
    for path in pointers(FULL):
        for value in HOSTILE:
            document = json.loads(json.dumps({"whole": FULL}))
            holder: Any = document
            for key in ("whole", *path)[:-1]:
                holder = holder[key]
            holder[("whole", *path)[-1]] = value
            accepted = checker.accepts(document["whole"])
            assert accepted == derived.is_valid(document["whole"])
            assert not accepted or contract.is_valid(document["whole"])


@LAW
@given(data=st.data())
def test_the_fast_check_is_the_derived_schema(data: st.DataObject) -> None:
    """On sound and on broken responses to any instrument both say the same, within the contract."""
    instrument = data.draw(instruments(scored=False))
    checker, derived = ResponseChecker(instrument), make_validator(response_schema(instrument))
    contract = validator("response")
    document = unstructure(data.draw(responses(instrument)))
    assert checker.accepts(document)
    assert derived.is_valid(document)
    for _ in range(6):
        broken = data.draw(mutations(document))
        accepted = checker.accepts(broken)
        assert accepted == derived.is_valid(broken)
        if accepted:
            assert contract.is_valid(broken)
            assert structure_response(broken) == structure(broken, Response)
        else:
            # What explains leaves sound answers aside, and misses nothing.
            assert checker.check(broken) == answer_problems(instrument, broken, derived)


@given(st.dates(min_value=date(1, 1, 1)) | st.sampled_from([date(2000, 2, 29), date(1900, 2, 28)]))
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    """Each day that there is can be written, with its month and its year."""
    text = day.isoformat()
    for precision, shortest in (("day", 10), ("month", 7), ("year", 4)):
        for length in (10, 7, 4):
            matches = re.fullmatch(DATES[precision], text[:length]) is not None
            assert matches == (length >= shortest)


@given(st.integers(0, 9999), st.integers(0, 14), st.integers(0, 33))
def test_no_other_day_is_a_date(year: int, month: int, day: int) -> None:
    """Numbers that no calendar has are refused, leap years included."""
    text = f"{year:04}-{month:02}-{day:02}"
    try:
        date.fromisoformat(text)
    except ValueError:
        assert re.fullmatch(DATES["day"], text) is None
    else:
        assert re.fullmatch(DATES["day"], text)
