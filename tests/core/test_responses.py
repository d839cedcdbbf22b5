"""What checking responses promises: what is wrong, among answers, in words of the instrument."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rosace.conversion import structure, unstructure
from rosace.instrument import Instrument
from rosace.messages import CORE, load, placeholders
from rosace.places import Place
from rosace.references import check_references
from rosace.response import Response
from rosace.responses import check_all, check_response, structure_response
from rosace.strategies import instruments, mutations, responses

LAW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
W = {"fr": "x", "en": "x"}
TOOL = structure(
    {
        "schema": "rosace/instrument/1",
        "id": "tool",
        "version": "1.2.0",
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
        "sections": [{"id": "all", "title": W, "items": ["q1", "q2", "q3", "d", "events"]}],
        "items": [
            {"id": "q1", "type": "choice", "scale": "s", "text": W, "required": True},
            {
                "id": "q2",
                "type": "choice",
                "scale": "s",
                "text": W,
                "required": True,
                "when": {"item": "q1", "equals": "A"},
            },
            {
                "id": "q3",
                "type": "text",
                "text": W,
                "when": {"not": {"item": "q2", "answered": True}},
            },
            {"id": "d", "type": "date", "text": W},
            {
                "id": "events",
                "type": "records",
                "text": W,
                "fields": [
                    {"id": "kind", "type": "choice", "scale": "s", "text": W},
                    {
                        "id": "why",
                        "type": "text",
                        "text": W,
                        "required": True,
                        "when": {"item": "kind", "equals": "A"},
                    },
                    {"id": "after", "type": "reference", "to": {"item": "events"}, "text": W},
                    {
                        "id": "actors",
                        "type": "reference",
                        "to": {"instrument": "map", "item": "actors"},
                        "many": True,
                        "text": W,
                    },
                ],
            },
        ],
    },
    Instrument,
)


def response(**changes: Any) -> dict[str, Any]:
    """Return a response to the tool with some of its keys changed."""
    return {
        "schema": "rosace/response/1",
        "id": "r1",
        "instrument": "tool",
        "version": "1.0.0",
        "wave": "2024",
        "respondent": {"id": "p1", "kind": "individual"},
        "answers": {"q1": "A", "q2": "B"},
        **changes,
    }


def found(document: object) -> set[tuple[str, str | None]]:
    """Return codes and places of what is wrong, each of which has its words."""
    problems = check_response(TOOL, document, file="r.json", row=7)
    for problem in problems:
        assert (problem.file, problem.row) == ("r.json", 7)
        for part in ("", ".advice"):
            said = load(CORE, "fr")[f"problem.{problem.code}{part}"]
            assert placeholders(said) - {"n"} <= problem.arguments.keys()
    return {(problem.code, problem.pointer) for problem in problems}


def event(identifier: str = "e1", **fields: Any) -> dict[str, Any]:
    """Return a row of the item events."""
    return {"id": identifier, **fields}


@pytest.mark.parametrize(
    "answers",
    [
        {"q1": "A", "q2": "B"},
        {"q1": "B"},
        {"q1": "B", "q2": {"missing": "not-shown"}, "q3": "x"},
        {"q1": "A", "q2": {"missing": "dont-know"}, "q3": "x"},
        {"q1": {"missing": "dont-know"}},
        {"q1": "B", "events": [event(kind="A", why="x"), event("e2", kind="B", after="e1")]},
        {"q1": "B", "events": [event(actors=["anyone"])]},
        {"q1": "B", "q3": {"missing": "no-answer"}, "d": "2024-02-29"},
    ],
)
def test_sound_answers_pass(answers: dict[str, Any]) -> None:
    """Answers that follow the form are accepted, whether or not all of it was shown."""
    assert found(response(answers=answers)) == set()


@pytest.mark.parametrize(
    ("answers", "code", "at"),
    [
        ({"q1": "C"}, "unknown-choice", "/answers/q1"),
        ({"q1": {"value": "C"}}, "unknown-choice", "/answers/q1/value"),
        ({"q1": {"missing": "tired"}}, "unknown-missing-reason", "/answers/q1/missing"),
        ({"q2": "A"}, "required-unanswered", "/answers"),
        ({"q1": "A"}, "required-unanswered", "/answers/q2"),
        ({"q1": "A", "q2": {"missing": "not-shown"}}, "shown-unanswered", "/answers/q2"),
        ({"q1": "B", "q2": "A"}, "not-shown-answered", "/answers/q2"),
        ({"q1": "B", "q2": {"missing": "dont-know"}}, "not-shown-answered", "/answers/q2"),
        ({"q1": "A", "q2": "A", "q3": "x"}, "not-shown-answered", "/answers/q3"),
        ({"q1": "B", "q33": "x"}, "unknown-item-suggestion", "/answers/q33"),
        ({"q1": "B", "zzzzz": "x"}, "unknown-item", "/answers/zzzzz"),
        ({"q1": "B", "d": "2023-02-29"}, "not-a-date-day", "/answers/d"),
        ({"q1": {"value": "B", "comment": "x"}}, "key-not-permitted", "/answers/q1/comment"),
        ({"q1": {"value": "B", "dissent": "x"}}, "key-not-permitted", "/answers/q1/dissent"),
        ({"q1": "B", "events": [event(), event()]}, "duplicate-id", "/answers/events/1/id"),
        ({"q1": "B", "events": [event(kind="C")]}, "unknown-choice", "/answers/events/0/kind"),
        ({"q1": "B", "events": [event(kind="A")]}, "required-unanswered", "/answers/events/0/why"),
        (
            {"q1": "B", "events": [event(kind="B", why="x")]},
            "not-shown-answered",
            "/answers/events/0/why",
        ),
        (
            {"q1": "B", "events": [event(after="e11")]},
            "dangling-reference-suggestion",
            "/answers/events/0/after",
        ),
        (
            {"q1": "B", "events": [event(after="zzzz")]},
            "dangling-reference",
            "/answers/events/0/after",
        ),
        (
            {"q1": "B", "events": [event(knid="A")]},
            "unknown-key-suggestion",
            "/answers/events/0/knid",
        ),
    ],
)
def test_each_slip_is_found_in_its_place(answers: dict[str, Any], code: str, at: str) -> None:
    """One slip among the answers gives its code at its place, in words of the instrument."""
    assert found(response(answers=answers)) == {(code, at)}


@pytest.mark.parametrize(
    ("changes", "code", "at"),
    [
        ({"instrument": "other"}, "wrong-instrument", "/instrument"),
        ({"version": "2.0.0"}, "wrong-version", "/version"),
        ({"version": "x"}, "wrong-version", "/version"),
        ({"version": 2}, "text-unquoted", "/version"),
        ({"wave": "W"}, "identifier-form", "/wave"),
        (
            {"respondent": {"id": "a.b@example.org", "kind": "individual"}},
            "respondent-is-email",
            "/respondent/id",
        ),
        ({"respondent": {"id": "p1", "kind": "both"}}, "not-permitted", "/respondent/kind"),
        (
            {"respondent": {"id": "p1", "kind": "individual", "weight": -1}},
            "not-a-weight",
            "/respondent/weight",
        ),
        ({"answers": []}, "wrong-type", "/answers"),
        ({"stranger": 1}, "unknown-key", "/stranger"),
    ],
)
def test_what_stands_around_the_answers_is_checked(
    changes: dict[str, Any], code: str, at: str
) -> None:
    """Instrument, version, respondent and wave are held to the contract and to the instrument."""
    assert found(response(**changes)) == {(code, at)}


def test_names_of_what_was_given_and_expected_are_told() -> None:
    """A choice that is none is told by item, with the choices that there are."""
    (problem,) = check_response(TOOL, response(answers={"q1": "C"}))
    assert problem.arguments == {"item": "q1", "found": "C", "known": "A, B"}
    (problem,) = check_response(TOOL, response(version="2.0.0"))
    assert problem.arguments == {"found": "2.0.0", "expected": "1.2.0"}


@pytest.mark.parametrize("document", [None, [], 1, "x", {}, {"answers": {}}, {"instrument": 3}])
def test_what_is_no_response_is_told(document: object) -> None:
    """Data of any other shape give problems, never a traceback."""
    assert found(document)


@pytest.mark.parametrize("part", ["id", "organization"])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Zoé Roy", None),
        ("p\u200b1", "name-not-seen"),
        ("p\u00ad1", "name-not-seen"),
        ("\ufeffp1", "name-not-seen"),
        ("p1\u2009", "name-not-seen"),
        ("Zoé\u00a0Roy", "name-not-seen"),
        ("p1\ufe0f", "name-not-seen"),
        ("p\u31641", "name-not-seen"),
        ("Zoe\u0301", "name-not-composed"),
    ],
)
def test_nobody_counts_twice_under_names_that_look_alike(
    part: str, name: str, code: str | None
) -> None:
    """A name with what nobody sees, or with accents apart, is refused; other names are not."""
    given = {"id": "p1", "kind": "individual", part: name}
    expected = set() if code is None else {(code, f"/respondent/{part}")}
    assert found(response(respondent=given)) == expected


@pytest.mark.parametrize("weight", ["1e308", "inf", "-1", "-0.5", "heavy", -1])
def test_a_weight_that_no_voice_has_is_told_as_such(weight: object) -> None:
    """What is no number, or below zero, is called no weight, and not by the form of numbers."""
    given = {"id": "p1", "kind": "individual", "weight": weight}
    (problem,) = check_response(TOOL, response(respondent=given))
    assert (problem.code, problem.pointer) == ("not-a-weight", "/respondent/weight")
    assert f"« {weight} »".replace(" ", "\u00a0") in problem.explain("fr")
    assert "0,5" in problem.explain("fr")


def test_a_voice_is_heard_once() -> None:
    """An id given twice, and who answers twice in a wave, are told with their rows and files."""
    one = structure_response(response())
    other = structure_response(response(id="r2", wave="2025"))
    assert check_all([one, other]) == ()
    again, same = (structure_response(response(id=name)) for name in ("r2", "r3"))
    rows = {id(one): ("a.csv", 2), id(other): ("a.csv", 3), id(again): ("b.csv", 2)}

    def place_of(held: Response) -> Place:
        file, row = rows.get(id(held), ("a.csv", 4))
        return Place(file=file, row=row)

    problems = check_all([one, other, again, same], place_of)
    assert [(each.code, each.file, each.row, each.arguments.get("first")) for each in problems] == [
        ("duplicate-response", "b.csv", 2, None),
        ("respondent-twice-in-files", "b.csv", 2, "a.csv"),
        ("respondent-twice", "a.csv", 4, None),
    ]


@LAW
@given(data=st.data())
def test_generated_responses_are_sound(data: st.DataObject) -> None:
    """The test kit's responses are accepted, and read the same fast as slowly."""
    instrument = data.draw(instruments(scored=False))
    value = data.draw(responses(instrument))
    document = unstructure(value)
    assert check_response(instrument, document) == ()
    assert structure_response(document) == value == structure(document, Response)


