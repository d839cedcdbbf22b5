"""What the sheets of a workbook are: answers, the rows of a record, or something else."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, Literal

import attrs

from rosace.cells import spell
from rosace.errors import Problem
from rosace.interfaces import SheetColumns
from rosace.values import value
from rosace_tables.sheets.cells import Line, column_letters
from rosace_tables.sheets.parts import SheetPart

__all__ = ["LOOKED_AT", "MARK", "RANK", "RESPONDENT", "WAVE", "Layout", "Options", "layout_of"]

RESPONDENT: Final = "@respondent"
"""Begins the row of ids in a sheet that people fill in."""

WAVE: Final = "@wave"
MARK: Final = ":"
"""Stands between an item and the code that a mark in the column picks."""

RANK: Final = "#"
"""Stands between an item and the code that a number in the column ranks."""

LOOKED_AT: Final = 10
"""How many rows may stand before the row of ids."""

_IDENTIFIER: Final = "[a-z0-9]+(?:-[a-z0-9]+)*"
_FIELD: Final = re.compile(rf"({_IDENTIFIER})\.({_IDENTIFIER})")
_OPTION: Final = re.compile(rf"({_IDENTIFIER})([{MARK}{RANK}])(.+)", re.DOTALL)

Kind = Literal["plain", "entry", "records"]


@value
class Options:
    """The columns that together hold the answer to one item: one a choice.

    Args:
        item: The item.
        sign: `MARK` or `RANK`.
        codes: The code of each column, by its number.
    """

    item: str
    sign: str
    codes: Mapping[int, str]


@value
class Layout:
    """How a sheet is laid out.

    Args:
        sheet: The sheet.
        kind: ``plain``, ``entry`` (a row a respondent, ids in a row of their own) or
            ``records`` (a row a record, with its respondent).
        row: The row of the headings, from 1.
        headings: The headings by the number of their column.
    """

    sheet: SheetPart
    kind: Kind
    row: int
    headings: Mapping[int, str]

    def cell(self, heading: str | None, row: int | None) -> str | None:
        """Return the cell of a column in a row, with its sheet, or None where it has none."""
        letters = {text: column_letters(number) for number, text in self.headings.items()}
        return SheetColumns(sheet=self.sheet.name, letters=letters).cell(heading, row)

    def placed(self, findings: Iterable[Problem], row: int) -> tuple[Problem, ...]:
        """Return what was found in a row with its cells, where it has none of another sheet."""
        return tuple(
            attrs.evolve(each, row=row, cell=self.cell(each.heading, row))
            if each.cell is None
            else each
            for each in findings
        )

    def columns(self) -> SheetColumns:
        """Return where the columns of the table stand that comes of the sheet.

        Columns that hold one answer together stand where the first of them does; those of
        a sheet of records are named by their field.
        """
        letters: dict[str, str] = {}
        fields = self.fields() if self.kind == "records" else {}
        together = {n: each.item for each in self.options() for n in each.codes}
        for number, text in sorted(self.headings.items()):
            name = fields[number][1] if number in fields else together.get(number, text)
            letters.setdefault(name, column_letters(number))
        return SheetColumns(sheet=self.sheet.name, letters=letters)

    def fields(self) -> dict[int, tuple[str, str]]:
        """Return the item and field of each column of a sheet of records."""
        found = {number: _FIELD.fullmatch(text) for number, text in self.headings.items()}
        return {number: (each[1], each[2]) for number, each in found.items() if each}

    def options(self) -> tuple[Options, ...]:
        """Return the columns of an entry sheet of which several hold one answer."""
        if self.kind != "entry":
            return ()
        held: dict[tuple[str, str], dict[int, str]] = {}
        for number, text in self.headings.items():
            if found := _OPTION.fullmatch(text):
                held.setdefault((found[1], found[2]), {})[number] = found[3]
        return tuple(
            Options(item=item, sign=sign, codes=codes) for (item, sign), codes in held.items()
        )


def layout_of(sheet: SheetPart, lines: Iterable[Line]) -> Layout | None:
    """Return the layout of a sheet by its first rows, or None where it is empty.

    Args:
        sheet: The sheet.
        lines: Its first rows.
    """
    held = [(row, cells) for row, cells in lines if row <= LOOKED_AT]
    texts = {row: {n: _heading(cell.content) for n, cell in cells.items()} for row, cells in held}
    filled = {row: {n: text for n, text in each.items() if text} for row, each in texts.items()}
    filled = {row: each for row, each in filled.items() if each}
    if not filled:
        return None
    first = min(filled)
    row = next((row for row, each in filled.items() if each.get(1) == RESPONDENT), first)
    if filled[first].get(1, "").startswith("@"):
        row = first
    headings = filled[row]
    kind: Kind = "entry" if headings.get(1) == RESPONDENT else "plain"
    others = [text for text in headings.values() if text not in {RESPONDENT, WAVE}]
    items = {found[1] for text in others if (found := _FIELD.fullmatch(text))}
    if kind == "entry" and len(items) == 1 and all(map(_FIELD.fullmatch, others)):
        kind = "records"
    return Layout(sheet=sheet, kind=kind, row=row, headings=headings)


def _heading(content: str | float) -> str:
    return unicodedata.normalize("NFC", spell(content).strip())
