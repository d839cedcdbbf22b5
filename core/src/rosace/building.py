"""Short ways to build what sections are made of: phrases, cells and notes."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import count as count_from
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
from rosace.sizes import LARGEST
from rosace.study import Study
from rosace.tally import MISSING_MARK
from rosace.values import Localized

__all__ = [
    "WITHHELD",
    "answer_title",
    "as_written",
    "cell_title",
    "code_title",
    "column_ids",
    "count",
    "date",
    "identifier",
    "joined",
    "message",
    "notes",
    "number",
    "share",
    "text",
    "verbatim",
    "wave_title",
    "words",
]

_LONGEST: Final = 64
_LONGEST_COLUMN: Final = 40
_DIGEST: Final = 8
WITHHELD: Final = WithheldCell()
"""The cell of what is withheld or empty: the two look alike."""


def identifier(*parts: str) -> str:
    """Return an id made of parts; one that would be too long ends in its digest."""
    joined = "-".join(parts)
    if len(joined) <= _LONGEST:
        return joined
    digest = sha256(joined.encode()).hexdigest()[:_DIGEST]
    return f"{joined[: _LONGEST - _DIGEST - 1].rstrip('-')}-{digest}"


def column_ids(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return a distinct column id for each key.

    Args:
        wanted: By key, the words that its column id is to be made of.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, said in wanted.items():
        plain = "".join(c if c.isalnum() and c.isascii() else "_" for c in said.lower())
        start = plain if plain[:1].isalpha() else f"c_{plain}"
        name = start[:_LONGEST_COLUMN]
        for number in count_from(2):
            if name not in taken:
                break
            end = f"_{number}"
            name = start[: _LONGEST_COLUMN - len(end)] + end
        taken.add(name)
        found[key] = name
    return found


def message(identifier: str, **arguments: Phrase | Cell) -> Message:
    """Return a phrase of a catalogue, with what fills its placeholders."""
    return Message(message=identifier, arguments=arguments)


def words(localized: Localized) -> Translated:
    """Return a phrase that an instrument or study gives in each of its languages."""
    return Translated(localized=localized)


def joined(phrases: Sequence[Phrase]) -> Phrase:
    """Return phrases one after another; they nest in halves, so that many do not nest deeply."""
    if len(phrases) <= 1:
        return phrases[0] if phrases else verbatim("")
    half = len(phrases) // 2
    return message("core.and", one=joined(phrases[:half]), other=joined(phrases[half:]))


def verbatim(spoken: str, language: str | None = None) -> Verbatim:
    """Return somebody's own words, which are never translated."""
    return Verbatim(verbatim=spoken, language=language)


def as_written(spoken: str) -> Message:
    """Return a name or a reference as it is written: in a list, no passage that somebody said."""
    return message("core.as-written", words=verbatim(spoken))


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
    """Return a cell of a number or its range; a withheld one for None.

    A number beyond what the contract can hold has no cell either.
    """
    if found is None:
        return WITHHELD
    if isinstance(found, Bounds):
        low, high = found.low, found.high
    elif isinstance(found, tuple):
        low, high = Fraction(found[0]), Fraction(found[1])
    else:
        low = high = Fraction(found)
    if low < -LARGEST or high > LARGEST:
        return WITHHELD
    return NumberCell(low=float(low), high=float(high), digits=digits)


def date(day: str | None) -> Cell:
    """Return a cell of a year, month or day; a withheld one for None."""
    return WITHHELD if day is None else DateCell(date=day)


def code_title(instrument: Instrument, item: Item, key: str) -> Phrase:
    """Return the words of a key of an item's counts: a missing reason, or its scale's label.

    Items that share a scale share these words; `answer_title` returns an item's own.
    """
    if key.startswith(MISSING_MARK):
        return message(f"core.missing.{key.removeprefix(MISSING_MARK)}")
    if item.type == "yes-no":
        return message(f"core.{key}")
    if item.scale:
        return words(instrument.scales[item.scale].choice(key).label)
    return message("core.answered") if key == "answered" else verbatim(key)


def answer_title(instrument: Instrument, item: Item, key: str) -> Phrase:
    """Return the words of a key of an item's counts, as the item itself words its choices."""
    if item.choices and key in item.choices:
        return words(item.choices[key])
    return code_title(instrument, item, key)


def wave_title(study: Study, wave: str) -> Phrase:
    """Return the words of a wave, or its id where the study gives none."""
    found = next((known for known in study.waves if known.id == wave), None)
    return words(found.title) if found and found.title else verbatim(wave)


def cell_title(study: Study, cell: tuple[tuple[str, str], ...]) -> Phrase:
    """Return the words of a planned group: its attribute values, or everyone."""
    if not cell:
        return message("core.everyone")
    return joined([_value_title(study, attribute, held) for attribute, held in cell])


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
            subgroup=count(limits.least_for_distribution),
            subgroup_mean=count(limits.least_for_mean),
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
