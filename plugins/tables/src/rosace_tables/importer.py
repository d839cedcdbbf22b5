"""CSV files read row by row, with their encoding and separator detected and said."""

import contextlib
import csv
import io
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, Final, NoReturn, TextIO

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace.formula_guard import is_guarded_heading, unguard
from rosace.interfaces import ImportedTable, ImportOptions
from rosace.values import Known, evolve
from rosace_tables.detection import CATALOGUE, detect_encoding, detect_separator

__all__ = ["LIMITS", "CsvImporter", "CsvLimits"]

_SAMPLE: Final = 1 << 16
_NUL: Final = "\0"
_NEARBY: Final = 40

Row = tuple[int, tuple[str | None, ...] | Problem]


@attrs.frozen(kw_only=True)
class CsvLimits:
    """How large a table may be.

    Args:
        row_characters: Characters of a row, over all its lines.
        columns: Columns of the table.
    """

    row_characters: int = 16_000_000
    columns: int = 5_000


LIMITS: Final = CsvLimits()
"""The limits where none are given."""


@attrs.frozen(kw_only=True)
class CsvImporter:
    """Reads CSV: UTF-8 or Windows-1252, with commas, semicolons or tabs.

    Args:
        limits: What is too large.
    """

    limits: CsvLimits = LIMITS

    @property
    def name(self) -> str:
        """Name by which it is asked for."""
        return "csv"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Suffixes of the files it reads."""
        return (".csv", ".tsv")

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Read a table; its rows are read one at a time, as long as the file is open.

        In a file that we wrote, known by its guarded headings, the guard against
        formulas is taken off every cell.

        Args:
            source: The file, open for reading; whoever opened it closes it.
            file: Its name, for problems.
            options: Encoding and separator, where they are declared.

        Raises:
            InvalidDocumentError: Encoding or separator cannot be told, or the headings
                are missing, blank or doubled.
        """
        held = _rewindable(source)
        codec = detect_encoding(held, file, options.encoding)
        wrap = _Borrowed if held is source else io.TextIOWrapper
        stream = wrap(held, encoding=codec, newline="")
        sample = stream.read(_SAMPLE)
        stream.seek(0)
        separator = options.separator or detect_separator(
            sample, is_whole=len(sample) < _SAMPLE, file=file
        )
        # The limit is the whole process's: ours is of rows, and is only ever raised to.
        csv.field_size_limit(max(csv.field_size_limit(), self.limits.row_characters))
        rows = _Rows(stream, separator, self.limits)
        headings = rows.headings(file)
        is_ours = any(map(is_guarded_heading, headings))
        understood = {
            "encoding": "UTF-8" if codec == "utf-8-sig" else "Windows-1252",
            "separator": separator,
        }
        if is_ours:
            headings = tuple(map(unguard, headings))
            understood["guard"] = "'"
        return ImportedTable(
            columns=headings,
            rows=rows.cells(len(headings), is_guarded=is_ours),
            understood=understood,
        )


class _Borrowed(io.TextIOWrapper):
    """The text of a file that stays open when the text is done with: it belongs to the caller."""

    def __del__(self) -> None:
        with contextlib.suppress(ValueError):
            self.detach()


class _TooLongError(Exception):
    """A row passes the limit."""


