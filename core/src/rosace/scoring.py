"""Scoring: one response's scores, exactly, by the rules that its instrument declares."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from rosace.conditions import conditional, shown
from rosace.instrument import Dimension, Instrument, Item, Levels, Scale, Scoring
from rosace.response import Answer
from rosace.values import value

__all__ = [
    "Distribution",
    "Numeric",
    "Score",
    "codes_of",
    "item_values",
    "level_of",
    "reader",
    "scorer",
]

YES_NO: Final = ("yes", "no")
"""Codes that a yes/no item's answers have in counts, in order."""


@value
class Distribution:
    """How many of a dimension's items were answered with each code."""

    counts: Mapping[str, int]


@value
class Numeric:
    """A number, or None where too little was answered, and the level it falls in."""

    score: Fraction | None
    level: str | None = None


Score = Distribution | Numeric
_Read = Callable[[Mapping[str, Answer]], Fraction | None]


def scorer(instrument: Instrument) -> Callable[[Mapping[str, Answer]], dict[str, Score]]:
    """Return a function that gives each dimension's score of one response.

    Dimensions that declare no scoring have none. An item that is not shown
    counts neither as answered nor as unanswered.

    Args:
        instrument: A resolved instrument that passes its checks.
    """
    rules = [
        (dimension.id, _rule(instrument, dimension, dimension.scoring))
        for dimension in instrument.all_dimensions()
        if dimension.scoring is not None
    ]
    some_hidden = conditional(instrument.items)
    everything = frozenset(item.id for item in instrument.items)

    def score(answers: Mapping[str, Answer]) -> dict[str, Score]:
        visible = shown(instrument, answers) if some_hidden else everything
        return {identifier: rule(answers, visible) for identifier, rule in rules}

    return score


def codes_of(instrument: Instrument, item: Item) -> tuple[str, ...]:
    """Return the codes that an item's answers may have, in the order of its scale."""
    if item.type == "yes-no":
        return YES_NO
    scale = _scale(instrument, item)
    return tuple(choice.code for choice in scale.choices) if scale else ()


def item_values(
    instrument: Instrument, item: Item, *, reverse: bool = False
) -> dict[str, Fraction]:
    """Return the number that each code of an item counts for in a score.

    Args:
        instrument: The instrument, for its scales.
        item: A choice or yes/no item.
        reverse: Whether values are turned round: the lowest becomes the highest.
    """
    if item.type == "yes-no":
        values = {"yes": Fraction(1), "no": Fraction(0)}
    else:
        scale = _scale(instrument, item)
        choices = scale.choices if scale else ()
        values = {choice.code: choice.value for choice in choices if choice.value is not None}
    if reverse and values:
        ends = min(values.values()) + max(values.values())
        return {code: ends - number for code, number in values.items()}
    return values


def level_of(levels: Levels, score: Fraction) -> str | None:
    """Return the level that a score falls in, or None below the first.

    Cut-offs are ascending lower bounds, included; each level ends where the
    next begins.
    """
    reached = None
    for cutoff in levels.cutoffs:
        if score >= cutoff.at_least:
            reached = cutoff.id
    return reached


def _scale(instrument: Instrument, item: Item) -> Scale | None:
    return instrument.scales[item.scale] if item.scale else None


def _code(item: Item, answers: Mapping[str, Answer]) -> str | None:
    answer = answers.get(item.id)
    if answer is None or answer.value is None:
        return None
    if isinstance(answer.value, bool):
        return "yes" if answer.value else "no"
    return str(answer.value)


def _number(item: Item, answers: Mapping[str, Answer], *, reverse: bool) -> Fraction | None:
    answer = answers.get(item.id)
    if answer is None or answer.value is None:
        return None
    number = Fraction(str(answer.value))
    if reverse and item.minimum is not None and item.maximum is not None:
        return item.minimum + item.maximum - number
    return number


def reader(instrument: Instrument, item: Item, *, reverse: bool) -> _Read:
    """Return a function that gives the number an item's answer counts for, or None."""
    if item.type in {"integer", "number"}:
        return lambda answers: _number(item, answers, reverse=reverse)
    values: dict[str | None, Fraction] = {**item_values(instrument, item, reverse=reverse)}
    return lambda answers: values.get(_code(item, answers))


_Rule = Callable[[Mapping[str, Answer], frozenset[str]], Score]


def _rule(instrument: Instrument, dimension: Dimension, scoring: Scoring) -> _Rule:
    items = [instrument.item(identifier) for identifier in dimension.all_items()]
    if scoring.method == "distribution":
        return _distribution(instrument, items)
    if scoring.method in {"count", "proportion"}:
        wanted = frozenset(scoring.of or ())
        readers = {item.id: _membership(item, wanted) for item in items}
    else:
        turned = frozenset(scoring.reverse or ())
        readers = {item.id: reader(instrument, item, reverse=item.id in turned) for item in items}
    return _numeric(scoring, readers)


def _membership(item: Item, wanted: frozenset[str]) -> _Read:
    def read(answers: Mapping[str, Answer]) -> Fraction | None:
        code = _code(item, answers)
        return None if code is None else Fraction(code in wanted)

    return read


def _distribution(instrument: Instrument, items: list[Item]) -> _Rule:
    order = dict.fromkeys(code for item in items for code in codes_of(instrument, item))

    def score(answers: Mapping[str, Answer], visible: frozenset[str]) -> Score:
        counts = dict.fromkeys(order, 0)
        for item in items:
            code = _code(item, answers) if item.id in visible else None
            if code is not None:
                counts[code] += 1
        return Distribution(counts=counts)

    return score


def _numeric(scoring: Scoring, readers: Mapping[str, _Read]) -> _Rule:
    weights = scoring.weights or {}

    def score(answers: Mapping[str, Answer], visible: frozenset[str]) -> Score:
        asked = [item for item in readers if item in visible]
        numbers = {item: readers[item](answers) for item in asked}
        answered = {item: number for item, number in numbers.items() if number is not None}
        needed = scoring.minimum_answered or (1 if scoring.prorate else len(asked))
        if not answered or len(answered) < needed:
            return Numeric(score=None)
        found = _combine(scoring, answered, len(asked), weights)
        if found is None or scoring.levels is None or scoring.levels.applies_to != "score":
            return Numeric(score=found)
        return Numeric(score=found, level=level_of(scoring.levels, found))

    return score


def _combine(
    scoring: Scoring, answered: Mapping[str, Fraction], asked: int, weights: Mapping[str, Fraction]
) -> Fraction | None:
    if scoring.method == "weighted-mean":
        base = sum((weights[item] for item in answered), Fraction(0))
        total = sum((weights[item] * number for item, number in answered.items()), Fraction(0))
        return total / base if base else None
    total = sum(answered.values(), Fraction(0))
    if scoring.method in {"mean", "proportion"}:
        return total / len(answered)
    return total * asked / len(answered) if scoring.prorate else total
