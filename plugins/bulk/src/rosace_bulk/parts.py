"""Files of responses turned into Parquet, part by part, on several processes."""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar

import attrs
import numpy as np

from rosace.errors import InvalidDocumentError, OutputError, Problem
from rosace.intake import Intake, Rejected, Seen
from rosace.loading import LIMITS, Limits, open_file
from rosace.mapping import FileMapping
from rosace.output import reason_of
from rosace.places import Place
from rosace.response import Response
from rosace.study_checks import require_instrument
from rosace.values import evolve, value
from rosace_bulk.findings import Findings
from rosace_bulk.layout import joined, placed_table, write
from rosace_bulk.lines import LineReader
from rosace_bulk.names import are_bare
from rosace_bulk.tabular import Found, RowReader
from rosace_bulk.text import texts
from rosace_bulk.workers import Workers

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Outcome", "Part", "take_documents", "take_lines", "take_seen"]

PART: Final = 16 << 20
"""About how many bytes of lines become one file of Parquet."""

_BLOCK: Final = 1 << 20
_NEWLINE: Final = ord("\n")
_DOCUMENTS: Final = 5_000
_FOUND: Final = 20_000
"""How many rows of a table become one file of Parquet."""

_FIRST_DOCUMENTS: Final = 25_000_000
"""The number of the first part of files that are read document by document."""


Thing = TypeVar("Thing")


@value
class Outcome:
    """What came of a part of a file.

    Args:
        file: The name of the file.
        sound: How many responses are sound.
        refused: How many documents are refused.
        parquet: The path of the sound responses; None where there are none.
        problems: The first errors, in the order in which they stood.
        beyond: How many more errors there are, by code.
        notices: What else is to be said.
        more_notices: How many more notices there are, by code.
        is_bare: Whether respondents' names are but small letters and digits.
        held: The path of the refused documents; None where there are none.
        like: What is known of where all sound responses of a file stand but their row.
    """

    file: str
    sound: int = 0
    refused: int = 0
    parquet: str | None = None
    problems: tuple[Problem, ...] = ()
    beyond: Mapping[str, int] = attrs.field(factory=dict)
    notices: tuple[Problem, ...] = ()
    more_notices: Mapping[str, int] = attrs.field(factory=dict)
    is_bare: bool = True
    held: str | None = None
    like: Place | None = None

    def rejected(self) -> Iterator[Rejected]:
        """Yield the refused documents one by one, with their reasons."""
        if self.held is not None:
            # Ours, in a folder of our own.
            with Path(self.held).open("rb") as stream:
                for _ in range(self.refused):
                    yield pickle.load(stream)  # noqa: S301  # as above


@value
class Part:
    """A part of a file of lines.

    Args:
        number: Its number among all parts of the run.
        file: The name of the file.
        start: Where its first line begins, in bytes.
        length: How many bytes it has.
        row: The number of its first line, from 1.
    """

    number: int
    file: str
    start: int
    length: int
    row: int


class _Converter:
    """Turns one part after another into a file of Parquet."""

    def __init__(self, intake: Intake, folder: str, most: int, limits: Limits) -> None:
        self._reader = LineReader(intake, limits)
        self._instrument = intake.instrument
        self._folder, self._most, self._limits = folder, most, limits

    def __call__(self, part: Part) -> Outcome:
        writer = _Writer(self._folder, part.number, part.file, self._most)
        slow: list[tuple[Place, Response]] = []
        row = part.row
        with open_file(part.file) as stream:
            stream.seek(part.start)
            for text in texts(stream, part.length, part.file, self._limits.row_bytes):
                slow += writer.sifted(self._reader.read(text, row, part.file))
                row += len(text)
        quick = self._reader.gathered(part.file)
        tables = [] if quick is None else [quick]
        if slow:
            tables.append(placed_table(self._instrument, slow))
        return writer.outcome(joined(self._instrument, tables) if tables else None)


