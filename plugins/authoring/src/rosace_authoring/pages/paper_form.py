"""The exporter ``paper-form``: an instrument as a sheet to print and fill in by hand."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rosace.instrument import Instrument
from rosace.values import value

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render
    from rosace_authoring.pages.templating import Page

__all__ = ["PaperFormExporter", "paper_page"]

_NAME: Final = "paper-form.html"


@value
class PaperFormExporter:
    """Writes the answer sheet of an instrument as a page that prints on Letter or A4."""

    @property
    def name(self) -> str:
        """Name by which it is asked for."""
        return "paper-form"

    @property
    def media_types(self) -> tuple[str, ...]:
        """Media types of what it makes."""
        return ("text/html",)

    @property
    def accepts(self) -> "frozenset[DocumentKind]":
        """The kinds of document that it takes."""
        return frozenset({"instrument"})

    @property
    def suffix(self) -> str:
        """Suffix of the file it makes."""
        return ".html"

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield the one file of a paper form.

        Args:
            document: The instrument.
            language: Language tag of what is written.
            render: Draws figures; a form has none.
            format: Writes phrases and cells; a form has none.

        Raises:
            TypeError: The document is no instrument.
        """
        del render, format
        if not isinstance(document, Instrument):
            message = f"the exporter paper-form takes an instrument, not {type(document).__name__}"
            raise TypeError(message)
        yield _NAME, paper_page(document, language).chunks


def paper_page(instrument: Instrument, language: str) -> "Page":
    """Return the answer sheet of an instrument.

    Args:
        instrument: A resolved instrument.
        language: Language tag of the sheet.
    """
    from rosace_authoring.pages.paper_items import PaperItem, PaperWords  # noqa: PLC0415  # a plugin is light to load
    from rosace_authoring.pages.sheets import Sheet  # noqa: PLC0415  # likewise
    from rosace_authoring.pages.templating import inline, render  # noqa: PLC0415  # likewise

    sheet = Sheet.of(instrument, language)
    words = PaperWords.of(sheet)
    return render(
        "paper.html",
        style=inline("paper.css") + words.footer,
        sheet=sheet,
        paper=PaperItem,
        instructions=words.instructions,
        wording=sheet.wording,
    )
