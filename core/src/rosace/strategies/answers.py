"""Hypothesis strategies of answers that an instrument accepts (extra ``testing``)."""

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st

from rosace.conditions import holds
from rosace.derived import count_bounds, length_bounds, missing_of, number_bounds
from rosace.instrument import Instrument, Item
from rosace.response import Answer, Record

__all__ = ["answers"]

_LIKELY: Final = 30
_MOST_ROWS: Final = 3
_DATES: Final[Mapping[str, list[str]]] = {
    "day": ["2024-02-29", "1999-12-31", "0001-01-01"],
    "month": ["2024-02", "2024-02-29"],
    "year": ["2024", "9999-12", "2000-02-29"],
}


@st.composite
def answers(
    draw: st.DrawFn, instrument: Instrument, *, kind: str = "individual"
) -> dict[str, Answer]:
    """Generate answers in which `check_response` finds nothing.

    Args:
        draw: Hypothesis's own.
        instrument: A sound instrument.
        kind: Of the respondent: ``individual`` or ``collective``.
    """
    found: dict[str, Answer] = {}
    values: dict[str, Any] = {}
    for item in instrument.items:
        if item.when is not None and not holds(item.when, values):
            if draw(st.booleans()):
                found[item.id] = Answer(missing="not-shown")
            continue
        answer = draw(_answer(instrument, item, kind))
        if answer is not None:
            found[item.id] = answer
            values[item.id] = answer.value
    return found


@st.composite
def _answer(draw: st.DrawFn, instrument: Instrument, item: Item, kind: str) -> Answer | None:
    reasons = [each for each in missing_of(instrument, item) if each != "not-shown"]
    ways = ["value", "value"]
    ways += ["missing"] * bool(reasons) + ["none"] * (not item.required)
    way = draw(st.sampled_from(ways))
    if way == "none":
        return None
    remark = st.none() | st.sampled_from(["Bon.", "=1+1", "a\nb"])
    said: dict[str, Any] = {
        key: draw(remark) for key in ("rationale", "dissent") if kind == "collective"
    }
    if item.comment:
        said["comment"] = draw(remark)
    if way == "missing":
        return Answer(missing=draw(st.sampled_from(reasons)), **said)
    return Answer(value=draw(_value(instrument, item)), **said)


def _value(instrument: Instrument, item: Item) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # one return a type
    if item.type == "records":
        return _rows(instrument, item)
    if item.scale:
        codes = [choice.code for choice in instrument.scales[item.scale].choices]
        if item.type == "choice":
            return st.sampled_from(codes)
        least, most = count_bounds(item)
        most = max(min(most, len(codes)), least)
        picked = st.lists(st.sampled_from(codes), min_size=least, max_size=most, unique=True)
        return picked.map(tuple)
    if item.type == "yes-no":
        return st.booleans()
    if item.type == "date":
        return st.sampled_from(_DATES[item.precision or "day"])
    if item.type == "text":
        least, most = length_bounds(item)
        inner = st.characters(exclude_categories=["Cs", "Cc"])
        longest = max(least, min(most, _LIKELY))
        free = st.text(inner, min_size=least - 1, max_size=longest - 1)
        return free.map(lambda text: f"x{text}")
    return _number(item)


def _number(item: Item) -> st.SearchStrategy[int | float]:
    low, high = number_bounds(item)
    near = (max(low, min(high, 0) - _LIKELY), min(high, max(low, 0) + _LIKELY))
    if item.type == "integer":
        return st.integers(*map(int, near))
    between = st.floats(*map(float, near), allow_subnormal=False, width=64)
    return between.filter(lambda number: low <= number <= high)


@st.composite
def _rows(draw: st.DrawFn, instrument: Instrument, item: Item) -> tuple[Record, ...]:
    least, most = count_bounds(item)
    n = draw(st.integers(least, max(least, min(most, _MOST_ROWS))))
    ids = [f"r{index}" for index in range(n)]
    return tuple(
        Record(id=identifier, fields=draw(_row(instrument, item, ids))) for identifier in ids
    )


@st.composite
def _row(draw: st.DrawFn, instrument: Instrument, item: Item, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in item.fields or ():
        if field.when is not None and not holds(field.when, found):
            continue
        if field.type == "reference":
            row = st.sampled_from(ids)
            held = draw(st.lists(row, unique=True, max_size=2).map(tuple) if field.many else row)
        elif field.required or draw(st.booleans()):
            held = draw(_value(instrument, field))
        else:
            continue
        found[field.id] = held
    return found
