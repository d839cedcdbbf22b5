"""A report as a Word document, part after part."""

import io
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Twips

from rosace.report import Block, Figure, Heading, ListBlock, Notice, Paragraph, Phrase, Report
from rosace_document.outline import (
    NumberedFigure,
    NumberedTable,
    Part,
    contents,
    is_quoted,
    outline,
)
from rosace_document.word_package import LANDSCAPE, PORTRAIT, begun, margins, packed, section
from rosace_document.word_tables import Grid, slices
from rosace_document.word_text import Words
from rosace_document.word_xml import Node, bookmark, field, link, mark, node, opened, paragraph, run

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Render

__all__ = ["word_report"]

_PNG: Final = "image/png"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PIXEL: Final = 914_400 // 192
"""Of a picture at two pixels for one, in the units of drawings: 914,400 to an inch."""

_TWENTIETH: Final = 635
"""A twentieth of a point in the same units."""

_TALLEST: Final = {False: 9_600, True: 7_000}
"""Tallest picture on an upright page and on one that lies, in twentieths of a point."""

_BELOW_TABLE: Final = 160
"""Space between a table and text, in twentieths of a point."""

_DEEPEST: Final = 2
"""Levels of headings in the contents."""

_Stretch = tuple[list[Node], bool | None]
"""Nodes, and whether their pages lie; None where it is for what follows to say."""


def word_report(report: Report, language: str, render: "Render", formatter: "Formatter") -> bytes:
    """Return a report as a Word document.

    Args:
        report: The report; the section on its provenance is added at the end.
        language: Language tag of the words of the document itself.
        render: Draws a figure, or returns None.
        formatter: Writes phrases and cells.
    """
    return _Writer(report, Words(language=language, formatter=formatter), render).whole()


