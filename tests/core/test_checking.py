"""What checking an instrument promises: slips that no schema sees are found in their place."""

import copy
import pickle
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from rosace.checking import check_instrument
from rosace.conversion import structure
from rosace.instrument import Instrument
from rosace.loading import load_yaml
from rosace.messages import CORE, load, placeholders
from rosace.strategies import instruments
from rosace.validation import check_document
from rosace.values import evolve
from rosace.vectors import check_vectors

LAW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
W = {"fr": "x", "en": "x"}
SOUND: dict[str, Any] = {
    "schema": "rosace/instrument/1",
    "id": "tool",
    "version": "1.2.0",
    "title": W,
    "languages": ["fr", "en"],
    "provenance": "ours",
    "rights": {"holder": "Rosace", "wording": "ours"},
    "use": {
        "statement": W,
        "prerequisites": [{"id": "p", "text": W}],
        "modes": [{"id": "m", "respondent": "individual", "title": W}],
    },
    "scales": {
        "agree": {
            "kind": "ordinal",
            "groups": [{"id": "g", "title": W}],
            "choices": [
                {"code": "A", "value": 2, "label": W, "group": "g"},
                {"code": "B", "value": 1, "label": W},
            ],
        },
        "sector": {"kind": "nominal", "choices": [{"code": "x", "label": W}]},
    },
    "sections": [
        {"id": "one", "title": W, "items": ["q1", "q2", "q3"]},
        {"id": "two", "title": W, "items": ["n", "t", "actors", "events"]},
    ],
    "items": [
        {"id": "q1", "type": "choice", "scale": "agree", "text": W, "choices": {"A": W}},
        {
            "id": "q2",
            "type": "choice",
            "scale": "agree",
            "text": W,
            "when": {"item": "q1", "in": ["A"]},
            "flag": {"when": {"item": "q2", "equals": "B"}, "text": W},
        },
        {"id": "q3", "type": "choice", "scale": "sector", "text": W},
        {"id": "n", "type": "integer", "text": W, "minimum": 1, "maximum": 5},
        {"id": "t", "type": "text", "text": W, "min_length": 1, "max_length": 9},
        {
            "id": "actors",
            "type": "records",
            "text": W,
            "fields": [
                {"id": "name", "type": "text", "text": W},
                {
                    "id": "why",
                    "type": "text",
                    "text": W,
                    "when": {"item": "name", "answered": True},
                },
            ],
        },
        {
            "id": "events",
            "type": "records",
            "text": W,
            "fields": [
                {"id": "who", "type": "reference", "to": {"item": "actors"}, "text": W},
            ],
        },
    ],
    "dimensions": [
        {
            "id": "top",
            "title": W,
            "scoring": {"method": "mean", "alpha": True, "minimum_answered": 2, "reverse": ["q1"]},
            "dimensions": [
                {
                    "id": "d",
                    "title": W,
                    "items": ["q1", "q2"],
                    "scoring": {
                        "method": "weighted-mean",
                        "weights": {"q1": 1, "q2": "1/2"},
                        "levels": {
                            "applies_to": "score",
                            "cutoffs": [
                                {"at_least": 0, "id": "low", "title": W},
                                {"at_least": "3/2", "id": "high", "title": W},
                            ],
                        },
                    },
                },
                {
                    "id": "e",
                    "title": W,
                    "items": ["n"],
                    "scoring": {"method": "sum", "reverse": ["n"]},
                },
            ],
        },
        {
            "id": "f",
            "title": W,
            "items": ["q1"],
            "scoring": {"method": "proportion", "of": ["A"]},
        },
    ],
    "vectors": [
        {
            "answers": {"q1": "A", "q2": "B", "n": 2},
            "scores": {"d": "5/3", "e": 4, "f": 1},
        },
    ],
}
NESTED = "/dimensions/0/dimensions"
SLIPS: list[tuple[str, Any, str, str]] = [
    ("/title", {"fr": "x"}, "incomplete-language", "/title"),
    ("/items/0/choices/A", {"en": "x"}, "incomplete-language", "/items/0/choices/A"),
    ("/items/5/fields/0/text", {"en": "x"}, "incomplete-language", "/items/5/fields/0/text"),
    (
        "/scales/agree/groups/0/title",
        {"en": "x"},
        "incomplete-language",
        "/scales/agree/groups/0/title",
    ),
    (
        f"{NESTED}/0/scoring/levels/cutoffs/0/title",
        {"en": "x"},
        "incomplete-language",
        f"{NESTED}/0/scoring/levels/cutoffs/0/title",
    ),
    ("/items/2/id", "q1", "duplicate-id", "/items/2/id"),
    ("/sections/1/id", "one", "duplicate-id", "/sections/1/id"),
    ("/scales/agree/choices/1/code", "A", "duplicate-id", "/scales/agree/choices/1/code"),
    ("/items/5/fields/1/id", "name", "duplicate-id", "/items/5/fields/1/id"),
    (f"{NESTED}/1/id", "top", "duplicate-id", f"{NESTED}/1/id"),
    (
        f"{NESTED}/0/scoring/levels/cutoffs/1/id",
        "low",
        "duplicate-id",
        f"{NESTED}/0/scoring/levels/cutoffs/1/id",
    ),
    ("/items/4/id", "ignore", "reserved-id", "/items/4/id"),
    ("/items/6/fields/0/id", "id", "reserved-id", "/items/6/fields/0/id"),
    ("/sections/1/items/1", "q1", "item-in-two-sections", "/sections/1/items/1"),
    ("/sections/1/items", ["n", "actors", "events"], "item-in-no-section", "/items/4"),
    ("/sections/1/items/1", "actor", "unknown-item-suggestion", "/sections/1/items/1"),
    ("/items/0/scale", "zzz", "unknown-scale", "/items/0/scale"),
    ("/items/0/choices", {"Z": W}, "unknown-choice", "/items/0/choices/Z"),
    ("/scales/agree/choices/0/group", "h", "unknown-group", "/scales/agree/choices/0/group"),
    ("/items/1/when/item", "zzz", "unknown-item", "/items/1/when/item"),
    ("/items/1/when/item", "q2", "condition-not-earlier", "/items/1/when/item"),
    (
        "/items/0/when",
        {"not": {"item": "q2", "answered": True}},
        "condition-not-earlier",
        "/items/0/when/not/item",
    ),
    ("/sections/0/items", ["q2", "q1", "q3"], "condition-not-earlier", "/items/1/when/item"),
    ("/items/1/when/in/0", "C", "condition-impossible", "/items/1/when/in/0"),
    ("/items/1/when/in/0", True, "condition-impossible", "/items/1/when/in/0"),
    ("/items/1/flag/when/equals", "C", "condition-impossible", "/items/1/flag/when/equals"),
    (
        "/items/4/when",
        {"all": [{"item": "n", "equals": 6}]},
        "condition-impossible",
        "/items/4/when/all/0/equals",
    ),
    ("/items/5/fields/1/when/item", "q1", "unknown-item", "/items/5/fields/1/when/item"),
    (
        "/items/5/fields/0/when",
        {"item": "why", "answered": True},
        "condition-not-earlier",
        "/items/5/fields/0/when/item",
    ),
    ("/items/3/minimum", 6, "bounds-reversed", "/items/3/maximum"),
    (
        "/items/3",
        {"id": "n", "type": "integer", "text": W, "minimum": "1/3", "maximum": "2/3"},
        "bounds-reversed",
        "/items/3/maximum",
    ),
    ("/items/4/max_length", 0, "bounds-reversed", "/items/4/max_length"),
    (
        "/items/2",
        {"id": "q3", "type": "ranking", "scale": "sector", "text": W, "max_count": 0},
        "bounds-reversed",
        "/items/2/max_count",
    ),
    (
        "/items/2",
        {"id": "q3", "type": "multiple-choice", "scale": "sector", "text": W, "min_count": 2},
        "bounds-reversed",
        "/items/2/min_count",
    ),
    ("/items/4/min_length", 10, "bounds-reversed", "/items/4/max_length"),
    ("/items/6/fields/0/to/item", "q1", "reference-not-records", "/items/6/fields/0/to/item"),
    ("/items/6/fields/0/to/item", "actor", "unknown-item-suggestion", "/items/6/fields/0/to/item"),
    ("/dimensions/1/items/0", "zzz", "unknown-item", "/dimensions/1/items/0"),
    ("/dimensions/1/items/0", "t", "item-not-scorable", "/dimensions/1/items/0"),
    ("/dimensions/1/items/0", "q3", "not-permitted", "/dimensions/1/scoring/of/0"),
    ("/dimensions/1/items", ["q1", "q3"], "counts-nothing", "/dimensions/1/scoring/of"),
    ("/dimensions/1/scoring/of/0", "Z", "not-permitted", "/dimensions/1/scoring/of/0"),
    ("/dimensions/1/scoring", {"method": "distribution"}, "", ""),
    (
        "/dimensions/1",
        {"id": "f", "title": W, "items": ["n"], "scoring": {"method": "distribution"}},
        "scoring-not-computable",
        "/dimensions/1/scoring/method",
    ),
    (
        "/dimensions/1",
        {"id": "f", "title": W, "items": ["q3"], "scoring": {"method": "mean"}},
        "scoring-not-computable",
        "/dimensions/1/scoring/method",
    ),
    (
        "/dimensions/0/scoring/minimum_answered",
        4,
        "above-maximum",
        "/dimensions/0/scoring/minimum_answered",
    ),
    ("/dimensions/0/scoring/prorate", True, "scoring-not-fit", "/dimensions/0/scoring/prorate"),
    (f"{NESTED}/1/scoring/alpha", True, "scoring-not-fit", f"{NESTED}/1/scoring/alpha"),
    (f"{NESTED}/0/scoring/weights", {"q1": 1}, "missing-key", f"{NESTED}/0/scoring/weights"),
    (f"{NESTED}/0/scoring/weights/q2", 0, "weight-not-positive", f"{NESTED}/0/scoring/weights/q2"),
    (
        f"{NESTED}/0/scoring/weights/q9",
        1,
        "unknown-item",
        f"{NESTED}/0/scoring/weights/q9",
    ),
    ("/dimensions/0/scoring/reverse/0", "t", "unknown-item", "/dimensions/0/scoring/reverse/0"),
    ("/scales/agree/kind", "nominal", "reverse-impossible", "/dimensions/0/scoring/reverse/0"),
    (
        f"{NESTED}/0/scoring/levels/cutoffs/1/at_least",
        0,
        "cutoffs-not-ascending",
        f"{NESTED}/0/scoring/levels/cutoffs",
    ),
    ("/vectors/0/answers/q8", "A", "unknown-item", "/vectors/0/answers/q8"),
    ("/vectors/0/scores/z", 1, "unknown-dimension", "/vectors/0/scores/z"),
]


