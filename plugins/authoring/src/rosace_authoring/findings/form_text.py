"""The form of an instrument in plain text, as a respondent reads it from top to bottom."""

import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from rosace.instrument import Choice, Instrument, Item
from rosace.messages import translate
from rosace.spelling import printable
from rosace.values import Localized, spell_rational

__all__ = ["form_text"]

_WIDTH: Final = 88
_MOST_ITEMS: Final = 12
_LINE: Final = "________"
_BOXES: Final = {"choice": "( )", "multiple-choice": "[ ]", "ranking": "__"}


def form_text(
    instrument: Instrument, language: str, words: Callable[..., str], file: str
) -> Iterator[str]:
    """Yield the lines of a form: its first items in full, the others counted.

    Args:
        instrument: A resolved instrument.
        language: The language wanted; the first that the instrument declares where it lacks it.
        words: Gives a message of the command that shows the form.
        file: What `rosace preview` would show it from.
    """
    yield from _Form(instrument, language, words).lines(file)


class _Form:
    """One instrument in one language."""

    def __init__(self, instrument: Instrument, language: str, words: Callable[..., str]) -> None:
        self.instrument = instrument
        self.spoken = language
        declared = instrument.languages
        self.language = language if language in declared else declared[0]
        self.words = words

    def lines(self, file: str) -> Iterator[str]:
        """Yield all lines."""
        yield from self._text(self.instrument.title, "  ")
        if self.instrument.description:
            yield from self._text(self.instrument.description, "  ")
        number = 0
        for section in self.instrument.sections:
            if number >= _MOST_ITEMS:
                break
            yield ""
            yield from self._text(section.title, "  ")
            if section.instructions:
                yield from self._text(section.instructions, "  ")
            for identifier in section.items[: _MOST_ITEMS - number]:
                number += 1
                yield ""
                yield from self._item(self.instrument.item(identifier), f"  {number}. ")
        if more := len(self.instrument.items) - number:
            yield ""
            yield "  " + self.words("authoring.form.more", n=more, file=file)

    def _item(self, item: Item, start: str) -> Iterator[str]:
        indent = " " * len(start)
        yield from self._text(item.text, start)
        notes = [("required", item.required), ("conditional", item.when is not None)]
        said = [self.words(f"authoring.form.{name}") for name, held in notes if held]
        if said:
            yield f"{indent}({'; '.join(said)})"
        if item.help:
            yield from self._text(item.help, indent)
        yield from self._answers(item, indent)
        if item.comment:
            yield f"{indent}{self.words('authoring.form.comment')} {_LINE}"

    def _answers(self, item: Item, indent: str) -> Iterator[str]:
        if item.scale:
            if item.type == "ranking":
                yield f"{indent}{self.words('authoring.form.ranking')}"
            for choice in self.instrument.scales[item.scale].choices:
                yield from self._choice(item, choice, f"{indent}{_BOXES[item.type]} ")
        elif item.type == "yes-no":
            for code in ("yes", "no"):
                yield f"{indent}( ) {translate(f'core.{code}', self.spoken)}"
        elif item.type == "records":
            yield f"{indent}{self.words('authoring.form.row')}"
            for field in item.fields or ():
                yield from self._item(field, f"{indent}- ")
        else:
            yield f"{indent}{_LINE}{self._kind(item)}"
        for reason in self.instrument.missing_of(item):
            yield f"{indent}( ) {translate(f'core.missing.{reason}', self.spoken)}"

    def _choice(self, item: Item, choice: Choice, start: str) -> Iterator[str]:
        yield from self._text(self.instrument.label(item, choice), start)

    def _kind(self, item: Item) -> str:
        """Return what is to be written on a line, where that is no plain text."""
        if item.type == "text":
            return ""
        if item.type in {"integer", "number"}:
            if item.minimum is None or item.maximum is None:
                return f" ({self.words('authoring.form.number')})"
            low, high = spell_rational(item.minimum), spell_rational(item.maximum)
            return f" ({self.words('authoring.form.number-range', lowest=low, highest=high)})"
        return f" ({self.words(f'authoring.form.{item.type}')})"

    def _text(self, localized: Localized, start: str) -> list[str]:
        """Return words in the language of the form, in lines of bounded length."""
        said = localized.get(self.language) or next(iter(localized.values()))
        whole = " ".join(printable(part) for part in said.split(" "))
        indent = " " * len(start)
        return textwrap.wrap(whole, _WIDTH, initial_indent=start, subsequent_indent=indent)