@LAW
@given(data=st.data())
def test_broken_responses_are_explained(data: st.DataObject) -> None:
    """Whatever is broken in a response, it is accepted or explained, and left as it was."""
    broken = data.draw(
        mutations(response(answers={"q1": "B", "events": [event(kind="A", why="x", after="e1")]}))
    )
    before = copy.deepcopy(broken)
    problems = check_response(TOOL, broken)
    assert broken == before
    for problem in problems:
        assert f"problem.{problem.code}" in load(CORE, "en")
    if not problems:
        assert structure_response(broken) == structure(broken, Response)


MAP = structure(
    {
        "schema": "rosace/instrument/1",
        "id": "map",
        "version": "1.0.0",
        "title": W,
        "languages": ["fr", "en"],
        "provenance": "ours",
        "rights": {"holder": "Rosace", "wording": "ours"},
        "sections": [{"id": "all", "title": W, "items": ["actors"]}],
        "items": [
            {
                "id": "actors",
                "type": "records",
                "text": W,
                "fields": [{"id": "name", "type": "text", "text": W}],
            }
        ],
    },
    Instrument,
)


def test_references_reach_rows_of_other_instruments() -> None:
    """A row of another instrument is looked for in all of the study's responses to it."""
    rows = [event(actors=["a1", "a9"])]
    own = structure_response(response(answers={"q1": "B", "events": rows}))
    actors = [
        structure_response(
            response(id=f"m{n}", instrument="map", answers={"actors": [{"id": f"a{n}"}]})
        )
        for n in (1, 2)
    ]
    problems = check_references([(TOOL, [own]), (MAP, actors)], {"tool", "map"})
    assert [(each.code, each.pointer, each.severity) for each in problems] == [
        ("dangling-reference", "/answers/events/0/actors", "error")
    ]
    assert problems[0].arguments["found"] == "a9"
    near = [structure_response(response(answers={"q1": "B", "events": [event(actors=["a11"])]}))]
    (problem,) = check_references([(TOOL, near), (MAP, actors)], {"tool", "map"})
    assert (problem.code, problem.arguments["nearest"]) == ("dangling-reference-suggestion", "a1")


def test_references_to_an_instrument_that_is_not_used_are_a_notice() -> None:
    """Where the other instrument is no part of the study, one notice a field says so."""
    rows = [event(actors=["a1"]), event("e2", actors=["a2"])]
    own = structure_response(response(answers={"q1": "B", "events": rows}))
    (problem,) = check_references([(TOOL, [own, own])], {"tool"})
    assert (problem.code, problem.severity) == ("reference-not-followed", "notice")
