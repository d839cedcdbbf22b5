"""The words of a page: ours and an instrument's, each marked with its language."""

from functools import cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from rosace.errors import UnknownMessageError
from rosace.formatting import Formatter, Segment
from rosace.messages import translate
from rosace.report import Translated
from rosace.values import value
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from babel import Locale

    from rosace.report import Phrase
    from rosace.values import Localized

__all__ = ["Wording", "direction_of", "name_of"]

_FALLBACK: Final = "en"


@value
class Wording:
    """Gives a page its words in one language.

    Args:
        language: Language tag of the page.
    """

    language: str

    @property
    def formatter(self) -> Formatter:
        """Writes numbers and dates in the language."""
        return Formatter(language=self.language, messages={})

    def plain(self, identifier: str, **arguments: str | int) -> str:
        """Return words of ours without markup, in English where the language has none."""
        return self._ours(identifier, arguments).text

    def say(self, identifier: str, **arguments: str | int) -> Markup:
        """Return words of ours; those that are not in the page's language say which they are in."""
        return _passage(self._ours(identifier, arguments))

    def text(self, words: "Localized") -> Markup:
        """Return words of an instrument, made fit to stand in a page."""
        return Markup("").join(_passage(segment) for segment in self._given(words))

    def phrase(self, phrase: "Phrase") -> Markup:
        """Return a phrase of the core's, made fit to stand in a page."""
        return Markup("").join(map(_passage, self.formatter.segments(phrase)))

    def plain_text(self, words: "Localized") -> str:
        """Return words of an instrument for where no markup can be."""
        return "".join(segment.text for segment in self._given(words))

    def months(self) -> tuple[str, ...]:
        """Return the names of the months."""
        from babel.dates import get_month_names  # noqa: PLC0415  # takes 20 ms to import

        names = get_month_names("wide", "stand-alone", _locale(self.language))
        return tuple(names.values())

    def _given(self, words: "Localized") -> tuple[Segment, ...]:
        return self.formatter.segments(Translated(localized=words))

    def _ours(self, identifier: str, arguments: dict[str, str | int]) -> Segment:
        try:
            return Segment(text=translate(identifier, self.language, arguments, PACKAGE))
        except UnknownMessageError:
            said = translate(identifier, _FALLBACK, arguments, PACKAGE)
            return Segment(text=said, language=_FALLBACK)


def direction_of(language: str) -> str:
    """Return which way a language is written: ``ltr`` or ``rtl``."""
    return "rtl" if _locale(language).character_order == "right-to-left" else "ltr"


def name_of(language: str) -> str:
    """Return how a language calls itself, or its tag where nobody knows."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  # takes 20 ms to import

    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        return language
    return language if name is None else name[:1].upper() + name[1:]


@cache
def _locale(language: str) -> "Locale":
    """Return what is known of a language, or of English where nothing is."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  # takes 20 ms to import

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(_FALLBACK)


def _passage(segment: Segment) -> Markup:
    if segment.language is None:
        return escape(segment.text)
    marked = Markup('<span lang="{}" dir="{}">{}</span>')
    return marked.format(segment.language, direction_of(segment.language), segment.text)
