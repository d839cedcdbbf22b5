"""The cells of a sheet, row by row, each as what it is."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from xml.sax.handler import ContentHandler  # the reader is defused

from rosace.values import value
from rosace_tables.sheets.parts import Parts, SheetPart, parse, unescaped

__all__ = ["Held", "Line", "column_letters", "rows_of"]

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_INTEGER: Final = re.compile(r"-?[0-9]{1,400}")
_LETTERS: Final = 26
_FIRST_TRUE: Final = 61
_BASES: Final = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001  # sheets know no zone
_MILLISECONDS: Final = 86_400_000


@value
class Held:
    """What a cell holds.

    Args:
        content: Text, a number, yes or no; a date as its ISO text.
        kind: ``value``, ``formula`` or ``error``.
    """

    content: str | int | float | bool
    kind: str = "value"


Line = tuple[int, dict[int, Held]]
"""The number of a row, from 1, and its cells by the number of their column, from 1."""


def rows_of(held: zipfile.ZipFile, sheet: SheetPart, parts: Parts) -> Iterator[Line]:
    """Yield the rows of a sheet that are not empty, as far as they are asked for.

    Args:
        held: The workbook.
        sheet: The sheet.
        parts: The workbook's other parts.

    Raises:
        Exception: It is damaged, or its XML declares a document type.
    """
    reader = _Reader(parts)
    for _ in parse(held, sheet.part, reader):
        yield from reader.taken()


def column_letters(number: int) -> str:
    """Return the letters of a column, as programs show them: 28 is AB."""
    letters = ""
    while number:
        number, place = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + place) + letters
    return letters


class _Reader(ContentHandler):
    """Follows rows and cells, whose places may be stated or not."""

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self._parts = parts
        self._ready: list[Line] = []
        self._row = self._column = 0
        self._cells: dict[int, Held] = {}
        self._kind = self._style = ""
        self._content: list[str] = []
        self._is_content = self._is_reading = self._has_formula = self._is_filled = False

    def taken(self) -> list[Line]:
        """Return the rows that were finished since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def startElement(self, name: str, attributes: Any) -> None:  # noqa: N802  # as it is called
        """Look at the beginning of an element."""
        element = name.rpartition(":")[2]
        if element == "c":
            self._begin_cell(attributes)
        elif element == "row":
            stated = attributes.get("r") or ""
            self._row = int(stated) if stated.isdecimal() else self._row + 1
            self._column, self._cells = 0, {}
        elif element == "f":
            self._has_formula = True
        elif element == "rPh":
            self._is_reading = True
        elif element == "v" or (element == "t" and not self._is_reading):
            self._is_content = self._is_filled = True

    def characters(self, content: str) -> None:
        """Take what a cell holds."""
        if self._is_content:
            self._content.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # as it is called
        """Look at the end of an element."""
        element = name.rpartition(":")[2]
        if element in {"v", "t"}:
            self._is_content = False
        elif element == "rPh":
            self._is_reading = False
        elif element == "c" and (self._is_filled or self._has_formula):
            self._cells[self._column] = self._cell("".join(self._content))
        elif element == "row" and self._cells:
            self._ready.append((self._row, self._cells))

    def _begin_cell(self, attributes: Any) -> None:
        self._column += 1
        if found := _REFERENCE.fullmatch(attributes.get("r") or ""):
            self._column = _number(found[1])
        self._kind, self._style = attributes.get("t") or "n", attributes.get("s") or ""
        self._content = []
        self._is_content = self._has_formula = self._is_filled = False

    def _cell(self, text: str) -> Held:
        if self._has_formula:
            return Held(content="=", kind="formula")
        match self._kind:
            case "s":
                return Held(content=self._parts.texts[int(text)])
            case "b":
                return Held(content=text.strip() == "1")
            case "e":
                return Held(content=text, kind="error")
            case "n":
                return self._numeric(text.strip())
        return Held(content=unescaped(text))

    def _numeric(self, text: str) -> Held:
        if self._style.isdecimal() and int(self._style) in self._parts.dates:
            return Held(content=_moment(float(text), is_1904=self._parts.is_1904))
        if _INTEGER.fullmatch(text):
            return Held(content=int(text))
        return Held(content=float(text))


def _moment(serial: float, *, is_1904: bool) -> str:
    """Return a day, with its time if it has one, or a time alone."""
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    if not is_1904 and days < _FIRST_TRUE and days:
        # These programs count a 29 February 1900 that there was not.
        days += 1
    try:
        moment = _BASES[is_1904] + timedelta(days=days, milliseconds=milliseconds)
    except OverflowError:
        return repr(serial)
    if not days and milliseconds and not is_1904:
        return moment.time().isoformat("auto")
    return moment.isoformat() if milliseconds else moment.date().isoformat()


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
