"""Rows that the row path accepts to the letter: they stay where they stand, and are counted there.

Of these only the verdict comes out of the engine's table. What the row path reads otherwise than
it is written, a label for a code or spaces too many, is laid out anew instead.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.columnar import ATTRIBUTE
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
from rosace_bulk.rows import Layout
from rosace_bulk.states import is_typed

if TYPE_CHECKING:
    import pyarrow as pa

    from rosace_bulk.scan import Scan

__all__ = ["Places", "Staying"]

_TOGETHER: Final = 50_000
"""How many places are written at a time: each with the name of its file."""

_NAMES: Final = frozenset({"@id", "@respondent", "@organization", "@weight"})
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {"integer": int, "number": (int, float)}


class Places:
    """Where rows stood: their files by the names that tables have for these, rows, and indices.

    There may be very many: each takes eight bytes, and where there are indices twice as many.
    """

    def __init__(self) -> None:
        self._rows: dict[str, array[int]] = {}
        self._indices: dict[str, array[int]] = {}
        self._number = 0

    def __len__(self) -> int:
        """Return how many they are."""
        return self._number

    def add(self, row: Row) -> None:
        """Take in where a row stood.

        Args:
            row: The row, as its table has it.
        """
        file = str(row[FILE])
        self._rows.setdefault(file, array("q")).append(int(row[ROW]))
        if INDEX in row:
            self._indices.setdefault(file, array("q")).append(int(row[INDEX]))
        self._number += 1

    def write(self, path: Path) -> None:
        """Write them as a table.

        Args:
            path: Where the Parquet file goes.

        Raises:
            OutputError: It cannot be written.
        """
        import pyarrow as pa  # noqa: PLC0415  # takes 100 ms
        from pyarrow import parquet  # noqa: PLC0415  # likewise

        kinds = [(FILE, pa.string()), (ROW, pa.int64())]
        if self._indices:
            kinds.append((INDEX, pa.int64()))
        schema = pa.schema(kinds)
        try:
            with parquet.ParquetWriter(path, schema) as writer:
                for file, start in self._starts():
                    held = [each[file][start : start + _TOGETHER] for each in self._held]
                    columns = [pa.repeat(file, len(held[0])), *map(_numbers, held)]
                    writer.write_table(pa.table(columns, schema=schema))
        except OSError as error:
            raise OutputError(str(path), reason_of(path, error)) from None

    @property
    def _held(self) -> "list[dict[str, array[int]]]":
        return [each for each in (self._rows, self._indices) if each]

    def _starts(self) -> Iterator[tuple[str, int]]:
        for file, rows in self._rows.items():
            yield from ((file, start) for start in range(0, len(rows), _TOGETHER))


def _numbers(held: "array[int]") -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415  # takes 100 ms

    return pa.Array.from_buffers(pa.int64(), len(held), [None, pa.py_buffer(held)])


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
        self.stayed = Places()
        """Where rows stood that stay."""
        self.gone = Places()
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
                self.stayed.add(row)
                self._last = None
            if self._last is not None or each.problems:
                yield each if self._last is not None else evolve(each, response=None)

    def _leave(self) -> None:
        if self._last is not None:
            self.gone.add(self._last)
            self._last = None


class _Reader:
    """Reads responses out of rows as they stand, where every cell is of the type of its values."""

    def __init__(self, layout: Layout, instrument: Instrument) -> None:
        self._builder = Builder(layout, instrument)
        # A cell may look like a value, as an empty list does, in a column that holds none.
        self._items = [
            (item, (held := layout.value(item)) is not None and is_typed(item, held))
            for item in instrument.items
        ]
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
            or not all(
                cells.get(item.id) is None or (typed and _fits(item, cells[item.id]))
                for item, typed in self._items
            )
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
