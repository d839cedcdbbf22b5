"""Tables that the gate coarsened: which counts may stand behind them, and how far they reach."""

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable

__all__ = ["Held", "extremes", "middles", "possible"]

Held = Mapping[str, tuple[Fraction, Fraction]]
"""Persons and weight by key."""

_MOST: Final = 3000
"""How many tables are gone through one by one; beyond, bounds come from each count's own."""


def possible(table: ProtectedTable) -> list[Held] | None:
    """Return all tables of counts that agree with what is shown.

    Args:
        table: A protected table with counts.

    Returns:
        One table where all is exact; None where there are too many, or where the
        weights do not follow from the numbers of persons.
    """
    counts = table.counts or ()
    if all(count.persons.exact and count.weight.exact for count in counts):
        return [{count.key: (count.persons.low, count.weight.low) for count in counts}]
    weight, number = table.weight, table.persons
    if not weight or not number:
        return None
    each = weight / number
    sides = (side for count in counts for side in _sides(count))
    if any(heavy != persons * each for persons, heavy in sides):
        return None
    loose = [count for count in counts if not count.persons.exact]
    sizes: Sequence[int] = range(len(loose) + 1)
    if table.kind != "picks":
        # Each of these stands for one person more or less.
        rest = number - sum(count.persons.low for count in counts)
        sizes = [int(rest)] if 0 <= rest <= len(loose) else []
    if sum(math.comb(len(loose), size) for size in sizes) > _MOST:
        return None
    return [
        {
            count.key: (persons, persons * each)
            for count in counts
            for persons in (count.persons.high if count.key in more else count.persons.low,)
        }
        for size in sizes
        for more in combinations([count.key for count in loose], size)
    ]


def _sides(count: ProtectedCount) -> Iterator[tuple[Fraction, Fraction]]:
    yield count.persons.low, count.weight.low
    yield count.persons.high, count.weight.high


def extremes(table: ProtectedTable, values: Mapping[str, Fraction]) -> Bounds | None:
    """Return bounds of a group's mean, whatever its counts are within their own.

    A mean is lowest where low values have all the weight that they may have and
    high values the least, and the other way round: only the value at which that
    turns is to be found.

    Args:
        table: A protected table with counts.
        values: The number that each key counts for; keys without one are left out.
    """
    known = _weighed(table, values)
    if not known:
        return None
    return Bounds(low=min(_turning(known)), high=max(_turning(known[::-1])))


def _weighed(
    table: ProtectedTable, values: Mapping[str, Fraction]
) -> list[tuple[Fraction, Bounds]]:
    """Return the values that someone may hold, in order, with what their holders may weigh."""
    known = [
        (values[count.key], count.weight)
        for count in table.counts or ()
        if count.key in values and count.weight.high
    ]
    return sorted(known, key=lambda pair: pair[0])


def _turning(known: Sequence[tuple[Fraction, Bounds]]) -> Iterator[Fraction]:
    """Yield the mean with the most weight up to each value in turn, and the least beyond it."""
    base = sum((weight.low for _, weight in known), Fraction(0))
    total = sum((number * weight.low for number, weight in known), Fraction(0))
    for number, weight in known:
        base += weight.high - weight.low
        total += number * (weight.high - weight.low)
        yield total / base


def middles(table: ProtectedTable, values: Mapping[str, Fraction]) -> Bounds | None:
    """Return the lowest lower middle and the highest upper middle value of a group.

    Args:
        table: A protected table.
        values: The number that each key counts for; keys without one are left out.
    """
    known = _weighed(table, values)
    if not known:
        return None
    tables = possible(table)
    if tables is None:
        return Bounds(low=_reached(known), high=_reached(known[::-1]))
    found = [
        (_reached(pairs), _reached(pairs[::-1]))
        for held in tables
        if (
            pairs := [
                (number, Bounds(low=weight, high=weight))
                for number, weight in sorted(
                    (number, held[key][1]) for key, number in values.items() if key in held
                )
                if weight
            ]
        )
    ]
    if not found:
        return None
    return Bounds(low=min(low for low, _ in found), high=max(high for _, high in found))


def _reached(known: Sequence[tuple[Fraction, Bounds]]) -> Fraction:
    """Return the first value at which half of the weight may be reached."""
    before = Fraction(0)
    after = sum((weight.low for _, weight in known), Fraction(0))
    for number, weight in known:
        before += weight.high
        after -= weight.low
        if before >= after:
            return number
    return known[-1][0]
