"""A folder of Parquet files, read as typed tables with what is said of them."""

import io
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pyarrow import parquet
from tests.reading_back.folders import Tidy

__all__ = ["said", "tables", "titles", "words"]

_LIST = "tables.parquet"
_ABOUT = "rosace."
_PLAIN = "rosace.provenance"


def tables(files: Mapping[str, bytes]) -> list[Tidy]:
    """Return the tables that the list of tables names, in its order, cells as text."""
    return [_table(each, _read(files[each["file"]])) for each in _listed(files)]


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the sections that have tables, each as often as it has."""
    return [each.section_title for each in tables(files)]


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words of all the tables, and of what is said of them."""
    held = [
        cell
        for data in files.values()
        for row in _read(data).to_pylist()
        for cell in row.values()
        if isinstance(cell, str)
    ]
    return "\n".join([*held, *(each for each in said(files) if isinstance(each, str))])


def said(files: Mapping[str, bytes]) -> Iterator[Any]:
    """Yield what is said beside the cells: words, and where the report comes from as plain data."""
    for data in files.values():
        schema = _read(data).schema
        for metadata in (schema.metadata, *(field.metadata for field in schema)):
            for key, text in (metadata or {}).items():
                if key.decode() == _PLAIN:
                    yield json.loads(text)
                elif key.decode().startswith(_ABOUT):
                    yield text.decode()


def _table(listed: Mapping[str, Any], table: Any) -> Tidy:
    return Tidy(
        section=listed["section"],
        section_title=listed["section_title"] or "",
        title=listed["title"] or "",
        audience=listed["audience"],
        columns=tuple((f.name, f.metadata[b"rosace.title"].decode()) for f in table.schema),
        # By place: two columns may bear one name.
        rows=tuple(zip(*(map(_text, column.to_pylist()) for column in table.columns), strict=True)),
        notes=listed["notes"] or "",
    )


def _text(cell: Any) -> str | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell is None else str(cell)


def _listed(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read(files[_LIST]).to_pylist()
    return found


def _read(data: bytes) -> Any:
    return parquet.read_table(io.BytesIO(data))
