"""CSV written so that spreadsheets open it well and take no cell for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from rosace.formula_guard import guard

__all__ = ["Cell", "Grid", "spelt", "table"]

Cell = str | int | float | None
"""Text, a number, or nothing: what a cell is goes by its type, never by a guess."""

Grid = tuple[Sequence[str], Iterable[Sequence[Cell]]]
"""Headings, and rows as wide as they are."""

_ROWS = 200
_BOM = b"\xef\xbb\xbf"


def table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a table as CSV: UTF-8 with byte order mark, commas, guarded text.

    Args:
        headings: The headings.
        rows: The rows, each as wide as the headings.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([guard(heading) for heading in headings])
    # Excel takes a file without the mark for the code page of its country.
    yield _BOM
    for count, row in enumerate(rows, start=1):
        writer.writerow([spelt(cell) for cell in row])
        if count % _ROWS == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def spelt(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula.

    Args:
        cell: The cell.
    """
    if cell is None:
        return ""
    return guard(cell) if isinstance(cell, str) else repr(cell)
