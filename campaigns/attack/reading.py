"""The tables and the prose of a report, read back out of the files of every exporter."""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from rosace.formatting import DASH
from rosace.messages import translate

__all__ = ["Cell", "Content", "Grid", "Number", "UnreadableError", "read"]

_DIGITS: Final = re.compile(r"-?\d+(?:\.\d+)?")
_SPACES: Final = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]+")
_ESCAPED: Final = re.compile(r"\\(.)")
_SEPARATOR: Final = re.compile(r"\|(?: :?-+:? \|)+")
_TOKEN: Final = re.compile(r"\d+(?:[.,]\d+)?")
_LISTS: Final = frozenset({"tables.csv", "columns.csv"})
_MARK: Final = ".rosace"
_UNSEEN: Final = frozenset({"style", "title"})


class UnreadableError(Exception):
    """An exporter writes something that the attacker cannot read: teach it to."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number or a range as it is written.

    Args:
        low: Its low end.
        high: Its high end.
        within: By how much rounding may have moved either; none where it is exact.
        of_all: Whether the ends are added to the number of the group's members.
    """

    low: Fraction
    high: Fraction
    within: Fraction = Fraction(0)
    of_all: bool = False

    def among(self, persons: int) -> "Number":
        """Return the number where the group has so many members."""
        if not self.of_all:
            return self
        return Number(low=persons + self.low, high=persons + self.high)


Cell = str | Number | None


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table as it stands in a file: its columns, by id or by title, and its rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that a file holds.

    Args:
        grids: Its tables.
        numbers: The numbers outside them, as written.
    """

    grids: tuple[Grid, ...]
    numbers: frozenset[str]


def read(exporter: str, path: Path, language: str) -> Content:
    """Return what an exporter wrote.

    Args:
        exporter: Its name.
        path: Its file or folder.
        language: The language of the file.

    Raises:
        UnreadableError: The attacker has not learnt to read it.
    """
    if exporter not in _READERS:
        raise UnreadableError(exporter)
    return _READERS[exporter](path, language)


def tokens(text: str) -> frozenset[str]:
    """Return the numbers in a text, with a decimal point."""
    return frozenset(found.replace(",", ".") for found in _TOKEN.findall(text))


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder but the core's mark, which lists their names."""
    return sorted(file for file in folder.iterdir() if file.name != _MARK)


def _json(path: Path, language: str) -> Content:
    return _document(json.loads(path.read_text(encoding="utf-8")), language)


def _yaml(path: Path, language: str) -> Content:
    with path.open(encoding="utf-8") as file:
        return _document(yaml.load(file, yaml.CSafeLoader), language)  # it is safe


def _document(plain: Mapping[str, Any], language: str) -> Content:
    grids = tuple(
        Grid(
            heads=tuple(column["id"] for column in block["columns"]),
            rows=tuple(
                tuple(_plain(cell, plain["messages"], language) for cell in row)
                for row in block["rows"]
            ),
        )
        for section in plain["sections"]
        for block in section["blocks"]
        if block["kind"] == "table"
    )
    return Content(grids=grids, numbers=frozenset(_leaves(plain)))


def _plain(cell: Mapping[str, Any], messages: Mapping[str, Any], language: str) -> Cell:
    if cell["kind"] == "text":
        return _said(cell["text"], messages, language)
    if cell["kind"] not in {"count", "number"}:
        return None
    return Number(low=_exact(cell["low"]), high=_exact(cell["high"]))


def _said(phrase: Mapping[str, Any], messages: Mapping[str, Any], language: str) -> str:
    """Return the words of a phrase; what no table of these studies heads a row with is left out."""
    if "verbatim" in phrase:
        return str(phrase["verbatim"])
    if "localized" in phrase:
        return str(phrase["localized"][language])
    found = messages[phrase["message"]][language]
    words = found if isinstance(found, str) else found[1]
    for name, argument in phrase.get("arguments", {}).items():
        held = argument["text"] if argument.get("kind") == "text" else argument
        if held.get("kind") is None:
            words = words.replace(f"{{{name}}}", _said(held, messages, language))
    return words


def _exact(number: float) -> Fraction:
    return Fraction(repr(number)) if isinstance(number, float) else Fraction(number)


def _leaves(part: object) -> Iterator[str]:
    """Yield every number of a document, as it is written there."""
    if isinstance(part, Mapping):
        for each in part.values():
            yield from _leaves(each)
    elif isinstance(part, list):
        for each in part:
            yield from _leaves(each)
    elif isinstance(part, str):
        yield from tokens(part)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield repr(part)


def _csv(folder: Path, language: str) -> Content:
    del language
    grids = []
    numbers: set[str] = set()
    for file in _files(folder):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            heads, *rows = csv.reader(opened)
        if file.name in _LISTS:
            notes = heads.index("notes") if "notes" in heads else heads.index("title")
            numbers.update(*(tokens(row[notes]) for row in rows))
        else:
            grids.append(_paired(heads, rows))
    return Content(grids=tuple(grids), numbers=frozenset(numbers))


