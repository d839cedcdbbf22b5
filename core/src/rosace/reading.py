"""Response documents out of files: the core's own formats, and tables through importers."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.interfaces import Importer, ImportOptions
from rosace.loading import (
    LIMITS,
    Limits,
    Positions,
    iterate_ndjson,
    json_type,
    load_document,
    open_file,
)
from rosace.mapping import (
    DEFAULT_WAVE,
    FileMapping,
    direct_mapping,
    propose_mapping,
    rows_to_documents,
)
from rosace.places import Place

__all__ = [
    "import_options",
    "importer_of",
    "is_lines",
    "is_table",
    "known_suffixes",
    "propose",
    "read_documents",
    "unreadable",
]

_DOCUMENTS: Final = (".json", ".yaml", ".yml")
_LINES: Final = (".ndjson", ".jsonl")

_NAMED: Final = frozenset({"guard", "sheet"})
"""What is understood of a table, and has words of its own."""

Found = tuple[Place, dict[str, Any] | Problem]


def read_documents(  # noqa: PLR0913  # each is asked for by the command line
    path: str | os.PathLike[str],
    instrument: Instrument,
    *,
    importers: Iterable[Importer],
    mapping: FileMapping | None = None,
    attributes: Iterable[str] = (),
    wave: str = DEFAULT_WAVE,
    kind: str = "individual",
    limits: Limits = LIMITS,
) -> Iterator[Found]:
    """Return the response documents of a file, not yet validated, each with its place.

    What is wrong with one row or line stands in the place of its document, and the
    rest is still read. Notices (`Problem.severity`) say how a table was understood
    and what was left aside.

    Args:
        path: A ``.json`` file with one response or a list of them, ``.ndjson`` or
            ``.jsonl`` with one a line, ``.yaml`` or ``.yml``, or a table that one of
            the importers reads.
        instrument: The instrument, resolved.
        importers: What reads tables, by suffix; the first that knows a suffix reads it.
        mapping: What a foreign table's columns mean; our own convention where it is None.
        attributes: The attributes that the study or the breakdowns name.
        wave: The wave of a table's rows that name none.
        kind: ``individual`` or ``collective``, of a table's rows that do not say.
        limits: How large the core's own documents may be.

    Raises:
        InvalidDocumentError: The file cannot be read, or its format is not known.
    """
    file = str(path)
    suffix = Path(path).suffix.lower()
    importers = tuple(importers)
    importer = importer_of(suffix, importers)
    if is_lines(path):
        found = _lines(path, limits)
    elif suffix in _DOCUMENTS:
        found = _documents(path, limits)
    elif importer is not None:
        return _rows(path, instrument, importer, mapping, tuple(attributes), wave, kind)
    else:
        raise InvalidDocumentError((unreadable(path, known_suffixes(importers)),))
    return found if mapping is None else _without_mapping(found, file)


def propose(
    path: str | os.PathLike[str],
    instrument: Instrument,
    importers: Iterable[Importer],
    attributes: Iterable[str] = (),
) -> FileMapping:
    """Return a mapping of a table, proposed from its headings and cells.

    Args:
        path: The table.
        instrument: The instrument, resolved.
        importers: What reads tables, by suffix.
        attributes: The attributes that may be columns.

    Raises:
        InvalidDocumentError: The file cannot be read, or no importer reads its format.
    """
    importers = tuple(importers)
    suffix = Path(path).suffix.lower()
    importer = importer_of(suffix, importers)
    if importer is None:
        known = tuple(each for held in importers for each in held.suffixes)
        raise InvalidDocumentError((unreadable(path, known),))
    with open_file(path) as source:
        table = importer.read(source, str(path), ImportOptions())
        return propose_mapping(table, instrument, attributes)


def importer_of(suffix: str, importers: Iterable[Importer]) -> Importer | None:
    """Return the first importer that reads files of a suffix, in any case, or None."""
    return next((each for each in importers if suffix.lower() in each.suffixes), None)


def known_suffixes(importers: Iterable[Importer]) -> tuple[str, ...]:
    """Return the suffixes of every format that can be read, the core's own first."""
    others = (suffix for each in importers for suffix in each.suffixes)
    return tuple(dict.fromkeys((".json", ".ndjson", ".jsonl", ".yaml", ".yml", *others)))


