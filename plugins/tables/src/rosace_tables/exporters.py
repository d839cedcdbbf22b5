"""The exporters: CSV, data packages, Parquet and XLSX."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.interfaces import Responses
from rosace.report import Report, Translated
from rosace.values import value
from rosace_tables import writing
from rosace_tables.describing import (
    NAME,
    codebook_fields,
    keyed,
    package,
    record_fields,
    resource,
    response_fields,
)
from rosace_tables.exploded import ROW, exploded, table_name
from rosace_tables.passing import zipped
from rosace_tables.responses import responses_table
from rosace_tables.tidy import codebook, report_tables
from rosace_tables.words import say

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render

__all__ = ["CsvExporter", "DataPackageExporter", "ParquetExporter", "XlsxExporter"]

_ALL: "Final[frozenset[DocumentKind]]" = frozenset({"report", "responses", "instrument"})


@value
class CsvExporter:
    """Writes reports as a folder of tidy tables, responses and instruments as one table each.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Empty: a report makes a folder.
    """

    name: str = "csv"
    media_types: tuple[str, ...] = ("text/csv",)
    accepts: "frozenset[DocumentKind]" = _ALL
    suffix: str = ""

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield files as a relative name and chunks of bytes.

        A report gives ``SECTION-TABLE.csv`` for each table, ``tables.csv``, ``columns.csv``
        and their descriptor ``datapackage.json``; responses give ``responses.csv``, which is
        read back without loss; an instrument gives ``codebook.csv``.

        Args:
            document: What to write.
            language: Language tag of what is written.
            render: Not used: tables hold no pictures.
            format: Writes phrases in the language.
        """
        del language, render
        if isinstance(document, Report):
            return report_tables(document, format)
        if isinstance(document, Responses):
            _, chunks = _responses(document)
            return (("responses.csv", chunks),)
        return (("codebook.csv", writing.table(*codebook(document, format))),)


@value
class XlsxExporter:
    """Writes a report as a workbook; responses and instruments as a workbook of one sheet.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file that it makes.
    """

    name: str = "xlsx"
    media_types: tuple[str, ...] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    accepts: "frozenset[DocumentKind]" = _ALL
    suffix: str = ".xlsx"

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield the one file of a document.

        Args:
            document: What to write.
            language: Language tag of what is written.
            render: Not used: the spreadsheet program draws the charts.
            format: Writes phrases and cells in the language.
        """
        from rosace_tables.workbook.grids import (  # noqa: PLC0415  # not for CSV
            grid_workbook,
            refuse_too_many,
        )
        from rosace_tables.workbook.report import report_workbook  # noqa: PLC0415  # not for CSV

        del render
        if isinstance(document, Report):
            yield "report.xlsx", (report_workbook(document, format),)
            return
        kind = "responses" if isinstance(document, Responses) else "codebook"
        title = say(f"tables.book.sheet.{kind}", language)
        grid = (
            responses_table(document)
            if isinstance(document, Responses)
            else codebook(document, format)
        )
        if isinstance(document, Responses):
            refuse_too_many(document.responses, len(grid[0]))
        yield f"{kind}.xlsx", (grid_workbook(grid, title, title, language),)


@value
class DataPackageExporter:
    """Writes CSV files with their descriptor into one ZIP file: a Tabular Data Package.

    Of responses, each repeating record is a table of its own besides, a row for each of its rows.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file that it makes.
    """

    name: str = "datapackage"
    media_types: tuple[str, ...] = ("application/zip",)
    accepts: "frozenset[DocumentKind]" = _ALL
    suffix: str = ".zip"

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield the one file of a document.

        Args:
            document: What to write.
            language: Language tag of what is written.
            render: Not used: tables hold no pictures.
            format: Writes phrases in the language.
        """
        del render
        yield "datapackage.zip", zipped(_members(document, language, format))


@value
class ParquetExporter:
    """Writes a report as a folder of Parquet files, responses as one.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Empty: a report makes a folder.
    """

    name: str = "parquet"
    media_types: tuple[str, ...] = ("application/vnd.apache.parquet",)
    accepts: "frozenset[DocumentKind]" = frozenset({"report", "responses"})
    suffix: str = ""

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield files as a relative name and chunks of bytes.

        A report gives ``SECTION-TABLE.parquet`` for each table and ``tables.parquet``;
        responses give ``responses.parquet``.

        Args:
            document: What to write.
            language: Language tag of what is written.
            render: Not used: tables hold no pictures.
            format: Writes phrases in the language.

        Raises:
            TypeError: The document is an instrument.
        """
        from rosace_tables.parquet.report import report_files  # noqa: PLC0415  # not for CSV
        from rosace_tables.parquet.responses import responses_file  # noqa: PLC0415  # likewise

        del language, render
        if isinstance(document, Report):
            return report_files(document, format)
        if isinstance(document, Responses):
            return (("responses.parquet", responses_file(document, format)),)
        message = f"the exporter parquet takes no {type(document).__name__}"
        raise TypeError(message)


def _responses(document: Responses) -> tuple[Sequence[str], Iterable[bytes]]:
    """Return the headings of responses and their CSV, made of columns where they are had so."""
    from rosace_tables.batches import csv_of  # noqa: PLC0415  # only where an engine holds them

    if (columns := document.columns) is not None:
        return columns.headings(), csv_of(document.instrument, columns)
    headings, rows = responses_table(document)
    return headings, writing.table(headings, rows)


def _members(
    document: "Document",
    language: str,
    format: "Formatter",  # noqa: A002  # as above
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files of a data package: tables, then what describes them."""
    if isinstance(document, Report):
        yield from report_tables(document, format)
        return
    about = document.instrument if isinstance(document, Responses) else document
    resources: list[Mapping[str, Any]] = []
    keys: tuple[str, ...] = ()
    if isinstance(document, Responses):
        headings, chunks = _responses(document)
        fields = response_fields(headings, about, language)
        kind, keys = "responses", ("@id",)
    else:
        headings, rows = codebook(document, format)
        kind, fields, chunks = "codebook", codebook_fields(headings), writing.table(headings, rows)
    title = say(f"tables.book.sheet.{kind}", language)
    resources.append(keyed(resource(f"{kind}.csv", title, fields), keys))
    yield f"{kind}.csv", chunks
    for item, (heads, held) in exploded(document) if isinstance(document, Responses) else ():
        name, words = table_name(item), format.phrase(Translated(localized=item.text))
        fields = record_fields(heads, about, item, language)
        resources.append(keyed(resource(name, words, fields), ("@id", ROW), of=kind))
        yield name, writing.table(heads, held)
    named = format.phrase(Translated(localized=about.title))
    yield NAME, (package(named, language, resources),)
