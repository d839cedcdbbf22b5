"""Tables of a Word document: columns that fit, headers that repeat, rows that stay whole."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from rosace.formatting import Segment
from rosace.report import Cell, Column, Table
from rosace.values import evolve, value
from rosace_document.outline import NumberedTable, Slot, is_quantity
from rosace_document.word_text import Words, written
from rosace_document.word_widths import Widths
from rosace_document.word_xml import Node, node, paragraph

__all__ = ["Grid", "slices"]

_Row = dict[int, tuple[Slot, tuple[Segment, ...]]]
"""By the place of a column, the cell that begins there and its words."""

_USUAL, _SMALL = 180, 160
"""Sizes of letters, in twentieths of a point."""

_MANY: Final = 8
_MOST_COLUMNS: Final = 14
_MOST_HEADERS: Final = 3
_MOST_ROWS: Final = 30_000
"""Word takes 32,767 rows and 63 columns; nobody reads as many columns on a page."""

_WHOLE: Final = 1500
"""Letters in a row that a page surely holds: longer ones may go on overleaf."""

_TOGETHER: Final = 12
"""Rows that are kept on one page, where their text is short."""


@value
class Grid:
    """A table with the words of its cells.

    Args:
        numbered: The table.
        words: Writes its cells.
        headings: The titles of its columns.
        groups: Its rows, grouped: by the place of a column, the words where a cell stands.
    """

    numbered: NumberedTable
    words: Words
    headings: tuple[tuple[Segment, ...], ...]
    groups: tuple[tuple[_Row, ...], ...]

    @classmethod
    def of(cls, numbered: NumberedTable, words: Words) -> "Grid":
        """Return a table with the words of its cells.

        Args:
            numbered: The table.
            words: Writes its cells.
        """
        titles = (column.title for column in numbered.table.columns)
        return cls(
            numbered=numbered,
            words=words,
            headings=tuple(words.formatter.segments(title) for title in titles),
            groups=tuple(
                tuple({slot.place: (slot, words.cell(slot.cell)) for slot in row} for row in group)
                for group in numbered.groups
            ),
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table."""
        return self.numbered.table.columns

    @property
    def small(self) -> bool:
        """Whether its letters are small, so that many columns find room."""
        return len(self.columns) > _MANY

    @property
    def measured(self) -> Widths:
        """What its columns need."""
        return Widths(
            headings=tuple(map(_text, self.headings)),
            rows=tuple(row for group in self.groups for row in self._spread(group)),
            size=_SMALL if self.small else _USUAL,
        )

    def _spread(self, group: tuple[_Row, ...]) -> Iterator[tuple[str, ...]]:
        """Yield rows of words in which those of a cell over several rows go from row to row."""
        waiting: dict[int, list[str]] = {}
        for row in group:
            for place, (slot, segments) in row.items():
                said = _text(segments).split(" ")
                step = -(-len(said) // slot.rows)
                ends = range(0, step * slot.rows, step)
                waiting[place] = [" ".join(said[start : start + step]) for start in ends][::-1]
            yield tuple(waiting[place].pop() for place in range(len(self.columns)))

    def xml(self, width: int) -> Node:
        """Return the table as Word has it.

        Args:
            width: The width of the page's text, in twentieths of a point.
        """
        widths = self.measured.shared(width)
        rows = [row for group in self.groups for row in group]
        small = len(rows) <= _TOGETHER and sum(map(_length, rows)) < _WHOLE
        made = node("w:tbl", None, self._properties(sum(widths)))
        made.append(node("w:tblGrid", None, *(node("w:gridCol", {"w:w": w}) for w in widths)))
        made.append(self._head(widths, followed=bool(rows)))
        spans: dict[int, int] = {}
        for turn, row in enumerate(rows, start=1):
            spans |= {place: slot.rows for place, (slot, _) in row.items()}
            if turn == len(rows):
                kept = bool(self.numbered.table.notes)
            else:
                going_on = (held for place, held in spans.items() if place not in rows[turn])
                kept = small or turn == 1 or any(held <= _TOGETHER for held in going_on)
            made.append(self._row(row, widths, kept=kept))
        return made

    def _properties(self, width: int) -> Node:
        head = self.columns[0].header
        look = {
            "w:val": "06A0" if head else "0620",
            "w:firstRow": 1,
            "w:lastRow": 0,
            "w:firstColumn": int(head),
            "w:lastColumn": 0,
            "w:noHBand": 1,
            "w:noVBand": 1,
        }
        return node(
            "w:tblPr",
            None,
            node("w:tblStyle", {"w:val": "house-table"}),
            node("w:tblW", {"w:w": width, "w:type": "dxa"}),
            node("w:tblLayout", {"w:type": "fixed"}),
            node("w:tblLook", look),
            node("w:tblCaption", {"w:val": self.words.plain(self.numbered.table.title)}),
        )

    def _head(self, widths: tuple[int, ...], *, followed: bool) -> Node:
        cells = [
            self._cell(column, heading, width, kept=followed)
            for column, heading, width in zip(self.columns, self.headings, widths, strict=True)
        ]
        return node("w:tr", None, _row_properties(whole=True, head=True), *cells)

    def _row(
        self,
        row: _Row,
        widths: tuple[int, ...],
        *,
        kept: bool,
    ) -> Node:
        made = node("w:tr")
        if _length(row) < _WHOLE:
            made.append(_row_properties(whole=True, head=False))
        for place, (column, width) in enumerate(zip(self.columns, widths, strict=True)):
            if place not in row:
                made.append(self._cell(column, (), width, kept=kept, merged="continue"))
                continue
            slot, segments = row[place]
            merged = "restart" if slot.rows > 1 else None
            made.append(self._cell(column, segments, width, kept=kept, merged=merged))
        return made

    def _cell(
        self,
        column: Column,
        segments: tuple[Segment, ...],
        width: int,
        *,
        kept: bool,
        merged: str | None = None,
    ) -> Node:
        properties = node("w:tcPr", None, node("w:tcW", {"w:w": width, "w:type": "dxa"}))
        if merged is not None:
            properties.append(node("w:vMerge", {"w:val": merged}))
        style = "table-small" if self.small else "table-text"
        held = [node("w:keepNext")] if kept else []
        if is_quantity(column):
            held.append(node("w:jc", {"w:val": "right"}))
        return node("w:tc", None, properties, paragraph(style, written(segments), *held))


def slices(numbered: NumberedTable) -> Iterator[NumberedTable]:
    """Yield a table in pieces that a page and Word can hold, its header columns in each.

    Args:
        numbered: The table.
    """
    table = numbered.table
    places = range(len(table.columns))
    heads = len(list(takewhile(lambda place: table.columns[place].header, places[:_MOST_HEADERS])))
    step = _MOST_COLUMNS - heads
    if len(places) <= _MOST_COLUMNS:
        heads, step = 0, len(places)
    for start in range(heads, len(places), step):
        held = [*places[:heads], *places[start : start + step]]
        for first in range(0, max(len(table.rows), 1), _MOST_ROWS):
            rows = table.rows[first : first + _MOST_ROWS]
            yield evolve(numbered, table=_piece(table, held, rows))


def _piece(table: Table, held: list[int], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    return evolve(
        table,
        columns=tuple(table.columns[place] for place in held),
        rows=tuple(tuple(row[place] for place in held) for row in rows),
    )


def _row_properties(*, whole: bool, head: bool) -> Node:
    made = node("w:trPr")
    if whole:
        made.append(node("w:cantSplit"))
    if head:
        made.append(node("w:tblHeader"))
    return made


def _length(row: _Row) -> int:
    return sum(len(each.text) for _, segments in row.values() for each in segments)


def _text(segments: tuple[Segment, ...]) -> str:
    return "".join(each.text for each in segments)
