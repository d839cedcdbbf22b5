"""What the figures of a file say: of whom, of what, and how much."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Final

from campaigns.attack.numbers import Content, Grid, Number, bare
from campaigns.attack.studies import ITEMS, WAVES, Case, Member

from rosace.messages import translate

__all__ = ["Facts", "Key", "Words", "cells", "group", "inside", "parity", "place"]

_MEASURES: Final = (
    *("persons", "mean", "median", "deviation", "agreement", "alpha"),
    *("answered", "invited", "rate"),
)
_TITLES: Final = {"answered": "answered-count"}
_PARTICIPATION: Final = frozenset({"answered", "invited", "rate"})
_DENOMINATOR: Final = 100_000
_IRRATIONAL: Final = frozenset({"deviation", "agreement", "alpha"})


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a figure is of.

    Args:
        of: An item, the dimension, or ``participation``.
        wave: The wave.
        cell: The attribute values of the group; none for everybody.
        what: A code, ``@`` and a missing reason, or a measure.
        early: Whether those who answered late are not counted.
    """

    of: str
    wave: str
    cell: frozenset[str]
    what: str
    early: bool = False


Facts = Mapping[Key, frozenset[Number]]


class Words:
    """What the attacker knows of the words in a study's files."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._values = {
            bare(value.id): value.id
            for attribute in case.study.attributes
            for value in attribute.values or ()
        }

    @cache  # noqa: B019  # no longer than the study is attacked
    def heads(self, language: str) -> Mapping[str, str]:
        """Return what each column is of, by its id and by its title, bare."""
        case = self.case
        found = {name: name for name in _MEASURES}
        found |= {
            translate(f"core.{_TITLES.get(name, name)}", language): name for name in _MEASURES
        }
        for choice in case.instrument["scales"]["steps"]["choices"]:
            code, label = choice["code"], choice["label"][language]
            found |= {f"n_{code.lower()}": code, label: code}
            share = translate("core.share-of", language, {"what": label})
            found |= {f"share_n_{code.lower()}": f"share {code}", share: f"share {code}"}
        for reason in case.reasons:
            title = translate(f"core.missing.{reason}", language)
            found |= {f"missing_{reason.replace('-', '_')}": f"@{reason}", title: f"@{reason}"}
        return {bare(head): what for head, what in found.items()}

    @cache  # noqa: B019  # as above
    def subjects(self, language: str) -> Mapping[str, str]:
        """Return the items and the dimension by their bare words."""
        held = (*self.case.instrument["items"], *self.case.instrument["dimensions"])
        return {bare((each.get("text") or each["title"])[language]): each["id"] for each in held}

    def cell(self, text: str, language: str) -> frozenset[str] | None:
        """Return the group that bare words name, or None where they name none."""
        if text == bare(translate("core.everyone", language)):
            return frozenset()
        parts = text.split(",")
        if not self._values.keys() >= set(parts):
            return None
        return frozenset(self._values[part] for part in parts)


def place(
    content: Content, words: Words, language: str
) -> tuple[dict[Key, set[Number]], set[Number]]:
    """Return the figures of a file by what they are of, and those of nothing known.

    Args:
        content: What the file holds.
        words: The words of the study.
        language: The language of the file.
    """
    placed: dict[Key, set[Number]] = defaultdict(set)
    strays: set[Number] = set()
    for grid in content.grids:
        for row in grid.rows:
            for head, number, about in _cells(grid, row):
                what = words.heads(language).get(bare(head))
                key = _key(about, what, words, language)
                if key is None:
                    strays.add(number)
                else:
                    placed[key].add(number if key.what in _IRRATIONAL else _tidied(number))
    early = _early(placed, words.case)
    return (
        {
            replace(key, early=(key.wave, key.cell) in early): numbers
            for key, numbers in placed.items()
        },
        strays,
    )


def _early(placed: Mapping[Key, set[Number]], case: Case) -> frozenset[tuple[str, frozenset[str]]]:
    """Return the groups shown without those who answered late, by how many are counted."""
    return frozenset(
        (key.wave, key.cell)
        for key, numbers in placed.items()
        if key.what == "persons"
        and key.of in ITEMS
        and {number.low for number in numbers} != {len(group(case, key))}
    )


def group(case: Case, key: Key) -> frozenset[str]:
    """Return whose answers a figure is about."""
    found = inside(case.members[key.wave], key.cell)
    return found - case.late if key.early else found


def inside(members: tuple[Member, ...], cell: frozenset[str]) -> frozenset[str]:
    """Return who of some members has all the attribute values of a group."""
    return frozenset(each.id for each in members if cell <= set(each.attributes.values()))


def cells(case: Case, wave: str) -> Iterator[frozenset[str]]:
    """Yield the groups of the plan that have members in a wave, the whole group left out."""
    for breakdown in case.study.breakdowns:
        yield from {
            frozenset(member.attributes[name] for name in breakdown)
            for member in case.members[wave]
            if all(name in member.attributes for name in breakdown)
        }


def parity(
    own: tuple[Mapping[Key, set[Number]], set[Number], Content],
    other: tuple[Mapping[Key, set[Number]], set[Number], Content],
    case: Case,
) -> list[str]:
    """Return what a file shows that the JSON report does not hold.

    Args:
        own: The JSON report's figures, strays and content.
        other: The file's.
        case: The study.
    """
    found = []
    for key, numbers in other[0].items():
        persons = len(group(case, key))
        held = [number.among(persons) for number in own[0].get(key, ())]
        for number in numbers:
            shown = number.among(persons)
            if not any(_alike(each, shown) for each in held):
                found.append(f"{key}: {number}")
    known = [Fraction(text) for text in own[2].numbers]
    # What is said of all of a group that no column names has no number to compare.
    spelled = {*other[2].numbers, *(str(float(each.low)) for each in other[1] if not each.of_all)}
    tables = len(other[2].grids)
    for text in spelled - own[2].numbers:
        digits = len(text.partition(".")[2])
        near = Fraction(1, 2 * 10**digits)
        said = Fraction(text)
        numbered = said.denominator == 1 and 1 <= said <= tables
        if not numbered and all(abs(each - said) > near for each in known):
            found.append(f"prose: {text}")
    return found


def _alike(held: Number, shown: Number) -> bool:
    return abs(held.low - shown.low) <= shown.within and abs(held.high - shown.high) <= shown.within


def _cells(grid: Grid, row: tuple[object, ...]) -> Iterator[tuple[str, Number, tuple[str, ...]]]:
    """Yield each number of a row with its column, and the bare words of the row."""
    about = tuple(bare(cell) for cell in row if isinstance(cell, str))
    for head, cell in zip(grid.heads, row, strict=True):
        if isinstance(cell, Number):
            yield head, cell, about


def _key(about: tuple[str, ...], what: str | None, words: Words, language: str) -> Key | None:
    """Return what a number is of, from its row's words; None where that is nothing known."""
    subjects = words.subjects(language)
    of = next((subjects[text] for text in about if text in subjects), None)
    if what in _PARTICIPATION:
        # Other tables head a column with the same words, of an item or of the dimension.
        of = "participation" if of is None else None
    wave = next((text for text in about if text in WAVES), None)
    cell = next(
        (held for text in about if (held := words.cell(text, language)) is not None), frozenset()
    )
    if of is None or wave is None or what is None:
        return None
    return Key(of=of, wave=wave, cell=cell, what=what)


def _tidied(number: Number) -> Number:
    """Return a number as the fraction that its decimals stand for, where they are all there."""
    if number.within or number.of_all:
        return number
    return Number(
        low=number.low.limit_denominator(_DENOMINATOR),
        high=number.high.limit_denominator(_DENOMINATOR),
    )
