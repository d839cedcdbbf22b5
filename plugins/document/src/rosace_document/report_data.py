"""What the template of a report sets: its head, its sections and what closes it."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from rosace.formatting import DASH
from rosace.outline import (
    NumberedFigure,
    NumberedTable,
    Part,
    contents,
    is_quoted,
    outline,
)
from rosace.report import (
    Block,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Report,
    Table,
    TextCell,
)
from rosace.values import value
from rosace_document.flow import in_runs, kept_together
from rosace_document.pictures import Picture, picture
from rosace_document.table_data import RowHeaders, TableData, table_data
from rosace_document.wording import Words, breakable, shortened, tongue, visible

if TYPE_CHECKING:
    from rosace.interfaces import Render

__all__ = ["ReportData", "report_data"]

_LONG: Final = 12
"""A table of more rows stands at the end where a picture shows the same."""
_LONG_CONTENTS: Final = 4
"""A report of more sections has contents."""
_TWO_COLUMNS: Final = 24
"""Contents of as many sections have two columns."""
_ONE_PAGE: Final = 90
"""Most sections whose contents fit on one page in two columns."""
_RUNNING: Final = 200
"""Letters of titles that the head of a page holds, on two lines."""
_MOST_WAVES: Final = 12
_CAPTION: Final = 400
"""Letters of a title that a page holds beside a picture."""
_SAID: Final = (
    "contents",
    "page",
    "facilitator",
    "facilitator-short",
    "facilitator-parts",
    "open",
    "information",
    "warning",
    "no-picture",
    "annex",
    "annex-lead",
    "waves",
    "spelled",
    "page-reference",
)


@value
class ReportData:
    """What a report becomes for its template.

    Args:
        data: What the template reads, as JSON holds it.
        pictures: The pictures that it mentions, by name.
        headers: Which cells head the rows of each table, in the order set.
    """

    data: Mapping[str, Any]
    pictures: Mapping[str, bytes]
    headers: tuple[RowHeaders, ...]


@value
class _Content:
    """The parts of a report with what was drawn and laid out of them, by anchor."""

    words: Words
    drawn: Mapping[str, Picture]
    tables: Mapping[str, TableData]
    figures: Mapping[str, tuple[NumberedFigure, ...]]

    def waits(self, numbered: NumberedTable) -> bool:
        """Say whether a table stands at the end: a long one whose picture says the same."""
        return len(numbered.table.rows) > _LONG and numbered.anchor in self.figures


def report_data(report: Report, words: Words, render: "Render") -> ReportData:
    """Return what the template sets of a report.

    Args:
        report: The report; the section on its provenance is added at the end.
        words: Puts phrases into words.
        render: Draws a figure, or returns None where nothing can.
    """
    parts = outline(report)
    content = _content(parts, words, render)
    pieces = kept_together(list(_pieces(parts, content)))
    tables = [piece["anchor"] for piece in pieces if piece["kind"] == "table"]
    return ReportData(
        data={
            **_head(report, words),
            "contents": len(parts) > _LONG_CONTENTS,
            "middle": _middle(parts),
            "runs": in_runs(pieces),
        },
        pictures={_file(anchor): made.svg for anchor, made in content.drawn.items()},
        headers=tuple(content.tables[anchor].headers for anchor in tables),
    )


def _pieces(parts: tuple[Part, ...], content: _Content) -> Iterator[dict[str, Any]]:
    """Yield what a report is made of: its sections, the long tables, where it comes from."""
    inner = {part.anchor for _, below in contents(parts) for part in below}
    waiting = [
        numbered
        for part in parts
        for numbered in part.numbered.values()
        if isinstance(numbered, NumberedTable) and content.waits(numbered)
    ]
    for part in parts:
        if part.ours and waiting:
            yield {"kind": "annex"}
            yield from (_annexed(numbered, content) for numbered in waiting)
        yield from _section(part, 2 if part.anchor in inner else 1, content)


def _middle(parts: tuple[Part, ...]) -> str | None:
    """Return the part that begins the second column of the contents, if they have two."""
    heads = contents(parts)
    if not _TWO_COLUMNS <= len(parts) <= _ONE_PAGE:
        return None
    above = accumulate(1 + len(inner) for _, inner in heads)
    begins = zip(heads[1:], above, strict=False)
    (head, _), _ = min(begins, key=lambda pair: abs(pair[1] - len(parts) / 2))
    return head.anchor


def _content(parts: tuple[Part, ...], words: Words, render: "Render") -> _Content:
    numbered = [each for part in parts for each in part.numbered.values()]
    tables = {
        each.anchor: table_data(each, words) for each in numbered if isinstance(each, NumberedTable)
    }
    drawn: dict[str, Picture] = {}
    figures: dict[str, tuple[NumberedFigure, ...]] = {}
    for each in numbered:
        if isinstance(each, NumberedFigure) and each.table is not None:
            made = picture(partial(render, each.figure, each.table.table))
            if made is not None:
                drawn[each.anchor] = made
                figures[each.table.anchor] = (*figures.get(each.table.anchor, ()), each)
    return _Content(words=words, drawn=drawn, tables=tables, figures=figures)


def _head(report: Report, words: Words) -> dict[str, Any]:
    language, region = tongue(words.language) or ("en", None)
    title = words.plain(report.title)
    return {
        "language": language,
        "region": region,
        "title": words.title(report.title),
        "subject": None if report.subject is None else words.rich(report.subject),
        "plain_title": title if visible(title) else DASH,
        "running": _running(report, words),
        "waves": [words.rich(wave) for wave in _waves(report)],
        "open": report.provenance.disclosure.mode == "open",
        "for_facilitator": any(part.audience == "facilitator" for part in report.sections),
        "words": {name: words.say(name) for name in _SAID},
    }


def _running(report: Report, words: Words) -> list[str]:
    """Return what stands above every page, in half of its two lines or what the other leaves."""
    above = [words.plain(each) for each in (report.subject, report.title) if each is not None]
    taken = sum(map(len, above))
    return [
        breakable(shortened(each, max(_RUNNING // len(above), _RUNNING - 2 * (taken - len(each)))))
        for each in above
    ]


def _waves(report: Report) -> list[Phrase]:
    """Return the waves that the core's own tables name, each once, as far as a title has room."""
    named = [
        cell.text
        for section in report.sections
        if section.plugin == "core"
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for column, cell in zip(block.columns, row, strict=True)
        if column.id == "wave" and column.header and isinstance(cell, TextCell)
    ]
    waves: list[Phrase] = []
    for each in named:
        if each not in waves:
            waves.append(each)
    return waves if len(waves) <= _MOST_WAVES else []


