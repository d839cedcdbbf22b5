"""Short ways to build what sections are made of: phrases, cells and notes."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from rosace.appraisal import Bounds, ProtectedTable
from rosace.instrument import Instrument, Item
from rosace.report import (
    Cell,
    CountCell,
    CountUnit,
    DateCell,
    Message,
    NumberCell,
    Phrase,
    TextCell,
    Translated,
    Verbatim,
    WithheldCell,
)
from rosace.study import Study
from rosace.tally import MISSING_MARK
from rosace.values import Localized

__all__ = [
    "WITHHELD",
    "cell_title",
    "code_title",
    "count",
    "date",
    "message",
    "notes",
    "number",
    "share",
    "text",
    "verbatim",
    "wave_title",
    "words",
]

WITHHELD: Final = WithheldCell()
"""The cell of what is withheld or empty: the two look alike."""


def message(identifier: str, **arguments: Phrase | Cell) -> Message:
    """Return a phrase of a catalogue, with what fills its placeholders."""
    return Message(message=identifier, arguments=arguments)


def words(localized: Localized) -> Translated:
    """Return a phrase that an instrument or study gives in each of its languages."""
    return Translated(localized=localized)


def verbatim(spoken: str, language: str | None = None) -> Verbatim:
    """Return somebody's own words, which are never translated."""
    return Verbatim(verbatim=spoken, language=language)


def text(phrase: Phrase | None) -> Cell:
    """Return a cell of words; an empty one for None."""
    return WITHHELD if phrase is None else TextCell(text=phrase)


def count(counted: Bounds | int | None, unit: CountUnit = "persons") -> Cell:
    """Return a cell of a count or its range; a withheld one for None."""
    if counted is None:
        return WITHHELD
    if isinstance(counted, int):
        return CountCell(low=counted, high=counted, unit=unit)
    return CountCell(low=_plain(counted.low), high=_plain(counted.high), unit=unit)


def share(part: Bounds | None, digits: int = 0) -> Cell:
    """Return a cell of a share from 0 to 1, or its range; a withheld one for None."""
    if part is None:
        return WITHHELD
    return NumberCell(low=float(part.low), high=float(part.high), digits=digits, unit="share")


def number(found: Bounds | Fraction | float | tuple[float, float] | None, digits: int = 2) -> Cell:
    """Return a cell of a number or its range; a withheld one for None."""
    if found is None:
        return WITHHELD
    if isinstance(found, Bounds):
        low, high = found.low, found.high
        return NumberCell(low=float(low), high=float(high), digits=digits)
    if isinstance(found, tuple):
        return NumberCell(low=found[0], high=found[1], digits=digits)
    return NumberCell(low=float(found), high=float(found), digits=digits)


def date(day: str | None) -> Cell:
    """Return a cell of a year, month or day; a withheld one for None."""
    return WITHHELD if day is None else DateCell(date=day)


def code_title(instrument: Instrument, item: Item, key: str) -> Phrase:
    """Return the words of a key of an item's counts: a choice's label, or a missing reason."""
    if key.startswith(MISSING_MARK):
        return message(f"core.missing.{key.removeprefix(MISSING_MARK)}")
    if item.type == "yes-no":
        return message(f"core.{key}")
    if item.scale:
        return words(instrument.scales[item.scale].choice(key).label)
    return message("core.answered") if key == "answered" else verbatim(key)


def wave_title(study: Study, wave: str) -> Phrase:
    """Return the words of a wave, or its id where the study gives none."""
    found = next((known for known in study.waves if known.id == wave), None)
    return words(found.title) if found and found.title else verbatim(wave)


def cell_title(study: Study, cell: tuple[tuple[str, str], ...]) -> Phrase:
    """Return the words of a planned group: its attribute values, or everyone."""
    if not cell:
        return message("core.everyone")
    parts = [_value_title(study, attribute, held) for attribute, held in cell]
    found: Phrase = parts[0]
    for part in parts[1:]:
        found = message("core.and", one=found, other=part)
    return found


def notes(tables: Iterable[ProtectedTable], study: Study) -> tuple[Phrase, ...]:
    """Return the notices under a table: what a dash is, and which rules withheld or coarsened."""
    rules = dict.fromkeys(table.rule for table in tables if table.rule is not None)
    if not rules:
        return ()
    limits = study.disclosure
    said = [
        message(
            f"core.rule.{rule}",
            group=count(limits.group),
            subgroup=count(limits.subgroup),
            subgroup_mean=count(limits.subgroup_mean),
        )
        for rule in rules
    ]
    return (message("core.dash"), *said)


def _value_title(study: Study, attribute: str, held: str) -> Phrase:
    for known in study.attributes:
        for value in known.values or ():
            if known.id == attribute and value.id == held and value.title:
                return words(value.title)
    return verbatim(held)


def _plain(exact: Fraction) -> float:
    return exact.numerator if exact.denominator == 1 else float(exact)
