"""What the template shows, worked out beforehand: anchors, numbers and escaped words."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from rosace.messages import translated
from rosace.outline import (
    NumberedFigure,
    NumberedTable,
    Part,
    contents,
    is_quantity,
    is_quoted,
    outline,
)
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
    Table,
    TextCell,
    WithheldCell,
)
from rosace.values import value

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Render

__all__ = ["Page", "Picture", "TableView"]

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
_WIDE: Final = 560
_HEAD: Final = 4096
_ROOT: Final = re.compile(rb"<svg\b[^>]*>")
_SIZE: Final = re.compile(rb'\s(width|height)="([0-9]{1,5})(?:\.[0-9]+)?(?:px)?"')


@value
class Picture:
    """A figure as the page shows it.

    Args:
        numbered: The figure, with its table.
        source: The picture as a data address, or None where nothing could draw it.
        width: The picture's own width in pixels, or None where it doesn't say.
        height: Its height, likewise.
    """

    numbered: NumberedFigure
    source: str | None
    width: int | None
    height: int | None

    @property
    def wide(self) -> bool:
        """Whether shrinking it to a telephone would make it unreadable."""
        return self.width is not None and self.width > _WIDE


@value
class TableView:
    """A table as the page shows it.

    Args:
        numbered: The table.
        folded: Whether it waits behind its title: a long table whose figure says the same.
    """

    numbered: NumberedTable
    folded: bool = False

    @property
    def stacked(self) -> str:
        """Where its rows stand as blocks of labels and values, in the words of the style sheet.

        ``wide`` on a telephone, ``many`` on half a page too, ``crowded`` everywhere; empty nowhere.
        """
        columns = self.numbered.table.columns
        texts = sum(column.kind in {"text", "date"} for column in columns)
        if texts > _MOST_TEXTS or len(columns) > _MOST:
            return "wide crowded"
        if len(columns) > _MANY:
            return "wide many"
        return "wide" if len(columns) > _NARROW or (len(columns) == _NARROW and texts > 1) else ""


@value
class Page:
    """A report as the page shows it, and the words of the page itself."""

    report: Report
    language: str
    formatter: "Formatter"
    parts: tuple[Part, ...]
    views: Mapping[str, Picture | TableView]

    @classmethod
    def of(cls, report: Report, language: str, render: "Render", formatter: "Formatter") -> "Page":
        """Number and draw everything in a report.

        Args:
            report: The report; the section on its provenance is added at the end.
            language: Language tag of the page.
            render: Draws a figure, or returns None.
            formatter: Writes phrases and cells.
        """
        parts = outline(report)
        views = {anchor: view for part in parts for anchor, view in _views(part, render)}
        return cls(report=report, language=language, formatter=formatter, parts=parts, views=views)

    @property
    def contents(self) -> tuple[tuple[Part, tuple[Part, ...]], ...]:
        """The parts as the contents have them: of several instruments, each under its first."""
        return contents(self.parts)

    def view(self, part: Part, place: int) -> Picture | TableView | None:
        """Return how the table or figure at a place of a part is shown; None for other blocks."""
        numbered = part.numbered.get(place)
        return None if numbered is None else self.views[numbered.anchor]

    def say(self, name: str, **arguments: int) -> str:
        """Return words of the page itself, in English where its language has none."""
        return translated(f"html.{name}", self.language, arguments, "rosace_html")

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
        return is_quoted(items)

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
        return is_quantity(column)


def _views(part: Part, render: "Render") -> Iterator[tuple[str, Picture | TableView]]:
    """Yield how each table and figure is shown, by its anchor.

    A long table that a picture shows is folded, so that the pictures can be read in a row.
    """
    drawn: set[str] = set()
    for numbered in part.numbered.values():
        if isinstance(numbered, NumberedFigure):
            picture = _picture(numbered, render)
            if picture.source is not None and numbered.table is not None:
                drawn.add(numbered.table.anchor)
            yield numbered.anchor, picture
    for numbered in part.numbered.values():
        if isinstance(numbered, NumberedTable):
            folded = numbered.anchor in drawn and len(numbered.table.rows) > _LONG
            yield numbered.anchor, TableView(numbered=numbered, folded=folded)


def _picture(numbered: NumberedFigure, render: "Render") -> Picture:
    table = numbered.table
    drawn = render(numbered.figure, table.table, _SVG) if table is not None else None
    source, width, height = None, None, None
    if drawn is not None:
        source = f"data:{_SVG};base64,{base64.b64encode(drawn).decode('ascii')}"
        width, height = _size(drawn)
    return Picture(numbered=numbered, source=source, width=width, height=height)


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
