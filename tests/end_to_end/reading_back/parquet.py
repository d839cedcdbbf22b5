"""A folder of Parquet tables, read as their columns are typed."""

import io
from collections.abc import Mapping
from typing import Any

import pyarrow.parquet

__all__ = ["rows", "titles", "words"]


def rows(data: bytes) -> list[dict[str, Any]]:
    """Return the rows of a table, each by the names of its columns."""
    found: list[dict[str, Any]] = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
    return found


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the sections that have tables, each as often as it has."""
    return [str(each["section_title"]) for each in rows(files["tables.parquet"])]


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words of all the tables."""
    every = (rows(data) for name, data in files.items() if name.endswith(".parquet"))
    return "\n".join(
        each for table in every for row in table for each in row.values() if isinstance(each, str)
    )
