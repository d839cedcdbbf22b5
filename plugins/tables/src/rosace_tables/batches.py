"""CSV written from columns, a batch at a time, as `rosace_tables.writing` writes it from rows."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from rosace.columnar import Columnar
from rosace.instrument import Instrument, Item
from rosace.response import Record
from rosace.values import plain_number
from rosace_tables.responses import written
from rosace_tables.writing import spelt, table

__all__ = ["csv_of"]

_MOST_KEPT: Final = 1 << 12
"""How many spellings of a column are kept; what differs in every row is spelt anew."""

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./ -]*").fullmatch
"""Tells the texts that are neither guarded nor quoted; others are looked at more closely."""

_LISTED: Final = frozenset({"multiple-choice", "ranking"})


def csv_of(instrument: Instrument, columns: Columnar) -> Iterator[bytes]:
    """Yield responses as CSV, some thousand rows at a time.

    Args:
        instrument: The instrument that they answer.
        columns: The responses.
    """
    headings = columns.headings()
    items = {item.id: item for item in instrument.items}
    spellings = [_Spelling(_cell(items.get(name))) for name in headings]
    yield from table(headings, ())
    for batch in columns.batches():
        cells = [
            spelling(batch.cells(name)) for name, spelling in zip(headings, spellings, strict=True)
        ]
        yield "".join([f"{','.join(row)}\r\n" for row in zip(*cells, strict=True)]).encode()


class _Spelling:
    """Spells the cells of a column; what is met again is spelt but once."""

    def __init__(self, cell: Callable[[Any], Any] | None) -> None:
        self._cell = cell
        self._known: dict[Any, str] = {None: ""}

    def __call__(self, cells: Any) -> Iterator[str]:
        known = self._known
        for cell in cells:
            held = self._cell(cell) if self._cell is not None and cell is not None else cell
            found = known.get(held)
            if found is None:
                found = _quoted(held)
                if len(known) < _MOST_KEPT:
                    known[held] = found
            yield found


def _quoted(cell: Any) -> str:
    text = spelt(cell)
    if _PLAIN(text):
        return text
    buffer = io.StringIO(newline="")
    # Beside another cell, for an empty one alone in its row would be quoted.
    csv.writer(buffer).writerow([text, ""])
    return buffer.getvalue().removesuffix(",\r\n")


def _cell(item: Item | None) -> Callable[[Any], Any] | None:
    """Return what makes of plain data what a cell of CSV holds; None where it is that already."""
    if item is None or item.type in {"choice", "text", "date"}:
        return None
    if item.type in _LISTED or item.many:
        return lambda codes: written(tuple(codes))
    if item.type == "records":
        return lambda rows: written(tuple(map(_record, rows)))
    return lambda held: written(plain_number(held))


def _record(row: dict[str, Any]) -> Record:
    fields = {
        name: tuple(held) if isinstance(held, list) else plain_number(held)
        for name, held in row.items()
        if name != "id" and held is not None
    }
    return Record(id=row["id"], fields=fields)
