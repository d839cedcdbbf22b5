"""The parts of a workbook that its sheets lean on: their list, shared texts, date formats.

What cells hold is laid down in ECMA-376, part 1, chapter 18. No library in Python reads it
whole: openpyxl drops ``x005F_`` from texts and leaves other escapes in, and calamine shows
what a formula came to as if somebody had typed it.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from xml.sax.handler import ContentHandler  # the reader is defused

from rosace.values import value

__all__ = ["Parts", "SheetPart", "parse", "read_parts", "unescaped"]

_CHUNK: Final = 1 << 16
_ESCAPED: Final = re.compile("_x([0-9a-fA-F]{4})_")
_SURROGATES: Final = range(0xD800, 0xE000)
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NO_DATE: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_OF_DATES: Final = re.compile("[ymdhs]", re.IGNORECASE)
_ELAPSED: Final = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BOOK: Final = "xl/workbook.xml"


@value
class SheetPart:
    """A sheet: its name, the part that holds it, and whether people see it."""

    name: str
    part: str
    is_hidden: bool = False


@value
class Parts:
    """What a workbook holds besides the cells of its sheets.

    Args:
        sheets: Its sheets, in their order.
        texts: The texts that cells share.
        dates: The numbers of the cell formats that show dates.
        is_1904: Whether days are counted from 1904.
    """

    sheets: tuple[SheetPart, ...]
    texts: tuple[str, ...]
    dates: frozenset[int]
    is_1904: bool


def read_parts(held: zipfile.ZipFile) -> Parts:
    """Return what a workbook holds besides its cells.

    Args:
        held: The workbook, whose sizes were checked.

    Raises:
        Exception: It is damaged, or its XML declares a document type.
    """
    book, styles, texts = _Book(), _Styles(), _Texts()
    names = set(held.namelist())
    _parse_whole(held, _BOOK, book)
    links = _Links()
    _parse_whole(held, "xl/_rels/workbook.xml.rels", links)
    for kind, handler in (("sharedStrings", texts), ("styles", styles)):
        part = next((part for each, part in links.by_id.values() if each == kind), None)
        if part in names:
            _parse_whole(held, part, handler)
    sheets = tuple(
        SheetPart(name=unescaped(name), part=links.by_id[link][1], is_hidden=is_hidden)
        for name, link, is_hidden in book.sheets
        if link in links.by_id and links.by_id[link][0] == "worksheet"
    )
    return Parts(sheets=sheets, texts=tuple(texts.all), dates=styles.dates(), is_1904=book.is_1904)


def parse(held: zipfile.ZipFile, part: str, handler: ContentHandler) -> Iterator[None]:
    """Parse a part piece by piece; what came of a piece can be taken after each.

    Args:
        held: The workbook.
        part: The name of the part.
        handler: Takes what the part holds.

    Raises:
        Exception: It is no XML, or declares a document type, in whatever encoding.
    """
    from defusedxml.sax import make_parser  # noqa: PLC0415  # only where a workbook is read

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    with held.open(part) as source:
        while chunk := source.read(_CHUNK):
            parser.feed(chunk)
            yield
    parser.close()
    yield


def unescaped(text: str) -> str:
    """Return a text whose escapes ``_xHHHH_`` are undone (ECMA-376, part 1, 22.9.2.19)."""
    return _ESCAPED.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)


def _parse_whole(held: zipfile.ZipFile, part: str, handler: ContentHandler) -> None:
    for _ in parse(held, part, handler):
        continue


class _Handler(ContentHandler):
    """Calls ``on_NAME`` for elements, whatever prefix they carry."""

    def startElement(self, name: str, attributes: Any) -> None:  # noqa: N802  # as it is called
        """Look at the beginning of an element."""
        begun: Callable[[Any], None] | None = getattr(self, f"on_{_local(name)}", None)
        if begun is not None:
            begun(attributes)


class _Book(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def on_sheet(self, attributes: Any) -> None:
        """Take the name of a sheet, and the link to its part."""
        link = next((attributes[key] for key in attributes.keys() if _local(key) == "id"), "")  # noqa: SIM118  # no mapping
        is_hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append((attributes.get("name", ""), link, is_hidden))

    def on_workbookPr(self, attributes: Any) -> None:  # noqa: N802  # the element's name
        """Take whether days are counted from 1904."""
        self.is_1904 = attributes.get("date1904", "0") in {"1", "true"}


class _Links(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self.by_id: dict[str, tuple[str, str]] = {}

    def on_Relationship(self, attributes: Any) -> None:  # noqa: N802  # the element's name
        """Take a part's kind and name; what lies outside the file is left alone."""
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            part = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.by_id[attributes.get("Id", "")] = (kind, part.lstrip("/"))


class _Styles(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._is_inside = False

    def on_numFmt(self, attributes: Any) -> None:  # noqa: N802  # the element's name
        """Take a number format."""
        self._codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")

    def on_cellXfs(self, _: Any) -> None:  # noqa: N802  # the element's name
        """Come to the formats of cells."""
        self._is_inside = True

    def on_cellStyles(self, _: Any) -> None:  # noqa: N802  # the element's name
        """Leave them."""
        self._is_inside = False

    def on_xf(self, attributes: Any) -> None:
        """Take the number format of a cell format."""
        if self._is_inside:
            self._formats.append(int(attributes.get("numFmtId", 0)))

    def dates(self) -> frozenset[int]:
        """Return the numbers of the cell formats that show dates."""
        shows: Mapping[int, bool] = {each: self._is_date(each) for each in self._formats}
        return frozenset(place for place, each in enumerate(self._formats) if shows[each])

    def _is_date(self, number: int) -> bool:
        code = self._codes.get(number)
        if code is None:
            return number in _BUILT_IN_DATES
        plain = _NO_DATE.sub("", code.split(";")[0])
        return bool(_OF_DATES.search(plain) or _ELAPSED.search(code))


class _Texts(_Handler):
    """The shared texts: their runs joined, without the readings of characters."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []
        self._runs: list[str] = []
        self._is_text = self._is_reading = False

    def on_si(self, _: Any) -> None:
        """Come to a text."""
        self._runs = []

    def on_t(self, _: Any) -> None:
        """Come to a run of its characters."""
        self._is_text = not self._is_reading

    def on_rPh(self, _: Any) -> None:  # noqa: N802  # the element's name
        """Come to the reading of some characters, which is no part of the text."""
        self._is_reading = True

    def characters(self, content: str) -> None:
        """Take characters."""
        if self._is_text:
            self._runs.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  # as it is called
        """Look at the end of an element."""
        kind = _local(name)
        if kind == "t":
            self._is_text = False
        elif kind == "rPh":
            self._is_reading = False
        elif kind == "si":
            self.all.append(unescaped("".join(self._runs)))


def _local(name: str) -> str:
    return name.rpartition(":")[2]
