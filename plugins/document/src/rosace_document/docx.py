"""The exporter ``docx``: a report as a Word document that people go on writing in."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rosace.report import Report
from rosace.values import value

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render

__all__ = ["DocxExporter"]

_NAME: Final = "report.docx"


@value
class DocxExporter:
    """Writes a report as one Word document (Office Open XML), without macro or outside reference.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file it makes.
    """

    name: str = "docx"
    media_types: tuple[str, ...] = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
    accepts: "frozenset[DocumentKind]" = frozenset({"report"})
    suffix: str = ".docx"

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield the one file of a report.

        Args:
            document: The report.
            language: Language tag of what is written.
            render: Draws a figure; where it cannot, the document says so and the table remains.
            format: Writes phrases and cells in the language.

        Raises:
            TypeError: The document is no report.
        """
        if not isinstance(document, Report):
            message = f"the exporter {self.name} takes a report, not {type(document).__name__}"
            raise TypeError(message)
        # python-docx takes 60 ms to import, and only an export needs it.
        from rosace_document.word_report import word_report  # noqa: PLC0415

        yield _NAME, (word_report(document, language, render, format),)
