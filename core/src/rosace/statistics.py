"""Statistics of protected tables: the one place where medians, means and the rest are made.

Everything here is a function of what the gate has let through: exact where the
counts are, and otherwise a range that no table that agrees with what is shown
can leave. Missing reasons never count as values.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable
from rosace.possibilities import Held, extremes, middles, possible
from rosace.tally import MISSING_MARK, number_of

__all__ = [
    "ALPHA_LEAST",
    "agreement",
    "alpha",
    "deviation",
    "mean",
    "mean_of_items",
    "median_category",
    "median_score",
    "outside_middle",
    "pooled",
    "pooled_shares",
    "score_values",
    "share",
    "valid",
]

ALPHA_LEAST: Final = 30
"""Fewest complete responses for which Cronbach's alpha is worked out."""

_ZERO: Final = Bounds(low=Fraction(0), high=Fraction(0))


def valid(table: ProtectedTable) -> tuple[ProtectedCount, ...]:
    """Return the counts of a table that are no missing reasons, in order."""
    return tuple(count for count in table.counts or () if not count.key.startswith(MISSING_MARK))


def score_values(table: ProtectedTable) -> dict[str, Fraction]:
    """Return the number that each key of a table of scores spells."""
    return {count.key: number_of(count.key) for count in valid(table)}


def share(table: ProtectedTable, key: str) -> Bounds | None:
    """Return the share of a group's voices that hold a key, from 0 to 1; None where withheld."""
    count = table.count(key)
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
    tables = possible(table)
    if tables is None:
        return extremes(table, values)
    found = [number for held in tables if (number := _mean(held, values)) is not None]
    return Bounds(low=min(found), high=max(found)) if found else None


def deviation(table: ProtectedTable, values: Mapping[str, Fraction]) -> tuple[float, float] | None:
    """Return the sample standard deviation of the values that a group's voices hold.

    With weights, the weighted mean square is stretched by n / (n - 1), n being the
    number of persons with a value: weights that are all alike change nothing.

    Returns:
        Lowest and highest possible value, alike where counts are exact; None
        where counts are withheld or fewer than two persons have a value.
    """
    if table.counts is None:
        return None
    tables = possible(table)
    if tables is None:
        return _deviation_range(table, values)
    found = [number for held in tables if (number := _deviation(held, values)) is not None]
    return (min(found), max(found)) if found else None


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
    if table.counts is None or len(ranks) < 2:  # noqa: PLR2004  # one choice cannot differ
        return None
    tables = possible(table)
    if tables is None:
        return _agreement_range(table, ranks)
    found = [number for held in tables if (number := _agreement(held, ranks)) is not None]
    return (min(found), max(found)) if found else None


def median_category(table: ProtectedTable, order: Sequence[str]) -> tuple[str, str] | None:
    """Return the lower and upper middle category of ordered answers.

    Where counts are coarsened, the pair spans every possible middle.
    """
    found = middles(table, {code: Fraction(rank) for rank, code in enumerate(order)})
    return None if found is None else (order[int(found.low)], order[int(found.high)])


def outside_middle(table: ProtectedTable, order: Sequence[str], code: str) -> bool:
    """Say whether an answer is known to lie outside the middle half of ordered answers.

    It does when fewer than a quarter of those who chose something stand where it
    stands or beyond, on one side or the other. Counts that are coarsened are taken at
    their highest, so that nothing is said that they do not settle.

    Args:
        table: A protected table of an ordinal item.
        order: Codes of the scale, in order, from either end.
        code: The answer.
    """
    counts = {count.key: count for count in valid(table)}
    held = [counts[key] for key in order if key in counts]
    least = sum(count.weight.low for count in held)
    if code not in order or not least:
        return False
    place = order.index(code)
    up_to = sum(counts[key].weight.high for key in order[: place + 1] if key in counts)
    onward = sum(counts[key].weight.high for key in order[place:] if key in counts)
    return min(up_to, onward) * 4 < least


def median_score(table: ProtectedTable) -> Bounds | None:
    """Return the median of scores: the midpoint of the two middle ones, exactly.

    Where weights are coarsened, the range spans every possible middle.
    """
    found = middles(table, score_values(table))
    if found is None or any(not count.weight.exact for count in valid(table)):
        return found
    middle = (found.low + found.high) / 2
    return Bounds(low=middle, high=middle)


