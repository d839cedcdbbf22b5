"""What may be typed in a column: how it is said, checked and, where few things may, offered."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, Literal

from rosace.asking import marks
from rosace.formatting import Formatter
from rosace.instrument import Instrument, Item
from rosace.values import value
from rosace_tables.entry.vocabulary import reason_terms
from rosace_tables.sheets.terms import Terms
from rosace_tables.words import say

__all__ = ["Check", "check_of", "choices_name", "list_check", "reasons_check", "validation"]

_MOST: Final = 10**15
_LONGEST_TEXT: Final = 32_767
_FIRST_DAY: Final = "1900-01-01"
_LAST_DAY: Final = "9999-12-31"
_ENDS: Final[Mapping[tuple[bool, bool], str]] = {
    (True, False): "tables.entry.bounds.minimum",
    (False, True): "tables.entry.bounds.maximum",
    (True, True): "tables.entry.bounds.both",
}
"""How bounds are said, by which of them there are."""

Kind = Literal["any", "list", "whole", "decimal", "length", "day"]


@value
class Check:
    """What may be typed in a column.

    Args:
        kind: How a spreadsheet program checks it.
        hint: How to type it, in a few words.
        entries: What is offered, where that is a list.
        lowest: The lower bound: of numbers, or of a text's length.
        highest: The upper bound.
    """

    kind: Kind
    hint: str
    entries: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None


def list_check(entries: tuple[str, ...], hint: str) -> Check:
    """Return the check of a list."""
    return Check(kind="list", hint=hint, entries=entries)


def reasons_check(instrument: Instrument, item: Item, language: str) -> Check:
    """Return the check of a column of missing reasons: those that the item offers."""
    entries = reason_terms(instrument.missing_of(item), language).offered
    return list_check(entries, say("tables.entry.hint.reason", language))


def check_of(
    instrument: Instrument,
    item: Item,
    language: str,
    terms: Terms | None = None,
    *,
    alone: bool = True,
) -> Check:
    """Return the check of the column in which an item is answered.

    Args:
        instrument: The instrument, resolved.
        item: An item, or a field of a record.
        language: Language tag of what is offered.
        terms: What may be chosen, where it is an item of choices.
        alone: Whether missing reasons are offered among the answers of a list.
    """
    reasons = reason_terms(instrument.missing_of(item), language).offered if alone else ()
    marked = marks(instrument, item) if item.scale else {}
    if terms is not None and item.type in {"choice", "yes-no"}:
        typed = [mark for code, mark in marked.items() if terms.meaning(mark) == code]
        entries = tuple(dict.fromkeys((*terms.offered, *reasons, *typed)))
        return list_check(entries, say("tables.entry.hint.choice", language))
    if item.type in {"multiple-choice", "ranking"}:
        name = "ranked" if item.type == "ranking" else "several"
        some = " | ".join(list(marked.values())[:3])
        hint = say(f"tables.entry.hint.{name}", language, codes=some, sheet=choices_name(language))
        return Check(kind="any", hint=hint)
    if item.type == "reference":
        name = "references" if item.many else "reference"
        return Check(kind="any", hint=say(f"tables.entry.hint.{name}", language))
    return _CHECKS[item.type](item, language)


def choices_name(language: str) -> str:
    """Return the name of the sheet that lists the choices whose letters are typed."""
    return say("tables.entry.sheet.choices", language)


def _numeric(item: Item, language: str) -> Check:
    lowest = -_MOST if item.minimum is None else item.minimum
    highest = _MOST if item.maximum is None else item.maximum
    if item.type == "integer":
        lowest, highest = Fraction(ceil(lowest)), Fraction(floor(highest))
    formatter = Formatter(language=language, messages={})
    written: Mapping[str, str] = {
        name: formatter.number(float(bound), 0 if float(bound).is_integer() else 2)
        for name, bound in (("lowest", lowest), ("highest", highest))
    }
    ends = _ENDS.get((item.minimum is not None, item.maximum is not None))
    hint = say(f"tables.entry.hint.{item.type}", language)
    if ends:
        hint += ", " + say(ends, language, **written)
    return Check(
        kind="whole" if item.type == "integer" else "decimal",
        hint=hint,
        lowest=float(lowest),
        highest=float(highest),
    )


def _text(item: Item, language: str) -> Check:
    hint = say("tables.entry.hint.text", language)
    if item.min_length is None and item.max_length is None:
        return Check(kind="any", hint=hint)
    lowest = item.min_length or 0
    highest = min(item.max_length or _LONGEST_TEXT, _LONGEST_TEXT)
    hint += ", " + say("tables.entry.bounds.length", language, lowest=lowest, highest=highest)
    return Check(kind="length", hint=hint, lowest=lowest, highest=highest)


def _date(item: Item, language: str) -> Check:
    precision = item.precision or "day"
    hint = say(f"tables.entry.hint.date-{precision}", language)
    if precision == "day":
        return Check(kind="day", hint=hint)
    return Check(kind="length", hint=hint, lowest=4, highest=len(_LAST_DAY))


_CHECKS: Final[Mapping[str, Callable[[Item, str], Check]]] = {
    "integer": _numeric,
    "number": _numeric,
    "text": _text,
    "date": _date,
}


def validation(check: Check, source: str, number: str, language: str) -> dict[str, Any] | None:
    """Return how a spreadsheet program is told of a check, or None where there is nothing to tell.

    Args:
        check: The check.
        source: Where its entries stand, for a list.
        number: What the item is called, such as ``3``.
        language: Language tag of its messages.
    """
    told: dict[str, Any] = {
        "any": {"validate": "any"},
        "list": {"validate": "list", "source": source},
        "whole": {"validate": "integer"},
        "decimal": {"validate": "decimal"},
        "length": {"validate": "length"},
        "day": {"validate": "date"},
    }[check.kind].copy()
    if not check.hint:
        return None
    if check.kind in {"whole", "decimal", "length"}:
        bounds = {"criteria": "between", "minimum": check.lowest, "maximum": check.highest}
        told |= {
            key: int(held) if isinstance(held, float) and held.is_integer() else held
            for key, held in bounds.items()
        }
    elif check.kind == "day":
        days = {"minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        told |= {"criteria": "between"}
        told |= {key: date.fromisoformat(day) for key, day in days.items()}
    told |= {
        "input_title": _short(number, 32),
        "input_message": _short(check.hint, 255),
        "error_title": _short(say("tables.entry.refused", language), 32),
        "error_message": _short(check.hint, 255),
        "ignore_blank": True,
    }
    return told


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
