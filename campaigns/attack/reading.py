"""The tables and the prose of a report, read back out of the files of every exporter."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml
from campaigns.attack.numbers import Cell, Content, Grid, Number, tokens, understood
from tests.reading_back import folders, markdown, pages, parquet, pdf, word, workbook
from tests.reading_back.folders import Tidy, files_of

__all__ = ["UnreadableError", "read", "written"]

_Files = Mapping[str, bytes]
_Reader = Callable[[_Files, str], Content]
_DESCRIPTOR: Final = "datapackage.json"
_TECHNICAL: Final = frozenset({"encoding", "path", "pattern"})
_LIST: Final = 2
_NEAR: Final = 1e-9


class UnreadableError(Exception):
    """An exporter writes something that the attacker cannot read: teach it to."""


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
    return _READERS[exporter](files_of(path), language)


def _json(files: _Files, language: str) -> Content:
    (data,) = files.values()
    return _document(json.loads(data), language)


def _yaml(files: _Files, language: str) -> Content:
    (data,) = files.values()
    return _document(yaml.load(data, yaml.CSafeLoader), language)  # it is safe


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
        for name, each in part.items():
            if name not in _TECHNICAL:
                yield from _leaves(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _leaves(each)
    elif isinstance(part, str):
        yield from tokens(part)
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield repr(part)


def _csv(files: _Files, language: str) -> Content:
    del language
    held = folders.unpacked(files)
    return _tidy(folders.tables(held), _leaves(json.loads(held[_DESCRIPTOR])))


def _parquet(files: _Files, language: str) -> Content:
    del language
    return _tidy(parquet.tables(files), _leaves(list(parquet.said(files))))


def _tidy(tables: Sequence[Tidy], beside: Iterable[str]) -> Content:
    """Return what tables for programs hold, and the numbers beside them."""
    numbers = set(beside)
    for table in tables:
        said = (table.section_title, table.title, table.notes, *(each for _, each in table.columns))
        numbers.update(*map(tokens, said))
    grids = tuple(_paired([head for head, _ in each.columns], each.rows) for each in tables)
    return Content(grids=grids, numbers=frozenset(numbers))


def _paired(heads: list[str], rows: Sequence[Sequence[str | None]]) -> Grid:
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
                _ends(row[place], row[place + 1]) if place in ranges else row[place]
                for place in starts
            )
            for row in rows
        ),
    )


def _ends(low: str | None, high: str | None) -> Number | None:
    return Number(low=Fraction(low), high=Fraction(high)) if low and high else None


def _xlsx(files: _Files, language: str) -> Content:
    grids = tuple(_sheet(each, language) for each in workbook.sheets(files))
    drawn = (each.rows for each in workbook.charts(files) if not _drawn(grids[each.table], each))
    beside = [*workbook.prose(files), *drawn]
    return Content(grids=grids, numbers=frozenset(_leaves(beside)))


def _drawn(table: Grid, chart: workbook.Chart) -> bool:
    """Say whether a chart's numbers tell no more than a column of its table.

    Of a range, a bar by itself shows the middle; bars set end to end show the same part of
    each of theirs, by which they fill the whole.
    """
    columns = (_intervals(table, head) for head in dict.fromkeys(table.heads))
    return any(_filled(column, chart.rows) for column in columns)


def _intervals(table: Grid, head: str) -> list[tuple[float, float] | None]:
    """Return the ends of what stands in each row of a column; its bounds where it has any."""
    place = max(at for at, each in enumerate(table.heads) if each == head)
    cells = (row[place] for row in table.rows)
    return [
        (float(cell.low), float(cell.high)) if isinstance(cell, Number) else None for cell in cells
    ]


def _filled(column: Sequence[tuple[float, float] | None], bars: Sequence[Sequence[object]]) -> bool:
    """Say whether bars, each of as many rows as it has parts, show what a column gives them."""
    parts = len(bars[0])
    if len(column) != parts * len(bars):
        return False
    for number, bar in enumerate(bars):
        ends = column[number * parts : (number + 1) * parts]
        known = [each for each in ends if each is not None]
        slack = sum(high - low for low, high in known)
        share = 1 / 2
        if parts > 1:
            share = (1 - sum(low for low, _ in known)) / slack if slack else 0
            share = min(max(share, 0), 1)
        for shown, held in zip(bar, ends, strict=True):
            given = None if held is None else held[0] + (held[1] - held[0]) * share
            if given is None or not isinstance(shown, int | float):
                if given is not shown:
                    return False
            elif abs(given - shown) > _NEAR:
                return False
    return True


def _sheet(sheet: workbook.Sheet, language: str) -> Grid:
    """Return a sheet in which the two columns of a range, after those for people, are one more."""
    shown = sheet.headings[: sheet.shown]
    lows = range(sheet.shown, len(sheet.headings), 2)
    # The heading of a bound is that of its column, and which bound it is.
    heads = [max(filter(sheet.headings[low].startswith, shown), key=len) for low in lows]
    return Grid(
        heads=(*shown, *heads),
        rows=tuple(
            (
                *(_stored(cell, language) for cell in row[: sheet.shown]),
                *(_bounds(row[low], row[low + 1]) for low in lows),
            )
            for row in sheet.rows
        ),
    )


def _stored(cell: str | float | None, language: str) -> Cell:
    if isinstance(cell, int | float):
        return Number(low=_exact(cell), high=_exact(cell))
    return understood(cell, language) if cell else None


def _bounds(low: str | float | None, high: str | float | None) -> Number | None:
    if isinstance(low, int | float) and isinstance(high, int | float):
        return Number(low=_exact(low), high=_exact(high))
    return None


def _people(grids: Callable[[_Files], Any], prose: Callable[[_Files], str]) -> _Reader:
    """Return what reads a format of pages, out of what finds its tables and its prose."""

    def reader(files: _Files, language: str) -> Content:
        tables = ([each.headings, *each.rows] for each in grids(files))
        return Content(
            grids=tuple(written(table, language) for table in tables),
            numbers=tokens(prose(files)),
        )

    return reader


def _pdf(files: _Files, language: str) -> Content:
    grids = tuple(written(table, language) for table in pdf.rows(files))
    return Content(grids=grids, numbers=tokens(pdf.prose(files)))


def written(table: Sequence[Sequence[str]], language: str) -> Grid:
    """Return a table written for people.

    Args:
        table: Its rows, the headings first.
        language: Its language.
    """
    heads, *rows = table
    if len({len(row) for row in table}) > 1:
        # Too wide for its page, it is set as a list: a cell a row, after what heads it.
        heads, rows = [""] * _LIST, [row for row in table if len(row) == _LIST]
    return Grid(
        heads=tuple(heads),
        rows=tuple(tuple(understood(text, language) for text in row) for row in rows),
    )


def _pictures(files: _Files, language: str) -> Content:
    """Read nothing of pictures: the core draws them from a table of the same report."""
    del files, language
    return Content(grids=(), numbers=frozenset())


_READERS: Final[Mapping[str, _Reader]] = {
    "csv": _csv,
    "datapackage": _csv,
    "docx": _people(word.grids, word.prose),
    "html": _people(pages.grids, pages.prose),
    "json": _json,
    "markdown": _people(markdown.grids, markdown.prose),
    "parquet": _parquet,
    "pdf": _pdf,
    "png": _pictures,
    "svg": _pictures,
    "xlsx": _xlsx,
    "yaml": _yaml,
}
