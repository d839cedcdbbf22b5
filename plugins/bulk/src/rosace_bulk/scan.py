"""A table of responses read where it is, and the row path for what is doubtful in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace.intake import Intake, Seen
from rosace.interfaces import ImportedTable
from rosace.mapping import FileMapping, direct_mapping, rows_to_documents
from rosace.places import Place
from rosace.typed_cells import typed_cells
from rosace.values import evolve, value
from rosace_bulk.columns import FILE, INDEX, ROW, STOOD, VOICE, refuse
from rosace_bulk.connecting import Row, given_name
from rosace_bulk.numbers import NUMBER
from rosace_bulk.rows import Layout

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["NEEDED", "Scan", "laid_out", "scan"]

NEEDED: Final = frozenset({"@id", "@respondent"})
"""The columns without which an engine cannot tell responses apart."""


@value
class Scan:
    """Responses in a table that an engine reads by itself.

    Args:
        intake: How a document is looked at.
        table: The table, with `FILE` and `ROW`.
        mapping: What its columns mean.
        sources: The names of its files, or its own, as they were given.
        headings: The columns of each of its files, where they are known; else those of the table.
        numbers: Its columns of numbers, if it is one of our own.
        is_bare: Whether respondents' names are known to be but small letters and digits.
    """

    intake: Intake
    table: "ir.Table"
    mapping: FileMapping
    sources: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    numbers: tuple[str, ...] = ()
    is_bare: bool = False

    @property
    def layout(self) -> Layout:
        """The table with its columns named as our own convention names them."""
        items = {item.id for item in self.intake.instrument.items}
        held = {each.to: self.table[each.column] for each in self.mapping.columns}
        # Whole numbers are spelled as the core spells them; what is no text is seen to be none.
        held = {
            to: column.cast("string") if to not in items and column.type().is_integer() else column
            for to, column in held.items()
        }
        stood = {
            name: self.table[name]
            for name in (FILE, ROW, INDEX, VOICE, *self.numbers)
            if name in self.table.columns
        }
        return Layout(
            table=self.table.select(**{**held, **stood}),
            wave=self.intake.usual_wave,
            version=self.intake.instrument.version,
            kind=self.intake.kind,
            is_numbered=bool(self.numbers),
            is_bare=self.is_bare,
        )

    def seen(self, rows: Iterable[Row]) -> Iterator[Seen]:
        """Yield what the core makes of rows of the table, one by one.

        Args:
            rows: Rows of `table` with all its columns, those of one file together.
        """
        look = self.intake.look()
        for stored, some in groupby(rows, key=lambda row: str(row[FILE])):
            file = given_name(stored, self.sources)
            for place, document in self._documents(file, some):
                # What is to be said of the columns is said once of each file.
                if place.row != 1:
                    yield look(place, document)

    def notices(self) -> Iterator[Seen]:
        """Yield what is to be said of each file as a whole."""
        look = self.intake.look()
        for file in self.headings or self.sources[:1]:
            yield from (look(place, said) for place, said in self._documents(file, ()))

    def place(self, file: str) -> Place:
        """Return what is known of where the rows of a file stand.

        Args:
            file: The file's name.
        """
        named = {each.to: each.column for each in self.mapping.columns}
        headings = {"/id": named["@id"], "/respondent/id": named["@respondent"]}
        return Place(file=file, headings=headings)

    def _documents(
        self, file: str, rows: Iterable[Row]
    ) -> Iterator[tuple[Place, dict[str, Any] | Problem]]:
        every = tuple(name for name in self.table.columns if name not in STOOD)
        columns = self.headings.get(file) or every
        known = self.intake.known_attributes
        return rows_to_documents(
            ImportedTable(
                columns=columns,
                rows=(
                    (number := int(row[ROW]), typed_cells(map(row.get, columns), number))
                    for row in rows
                ),
                understood={},
            ),
            direct_mapping(columns, self.intake.instrument, known),
            self.intake.instrument,
            file=file,
            wave=self.intake.usual_wave,
            kind=self.intake.kind,
        )


def laid_out(headings: Iterable[str], intake: Intake) -> dict[str, str] | None:
    """Return where the columns of a table go, if an engine can read it by itself, else None.

    It needs a column of ids and one of who answered, and no two for one thing.

    Args:
        headings: Its columns.
        intake: How its rows would be read.
    """
    try:
        mapping = direct_mapping(list(headings), intake.instrument, intake.known_attributes)
    except InvalidDocumentError:
        return None
    targets = {each.column: each.to for each in mapping.columns}
    names = set(targets.values())
    return targets if len(names) == len(targets) and names >= NEEDED else None


def scan(
    intake: Intake,
    table: "ir.Table",
    sources: Sequence[str],
    headings: Mapping[str, tuple[str, ...]] | None = None,
    *,
    is_numbered: bool = False,
) -> Scan:
    """Return a table as responses.

    Args:
        intake: How a document is looked at.
        table: The table, with `FILE` and `ROW`.
        sources: The names of its files, or its own.
        headings: The columns of each of its files, where they are known.
        is_numbered: Whether it is one of our own, with the numbers of answers.

    Raises:
        InvalidDocumentError: No column holds answers, or none says who gave them, or a column
            of words holds none.
    """
    numbers = tuple(n for n in table.columns if n.endswith(NUMBER)) if is_numbered else ()
    names = [name for name in table.columns if name not in {*STOOD, *numbers}]
    try:
        mapping = direct_mapping(names, intake.instrument, intake.known_attributes)
    except InvalidDocumentError as error:
        named = (evolve(each, file=sources[0]) for each in error.problems)
        raise InvalidDocumentError(tuple(named)) from None
    if laid_out(names, intake) is None:
        refuse("bulk-not-laid-out", sources[0])
    items = {item.id for item in intake.instrument.items}
    for each in mapping.columns:
        kind = table[each.column].type()
        if each.to not in items and not (kind.is_string() or kind.is_integer()):
            refuse("bulk-column-type", sources[0], column=each.column, found=str(kind))
    return Scan(
        intake=intake,
        table=table,
        mapping=mapping,
        sources=tuple(sources),
        headings=headings or {},
        numbers=numbers,
    )
