"""Folders of files, and tables for programs: CSV with the guard against formulas taken off."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from rosace.formula_guard import unguard
from rosace.testing.decoding import cells_of
from rosace.values import value

__all__ = ["Tidy", "cells", "files_of", "tables", "unpacked", "words"]

_ARCHIVE = b"PK\x03\x04"
_MARK = ".rosace"


@value
class Tidy:
    """A table for programs, with what the lists beside it tell of it.

    Args:
        section: The id of its section.
        section_title: The title of its section.
        title: Its title.
        audience: Who may read it.
        columns: The name of each column and its title.
        rows: Its rows, each cell as text; an empty one is None.
        notes: The notices under it.
    """

    section: str
    section_title: str
    title: str
    audience: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str | None, ...], ...]
    notes: str


def files_of(place: Path) -> dict[str, bytes]:
    """Return the files of what was exported, by name, but the core's mark that lists them."""
    if place.is_file():
        return {place.name: place.read_bytes()}
    found = (path for path in sorted(place.rglob("*")) if path.is_file() and path.name != _MARK)
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


def unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files with the members of archives in the place of these."""
    found: dict[str, bytes] = {}
    for name, data in files.items():
        if not data.startswith(_ARCHIVE):
            found[name] = data
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found |= {each: archive.read(each) for each in archive.namelist()}
    return found


def cells(files: Mapping[str, bytes]) -> list[str]:
    """Return every cell of every table as it stands in the file."""
    return [
        cell
        for name, data in unpacked(files).items()
        if name.endswith(".csv")
        for cell in cells_of(name, data)
    ]


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words of all the tables."""
    return "\n".join(map(unguard, cells(files)))


def tables(files: Mapping[str, bytes]) -> list[Tidy]:
    """Return the tables that the list of tables names, in its order."""
    files = unpacked(files)
    titles = {
        (each["file"], each["column"]): each["title"] for each in _records(files["columns.csv"])
    }
    return [
        Tidy(
            section=each["section"],
            section_title=each["section_title"],
            title=each["title"],
            audience=each["audience"],
            columns=tuple((head, titles[each["file"], head]) for head in heads),
            rows=tuple(tuple(cell or None for cell in row) for row in rows),
            notes=each["notes"],
        )
        for each in _records(files["tables.csv"])
        for heads, *rows in (_rows(files[each["file"]]),)
    ]


def _rows(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    return [[unguard(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


def _records(data: bytes) -> list[dict[str, str]]:
    heads, *rows = _rows(data)
    return [dict(zip(heads, row, strict=True)) for row in rows]
