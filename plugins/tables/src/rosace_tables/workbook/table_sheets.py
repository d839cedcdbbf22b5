"""One table of a report on a sheet: as people read it, and as numbers for whoever counts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from rosace.formatting import DASH, Formatter
from rosace.report import Cell, Column, CountCell, DateCell, NumberCell, Table, TextCell
from rosace.values import evolve, value
from rosace_tables.words import say
from rosace_tables.workbook.book import FAINT, MUTED, PALE, Book, is_day
from rosace_tables.workbook.numbers import day_format, number_format
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["HEADINGS", "Entry", "shown_columns", "write_table"]

HEADINGS: Final = 3
"""The row of the headings, from 0: above it stand the title and where the table belongs."""

_WIDEST: Final = 52
_NARROWEST: Final = 10
_FROZEN: Final = 70
_HEADING_LINES: Final = 3


@value
class Entry:
    """A sheet of the workbook, as the list of sheets has it.

    Args:
        sheet: The name of the sheet.
        file: The name that the table has in the other formats.
        title: The title of the table.
        section: The title of its section.
        audience: Whose it is.
        table: The table.
    """

    sheet: str
    file: str
    title: str
    section: str
    audience: str
    table: Table


@value
class Shown:
    """A column of a sheet.

    Args:
        heading: Its heading.
        cells: What it shows: text, numbers, days, or nothing.
        kind: ``shown``, ``more`` (what a cell before it cannot hold) or ``bound``.
        is_header: Whether it heads its rows.
    """

    heading: str
    cells: "tuple[Shape, ...]"
    kind: str = "shown"
    is_header: bool = False

    @property
    def width(self) -> float:
        """Width in characters that fits the content."""
        lines = [line for cell in self.cells for line in cell.shown.split("\n")]
        longest = max(map(len, lines), default=0)
        words = max(map(len, self.heading.split()), default=0)
        # The button of the filter takes the room of three characters.
        heading = max(words + 3, len(self.heading) / _HEADING_LINES + 3)
        return min(max(longest * 1.08 + 2, heading, _NARROWEST), _WIDEST)


@attrs.frozen
class Shape:
    """What a cell shows, and what it is."""

    shown: str
    number: float | None = None
    day: str | None = None
    format: str | None = None


_EMPTY: Final = Shape("")


def shown_columns(table: Table, formatter: Formatter) -> tuple[Shown, ...]:
    """Return the columns of a table's sheet: those that people read, then the bounds of ranges.

    Args:
        table: The table.
        formatter: Writes its words and cells.
    """
    read: list[Shown] = []
    bounds: list[Shown] = []
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.rows]
        heading = formatter.phrase(column.title)
        read += _read(column, heading, cells, formatter)
        bounds += _bounds(heading, cells, formatter)
    return (*read, *bounds)


def write_table(
    book: Book, entry: Entry, formatter: Formatter, back: str
) -> tuple["Worksheet", tuple[Shown, ...]]:
    """Write a table on a sheet of its own, and return the sheet and its columns.

    Args:
        book: The workbook.
        entry: The table and its sheet.
        formatter: Writes its words and cells.
        back: The name of the sheet that lists the others.
    """
    page = book.sheet(entry.sheet)
    columns = shown_columns(entry.table, formatter)
    _write_head(book, page, entry, back)
    for index, column in enumerate(columns):
        _write_column(book, page, index, column)
    _fit(book, page, columns)
    last = HEADINGS + len(entry.table.rows)
    if entry.table.rows:
        page.autofilter(HEADINGS, 0, last, len(columns) - 1)
    _write_notes(book, page, last + 2, entry.table, formatter)
    page.freeze_panes(HEADINGS + 1, _frozen(columns))
    page.repeat_rows(HEADINGS)
    return page, columns


def _read(
    column: Column, heading: str, cells: Sequence[Cell], formatter: Formatter
) -> Iterator[Shown]:
    shapes = [_shape(cell, formatter) for cell in cells]
    spread = [tuple(parts_of(shape.shown)) for shape in shapes]
    most = max(map(len, spread), default=1)
    firsts = tuple(
        attrs.evolve(shape, shown=parts[0]) for shape, parts in zip(shapes, spread, strict=True)
    )
    yield Shown(heading=heading, cells=firsts, is_header=column.header)
    for number in range(1, most):
        rest = tuple(Shape(parts[number]) if number < len(parts) else _EMPTY for parts in spread)
        words = say("tables.book.more", formatter.language, name=heading, n=number + 1)
        yield Shown(heading=words, cells=rest, kind="more")


def _bounds(heading: str, cells: Sequence[Cell], formatter: Formatter) -> Iterator[Shown]:
    """Yield the lower and upper bounds of a column of which any cell is a range."""
    measured = [cell if isinstance(cell, CountCell | NumberCell) else None for cell in cells]
    if all(cell is None or cell.low == cell.high for cell in measured):
        return
    for bound in ("low", "high"):
        numbers = [None if cell is None else getattr(cell, bound) for cell in measured]
        shapes = tuple(
            _EMPTY
            if cell is None or number is None
            else Shape(
                formatter.cell(evolve(cell, low=number, high=number)),
                number=number,
                format=number_format(cell, formatter),
            )
            for cell, number in zip(measured, numbers, strict=True)
        )
        words = say(f"tables.book.{bound}", formatter.language, name=heading)
        yield Shown(heading=words, cells=shapes, kind="bound")


def _shape(cell: Cell, formatter: Formatter) -> Shape:
    shown = formatter.cell(cell)
    match cell:
        case CountCell() | NumberCell() if cell.low == cell.high:
            return Shape(shown, number=cell.low, format=number_format(cell, formatter))
        case DateCell(date=day) if is_day(day):
            return Shape(shown, day=day, format=day_format(formatter.language))
        case TextCell():
            return Shape(shown)
    return Shape(shown)


def _write_head(book: Book, page: "Worksheet", entry: Entry, back: str) -> None:
    title, *_ = parts_of(entry.title)
    book.text(page, 0, 0, title, bold=True, font_size=15)
    page.set_row(0, 24)
    section, *_ = parts_of(entry.section)
    book.text(page, 1, 0, section, font_color=MUTED)
    book.link(page, 2, 0, back, f"← {back}")


def _write_column(book: Book, page: "Worksheet", index: int, column: Shown) -> None:
    is_bound = column.kind == "bound"
    options = {"level": 1} if is_bound else {}
    page.set_column(index, index, column.width, book.look(), options)
    heading, *_ = parts_of(column.heading)
    look: dict[str, Any] = {"bold": True, "text_wrap": True, "bg_color": PALE, "bottom": 1}
    look |= {"bottom_color": MUTED, "valign": "bottom"}
    if is_bound:
        look |= {"bold": False, "italic": True, "font_color": MUTED}
    is_measured = any(cell.number is not None for cell in column.cells)
    if is_measured:
        look["align"] = "right"
    book.text(page, HEADINGS, index, heading, **look)
    quiet: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT}
    if is_bound:
        quiet["font_color"] = MUTED
    for number, cell in enumerate(column.cells):
        row = HEADINGS + 1 + number
        if cell.number is not None:
            book.number(page, row, index, cell.number, num_format=cell.format, **quiet)
        elif cell.day is not None:
            book.day(page, row, index, cell.day, num_format=cell.format, align="left", **quiet)
        elif cell.shown:
            side = {"align": "right"} if is_measured or cell.shown == DASH else {}
            bold = {"bold": True} if column.is_header and not index else {}
            book.text(page, row, index, cell.shown, text_wrap=True, **side, **bold, **quiet)
        else:
            page.write_blank(row, index, None, book.look(**quiet))


def _fit(book: Book, page: "Worksheet", columns: Sequence[Shown]) -> None:
    """Make the rows as tall as their content; the words of headings share room with buttons."""
    book.fit(page, HEADINGS, [(each.heading, each.width - 3) for each in columns])
    for number in range(len(columns[0].cells)):
        held = [(each.cells[number].shown, each.width) for each in columns]
        book.fit(page, HEADINGS + 1 + number, held)


def _write_notes(
    book: Book, page: "Worksheet", row: int, table: Table, formatter: Formatter
) -> None:
    for note in table.notes:
        for part in parts_of(formatter.phrase(note)):
            book.text(page, row, 0, part, italic=True, font_color=MUTED)
            row += 1


def _frozen(columns: Sequence[Shown]) -> int:
    """Return how many columns stay in sight: those that head the rows, if room is left."""
    heads = [column for column in columns if column.is_header and column.kind == "shown"]
    while heads and sum(column.width for column in heads) > _FROZEN:
        heads.pop()
    return len(heads)