def changed(pointer: str, value: Any) -> dict[str, Any]:
    """Return the sound instrument with one part changed."""
    document = copy.deepcopy(SOUND)
    holder: Any = document
    *path, last = pointer.split("/")[1:]
    for key in path:
        holder = holder[int(key) if isinstance(holder, list) else key]
    holder[int(last) if isinstance(holder, list) else last] = value
    return document


def instrument(document: dict[str, Any]) -> Instrument:
    """Return the value of an instrument that the contract accepts."""
    assert check_document(document, "instrument") == ()
    return structure(document, Instrument)


def test_a_sound_instrument_has_no_problem() -> None:
    """Nothing is found in an instrument that holds together, and its vectors are met."""
    assert check_instrument(instrument(SOUND)) == ()
    assert check_vectors(instrument(SOUND)) == ()


@pytest.mark.parametrize(("pointer", "value", "code", "at"), SLIPS)
def test_each_slip_is_found_in_its_place(pointer: str, value: Any, code: str, at: str) -> None:
    """One slip that the schema lets through gives its code at its place, in words."""
    problems = check_instrument(instrument(changed(pointer, value)))
    found = {(problem.code, problem.pointer) for problem in problems}
    assert (code, at) in found if code else found == set()
    for problem in problems:
        for part in ("", ".advice"):
            said = load(CORE, "fr")[f"problem.{problem.code}{part}"]
            assert placeholders(said) <= problem.arguments.keys()


