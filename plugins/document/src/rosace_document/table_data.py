"""What the template of a report sets of a table, and how."""

from typing import Any, Final

from rosace.report import Cell, TextCell, WithheldCell
from rosace.values import value
from rosace_document.outline import NumberedTable, Slot, is_quantity
from rosace_document.typesetting import advances
from rosace_document.widths import Laid, Line, lay_out
from rosace_document.wording import Rich, Words

__all__ = ["TableData", "table_data"]

_KEPT: Final = 26
"""Most lines of a row, or of rows under one header, that are kept on a page."""
_REPEATED: Final = 6
"""Most lines of titles that every page begins with."""


@value
class TableData:
    """A table as its template reads it.

    Args:
        data: What the template reads.
        headers: How many header cells each row begins with, as it is set.
    """

    data: dict[str, Any]
    headers: tuple[int, ...]


def table_data(numbered: NumberedTable, words: Words) -> TableData:
    """Return what the template sets of a table.

    Args:
        numbered: The table.
        words: Puts phrases into words.
    """
    table = numbered.table
    groups = numbered.groups
    titles = [words.plain(column.title) for column in table.columns]
    lines = [_line(row, words) for group in groups for row in group]
    laid = lay_out(titles, lines, _unbroken(numbered), advances())
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
        return _stacked(data, numbered, words)
    return _gridded(data, numbered, laid, words)


def _gridded(data: dict[str, Any], numbered: NumberedTable, laid: Laid, words: Words) -> TableData:
    columns = [
        {"title": words.rich(column.title), "right": is_quantity(column)}
        for column in numbered.table.columns
    ]
    rows, headers, turn = [], [], 0
    for group in numbered.groups:
        for place, row in enumerate(group):
            cells = [
                {
                    "words": _shown(slot.cell, words),
                    "rows": slot.rows,
                    "header": slot.column.header,
                    "right": is_quantity(slot.column),
                    "whole": sum(laid.lines[turn : turn + slot.rows]) <= _KEPT,
                }
                for slot in row
            ]
            rows.append({"cells": cells, "first": place == 0})
            headers.append(sum(slot.column.header for slot in row))
            turn += 1
    made = {**data, "columns": columns, "rows": rows, "repeated": _repeats(columns, laid)}
    return TableData(data=made, headers=tuple(headers))


def _stacked(data: dict[str, Any], numbered: NumberedTable, words: Words) -> TableData:
    """Return each row as a block: its headers above, the other cells as labels and values."""
    columns = numbered.table.columns
    titles = [words.rich(column.title) for column in columns]
    heading = [place for place, column in enumerate(columns) if column.header] or [0]
    rest = [place for place in range(len(columns)) if place not in heading]
    records = [
        {
            "heading": [_shown(row[place], words) for place in heading],
            "cells": [
                {"title": titles[place], "words": _shown(row[place], words)} for place in rest
            ],
        }
        for row in numbered.table.rows
    ]
    made = {**data, "heading": [titles[place] for place in heading], "records": records}
    return TableData(data=made, headers=(1,) * (len(records) * len(rest)))


def _line(row: tuple[Slot, ...], words: Words) -> Line:
    return Line(
        texts={slot.place: words.formatter.cell(slot.cell) for slot in row},
        spans={slot.place: slot.rows for slot in row},
    )


def _unbroken(numbered: NumberedTable) -> frozenset[int]:
    columns = enumerate(numbered.table.columns)
    return frozenset(place for place, column in columns if column.kind != "text")


def _repeats(columns: list[dict[str, Any]], laid: Laid) -> bool:
    """Say whether the titles are short enough to begin every page with."""
    letters = [sum(len(text) for text, *_ in column["title"]) for column in columns]
    half = laid.size / 2
    return all(
        letter * half <= _REPEATED * width
        for letter, width in zip(letters, laid.widths, strict=True)
    )


def _shown(cell: Cell, words: Words) -> Rich | None:
    """Return what a cell shows, or None where it is withheld or empty."""
    if isinstance(cell, TextCell):
        return words.rich(cell.text)
    if isinstance(cell, WithheldCell):
        return None
    return [(words.formatter.cell(cell), None, None)]
