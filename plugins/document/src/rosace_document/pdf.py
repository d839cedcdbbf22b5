"""The exporter ``pdf``: a report as one accessible document to print and hand around."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from rosace.report import Report
from rosace.values import value

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render

__all__ = ["PdfExporter"]

_NAME: Final = "report.pdf"


@value
class PdfExporter:
    """Writes a report as tagged PDF/UA-1, on Letter pages.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file it makes.
    """

    name: str = "pdf"
    media_types: tuple[str, ...] = ("application/pdf",)
    accepts: "frozenset[DocumentKind]" = frozenset({"report"})
    suffix: str = ".pdf"

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
            message = f"the exporter pdf takes a report, not {type(document).__name__}"
            raise TypeError(message)
        yield _NAME, _document(document, language, render, format)


def _document(
    report: Report, language: str, render: "Render", formatter: "Formatter"
) -> Iterator[bytes]:
    # What sets a document takes a while to import, and only an export needs it.
    from rosace_document.report_data import report_data  # noqa: PLC0415
    from rosace_document.tagging import with_row_headers  # noqa: PLC0415  # as above
    from rosace_document.typesetting import typeset  # noqa: PLC0415  # as above
    from rosace_document.wording import Words  # noqa: PLC0415  # as above

    made = report_data(report, Words(language=language, formatter=formatter), render)
    data = {**made.data, "spelled": _lacking(made.data)}
    yield with_row_headers(typeset("report", data, made.pictures), made.headers)


def _lacking(data: Mapping[str, Any]) -> bool:
    """Say whether a document has to spell characters that its font lacks."""
    from rosace_document.typesetting import SPELLED, spelled  # noqa: PLC0415  # as above

    text = json.dumps(data, ensure_ascii=False)
    return str(spelled(text)).count(SPELLED) > text.count(SPELLED)
