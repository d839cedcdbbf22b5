"""The exporter of instruments as pages: ``form``, for a screen."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from rosace.instrument import Instrument
from rosace.values import value
from rosace_authoring.pages.form import form_page

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render
    from rosace_authoring.pages.templating import Page

__all__ = ["FORM", "PageExporter"]


@value
class PageExporter:
    """Writes an instrument as one page that stores and sends nothing.

    Args:
        name: Name by which it is asked for.
        page: Makes the page of an instrument in a language.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file it makes.
    """

    name: str
    page: "Callable[[Instrument, str], Page]"

    media_types: tuple[str, ...] = ("text/html",)
    accepts: "frozenset[DocumentKind]" = frozenset({"instrument"})
    suffix: str = ".html"

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield the one file of a page.

        Args:
            document: The instrument.
            language: Language tag of what is written.
            render: Draws figures; a page has none.
            format: Writes phrases and cells; a page has none.

        Raises:
            TypeError: The document is no instrument.
        """
        del render, format
        if not isinstance(document, Instrument):
            message = f"the exporter {self.name} takes an instrument, not {type(document).__name__}"
            raise TypeError(message)
        yield f"{self.name}.html", self.page(document, language).chunks


FORM: Final = PageExporter(name="form", page=form_page)
"""An instrument as respondents see it on a screen."""