class _Writer:
    """Writes what came of one part."""

    def __init__(self, folder: str, number: int, file: str, most: int) -> None:
        self._stem = Path(folder) / f"{number:08}"
        self._file = file
        self._findings = Findings(most)
        self._refused = 0
        self._like: Place | None = None

    def sifted(self, seen: Iterable[Seen]) -> Iterator[tuple[Place, Response]]:
        """Yield what is sound; keep what is refused, and what is said of either."""
        for each in seen:
            self._findings.add(each.problems)
            if errors := each.problems and each.errors:
                self._keep(each.rejected(errors))
            elif each.response is not None:
                self.know(each.place)
                yield each.place, each.response

    def know(self, place: Place) -> None:
        """Learn of where sound responses stand from the place of one."""
        if self._like is None:
            self._like = evolve(place, row=None, index=None, records={})

    def outcome(self, table: "pa.Table | None") -> Outcome:
        """Write the table and return what came of the part."""
        path = self._stem.with_suffix(".parquet")
        if table is not None:
            write(table, path)
        return Outcome(
            file=self._file,
            sound=0 if table is None else table.num_rows,
            refused=self._refused,
            parquet=None if table is None else str(path),
            problems=tuple(self._findings.problems),
            beyond=dict(self._findings.beyond),
            notices=tuple(self._findings.notices),
            more_notices=dict(self._findings.more_notices),
            is_bare=table is None or are_bare(table["@respondent"].chunks),
            held=str(self._stem) if self._refused else None,
            like=self._like,
        )

    def _keep(self, rejected: Rejected) -> None:
        # A refused row is rare, and a run may have very many: they are kept on the disk.
        try:
            with self._stem.open("ab") as stream:
                pickle.dump(rejected, stream)
        except OSError as error:
            raise OutputError(str(self._stem), reason_of(self._stem, error)) from None
        self._refused += 1


def take_lines(  # noqa: PLR0913  # each by its name
    paths: Iterable[str | os.PathLike[str]],
    intake: Intake,
    folder: str | os.PathLike[str],
    *,
    processes: int = 2,
    most_problems: int = 100,
    mapping: FileMapping | None = None,
    limits: Limits = LIMITS,
    part_bytes: int = PART,
) -> Iterator[Outcome]:
    """Turn files of NDJSON into Parquet, and yield what came of each part, in their order.

    Whether a response says again what another says is not looked at. Whoever calls this
    before starting threads, such as those of DuckDB, lets it use cheaper processes.

    Args:
        paths: The files.
        intake: How a document is checked.
        folder: An empty folder for the parts, which the caller takes away in the end; it is
            taken away too where this process is killed.
        processes: How many processes share the work, of which no more are started than there
            are parts.
        most_problems: How many errors of a part are kept in full.
        mapping: What the columns of foreign files mean, which here is not used.
        limits: What is too large.
        part_bytes: About how many bytes of lines become one file of Parquet.

    Raises:
        InvalidDocumentError: A file cannot be read, or the study does not name the instrument.
        PluginError: A process was killed.
        OutputError: A part cannot be written.
    """
    if intake.study is not None:
        require_instrument(intake.study, intake.instrument.id)
    files = [os.fspath(path) for path in paths]
    lone = evolve(intake, watch=None, importers=())
    make = _Making(intake=lone, folder=os.fspath(folder), most=most_problems, limits=limits)
    read = 0
    # What is one part gives one process work, and that is this one.
    most = min(processes, _most_parts(files, part_bytes))
    with closing(Workers(make, most, os.fspath(folder))) as workers:
        for outcome in workers.run(_parts(files, part_bytes)):
            read += outcome.sound + outcome.refused
            if intake.watch is not None:
                intake.watch(read)
            yield outcome
    for file in files if mapping is not None else ():
        unused = Problem("mapping-not-used", file=file, severity="notice")
        yield Outcome(file=file, notices=(unused,))


@value
class _Making:
    """Makes what converts parts, in whatever process that is to be."""

    intake: Intake
    folder: str
    most: int
    limits: Limits

    def __call__(self) -> Callable[[Part], Outcome]:
        return _Converter(self.intake, self.folder, self.most, self.limits)


