"""Rows that the row path accepts to the letter: they stay where they stand, and are counted there.

Of these only the verdict comes out of the engine's table. What the row path reads otherwise than
it is written, a label for a code or spaces too many, is laid out anew instead.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import OutputError
from rosace.instrument import Instrument, Item
from rosace.intake import Seen
from rosace.output import reason_of
from rosace.response import Response
from rosace.values import evolve
from rosace_bulk.building import Builder
from rosace_bulk.columns import FILE, INDEX, ROW
from rosace_bulk.connecting import Row
from rosace_bulk.doubts import NOT_PLAIN
from rosace_bulk.rows import ATTRIBUTE, Layout

if TYPE_CHECKING:
    from rosace_bulk.scan import Scan

__all__ = ["Place", "Staying", "write_places"]

Place = tuple[str, int, int]
"""The file of a row by the name that its table has for it, its row, and its index or -1."""

_NAMES: Final = frozenset({"@id", "@respondent", "@organization", "@weight"})
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {"integer": int, "number": (int, float)}


class Staying:
    """Tells rows that stay where they stand from others, as they are looked at one by one.

    Args:
        scan: The table of which they are rows.
        instrument: The instrument that they answer.
    """

    def __init__(self, scan: "Scan", instrument: Instrument) -> None:
        self._columns = [(each.column, each.to) for each in scan.mapping.columns]
        self._reader = _Reader(scan.layout, instrument)
        self._last: Row | None = None
        self.stayed: list[Place] = []
        """Where rows stood that stay."""
        self.gone: list[Place] = []
        """Where the others stood that were looked at."""

    def passing(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield rows, of which each is looked at before the next is asked for."""
        for row in rows:
            self._leave()
            self._last = row
            yield row
        self._leave()

    def moving(self, seen: Iterable[Seen]) -> Iterator[Seen]:
        """Yield of what came of the rows all but the responses that stay.

        Args:
            seen: What the core made of `passing` rows.
        """
        for each in seen:
            row = self._last
            if row is None or each.response is None or each.errors:
                yield each
                continue
            cells = {to: row[column] for column, to in self._columns}
            if self._reader.reads(cells, each.response):
                self.stayed.append(_place(row))
                self._last = None
            if self._last is not None or each.problems:
                yield each if self._last is not None else evolve(each, response=None)

    def _leave(self) -> None:
        if self._last is not None:
            self.gone.append(_place(self._last))
            self._last = None


def write_places(places: Sequence[Place], path: Path) -> None:
    """Write places as a table.

    Args:
        places: The places, one at least.
        path: Where the Parquet file goes.

    Raises:
        OutputError: It cannot be written.
    """
    import pyarrow as pa  # noqa: PLC0415  # takes 100 ms
    from pyarrow import parquet  # noqa: PLC0415  # likewise

    kinds = ((FILE, pa.string()), (ROW, pa.int64()), (INDEX, pa.int64()))
    columns = zip(kinds, zip(*places, strict=True), strict=True)
    table = pa.table({name: pa.array(held, kind) for (name, kind), held in columns})
    try:
        parquet.write_table(table, path)
    except OSError as error:
        raise OutputError(str(path), reason_of(path, error)) from None


def _place(row: Row) -> Place:
    return str(row[FILE]), int(row[ROW]), int(row.get(INDEX, -1))


class _Reader:
    """Reads responses out of rows as they stand, where every cell is of the type of its values."""

    def __init__(self, layout: Layout, instrument: Instrument) -> None:
        self._builder = Builder(layout, instrument)
        self._items = instrument.items
        self._texts = [
            name for name in layout.table.columns if name.startswith(ATTRIBUTE) or name in _NAMES
        ]

    def reads(self, cells: Mapping[str, Any], response: Response) -> bool:
        """Return whether a row says a response to the letter.

        Args:
            cells: Its cells, by what their columns mean.
            response: What the row path made of it.
        """
        person = response.respondent
        texts = [held for name in self._texts if (held := cells[name]) is not None]
        if (
            any(not held or not isinstance(held, str) for held in texts)
            # Other names are told from each other in ways that an engine does not know.
            or re.search(NOT_PLAIN, person.id)
            or not all(_fits(item, cells.get(item.id)) for item in self._items)
        ):
            return False
        try:
            return self._builder.build(cells) == response
        except (TypeError, ValueError):
            # No response holds what stands there.
            return False


def _fits(item: Item, held: Any) -> bool:
    """Return whether a cell is of the type of an item's values, or empty."""
    if held is None:
        return True
    if item.type == "yes-no":
        return isinstance(held, bool)
    if item.type in _KINDS:
        return isinstance(held, _KINDS[item.type]) and not isinstance(held, bool)
    if item.type == "records":
        return isinstance(held, list) and all(_is_entry(item, entry) for entry in held)
    if item.type in {"multiple-choice", "ranking"} or item.many:
        return isinstance(held, list) and all(isinstance(each, str) for each in held)
    return isinstance(held, str)


def _is_entry(item: Item, entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and all(_fits(field, entry.get(field.id)) for field in item.fields or ())
    )
