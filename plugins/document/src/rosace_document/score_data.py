"""Dimensions scored with a pencil: what each answer counts for, and the arithmetic in words."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rosace.asking import Asking, marks, plain_number
from rosace.building import answer_title
from rosace.scoring import codes_of, item_values
from rosace_document.parts import Asked, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rosace.instrument import Dimension, Item, Scoring

__all__ = ["ScoreData"]

_SHEETS: Final = 12
"""Sheets that a page has room to score."""

_COUNTING: Final = frozenset({"count", "proportion"})
_SUMMED: Final = frozenset({"count", "sum"})
_NUMBERS: Final = frozenset({"integer", "number"})
_MOST_DECIMALS: Final = 4


class ScoreData:
    """Makes what a tally sheet says of the dimensions of one instrument.

    Args:
        asked: The instrument, and the language.
        spoken: Gives the words.
    """

    def __init__(self, asked: Asked, spoken: Words) -> None:
        """Number the items."""
        self.instrument = asked.instrument
        self.spoken = spoken
        self.numbers = Asking(instrument=asked.instrument).numbers()

    def pooled(self) -> "Iterator[dict[str, Any]]":
        """Yield the dimensions that are distributions: their items' counts added up."""
        for dimension in self.instrument.all_dimensions():
            if dimension.scoring is None or dimension.scoring.method != "distribution":
                continue
            items = self._items(dimension)
            titles = {
                code: answer_title(self.instrument, item, code)
                for item in reversed(items)
                for code in codes_of(self.instrument, item)
            }
            mark = {
                code: said for item in items for code, said in marks(self.instrument, item).items()
            }
            order = dict.fromkeys(
                code for item in items for code in codes_of(self.instrument, item)
            )
            own = any(item.choices for item in items)
            yield {
                **self._named(dimension, items),
                "base": len(items),
                "based": self.spoken.say("pool-base", n=len(items)),
                "columns": [
                    {
                        "key": code,
                        "mark": mark[code],
                        "label": None if own else self.spoken.cut(titles[code]),
                    }
                    for code in order
                ],
                "steps": [
                    self.spoken.say("pool-add", items=self._listed(items)),
                    self.spoken.say("pool-total"),
                    self.spoken.say("pool-share"),
                ],
            }

    def scored(self) -> "Iterator[dict[str, Any]]":
        """Yield the dimensions that have numbers for scores: a sheet's score, then the group's."""
        for dimension in self.instrument.all_dimensions():
            scoring = dimension.scoring
            if scoring is None or scoring.method == "distribution":
                continue
            items = self._items(dimension)
            levels = scoring.levels
            yield {
                **self._named(dimension, items),
                "values": [self._value(item, scoring) for item in items],
                "least": scoring.minimum_answered or (1 if scoring.prorate else None),
                "averaged": scoring.method not in _SUMMED,
                "prorated": bool(scoring.prorate),
                "weighted": scoring.weights is not None,
                "levels": [
                    {
                        "level": cutoff.id,
                        "title": self.spoken.text(cutoff.title),
                        "at_least": self._number(cutoff.at_least),
                    }
                    for cutoff in (levels.cutoffs if levels else ())
                ],
                "applies_to": levels.applies_to if levels else None,
                "steps": list(self._steps(scoring, items)),
                "group_steps": list(self._group_steps(scoring)),
                "sheets": _SHEETS,
                "more": self.spoken.say("more-forms", n=_SHEETS),
            }

    def _named(self, dimension: "Dimension", items: "list[Item]") -> dict[str, Any]:
        return {
            "dimension": dimension.id,
            "title": self.spoken.text(dimension.title),
            "items": [item.id for item in items],
            "of": self.spoken.say("of-items", items=self._listed(items)),
        }

    def _items(self, dimension: "Dimension") -> "list[Item]":
        held = [self.instrument.item(item) for item in dimension.all_items()]
        return sorted(held, key=lambda item: self.numbers[item.id])

    def _listed(self, items: "list[Item]") -> str:
        return ", ".join(str(self.numbers[item.id]) for item in items)

    def _value(self, item: "Item", scoring: "Scoring") -> dict[str, Any]:
        """Return what each answer to an item counts for; a number counts for itself."""
        turned = item.id in (scoring.reverse or ())
        mark = marks(self.instrument, item)
        if scoring.method in _COUNTING:
            wanted = scoring.of or ()
            values = {code: Fraction(code in wanted) for code in codes_of(self.instrument, item)}
        else:
            values = item_values(self.instrument, item, reverse=turned)
        weight = (scoring.weights or {}).get(item.id)
        minus = None
        if turned and item.minimum is not None and item.maximum is not None:
            minus = self._number(item.minimum + item.maximum)
        return {
            "item": item.id,
            "number": self.numbers[item.id],
            "text": self.spoken.text(item.text),
            "itself": item.type in _NUMBERS,
            "minus": minus,
            "said": self._said(item, minus),
            "turned": self.spoken.say("turned") if turned else None,
            "choices": [
                {
                    "key": code,
                    "mark": mark[code]
                    or self.spoken.plain(answer_title(self.instrument, item, code)),
                    "value": self._number(number),
                }
                for code, number in values.items()
            ],
            "weight": None if weight is None else self._number(weight),
        }

    def _said(self, item: "Item", minus: str | None) -> str | None:
        if item.type not in _NUMBERS:
            return None
        return (
            self.spoken.say("itself") if minus is None else self.spoken.say("minus", number=minus)
        )

    def _steps(self, scoring: "Scoring", items: "list[Item]") -> "Iterator[str]":
        """Yield the arithmetic of one sheet's score."""
        say = self.spoken.say
        yield say("score-values")
        if scoring.weights is not None:
            yield say("score-weights")
        yield say("score-sum")
        yield say("score-answered")
        if any(item.when for item in items):
            yield say("score-asked")
        if scoring.minimum_answered is not None:
            yield say("score-least", n=scoring.minimum_answered)
        else:
            yield say("score-none" if scoring.prorate else "score-all")
        if scoring.method not in _SUMMED:
            yield say("score-weighted" if scoring.weights is not None else "score-mean")
        else:
            yield say("score-prorated" if scoring.prorate else "score-is-sum")
        if scoring.levels is not None and scoring.levels.applies_to == "score":
            yield say("score-level")

    def _group_steps(self, scoring: "Scoring") -> "Iterator[str]":
        """Yield the arithmetic of the group's figures."""
        yield self.spoken.say("group-mean")
        yield self.spoken.say("group-median")
        if scoring.levels is not None:
            name = "score" if scoring.levels.applies_to == "score" else "mean"
            yield self.spoken.say(f"group-level-{name}")

    def _number(self, number: Fraction) -> str:
        """Return a number exactly: with its decimals where they end, or else as a fraction."""
        shifted = number * 10**_MOST_DECIMALS
        if shifted.denominator == 1:
            cell = plain_number(number)
            return self.spoken.formatter.cell(cell)
        return f"{number.numerator}/{number.denominator}"
