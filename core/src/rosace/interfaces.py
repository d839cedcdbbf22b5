"""What plugins hand to the core: references, exporters, importers and engines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol, Union

import attrs

from rosace.columnar import Columnar
from rosace.sizes import MOST_PROBLEMS
from rosace.values import Localized, Scalar, id_field, value, version_field, words_field

if TYPE_CHECKING:
    from rosace.counting import Counted
    from rosace.errors import Problem
    from rosace.formatting import Formatter
    from rosace.instrument import Instrument
    from rosace.intake import Intake, Rejected
    from rosace.mapping import FileMapping
    from rosace.report import Figure, Report, Table
    from rosace.response import Response
    from rosace.study import Study

__all__ = [
    "Document",
    "DocumentKind",
    "Drawing",
    "Engine",
    "Examined",
    "Exporter",
    "Holding",
    "ImportOptions",
    "ImportedCell",
    "ImportedRecord",
    "ImportedTable",
    "Importer",
    "InstrumentReference",
    "Order",
    "Render",
    "Responses",
    "SheetColumns",
]

DocumentKind = Literal["report", "responses", "instrument"]


@value
class InstrumentReference:
    """Names an instrument without reading it.

    Args:
        id: The instrument's id.
        version: Its version.
        titles: Its title by language.
        package: The package that holds its file.
        resource: The file's path inside the package, with ``/`` between parts.
    """

    id: str = id_field()
    version: str = version_field()
    titles: Localized = words_field()
    package: str
    resource: str


@value
class Drawing:
    """A figure in one language: what is needed to draw it beside its rows.

    Args:
        id: The figure's id.
        title: Its title.
        alternative: What it shows, for who cannot see it.
        specification: A Vega-Lite specification without data, its words resolved.
    """

    id: str
    title: str
    alternative: str
    specification: Mapping[str, Any]


Render = Callable[["Figure", "Table", str], bytes | None]
"""Draws a figure from the rows of its table in a media type, or says None where nothing can."""


def _in_order(responses: "Iterable[Response]") -> "Iterable[Response]":
    if not isinstance(responses, tuple | list | Iterator):
        return responses
    from rosace.writing import sorted_responses  # noqa: PLC0415  # only to export

    return tuple(sorted_responses(responses))


@value
class Responses:
    """Responses of one instrument, as an exporter gets them.

    Args:
        instrument: The instrument, resolved.
        responses: The responses in an order independent of arrival: wave, instrument, id.
            They may be gone through several times, and may be more than memory holds. Those
            of a list, a tuple or an iterator are held and put in order here; whatever else
            may be gone through several times must have that order already.
    """

    instrument: "Instrument"
    responses: "Iterable[Response]" = attrs.field(converter=_in_order)

    @property
    def columns(self) -> Columnar | None:
        """The same responses as columns, which are written faster; None where there are none."""
        return self.responses if isinstance(self.responses, Columnar) else None

    @property
    def holds_individuals(self) -> bool:
        """Whether an individual's answers are among them."""
        if self.columns is not None:
            return "individual" in self.columns.kinds()
        return any(each.respondent.kind == "individual" for each in self.responses)


Document = Union["Report", Responses, "Instrument"]
"""What an exporter may take."""