def test_every_problem_of_an_instrument_is_found_at_once() -> None:
    """Several slips are told together, so that an author corrects them in one go."""
    document = changed("/items/0/scale", "zzz")
    document["title"] = {"fr": "x"}
    codes = {problem.code for problem in check_instrument(instrument(document))}
    assert {"unknown-scale", "incomplete-language"} <= codes


def test_places_are_those_of_the_file() -> None:
    """With the positions of a YAML file each problem names file, line and column."""
    text = (
        b"schema: rosace/instrument/1\nid: t\nversion: 1.0.0\ntitle: {fr: x, en: x}\n"
        b"languages: [fr, en]\nprovenance: ours\nrights: {holder: R, wording: ours}\n"
        b"sections:\n  - {id: s, title: {fr: x, en: x}, items: [q]}\n"
        b"items:\n  - id: q\n    type: text\n    text: {fr: x}\n"
    )
    document, positions = load_yaml(text)
    (problem,) = check_instrument(structure(document, Instrument), positions, file="t.yaml")
    assert (problem.file, problem.line, problem.column) == ("t.yaml", 13, 5)


@LAW
@given(instruments())
def test_generated_instruments_are_sound(generated: Instrument) -> None:
    """The test kit's instruments pass their checks and meet their own vectors."""
    assert check_instrument(generated) == ()
    assert check_vectors(generated) == ()