def _section(part: Part, level: int, content: _Content) -> Iterator[dict[str, Any]]:
    yield {
        "kind": "section",
        "anchor": part.anchor,
        "level": level,
        "title": content.words.title(part.section.title),
        "facilitator": part.section.audience == "facilitator",
    }
    for place, block in enumerate(part.section.blocks):
        yield from _blocks(block, part.numbered.get(place), level, content)


def _blocks(
    block: Block, numbered: NumberedTable | NumberedFigure | None, level: int, content: _Content
) -> Iterator[dict[str, Any]]:
    rich = content.words.rich
    match block:
        case Paragraph(text=text):
            yield {"kind": "paragraph", "words": rich(text)}
        case Heading(text=text):
            yield {"kind": "heading", "level": level + 1, "words": content.words.title(text)}
        case ListBlock(items=items):
            quoted = is_quoted(items)
            yield {"kind": "list", "items": [rich(item) for item in items], "quoted": quoted}
        case Notice(level=serious, text=text):
            yield {"kind": "notice", "level": serious, "words": rich(text)}
    if isinstance(numbered, NumberedFigure):
        yield _figure(numbered, content)
    elif isinstance(numbered, NumberedTable) and not content.waits(numbered):
        yield {**content.tables[numbered.anchor].data, "figures": []}


def _figure(numbered: NumberedFigure, content: _Content) -> dict[str, Any]:
    figure, table, words = numbered.figure, numbered.table, content.words
    made = content.drawn.get(numbered.anchor)
    title = words.plain(figure.title)
    alternative = words.plain(figure.alternative)
    return {
        "kind": "figure",
        "anchor": numbered.anchor,
        "label": words.say("figure", n=numbered.number),
        "title": words.rich(figure.title),
        "alternative": words.rich(figure.alternative),
        # An alternative that is empty would make the picture one that nobody can tell.
        "plain": alternative if visible(alternative) else words.say("figure", n=numbered.number),
        "tongue": tongue(words.formatter.phrase_language(figure.alternative)),
        "file": None if made is None else _file(numbered.anchor),
        "width": made and made.width,
        "height": made and made.height,
        "whole": len(title) <= _CAPTION,
        "table": None if table is None else table.anchor,
        "data": None if table is None else words.say("data", n=table.number),
    }


def _annexed(numbered: NumberedTable, content: _Content) -> dict[str, Any]:
    figures = [
        {"anchor": each.anchor, "label": content.words.say("seen", n=each.number)}
        for each in content.figures[numbered.anchor]
    ]
    return {**content.tables[numbered.anchor].data, "figures": figures}


def _file(anchor: str) -> str:
    return f"{anchor}.svg"
