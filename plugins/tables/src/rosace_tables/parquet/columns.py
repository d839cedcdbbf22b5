"""Typed columns, and the bytes of a Parquet file that holds them."""

import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from rosace.columnar import Batch
from rosace.values import value
from rosace_tables.passing import Passing

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "PART",
    "TypedColumn",
    "day_type",
    "is_whole_number",
    "parquet_batches",
    "parquet_chunks",
    "parquet_file",
    "plain_json",
]

_LONGEST: Final = 63
PART: Final = 1 << 12
"""How many rows are held as they are, before they are packed."""

_PARTS: Final = 16
"""How many parts make one group of rows of the file, which readers take in as one."""

_FORMAT: Final[Mapping[str, Any]] = {"compression": "zstd", "version": "2.6"}


@value
class TypedColumn:
    """A column: its name, what kind its cells are of, its cells, and what is said of it.

    Args:
        name: Its name.
        type: A type of Arrow.
        cells: Its cells, None for an empty one.
        metadata: Such as its title and unit; kept with the column.
    """

    name: str
    type: Any
    cells: Sequence[Any]
    metadata: Mapping[str, str]


def parquet_file(columns: Sequence[TypedColumn], metadata: Mapping[str, str]) -> bytes:
    """Return a Parquet file; the same columns give the same bytes.

    Args:
        columns: The columns, all of one length.
        metadata: What is said of the table, kept with its schema.
    """
    import pyarrow as pa  # noqa: PLC0415  # takes 200 ms
    from pyarrow import parquet  # noqa: PLC0415  # likewise

    fields = [
        pa.field(each.name, each.type, metadata=dict(sorted(each.metadata.items())))
        for each in columns
    ]
    arrays = [pa.array(each.cells, type=each.type) for each in columns]
    schema = pa.schema(fields, metadata=dict(sorted(metadata.items())))
    held = io.BytesIO()
    table = pa.Table.from_arrays(arrays, schema=schema)
    parquet.write_table(table, held, **_FORMAT)
    return held.getvalue()


def parquet_chunks(
    schema: "pa.Schema", parts: Iterable[Sequence[Sequence[Any]]]
) -> Iterator[bytes]:
    """Yield a Parquet file as it comes to be; the same cells give the same bytes.

    Args:
        schema: What the columns are, and what is said of them and of the table.
        parts: The cells of every column, for some rows after others.
    """
    packed = (_packed(schema, cells) for cells in parts)
    return _written(schema, iter(lambda: list(itertools.islice(packed, _PARTS)), []))


def parquet_batches(schema: "pa.Schema", batches: Iterable[Batch]) -> Iterator[bytes]:
    """Yield columns as a Parquet file, as it comes to be.

    Args:
        schema: As for `parquet_chunks`.
        batches: The columns, with all their headings; of types that can become those of the
            schema.
    """
    import pyarrow as pa  # noqa: PLC0415  # takes 200 ms

    tables = (pa.table(pa.record_batch(each)).cast(schema) for each in batches)
    return _written(schema, _regrouped(tables, PART * _PARTS))


def _regrouped(tables: "Iterable[pa.Table]", size: int) -> "Iterator[list[pa.Table]]":
    """Yield the rows of tables, so many at a time."""
    held: list[pa.Table] = []
    number = 0
    for table in tables:
        rest = table
        while number + len(rest) >= size:
            yield [*held, rest[: size - number]]
            rest, held, number = rest[size - number :], [], 0
        if len(rest):
            held.append(rest)
            number += len(rest)
    if held:
        yield held


def _written(schema: "pa.Schema", groups: "Iterable[list[pa.Table]]") -> Iterator[bytes]:
    import pyarrow as pa  # noqa: PLC0415  # as above
    from pyarrow import parquet  # noqa: PLC0415  # as above

    passing = Passing()
    with parquet.ParquetWriter(passing, schema, **_FORMAT) as writer:
        for group in groups:
            writer.write_table(pa.concat_tables(group))
            yield from passing.taken()
    yield from passing.taken()


def _packed(schema: "pa.Schema", cells: Sequence[Sequence[Any]]) -> "pa.Table":
    import pyarrow as pa  # noqa: PLC0415  # as above

    arrays = [
        pa.array(column, type=field.type) for column, field in zip(cells, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def is_whole_number(number: int) -> bool:
    """Return whether a whole number has room in the 64 bits of a column of them."""
    return number.bit_length() <= _LONGEST


def day_type(cells: Sequence[str | None]) -> "tuple[pa.DataType, list[Any]]":
    """Return days as days where all are whole, or else as the text that they are.

    Args:
        cells: ISO dates, or whatever else a column of dates holds.
    """
    import pyarrow as pa  # noqa: PLC0415  # as above

    days = [_day(each) for each in cells]
    if any(days) and all(each is None or day for each, day in zip(cells, days, strict=True)):
        return pa.date32(), days
    return pa.string(), list(cells)


def _day(text: str | None) -> date | None:
    # A column of dates may hold words too, and some that are no whole day pass for one.
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def plain_json(plain: Any) -> str:
    """Return plain data as JSON, keys in order."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
