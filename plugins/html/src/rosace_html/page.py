"""What the template shows, worked out beforehand: anchors, numbers and escaped words."""

import base64
import re
from collections.abc import Iterator, Mapping
from itertools import count, groupby, takewhile
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from rosace.errors import UnknownMessageError
from rosace.messages import translate
from rosace.provenance import provenance_section
from rosace.report import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Report,
    Section,
    Table,
    TextCell,
    Verbatim,
    WithheldCell,
)
from rosace.values import evolve, value

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Render

__all__ = ["Page", "Part", "Picture", "Slot", "TableView"]

_SVG: Final = "image/svg+xml"
_NARROW: Final = 3
"""Most columns of a table that a telephone shows side by side, one of them text."""
_LONG: Final = 12
"""A table of more rows is folded where a picture shows the same."""

_MANY: Final = 5
"""Most columns that half a page shows side by side."""
_MOST_TEXTS: Final = 6
"""Most columns of text that a page shows side by side."""
_MOST: Final = 14
"""Most columns of any kind, likewise."""
_SENTENCE: Final = 120
"""A text of more characters takes the width of its row, where rows are blocks."""
_MOST_TOGETHER: Final = 24
"""Most rows under one heading: more would leave a page without it."""
_WIDE: Final = 560
_HEAD: Final = 4096
_ROOT: Final = re.compile(rb"<svg\b[^>]*>")
_SIZE: Final = re.compile(rb'\s(width|height)="([0-9]{1,5})(?:\.[0-9]+)?(?:px)?"')


@value
class Picture:
    """A figure as the page shows it.

    Args:
        anchor: Its id in the page.
        number: Its number, among the report's figures.
        title: Its title.
        alternative: What it shows, in words.
        source: The picture as a data address, or None where nothing could draw it.
        width: The picture's own width in pixels, or None where it doesn't say.
        height: Its height, likewise.
        table: Its table, or None where the section lacks it.
    """

    anchor: str
    number: int
    title: Phrase
    alternative: Phrase
    source: str | None
    width: int | None
    height: int | None
    table: "TableView | None"

    @property
    def wide(self) -> bool:
        """Whether shrinking it to a telephone would make it unreadable."""
        return self.width is not None and self.width > _WIDE


@value
class Slot:
    """A cell where it stands in the page.

    Args:
        cell: The cell.
        column: Its column.
        rows: How many rows it spans.
    """

    cell: Cell
    column: Column
    rows: int


@value
class TableView:
    """A table as the page shows it.

    Args:
        anchor: Its id in the page.
        number: Its number, among the report's tables.
        table: The table.
        folded: Whether it waits behind its title: a long table whose figure says the same.
    """

    anchor: str
    number: int
    table: Table
    folded: bool = False

    @property
    def stacked(self) -> str:
        """Where its rows stand as blocks of labels and values, in the words of the style sheet.

        ``wide`` on a telephone, ``many`` on half a page too, ``crowded`` everywhere; empty nowhere.
        """
        columns = self.table.columns
        texts = sum(column.kind in {"text", "date"} for column in columns)
        if texts > _MOST_TEXTS or len(columns) > _MOST:
            return "wide crowded"
        if len(columns) > _MANY:
            return "wide many"
        return "wide" if len(columns) > _NARROW or (len(columns) == _NARROW and texts > 1) else ""

    @property
    def groups(self) -> tuple[tuple[tuple[Slot, ...], ...], ...]:
        """The rows, those that share their first header together, each heading said once."""
        return tuple(_groups(self.table))

    @property
    def grouped(self) -> bool:
        """Whether rows stand together under a heading."""
        return any(len(group) > 1 for group in self.groups) and self.table.columns[0].header


@value
class Part:
    """A section as the page shows it.

    Args:
        anchor: Its id in the page.
        section: The section.
        views: Its figures and tables as shown, by the place of their block.
    """

    anchor: str
    section: Section
    views: Mapping[int, Picture | TableView]


