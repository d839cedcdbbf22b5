"""Places shared out by weight, so that what is drawn from them is drawn by weight."""

import math
from collections.abc import Sequence

__all__ = ["apportion", "between_normal"]


def apportion(weights: Sequence[float], places: int) -> list[int]:
    """Return how many of some places each weight gets, by largest remainders.

    Args:
        weights: The weights, none below zero; alike where they are all zero.
        places: How many places there are.
    """
    total = math.fsum(weights)
    shares = [each / total if total else 1 / len(weights) for each in weights]
    exact = [share * places for share in shares]
    counts = [int(each) for each in exact]
    rest = places - sum(counts)
    by_remainder = sorted(range(len(counts)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[:rest]:
        counts[index] += 1
    return counts


def between_normal(deviations: float) -> float:
    """Return the share of a normal distribution that lies below so many deviations."""
    return (1 + math.erf(deviations / math.sqrt(2))) / 2
