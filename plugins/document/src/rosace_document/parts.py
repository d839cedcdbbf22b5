"""What a paper is made of: its parts, and the words in which they are written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rosace.formatting import Formatter
from rosace.messages import translate
from rosace.report import Translated
from rosace.values import value
from rosace_document import PACKAGE

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument
    from rosace.report import Phrase
    from rosace.study import Study
    from rosace.values import Localized

__all__ = ["Asked", "Part", "Runs", "Words", "modes_of"]

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
        parts: The names of the parts that are to be set; all where there are none. The
            drawings of others are not made.
    """

    instrument: "Instrument"
    language: str
    study: "Study | None" = None
    appraiser: "Appraiser | None" = None
    parts: tuple[str, ...] = ()


@value
class Part:
    """A part of a paper, with pages numbered by themselves.

    Args:
        name: The name by which it is asked for.
        kind: What the template ``paper`` draws it as.
        data: What it says: anything that JSON holds.
        pictures: The pictures that its data mentions, by name, SVG.
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
        most: Most characters of words of an instrument or a study; all of them where None.
    """

    language: str
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]] = {}
    most: int | None = None

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
        return self.cut(Translated(localized=words))

    def cut(self, phrase: "Phrase") -> Runs:
        """Return a phrase, its end left out where it is longer than there is room for."""
        runs = self.phrase(phrase)
        plain = self.plain(phrase)
        if self.most is None or len(plain) <= self.most:
            return runs
        said = f"{plain[: self.most - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
        return said if isinstance(runs, str) else [{**runs[0], "text": said}]

    def maybe(self, words: "Localized | None") -> Runs | None:
        """Return words that need not be there."""
        return None if words is None else self.text(words)


def modes_of(instrument: "Instrument") -> frozenset[str]:
    """Return who may answer: ``individual``, ``collective`` or both; a person where none is said.

    Args:
        instrument: The instrument.
    """
    modes = instrument.use.modes if instrument.use is not None else ()
    return frozenset(mode.respondent for mode in modes) or frozenset({"individual"})
