"""An exporter, an importer and an engine that keep every law, each small enough to be broken."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from rosace.errors import InvalidDocumentError, Problem
from rosace.formatting import Formatter
from rosace.holding import RowEngine, RowHolding
from rosace.interfaces import (
    Document,
    ImportedTable,
    ImportOptions,
    Order,
    Render,
    Responses,
)
from rosace.loading import load_json
from rosace.report import Block, Cell, Figure, ListBlock, Report, Table, Translated
from rosace.response import Record, Response


class SoundExporter:
    """Writes a document as lines of plain text, with pictures as they are drawn."""

    name = "lines"
    media_types: tuple[str, ...] = ("text/plain",)
    accepts = frozenset({"report", "responses", "instrument"})
    suffix = ".txt"

    def export(
        self,
        document: Document,
        language: str,
        render: Render,
        format: Formatter,  # noqa: A002  # the word of the contract
    ) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the one file."""
        lines = self.lines(document, language, render, format)
        yield f"document{self.suffix}", ["\n".join(lines).encode()]

    def lines(
        self, document: Document, language: str, render: Render, writer: Formatter
    ) -> Iterator[str]:
        """Yield the lines of a document."""
        del language
        if isinstance(document, Report):
            yield from self.report(document, render, writer)
        elif isinstance(document, Responses):
            for response in self.held(document.responses):
                yield from self.response(response)
        else:
            for item in document.items:
                for asked in (item, *(item.fields or ())):
                    yield writer.phrase(Translated(localized=asked.text))
                    for choice in document.scales[asked.scale].choices if asked.scale else ():
                        label = document.label(asked, choice)
                        yield writer.phrase(Translated(localized=label))

    def report(self, report: Report, render: Render, writer: Formatter) -> Iterator[str]:
        """Yield the lines of a report."""
        yield writer.phrase(report.title)
        if report.subject:
            yield writer.phrase(report.subject)
        for section in report.sections:
            yield writer.phrase(section.title)
            tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
            for block in section.blocks:
                yield from self.block(block, tables, render, writer)

    def block(
        self, block: Block, tables: dict[str, Table], render: Render, writer: Formatter
    ) -> Iterator[str]:
        """Yield the lines of a block."""
        if isinstance(block, Table):
            for phrase in (block.title, *(each.title for each in block.columns), *block.notes):
                yield writer.phrase(phrase)
            for row in block.rows:
                yield "\n".join(self.cell(cell, writer) for cell in row)
        elif isinstance(block, Figure):
            drawn = render(block, tables[block.table], "image/svg+xml")
            yield "" if drawn is None else drawn.decode()
            yield f"{writer.phrase(block.title)}\n{writer.phrase(block.alternative)}"
        else:
            phrases = block.items if isinstance(block, ListBlock) else (block.text,)
            yield from map(writer.phrase, phrases)

    def cell(self, cell: Cell, writer: Formatter) -> str:
        """Return what a cell shows."""
        return writer.cell(cell)

    def held(self, responses: Any) -> Iterable[Response]:
        """Return responses as they are gone through."""
        made: Iterable[Response] = responses
        return made

    def response(self, response: Response) -> Iterator[str]:
        """Yield the lines of a response."""
        who = response.respondent
        yield f"{response.id}\n{who.id}\n{who.organization or ''}"
        yield from (who.attributes[name] for name in sorted(who.attributes))
        for item in sorted(response.answers):
            answer = response.answers[item]
            yield from filter(None, (answer.comment, answer.rationale, answer.dissent))
            held = answer.value if isinstance(answer.value, tuple) else (answer.value,)
            for each in held:
                fields = each.fields if isinstance(each, Record) else {"value": each}
                yield from (_spelt(fields[name]) for name in sorted(fields))


def _spelt(held: object) -> str:
    return "\n".join(map(str, held)) if isinstance(held, tuple) else str(held)


class SoundTables(SoundExporter):
    """Writes every line as a cell of a table, under guard."""

    name = "table"
    media_types = ("text/csv",)
    suffix = ".csv"

    def lines(
        self, document: Document, language: str, render: Render, writer: Formatter
    ) -> Iterator[str]:
        """Yield the lines as cells."""
        del render
        for line in super().lines(document, language, lambda *_: None, writer):
            yield '"' + self.guard(line).replace('"', '""') + '"'

    def guard(self, text: str) -> str:
        """Return a text that no spreadsheet takes for a formula."""
        return f"'{text}"


class SoundImporter:
    """Reads a list of cells in JSON from each line."""

    name = "lists"
    suffixes: tuple[str, ...] = (".lists",)

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Read the first line as headings, each further one as a row."""
        del options
        lines = self.content(source).splitlines()
        if not lines:
            raise InvalidDocumentError([Problem("empty-file", file=file)])
        columns = self.row(lines[0], file, None)
        if isinstance(columns, Problem):
            raise InvalidDocumentError([columns])
        headings = tuple(str(cell) for cell in columns)
        rows = self.numbered([self.row(line, file, len(headings)) for line in lines[1:]])
        return ImportedTable(columns=headings, rows=iter(rows), understood=self.understood())

    def content(self, source: BinaryIO) -> bytes:
        """Return what the source holds."""
        return source.read()

    def numbered(self, rows: list[Any]) -> list[tuple[int, Any]]:
        """Return rows with their numbers."""
        return list(enumerate(rows, 2))

    def understood(self) -> dict[str, str]:
        """Return what was understood."""
        return {"encoding": "UTF-8"}

    def row(self, line: bytes, file: str, width: int | None) -> tuple[str | None, ...] | Problem:
        """Return the cells of a line, or what is wrong with it."""
        try:
            cells = self.load(line, file)
        except InvalidDocumentError as error:
            return error.problems[0]
        sound = isinstance(cells, list) and all(isinstance(cell, str | None) for cell in cells)
        if not sound or width not in {None, len(cells)}:
            return self.refusal()
        return tuple(self.cell(cell) for cell in cells)

    def load(self, line: bytes, file: str) -> Any:
        """Return what a line holds."""
        return load_json(line, file=file)

    def refusal(self) -> Problem:
        """Return what is said of a line that is no row."""
        arguments = {"found_type": "object", "expected_type": "array"}
        return Problem("wrong-type", pointer="", arguments=arguments)

    def cell(self, cell: str | None) -> str | None:
        """Return a cell."""
        return cell


def write_lists(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
    """Return a file that `SoundImporter` reads."""
    lines = (json.dumps(list(each), ensure_ascii=False) for each in (columns, *rows))
    return "".join(f"{line}\n" for line in lines).encode()


class SoundHolding(RowHolding):
    """Holds responses as the core does."""

    engine = "likewise"


class SoundEngine:
    """Takes in and counts as the core does."""

    name = "likewise"
    holding: type[SoundHolding] = SoundHolding

    @contextmanager
    def open(self, order: Order) -> Iterator[SoundHolding]:
        """Hold what the core would."""
        with RowEngine().open(order) as held:
            rejected = tuple(held.rejected())
            yield self.holding(held.instrument, held.read, rejected, held.examined)
