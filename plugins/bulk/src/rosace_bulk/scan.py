"""A table of responses read where it is, and the row path for what is doubtful in it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.intake import Intake, Seen
from rosace.interfaces import ImportedCell, ImportedRecord, ImportedTable
from rosace.mapping import IGNORE, FileMapping, direct_mapping, rows_to_documents
from rosace.values import value
from rosace_bulk.columns import FILE, INDEX, ROW, STOOD, VOICE, refuse
from rosace_bulk.connecting import Row, given_name
from rosace_bulk.rows import Layout

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Scan", "is_laid_out", "scan"]

_BETWEEN: Final = " | "
_NOTHING: Final = "[]"
_NUL: Final = "\0"


@value
class Scan:
    """Responses in a table that an engine reads by itself.

    Args:
        intake: How a document is looked at.
        table: The table, with `FILE` and `ROW`.
        mapping: What its columns mean.
        sources: The names of its files, or its own, as they were given.
    """

    intake: Intake
    table: "ir.Table"
    mapping: FileMapping
    sources: tuple[str, ...]

    @property
    def layout(self) -> Layout:
        """The table with its columns named as our own convention names them."""
        columns = {each.to: each.column for each in self.mapping.columns if each.to != IGNORE}
        held = {to: self.table[column] for to, column in columns.items()}
        stood = {
            name: self.table[name]
            for name in (FILE, ROW, INDEX, VOICE)
            if name in self.table.columns
        }
        return Layout(
            table=self.table.select(**{**held, **stood}),
            wave=self.intake.usual_wave,
            version=self.intake.instrument.version,
            kind=self.intake.kind,
        )

    def seen(self, rows: Iterable[Row]) -> Iterator[Seen]:
        """Yield what the core makes of rows of the table, one by one.

        Args:
            rows: Rows of `table` with all its columns, those of one file together.
        """
        look = self.intake.look()
        for stored, some in groupby(rows, key=lambda row: str(row[FILE])):
            file = given_name(stored, self.sources)
            found = self._documents(file, some)
            for place, document in found:
                yield look(place, document)

    def notices(self, headings: Sequence[str], file: str) -> Iterator[Seen]:
        """Yield what is to be said of a file as a whole.

        Args:
            headings: Its columns.
            file: Its name.

        Raises:
            InvalidDocumentError: No column holds answers.
        """
        mapping = direct_mapping(headings, self.intake.instrument, self.intake.known_attributes)
        table = ImportedTable(columns=tuple(headings), rows=iter(()), understood={})
        look = self.intake.look()
        found = rows_to_documents(table, mapping, self.intake.instrument, file=file)
        return (look(place, document) for place, document in found)

    def _documents(self, file: str, rows: Iterable[Row]) -> Any:
        columns = tuple(name for name in self.table.columns if name not in STOOD)
        read = ((int(row[ROW]), _cells(row, columns)) for row in rows)
        return (
            (place, document)
            for place, document in rows_to_documents(
                ImportedTable(columns=columns, rows=read, understood={}),
                self.mapping,
                self.intake.instrument,
                file=file,
                wave=self.intake.usual_wave,
                kind=self.intake.kind,
            )
            # What is to be said of the columns is said once of each file.
            if place.row != 1
        )


def is_laid_out(headings: Iterable[str], intake: Intake) -> bool:
    """Say whether a table has what an engine needs to read it by itself: who answered, and an id.

    Args:
        headings: Its columns.
        intake: How its rows would be read.
    """
    try:
        mapping = direct_mapping(list(headings), intake.instrument, intake.known_attributes)
    except InvalidDocumentError:
        return False
    targets = [each.to for each in mapping.columns]
    return targets.count("@id") == targets.count("@respondent") == 1


def scan(intake: Intake, table: "ir.Table", sources: Sequence[str]) -> Scan:
    """Return a table as responses.

    Args:
        intake: How a document is looked at.
        table: The table, with `FILE` and `ROW`.
        sources: The names of its files, or its own.

    Raises:
        InvalidDocumentError: No column holds answers, or none says who gave them.
    """
    headings = [name for name in table.columns if name not in STOOD]
    mapping = direct_mapping(headings, intake.instrument, intake.known_attributes)
    if not is_laid_out(headings, intake):
        refuse("bulk-not-laid-out", sources[0])
    return Scan(intake=intake, table=table, mapping=mapping, sources=tuple(sources))


def _cells(row: Row, columns: Sequence[str]) -> tuple[ImportedCell, ...] | Problem:
    cells = tuple(_cell(row[name], int(row[ROW])) for name in columns)
    if any(isinstance(cell, str) and _NUL in cell for cell in cells):
        return Problem("nul-character", row=int(row[ROW]))
    return cells


def _cell(held: Any, row: int) -> ImportedCell:
    if isinstance(held, list) and held and all(isinstance(each, dict) for each in held):
        return tuple(
            ImportedRecord(row=row, cells={name: _flat(cell) for name, cell in each.items()})
            for each in held
        )
    return _flat(held)


def _flat(held: Any) -> str | float | bool | None:
    if held is None or isinstance(held, str | bool | int | float):
        return held
    if isinstance(held, list):
        return _BETWEEN.join(str(_flat(each)) for each in held) or _NOTHING
    if isinstance(held, datetime):
        is_day = held.time() == datetime.min.time()
        return held.date().isoformat() if is_day else held.isoformat()
    return held.isoformat() if isinstance(held, date) else str(held)
