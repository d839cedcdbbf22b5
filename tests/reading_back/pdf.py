"""A tagged PDF read as assistive technologies do: along its structure, from which tables come."""

import ctypes
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Any
from unicodedata import bidirectional, category, normalize

import pikepdf
import pypdfium2
from pypdfium2 import raw
from tests.reading_back.grids import tables_of, visible

from rosace.formatting import Formatter
from rosace.report import Report, Table
from rosace.testing.decoding import squeezed

__all__ = ["even", "faults", "misplaced", "prose", "rows", "titles", "turned", "words"]

_SPELLED = re.compile(r"[\[\]]?U\+([0-9A-F]{4,6})[\[\]]?")
"""A character spelled by its number; among letters from right to left, brackets are turned."""

_CAPTION = re.compile(r"(?:Tableau|Table)(\d+)\.")
_HYPHEN = "\x02"
"""What is read of a hyphen at the end of a line, whether it is the word's own or the line's."""

_UNSEEN = re.compile(
    "[\x85\xa0\xad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufe00-\ufe0f\ufeff]+"
)
_ACTIVE = frozenset({"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile",
                     "/SubmitForm", "/ImportData", "/GoToR", "/URI", "/RichMedia"})  # fmt: skip
_FALLEN = 3
_TURNED = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRO"})
_PARTS = frozenset({"/THead", "/TBody", "/TFoot"})
_CELLS = frozenset({"/TH", "/TD"})
_ASIDE = frozenset({"/THead", "/TBody", "/TFoot", "/TR", "/TOC", "/Figure"})
"""What holds no prose: rows of tables, the contents with its numbers of pages, and pictures."""

_Row = tuple[str, ...]


class _Reader:
    """Reads one document."""

    def __init__(self, data: bytes) -> None:
        self._texts = _texts(data)
        with pikepdf.open(io.BytesIO(data)) as document:
            self._pages: dict[Any, int] = {
                page.objgen: number for number, page in enumerate(document.pages)
            }
            tree = document.Root.StructTreeRoot
            self.words = even("".join(self._said(tree, 0)))
            self.prose = "".join(self._said(tree, 0, _ASIDE))
            self.tables = dict(self._tables(tree))

    def _said(
        self, element: Any, page: int, without: AbstractSet[str] = frozenset()
    ) -> Iterator[str]:
        """Yield the texts of an element, a line for each, and its alternative text, in order.

        What is inside elements of some kinds may be left out.
        """
        if isinstance(element, pikepdf.Array):
            for each in element:
                yield from self._said(each, page, without)
        elif not isinstance(element, pikepdf.Dictionary):
            yield from self._texts.get((page, int(element)), ())
        else:
            if "/Pg" in element:
                page = self._pages[element.Pg.objgen]
            if "/MCID" in element:
                yield from self._texts.get((page, int(element.MCID)), ())
            if "/Alt" in element:
                yield str(element.Alt)
            if "/K" in element and str(element.get("/S")) not in without:
                yield from self._said(element.K, page, without)
            if "/S" in element:
                yield "\n"

    def _tables(
        self, element: Any, before: Any = ()
    ) -> Iterator[tuple[int, tuple[str, list[_Row]]]]:
        """Yield the number of each table, and its caption with its rows."""
        for each in _inside(element):
            if each.get("/S") == "/Caption":
                before = (each,)
            elif each.get("/S") == "/Table":
                # The caption is in the table, or stands before the block that the table is in.
                (caption,) = [*_named(each, frozenset({"/Caption"}))] or before
                said = even("".join(self._said(caption, 0)))
                label = _CAPTION.match(said)
                assert label is not None, said
                yield int(label[1]), (said[label.end() :], self._rows(each))
            else:
                yield from self._tables(each, before)

    def _rows(self, table: Any) -> list[_Row]:
        held: dict[tuple[int, int], str] = {}
        turn = -1
        for turn, row in enumerate(_named(table, frozenset({"/TR"}))):
            place = 0
            for cell in _named(row, _CELLS):
                while (turn, place) in held:
                    place += 1
                said = "".join(self._said(cell, 0))
                for below in range(_span(cell)):
                    held[turn + below, place] = said
                place += 1
        return [
            tuple(said for (at, _), said in sorted(held.items()) if at == number)
            for number in range(turn + 1)
        ]


@cache
def _read(data: bytes) -> _Reader:
    return _Reader(data)


def words(files: Mapping[str, bytes]) -> str:
    """Return all the words in reading order, even; hyphens at the ends of lines are left out."""
    (data,) = files.values()
    return _read(data).words.replace(_HYPHEN, "")


def prose(files: Mapping[str, bytes]) -> str:
    """Return the words outside tables, contents and pictures, a line for each element."""
    (data,) = files.values()
    # A long word has places to break at that nobody sees.
    return re.sub(f"[{_HYPHEN}\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}]", "", _read(data).prose)


def rows(files: Mapping[str, bytes]) -> list[list[tuple[str, ...]]]:
    """Return the rows of each table as they are set, without hyphens at the ends of lines."""
    (data,) = files.values()
    return [
        [tuple(cell.replace(_HYPHEN, "") for cell in row) for row in held]
        for _, held in _read(data).tables.values()
    ]


