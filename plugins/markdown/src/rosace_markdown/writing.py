"""A report line by line."""

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Final

from rosace.errors import UnknownMessageError
from rosace.messages import translate
from rosace.provenance import provenance_section
from rosace.report import (
    Block,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Report,
    Section,
    Table,
)
from rosace_markdown.escaping import escape_line, escape_lines

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Render

__all__ = ["Writer"]

_SVG: Final = "image/svg+xml"


class Writer:
    """Writes one report; the pictures it drew are known once every line is written."""

    def __init__(
        self, report: Report, language: str, render: "Render", formatter: "Formatter"
    ) -> None:
        """Take a report and what writes it.

        Args:
            report: The report; the section on its provenance is added at the end.
            language: Language tag of the words of the document itself.
            render: Draws a figure, or returns None.
            formatter: Writes phrases and cells.
        """
        self.pictures: dict[str, bytes] = {}
        """Pictures by the name of their file."""
        self._report = report
        self._language = language
        self._render = render
        self._formatter = formatter
        self._tables = count(1)
        self._figures = count(1)

    def lines(self) -> Iterator[str]:
        """Yield the lines of the document, without their line ends."""
        yield f"# {self._line(self._report.title)}"
        yield ""
        if self._report.subject is not None:
            yield f"**{self._line(self._report.subject)}**"
            yield ""
        if self._report.provenance.disclosure.mode == "open":
            yield f"> **{self._say('open')}**"
            yield ""
        for section in (*self._report.sections, provenance_section(self._report)):
            yield from self._section(section)

    def _section(self, section: Section) -> Iterator[str]:
        yield f"## {self._line(section.title)}"
        yield ""
        if section.audience == "facilitator":
            yield f"> **{self._say('facilitator')}**"
            yield ""
        numbers = {
            block.id: next(self._tables) for block in section.blocks if isinstance(block, Table)
        }
        tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
        for block in section.blocks:
            match block:
                case Table():
                    yield from self._table(block, numbers[block.id])
                case Figure():
                    table = tables.get(block.table)
                    yield from self._figure(block, table, numbers.get(block.table))
                case _:
                    yield from self._words(block)
            yield ""

    def _words(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(text=text):
                yield self._lines(text)
            case Heading(text=text):
                yield f"### {self._line(text)}"
            case ListBlock(items=items):
                for item in items:
                    yield f"- {self._lines(item, '  ')}"
            case Notice(level=level, text=text):
                yield f"> **{self._say(level)}** {self._lines(text, '> ')}"

    def _table(self, table: Table, number: int) -> Iterator[str]:
        yield f"**{self._say('table', n=number)}.** {self._line(table.title)}"
        yield ""
        yield _row(self._line(column.title) for column in table.columns)
        yield _row(
            "---:" if column.kind in {"count", "number"} else ":---" for column in table.columns
        )
        for row in table.rows:
            yield _row(escape_line(self._formatter.cell(cell)) for cell in row)
        for note in table.notes:
            yield ""
            yield self._lines(note)

    def _figure(self, figure: Figure, table: Table | None, source: int | None) -> Iterator[str]:
        number = next(self._figures)
        label = f"**{self._say('figure', n=number)}.** {self._line(figure.title)}"
        drawn = self._render(figure, table, _SVG) if table is not None else None
        data = "" if source is None else self._say("data", n=source)
        if drawn is None:
            yield f"{label}\\"
            yield f"{self._line(figure.alternative)}\\"
            yield f"{self._say('no-picture')} {data}".rstrip()
            return
        name = f"figures/{number:02}-{figure.id}.svg"
        self.pictures[name] = drawn
        yield f"![{self._line(figure.alternative)}]({name})"
        yield ""
        yield f"{label}\\"
        yield data

    def _line(self, phrase: Phrase) -> str:
        return escape_line(self._formatter.phrase(phrase))

    def _lines(self, phrase: Phrase, indent: str = "") -> str:
        return escape_lines(self._formatter.phrase(phrase), indent)

    def _say(self, name: str, **arguments: int) -> str:
        message_id = f"markdown.{name}"
        try:
            return translate(message_id, self._language, arguments, "rosace_markdown")
        except UnknownMessageError:
            return translate(message_id, "en", arguments, "rosace_markdown")


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"
