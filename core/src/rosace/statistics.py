"""Statistics of protected tables: the one place where medians, means and the rest are made.

Everything here is a function of what the gate has let through, exact where the
counts are, and otherwise the range over all counts that agree with what is shown.
Missing reasons never count as values.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable
from rosace.tally import MISSING_MARK
from rosace.values import rational

__all__ = [
    "ALPHA_LEAST",
    "agreement",
    "alpha",
    "deviation",
    "mean",
    "mean_of_items",
    "median_category",
    "median_score",
    "narrowed",
    "pooled",
    "score_values",
    "share",
    "valid",
]

ALPHA_LEAST: Final = 30
"""Fewest complete responses for which Cronbach's alpha is worked out."""

_Weights = Mapping[str, Fraction]


def valid(table: ProtectedTable) -> tuple[ProtectedCount, ...]:
    """Return the counts of a table that are no missing reasons, in order."""
    return tuple(count for count in table.counts or () if not count.key.startswith(MISSING_MARK))


def score_values(table: ProtectedTable) -> dict[str, Fraction]:
    """Return the number that each key of a table of scores spells."""
    return {count.key: rational(count.key) for count in valid(table)}


def narrowed(table: ProtectedTable) -> tuple[ProtectedCount, ...]:
    """Return a table's counts with each range as narrow as the others and the group's size make it.

    Whoever reads the table can work this out, so it tells nothing new.
    """
    counts = table.counts or ()
    if table.kind != "choices" or table.persons is None or table.weight is None:
        return counts
    persons = _narrow([count.persons for count in counts], Fraction(table.persons))
    weights = _narrow([count.weight for count in counts], table.weight)
    return tuple(
        ProtectedCount(key=count.key, persons=each, weight=weight)
        for count, each, weight in zip(counts, persons, weights, strict=True)
    )


def share(table: ProtectedTable, key: str) -> Bounds | None:
    """Return the share of a group's voices that hold a key, from 0 to 1; None where withheld."""
    count = next((held for held in narrowed(table) if held.key == key), None)
    if count is None or not table.weight:
        return None
    return Bounds(low=count.weight.low / table.weight, high=count.weight.high / table.weight)


def mean(table: ProtectedTable, values: Mapping[str, Fraction]) -> Bounds | None:
    """Return the mean of the values that a group's voices hold.

    Args:
        table: A protected table.
        values: The number that each key counts for; keys without one are left out.

    Returns:
        The mean, or its range where counts are coarsened; the mean that the gate
        released by itself where it withheld the counts; None where there is none.
    """
    if table.counts is None:
        return table.mean
    return _range(table, lambda weights: _mean(weights, values))


def deviation(table: ProtectedTable, values: Mapping[str, Fraction]) -> tuple[float, float] | None:
    """Return the sample standard deviation of the values that a group's voices hold.

    With weights, the weighted mean square is stretched by n / (n - 1), n being the
    number of persons with a value: weights that are all alike change nothing.

    Returns:
        Lowest and highest possible value, alike where counts are exact; None
        where counts are withheld or fewer than two persons have a value.
    """
    return _spread(table, lambda weights, persons: _deviation(weights, persons, values))


def agreement(table: ProtectedTable, order: Sequence[str]) -> tuple[float, float] | None:
    """Return how alike ordered answers are: 0 when split between the ends, 1 when all are one.

    Source: W. J. Tastle and M. J. Wierman, Consensus and dissention: a measure of
    ordinal dispersion, International Journal of Approximate Reasoning 45 (2007)
    531-545: 1 + sum of p_i log2(1 - |i - mean| / d), with i the rank of each choice
    and d the distance between the first and the last.

    Args:
        table: A protected table of an ordinal item.
        order: Codes of the scale, in order.

    Returns:
        Lowest and highest possible value; None where there are no answers to compare.
    """
    ranks = {code: Fraction(rank) for rank, code in enumerate(order)}
    return _spread(table, lambda weights, _: _agreement(weights, ranks))


