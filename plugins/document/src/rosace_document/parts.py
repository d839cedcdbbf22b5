"""What a paper is made of: its parts, and the words in which they are written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rosace.asking import Asking
from rosace.formatting import Formatter
from rosace.messages import translate
from rosace.report import Translated
from rosace.values import value
from rosace_document import PACKAGE

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument, Item
    from rosace.report import Phrase
    from rosace.study import Study
    from rosace.values import Localized

__all__ = ["Asked", "Part", "Runs", "Words", "marks", "modes_of"]

Runs = str | list[dict[str, str]]
"""Words that a template sets: a text, or stretches of text that are in several languages."""


@value
class Asked:
    """What a paper is asked for.

    Args:
        instrument: A resolved instrument.
        language: Language tag of the paper.
        study: The study that it is for: its waves, attributes and thresholds.
        appraiser: Asks plugins for the sheets of their own.
    """

    instrument: "Instrument"
    language: str
    study: "Study | None" = None
    appraiser: "Appraiser | None" = None


@value
class Part:
    """A part of a paper, with pages numbered by themselves.

    Args:
        name: The name by which it is asked for.
        kind: What the template ``paper`` draws it as.
        data: What it says: anything that JSON holds.
        pictures: The pictures that its data mentions, by name, SVG or PNG.
    """

    name: str
    kind: str
    data: Mapping[str, Any]
    pictures: Mapping[str, bytes] = {}


@value
class Words:
    """Gives a paper its words in one language.

    Args:
        language: Language tag of the paper.
        messages: Messages besides the core's, by id and language.
    """

    language: str
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]] = {}

    @property
    def formatter(self) -> Formatter:
        """Writes numbers, dates and phrases."""
        return Formatter(language=self.language, messages=self.messages)

    def say(self, name: str, **arguments: str | int) -> str:
        """Return words of ours, by what follows ``document.paper.`` in their id."""
        return translate(f"document.paper.{name}", self.language, arguments, PACKAGE)

    def phrase(self, phrase: "Phrase") -> Runs:
        """Return a phrase, the stretches marked that are not in the paper's language."""
        segments = self.formatter.segments(phrase)
        if all(segment.language is None for segment in segments):
            return "".join(segment.text for segment in segments)
        return [
            {"text": each.text, "language": (each.language or self.language).partition("-")[0]}
            for each in segments
        ]

    def plain(self, phrase: "Phrase") -> str:
        """Return a phrase as one text."""
        return self.formatter.phrase(phrase)

    def text(self, words: "Localized") -> Runs:
        """Return words of an instrument or a study."""
        return self.phrase(Translated(localized=words))

    def maybe(self, words: "Localized | None") -> Runs | None:
        """Return words that need not be there."""
        return None if words is None else self.text(words)


def marks(instrument: "Instrument", item: "Item") -> dict[str, str]:
    """Return the short mark of each code of an item, the same on every part of a paper.

    It is the code itself where the codes of the scale are short, or else a letter. The
    answers of a yes/no item are words already, and have none.

    Args:
        instrument: The instrument, for its scales.
        item: One of its items or fields.
    """
    return Asking(instrument=instrument).marks(item)


def modes_of(instrument: "Instrument") -> frozenset[str]:
    """Return who may answer: ``individual``, ``collective`` or both; a person where none is said.

    Args:
        instrument: The instrument.
    """
    modes = instrument.use.modes if instrument.use is not None else ()
    return frozenset(mode.respondent for mode in modes) or frozenset({"individual"})
