"""Bands: how finely the mean of a small subgroup is shown.

A band lies around a centre, half-way to the next ones. Centres are the values of the item's
choices, so that a group all of one answer lies in the middle of its band, together with one in
which somebody gave another. Where choices lie too near to each other for that in so small a
group, or make fewer than three bands, centres are spread evenly; there are at most five.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Final

from rosace.appraisal import Bounds
from rosace.ends import Ends

__all__ = ["MOST_BANDS", "band"]

MOST_BANDS: Final = 5
"""How many bands there are at most."""

_FEWEST: Final = 3


def band(
    mean: Fraction, ends: Ends, share: Fraction, values: Iterable[Fraction] = ()
) -> Bounds | None:
    """Return the band that a mean lies in.

    Args:
        mean: The mean of those who have a value.
        ends: The ends of what one respondent can have.
        share: The most that one person counts for in the mean, from 0 to 1.
        values: What the choices of an item are worth; none of a score.

    Returns:
        None where one person counts for so much that no three bands are wide enough.
    """
    width = ends.high - ends.low
    steps = min(MOST_BANDS - 1, floor(1 / (2 * share)))
    if steps < _FEWEST - 1 or not width:
        return None
    centres = sorted(set(values))
    near = any(other - one < 2 * share * width for one, other in pairwise(centres))
    if near or not _FEWEST <= len(centres) <= MOST_BANDS:
        centres = [ends.low + width * step / steps for step in range(steps + 1)]
    edges = [(one + other) / 2 for one, other in pairwise(centres)]
    # A mean on an edge belongs to the band toward the nearer end: there one person out of all
    # who answer alike can just reach it.
    middle = (ends.low + ends.high) / 2
    below = [edge for edge in edges if edge < mean or (edge == mean and edge >= middle)]
    low = max(below, default=ends.lowest)
    high = min((edge for edge in edges if edge not in below), default=ends.highest)
    return Bounds(low=low, high=high)