def median_category(table: ProtectedTable, order: Sequence[str]) -> tuple[str, str] | None:
    """Return the lower and upper middle category of ordered answers.

    Where counts are coarsened, the pair spans every possible middle.
    """
    found = []
    for weights, _ in _possible(table):
        held = [(rank, weights[code]) for rank, code in enumerate(order) if weights.get(code)]
        total = sum((weight for _, weight in held), Fraction(0))
        if held:
            found.append(
                (_reaching(held, total, strict=False), _reaching(held, total, strict=True))
            )
    if not found:
        return None
    return (order[min(low for low, _ in found)], order[max(high for _, high in found)])


def median_score(table: ProtectedTable) -> Fraction | None:
    """Return the median of scores: the midpoint of the two middle ones, exactly."""
    if table.counts is None:
        return None
    held = sorted(
        (number, count.weight.low)
        for count in valid(table)
        if (number := rational(count.key)) is not None and count.weight.low
    )
    total = sum((weight for _, weight in held), Fraction(0))
    if not held:
        return None
    ranked = list(enumerate(weight for _, weight in held))
    low = held[_reaching(ranked, total, strict=False)][0]
    high = held[_reaching(ranked, total, strict=True)][0]
    return (low + high) / 2


def pooled(tables: Iterable[ProtectedTable], order: Sequence[str]) -> tuple[ProtectedCount, ...]:
    """Return the answers of several items added up by code: a free function of their tables.

    Args:
        tables: Protected tables of items that share codes; those withheld add nothing.
        order: The codes, in order; missing reasons follow as they are met.
    """
    found: dict[str, tuple[Bounds, Bounds]] = {code: (_ZERO, _ZERO) for code in order}
    for table in tables:
        for count in narrowed(table):
            persons, weight = found.get(count.key, (_ZERO, _ZERO))
            found[count.key] = (_plus(persons, count.persons), _plus(weight, count.weight))
    return tuple(
        ProtectedCount(key=key, persons=persons, weight=weight)
        for key, (persons, weight) in found.items()
    )


def mean_of_items(
    parts: Sequence[tuple[ProtectedTable, Mapping[str, Fraction], Fraction]], scale: Fraction
) -> Bounds | None:
    """Return the range that a group's mean score must lie in, from its items' tables alone.

    A score that is a weighted sum of its items' values has the same weighted sum
    of the items' means as its mean. Whoever skipped an item could have stood
    anywhere between its lowest and highest value without their own mean
    changing beyond those ends, so a missing answer widens the range and never
    falsifies it.

    Args:
        parts: Each item's table, the value of each code, and the item's weight.
        scale: What the weighted sum is divided by.
    """
    low = high = Fraction(0)
    for table, values, weight in parts:
        if table.counts is None or not table.weight or not values:
            return None
        ends = _range(table, lambda weights, v=values, t=table: _imputed(weights, v, t, min))  # type: ignore[misc]  # bound at definition
        tops = _range(table, lambda weights, v=values, t=table: _imputed(weights, v, t, max))  # type: ignore[misc]  # bound at definition
        if ends is None or tops is None:
            return None
        low += weight * ends.low
        high += weight * tops.high
    return Bounds(low=low / scale, high=high / scale)


def alpha(total: ProtectedTable, items: Sequence[ProtectedTable]) -> Fraction | None:
    """Return Cronbach's alpha over complete responses, exactly.

    Source: L. J. Cronbach, Coefficient alpha and the internal structure of tests,
    Psychometrika 16 (1951) 297-334: k / (k - 1) (1 - sum of item variances / variance
    of the sum).

    Args:
        total: Protected counts of each complete response's sum.
        items: Protected counts of each item over the same responses.

    Returns:
        Alpha; None below thirty complete responses, with fewer than two items, or
        where everyone has the same sum.
    """
    tables = (total, *items)
    least = 2
    if len(items) < least or any(table.counts is None for table in tables):
        return None
    if sum(count.persons.low for count in valid(total)) < ALPHA_LEAST:
        return None
    variances = [_variance(table) for table in tables]
    if not variances[0]:
        return None
    factor = Fraction(len(items), len(items) - 1)
    return factor * (1 - sum(variances[1:], Fraction(0)) / variances[0])


_ZERO: Final = Bounds(low=Fraction(0), high=Fraction(0))


