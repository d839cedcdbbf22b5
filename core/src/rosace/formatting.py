"""Words, numbers and dates of a report, written for a reader in one language.

Québec's usage holds for French and Canada's for English; other languages are
written as the Common Locale Data Repository says, through Babel.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date as calendar_date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from rosace.conversion import structure
from rosace.errors import UnknownMessageError
from rosace.messages import CORE, load
from rosace.report import (
    Cell,
    CountCell,
    DateCell,
    Message,
    NumberCell,
    Phrase,
    Table,
    TextCell,
    Translated,
    Verbatim,
    WithheldCell,
)
from rosace.safe_text import safe
from rosace.values import value

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["DASH", "Formatter", "Segment", "drawable", "localize"]

T = TypeVar("T")

DASH: Final = "\N{EN DASH}"
"""What stands for a cell that is withheld or empty."""

_TERRITORIES: Final = {"en": "CA", "fr": "CA"}
_FALLBACK: Final = "en"
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PHRASES: Final = ({"message"}, {"message", "arguments"}, {"localized"})
_COARSENED: Final = frozenset({"persons", "organizations"})
"""What the gate counts; a range of anything else was added up, and says nothing of all."""
_WHOLE_DATE: Final = 3
_MONTH: Final = 2
_DIGITS_OF_COUNTS: Final = 2
# Room for every digit of the largest double.
_EXACT: Final = Context(prec=400)


@value
class Segment:
    """A stretch of a phrase.

    Args:
        text: Its words.
        language: Their language, where it is not the document's.
        given: Whether they are the words of a person or a document, not ours.
    """

    text: str
    language: str | None = None
    given: bool = False


@value
class Formatter:
    """Writes phrases, cells, numbers and dates in a language.

    Args:
        language: Language tag of what is written.
        messages: The report's own messages: by id, in each language, one text or
            (singular, plural). What they lack is looked up in the core's catalogues.
    """

    language: str
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]]

    def phrase(self, phrase: Phrase) -> str:
        """Return the words of a phrase, as plain text.

        Raises:
            UnknownMessageError: Neither the report nor the core has the message.
        """
        return "".join(segment.text for segment in self.segments(phrase))

    def phrase_language(self, phrase: Phrase) -> str | None:
        """Return the language of a phrase's own words where it is not the document's.

        Raises:
            UnknownMessageError: Neither the report nor the core has the message.
        """
        match phrase:
            case Verbatim(language=tag):
                return self._foreign(tag)
            case Translated(localized=words):
                return self._foreign(_choose(words, self.language)[0])
            case Message(message=message_id):
                return self._foreign(self._message(message_id)[0])

    def segments(self, phrase: Phrase) -> tuple[Segment, ...]:
        """Return a phrase as stretches, each in one language.

        For formats that mark the language of passages, or set the words of a
        person apart from ours.

        Raises:
            UnknownMessageError: Neither the report nor the core has the message.
        """
        return tuple(_merged(self._segments(phrase)))

    def cell(self, cell: Cell) -> str:
        """Return what a cell shows.

        Raises:
            UnknownMessageError: Neither the report nor the core has a message in it.
        """
        match cell:
            case TextCell(text=text):
                return self.phrase(text)
            case CountCell():
                return self._count(cell)
            case NumberCell():
                return self._number(cell)
            case DateCell(date=date):
                return self.date(date)
            case WithheldCell():
                return DASH

    def number(self, number: float, digits: int = 1) -> str:
        """Return a number with a fixed number of decimals, halves rounded away from zero.

        Args:
            number: A finite number.
            digits: How many decimals.
        """
        return self._written(number, digits, "#,##0" + _decimals(digits))

    def share(self, share: float, digits: int = 0) -> str:
        """Return a share of one in per cent.

        Args:
            share: The share: 0.45 for 45 %.
            digits: How many decimals of a per cent.
        """
        pattern = _locale(self.language).percent_formats[None].pattern
        decimals = "#,##0" + _decimals(digits)
        return self._written(share, digits + 2, pattern.replace("#,##0", decimals))

    def date(self, date: str) -> str:
        """Return a year, a month or a day.

        Args:
            date: ``2024``, ``2024-05`` or ``2024-05-14``.
        """
        parts = [int(part) for part in date.split("-")]
        if len(parts) == 1:
            return date
        day = calendar_date(*[*parts, 1][:_WHOLE_DATE])
        from babel.dates import format_date, format_skeleton  # noqa: PLC0415  # as above

        locale = _locale(self.language)
        if len(parts) == _MONTH:
            return format_skeleton("yMMMM", day, locale=locale)
        if locale.language == "fr" and day.day == 1:
            return format_date(day, "d'er' MMMM y", locale=locale)
        return format_date(day, "long", locale=locale)

    def _count(self, cell: CountCell) -> str:
        if cell.low != cell.high and cell.unit in _COARSENED:
            if (cell.low, cell.high) == (0, 1):
                return self._word("core.format.none-or-one")
            if cell.high - cell.low == 1:
                return self._word("core.format.all-or-nearly-all")
        return self._range(self._quantity(cell.low), self._quantity(cell.high))

    def _quantity(self, count: float) -> str:
        return self._written(count, _DIGITS_OF_COUNTS, "#,##0.##")

    def _written(self, number: float, digits: int, pattern: str) -> str:
        return _decimal(number, digits, pattern, self.language)

    def _number(self, cell: NumberCell) -> str:
        if cell.unit == "share":
            low, high = self.share(cell.low, cell.digits), self.share(cell.high, cell.digits)
            # In a range, the sign stands once, after the higher bound.
            return low if low == high else self._range(_unsigned(low), high)
        low, high = self.number(cell.low, cell.digits), self.number(cell.high, cell.digits)
        written = self._range(low, high)
        if cell.unit != "days":
            return written
        days = _pick(self._message("core.format.days")[1], cell.high, self.language)
        return days.replace("{n}", written)

    def _range(self, low: str, high: str) -> str:
        """Return a range; bounds that are written alike are one number."""
        if low == high:
            return low
        return self._word("core.format.range").replace("{low}", low).replace("{high}", high)

    def _word(self, message_id: str) -> str:
        return _pick(self._message(message_id)[1], None, self.language)

    def _segments(self, phrase: Phrase) -> Iterator[Segment]:
        match phrase:
            case Verbatim(verbatim=text, language=tag):
                yield Segment(text=safe(text), language=self._foreign(tag), given=True)
            case Translated(localized=words):
                tag, text = _choose(words, self.language)
                yield Segment(text=safe(text), language=self._foreign(tag))
            case Message():
                yield from self._fill(phrase)

    def _fill(self, phrase: Message) -> Iterator[Segment]:
        tag, forms = self._message(phrase.message)
        language = self._foreign(tag)
        text = safe(_pick(forms, _amount(phrase.arguments.get("n")), tag))
        end = 0
        for found in _PLACEHOLDER.finditer(text):
            argument = phrase.arguments.get(found[1])
            if argument is None:
                continue
            yield Segment(text=text[end : found.start()], language=language)
            end = found.end()
            if isinstance(argument, TextCell):
                yield from self._segments(argument.text)
            elif isinstance(argument, Message | Translated | Verbatim):
                yield from self._segments(argument)
            else:
                yield Segment(text=self.cell(argument))
        yield Segment(text=text[end:], language=language)

    def _message(self, message_id: str) -> tuple[str, str | tuple[str, str]]:
        """Return a message, and the language that it was found in."""
        known = self.messages.get(message_id)
        if known:
            return _choose(known, self.language)
        for language in (self.language, _FALLBACK):
            text = load(CORE, language).get(message_id)
            if text is not None:
                return language, text
        raise UnknownMessageError(message_id, self.language)

    def _foreign(self, tag: str | None) -> str | None:
        return None if tag is None or _primary(tag) == _primary(self.language) else tag


def drawable(table: Table, formatter: Formatter) -> list[dict[str, Any]]:
    """Return the rows of a table as a figure draws them.

    A text is words in the reader's language; a count or a number is the middle of
    its range, with ``ID_low`` and ``ID_high`` beside it; a date is an ISO date;
    what is withheld or empty is None.

    Raises:
        UnknownMessageError: Neither the report nor the core has a message in it.
    """
    return [_drawable_row(table, row, formatter) for row in table.rows]


def localize(specification: Mapping[str, Any], formatter: Formatter) -> dict[str, Any]:
    """Return a Vega-Lite specification with the words of its phrases in their place.

    Args:
        specification: A specification in which ``{"message": ...}`` and
            ``{"localized": ...}`` stand for words.
        formatter: Writes them.

    Raises:
        UnknownMessageError: Neither the report nor the core has a message in it.
    """
    return {key: _localized(part, formatter) for key, part in specification.items()}


def _localized(part: object, formatter: Formatter) -> object:
    if isinstance(part, Mapping):
        if set(part) in _PHRASES:
            return formatter.phrase(structure(dict(part), Phrase))  # type: ignore[arg-type]  # a union stands for its classes
        return localize(part, formatter)
    if isinstance(part, list | tuple):
        return [_localized(each, formatter) for each in part]
    return part


def _drawable_row(table: Table, row: tuple[Cell, ...], formatter: Formatter) -> dict[str, Any]:
    derived: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for column, cell in zip(table.columns, row, strict=True):
        low, high = None, None
        match cell:
            case CountCell() | NumberCell():
                low, high = cell.low, cell.high
                own[column.id] = low if low == high else (low + high) / 2
            case DateCell(date=date):
                own[column.id] = date
            case TextCell(text=text):
                own[column.id] = formatter.phrase(text)
            case WithheldCell():
                own[column.id] = None
        if column.kind in {"count", "number"}:
            derived |= {f"{column.id}_low": low, f"{column.id}_high": high}
    return derived | own


def _merged(segments: Iterator[Segment]) -> Iterator[Segment]:
    """Join neighbours of one language and one origin, and drop what is empty."""
    last: Segment | None = None
    for segment in segments:
        if last is None or not last.text:
            last = segment
        elif (segment.language, segment.given) == (last.language, last.given):
            last = Segment(text=last.text + segment.text, language=last.language, given=last.given)
        elif segment.text:
            yield last
            last = segment
    if last is not None:
        yield last


def _choose(texts: Mapping[str, T], language: str) -> tuple[str, T]:
    """Return the text nearest to a language, and its own language."""
    primary = _primary(language)
    nearest = min(
        texts,
        key=lambda tag: (tag != language, _primary(tag) != primary, tag != _FALLBACK, tag),
    )
    return nearest, texts[nearest]


def _pick(forms: str | tuple[str, str], amount: float | None, language: str) -> str:
    """Return the form that goes with an amount: in French, what is below 2 is singular."""
    if isinstance(forms, str):
        return forms
    if amount is None:
        return forms[1]
    few = abs(amount) < 2 if _primary(language) == "fr" else amount == 1  # noqa: PLR2004  # the rule itself
    return forms[0] if few else forms[1]


def _amount(argument: Phrase | Cell | None) -> float | None:
    return argument.high if isinstance(argument, CountCell | NumberCell) else None


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


@lru_cache(maxsize=4096)
def _decimal(number: float, digits: int, pattern: str, language: str) -> str:
    # Babel takes 20 ms to import.
    from babel.numbers import format_decimal  # noqa: PLC0415

    with localcontext(_EXACT):
        return format_decimal(_rounded(number, digits), pattern, locale=_locale(language))


def _rounded(number: float, digits: int) -> Decimal:
    """Return a number rounded as people do by hand, from its shortest spelling; never -0."""
    rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return rounded or abs(rounded)


def _unsigned(share: str) -> str:
    return share.strip("%\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


def _decimals(digits: int) -> str:
    return "." + "0" * digits if digits else ""


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  # as above

    primary, _, territory = language.partition("-")
    for tag in (f"{primary}-{territory or _TERRITORIES.get(primary, '')}", primary, "en-CA"):
        try:
            return Locale.parse(tag.removesuffix("-"), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