@value
class Page:
    """A report as the page shows it, and the words of the page itself."""

    report: Report
    language: str
    formatter: "Formatter"
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, report: Report, language: str, render: "Render", formatter: "Formatter") -> "Page":
        """Number and draw everything in a report.

        Args:
            report: The report; the section on its provenance is added at the end.
            language: Language tag of the page.
            render: Draws a figure, or returns None.
            formatter: Writes phrases and cells.
        """
        parts = tuple(_parts(report, render))
        return cls(report=report, language=language, formatter=formatter, parts=parts)

    @property
    def outline(self) -> tuple[tuple[Part, tuple[Part, ...]], ...]:
        """The parts as the contents have them: of several instruments, each under its first."""
        named = [part.section.instrument for part in self.parts]
        several = len({*named} - {None}) > 1
        heads: list[tuple[Part, list[Part]]] = []
        for part, before in zip(self.parts, (None, *named), strict=False):
            if (
                several
                and part.section.instrument is not None
                and part.section.instrument == before
            ):
                heads[-1][1].append(part)
            else:
                heads.append((part, []))
        return tuple((head, tuple(inner)) for head, inner in heads)

    def say(self, name: str, **arguments: int) -> str:
        """Return words of the page itself, in English where its language has none."""
        message_id = f"html.{name}"
        try:
            return translate(message_id, self.language, arguments, "rosace_html")
        except UnknownMessageError:
            return translate(message_id, "en", arguments, "rosace_html")

    def plain(self, phrase: Phrase) -> str:
        """Return a phrase for an attribute or the title bar, where no markup can be."""
        return self.formatter.phrase(phrase)

    def words(self, phrase: Phrase) -> Markup:
        """Return a phrase with the language of passages marked, and people's words set apart."""
        return Markup("").join(
            _passage(segment.text, segment.language, given=segment.given)
            for segment in self.formatter.segments(phrase)
        )

    def cell(self, cell: Cell) -> Markup:
        """Return what a cell shows; a dash is also said in words to who cannot see it."""
        if isinstance(cell, TextCell):
            return self.words(cell.text)
        if isinstance(cell, WithheldCell):
            return Markup(
                '<span aria-hidden="true">{}</span><span class="unseen">{}</span>'
            ).format(self.formatter.cell(cell), self.say("withheld"))
        return escape(self.formatter.cell(cell))

    def language_of(self, phrase: Phrase) -> str | None:
        """Return the language of a phrase where it is not the page's."""
        return self.formatter.phrase_language(phrase)

    @staticmethod
    def kind(block: Block) -> str:
        """Return what a block is, as the template names it."""
        kinds: Mapping[type, str] = {
            Paragraph: "paragraph",
            Heading: "heading",
            ListBlock: "list",
            Notice: "notice",
            Table: "table",
            Figure: "figure",
        }
        return kinds[type(block)]

    @staticmethod
    def quoted(items: tuple[Phrase, ...]) -> bool:
        """Say whether a list is made of people's own words."""
        return all(isinstance(item, Verbatim) for item in items)

    def wordy(self, table: Table) -> frozenset[str]:
        """Return the columns in which somebody wrote a sentence or more."""
        return frozenset(
            column.id
            for place, column in enumerate(table.columns)
            if column.kind == "text"
            and any(len(self.formatter.cell(row[place])) > _SENTENCE for row in table.rows)
        )

    def blank(self, cell: Cell) -> bool:
        """Say whether a cell shows nothing, not even a dash."""
        return not self.formatter.cell(cell).strip()

    @staticmethod
    def numeric(column: Column) -> bool:
        """Say whether a column holds quantities, to be set to the right."""
        return column.kind in {"count", "number"}


