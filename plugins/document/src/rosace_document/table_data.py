"""What the template of a report sets of a table, and how."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from rosace.formatting import DASH
from rosace.outline import NumberedTable, Slot, is_quantity
from rosace.report import Cell, Table, TextCell, WithheldCell
from rosace.values import evolve, value
from rosace_document.typesetting import advances
from rosace_document.widths import Laid, Line, lay_out
from rosace_document.wording import Rich, Words

__all__ = ["RowHeaders", "TableData", "table_data"]

_KEPT: Final = 26
"""Most lines of a row, or of rows under one header, that are kept on a page."""
_REPEATED: Final = 6
"""Most lines of titles that every page begins with."""


RowHeaders = tuple[tuple[int, ...], ...]
"""Of each row of a table as it is set, which of its cells head it, by their place."""

_Row = list[tuple[Slot, Rich | None]]


@value
class TableData:
    """A table as its template reads it.

    Args:
        data: What the template reads.
        headers: Which cells of each row as it is set head the row, by their place in it.
    """

    data: dict[str, Any]
    headers: RowHeaders


def table_data(numbered: NumberedTable, words: Words) -> TableData:
    """Return what the template sets of a table.

    Args:
        numbered: The table.
        words: Puts phrases into words.
    """
    table = numbered.table
    groups = [
        [[(slot, _shown(slot.cell, words)) for slot in row] for row in group]
        for group in numbered.groups
    ]
    titles = [words.rich(column.title, tight=True) for column in table.columns]
    laid = lay_out(
        [_text(title) for title in titles],
        [_line(row) for group in groups for row in group],
        frozenset(place for place, column in enumerate(table.columns) if column.kind != "text"),
        advances(),
    )
    data = {
        "kind": "table",
        "anchor": numbered.anchor,
        "number": numbered.number,
        "label": words.say("table", n=numbered.number),
        "title": words.rich(table.title),
        "layout": laid.kind,
        "size": laid.size,
        "widths": laid.widths,
        "whole": sum(laid.lines) + len(laid.lines) / 2 <= _KEPT,
        "notes": [words.rich(note) for note in table.notes],
    }
    if laid.kind == "stacked":
        return _stacked(data, table, titles, words)
    columns = [
        {"title": title, "right": is_quantity(column), "broken": place in laid.broken}
        for place, (title, column) in enumerate(zip(titles, table.columns, strict=True))
    ]
    return _gridded({**data, "columns": columns}, groups, laid)


def _gridded(data: dict[str, Any], groups: list[list[_Row]], laid: Laid) -> TableData:
    rows: list[dict[str, Any]] = []
    headers: list[tuple[int, ...]] = []
    for group in _pages(groups, laid.lines):
        for place, row in enumerate(group):
            cells = [
                {
                    "words": shown,
                    "rows": slot.rows,
                    "header": slot.column.header,
                    "right": is_quantity(slot.column),
                    "broken": slot.place in laid.broken,
                    "whole": sum(laid.lines[len(rows) : len(rows) + slot.rows]) <= _KEPT,
                }
                for slot, shown in row
            ]
            rows.append({"cells": cells, "first": place == 0})
            headers.append(tuple(at for at, (slot, _) in enumerate(row) if slot.column.header))
    made = {**data, "rows": rows, "repeated": _repeats(data["columns"], laid)}
    return TableData(data=made, headers=tuple(headers))


def _pages(groups: list[list[_Row]], lines: Sequence[int]) -> Iterator[list[_Row]]:
    """Yield groups of rows, in parts where one page does not hold a group.

    A part begins with another second header, and says the first again.

    Args:
        groups: The rows under each first header.
        lines: How many lines each row takes.
    """
    start = 0
    for group in groups:
        tall = lines[start : start + len(group)]
        start += len(group)
        turns = [turn for turn, row in enumerate(group) if _begins(row)]
        cuts = [0]
        for turn, stop in pairwise([*turns, len(group)]):
            if turn > cuts[-1] and sum(tall[cuts[-1] : stop]) > _KEPT:
                cuts.append(turn)
        if len(cuts) == 1:
            yield group
            continue
        first, said = group[0][0]
        for begin, stop in pairwise([*cuts, len(group)]):
            row = group[begin] if begin else group[0][1:]
            again = (evolve(first, rows=stop - begin), said)
            yield [[again, *row], *group[begin + 1 : stop]]


def _begins(row: _Row) -> bool:
    """Tell whether another second header begins with a row."""
    return any(slot.place == 1 and slot.column.header for slot, _ in row)


def _stacked(data: dict[str, Any], table: Table, titles: list[Rich], words: Words) -> TableData:
    """Return each row as a block: its headers above, the other cells as labels and values."""
    heading = [place for place, column in enumerate(table.columns) if column.header] or [0]
    rest = [place for place in range(len(titles)) if place not in heading]
    records = []
    for row in table.rows:
        cells = [
            {"title": title, "words": _shown(cell, words)}
            for title, cell in zip(titles, row, strict=True)
        ]
        records.append(
            {
                "heading": [cells[place] for place in heading],
                "cells": [cells[place] for place in rest],
            }
        )
    headers = ((0,),) * (len(records) * len(rest))
    return TableData(data={**data, "records": records}, headers=headers)


def _line(row: _Row) -> Line:
    return Line(
        texts={slot.place: _text(shown) for slot, shown in row},
        spans={slot.place: slot.rows for slot, _ in row},
    )


def _text(shown: Rich | None) -> str:
    return DASH if shown is None else "".join(text for text, *_ in shown)


def _repeats(columns: list[dict[str, Any]], laid: Laid) -> bool:
    """Say whether the titles are short enough to begin every page with."""
    letters = [len(_text(column["title"])) for column in columns]
    half = laid.size / 2
    return all(
        letter * half <= _REPEATED * width
        for letter, width in zip(letters, laid.widths, strict=True)
    )


def _shown(cell: Cell, words: Words) -> Rich | None:
    """Return what a cell shows, or None where it is withheld or empty."""
    if isinstance(cell, TextCell):
        return words.rich(cell.text, tight=True)
    if isinstance(cell, WithheldCell):
        return None
    return [(words.formatter.cell(cell), None, None)]
