"""Filled-in forms: for each kind of person a deck of answers to every item, drawn by bytes.

Answers are prepared, and spelt, once for all who lean alike; a row then costs a random
byte an item. Where items have conditions or records, each answer depends on those
before it, and rows are walked through one item at a time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import getitem
from typing import Any, Final

import attrs

from rosace.conditions import conditional, holds
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Condition, Instrument, Item
from rosace_authoring import PACKAGE
from rosace_authoring.simulation.opinions import Opinions
from rosace_authoring.simulation.record_rows import RecordRows
from rosace_authoring.simulation.respondents import CHARACTERS, LEANINGS, STEP, Person

__all__ = ["Forms"]

_SLOTS: Final = 256
_ROWS: Final = "rows"
_NOT_SHOWN: Final = {"missing": "not-shown"}
_RATES: Final = {"dont-know": 0.02, "not-applicable": 0.012}
_NO_ANSWER, _BLANK = 0.004, 0.012
_HURRIED: Final = 2
_HURRY: Final = 6
_REMARKS: Final = {"comment": 0.03, "rationale": 0.25, "dissent": 0.06}
_TREND: Final = 0.15
_DRIFT: Final = 0.25
_CHARACTER: Final = 0.45
_ATTEMPTS: Final = 100

Spell = Callable[[Item, Any], str]


@attrs.frozen
class _Deck:
    """The answers of those who lean alike to one item, as data and as they are spelt."""

    answers: Sequence[Any]
    spelt: Sequence[str]


class Forms:
    """Fills in forms of one instrument.

    Args:
        instrument: The instrument, resolved.
        opinions: Where the values come from.
        words: Which words may go with an answer to an item.
        spell: How an answer is spelt in a row.
    """

    def __init__(
        self,
        instrument: Instrument,
        opinions: Opinions,
        words: Callable[[Item], Sequence[str]],
        spell: Spell,
    ) -> None:
        self._instrument = instrument
        self._items = instrument.items
        self._opinions = opinions
        self._words = words
        self._spell = spell
        self._hidden = {item.id: spell(item, _NOT_SHOWN) for item in instrument.items if item.when}
        self._records = RecordRows(instrument, opinions)
        self._groups = _groups(instrument)
        self._named = _named(instrument.items)
        self._is_plain = not conditional(instrument.items) and all(
            item.type != "records" for item in instrument.items
        )
        dice = opinions.dice("characters")
        self._characters = [
            [round(dice.gauss(0, _CHARACTER) / STEP) for _ in set(self._groups)]
            for _ in range(CHARACTERS)
        ]
        self._decks: dict[tuple[int, int, bool], _Deck] = {}
        self.open("", 0)

    def open(self, wave: str, number: int) -> None:
        """Begin a wave; opinions drift from one to the next.

        Args:
            wave: Its id.
            number: Its number, from 0.
        """
        self.dice = self._opinions.dice("wave", wave, number)
        drift = self._opinions.dice("drift")
        self._drift = [
            round(number * drift.gauss(_TREND, _DRIFT) / STEP) for _ in set(self._groups)
        ]
        self._tables: dict[tuple[int, int], tuple[_Deck, ...]] = {}
        self._spelt: dict[tuple[int, int], tuple[Sequence[str], ...]] = {}

    def text(self, person: Person) -> str:
        """Return the answers of a person as parts of a row."""
        if not self._is_plain:
            walked = self._walk(person)
            return "".join([spelt or self._spell(item, answer) for item, answer, spelt in walked])
        key = person[3:]
        spelt = self._spelt.get(key)
        if spelt is None:
            spelt = self._spelt[key] = tuple(deck.spelt for deck in self._table(person))
        return "".join(map(getitem, spelt, self.dice.randbytes(len(spelt))))

    def answers(self, person: Person) -> dict[str, Any]:
        """Return the answers of a person as plain data."""
        return {item.id: answer for item, answer, _ in self._walk(person) if answer is not None}

    def _walk(self, person: Person) -> list[tuple[Item, Any, str | None]]:
        """Return each item with its answer, and its spelling where that is known."""
        for _ in range(_ATTEMPTS):
            drawn, numbers = self._draw(self._table(person))
            if self._records.settle(numbers):
                break
        else:
            raise InvalidDocumentError([Problem("authoring-unanswerable", catalogue=PACKAGE)])
        if not numbers:
            return drawn
        return [
            (item, self._told(item, answer, numbers, person.leaning), None)
            if item.id in numbers
            else (item, answer, spelt)
            for item, answer, spelt in drawn
        ]

    def _told(self, item: Item, answer: Any, numbers: Mapping[str, int], leaning: int) -> Any:
        rows = self._records.rows(item, numbers, leaning, self.dice)
        return {**answer, "value": rows} if isinstance(answer, dict) else rows

    def _draw(
        self, decks: Sequence[_Deck]
    ) -> tuple[list[tuple[Item, Any, str | None]], dict[str, int]]:
        """Draw answers item by item, with numbers of rows in the place of rows."""
        values: dict[str, Any] = {}
        numbers: dict[str, int] = {}
        drawn: list[tuple[Item, Any, str | None]] = []
        places = self.dice.randbytes(len(decks))
        for item, deck, place in zip(self._items, decks, places, strict=True):
            if item.when is not None and not holds(item.when, values):
                drawn.append((item, _NOT_SHOWN, self._hidden[item.id]))
                continue
            answer = deck.answers[place]
            value = answer.get("value") if isinstance(answer, dict) else answer
            if value == _ROWS and item.type == "records":
                numbers[item.id] = self._records.number(item, self.dice)
            if item.id in self._named:
                values[item.id] = tuple(value) if isinstance(value, list) else value
            drawn.append((item, answer, deck.spelt[place]))
        return drawn, numbers

    def _table(self, person: Person) -> tuple[_Deck, ...]:
        """Return the decks of a kind of person in the wave that is open."""
        key = (person.leaning, person.character)
        if key not in self._tables:
            character = self._characters[person.character]
            self._tables[key] = tuple(
                self._deck(
                    place,
                    min(
                        max(person.leaning + character[group] + self._drift[group], 0), LEANINGS - 1
                    ),
                    is_hurried=person.character < _HURRIED,
                )
                for place, group in enumerate(self._groups)
            )
        return self._tables[key]

    def _deck(self, place: int, leaning: int, *, is_hurried: bool) -> _Deck:
        key = (place, leaning, is_hurried)
        if key not in self._decks:
            item = self._items[place]
            answers = self._prepared(item, leaning, is_hurried=is_hurried)
            # Answers that are alike are one object, and are spelt once.
            known = {id(answer): answer for answer in answers}
            spelt = {key: self._spell(item, answer) for key, answer in known.items()}
            self._decks[key] = _Deck(answers, [spelt[id(answer)] for answer in answers])
        return self._decks[key]

    def _prepared(self, item: Item, leaning: int, *, is_hurried: bool) -> list[Any]:
        """Return as many answers as a byte can choose from."""
        dice = self._opinions.dice("deck", item.id, leaning, is_hurried)
        places = _SLOTS * (_HURRY if is_hurried else 1)
        absent: list[Any] = [None] * (0 if item.required else round(_BLANK * places))
        for reason, rate in self._reasons(item).items():
            absent += [{"missing": reason}] * round(rate * places)
        size = _SLOTS - len(absent)
        values = (
            [_ROWS] * size if item.type == "records" else self._opinions.values(item, leaning, size)
        )
        if not is_hurried:
            for word in self._words(item):
                for place in dice.sample(range(size), round(_REMARKS[word] * size)):
                    held = values[place]
                    told = held if isinstance(held, dict) else {"value": held}
                    values[place] = {**told, word: self._opinions.remark(dice, leaning)}
        return [*values, *absent]

    def _reasons(self, item: Item) -> Mapping[str, float]:
        offered: dict[str, float] = {
            reason: _RATES[reason] for reason in self._instrument.missing_of(item)
        }
        return offered if item.required else {**offered, "no-answer": _NO_ANSWER}


def _groups(instrument: Instrument) -> list[int]:
    """Return for each item which dimension it belongs to, or else which section."""
    names: dict[str, str] = {}
    for section in instrument.sections:
        names |= dict.fromkeys(section.items, f"section {section.id}")
    for dimension in instrument.all_dimensions():
        names |= dict.fromkeys(dimension.items or (), dimension.id)
    order = list(dict.fromkeys(names[item.id] for item in instrument.items))
    return [order.index(names[item.id]) for item in instrument.items]


def _named(items: Sequence[Item]) -> frozenset[str]:
    """Return the items that the condition of another names."""
    return frozenset(name for item in items if item.when is not None for name in _tested(item.when))


def _tested(condition: Condition) -> Iterator[str]:
    if condition.item is not None:
        yield condition.item
    inner = (*(condition.all or ()), *(condition.any or ()))
    for part in (*inner, *((condition.not_,) if condition.not_ is not None else ())):
        yield from _tested(part)