class _Writer:
    """Writes one report."""

    def __init__(self, report: Report, words: Words, render: "Render") -> None:
        self._report = report
        self._words = words
        self._render = render
        self._title = words.plain(report.title)
        self._subject = "" if report.subject is None else words.plain(report.subject)
        self._document = begun(words, self._title, self._subject)
        self._marks = count(1)
        self._entries: list[tuple[int, str, Phrase]] = []

    def whole(self) -> bytes:
        """Return the whole document."""
        stretches: list[_Stretch] = []
        for head, inner in contents(outline(self._report)):
            stretches += self._part(head, 1, turned=bool(inner) or not stretches)
            for part in inner:
                stretches += self._part(part, 2, turned=False)
        first = margins(self._document, self._words, self._title, self._subject)
        body = self._document.element.body
        front: _Stretch = ([*self._front(), self._contents()], False)
        body[:] = list(_paged([front, *stretches], first))
        return packed(self._document)

    def _front(self) -> Iterator[Node]:
        yield paragraph("Title", self._words.title(self._report.title))
        if self._report.subject is not None:
            yield paragraph("Subtitle", self._words.runs(self._report.subject))
        if self._report.provenance.disclosure.mode == "open":
            yield paragraph("warning", [run(self._words.say("open"), style="Strong")])
        if any(section.audience == "facilitator" for section in self._report.sections):
            yield paragraph("badge", [run(self._words.say("facilitator-parts"))])

    def _contents(self) -> Node:
        """Return the contents as Word makes them, filled in but for the pages, which it counts."""
        lines = []
        for level, anchor, title in self._entries:
            entry = link(anchor, self._words.title(title))
            lines.append(paragraph(f"TOC{level}", [entry]))
        first, last = lines[0], lines[-1]
        for turn, each in enumerate(opened(rf'TOC \o "1-{_DEEPEST}" \h \z'), start=1):
            first.insert(turn, each)
        last.append(mark("end"))
        gallery = node("w:docPartGallery", {"w:val": "Table of Contents"})
        kind = node("w:docPartObj", None, gallery, node("w:docPartUnique"))
        heading = paragraph("TOCHeading", [run(self._words.say("contents"))])
        return node(
            "w:sdt",
            None,
            node("w:sdtPr", None, kind),
            node("w:sdtContent", None, heading, *lines),
        )

    def _part(self, part: Part, level: int, *, turned: bool) -> Iterator[_Stretch]:
        held = [self._heading(part.section.title, level, turned=turned)]
        if part.section.audience == "facilitator":
            held.append(paragraph("badge", [run(self._words.say("facilitator"))]))
        stretches: list[_Stretch] = [(held, None)]
        lying: bool | None = None
        for place, block in enumerate(part.section.blocks):
            match part.numbered.get(place):
                case NumberedTable() as numbered:
                    grids = [Grid.of(each, self._words) for each in slices(numbered)]
                    lying = bool(lying) or not all(grid.measured.suit(PORTRAIT) for grid in grids)
                    stretches.append((list(self._table(grids, lying=lying)), lying))
                case NumberedFigure() as numbered:
                    lying = bool(lying)
                    stretches.append((list(self._figure(numbered, lying=lying)), lying))
                case None if isinstance(block, Heading):
                    stretches.append(([self._heading(block.text, level + 1)], None))
                case None:
                    shown = isinstance(part.numbered.get(place + 1), NumberedFigure)
                    stretches.append((list(self._text(block, kept=shown)), lying))
        yield from _settled(stretches)

    def _heading(self, title: Phrase, level: int, *, turned: bool = False) -> Node:
        runs = self._words.title(title)
        if level <= _DEEPEST:
            number = next(self._marks)
            anchor = f"_Toc{number:09}"
            self._entries.append((level, anchor, title))
            runs = bookmark(anchor, number, runs)
        breaks = [node("w:pageBreakBefore")] if turned else []
        return paragraph(f"Heading{level}", runs, *breaks)

    def _text(self, block: Block, *, kept: bool) -> Iterator[Node]:
        hold = [node("w:keepNext")] if kept else []
        match block:
            case Paragraph(text=text):
                yield paragraph(None, self._words.runs(text), *hold)
            case ListBlock(items=items):
                style = "Quote" if is_quoted(items) else "ListBullet"
                for item in items:
                    yield paragraph(style, self._words.runs(item))
            case Notice(level=level, text=text):
                said = run(f"{self._words.say(level)} ", style="Strong")
                style = "warning" if level == "warning" else "notice"
                yield paragraph(style, [said, *self._words.runs(text)], *hold)

    def _table(self, grids: list[Grid], *, lying: bool) -> Iterator[Node]:
        first = grids[0].numbered
        anchor = _reference(first)
        for turn, grid in enumerate(grids):
            if not turn:
                number = self._number("table", first.number, anchor)
                caption = [*number, run(". "), *self._words.title(first.table.title)]
            else:
                number = field(rf"REF {anchor} \h", str(first.number))
                caption = self._words.filled("continued", n=number)
            yield paragraph("Caption", caption, node("w:keepNext"))
            yield grid.xml(LANDSCAPE if lying else PORTRAIT)
        for note in first.table.notes:
            yield paragraph("table-note", self._words.runs(note))

    def _figure(self, numbered: NumberedFigure, *, lying: bool) -> Iterator[Node]:
        figure, table = numbered.figure, numbered.table
        drawn = None if table is None else self._render(figure, table.table, _PNG)
        label = self._number("figure", numbered.number)
        caption = [*label, run(". "), *self._words.title(figure.title)]
        after: list[Node] = []
        if drawn is not None and drawn.startswith(_SIGNATURE):
            picture = self._picture(drawn, figure, numbered.number, lying=lying)
            yield paragraph("picture", [node("w:r", None, node("w:drawing", None, picture))])
            yield paragraph("picture-caption", caption, node("w:keepNext"))
        else:
            yield paragraph("Caption", caption, node("w:keepNext"))
            yield paragraph(None, self._words.runs(figure.alternative))
            after = [run(f"{self._words.say('no-picture')} ")]
        if table is not None:
            number = field(rf"REF {_reference(table)} \h", str(table.number))
            after += self._words.filled("data", n=number)
        if after:
            yield paragraph("table-note", after)

    def _picture(self, drawn: bytes, figure: Figure, number: int, *, lying: bool) -> Node:
        """Return a picture in the line, at its own size where the page holds it."""
        identifier, image = self._document.part.get_or_add_image(io.BytesIO(drawn))
        wide, tall = image.px_width * _PIXEL, image.px_height * _PIXEL
        widest = (LANDSCAPE if lying else PORTRAIT) * _TWENTIETH
        scale = min(1.0, widest / wide, _TALLEST[lying] * _TWENTIETH / tall)
        size = Emu(round(wide * scale)), Emu(round(tall * scale))
        made: Node = CT_Inline.new_pic_inline(number, identifier, f"figure-{number}.png", *size)
        for held, said in (
            ("name", self._words.say("figure", n=number)),
            ("descr", self._words.plain(figure.alternative)),
            ("title", self._words.plain(figure.title)),
        ):
            made.docPr.set(held, said)
        return made

    def _number(self, name: str, number: int, anchor: str | None = None) -> list[Node]:
        """Return the label of a table or figure, which Word counts itself."""
        counted = field(rf"SEQ {self._words.say(name, n='').strip()} \* ARABIC", str(number))
        if anchor is not None:
            counted = bookmark(anchor, next(self._marks), counted)
        return self._words.filled(name, n=counted)


def _reference(numbered: NumberedTable) -> str:
    """Return the bookmark of a table's number."""
    return f"_Ref{numbered.number:09}"


def _settled(stretches: list[_Stretch]) -> Iterator[_Stretch]:
    """Yield stretches that know whether their pages lie: headings go with what they head."""
    known: bool | None = None
    last = next((lying for _, lying in reversed(stretches) if lying is not None), False)
    settled: list[_Stretch] = []
    for nodes, lying in reversed(stretches):
        known = known if lying is None else lying
        settled.append((nodes, last if known is None else known))
    yield from reversed(settled)


def _paged(stretches: list[_Stretch], first: list[Node]) -> Iterator[Node]:
    """Yield the nodes of a body, parted where pages turn; the first part brings the margins."""
    before: Node = None
    lies = False
    references = first
    for nodes, lying in stretches:
        if before is not None and bool(lying) != lies:
            end = section(references, lying=lies)
            references = []
            if before.tag == qn("w:p"):
                before.get_or_add_pPr().append(end)
            else:
                yield paragraph("page-turn", [], end)
        elif before is not None and before.tag == qn("w:tbl") and nodes[0].tag == qn("w:p"):
            _parted(nodes[0])
        lies = bool(lying)
        yield from nodes
        before = nodes[-1]
    yield section(references, lying=lies)


def _parted(after: Node) -> None:
    """Part a paragraph from the table above it, where its style would not."""
    if after.style in {None, "ListBullet", "Quote"}:
        after.get_or_add_pPr().spacing_before = Twips(_BELOW_TABLE)
