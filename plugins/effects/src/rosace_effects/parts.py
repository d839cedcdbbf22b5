"""What the pictures of effects are made of: events, links, and the pieces they share."""

from collections.abc import Sequence
from typing import Final, Literal

from rosace.marks import Spec
from rosace.values import value

ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")

LinkKind = Literal["led-to", "made-possible", "blocked"]

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


def written(field: str) -> str:
    """Return an expression that writes an ISO date in the reader's language."""
    date = f"datum.{field}"
    year, month, day = (f"toNumber(substring({date}, {at}))" for at in ("0, 4", "5, 7", "8, 10"))
    return (
        f"!isValid({date}) ? '' : length({date}) < 7 ? {date} : length({date}) < 10 ? "
        f"utcFormat(utc({year}, {month} - 1, 1), '%B %Y') : "
        f"utcFormat(utc({year}, {month} - 1, {day}), {day} === 1 ? first_day : one_day)"
    )


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
