"""How a CSV file is encoded, and what separates its columns."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NoReturn

from rosace.errors import InvalidDocumentError, Problem

__all__ = ["CATALOGUE", "SEPARATORS", "detect_encoding", "detect_separator"]

CATALOGUE: Final = "rosace_tables"
"""The package whose catalogues explain the problems found here."""

SEPARATORS: Final = (",", ";", "\t")
_CHUNK: Final = 1 << 20
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_UTF8: Final = "utf-8"
_WINDOWS: Final = "windows-1252"
_WIDE: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_HEAD: Final = 4096
_TWO_COLUMNS: Final = 2


def detect_encoding(source: BinaryIO, file: str, declared: str | None) -> str:
    """Return the name of the codec that reads a file: ``utf-8-sig`` or ``windows-1252``.

    Args:
        source: The file, at its beginning, which can be rewound; left there.
        file: Its name, for problems.
        declared: The encoding that the mapping declares.

    Raises:
        InvalidDocumentError: It is UTF-16, of no encoding that is read here, or a
            mixture of two.
    """
    head = source.read(_HEAD)
    source.seek(0)
    wide = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if wide is None and head.count(0) * 3 > len(head):
        wide = "UTF-16"
    if wide:
        _refuse(Problem("unsupported-encoding", file=file, arguments={"encoding": wide}))
    invalid, multibyte, first = _survey(source)
    source.seek(0)
    has_mark = head.startswith(codecs.BOM_UTF8)
    if not invalid and (declared != _WINDOWS or has_mark):
        return "utf-8-sig"
    if invalid and (declared == _UTF8 or has_mark or multibyte > invalid):
        code = "invalid-utf8" if declared == _UTF8 or has_mark else "tables-mixed-encoding"
        catalogue = "rosace" if code == "invalid-utf8" else CATALOGUE
        line, byte = first
        arguments = {"found": f"0x{byte:02X}"}
        _refuse(Problem(code, file=file, line=line, arguments=arguments, catalogue=catalogue))
    _check_windows(source, file)
    return _WINDOWS


def detect_separator(sample: str, *, is_whole: bool, file: str) -> str:
    """Return what separates the columns, by the number of columns outside quotes.

    Args:
        sample: The beginning of the file.
        is_whole: Whether that is all of it; a last row that is cut says nothing.
        file: Its name, for problems.

    Raises:
        InvalidDocumentError: Two separators fit equally well.
    """
    scored = []
    for separator in SEPARATORS:
        counts = [count for count in _counts(sample, separator) if count]
        if not is_whole:
            counts = counts[:-1] or counts
        if counts and counts[0] >= _TWO_COLUMNS:
            share = counts.count(counts[0]) / len(counts)
            scored.append((share, counts[0], separator))
    if not scored:
        return SEPARATORS[0]
    scored.sort(reverse=True)
    if len(scored) > 1 and scored[0][:2] == scored[1][:2]:
        _refuse(Problem("tables-ambiguous-separator", file=file, row=1, catalogue=CATALOGUE))
    return scored[0][2]


def _counts(sample: str, separator: str) -> Iterator[int]:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True)
    try:
        for row in rows:
            yield len(row)
    except csv.Error:
        return


def _survey(source: BinaryIO) -> tuple[int, int, tuple[int, int]]:
    """Return the bytes that are no UTF-8, the characters of several bytes, and the first fault.

    The fault is its line and its byte.
    """
    decoder = codecs.getincrementaldecoder(_UTF8)("surrogateescape")
    invalid, multibyte, lines, first = 0, 0, 1, (0, 0)
    while chunk := source.read(_CHUNK):
        text = decoder.decode(chunk)
        if text.isascii():
            lines += chunk.count(b"\n")
            continue
        escaped = _ESCAPED.findall(text)
        if escaped and not invalid:
            first = (lines + text.count("\n", 0, text.index(escaped[0])), ord(escaped[0]) - 0xDC00)
        invalid += len(escaped)
        multibyte += len(text) - len(text.encode("ascii", "ignore")) - len(escaped)
        lines += text.count("\n")
    invalid += len(decoder.decode(b"", final=True))
    return invalid, multibyte, first


def _check_windows(source: BinaryIO, file: str) -> None:
    """Refuse bytes that Windows-1252 leaves undefined."""
    line = 1
    while chunk := source.read(_CHUNK):
        try:
            chunk.decode(_WINDOWS)
        except UnicodeDecodeError as error:
            line += chunk.count(b"\n", 0, error.start)
            arguments = {"found": f"0x{chunk[error.start]:02X}"}
            code = "tables-unknown-encoding"
            problem = Problem(code, file=file, line=line, arguments=arguments, catalogue=CATALOGUE)
            _refuse(problem)
        line += chunk.count(b"\n")
    source.seek(0)


def _refuse(problem: Problem) -> NoReturn:
    raise InvalidDocumentError((problem,)) from None