class Exporter(Protocol):
    """Turns a document into files; it never touches the disk."""

    @property
    def name(self) -> str:
        """Name by which it is asked for, such as ``html``."""

    @property
    def media_types(self) -> tuple[str, ...]:
        """Media types of what it makes."""

    @property
    def accepts(self) -> frozenset[DocumentKind]:
        """The kinds of document that it takes."""

    @property
    def suffix(self) -> str:
        """Suffix of the file that it makes of a report, with its dot; empty when it makes a folder.

        Of responses or an instrument every exporter makes one file.
        """

    def export(
        self,
        document: Document,
        language: str,
        render: Render,
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield files as a relative name and chunks of bytes.

        Args:
            document: What to write.
            language: Language tag of what is written.
            render: Draws a figure, or returns None where no plugin can.
            format: Writes phrases, cells, numbers and dates in the language.
        """


@value
class ImportOptions:
    """How a foreign file is to be read, where its mapping says so; detected otherwise."""

    encoding: str | None = None
    separator: str | None = None


@value
class SheetColumns:
    """Where the columns of a table stand on a sheet of a workbook.

    Args:
        sheet: The sheet's name.
        letters: The letters of a column, by its heading, or by the field of a record.
    """

    sheet: str
    letters: Mapping[str, str]

    def cell(self, name: str | None, row: int | None) -> str | None:
        """Return a cell as spreadsheet programs name it, None where no column is its own.

        Args:
            name: The heading or field.
            row: The row, from 1.
        """
        letters = self.letters.get(name or "")
        quoted = self.sheet.replace("'", "''")
        return f"'{quoted}'!{letters}{row}" if letters and row else None


@value
class ImportedRecord:
    """One row of a repeating record, where a file keeps such rows apart from the responses'.

    Args:
        row: Its number in its own table.
        cells: Its cells as they stand, None for an empty one, by field; ``id`` is the
            row's own id, which may be left out.
        columns: Where the cells stand, in a workbook.
    """

    row: int
    cells: Mapping[str, Scalar | float | None]
    columns: SheetColumns | None = None


ImportedCell = Scalar | float | tuple[ImportedRecord, ...] | None
"""A cell as a file holds it: text, a number, yes or no, the rows of a repeating record."""


@value
class ImportedTable:
    """A foreign table, with what was understood of it.

    Args:
        columns: Its headings, in order.
        rows: The row's number in the file (headings are row 1) and its cells, None
            for an empty one; a row that cannot be read gives its Problem instead,
            and what is to be said of the table a notice.
        understood: What was detected, such as ``encoding`` and ``separator``.
        sheet: Where the columns stand, in a workbook.
    """

    columns: tuple[str, ...]
    rows: "Iterator[tuple[int, tuple[ImportedCell, ...] | Problem]]"
    understood: Mapping[str, str]
    sheet: SheetColumns | None = None


class Importer(Protocol):
    """Reads a foreign format into rows and columns; the core maps them to responses."""

    @property
    def name(self) -> str:
        """Name by which it is asked for, such as ``csv``."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Suffixes of the files it reads, with their dot."""

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Read a table.

        Args:
            source: The file, open for reading.
            file: Its name, for Problems.
            options: How to read it.

        Raises:
            InvalidDocumentError: The file cannot be read, with its Problems.
        """


@value
class Order:
    """What an engine is asked to take in.

    Args:
        sources: The files, one by one; the name of a table where the engine reads a database.
        intake: How one document is read and checked. It is the reference, and has the last
            word: an engine may accept by itself only what the intake surely accepts.
        mapping: What the columns of foreign files mean.
        connection: The URL of the database or cluster, where one is named.
        most_problems: How many errors are kept in full; the others are counted by code.
    """

    sources: tuple[str, ...]
    intake: "Intake"
    mapping: "FileMapping | None" = None
    connection: str | None = None
    most_problems: int = MOST_PROBLEMS

    @property
    def instrument(self) -> "Instrument":
        """The instrument that is answered, resolved."""
        return self.intake.instrument

    @property
    def watch(self) -> Callable[[int], None] | None:
        """Who is told from time to time how many documents have been read of all sources."""
        return self.intake.watch


@value
class Examined:
    """What was found when documents were taken in.

    Args:
        sound: How many responses are sound.
        refused: How many documents are refused.
        problems: The first errors, in the order of sources and of what stands in them.
        beyond: How many more errors there are, by code.
        notices: What else is to be said.
        more_notices: How many more notices there are, by code.
    """

    sound: int
    refused: int
    problems: "tuple[Problem, ...]" = ()
    beyond: Mapping[str, int] = attrs.field(factory=dict)
    notices: "tuple[Problem, ...]" = ()
    more_notices: Mapping[str, int] = attrs.field(factory=dict)


class Holding(Protocol):
    """Responses to one instrument that an engine holds: examined, to be counted or read again."""

    @property
    def engine(self) -> str:
        """Name of the engine."""

    @property
    def instrument(self) -> "Instrument":
        """The instrument that they answer, resolved."""

    @property
    def examined(self) -> Examined:
        """What was found when they were taken in."""

    @property
    def waves(self) -> tuple[str, ...]:
        """The waves of the sound responses, sorted."""

    def attributes(self) -> Mapping[str, tuple[str, ...]]:
        """Return each attribute that a respondent has, with all its values, sorted."""

    def count(self, study: "Study") -> "Counted":
        """Count all that the disclosure gate needs of the sound responses.

        Args:
            study: Whose voice counts, and which breakdowns exist.
        """

    def rejected(self) -> "Iterator[Rejected]":
        """Yield the refused documents with their reasons, in the order of the errors."""

    def responses(self) -> "Iterable[Response]":
        """Return the sound responses, which can be gone through again and again.

        They come one at a time, sorted by wave and id: the order tells nothing of arrival. An
        engine that holds columns may give them as such besides: `rosace.columnar.Columnar`.
        """


class Engine(Protocol):
    """Takes in responses to count them; the core's own does so one by one, in memory."""

    @property
    def name(self) -> str:
        """Name by which it is asked for."""

    def open(self, order: Order) -> AbstractContextManager[Holding]:
        """Return what takes in the responses, and lets go of them in the end.

        Args:
            order: What to take in.

        Raises:
            InvalidDocumentError: A source cannot be read at all.
            UsageError: The order asks for what the engine cannot do.
        """
