"""The exporters: CSV, data packages and XLSX."""

import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rosace.interfaces import Responses
from rosace.report import Report, Translated
from rosace.values import value
from rosace_tables import writing
from rosace_tables.describing import (
    NAME,
    codebook_fields,
    package,
    resource,
    response_fields,
)
from rosace_tables.responses import responses_table
from rosace_tables.tidy import codebook, report_tables
from rosace_tables.words import say

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render

__all__ = ["CsvExporter", "DataPackageExporter", "XlsxExporter"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
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
        and their descriptor ``datapackage.json``; responses give ``responses.csv``, which is read back without
        loss; an instrument gives ``codebook.csv``.

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
            return (("responses.csv", writing.table(*responses_table(document))),)
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
        from rosace_tables.workbook.grids import grid_workbook  # noqa: PLC0415  # not for CSV
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
        yield f"{kind}.xlsx", (grid_workbook(grid, title, title, language),)


@value
class DataPackageExporter:
    """Writes CSV files with their descriptor into one ZIP file: a Tabular Data Package.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file that it makes.
    """

    name: str = "datapackage"
    media_types: tuple[str, ...] = ("application/zip", "text/csv")
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
        files = list(CsvExporter().export(document, language, render, format))
        if not isinstance(document, Report):
            ((name, _),) = files
            described = _described(document, name, language, format)
            files.append((NAME, (described,)))
        yield "datapackage.zip", (_zipped(files),)


def _described(
    document: "Responses | Instrument",
    name: str,
    language: str,
    format: "Formatter",  # noqa: A002  # as above
) -> bytes:
    """Return the descriptor of the table of responses or of an instrument."""
    is_responses = isinstance(document, Responses)
    instrument = document.instrument if isinstance(document, Responses) else document
    if isinstance(document, Responses):
        fields = response_fields(responses_table(document)[0], instrument, language)
    else:
        fields = codebook_fields(codebook(document, format)[0])
    title = say(f"tables.book.sheet.{'responses' if is_responses else 'codebook'}", language)
    about = format.phrase(Translated(localized=instrument.title))
    return package(about, language, (resource(name, title, fields),))


def _zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, chunks in files:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(member, b"".join(chunks))
    return held.getvalue()
