"""Which scores a dimension can reach, whatever is answered."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Final

from rosace.instrument import Dimension, Instrument, Item, Scoring
from rosace.scoring import codes_of, item_values
from rosace.values import value

__all__ = ["Attainable", "attainable"]

_NUMBERS: Final = frozenset({"integer", "number"})
_COUNTING: Final = frozenset({"count", "proportion"})
_ADDED: Final = frozenset({"count", "sum"})
_MOST_VALUES: Final = 50
_MOST_STATES: Final = 20_000


@value
class Attainable:
    """The scores that can come out.

    Args:
        low: The lowest, or a bound below it; None where there is none.
        high: The highest, or a bound above it; None where there is none.
        scores: All of them, where they are few enough to be gone through.
    """

    low: Fraction | None
    high: Fraction | None
    scores: frozenset[Fraction] | None = None


@value
class _Part:
    """What one item adds to a score: any of some values, or any number between two bounds."""

    values: frozenset[Fraction] | None
    low: Fraction | None
    high: Fraction | None
    weight: Fraction
    is_conditional: bool


def attainable(instrument: Instrument, dimension: Dimension) -> Attainable | None:
    """Return the scores that a dimension can reach, or None where it yields no number.

    Blank answers count as far as the scoring allows them, and items under a condition may
    be hidden.

    Args:
        instrument: A resolved instrument that passes its checks.
        dimension: A dimension of it.
    """
    scoring = dimension.scoring
    if scoring is None or scoring.method == "distribution":
        return None
    parts = [_part(instrument, instrument.item(each), scoring) for each in dimension.all_items()]
    scores = _scores(parts, scoring)
    if scores:
        return Attainable(low=min(scores), high=max(scores), scores=scores)
    lows, highs = [each.low for each in parts], [each.high for each in parts]
    return Attainable(
        low=_least(lows, parts, scoring),
        high=_negative(_least([_negative(each) for each in highs], parts, scoring)),
    )


def _part(instrument: Instrument, item: Item, scoring: Scoring) -> _Part:
    weight = (scoring.weights or {}).get(item.id, Fraction(1))
    conditional = item.when is not None
    values: frozenset[Fraction] | None
    if item.type in _NUMBERS:
        low, high = item.minimum, item.maximum
        return _Part(
            values=_whole(low, high) if item.type == "integer" else None,
            low=low,
            high=high,
            weight=weight,
            is_conditional=conditional,
        )
    if scoring.method in _COUNTING:
        values = frozenset(
            Fraction(code in (scoring.of or ())) for code in codes_of(instrument, item)
        )
    else:
        # Turned round, values may be others: 1, 2, 5 become 5, 4, 1.
        turned = item.id in (scoring.reverse or ())
        values = frozenset(item_values(instrument, item, reverse=turned).values())
    return _Part(
        values=values,
        low=min(values),
        high=max(values),
        weight=weight,
        is_conditional=conditional,
    )


def _whole(low: Fraction | None, high: Fraction | None) -> frozenset[Fraction] | None:
    """Return the whole numbers between two bounds, where they are few."""
    if low is None or high is None or high - low > _MOST_VALUES:
        return None
    return frozenset(map(Fraction, range(ceil(low), floor(high) + 1)))


_State = tuple[int, int, int, int]
"""Items shown, items answered, the weight of those, and what they add up to.

The last two are counted in whole parts of one, which add ten times faster than fractions.
"""


def _scores(parts: Sequence[_Part], scoring: Scoring) -> frozenset[Fraction]:
    """Return every score, found item by item; none where they would be too many."""
    adding: list[tuple[_Part, frozenset[Fraction]]] = []
    for part in parts:
        if part.values is None:
            return frozenset()
        adding.append((part, frozenset(number * part.weight for number in part.values)))
    one = lcm(*(each.denominator for part, added in adding for each in (part.weight, *added)))
    states: set[_State] = {(0, 0, 0, 0)}
    blank = _least_answered(scoring) is not None
    for part, added in adding:
        weight, numbers = int(part.weight * one), [int(each * one) for each in added]
        states = {
            new
            for state in states
            for new in _next(state, weight, numbers, blank=blank, hidden=part.is_conditional)
        }
        if len(states) > _MOST_STATES:
            return frozenset()
    found = (_score(state, one, scoring) for state in states)
    return frozenset(score for score in found if score is not None)


def _next(
    state: _State, weight: int, numbers: Sequence[int], *, blank: bool, hidden: bool
) -> Iterator[_State]:
    """Yield what a state becomes by one more item: left out, left blank, or answered."""
    shown, answered, base, total = state
    if hidden:
        yield state
    if blank:
        yield shown + 1, answered, base, total
    for number in numbers:
        yield shown + 1, answered + 1, base + weight, total + number


def _least_answered(scoring: Scoring) -> int | None:
    return scoring.minimum_answered or (1 if scoring.prorate else None)


def _score(state: _State, one: int, scoring: Scoring) -> Fraction | None:
    shown, answered, base, total = state
    least = _least_answered(scoring)
    if not answered or answered < (shown if least is None else least):
        return None
    if scoring.method not in _ADDED:
        return Fraction(total, base)
    return Fraction(total * shown, one * answered) if scoring.prorate else Fraction(total, one)


def _least(
    lows: Sequence[Fraction | None], parts: Sequence[_Part], scoring: Scoring
) -> Fraction | None:
    """Return a bound below every score; that above is the same with all signs turned."""
    known = sorted(each for each in lows if each is not None)
    if len(known) < len(lows) or not known:
        return None
    if scoring.method not in _ADDED:
        return known[0]
    if scoring.prorate:
        return min(known[0], known[0] * len(known))
    fewest = scoring.minimum_answered or sum(not each.is_conditional for each in parts) or 1
    sizes = range(min(fewest, len(known)), len(known) + 1)
    return min(sum(known[:size], Fraction(0)) for size in sizes)


def _negative(number: Fraction | None) -> Fraction | None:
    return None if number is None else -number