class _Rows:
    """The rows of a stream, with their numbers in the table and their lines in the file."""

    def __init__(self, stream: TextIO, separator: str, limits: CsvLimits) -> None:
        self._limits = limits
        self._stream = stream
        self._left = limits.row_characters
        self._reader = csv.reader(self._lines(), delimiter=separator, strict=True)
        self._row = 0

    def headings(self, file: str) -> tuple[str, ...]:
        """Return the headings, which are the first row."""
        row = next(self._numbered(), None)
        if row is None:
            _refuse([Problem("empty-file", file=file)])
        _, found = row
        if isinstance(found, Problem):
            _refuse([evolve(found, file=file)])
        headings = [tidy_heading(heading) for heading in found]
        while headings and not headings[-1]:
            headings.pop()
        if len(headings) > self._limits.columns:
            arguments = {"limit": self._limits.columns}
            _refuse([_problem("tables-too-many-columns", 1, 1, arguments, file)])
        _check_headings(headings, file)
        return tuple(headings)

    def cells(self, width: int, *, is_guarded: bool) -> Iterator[Row]:
        """Yield the rows after the headings, each as wide as those; blank ones are passed over."""
        read = Known(_guarded if is_guarded else _plain).__getitem__
        for line, found in self._numbered():
            if isinstance(found, Problem):
                yield self._row, found
                continue
            if not any(cell.strip() for cell in found):
                continue
            extra = found[width:]
            if len(found) < width or any(cell.strip() for cell in extra):
                arguments = {"n": len(found), "expected": width}
                yield self._row, _problem("tables-ragged-row", self._row, line, arguments)
            elif _NUL in "".join(found):
                yield self._row, _problem("nul-character", self._row, line, {}, catalogue="rosace")
            else:
                yield self._row, tuple(map(read, found[:width]))

    def _lines(self) -> Iterator[str]:
        while line := self._stream.readline(self._left + 1):
            self._left -= len(line)
            if self._left < 0:
                raise _TooLongError
            yield line

    def _numbered(self) -> Iterator[tuple[int, list[str] | Problem]]:
        """Yield the line on which each row begins, and its cells or what is wrong with it."""
        while True:
            line = self._reader.line_num + 1
            self._left = self._limits.row_characters
            try:
                found = next(self._reader)
            except StopIteration:
                return
            except _TooLongError:
                self._row += 1
                arguments = {"limit": self._limits.row_characters}
                yield line, _problem("tables-row-too-long", self._row, line, arguments)
                return
            except csv.Error as error:
                self._row += 1
                yield line, self._explain(error, line)
                continue
            self._row += 1
            yield line, found

    def _explain(self, error: csv.Error, line: int) -> Problem:
        if "end of data" in str(error):
            return _problem("tables-unclosed-quote", self._row, line, {})
        if "field larger" in str(error):
            arguments = {"limit": self._limits.row_characters}
            return _problem("tables-row-too-long", self._row, line, arguments)
        return _problem("tables-stray-quote", self._row, self._reader.line_num, {})


def tidy_heading(heading: str) -> str:
    """Return a heading without spaces around it, accents composed."""
    return unicodedata.normalize("NFC", heading.strip())


def _check_headings(headings: list[str], file: str) -> None:
    problems = []
    first: dict[str, int] = {}
    for number, heading in enumerate(headings, start=1):
        if not heading:
            problems.append(_problem("tables-empty-heading", 1, 1, {"number": number}, file))
        elif _NUL in heading:
            problems.append(_problem("nul-character", 1, 1, {}, file, catalogue="rosace"))
        elif heading in first:
            arguments = {"number": number, "first": first[heading]}
            problem = _problem("tables-duplicate-heading", 1, 1, arguments, file)
            problems.append(evolve(problem, heading=heading))
        first.setdefault(heading, number)
    if not headings:
        problems.append(_problem("tables-empty-heading", 1, 1, {"number": 1}, file))
    if problems:
        _refuse(problems)


def _plain(cell: str) -> str | None:
    return cell if cell.strip() else None


def _guarded(cell: str) -> str | None:
    return unguard(cell) if cell.strip() else None


def _rewindable(source: BinaryIO) -> BinaryIO:
    if source.seekable():
        return source
    # The file is read twice: once for its encoding, once for its rows.
    spooled = tempfile.SpooledTemporaryFile(max_size=_SAMPLE * 16)  # noqa: SIM115  # read later
    shutil.copyfileobj(source, spooled)
    spooled.seek(0)
    return spooled  # type: ignore[return-value]  # it is one in all but name


def _problem(  # noqa: PLR0913, PLR0917  # the parts of a place
    code: str,
    row: int,
    line: int,
    arguments: dict[str, int],
    file: str | None = None,
    catalogue: str = CATALOGUE,
) -> Problem:
    return Problem(code, file=file, row=row, line=line, arguments=arguments, catalogue=catalogue)


def _refuse(problems: list[Problem]) -> NoReturn:
    raise InvalidDocumentError(problems)
