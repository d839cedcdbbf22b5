"""Brings tables of responses into PostgreSQL, as docs/large.md says they should stand there."""

import json
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Final

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.types.json import Jsonb

__all__ = ["fits", "load"]

_LONGEST: Final = 63
"""Bytes of a name, beyond which PostgreSQL cuts it."""

_PLACE: Final = {"@file": "text", "@row": "bigint"}


def fits(tables: Iterable[pa.Table]) -> bool:
    """Return whether PostgreSQL keeps the names of all columns, and numbers in JSON."""
    held = list(tables)
    names = {name for table in held for name in table.column_names}
    numbers = (
        cell
        for table in held
        for row in table.to_pylist()
        for entries in row.values()
        if isinstance(entries, list)
        for entry in entries
        if isinstance(entry, dict)
        for cell in entry.values()
        if isinstance(cell, float)
    )
    return all(len(name.encode()) <= _LONGEST for name in names) and all(map(_stays, numbers))


def _stays(number: float) -> bool:
    """Return whether JSON of PostgreSQL, whose numbers are decimal, gives a number back."""
    return isfinite(number) and "e" not in repr(number) and repr(number) != "-0.0"


def load(url: str, name: str, tables: Mapping[str, pa.Table]) -> None:
    """Make one table of several, in which each row says where it stood.

    Args:
        url: Where the database is.
        name: The name of the table to be made.
        tables: The tables, by the name of their file.
    """
    columns = {each.name: _type(each.type) for table in tables.values() for each in table.schema}
    columns |= _PLACE
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    kinds = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(each), sql.SQL(kind))
        for each, kind in columns.items()
    )
    made = sql.Identifier(name)
    with psycopg.connect(url) as wire, wire.cursor() as cursor:
        cursor.execute(sql.SQL("create table {} ({})").format(made, kinds))
        with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(made, names)) as copy:
            for file, table in tables.items():
                for number, row in enumerate(table.to_pylist(), start=2):
                    held = {**row, "@file": file, "@row": number}
                    copy.write_row([_cell(held.get(each), columns[each]) for each in columns])


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return "jsonb" if pa.types.is_struct(kind.value_type) else "text[]"
    if pa.types.is_integer(kind):
        return "bigint"
    if pa.types.is_floating(kind):
        return "double precision"
    return "boolean" if pa.types.is_boolean(kind) else "text"


def _cell(held: Any, kind: str) -> Any:
    return Jsonb(held, dumps=json.dumps) if kind == "jsonb" and held is not None else held
