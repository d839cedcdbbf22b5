"""Cells of a format whose columns have types, as an importer hands them over."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from rosace.errors import Problem
from rosace.interfaces import ImportedCell, ImportedRecord

__all__ = ["typed_cells"]

_BETWEEN: Final = " | "
_NOTHING: Final = "[]"
_NUL: Final = "\0"


def typed_cells(held: Iterable[Any], row: int) -> tuple[ImportedCell, ...] | Problem:
    """Return the cells of a row, or what is wrong with them.

    Lists are several choices, lists of structures the rows of a record, days text as in
    2024-01-31.

    Args:
        held: The values as the format holds them, in the order of the columns.
        row: The number of the row.
    """
    cells = tuple(_cell(each, row) for each in held)
    if any(isinstance(cell, str) and _NUL in cell for cell in cells):
        return Problem("nul-character", row=row)
    return cells


def _cell(held: Any, row: int) -> ImportedCell:
    if isinstance(held, list) and held and all(isinstance(each, dict) for each in held):
        return tuple(
            ImportedRecord(row=row, cells={name: _flat(cell) for name, cell in each.items()})
            for each in held
        )
    return _flat(held)


def _flat(held: Any) -> str | float | bool | None:
    if held is None or isinstance(held, str | bool | int | float):
        return held
    if isinstance(held, list):
        return _BETWEEN.join(str(_flat(each)) for each in held) or _NOTHING
    if isinstance(held, datetime):
        is_day = held.time() == datetime.min.time()
        return held.date().isoformat() if is_day else held.isoformat()
    return held.isoformat() if isinstance(held, date) else str(held)
