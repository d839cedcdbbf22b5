"""A workbook read as its cells are stored: texts, numbers and days, each by its type."""

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rosace.values import value

__all__ = ["Sheet", "book_of", "cells", "faults", "sheets", "titles", "words"]

Held = str | float | None
_CONTENTS, _COLUMNS = 1, 3
_TITLE, _SECTION, _HEADINGS = 1, 2, 4


@value
class Sheet:
    """A sheet of a table.

    Args:
        name: Its name.
        title: The title of the table.
        section: The title of its section.
        headings: Its headings.
        shown: How many columns people read; after them stand the bounds of ranges.
        rows: Its rows: words, numbers, days as ISO dates, or nothing.
    """

    name: str
    title: str
    section: str
    headings: tuple[str, ...]
    shown: int
    rows: tuple[tuple[Held, ...], ...]


@cache
def _opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def book_of(files: Mapping[str, bytes]) -> Workbook:
    """Return the one workbook among some files."""
    (data,) = files.values()
    return _opened(data)


def cells(files: Mapping[str, bytes]) -> Iterator[Held]:
    """Yield every cell that is not empty."""
    for page in book_of(files).worksheets:
        for row in page.iter_rows():
            yield from (_held(cell.value) for cell in row if cell.value is not None)


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words of all the cells, and the names of the sheets."""
    said = [each for each in cells(files) if isinstance(each, str)]
    return "\n".join([*said, *book_of(files).sheetnames])


def faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield every cell that is a formula, and every link that leads out of the workbook."""
    for page in book_of(files).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{page.title}!{cell.coordinate} is a formula: {cell.value!r}"
                if cell.hyperlink is not None and cell.hyperlink.target is not None:
                    yield f"{page.title}!{cell.coordinate} leads to {cell.hyperlink.target}"


def sheets(files: Mapping[str, bytes]) -> list[Sheet]:
    """Return the sheets of tables, in the order of the list of sheets."""
    book = book_of(files)
    listed = [row for row in _rows(book.worksheets[_CONTENTS])[1:] if row[-1] is not None]
    named = [row[0] for row in _rows(book.worksheets[_COLUMNS])[1:]]
    return [_sheet(book[str(row[0])], named.count(row[0]), int(str(row[4]))) for row in listed]


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the sections that have tables, each as often as it has."""
    return [each.section for each in sheets(files)]


def _sheet(page: Worksheet, shown: int, many: int) -> Sheet:
    rows = _rows(page)
    width = len([each for each in rows[_HEADINGS - 1] if each is not None])
    first = _HEADINGS
    return Sheet(
        name=page.title,
        title=str(rows[_TITLE - 1][0] or ""),
        section=str(rows[_SECTION - 1][0] or ""),
        headings=tuple(str(each) for each in rows[_HEADINGS - 1][:width]),
        shown=shown,
        rows=tuple(row[:width] for row in rows[first : first + many]),
    )


def _rows(page: Worksheet) -> list[tuple[Held, ...]]:
    return [tuple(_held(cell.value) for cell in row) for row in page.iter_rows()]


def _held(found: object) -> Held:
    if isinstance(found, datetime):
        return found.date().isoformat()
    return found if isinstance(found, str | int | float) else None
