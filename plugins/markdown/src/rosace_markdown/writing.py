"""A report line by line."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rosace.messages import translated
from rosace.outline import NumberedFigure, NumberedTable, Part, is_quantity, outline
from rosace.report import (
    Block,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Report,
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
        for part in outline(self._report):
            yield from self._part(part)

    def _part(self, part: Part) -> Iterator[str]:
        section = part.section
        yield f"## {self._line(section.title)}"
        yield ""
        if section.audience == "facilitator":
            yield f"> **{self._say('facilitator')}**"
            yield ""
        for place, block in enumerate(section.blocks):
            match part.numbered.get(place):
                case NumberedTable() as table:
                    yield from self._table(table)
                case NumberedFigure() as figure:
                    yield from self._figure(figure)
                case None:
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

    def _table(self, numbered: NumberedTable) -> Iterator[str]:
        table = numbered.table
        yield f"**{self._say('table', n=numbered.number)}.** {self._line(table.title)}"
        yield ""
        yield _row(self._line(column.title) for column in table.columns)
        yield _row("---:" if is_quantity(column) else ":---" for column in table.columns)
        for row in table.rows:
            yield _row(escape_line(self._formatter.cell(cell)) for cell in row)
        for note in table.notes:
            yield ""
            yield self._lines(note)

    def _figure(self, numbered: NumberedFigure) -> Iterator[str]:
        figure, table = numbered.figure, numbered.table
        label = f"**{self._say('figure', n=numbered.number)}.** {self._line(figure.title)}"
        drawn = self._render(figure, table.table, _SVG) if table is not None else None
        data = "" if table is None else self._say("data", n=table.number)
        if drawn is None:
            yield f"{label}\\"
            yield f"{self._line(figure.alternative)}\\"
            yield f"{self._say('no-picture')} {data}".rstrip()
            return
        name = f"figures/{numbered.number:02}-{figure.id}.svg"
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
        return translated(f"markdown.{name}", self._language, arguments, "rosace_markdown")


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"