def _parts(report: Report, render: "Render") -> Iterator[Part]:
    anchors = _Anchors()
    tables = count(1)
    figures = count(1)
    for section in (*report.sections, provenance_section(report)):
        anchor = anchors.claim(f"{section.plugin}-{section.id}")
        views: dict[int, Picture | TableView] = {
            place: TableView(
                anchor=anchors.claim(f"{anchor}-table-{block.id}"),
                number=next(tables),
                table=block,
            )
            for place, block in enumerate(section.blocks)
            if isinstance(block, Table)
        }
        known = {view.table.id: view for view in views.values() if isinstance(view, TableView)}
        for place, block in enumerate(section.blocks):
            if isinstance(block, Figure):
                label = anchors.claim(f"{anchor}-figure-{block.id}")
                views[place] = _picture(block, known.get(block.table), label, next(figures), render)
        yield Part(anchor=anchor, section=section, views=_folded(views))


def _folded(views: "Mapping[int, Picture | TableView]") -> "dict[int, Picture | TableView]":
    """Fold the long tables that a picture shows, so that the pictures can be read in a row."""
    drawn = {
        view.table.anchor
        for view in views.values()
        if isinstance(view, Picture) and view.source is not None and view.table is not None
    }
    return {
        place: evolve(view, folded=True)
        if isinstance(view, TableView) and view.anchor in drawn and len(view.table.rows) > _LONG
        else view
        for place, view in views.items()
    }


def _picture(
    figure: Figure, view: TableView | None, anchor: str, number: int, render: "Render"
) -> Picture:
    drawn = render(figure, view.table, _SVG) if view is not None else None
    source, width, height = None, None, None
    if drawn is not None:
        source = f"data:{_SVG};base64,{base64.b64encode(drawn).decode('ascii')}"
        width, height = _size(drawn)
    return Picture(
        anchor=anchor,
        number=number,
        title=figure.title,
        alternative=figure.alternative,
        source=source,
        width=width,
        height=height,
        table=view,
    )


def _size(svg: bytes) -> tuple[int | None, int | None]:
    """Return the width and height that a picture gives itself, to keep its place in the page."""
    root = _ROOT.search(svg[:_HEAD])
    sizes = {key: int(size) for key, size in _SIZE.findall(root[0])} if root else {}
    if sizes.keys() != {b"width", b"height"}:
        return None, None
    return sizes[b"width"], sizes[b"height"]


def _passage(text: str, language: str | None, *, given: bool) -> Markup:
    tag = "bdi" if given else "span"
    if language is not None:
        return Markup('<{0} lang="{1}">{2}</{0}>').format(Markup(tag), language, text)  # noqa: S704  # one of two constants
    return Markup("<bdi>{}</bdi>").format(text) if given else escape(text)


def _groups(table: Table) -> Iterator[tuple[tuple[Slot, ...], ...]]:
    headers = list(takewhile(lambda place: table.columns[place].header, range(len(table.columns))))
    for run in _runs(list(table.rows), 0 if headers else None):
        spans = {(0, 0): len(run)} if headers else {}
        for place in headers[1:]:
            turn = 0
            for inner in _runs(run, slice(place + 1)):
                spans[turn, place] = len(inner)
                turn += len(inner)
        yield tuple(
            tuple(
                Slot(cell=cell, column=table.columns[place], rows=spans.get((turn, place), 1))
                for place, cell in enumerate(row)
                if place not in headers or (turn, place) in spans
            )
            for turn, row in enumerate(run)
        )


def _runs(
    rows: list[tuple[Cell, ...]], key: int | slice | None
) -> Iterator[list[tuple[Cell, ...]]]:
    """Yield neighbouring rows with alike cells of a key, no more than a page holds."""
    if key is None:
        yield rows
        return
    for _, run in groupby(rows, key=lambda row: row[key]):
        alike = list(run)
        for start in range(0, len(alike), _MOST_TOGETHER):
            yield alike[start : start + _MOST_TOGETHER]


class _Anchors:
    """Ids that no two places of a page share."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, wanted: str) -> str:
        """Return an id that is still free: the wanted one, or it with a number."""
        anchor, turn = wanted, 1
        while anchor in self._taken:
            turn += 1
            anchor = f"{wanted}-{turn}"
        self._taken.add(anchor)
        return anchor
