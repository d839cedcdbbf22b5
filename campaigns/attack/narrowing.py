"""How narrow the intervals around single persons are, and whose answer is told by no unanimity."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil, floor
from typing import Final

from campaigns.attack.bounding import CLOSE, Ends, System
from campaigns.attack.solving import FEWEST, recovered, touched

__all__ = ["WIDTHS", "Narrowing", "narrow"]

WIDTHS: Final = ("0", "to 1/4", "to 1/2", "to 3/4", "below 1", "1")


@dataclass(kw_only=True)
class Narrowing:
    """How narrow the intervals around single persons are.

    Attributes:
        intervals: How many there are: persons times codes.
        widths: How many have each width, of fractional answers.
        ruled_out: Those in which a code is ruled out.
        told: Those in which the answer is told.
        combined: Those of `told` of persons who are in no group of five or more of whom all are
            told to have answered the same: one that is shown, that those shown leave over, or
            where two of them meet, or part.
        few: Those of `combined` of persons whom fewer than five are like.
    """

    intervals: int = 0
    widths: Counter[str] = field(default_factory=Counter)
    ruled_out: int = 0
    told: int = 0
    combined: int = 0
    few: int = 0

    def add(self, other: "Narrowing") -> None:
        """Count another's intervals with one's own."""
        self.intervals += other.intervals
        self.widths += other.widths
        self.ruled_out += other.ruled_out
        self.told += other.told
        self.combined += other.combined
        self.few += other.few


def narrow(system: System, ends: Ends) -> Narrowing:
    """Return how narrow the intervals around persons are.

    Args:
        system: What is known.
        ends: The ends of each unknown.
    """
    found = Narrowing()
    told: dict[tuple[str, str], set[int]] = defaultdict(set)
    for (item, place, code), (low, high) in ends.items():
        persons = len(system.atoms[place])
        found.intervals += persons
        width = min(1.0, high) - max(0.0, low - (persons - 1))
        found.widths[_width(width)] += persons
        if floor(high + CLOSE) <= 0:
            found.ruled_out += persons
        elif ceil(low - CLOSE) >= persons:
            found.told += persons
            told[item, code].add(place)
    everybody = dict.fromkeys(frozenset[str]().union(*system.groups))
    small = [each.persons for each in recovered(system.groups, everybody, FEWEST)] if told else []
    meeting = _meeting(system.groups) if told else frozenset()
    for places in told.values():
        persons_told = frozenset[str]().union(*(system.atoms[place] for place in places))
        unanimous = touched(system.groups, persons_told)
        unanimous = unanimous.difference(*(few for few in small if few <= persons_told))
        unanimous = unanimous.union(*(each for each in meeting if each <= persons_told))
        for place in places:
            atom = system.atoms[place]
            if not atom & unanimous:
                found.combined += len(atom)
                found.few += len(atom) * (len(atom) < FEWEST)
    return found


def _meeting(groups: Collection[frozenset[str]]) -> frozenset[frozenset[str]]:
    """Return the sets of five or more in which two groups meet, or part."""
    everybody = frozenset[str]().union(*groups)
    found = (
        each
        for one, other in combinations(groups, 2)
        for each in (one & other, one - other, other - one, everybody - one - other)
    )
    return frozenset(each for each in found if len(each) >= FEWEST)


def _width(width: float) -> str:
    if width <= CLOSE:
        return WIDTHS[0]
    if width >= 1 - CLOSE:
        return WIDTHS[-1]
    return WIDTHS[min(1 + int(width * 4), 4)]
