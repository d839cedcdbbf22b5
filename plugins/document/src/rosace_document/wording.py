"""Words on their way to a template: in stretches of one language, with room to break lines."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rosace.formatting import DASH
from rosace.messages import translated
from rosace.safe_text import safe
from rosace.values import value
from rosace_document import PACKAGE
from rosace_document.typesetting import lacking, spelled

if TYPE_CHECKING:
    from rosace.formatting import Formatter
    from rosace.report import Phrase

__all__ = ["Rich", "Words", "breakable", "shortened", "tongue", "visible"]

Rich = list[tuple[str, str | None, str | None]]
"""Stretches of text, each with its language and region where they are not the document's."""

_LONGEST_WORD: Final = 28
"""Letters of a word that every line holds."""
_SIGNED: Final = 12
"""Letters of a word with signs in it, which is never hyphenated, that every column holds."""
_APART: Final = 4
"""Fewest letters on either side of a sign after which a line may end."""
_CHUNK: Final = 4
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_MOST_BOUND: Final = 60
"""Letters, spaces between them, that no-break spaces may hold together."""
_ENDLESS: Final = re.compile(
    rf"[^\s\u200b]{{{_LONGEST_WORD + 1},}}|(?:[^\s\u200b]|[\u00a0\u2007\u202f]){{{_MOST_BOUND},}}"
)
_WORD: Final = re.compile(rf"[^\s\u200b]{{{_SIGNED + 1},}}")
_AFTER_SIGN: Final = re.compile(
    rf"(?<=[^\s\u200b]{{{_APART}}})(?<=[^\w\s\u200b’'.])(?=\w[^\s\u200b]{{{_APART - 1}}})"
)
_AFTER_HYPHEN: Final = re.compile(r"(?<=\w[-\N{EN DASH}])(?=\w)")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
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
        return translated(f"document.{name}", self.language, arguments, PACKAGE)

    def rich(self, phrase: "Phrase", *, tight: bool = False) -> Rich:
        """Return a phrase in stretches of one language.

        Args:
            phrase: The phrase.
            tight: Whether it may stand in a narrow column.
        """
        return [
            (breakable(segment.text, tight=tight), *(tongue(segment.language) or (None, None)))
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


@lru_cache(maxsize=4096)
def breakable(text: str, *, tight: bool = False) -> str:
    """Return words with a place to break within those that no line might hold.

    A line may end beside a character that is spelled.

    Args:
        text: Any words; a tab becomes a space.
        tight: Whether a line may also end after the signs of a long word, for narrow columns.
    """
    text = unicodedata.normalize("NFC", text.replace("\t", " "))
    text = lacking().sub(_apart, text)
    if tight:
        text = _WORD.sub(_after_signs, text)
    return _ENDLESS.sub(_endless, text)


def visible(text: str) -> bool:
    """Say whether anything of a text can be seen once it is set."""
    return any(each.isprintable() and not each.isspace() for each in str(spelled(text)))


def shortened(text: str, most: int) -> str:
    """Return words on one line, with three dots where they were cut to fit their place.

    Args:
        text: Any words.
        most: Most letters.
    """
    line = " ".join(text.split())
    return line if len(line) <= most else safe(f"{line[: most - 1].rstrip()}…")


def _apart(found: "re.Match[str]") -> str:
    return f"{_BREAK}{found[0]}{_BREAK}" if spelled(found[0]) else ""


def _endless(found: "re.Match[str]") -> str:
    """Return an endless word with places to break: at its hyphens, and elsewhere if need be."""
    return _BREAK.join(
        part if len(part) <= _LONGEST_WORD else _BREAK.join(_chunks(part))
        for part in _AFTER_HYPHEN.split(found[0])
    )


def _after_signs(found: "re.Match[str]") -> str:
    """Return a long word with places to break after its signs, and within its figures."""
    parts = _AFTER_SIGN.split(found[0])
    return _BREAK.join(
        part if len(part) <= _SIGNED or _hyphenated(part) else _BREAK.join(_chunks(part))
        for part in parts
    )


def _hyphenated(part: str) -> bool:
    """Say whether hyphens can part a word: one that is letters but for a few signs around."""
    return max(map(len, _LETTERS.findall(part)), default=0) * 2 > len(part)


def _chunks(word: str) -> list[str]:
    """Return a word in pieces, no mark parted from the letter that it stands on."""
    pieces, start = [], 0
    for place in range(1, len(word)):
        joined = unicodedata.combining(word[place]) or word[place] in "\u200d\ufe0f"
        if place - start >= _CHUNK and not joined:
            pieces.append(word[start:place])
            start = place
    return [*pieces, word[start:]]
