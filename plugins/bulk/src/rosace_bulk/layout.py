"""The table of responses in files of our own: its columns, and responses laid out in it.

It is the table that ``rosace convert`` writes but that answers to choices are numbers
(`rosace_bulk.numbers`), and beside it where each response stood: ``@file`` and ``@row``, and
``@index`` in a list of documents.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from rosace.columnar import ATTRIBUTE, PARTS, RESERVED, WORDS
from rosace.errors import OutputError
from rosace.instrument import Instrument, Item
from rosace.output import reason_of
from rosace.places import Place
from rosace.response import MISSING_REASONS, Answer, Record, Response
from rosace.spelling import alike
from rosace.values import spell_rational
from rosace_bulk.columns import FILE, INDEX, ROW, VOICE
from rosace_bulk.numbers import Numbering, numbering_of

__all__ = [
    "NONE",
    "coded",
    "joined",
    "numbered",
    "numbers_of",
    "placed_table",
    "plain",
    "sparse",
    "texts_of",
    "value_type",
    "voices_of",
    "write",
]

NONE: Final = 0
"""The number of no code."""

_TEXT: Final = pa.string()
_NARROW: Final = 128
_UNLIKE: Final = ("@id", "@respondent", "@row", "@index")
_SAID: Final = tuple(f"@{part}" for part in WORDS)
_STOOD: Final = (FILE, ROW, INDEX, VOICE)

Placed = tuple[Place, Response]


def numbers_of(codes: Iterable[str]) -> dict[str, int]:
    """Return the number of each code in a column."""
    return {code: number for number, code in enumerate(codes, 1)}


def value_type(item: Item) -> pa.DataType:
    """Return the type of the values of an item, or of a field of records."""
    if item.type == "records":
        fields = [(field.id, value_type(field)) for field in item.fields or ()]
        return pa.list_(pa.struct([("id", _TEXT), *fields]))
    if item.type in {"multiple-choice", "ranking"} or item.many:
        return pa.list_(_TEXT)
    kinds = {"yes-no": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}
    return kinds.get(item.type, _TEXT)


def coded(numbers: np.ndarray[Any, Any], codes: Sequence[str]) -> pa.Array:
    """Return a column of codes.

    Args:
        numbers: The number of each cell's code, from 1; 0 for an empty cell.
        codes: The codes, by number.
    """
    known = numbers != NONE
    narrow = len(codes) < _NARROW
    index = numbers.astype(np.int8 if narrow else np.int32) - known
    buffers = [pa.py_buffer(np.packbits(known, bitorder="little")), pa.py_buffer(index)]
    kind = pa.int8() if narrow else pa.int32()
    cells = pa.Array.from_buffers(kind, len(index), buffers)
    return pa.DictionaryArray.from_arrays(cells, pa.array(codes, _TEXT), safe=False)


def numbered(numbers: np.ndarray[Any, Any], size: int) -> pa.Array:
    """Return a column of small whole numbers.

    Args:
        numbers: The numbers.
        size: How many there may be, from 0 on.
    """
    cells = pa.array(numbers.astype(np.int8 if size <= _NARROW else np.int16))
    return pa.DictionaryArray.from_arrays(cells, pa.array(range(size), pa.int16()), safe=False)


def texts_of(held: np.ndarray[Any, Any], ends: np.ndarray[Any, Any]) -> pa.Array:
    """Return pieces of UTF-8 as a column of texts, which are not looked at.

    Args:
        held: The pieces as one.
        ends: Where each ends.
    """
    offsets = np.concatenate(([0], ends)).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(held)]
    return pa.Array.from_buffers(_TEXT, len(ends), buffers)


def sparse(size: int, places: np.ndarray[Any, Any], texts: pa.Array) -> pa.Array:
    """Return a column of texts of which most are empty.

    Args:
        size: How many cells it has.
        places: The numbers of those that are not empty, ascending.
        texts: What these hold, one at least.
    """
    _, offsets, spelled = texts.buffers()
    lengths = np.zeros(size + 1, np.int32)
    lengths[places + 1] = np.diff(np.frombuffer(offsets, np.int32, len(texts) + 1))
    held = np.zeros(size, bool)
    held[places] = True
    buffers = [
        pa.py_buffer(np.packbits(held, bitorder="little")),
        pa.py_buffer(np.cumsum(lengths, dtype=np.int32)),
        spelled,
    ]
    return pa.Array.from_buffers(_TEXT, size, buffers)


def placed_table(instrument: Instrument, placed: Sequence[Placed]) -> pa.Table:
    """Return responses as a table, each with the place where it stood.

    Args:
        instrument: The instrument that they answer.
        placed: The responses with their places.
    """
    responses = [response for _, response in placed]
    columns: dict[str, pa.Array] = _about(responses)
    for item in instrument.items:
        answers = [response.answers.get(item.id) for response in responses]
        columns[item.id] = _values(instrument, item, answers)
        for part in WORDS if item.type == "choice" else PARTS:
            cells = [None if answer is None else getattr(answer, part) for answer in answers]
            if any(cell is not None for cell in cells):
                columns[f"{item.id}@{part}"] = _part(part, cells)
    places = [place for place, _ in placed]
    columns[FILE] = pa.array([place.file for place in places], _TEXT).dictionary_encode()
    columns[ROW] = pa.array([place.row for place in places], pa.int64())
    if any(place.index is not None for place in places):
        columns[INDEX] = pa.array([place.index for place in places], pa.int64())
    if voices := voices_of(columns["@respondent"]):
        columns[VOICE] = pa.array(voices, _TEXT)
    return pa.table(columns)


def voices_of(names: pa.Array) -> list[str | None] | None:
    """Return how names are told from others where that is not plain; None if all are plain.

    Args:
        names: The names of respondents.
    """
    if pc.all(pc.string_is_ascii(names)).as_py():
        return None
    return [None if name.isascii() else alike(name) for name in names.to_pylist()]


def joined(instrument: Instrument, tables: Iterable[pa.Table]) -> pa.Table:
    """Return tables as one, its columns in their order; what one table lacks is empty there.

    Args:
        instrument: The instrument that they answer.
        tables: The tables, one at least.
    """
    parts = list(tables)
    if len(parts) > 1:
        # Of texts that are kept once each table has its own.
        parts = [_spelled_out(part) for part in parts]
    whole = pa.concat_tables(parts, promote_options="default")
    held = set(whole.column_names)
    items = (
        name
        for item in instrument.items
        for name in (item.id, *(f"{item.id}@{part}" for part in PARTS))
    )
    attributes = sorted(name for name in held if name.startswith(ATTRIBUTE))
    return whole.select(
        [name for name in (*RESERVED, *attributes, *items, *_STOOD) if name in held]
    )


def _spelled_out(table: pa.Table) -> pa.Table:
    fields = [
        field.with_type(_TEXT)
        if pa.types.is_dictionary(field.type) and field.type.value_type == _TEXT
        else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def _about(responses: Sequence[Response]) -> dict[str, pa.Array]:
    persons = [response.respondent for response in responses]
    weights = [None if person.weight == 1 else person.weight for person in persons]
    spelled = [None if weight is None else str(spell_rational(weight)) for weight in weights]
    cells: dict[str, list[Any]] = {
        "@id": [response.id for response in responses],
        "@respondent": [person.id for person in persons],
        "@organization": [person.organization for person in persons],
        "@kind": [person.kind for person in persons],
        "@wave": [response.wave for response in responses],
        "@version": [response.version for response in responses],
        "@weight": spelled,
    }
    for name in sorted({name for person in persons for name in person.attributes}):
        cells[ATTRIBUTE + name] = [person.attributes.get(name) for person in persons]
    return {name: pa.array(held, _TEXT) for name, held in cells.items()}


def _values(instrument: Instrument, item: Item, answers: Sequence[Answer | None]) -> pa.Array:
    if item.type == "choice":
        return _numbers(numbering_of(instrument, item), answers)
    cells = [None if answer is None else answer.value for answer in answers]
    held = [None if cell is None else plain(item, cell) for cell in cells]
    return pa.array(held, value_type(item))


def _numbers(known: Numbering, answers: Sequence[Answer | None]) -> pa.Array:
    numbers = [
        NONE
        if answer is None
        else known.reasons[answer.missing]
        if answer.missing is not None
        else known.codes[str(answer.value)]
        for answer in answers
    ]
    return numbered(np.array(numbers, np.int16), known.size)


def _part(part: str, cells: Sequence[str | None]) -> pa.Array:
    if part != "missing":
        return pa.array(cells, _TEXT)
    known = numbers_of(MISSING_REASONS)
    numbers = [NONE if cell is None else known[cell] for cell in cells]
    return coded(np.array(numbers, np.uint8), MISSING_REASONS)


def plain(item: Item, held: Any) -> Any:
    """Return an answer's value as a cell of the type `value_type` holds it.

    Args:
        item: The item, or a field of a record.
        held: The value.
    """
    if item.type == "integer":
        return int(held)
    if item.type == "number":
        return float(held)
    if item.type == "records":
        return [_row(item, row) for row in held]
    return list(held) if isinstance(held, tuple) else held


def _row(item: Item, row: Record) -> dict[str, Any]:
    cells = {
        field.id: plain(field, row.fields[field.id])
        for field in item.fields or ()
        if field.id in row.fields
    }
    return {"id": row.id, **cells}


def write(table: pa.Table, path: Path) -> None:
    """Write a table of responses as a file of our own.

    Args:
        table: The table.
        path: Where.

    Raises:
        OutputError: It cannot be written.
    """
    # What no response has is not grouped by where there is no column of it.
    shared = [n for n in table.column_names if n in RESERVED or n.startswith(ATTRIBUTE)]
    table = table.drop_columns([n for n in shared if table[n].null_count == len(table)])
    # Names and words differ too much for a dictionary.
    alike = [
        name for name in table.column_names if name not in _UNLIKE and not name.endswith(_SAID)
    ]
    try:
        parquet.write_table(
            table,
            path,
            compression="lz4",
            use_dictionary=alike,
            write_statistics=False,
            store_schema=False,
        )
    except OSError as error:
        raise OutputError(str(path), reason_of(path, error)) from None