def pooled(tables: Iterable[ProtectedTable], order: Sequence[str]) -> tuple[ProtectedCount, ...]:
    """Return the answers of several items added up by code: a free function of their tables.

    Args:
        tables: Protected tables of items that share codes; those withheld add nothing.
        order: The codes, in order; missing reasons follow as they are met.
    """
    found: dict[str, tuple[Bounds, Bounds]] = dict.fromkeys(order, (_ZERO, _ZERO))
    for table in tables:
        for count in table.counts or ():
            persons, weight = found.get(count.key, (_ZERO, _ZERO))
            found[count.key] = (_plus(persons, count.persons), _plus(weight, count.weight))
    return tuple(
        ProtectedCount(key=key, persons=persons, weight=weight)
        for key, (persons, weight) in found.items()
    )


def pooled_shares(
    tables: Sequence[ProtectedTable], order: Sequence[str]
) -> dict[str, tuple[ProtectedCount, Bounds]] | None:
    """Return by code the answers of several items added up, and their share of all voices.

    Args:
        tables: As for `pooled`.
        order: The codes that are wanted.

    Returns:
        None where the counts of any are withheld, or nobody has a voice.
    """
    voices = sum((table.weight or Fraction(0) for table in tables), Fraction(0))
    if not voices or any(table.counts is None for table in tables):
        return None
    found = {count.key: count for count in pooled(tables, order)}
    shares = {
        key: Bounds(
            low=found[key].weight.low / voices,
            high=min(Fraction(1), found[key].weight.high / voices),
        )
        for key in order
    }
    return {key: (found[key], shares[key]) for key in order}


def mean_of_items(
    parts: Sequence[tuple[ProtectedTable, Mapping[str, Fraction], Fraction]],
    scale: Fraction,
    needed: int | None = None,
) -> Bounds | None:
    """Return a range that a group's mean score lies in, from its items' tables alone.

    The score of someone who answered everything is the weighted sum of their
    values, divided by ``scale``; that of someone who left something out is as if
    each answer left out were the mean of the others, which lies between the lowest
    and the highest value of all. Whoever left out too much has no score: the range
    is widened by what as many people as that may be could have held.

    Args:
        parts: Each item's table, the value of each code, and the item's weight,
            which is above zero.
        scale: What the weighted sum is divided by: 1 for a sum, the sum of the
            items' weights for a mean.
        needed: How many items must be answered for a score; all where None.
    """
    if not parts or any(t.counts is None or not t.weight or not v for t, v, _ in parts):
        return None
    ends = [number for _, values, _ in parts for number in values.values()]
    lowest, highest = min(ends), max(ends)
    weight = sum((part for *_, part in parts), Fraction(0))
    floor, ceiling = lowest * weight / scale, highest * weight / scale
    low = high = Fraction(0)
    skipped = 0
    for table, values, part in parts:
        bottom, top = (
            mean(table, {count.key: values.get(count.key, end) for count in table.counts or ()})
            for end in (lowest, highest)
        )
        if bottom is None or top is None:
            return None
        low, high = low + part * bottom.low / scale, high + part * top.high / scale
        skipped += _left_out(table, values)
    first = parts[0][0]
    unscored = skipped // (len(parts) + 1 - (needed or len(parts)))
    whole, without = first.weight or Fraction(0), _heaviest(first, unscored)
    if without >= whole:
        return Bounds(low=floor, high=ceiling)
    low = min(low, (whole * low - without * ceiling) / (whole - without))
    high = max(high, (whole * high - without * floor) / (whole - without))
    return Bounds(low=max(low, floor), high=min(high, ceiling))


