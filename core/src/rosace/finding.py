"""Findings: what a group's answers make certain, as values, and what of several stands out."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

from rosace.appraisal import Bounds
from rosace.values import value

__all__ = ["MOST_NAMED", "Finding", "FindingKind", "Part", "leading", "named"]

FindingKind = Literal[
    "mostly-strongest",
    "mostly-weakest",
    "strongest",
    "weakest",
    "dimension-strongest",
    "dimension-weakest",
    "highest-mean",
    "lowest-mean",
    "spread",
    "groups",
    "apart",
    "stronger",
    "weaker",
    "risen",
    "fallen",
    "unchanged",
]
"""What is found.

- ``mostly-strongest``, ``mostly-weakest``: on most items, most answers are that choice: no
  part is named, and how many there are is told;
- ``strongest``, ``weakest``: the items on which the strongest or the weakest choice comes
  up most; ``dimension-strongest``, ``dimension-weakest``: the dimensions likewise, over the
  answers to all their items;
- ``highest-mean``, ``lowest-mean``: of dimensions that are means on one scale;
- ``spread``: the items with the least agreement;
- ``groups``: an item on which two planned groups lie apart;
- ``apart``: items on which the group's own answer lies outside the middle half of individual ones;
- ``stronger``, ``weaker``: items that moved since the wave before;
- ``risen``, ``fallen``: items on which more of those who answered both times moved one way
  than the other;
- ``unchanged``: nothing of the four before is certain.
"""

MOST_NAMED: Final = 2
"""How many items or dimensions one finding names."""


@value
class Part:
    """One item or dimension that a finding is about.

    Args:
        of: Its id.
        unit: What its amount is; ``none`` where none is told.
        amount: How many persons or which share hold the choice, the mean, or the agreement.
        base: How many persons the group has, where the amount is of persons; the highest
            mean that there can be, where it is a mean.
    """

    of: str
    unit: Literal["none", "persons", "share", "mean", "agreement"] = "none"
    amount: Bounds | None = None
    base: Fraction | None = None


@value
class Finding:
    """Something that the answers make certain.

    Args:
        kind: What is found.
        instrument: Id of the instrument.
        parts: The items or dimensions that are named.
        more: How many further ones it holds of.
        before: The wave that it is a change from.
        cells: The two groups that lie apart, in the order of the plan.
    """

    kind: FindingKind
    instrument: str
    parts: tuple[Part, ...] = ()
    more: int = 0
    before: str | None = None
    cells: tuple[tuple[tuple[str, str], ...], ...] = ()


def leading(
    ranked: Sequence[tuple[Bounds, Part]], least: Fraction | None = None
) -> tuple[Part, ...]:
    """Return those that certainly come before all others; none where that takes over half.

    Up to `MOST_NAMED` are taken; more where fewer cannot be told apart from the rest.

    Args:
        ranked: What comes first where it is highest, in the instrument's order.
        least: What each that comes first certainly reaches; anything where None.
    """
    order = sorted(ranked, key=lambda pair: pair[0].low, reverse=True)
    found: tuple[Part, ...] = ()
    for size in range(1, len(order) // 2 + 1):
        last = order[size - 1][0].low
        if (least is not None and last < least) or (found and size > MOST_NAMED):
            break
        if all(last > bounds.high for bounds, _ in order[size:]):
            found = tuple(part for _, part in order[:size])
    return found


def named(
    kind: FindingKind, instrument: str, parts: Sequence[Part], before: str | None = None
) -> tuple[Finding, ...]:
    """Return a finding on some parts, the first of them named; none where there are none."""
    if not parts:
        return ()
    held, rest = tuple(parts[:MOST_NAMED]), len(parts[MOST_NAMED:])
    return (Finding(kind=kind, instrument=instrument, parts=held, more=rest, before=before),)
