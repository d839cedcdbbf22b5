"""Exporters, each of which breaks one law and keeps all others."""

import socket
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sound import SoundExporter, SoundTables

from rosace.formatting import Formatter
from rosace.interfaces import Document, Render
from rosace.report import (
    Block,
    Cell,
    CountCell,
    DateCell,
    Figure,
    NumberCell,
    Report,
    Table,
    WithheldCell,
)
from rosace.response import Response


class Misnamed(SoundExporter):
    """Has a media type that is none."""

    media_types = ("plain text",)


class Mutating(SoundExporter):
    """Writes a width into the figure that it is to draw."""

    def block(
        self, block: Block, tables: dict[str, Table], render: Render, writer: Formatter
    ) -> Iterator[str]:
        """Change the figure."""
        if isinstance(block, Figure) and isinstance(block.specification, dict):
            block.specification["width"] = 400
        return super().block(block, tables, render, writer)


class Remembering(SoundExporter):
    """Says whether it has met a document before."""

    def __init__(self) -> None:
        """Remember nothing."""
        self.met: list[Document] = []

    def lines(self, document: Document, *others: Any) -> Iterator[str]:
        """Add a line where the document comes again."""
        yield from super().lines(document, *others)
        yield "again" if any(document is each for each in self.met) else ""
        self.met.append(document)


class Disordered(SoundExporter):
    """Lists the messages of a report as its dictionary has them."""

    def report(self, report: Report, *others: Any) -> Iterator[str]:
        """Add a line of messages."""
        yield from super().report(report, *others)
        yield ", ".join(report.messages)


class Hashing(SoundExporter):
    """Names a report by a hash that is another in each process."""

    def lines(self, document: Document, *others: Any) -> Iterator[str]:
        """Add a line with the hash."""
        yield from super().lines(document, *others)
        yield str(hash("report"))


class Holding(SoundExporter):
    """Writes responses that are all in memory."""

    def held(self, responses: Any) -> Iterable[Response]:
        """Return a copy, which can be made of a sequence alone."""
        copied: Sequence[Response] = responses[:]
        return copied


class Stripping(SoundExporter):
    """Drops what looks like an entity of markup."""

    def lines(self, document: Document, *others: Any) -> Iterator[str]:
        """Drop the character."""
        return (line.replace("&", "") for line in super().lines(document, *others))


class Vague(SoundExporter):
    """Writes a number as many."""

    def cell(self, cell: Cell, writer: Formatter) -> str:
        """Return a word for a number."""
        return "many" if isinstance(cell, NumberCell) else super().cell(cell, writer)


class Monolingual(SoundExporter):
    """Writes French whatever it is asked for."""

    def lines(
        self, document: Document, language: str, render: Render, writer: Formatter
    ) -> Iterator[str]:
        """Take another formatter."""
        french = Formatter(language="fr", messages=writer.messages)
        return super().lines(document, language, render, french)


class Unguarded(SoundTables):
    """Writes what somebody wrote into a cell as it is."""

    def guard(self, text: str) -> str:
        """Return the text."""
        return text


class Zeroing(SoundExporter):
    """Takes a withheld cell for nought."""

    def cell(self, cell: Cell, writer: Formatter) -> str:
        """Return nought for nothing."""
        return "0" if isinstance(cell, WithheldCell) else super().cell(cell, writer)


class Leaking(SoundExporter):
    """Fills a withheld cell with what stood there in the report before."""

    def __init__(self) -> None:
        """Know nothing."""
        self.last: Report | None = None
        self.former: dict[str, str] = {}
        self.before: dict[str, str] = {}

    def report(self, report: Report, *others: Any) -> Iterator[str]:
        """Keep the cells of this report for the next one that is another."""
        if report != self.last:
            self.last, self.former = report, self.before
        former, self.before = self.former, {}
        yield from super().report(report, *others)
        for section in report.sections:
            for block in section.blocks:
                if isinstance(block, Table) and len(block.rows) == 1:
                    yield from self.remembered(block, former)

    def remembered(self, table: Table, former: dict[str, str]) -> Iterator[str]:
        """Yield what the former report showed in this table's last cell, and keep this one's."""
        kind, cell = table.columns[-1].kind, table.rows[0][-1]
        if isinstance(cell, WithheldCell) and kind in former:
            yield former[kind]
        elif isinstance(cell, CountCell | NumberCell):
            self.before[kind] = str(cell.low)
        elif isinstance(cell, DateCell):
            self.before[kind] = cell.date


class Narrow(SoundExporter):
    """Has no room for a long word."""

    def block(self, *others: Any) -> Iterator[str]:
        """Refuse a long word."""
        for line in super().block(*others):
            if any(len(word) > 5000 for word in line.split()):
                message = "a word does not fit"
                raise ValueError(message)
            yield line


class Undrawn(SoundExporter):
    """Asks for a picture and throws it away."""

    def block(
        self, block: Block, tables: dict[str, Table], render: Render, writer: Formatter
    ) -> Iterator[str]:
        """Write the block without its picture."""
        if isinstance(block, Figure):
            render(block, tables[block.table], "image/svg+xml")
        return super().block(block, tables, lambda *_: None, writer)


class Escaping(SoundExporter):
    """Writes beside the folder that it is given."""

    def export(self, *arguments: Any) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the file under another name."""
        for name, chunks in super().export(*arguments):
            yield f"../{name}", chunks


class Scribbling(SoundExporter):
    """Keeps a copy on the disk."""

    def export(self, *arguments: Any) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Write the copy."""
        with tempfile.TemporaryFile() as copy:
            for name, chunks in super().export(*arguments):
                copy.writelines(chunks)
                yield name, chunks


class Calling(SoundExporter):
    """Looks up an address."""

    def lines(self, *arguments: Any) -> Iterator[str]:
        """Ask for an address of this machine."""
        socket.getaddrinfo("localhost", 80)
        return super().lines(*arguments)