def _paired(heads: list[str], rows: list[list[str]]) -> Grid:
    """Return a table in which the two columns of a range are one."""
    ranges = {
        place
        for place, (one, other) in enumerate(pairwise(heads))
        if one.endswith("_low") and other == f"{one.removesuffix('_low')}_high"
    }
    starts = [place for place in range(len(heads)) if place - 1 not in ranges]
    return Grid(
        heads=tuple(
            heads[place].removesuffix("_low") if place in ranges else heads[place]
            for place in starts
        ),
        rows=tuple(
            tuple(
                _ends(row[place], row[place + 1]) if place in ranges else row[place] or None
                for place in starts
            )
            for row in rows
        ),
    )


def _ends(low: str, high: str) -> Number | None:
    return Number(low=Fraction(low), high=Fraction(high)) if low else None


def _markdown(folder: Path, language: str) -> Content:
    grids: list[Grid] = []
    prose: list[str] = []
    table: list[tuple[str, ...]] = []
    for line in [*(folder / "report.md").read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            if not _SEPARATOR.fullmatch(line):
                parts = re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |"))
                table.append(tuple(_ESCAPED.sub(r"\1", part) for part in parts))
            continue
        if table:
            grids.append(_written(table, language))
            table = []
        prose.append(line)
    return Content(grids=tuple(grids), numbers=tokens("\n".join(prose)))


def _html(path: Path, language: str) -> Content:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    grids = tuple(_written(table, language) for table in page.tables)
    return Content(grids=grids, numbers=tokens(" ".join(page.prose)))


class _Page(HTMLParser):
    """The tables of a page, cells that span rows said again in each, and its prose."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[tuple[str, ...]]] = []
        self.prose: list[str] = []
        self._row: dict[int, str] = {}
        self._spans: dict[int, tuple[int, str]] = {}
        self._cell: list[str] | None = None
        self._span = 1
        self._hidden: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        held = dict(attrs)
        self.prose.append(held.get("alt") or "")
        if tag in _UNSEEN or held.get("class") == "unseen":
            self._hidden = tag
        elif tag == "table":
            self.tables.append([])
            self._spans = {}
        elif tag == "tr":
            self._row = {place: text for place, (_, text) in self._spans.items()}
            self._spans = {
                place: (left - 1, text) for place, (left, text) in self._spans.items() if left > 1
            }
        elif tag in {"td", "th"}:
            self._cell = []
            self._span = int(held.get("rowspan") or 1)

    def handle_endtag(self, tag: str) -> None:
        """Close a cell or a row."""
        if tag == self._hidden:
            self._hidden = None
        elif tag in {"td", "th"} and self._cell is not None:
            place = next(each for each in range(len(self._row) + 1) if each not in self._row)
            text = self._row[place] = "".join(self._cell).strip()
            if self._span > 1:
                self._spans[place] = (self._span - 1, text)
            self._cell = None
        elif tag == "tr":
            self.tables[-1].append(tuple(self._row[place] for place in sorted(self._row)))

    def handle_data(self, data: str) -> None:
        """Keep words where they stand."""
        if self._hidden is not None:
            return
        if self._cell is not None:
            self._cell.append(data)
        else:
            self.prose.append(data)


def _written(table: list[tuple[str, ...]], language: str) -> Grid:
    heads, *rows = table
    return Grid(
        heads=heads, rows=tuple(tuple(_understood(text, language) for text in row) for row in rows)
    )


def _understood(text: str, language: str) -> Cell:
    """Return what a cell written for people says."""
    if text == DASH:
        return None
    if text == translate("core.format.none-or-one", language):
        return Number(low=Fraction(0), high=Fraction(1))
    if text == translate("core.format.all-or-nearly-all", language):
        return Number(low=Fraction(-1), high=Fraction(0), of_all=True)
    template = re.escape(translate("core.format.range", language, {"low": "<", "high": ">"}))
    found = re.fullmatch(template.replace("<", "(.+)").replace(">", "(.+)"), text)
    ends = [_number(each) for each in (found.groups() if found else (text, text))]
    low, high = ends
    if low is None or high is None:
        return text
    share = text.endswith("%")
    digits = max(digits for _, digits in (low, high))
    unit = Fraction(1, 10**digits) / (100 if share else 1)
    return Number(
        low=low[0] / (100 if share else 1),
        high=high[0] / (100 if share else 1),
        within=unit / 2 if share or digits else Fraction(0),
    )


def _number(text: str) -> tuple[Fraction, int] | None:
    plain = _SPACES.sub("", text.removesuffix("%")).replace(",", ".")
    if not _DIGITS.fullmatch(plain):
        return None
    return Fraction(plain), len(plain.partition(".")[2])


def _pictures(folder: Path, language: str) -> Content:
    """Read nothing of pictures: the core draws them from a table of the same report."""
    del folder, language
    return Content(grids=(), numbers=frozenset())


_READERS: Final[Mapping[str, Callable[[Path, str], Content]]] = {
    "csv": _csv,
    "html": _html,
    "json": _json,
    "markdown": _markdown,
    "png": _pictures,
    "svg": _pictures,
    "yaml": _yaml,
}
