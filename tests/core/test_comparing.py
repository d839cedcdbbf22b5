"""What comparing versions promises: nothing is compared that does not ask the same."""

from typing import Any

import pytest
from hypothesis import given

from rosace.comparing import compare, only_corrected
from rosace.instrument import Instrument
from rosace.strategies import instruments
from rosace.testing import sketch

ABC: list[dict[str, Any]] = [
    {"code": code, "value": value, "label": {"en": code.lower(), "fr": f"{code} fr"}}
    for value, code in zip((3, 2, 1), "ABC", strict=True)
]
SCALE: dict[str, Any] = {"kind": "ordinal", "choices": ABC, "missing": ["dont-know"]}
FIRST: dict[str, Any] = {"id": "one", "type": "choice", "scale": "abc", "text": {"en": "One?"}}
SECOND: dict[str, Any] = {"id": "two", "type": "choice", "scale": "abc"}
SUM: dict[str, Any] = {
    "id": "all",
    "title": {"en": "All"},
    "items": ["one", "two"],
    "scoring": {"method": "sum"},
}


def version(
    number: str = "1.0.0",
    first: dict[str, Any] | None = None,
    scale: dict[str, Any] | None = None,
    **dimension: Any,
) -> Instrument:
    """Return a version of a small instrument, with what differs in it."""
    return sketch(
        [{**FIRST, **(first or {})}, SECOND],
        version=number,
        scales={"abc": {**SCALE, **(scale or {})}},
        dimensions=[{**SUM, **dimension}],
    )


@given(instruments())
def test_itself(made: Instrument) -> None:
    """Compared with itself, every item and dimension of an instrument is the same."""
    found = compare(made, made)
    parts = (*found.items, *found.dimensions)
    assert {(part.change, part.comparable, part.reason) for part in parts} <= {
        ("same", True, "same")
    }
    assert [item.id for item in found.items] == [item.id for item in made.items]


@given(instruments(), instruments())
def test_there_and_back(one: Instrument, other: Instrument) -> None:
    """What is gone one way is new the other way, and what is comparable is so both ways."""
    there, back = compare(one, other), compare(other, one)
    for mine, theirs in ((there.items, back.items), (there.dimensions, back.dimensions)):
        for gone, new in (("gone", "new"), ("new", "gone")):
            left = {part.id for part in mine if part.change == gone}
            assert left == {part.id for part in theirs if part.change == new}
        assert {p.id for p in mine if p.comparable} == {p.id for p in theirs if p.comparable}


@pytest.mark.parametrize(
    ("number", "comparable", "reason"),
    [("1.0.1", True, "corrected"), ("1.1.0", False, "reworded"), ("2.0.0", False, "reworded")],
)
def test_corrected(number: str, comparable: bool, reason: str) -> None:  # noqa: FBT001  # as pytest gives it
    """Other words stay comparable only where no more than the third number differs."""
    after = version(number, {"text": {"en": "The one?"}})
    item = compare(version(), after).item("one")
    assert (item.change, item.comparable, item.reason) == ("reworded", comparable, reason)
    assert item.differs == ("text",)
    assert compare(version(), after).item("two").change == "same"


@pytest.mark.parametrize(
    ("first", "scale", "differs"),
    [
        ({}, {"choices": ABC[::-1]}, "choices"),
        ({}, {"choices": ABC[:2]}, "choices"),
        ({}, {"kind": "nominal"}, "choices"),
        ({}, {"choices": [{**ABC[0], "value": 9}, *ABC[1:]]}, "values"),
        ({}, {"missing": []}, "missing"),
        ({"required": True}, {}, "missing"),
        ({"type": "yes-no", "scale": None}, {}, "type"),
        ({"type": "multiple-choice"}, {}, "type"),
    ],
)
def test_rescaled(first: dict[str, Any], scale: dict[str, Any], differs: str) -> None:
    """An item that may be answered otherwise is not compared, in no version."""
    first = {key: part for key, part in {**FIRST, **first}.items() if part is not None}
    after = sketch(
        [first, SECOND], version="1.0.1", scales={"abc": {**SCALE, **scale}}, dimensions=[SUM]
    )
    item = compare(version(), after).item("one")
    assert (item.change, item.comparable) == ("rescaled", False)
    assert differs in item.differs


def test_words_of_choices() -> None:
    """Other words of a choice are other words of the item that offers it."""
    after = version("1.1.0", {"choices": {"B": {"en": "partly"}}})
    assert compare(version(), after).item("one").differs == ("labels",)


def test_further_language() -> None:
    """A text in a further language takes nothing from those who read the first."""
    after = version("2.0.0", {"text": {"en": "One?", "fr": "Un?"}})
    assert compare(version(), after).item("one").change == "same"
    elsewhere = version("2.0.0", {"text": {"fr": "Un?"}})
    assert compare(version(), elsewhere).item("one").change == "reworded"


def test_condition() -> None:
    """An item asked of others is not compared, nor one that rests on an item that changed."""
    asked = {"when": {"item": "one", "answered": True}}
    alone, after = (
        sketch([first, {**SECOND, **more}], version=number, scales={"abc": SCALE})
        for number, first, more in (
            ("1.0.0", FIRST, asked),
            ("1.1.0", {**FIRST, "text": {"en": "Another?"}}, asked),
        )
    )
    assert compare(version(), alone).item("two").differs == ("missing", "condition")
    assert compare(alone, after).item("two").differs == ("condition",)
    assert not compare(alone, after).item("two").comparable


@pytest.mark.parametrize(
    ("dimension", "first", "reason", "items"),
    [
        ({}, {}, "same", ()),
        ({"title": {"en": "Everything"}}, {}, "same", ()),
        ({"items": ["two", "one"]}, {}, "same", ()),
        ({"items": ["one"]}, {}, "items", ("two",)),
        ({"scoring": {"method": "mean"}}, {}, "scoring", ()),
        ({"scoring": {"method": "sum", "reverse": ["one"]}}, {}, "scoring", ()),
        ({}, {"text": {"en": "Other?"}}, "answers", ("one",)),
    ],
)
def test_dimensions(
    dimension: dict[str, Any], first: dict[str, Any], reason: str, items: tuple[str, ...]
) -> None:
    """A dimension is compared where it holds the same items, all comparable, scored alike."""
    found = compare(version(), version("1.1.0", first, **dimension)).dimension("all")
    assert (found.reason, found.comparable, found.items) == (reason, reason == "same", items)


def test_levels() -> None:
    """Other words of a level leave a dimension comparable, and other cut-offs do not."""

    def scored(at: int, title: str) -> Instrument:
        cutoffs = [{"at_least": at, "id": "low", "title": {"en": title}}]
        levels = {"applies_to": "score", "cutoffs": cutoffs}
        return version("1.1.0", scoring={"method": "sum", "levels": levels})

    assert compare(scored(0, "Low"), scored(0, "Begun")).dimension("all").comparable
    assert not compare(scored(0, "Low"), scored(1, "Low")).dimension("all").comparable


def test_other_instrument() -> None:
    """The third number says nothing of another instrument, even with the same ids."""
    other = sketch([FIRST, SECOND], id="other", scales={"abc": SCALE})
    assert not only_corrected(version(), other)
    assert only_corrected(version(), version("1.0.7"))


def test_unknown() -> None:
    """What neither version has is no part of the comparison."""
    found = compare(version(), version())
    with pytest.raises(KeyError):
        found.item("three")
    with pytest.raises(KeyError):
        found.dimension("three")