@pytest.mark.parametrize(
    ("pointer", "value", "code", "at"),
    [
        ("/vectors/0/scores/d", 1, "vector-mismatch", "/vectors/0/scores/d"),
        ("/vectors/0/scores/d", None, "vector-mismatch", "/vectors/0/scores/d"),
        (
            "/vectors/0/scores/e",
            {"score": 4, "level": "x"},
            "vector-mismatch",
            "/vectors/0/scores/e",
        ),
        ("/vectors/0/scores/f", {"counts": {"A": 1}}, "vector-mismatch", "/vectors/0/scores/f"),
        ("/vectors/0/answers/q2", "Z", "unknown-choice", "/vectors/0/answers/q2"),
        ("/vectors/0/answers/n", 9, "out-of-bounds", "/vectors/0/answers/n"),
    ],
)
def test_vectors_are_held_to_their_scores(pointer: str, value: Any, code: str, at: str) -> None:
    """A vector whose answers or scores are wrong is told, with what scoring gives."""
    problems = check_vectors(instrument(changed(pointer, value)))
    assert (code, at) in {(problem.code, problem.pointer) for problem in problems}


def test_a_vector_whose_answers_are_wrong_is_not_scored() -> None:
    """An answer that is none is told alone, also where codes are to be counted."""
    document = changed("/dimensions/1/scoring", {"method": "distribution"})
    document["vectors"] = [{"answers": {"q1": "Z"}, "scores": {"f": {"counts": {"A": 1}}}}]
    (problem,) = check_vectors(instrument(document))
    assert (problem.code, problem.pointer) == ("unknown-choice", "/vectors/0/answers/q1")


def test_vectors_may_state_distributions_and_levels() -> None:
    """A vector expects counts, where codes left out count as zero, or a score with its level."""
    document = changed("/dimensions/1/scoring", {"method": "distribution"})
    document["vectors"][0]["scores"] = {
        "f": {"counts": {"A": 1}},
        "d": {"score": "5/3", "level": "high"},
    }
    assert check_vectors(instrument(document)) == ()


@pytest.mark.parametrize(("level", "found"), [("high", 0), ("low", 1)])
def test_vectors_may_state_levels_of_the_groups_mean(level: str, found: int) -> None:
    """A level that applies to the group's mean is held to a vector's score too."""
    document = changed(f"{NESTED}/0/scoring/levels/applies_to", "group-mean")
    document["vectors"][0]["scores"] = {"d": {"score": "5/3", "level": level}}
    problems = check_vectors(instrument(document))
    assert [problem.arguments for problem in problems] == [
        {"dimension": "d", "expected": "5/3 (low)", "found": "5/3 (high)"}
    ][:found]


def test_a_long_form_is_checked_in_time_that_grows_with_it() -> None:
    """Ten times the items take about ten times as long to check, not a hundred."""

    def seconds(count: int) -> float:
        document = copy.deepcopy(SOUND)
        names = [f"more-{number}" for number in range(count)]
        shown = {"when": {"item": "q1", "answered": True}}
        document["items"] += [
            {"id": name, "type": "choice", "scale": "agree", "text": W, **shown} for name in names
        ]
        document["sections"].append({"id": "more", "title": W, "items": names})
        instrument = structure(document, Instrument)
        best = float("inf")
        for _ in range(3):
            began = time.process_time()
            assert check_instrument(instrument) == ()
            assert [instrument.item(name).id for name in names] == names
            best = min(best, time.process_time() - began)
        return best

    assert seconds(3000) < 40 * seconds(300)


def test_an_item_is_found_by_its_id_in_every_copy() -> None:
    """A changed or travelled instrument finds its own items, and no other."""
    instrument = structure(SOUND, Instrument)
    assert instrument.item("q1") is instrument.items[0]
    shorter = evolve(instrument, items=instrument.items[1:])
    assert shorter.item("q2") == instrument.item("q2")
    travelled = pickle.loads(pickle.dumps(instrument))  # noqa: S301  # our own bytes
    assert travelled == instrument
    assert travelled.item("q1") == instrument.item("q1")
    for held, missing in ((shorter, "q1"), (instrument, "zzz")):
        with pytest.raises(KeyError):
            held.item(missing)
