"""The first sheet of a report's workbook: what it is, and what it was made from."""

from typing import TYPE_CHECKING, Any, Final

from rosace.formatting import DASH, Formatter
from rosace.provenance import provenance_section
from rosace.report import Heading, ListBlock, Paragraph, Report, Table
from rosace_tables.words import say
from rosace_tables.workbook.book import FAINT, MUTED, PALE, Book
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Lines", "write_readme"]

_NAMES: Final = 30
_WORDS: Final = 82


class Lines:
    """Lines of a name and its words, written one below the other."""

    def __init__(self, book: Book, page: "Worksheet") -> None:
        self.book = book
        self.page = page
        self.row = 0
        page.set_column(0, 0, _NAMES, book.look())
        page.set_column(1, 1, _WORDS, book.look())
        page.hide_gridlines(2)

    def add(self, name: str, words: str, **look: Any) -> None:
        """Add a line; words that no cell can hold go on in the next."""
        first, *_ = parts_of(name)
        if first:
            self.book.text(
                self.page, self.row, 0, first, text_wrap=True, bold=True, font_color=MUTED
            )
        for part in parts_of(words):
            if part:
                self.book.text(self.page, self.row, 1, part, text_wrap=True, **look)
            self.book.fit(self.page, self.row, [(first, _NAMES * 0.9), (part, _WORDS)])
            first = ""
            self.row += 1

    def head(self, words: str, size: int) -> None:
        """Add a heading over both columns."""
        for part in parts_of(words):
            look: dict[str, Any] = {"bold": True, "font_size": size}
            if size < _TITLE:
                look |= {"bg_color": PALE, "bottom": 1, "bottom_color": FAINT}
                self.page.write_blank(self.row, 1, None, self.book.look(**look))
            self.book.text(self.page, self.row, 0, part, **look)
            self.page.set_row(self.row, size * 1.6)
            self.row += 1

    def skip(self) -> None:
        """Leave a line empty."""
        self.row += 1


_TITLE: Final = 18
_HEAD: Final = 12


def write_readme(
    book: Book, page: "Worksheet", report: Report, contents: str, formatter: Formatter
) -> None:
    """Write what a report is, how to read its sheets, and what it was made from.

    Args:
        book: The workbook.
        page: The sheet, empty.
        report: The report.
        contents: The name of the sheet that lists the others.
        formatter: Writes its words.
    """
    language = formatter.language
    lines = Lines(book, page)
    lines.head(formatter.phrase(report.title), _TITLE)
    lines.skip()
    if report.subject is not None:
        lines.add(say("tables.book.subject", language), formatter.phrase(report.subject))
    lines.add(say("tables.book.what", language), say("tables.book.what.words", language))
    row = lines.row
    lines.add(say("tables.book.contents", language), "")
    book.link(page, row, 1, contents, f"→ {contents}")
    for each in ("dash", "range", "chart"):
        words = say(f"tables.book.{each}.words", language, dash=DASH)
        lines.add(say(f"tables.book.{each}", language, dash=DASH), words)
    for block in provenance_section(report).blocks:
        match block:
            case Heading(text=text):
                lines.skip()
                lines.head(formatter.phrase(text), _HEAD)
            case Paragraph(text=text):
                lines.add("", formatter.phrase(text))
            case ListBlock(items=items):
                for item in items:
                    lines.add("", f"•\u00a0{formatter.phrase(item)}")
            case Table():
                _write_table(lines, block, formatter)
    page.set_portrait()


def _write_table(lines: Lines, table: Table, formatter: Formatter) -> None:
    """Write a table as lines: what heads a row, and the rest with the names of its columns."""
    lines.skip()
    lines.head(formatter.phrase(table.title), _HEAD)
    titles = [formatter.phrase(column.title) for column in table.columns]
    for row in table.rows:
        shown = [formatter.cell(cell) for cell in row]
        heads = [text for text, each in zip(shown, table.columns, strict=True) if each.header]
        rest = [
            say("tables.book.pair", formatter.language, name=title, words=text)
            for title, text, each in zip(titles, shown, table.columns, strict=True)
            if not each.header
        ]
        lines.add(" – ".join(heads), " · ".join(rest))
