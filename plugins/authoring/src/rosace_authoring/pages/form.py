"""The form: an instrument as respondents see it on a screen."""

from typing import TYPE_CHECKING

from rosace.instrument import Instrument

if TYPE_CHECKING:
    from rosace_authoring.pages.templating import Page

__all__ = ["form_page"]


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
