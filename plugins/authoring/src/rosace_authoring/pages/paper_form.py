"""The paper form: an instrument as a sheet to print and fill in by hand."""

from typing import TYPE_CHECKING

from rosace.instrument import Instrument

if TYPE_CHECKING:
    from rosace_authoring.pages.templating import Page

__all__ = ["paper_page"]


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
