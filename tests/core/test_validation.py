"""What checking against the contract promises: the right code, at the right place, in words."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.loading import LIMITS, load_yaml
from rosace.messages import CORE, load, placeholders
from rosace.strategies import plain_data
from rosace.strategies.mutations import HOSTILE
from rosace.validation import check_document, check_part, load_value, value_of
from rosace_schemas import DOCUMENTS, schema

VALID: dict[str, Any] = {
    "schema": "rosace/instrument/1",
    "id": "meeting",
    "version": "1.0.0",
    "title": {"fr": "Rencontre"},
    "languages": ["fr"],
    "provenance": "ours",
    "rights": {"holder": "Rosace", "wording": "ours"},
    "scales": {"s": {"kind": "ordinal", "choices": [{"code": "a", "label": {"fr": "A"}}]}},
    "sections": [{"id": "all", "title": {"fr": "Tout"}, "items": ["q"]}],
    "items": [{"id": "q", "type": "choice", "scale": "s", "text": {"fr": "Q"}}],
}
RESPONSE = {
    "schema": "rosace/response/1",
    "id": "r1",
    "instrument": "meeting",
    "version": "1.0.0",
    "wave": "2024",
    "respondent": {"id": "p1", "kind": "individual"},
    "answers": {"q": "a"},
}


def changed(pointer: str, value: object) -> dict[str, Any]:
    """Return a copy of the sound instrument with another value at a pointer; None takes it out."""
    document = copy.deepcopy(VALID)
    holder: Any = document
    *path, last = pointer.split("/")[1:]
    for key in path:
        holder = holder[int(key) if isinstance(holder, list) else key]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return document


def only(problems: tuple[Problem, ...]) -> tuple[str, str | None, dict[str, Any]]:
    """Return code, pointer and arguments of the one problem that there is."""
    (problem,) = problems
    return problem.code, problem.pointer, dict(problem.arguments)


@pytest.mark.parametrize(
    ("pointer", "value", "code", "at", "arguments"),
    [
        ("/id", None, "missing-key", "", {"key": "id"}),
        ("/id", 3, "text-unquoted", "/id", {"found": "3", "found_type": "integer"}),
        ("/id", [], "wrong-type", "/id", {"expected_type": "string", "found_type": "array"}),
        ("/titel", {"fr": "x"}, "unknown-key", "/titel", {"key": "titel"}),
        ("/sourec", "x", "unknown-key-suggestion", "/sourec", {"nearest": "source"}),
        ("/provenance", "our", "not-permitted", "/provenance", {"found": "our"}),
        ("/schema", "rosace/2", "not-permitted", "/schema", {"known": "rosace/instrument/1"}),
        ("/version", "1.0", "version-form", "/version", {"found": "1.0"}),
        ("/id", "a" * 65, "too-long", "/id", {"n": 65, "maximum": 64}),
        ("/languages", [], "too-few", "/languages", {"n": 0, "minimum": 1}),
        ("/languages", ["fr", "fr"], "not-unique", "/languages/1", {"found": "fr"}),
        ("/title/fr", "  ", "blank", "/title/fr", {}),
        ("/title/french", "x", "bad-key", "/title/french", {"key": "french"}),
        ("/items/0/minimum", 1, "key-not-permitted", "/items/0/minimum", {"key": "minimum"}),
        ("/items/0/scale", None, "missing-key", "/items/0", {"key": "scale"}),
        ("/items/0/type", "choise", "not-permitted", "/items/0/type", {"found": "choise"}),
        ("/items/0/when", {"item": "p", "equal": 1}, None, "/items/0/when", {"key": "equals"}),
        ("/items/0/when", {"item": "p", "in": []}, "too-few", "/items/0/when/in", {"n": 0}),
        (
            "/scales/s/choices/0/value",
            0.5,
            "wrong-type",
            "/scales/s/choices/0/value",
            {"expected_type": "integer|string"},
        ),
        (
            "/dimensions",
            [{"id": "d", "title": {"fr": "D"}}],
            "missing-key-choice",
            "/dimensions/0",
            {"known": "dimensions, items"},
        ),
        ("/take", ["q"], "key-not-permitted", "/take", {"key": "take"}),
    ],
)
def test_each_finding_has_its_code_and_place(
    pointer: str, value: object, code: str | None, at: str, arguments: dict[str, Any]
) -> None:
    """One mistake in an instrument gives one code, where the mistake is, with what was found."""
    problems = check_document(changed(pointer, value), "instrument")
    found = problems[0]
    assert found.code == (code or "missing-key")
    assert found.pointer == at
    assert arguments.items() <= found.arguments.items()
    assert code is None or len(problems) == 1


@pytest.mark.parametrize(
    ("answer", "code", "at"),
    [
        (None, "wrong-type", "/answers/q"),
        ({"valeur": 3}, "unknown-key-suggestion", "/answers/q/valeur"),
        ({}, "missing-key-choice", "/answers/q"),
        ({"value": 1, "missing": "dont-know"}, "keys-conflict", "/answers/q"),
        ({"missing": "tired"}, "not-permitted", "/answers/q/missing"),
        (["a", 3], "text-unquoted", "/answers/q/1"),
        ([{"id": "x", "f": None}], "wrong-type", "/answers/q/0/f"),
        ([{"f": 1}], "missing-key", "/answers/q/0"),
        (10**19, "out-of-bounds", "/answers/q"),
        ({"value": "a", "comment": "\u00a0"}, "blank", "/answers/q/comment"),
    ],
)
def test_of_several_forms_the_nearest_is_explained(answer: object, code: str, at: str) -> None:
    """An answer that fits no form is told what is wrong with the form that it comes nearest to."""
    document = {**RESPONSE, "answers": {"q": answer}}
    assert (code, at) in {
        (each.code, each.pointer) for each in check_document(document, "response")
    }


def test_a_kind_chooses_the_form() -> None:
    """A block is explained by its own kind, and an unknown kind by the kinds that there are."""
    text = {"verbatim": "x"}
    assert only(check_part({"kind": "heading", "tekst": text}, "report", "block")[:1]) == (
        "missing-key",
        "",
        {"key": "text"},
    )
    code, at, arguments = only(check_part({"kind": "graph", "text": text}, "report", "block"))
    assert (code, at) == ("not-permitted", "/kind")
    assert arguments["known"] == "paragraph, heading, list, notice, table, figure"
    nested = {"kind": "paragraph", "text": {"message": "a", "arguments": {"n": {"kind": "cuont"}}}}
    assert "/text/arguments/n/kind" in {
        each.pointer for each in check_part(nested, "report", "block")
    }


def test_places_in_yaml_are_lines_and_columns() -> None:
    """A problem of a YAML document stands where the key does, or the nearest thing around it."""
    document, positions = load_yaml(b"schema: rosace/study/1\nid: table\nwaves:\n  - {id: 3}\n")
    problems = check_document(document, "study", file="study.yaml", row=None, positions=positions)
    by_pointer = {each.pointer: (each.file, each.line, each.column) for each in problems}
    assert by_pointer["/waves/0/id"] == ("study.yaml", 4, 6)
    assert by_pointer[""] == ("study.yaml", 1, 1)


def test_a_file_is_read_as_a_value_or_refused_with_all_its_problems(tmp_path: Path) -> None:
    """Reading a file gives the value of its kind, or an error that holds every problem."""
    good = tmp_path / "good.json"
    good.write_text('{"schema":"rosace/configuration/1","plugins":["wheel"]}', encoding="utf-8")
    assert load_value(good, "configuration").plugins[0].name == "wheel"
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: rosace/configuration/1\nplugin: all\nstrict: 1\n", encoding="utf-8")
    with pytest.raises(InvalidDocumentError) as caught:
        load_value(bad, "configuration")
    assert [(each.code, each.line) for each in caught.value.problems] == [
        ("wrong-type", 3),
        ("unknown-key-suggestion", 2),
    ]
    assert {each.file for each in caught.value.problems} == {str(bad)}


def test_a_sound_document_becomes_its_value() -> None:
    """What has no problem structures into the class of its kind."""
    assert isinstance(value_of(VALID, "instrument"), Instrument)


def test_problems_are_counted_and_cut() -> None:
    """A document with endless mistakes gives a bounded number of problems."""
    endless = {**RESPONSE, "answers": {f"q{n}": None for n in range(1000)}}
    assert len(check_document(endless, "response")) == LIMITS.problems


def test_nesting_without_end_is_a_problem() -> None:
    """Data nested deeper than any loader lets through are refused instead of raising."""
    deep: dict[str, Any] = {"mark": "bar"}
    for _ in range(5000):
        deep = {"layer": [deep]}
    assert only(check_part(deep, "report", "specification"))[0] == "too-deep"


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=40, deadline=None)
@given(document=plain_data())
def test_anything_at_all_is_explained(kind: str, document: object) -> None:
    """Whatever plain data are given as a document, each problem has words in both languages."""
    for problem in check_document(document, kind):
        for language in ("fr", "en"):
            assert f"problem.{problem.code}" in load(CORE, language)
            assert problem.explain(language)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_hostile_documents_are_explained(kind: str) -> None:
    """A broken example gives problems that name a place inside it, never a traceback."""
    for example in schema(kind)["examples"]:
        for key in example:
            for value in HOSTILE[:40]:
                for problem in check_document({**example, key: value}, kind):
                    assert problem.pointer is not None
                    for part in ("", ".advice"):
                        said = load(CORE, "fr")[f"problem.{problem.code}{part}"]
                        assert placeholders(said) - {"n"} <= problem.arguments.keys()
