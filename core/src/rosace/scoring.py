"""Scoring: one response's scores, exactly, by the rules that its instrument declares."""

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from rosace.conditions import conditional, shown
from rosace.instrument import Dimension, Instrument, Item, Levels, Scale, Scoring
from rosace.response import Answer, AnswerValue
from rosace.values import value

__all__ = [
    "CODED",
    "Distribution",
    "Numeric",
    "Reader",
    "Reckoning",
    "Rule",
    "Score",
    "codes_of",
    "item_values",
    "level_of",
    "readers",
    "reckoning",
    "rules",
    "scorer",
    "strongest_first",
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

Reader = Callable[[AnswerValue | None], int | Fraction | None]
"""Gives the number that a value counts for, in parts of a unit; None for a missing one."""

Rule = Callable[[Mapping[str, Answer], Collection[str] | None], Score]
"""Scores one response's answers, of the items that are shown; of all where that is None."""


def scorer(instrument: Instrument) -> Callable[[Mapping[str, Answer]], dict[str, Score]]:
    """Return a function that gives each dimension's score of one response.

    Dimensions that declare no scoring have none. An item that is not shown
    counts neither as answered nor as unanswered.

    Args:
        instrument: A resolved instrument that passes its checks.
    """
    declared = rules(instrument)
    some_hidden = conditional(instrument.items)

    def score(answers: Mapping[str, Answer]) -> dict[str, Score]:
        visible = shown(instrument, answers) if some_hidden else None
        return {identifier: rule(answers, visible) for identifier, rule in declared.items()}

    return score


def rules(instrument: Instrument) -> dict[str, Rule]:
    """Return the rule of each dimension that declares its scoring.

    Args:
        instrument: A resolved instrument that passes its checks.
    """
    return {
        dimension.id: _rule(instrument, dimension, dimension.scoring)
        for dimension in instrument.all_dimensions()
        if dimension.scoring is not None
    }


CODED: Final = frozenset({"choice", "multiple-choice", "yes-no"})
"""The types of items, and of fields of records, whose answers are codes counted one by one."""


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


def strongest_first(instrument: Instrument, item: Item) -> tuple[str, ...] | None:
    """Return an item's codes by value where its choices have values, else as its scale has them.

    None where the item has no ordered choices.
    """
    codes = codes_of(instrument, item)
    if item.type == "yes-no":
        return codes
    scale = instrument.scales[item.scale] if item.scale else None
    if item.type != "choice" or scale is None or scale.kind != "ordinal":
        return None
    values = item_values(instrument, item)
    rising = len(values) == len(codes) and values[codes[0]] < values[codes[-1]]
    return codes[::-1] if rising else codes


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


def readers(
    instrument: Instrument, items: Sequence[Item], reverse: Collection[str] = ()
) -> tuple[int, dict[str, Reader]]:
    """Return a unit, and by item what gives the number that a value counts for.

    Numbers are multiples of one part in ``unit``, so that sums of coded answers
    are sums of integers.

    Args:
        instrument: The instrument, for its scales.
        items: Choice, yes/no and number items.
        reverse: The items whose values are turned round.
    """
    coded = {
        item.id: _by_answer(item, item_values(instrument, item, reverse=item.id in reverse))
        for item in items
        if item.type not in _NUMBERS
    }
    unit = lcm(*(number.denominator for table in coded.values() for number in table.values()))
    found: dict[str, Reader] = {}
    for item in items:
        if item.type in _NUMBERS:
            found[item.id] = _number_reader(item, unit, reverse=item.id in reverse)
        else:
            found[item.id] = _in_parts(coded[item.id], unit).get
    return unit, found


_NUMBERS: Final = frozenset({"integer", "number"})


def _scale(instrument: Instrument, item: Item) -> Scale | None:
    return instrument.scales[item.scale] if item.scale else None


def _by_answer(item: Item, by_code: Mapping[str, Fraction]) -> dict[AnswerValue | None, Fraction]:
    """Return what each answer counts for: an answer to a yes/no item is true or false."""
    if item.type == "yes-no":
        return {code == "yes": number for code, number in by_code.items()}
    return dict(by_code.items())


def _in_parts(
    table: Mapping[AnswerValue | None, Fraction], unit: int
) -> dict[AnswerValue | None, int | Fraction | None]:
    return {given: (number * unit).numerator for given, number in table.items()}


def _number_reader(item: Item, unit: int, *, reverse: bool) -> Reader:
    ends = None
    if reverse and item.minimum is not None and item.maximum is not None:
        ends = item.minimum + item.maximum

    def read(given: AnswerValue | None) -> int | Fraction | None:
        if given is None:
            return None
        number = given if isinstance(given, int) else Fraction(str(given))
        return unit * (number if ends is None else ends - number)

    return read


def _rule(instrument: Instrument, dimension: Dimension, scoring: Scoring) -> Rule:
    if scoring.method == "distribution":
        items = [instrument.item(identifier) for identifier in dimension.all_items()]
        return _distribution(instrument, items)
    return _numeric(reckoning(instrument, dimension, scoring))


def reckoning(instrument: Instrument, dimension: Dimension, scoring: Scoring) -> "Reckoning":
    """Return how a dimension's number is reckoned from answers.

    Args:
        instrument: A resolved instrument that passes its checks.
        dimension: The dimension.
        scoring: Its scoring, of any method but ``distribution``.
    """
    items = [instrument.item(identifier) for identifier in dimension.all_items()]
    if scoring.method in {"count", "proportion"}:
        wanted, unit = frozenset(scoring.of or ()), 1
        reads: dict[str, Reader] = {}
        for item in items:
            counted = {code: Fraction(code in wanted) for code in codes_of(instrument, item)}
            reads[item.id] = _in_parts(_by_answer(item, counted), 1).get
    else:
        unit, reads = readers(instrument, items, scoring.reverse or ())
    given = scoring.weights or {}
    scale = lcm(*(weight.denominator for weight in given.values()))
    parts = tuple(
        (item, read, (given.get(item, Fraction(1)) * scale).numerator)
        for item, read in reads.items()
    )
    return Reckoning(scoring=scoring, unit=unit, parts=parts)


@value
class Reckoning:
    """How a dimension's number is reckoned: sums over its items, and what is made of them.

    Args:
        scoring: The dimension's scoring.
        unit: Numbers are multiples of one part in so many.
        parts: For each item, what gives its number, and its weight: a whole number.
    """

    scoring: Scoring
    unit: int
    parts: tuple[tuple[str, Reader, int], ...]

    def finish(self, total: int | Fraction, asked: int, answered: int, base: int) -> "Numeric":
        """Return the score that the sums over the items that are shown make.

        Args:
            total: The sum of numbers, each times its weight.
            asked: How many items are shown.
            answered: How many of them have a number.
            base: The weights of those together.
        """
        scoring = self.scoring
        least = scoring.minimum_answered or (1 if scoring.prorate else asked)
        if not answered or answered < least:
            return Numeric(score=None)
        if scoring.method not in {"sum", "count"}:
            found = Fraction(total, base * self.unit)
        elif scoring.prorate:
            found = Fraction(total * asked, answered * self.unit)
        else:
            found = Fraction(total, self.unit)
        levels = scoring.levels if scoring.levels and scoring.levels.applies_to == "score" else None
        return Numeric(score=found, level=level_of(levels, found) if levels else None)


def _distribution(instrument: Instrument, items: list[Item]) -> Rule:
    order = dict.fromkeys(code for item in items for code in codes_of(instrument, item))

    def score(answers: Mapping[str, Answer], visible: Collection[str] | None) -> Score:
        counts = dict.fromkeys(order, 0)
        for item in items:
            answer = answers.get(item.id)
            if answer is None or answer.value is None:
                continue
            if visible is None or item.id in visible:
                counts[_code(answer.value)] += 1
        return Distribution(counts=counts)

    return score


def _code(given: AnswerValue) -> str:
    return YES_NO[not given] if isinstance(given, bool) else str(given)


def _numeric(found: Reckoning) -> Rule:
    parts, finish = found.parts, found.finish

    def score(answers: Mapping[str, Answer], visible: Collection[str] | None) -> Score:
        total: int | Fraction = 0
        asked = answered = base = 0
        for item, read, weight in parts:
            if visible is not None and item not in visible:
                continue
            asked += 1
            answer = answers.get(item)
            number = None if answer is None else read(answer.value)
            if number is not None:
                answered += 1
                base += weight
                total += number * weight
        return finish(total, asked, answered, base)

    return score