def import_options(mapping: FileMapping | None) -> ImportOptions:
    """Return how a mapping says that its table is to be read; detected where it does not."""
    if mapping is None:
        return ImportOptions()
    return ImportOptions(encoding=mapping.encoding, separator=mapping.separator)


def is_table(path: str | os.PathLike[str]) -> bool:
    """Return whether a path has the suffix of a table, not of one of the core's own formats."""
    return Path(path).suffix.lower() not in {*_DOCUMENTS, *_LINES}


def is_lines(path: str | os.PathLike[str]) -> bool:
    """Return whether a path has a suffix of documents that stand one on a line."""
    return Path(path).suffix.lower() in _LINES


def unreadable(path: str | os.PathLike[str], known: Iterable[str]) -> Problem:
    """Return why a path cannot be read at all: no file is there, or none reads its format.

    Args:
        path: The path.
        known: The suffixes of the formats that can be read.
    """
    file = Path(path)
    if file.is_dir():
        return Problem("is-a-folder", file=str(path))
    if not file.exists():
        return Problem("file-not-found", file=str(path))
    if not file.is_file():
        return Problem("not-a-file", file=str(path))
    arguments = {"found": file.suffix or file.name, "known": ", ".join(known) or "–"}
    return Problem("no-importer", file=str(path), arguments=arguments)


def _without_mapping(found: Iterator[Found], file: str) -> Iterator[Found]:
    yield Place(file=file), Problem("mapping-not-used", file=file, severity="notice")
    yield from found


def _lines(path: str | os.PathLike[str], limits: Limits) -> Iterator[Found]:
    file = str(path)
    for row, value in iterate_ndjson(path, limits=limits):
        place = Place(file=file, row=row)
        yield place, value if isinstance(value, Problem) else _checked(value, place)


def _documents(path: str | os.PathLike[str], limits: Limits) -> Iterator[Found]:
    value, positions = load_document(path, limits=limits)
    yield from _each(value, positions, str(path))


def _each(value: object, positions: Positions | None, file: str) -> Iterator[Found]:
    if not isinstance(value, list):
        place = Place(file=file, positions=positions)
        yield place, _checked(value, place)
        return
    for index, document in enumerate(value):
        place = Place(file=file, index=index, positions=positions)
        yield place, _checked(document, place)


def _checked(value: object, place: Place) -> dict[str, Any] | Problem:
    if isinstance(value, dict):
        return value
    arguments = {"found_type": json_type(value), "expected_type": "object"}
    return place.locate(Problem("wrong-type", pointer="", arguments=arguments))


def _rows(  # noqa: PLR0917, PLR0913  # what `read_documents` was given
    path: str | os.PathLike[str],
    instrument: Instrument,
    importer: Importer,
    mapping: FileMapping | None,
    attributes: tuple[str, ...],
    wave: str,
    kind: str,
) -> Iterator[Found]:
    file = str(path)
    with open_file(path) as source:
        table = importer.read(source, file, import_options(mapping))
        if mapping is None:
            try:
                mapping = direct_mapping(table.columns, instrument, attributes)
            except InvalidDocumentError as error:
                place = Place(file=file)
                raise InvalidDocumentError(map(place.locate, error.problems)) from None
        for problem in _understood(table.understood, file):
            yield Place(file=file), problem
        yield from rows_to_documents(table, mapping, instrument, file=file, wave=wave, kind=kind)


def _understood(found: Mapping[str, str], file: str) -> Iterator[Problem]:
    """Yield how a file was read: what makes text a table in one notice, the rest one by one."""
    rest = dict(found)
    if rest.keys() >= {"encoding", "separator"}:
        text = {name: _shown(rest.pop(name)) for name in ("encoding", "separator")}
        yield Problem("understood-text", file=file, arguments=text, severity="notice")
    for name, held in rest.items():
        code = f"understood-{name}" if name in _NAMED else "understood"
        arguments = {"name": name, "found": _shown(held)}
        yield Problem(code, file=file, arguments=arguments, severity="notice")


def _shown(found: str) -> str:
    return "TAB" if found == "\t" else found
