"""Words on their way to a template: in stretches of one language, with room to break lines."""

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rosace.errors import UnknownMessageError
from rosace.formatting import DASH
from rosace.messages import translate
from rosace.values import value
from rosace_document import PACKAGE
from rosace_document.typesetting import spelled

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.report import Phrase

__all__ = ["Rich", "Words", "breakable", "shortened", "tongue", "visible"]

Rich = list[tuple[str, str | None, str | None]]
"""Stretches of text, each with its language and region where they are not the document's."""

_LONGEST_WORD: Final = 28
"""Letters of a word that every line holds."""
_CHUNK: Final = 4
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_MOST_BOUND: Final = 60
"""Letters, spaces between them, that no-break spaces may hold together."""
_ENDLESS: Final = re.compile(
    rf"[^\s\u200b]{{{_LONGEST_WORD + 1},}}|(?:[^\s\u200b]|[\u00a0\u2007\u202f]){{{_MOST_BOUND},}}"
)
_TAG: Final = re.compile(r"([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?(?:-.*)?")
_CANADIAN: Final = frozenset({"fr", "en"})


@value
class Words:
    """Puts phrases into words for a template.

    Args:
        language: Language tag of the document.
        formatter: Writes phrases and cells.
    """

    language: str
    formatter: "Formatter"

    def say(self, name: str, **arguments: int) -> str:
        """Return words of the document itself, in English where its language has none.

        Args:
            name: The id of a message of this package, without ``document.``.
            arguments: What fills its placeholders.
        """
        message_id = f"document.{name}"
        try:
            return translate(message_id, self.language, arguments, PACKAGE)
        except UnknownMessageError:
            return translate(message_id, "en", arguments, PACKAGE)

    def rich(self, phrase: "Phrase") -> Rich:
        """Return a phrase in stretches of one language."""
        return [
            (breakable(segment.text), *(tongue(segment.language) or (None, None)))
            for segment in self.formatter.segments(phrase)
        ]

    def title(self, phrase: "Phrase") -> Rich:
        """Return a phrase that heads something, a dash where nothing of it can be seen."""
        return self.rich(phrase) if visible(self.formatter.phrase(phrase)) else [(DASH, None, None)]

    def plain(self, phrase: "Phrase") -> str:
        """Return a phrase as one text, for where no language can be marked."""
        return " ".join(self.formatter.phrase(phrase).split())


def tongue(tag: str | None) -> tuple[str, str | None] | None:
    """Return a language tag as Typst has it, or None where it says nothing that Typst knows.

    French and English without a region are those of Canada.

    Args:
        tag: A language tag such as ``fr`` or ``pt-BR``.
    """
    found = _TAG.fullmatch(tag or "")
    if found is None:
        return None
    language, region = found[1], found[2]
    return language, (region or ("CA" if language in _CANADIAN else None))


def breakable(text: str) -> str:
    """Return words with a place to break within those that no line might hold.

    Args:
        text: Any words; a tab becomes a space.
    """
    text = text.replace("\t", " ")
    return _ENDLESS.sub(lambda found: _BREAK.join(_chunks(found[0])), text)


def visible(text: str) -> bool:
    """Say whether anything of a text can be seen once it is set."""
    return any(each.isprintable() and not each.isspace() for each in str(spelled(text)))


def shortened(text: str, most: int) -> str:
    """Return words that fit a line, with three dots where they were cut.

    Args:
        text: Any words.
        most: Most letters.
    """
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _chunks(word: str) -> list[str]:
    """Return a word in pieces, no mark parted from the letter that it stands on."""
    pieces, start = [], 0
    for place in range(1, len(word)):
        joined = unicodedata.combining(word[place]) or word[place] in "\u200d\ufe0f"
        if place - start >= _CHUNK and not joined:
            pieces.append(word[start:place])
            start = place
    return [*pieces, word[start:]]
