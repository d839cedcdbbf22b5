"""The exporter ``form``: an instrument as respondents see it on a screen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rosace.instrument import Instrument
from rosace.values import value

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render
    from rosace_authoring.pages.templating import Page

__all__ = ["FormExporter", "form_page"]

_NAME: Final = "form.html"


@value
class FormExporter:
    """Writes the form of an instrument as one accessible page that stores and sends nothing."""

    @property
    def name(self) -> str:
        """Name by which it is asked for."""
        return "form"

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
        """Yield the one file of a form.

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
            message = f"the exporter form takes an instrument, not {type(document).__name__}"
            raise TypeError(message)
        yield _NAME, form_page(document, language).chunks


def form_page(instrument: Instrument, language: str) -> "Page":
    """Return the form of an instrument.

    Args:
        instrument: A resolved instrument.
        language: Language tag of the form.
    """
    from rosace_authoring.pages.sheets import Sheet  # noqa: PLC0415  # a plugin is light to load
    from rosace_authoring.pages.templating import inline, render  # noqa: PLC0415  # likewise

    sheet = Sheet.of(instrument, language)
    return render(
        "form.html",
        style=inline("look.css", "form.css"),
        script=inline("form.js"),
        sheet=sheet,
        wording=sheet.wording,
    )
