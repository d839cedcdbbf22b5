"""A workbook read as its cells are stored: texts, numbers and days, each by its type."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from rosace.values import value

__all__ = [
    "Chart",
    "Sheet",
    "book_of",
    "cells",
    "charts",
    "faults",
    "lines",
    "prose",
    "sheets",
    "words",
]

Held = str | float | None
_CONTENTS, _TEXT, _COLUMNS = 1, 2, 3
_TITLE, _SECTION, _HEADINGS = 1, 2, 4
_LINK = 3
_CHARTS = "xl/charts/"
_COPY = "{http://schemas.openxmlformats.org/drawingml/2006/chart}v"


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


@value
class Chart:
    """The numbers that a chart is drawn from.

    Args:
        name: The name of its sheet.
        table: The place of its table among the sheets of tables.
        rows: For each bar its numbers, one a colour.
    """

    name: str
    table: int
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


def lines(files: Mapping[str, bytes]) -> list[str]:
    """Return the lines of the report's running text, the titles of its sections among them."""
    return [str(each) for row in _rows(book_of(files).worksheets[_TEXT]) for each in row if each]


def charts(files: Mapping[str, bytes]) -> list[Chart]:
    """Return the charts, in the order of the list of sheets."""
    found: list[Chart] = []
    tables = 0
    book = book_of(files)
    for row in _rows(book.worksheets[_CONTENTS])[1:]:
        tables += row[-1] is not None
        if row[0] is not None and row[-1] is None:
            held = [each for each in _rows(book[str(row[0])])[_LINK:] if any(each)]
            places = [
                place
                for place in range(len(held[0]))
                if any(isinstance(each[place], int | float) for each in held)
            ]
            numbers = ((row[place] for place in places) for row in held[1:])
            found.append(Chart(name=str(row[0]), table=tables - 1, rows=tuple(map(tuple, numbers))))
    return found


def prose(files: Mapping[str, bytes]) -> Iterator[Held]:
    """Yield the words and the numbers that stand outside the tables and charts."""
    book = book_of(files)
    rows = {sheet.name: len(sheet.rows) for sheet in sheets(files)}
    drawn = {each.name for each in charts(files)}
    kept: set[Held] = set()
    for number, page in enumerate(book.worksheets):
        for place, row in enumerate(_rows(page), start=1):
            if page.title in drawn:
                kept.update(row)
                yield from (cell for cell in row if isinstance(cell, str))
            elif number not in {_CONTENTS, _COLUMNS} and not (
                0 < place - _HEADINGS <= rows.get(page.title, 0)
            ):
                yield from (cell for cell in row if cell is not None)
    (data,) = files.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith(_CHARTS):
                # A chart keeps copies of the cells that it is drawn from.
                copies = ET.fromstring(archive.read(name)).iter(_COPY)
                yield from (each.text for each in copies if not kept & {each.text, _float(each)})


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


def _float(copy: ET.Element) -> float | None:
    try:
        return float(copy.text or "")
    except ValueError:
        return None


def _held(found: object) -> Held:
    if isinstance(found, datetime):
        return found.date().isoformat()
    return found if isinstance(found, str | int | float) else None