def _most_parts(files: Sequence[str], most: int) -> int:
    """Return how many parts files have at most; what cannot be read is told of later."""
    return sum(-(-Path(file).stat().st_size // most) for file in files if Path(file).is_file())


def _parts(files: Sequence[str], most: int) -> Iterator[Part]:
    """Yield the parts of files, each at the end of a line; the lines before it are counted."""
    number = 0
    for file in files:
        start, row = 0, 1
        with open_file(file) as stream:
            for length, lines in _lengths(stream, file, most):
                yield Part(number=number, file=file, start=start, length=length, row=row)
                number += 1
                start += length
                row += lines


def _lengths(stream: BinaryIO, file: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield how many bytes each part has, and how many lines end in it."""
    length = lines = 0
    try:
        while data := stream.read(_BLOCK):
            while length + len(data) > most and (
                end := data.find(b"\n", max(most - length, 0)) + 1
            ):
                yield length + end, lines + _newlines(data[:end])
                length, lines, data = 0, 0, data[end:]
            length += len(data)
            lines += _newlines(data)
    except OSError:
        raise InvalidDocumentError((Problem("unreadable-file", file=file),)) from None
    if length:
        yield length, lines


def _newlines(data: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == _NEWLINE))


def take_documents(
    paths: Iterable[str | os.PathLike[str]],
    intake: Intake,
    folder: str | os.PathLike[str],
    *,
    most_problems: int = 100,
    mapping: FileMapping | None = None,
) -> Iterator[Outcome]:
    """Turn files of any format into Parquet one document at a time; yield what came of parts.

    Args:
        paths: The files.
        intake: How they are read, and a document is checked.
        folder: A folder for the parts, which the caller takes away in the end.
        most_problems: How many errors of a part are kept in full.
        mapping: What the columns of foreign files mean.

    Raises:
        InvalidDocumentError: A file cannot be read at all, or the study does not name the
            instrument.
        OutputError: A part cannot be written.
    """
    number, read = _FIRST_DOCUMENTS, 0
    for path in paths:
        file, found = os.fspath(path), intake.found(path, mapping)
        for outcome in _take_found(found, intake, folder, file, number, most_problems):
            yield outcome
            number, read = number + 1, read + outcome.sound + outcome.refused
            if intake.watch is not None:
                intake.watch(read)


def _take_found(  # noqa: PLR0913, PLR0917  # what is known of some documents
    found: Iterable[Found],
    intake: Intake,
    folder: str | os.PathLike[str],
    file: str,
    first: int,
    most_problems: int,
) -> Iterator[Outcome]:
    """Turn documents into Parquet, and yield what came of parts of them."""
    reader = RowReader(intake, file)
    for number, some in _numbered(found, first, _FOUND):
        writer = _Writer(os.fspath(folder), number, file, most_problems)
        seen, quick, like = reader.read(some)
        placed = list(writer.sifted(seen))
        tables = [] if quick is None else [quick]
        if placed:
            tables.append(placed_table(intake.instrument, placed))
        if like is not None:
            writer.know(like)
        yield writer.outcome(joined(intake.instrument, tables) if tables else None)


def take_seen(  # noqa: PLR0913, PLR0917  # what is known of some documents
    seen: Iterable[Seen],
    intake: Intake,
    folder: str | os.PathLike[str],
    file: str,
    first: int,
    most_problems: int,
) -> Iterator[Outcome]:
    """Turn documents that were looked at into Parquet, and yield what came of parts of them.

    Args:
        seen: The documents, with what was found.
        intake: How they were looked at.
        folder: A folder for the parts.
        file: The name of the file in which they stood.
        first: The number of the first part, such as no other part in the folder has.
        most_problems: How many errors of a part are kept in full.
    """
    for number, some in _numbered(seen, first, _DOCUMENTS):
        writer = _Writer(os.fspath(folder), number, file, most_problems)
        placed = list(writer.sifted(some))
        yield writer.outcome(placed_table(intake.instrument, placed) if placed else None)


def _numbered(things: Iterable[Thing], first: int, size: int) -> Iterator[tuple[int, list[Thing]]]:
    """Yield things so many at a time, each time with a number; the last may be none."""
    waiting = iter(things)
    for number in count(first):
        some = list(islice(waiting, size))
        yield number, some
        if len(some) < size:
            return
