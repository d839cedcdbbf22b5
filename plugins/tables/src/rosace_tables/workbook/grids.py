"""A plain table as a workbook of one sheet, which is read back without loss."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace.palette import GREY
from rosace_tables.detection import CATALOGUE
from rosace_tables.workbook.book import TINT, Book
from rosace_tables.workbook.texts import parts_of
from rosace_tables.writing import Cell, Grid

__all__ = ["PART", "grid_workbook", "refuse_too_many"]

PART: Final = "@part."
"""Stands between a heading and a number where a column holds what the one before cannot."""

_WIDEST: Final = 50
_NARROWEST: Final = 8
_DIGITS: Final = 15
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384


@attrs.define
class _Column:
    heading: str
    cells: dict[int, str | int | float]


def grid_workbook(grid: Grid, name: str, title: str, language: str) -> bytes:
    """Return a table as a workbook.

    A text longer than a cell can hold goes on in columns to its right, whose headings
    end in ``@part.2`` and so on. A number with more digits than spreadsheet programs
    keep is written as text.

    Args:
        grid: The headings and rows.
        name: What the sheet is named.
        title: The title of the workbook.
        language: Language tag.

    Raises:
        InvalidDocumentError: The table is larger than a sheet.
    """
    headings, rows = grid
    held = [list(row) for row in rows]
    columns: list[_Column] = []
    for index, heading in enumerate(headings):
        columns += _spread(heading, [row[index] for row in held])
    _refuse_too_large(len(held), len(columns))
    book = Book(title, language)
    page = book.sheet(book.name(name))
    look: dict[str, Any] = {"bold": True, "bg_color": TINT, "bottom": 1, "bottom_color": GREY}
    for index, column in enumerate(columns):
        page.set_column(index, index, _width(column), book.look())
        book.text(page, 0, index, column.heading, text_wrap=True, **look)
        for row, cell in column.cells.items():
            if isinstance(cell, str):
                book.text(page, row + 1, index, cell, text_wrap=True)
            else:
                book.number(page, row + 1, index, cell)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    return book.close()


def refuse_too_many(rows: Iterable[object], columns: int) -> None:
    """Refuse more rows than a sheet has, before any is held.

    Args:
        rows: What gives a row each.
        columns: How many columns they have at least.

    Raises:
        InvalidDocumentError: There are too many.
    """
    _refuse_too_large(sum(1 for _ in rows), columns)


def _refuse_too_large(rows: int, columns: int) -> None:
    if rows >= _MOST_ROWS or columns > _MOST_COLUMNS:
        arguments = {"rows": rows, "columns": columns}
        problem = Problem("tables-too-large-for-a-sheet", arguments=arguments, catalogue=CATALOGUE)
        raise InvalidDocumentError((problem,))


def _spread(heading: str, cells: Sequence[Cell]) -> list[_Column]:
    """Return the columns that a column takes: one, or more where a text is too long."""
    columns = [_Column(heading, {})]
    for row, cell in enumerate(cells):
        if cell is None:
            continue
        if not isinstance(cell, str) and _is_kept(cell):
            columns[0].cells[row] = cell
            continue
        text = cell if isinstance(cell, str) else repr(cell)
        for number, part in enumerate(parts_of(text)):
            if number == len(columns):
                columns.append(_Column(f"{heading}{PART}{number + 1}", {}))
            columns[number].cells[row] = part
    return columns


def _is_kept(number: float) -> bool:
    """Return whether spreadsheet programs keep every digit of a number."""
    digits = repr(number).partition("e")[0].replace(".", "").lstrip("-0")
    return len(digits) <= _DIGITS


def _width(column: _Column) -> float:
    longest = max((len(str(cell)) for cell in column.cells.values()), default=0)
    return min(max(longest * 1.08 + 2, len(column.heading) * 1.1 + 2, _NARROWEST), _WIDEST)
