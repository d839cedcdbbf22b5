"""What the pictures of effects are made of: events, links, and the pieces they share."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from rosace.values import value
from rosace.wrapping import limited

INK: Final = "#1d2b33"
GREY: Final = "#4d5c66"
ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")

LinkKind = Literal["led-to", "made-possible", "blocked"]
Spec = dict[str, Any]

DATES: Final = [
    {"name": "one_day", "value": {"localized": {"fr": "%-d %B %Y", "en": "%B %-d, %Y"}}},
    {"name": "first_day", "value": {"localized": {"fr": "1er %B %Y", "en": "%B 1, %Y"}}},
]
"""How days are written, as parameters of a picture: `written` uses them."""


@value
class Event:
    """One event, or one transformation, of a picture.

    Args:
        id: The id of its record.
        function: The id of the function that its outcome serves; None where it has none.
        date: ISO 8601, to the day, the month or the year; None where it is unknown.
        transformation: Whether it is the observed change that a chain ends in.
        title: Its title, for the room that it takes; most room where None.
        outcomes: The words of its outcome in each language, for the same.
    """

    id: str
    function: str | None = None
    date: str | None = None
    transformation: bool = False
    title: str | None = None
    outcomes: tuple[str, ...] | None = None


@value
class EventLink:
    """One link between two events.

    Args:
        source: The id of the event it leaves.
        target: The id of the event it reaches.
        kind: What the first did for the second.
    """

    source: str
    target: str
    kind: LinkKind = "led-to"


def at(field: str) -> Spec:
    """Return a position taken as it is, in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None, "stack": None}


def array(values: Iterable[Any]) -> str:
    """Return constants as an array of the expression language."""
    return json.dumps(list(values), separators=(",", ":"))


def only(rows: Iterable[int]) -> Spec:
    """Return the transform that keeps the rows of these numbers, from 1."""
    return {"filter": f"indexof({array(rows)}, datum.row) >= 0"}


def calculated(fields: dict[str, str]) -> list[Spec]:
    """Return one transform for each name and its expression."""
    return [{"calculate": value, "as": name} for name, value in fields.items()]


def written(field: str) -> str:
    """Return an expression that writes an ISO date in the reader's language."""
    date = f"datum.{field}"
    year, month, day = (f"toNumber(substring({date}, {at}))" for at in ("0, 4", "5, 7", "8, 10"))
    return (
        f"!isValid({date}) ? '' : length({date}) < 7 ? {date} : length({date}) < 10 ? "
        f"utcFormat(utc({year}, {month} - 1, 1), '%B %Y') : "
        f"utcFormat(utc({year}, {month} - 1, {day}), {day} === 1 ? first_day : one_day)"
    )


def lines_of_text(field: str, x: str, y: str, size: float, *, room: float, **mark: Any) -> Spec:
    """Return a text of several lines, its first line's top at a place."""
    return {
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": size + 2,
            "fontSize": size,
            "limit": limited(f"datum.{field}", room),
            **mark,
        },
        "encoding": {"x": at(x), "y": at(y), "text": {"field": field}},
    }


def function_colour(functions: Sequence[str], field: str = "numeral") -> Spec:
    """Return the colour of a function, taken from its numeral."""
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": list(ROMAN[: max(1, len(functions))]), "range": "category"},
        "legend": None,
    }


def numeral_colour(field: str = "numeral") -> Spec:
    """Return a numeral's own colour, white or black, whichever can be read on its function's."""
    dark = f"contrast('white', scale('color', datum.{field})) > 4.5"
    return {"condition": {"test": dark, "value": "white"}, "value": "black"}


def numeral(function: str | None, functions: Sequence[str]) -> str:
    """Return the numeral of a function; an empty text where there is none."""
    return ROMAN[functions.index(function)] if function in functions else ""


def straight(start: tuple[float, float], stop: tuple[float, float], **mark: Any) -> Spec:
    """Return one straight line between two places."""
    (x, y), (x2, y2) = start, stop
    return {
        "transform": [only([1])],
        "mark": {"type": "rule", **mark},
        "encoding": {
            "x": {"value": x},
            "y": {"value": y},
            "x2": {"value": x2},
            "y2": {"value": y2},
        },
    }
