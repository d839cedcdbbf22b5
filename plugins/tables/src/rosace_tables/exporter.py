"""The exporter to CSV."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from rosace.interfaces import Responses
from rosace.report import Report
from rosace_tables.responses import responses_table
from rosace_tables.tidy import codebook, report_tables

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.instrument import Instrument
    from rosace.interfaces import DocumentKind, Render

__all__ = ["CsvExporter"]


@attrs.frozen
class CsvExporter:
    """Writes reports as a folder of tidy tables, responses and instruments as one table each."""

    @property
    def name(self) -> str:
        """Name by which it is asked for."""
        return "csv"

    @property
    def media_types(self) -> tuple[str, ...]:
        """Media types of what it makes."""
        return ("text/csv",)

    @property
    def accepts(self) -> "frozenset[DocumentKind]":
        """The kinds of document that it takes."""
        return frozenset({"report", "responses", "instrument"})

    @property
    def suffix(self) -> str:
        """Empty: a report makes a folder, and responses and instruments one file in it."""
        return ""

    def export(
        self,
        document: "Report | Responses | Instrument",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield files as a relative name and chunks of bytes.

        A report gives ``SECTION-TABLE.csv`` for each table, ``tables.csv`` and
        ``columns.csv``; responses give ``responses.csv``, which is read back without
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
            return (("responses.csv", responses_table(document)),)
        return (("codebook.csv", codebook(document, format)),)