def titles(files: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the outline, in order."""
    (data,) = files.values()
    with pypdfium2.PdfDocument(data) as document:
        return [each.get_title() for each in document.get_toc()]


def even(text: str) -> str:
    """Return a text without what a page does not show: spaces, and marks of layout."""
    respelled = _SPELLED.sub(lambda at: chr(int(at[1], 16)), squeezed(text))
    respelled = respelled.replace("\ufb01", "fi").replace("\ufb02", "fl")
    return _UNSEEN.sub("", normalize("NFC", respelled))


def turned(text: str) -> bool:
    """Return whether letters are read in another order: from right to left, or under marks."""
    return any(bidirectional(each) in _TURNED or category(each)[0] == "M" for each in text)


def faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield every object that acts by itself or leads out of the document."""
    (data,) = files.values()
    with pikepdf.open(io.BytesIO(data)) as document:
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary):
                yield from (f"{key} in {each.objgen}" for key in each.keys() & _ACTIVE)
                kind = str(each.get("/S", ""))
                if kind in _ACTIVE:
                    yield f"{kind} in {each.objgen}"


def misplaced(files: Mapping[str, bytes], report: Report, formatter: Formatter) -> Iterator[str]:
    """Yield which cells of a report do not stand in their row and column of the document."""
    (data,) = files.values()
    found = _read(data).tables
    wanted = {n: t for n, (_, t) in enumerate(tables_of(report, provenance=True), start=1)}
    if found.keys() != wanted.keys():
        yield f"the tables are {sorted(found)}, not {sorted(wanted)}"
    for number in sorted(found.keys() & wanted.keys()):
        table = wanted[number]
        caption, held = found[number]
        rows = [tuple(map(even, row)) for row in held]
        title = formatter.phrase(table.title)
        most = len(even(title)) + caption.count(_HYPHEN)
        starts = (caption[:end] for end in range(most + 1))
        if visible(title) and not turned(title) and not any(_alike(each, title) for each in starts):
            yield f"table {number} is {caption!r}, not {title!r}"
        told = list(_set(table, formatter))
        if len({len(row) for row in rows}) > 1:
            told = list(_stacked(table, formatter))
        for turn, (one, other) in enumerate(zip(rows, told, strict=False)):
            if len(one) != len(other) or not all(map(_alike, one, other)):
                yield f"table {number}, row {turn}: {one!r} is not {other!r}"
        if len(rows) != len(told):
            yield f"table {number} has {len(rows)} rows, not {len(told)}"


def _alike(found: str, wanted: str) -> bool:
    """Return whether a text is another, but for hyphens at the ends of lines.

    Of what is read in another order, where some fall out at the ends of lines, most letters
    must be there.
    """
    if turned(wanted):
        letters = {each for each in even(wanted) if category(each)[0] == "L"}
        return len(letters - {*found}) <= _FALLEN
    pieces = map(re.escape, found.split(_HYPHEN))
    return re.fullmatch("-?".join(pieces), even(wanted)) is not None


def _set(table: Table, formatter: Formatter) -> Iterator[_Row]:
    """Yield the rows of a table as they stand, its headings first."""
    yield tuple(formatter.phrase(each.title) for each in table.columns)
    for row in table.rows:
        yield tuple(map(formatter.cell, row))


def _stacked(table: Table, formatter: Formatter) -> Iterator[_Row]:
    """Yield the rows of a table that is too wide: what heads each, then a row for each cell."""
    heads, *rows = _set(table, formatter)
    above = [place for place, column in enumerate(table.columns) if column.header] or [0]
    for row in rows:
        yield ("".join(heads[place] + row[place] for place in above),)
        yield from ((heads[place], row[place]) for place in range(len(heads)) if place not in above)


def _texts(data: bytes) -> dict[tuple[int, int], list[str]]:
    """Return the texts of every page by the number of their marked content."""
    found: dict[tuple[int, int], list[str]] = {}
    with pypdfium2.PdfDocument(data) as document:
        for number in range(len(document)):
            page = document[number]
            read = page.get_textpage()
            for place in range(raw.FPDFPage_CountObjects(page.raw)):
                held = raw.FPDFPage_GetObject(page.raw, place)
                if raw.FPDFPageObj_GetType(held) == raw.FPDF_PAGEOBJ_TEXT:
                    content = raw.FPDFPageObj_GetMarkedContentID(held)
                    found.setdefault((number, content), []).append(_text(held, read.raw))
            read.close()
            page.close()
    return found


def _text(held: Any, page: Any) -> str:
    length = raw.FPDFTextObj_GetText(held, page, None, 0)
    units = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFTextObj_GetText(held, page, units, length)
    return bytes(units)[: length - 2].decode("utf-16-le", errors="replace")


def _inside(element: Any) -> Iterator[Any]:
    kids = element.get("/K", ())
    for each in kids if isinstance(kids, pikepdf.Array | Sequence) else [kids]:
        if isinstance(each, pikepdf.Dictionary):
            yield each


def _named(element: Any, names: frozenset[str]) -> Iterator[Any]:
    """Yield the elements of some kinds, those inside the parts of a table among them."""
    for each in _inside(element):
        if str(each.get("/S")) in names:
            yield each
        elif str(each.get("/S")) in _PARTS:
            yield from _named(each, names)


def _span(cell: Any) -> int:
    kept = cell.get("/A", ())
    owners = kept if isinstance(kept, pikepdf.Array | Sequence) else [kept]
    return max([int(each.get("/RowSpan", 1)) for each in owners], default=1)