def _narrow(ranges: Sequence[Bounds], total: Fraction) -> list[Bounds]:
    """Return ranges that add up to a total, each cut to what the others leave it."""
    low = sum((each.low for each in ranges), Fraction(0))
    high = sum((each.high for each in ranges), Fraction(0))
    return [
        Bounds(
            low=max(each.low, total - (high - each.high)),
            high=min(each.high, total - (low - each.low)),
        )
        for each in ranges
    ]


def _plus(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(low=one.low + other.low, high=one.high + other.high)


def _possible(table: ProtectedTable) -> Iterator[tuple[_Weights, _Weights]]:
    """Yield all counts that agree with what is shown, as weights and as persons by key."""
    counts = table.counts or ()
    ends = [
        ((count.weight.low, count.persons.low),)
        if count.persons.exact
        else ((count.weight.low, count.persons.low), (count.weight.high, count.persons.high))
        for count in counts
    ]
    for chosen in product(*ends):
        persons = {count.key: pair[1] for count, pair in zip(counts, chosen, strict=True)}
        if table.kind != "choices" or sum(persons.values()) == table.persons:
            yield {count.key: pair[0] for count, pair in zip(counts, chosen, strict=True)}, persons


def _range(
    table: ProtectedTable, statistic: Callable[[_Weights], Fraction | None]
) -> Bounds | None:
    found = [
        number for weights, _ in _possible(table) if (number := statistic(weights)) is not None
    ]
    return Bounds(low=min(found), high=max(found)) if found else None


def _spread(
    table: ProtectedTable, statistic: Callable[[_Weights, _Weights], float | None]
) -> tuple[float, float] | None:
    if table.counts is None:
        return None
    found = [
        number
        for weights, persons in _possible(table)
        if (number := statistic(weights, persons)) is not None
    ]
    return (min(found), max(found)) if found else None


def _mean(weights: _Weights, values: Mapping[str, Fraction]) -> Fraction | None:
    base = sum((weights[key] for key in weights if key in values), Fraction(0))
    total = sum((weights[key] * values[key] for key in weights if key in values), Fraction(0))
    return total / base if base else None


def _deviation(
    weights: _Weights, persons: _Weights, values: Mapping[str, Fraction]
) -> float | None:
    centre = _mean(weights, values)
    number = sum(persons[key] for key in persons if key in values)
    if centre is None or number < 2:  # noqa: PLR2004  # a sample of one has no deviation
        return None
    squares = {key: (values[key] - centre) ** 2 for key in values}
    square = _mean(weights, squares)
    return math.sqrt((square or Fraction(0)) * Fraction(number, number - 1))


def _agreement(weights: _Weights, ranks: Mapping[str, Fraction]) -> float | None:
    centre = _mean(weights, ranks)
    base = sum((weights[key] for key in weights if key in ranks), Fraction(0))
    distance = len(ranks) - 1
    if centre is None or distance < 1:
        return None
    return 1 + sum(
        float(weights[key] / base) * math.log2(1 - abs(ranks[key] - centre) / distance)
        for key in weights
        if key in ranks and weights[key]
    )


def _reaching(held: Sequence[tuple[int, Fraction]], total: Fraction, *, strict: bool) -> int:
    """Return the first rank at which half of the weight is reached, or passed when strict."""
    seen = Fraction(0)
    for rank, weight in held:
        seen += weight
        if 2 * seen > total or (2 * seen == total and not strict):
            return rank
    return held[-1][0]


def _imputed(
    weights: _Weights,
    values: Mapping[str, Fraction],
    table: ProtectedTable,
    end: Callable[[Iterable[Fraction]], Fraction],
) -> Fraction:
    known = sum((weights[key] * values[key] for key in weights if key in values), Fraction(0))
    base = sum((weights[key] for key in weights if key in values), Fraction(0))
    whole = table.weight or base
    return (known + (whole - base) * end(values.values())) / whole


def _variance(table: ProtectedTable) -> Fraction:
    """Return the sample variance of scores over persons."""
    held = [(rational(count.key), count.persons.low) for count in valid(table)]
    number = sum((persons for _, persons in held), Fraction(0))
    centre = sum((score * persons for score, persons in held), Fraction(0)) / number
    squares = sum(((score - centre) ** 2 * persons for score, persons in held), Fraction(0))
    return squares / (number - 1)