def alpha(total: ProtectedTable, items: Sequence[ProtectedTable]) -> Fraction | None:
    """Return Cronbach's alpha over complete responses, exactly.

    Source: L. J. Cronbach, Coefficient alpha and the internal structure of tests,
    Psychometrika 16 (1951) 297-334: k / (k - 1) (1 - sum of item variances / variance
    of the sum).

    Args:
        total: Counts of each complete response's sum.
        items: Counts of each item over the same responses.

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


def _plus(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(low=one.low + other.low, high=one.high + other.high)


def _mean(held: Held, values: Mapping[str, Fraction]) -> Fraction | None:
    base = sum((weight for key, (_, weight) in held.items() if key in values), Fraction(0))
    total = Fraction(0)
    for key, (_, weight) in held.items():
        if key in values:
            total += weight * values[key]
    return total / base if base else None


def _deviation(held: Held, values: Mapping[str, Fraction]) -> float | None:
    centre = _mean(held, values)
    number = sum(persons for key, (persons, _) in held.items() if key in values)
    if centre is None or number < 2:  # noqa: PLR2004  # a sample of one has no deviation
        return None
    square = _mean(held, {key: (each - centre) ** 2 for key, each in values.items()})
    return math.sqrt((square or Fraction(0)) * Fraction(number, number - 1))


def _deviation_range(
    table: ProtectedTable, values: Mapping[str, Fraction]
) -> tuple[float, float] | None:
    """Return bounds from those of the mean: a mean square is least around its own mean."""
    counted = [count.persons for count in table.counts or () if count.key in values]
    most, least = sum(each.high for each in counted), sum(each.low for each in counted)
    most = min(most, Fraction(table.persons or 0)) if table.kind != "picks" else most
    centre = extremes(table, values)
    if centre is None or most < 2:  # noqa: PLR2004  # a sample of one has no deviation
        return None
    middle = (centre.low + centre.high) / 2
    inner = extremes(table, {key: _beyond(each, centre) ** 2 for key, each in values.items()})
    outer = extremes(table, {key: (each - middle) ** 2 for key, each in values.items()})
    if inner is None or outer is None:
        return None
    least = max(least, Fraction(2))
    return (
        math.sqrt(inner.low * most / (most - 1)),
        math.sqrt(outer.high * least / (least - 1)),
    )


def _beyond(number: Fraction, bounds: Bounds) -> Fraction:
    """Return how far a number lies outside of bounds; 0 inside."""
    return max(bounds.low - number, number - bounds.high, Fraction(0))


def _agreement(held: Held, ranks: Mapping[str, Fraction]) -> float | None:
    centre = _mean(held, ranks)
    base = sum((weight for key, (_, weight) in held.items() if key in ranks), Fraction(0))
    if centre is None:
        return None
    return 1 + sum(
        float(weight / base) * math.log2(1 - abs(ranks[key] - centre) / (len(ranks) - 1))
        for key, (_, weight) in held.items()
        if key in ranks and weight
    )


def _agreement_range(
    table: ProtectedTable, ranks: Mapping[str, Fraction]
) -> tuple[float, float] | None:
    """Return bounds from those of the mean: each answer counts for its distance to it."""
    centre = extremes(table, ranks)
    if centre is None:
        return None
    distance = len(ranks) - 1
    near = {key: 1 - _beyond(rank, centre) / distance for key, rank in ranks.items()}
    far = {
        key: 1 - max(abs(rank - centre.low), abs(rank - centre.high)) / distance
        for key, rank in ranks.items()
    }
    low = extremes(table, {key: _log2(part) for key, part in far.items()})
    high = extremes(table, {key: _log2(part) for key, part in near.items()})
    if low is None or high is None:
        return None
    return (max(0.0, 1 + float(low.low)), min(1.0, 1 + float(high.high)))


_LEAST_LOG: Final = Fraction(-10_000)


def _log2(part: Fraction) -> Fraction:
    """Return a logarithm to count with; of nothing, one so low that no agreement is left."""
    return Fraction(math.log2(part)) if part else _LEAST_LOG


def _left_out(table: ProtectedTable, values: Mapping[str, Fraction]) -> int:
    """Return how many people at most have no value."""
    counts = table.counts or ()
    missing = sum(count.persons.high for count in counts if count.key not in values)
    answered = sum(count.persons.low for count in counts if count.key in values)
    return int(min(missing, (table.persons or 0) - answered))


def _heaviest(table: ProtectedTable, persons: int) -> Fraction:
    """Return a weight that so many people cannot pass."""
    weight, number = table.weight or Fraction(0), table.persons or 0
    alike = all(
        count.weight.low * number == count.persons.low * weight
        and count.weight.high * number == count.persons.high * weight
        for count in table.counts or ()
    )
    if alike:
        return weight * Fraction(min(persons, number), number)
    return weight if persons else Fraction(0)


def _variance(table: ProtectedTable) -> Fraction:
    """Return the sample variance of scores over persons."""
    held = [(number_of(count.key), count.persons.low) for count in valid(table)]
    number = sum((persons for _, persons in held), Fraction(0))
    centre = sum((score * persons for score, persons in held), Fraction(0)) / number
    squares = sum(((score - centre) ** 2 * persons for score, persons in held), Fraction(0))
    return squares / (number - 1)
