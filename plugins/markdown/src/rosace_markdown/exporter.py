"""The exporter ``markdown``: a folder with ``report.md`` and its pictures."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from rosace.report import Report
from rosace.values import value
from rosace_markdown.writing import Writer

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render

__all__ = ["MarkdownExporter"]

_NAME: Final = "report.md"


@value
class MarkdownExporter:
    """Writes a report as Markdown (CommonMark with GitHub's tables) and SVG pictures.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file it makes; empty, since it makes a folder.
    """

    name: str = "markdown"
    media_types: tuple[str, ...] = ("text/markdown", "image/svg+xml")
    accepts: "frozenset[DocumentKind]" = frozenset({"report"})
    suffix: str = ""

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield ``report.md`` and one picture for each figure that could be drawn.

        Args:
            document: The report.
            language: Language tag of what is written.
            render: Draws a figure; where it cannot, the text says so and the table remains.
            format: Writes phrases and cells in the language.

        Raises:
            TypeError: The document is no report.
        """
        if not isinstance(document, Report):
            message = f"the exporter markdown takes a report, not {type(document).__name__}"
            raise TypeError(message)
        writer = Writer(document, language, render, format)
        yield _NAME, _encoded(writer.lines())
        for name, picture in writer.pictures.items():
            yield name, (picture,)


def _encoded(lines: Iterator[str]) -> tuple[bytes, ...]:
    # All of it at once: only then are the pictures known.
    return tuple(f"{line}\n".encode() for line in lines)
