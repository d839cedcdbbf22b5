"""Tallies: additive counts with their membership, the last stage that sees answers."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, Literal

import attrs

from rosace.values import evolve, value

__all__ = [
    "ALPHA",
    "ANSWERED",
    "FLAGGED",
    "MISSING_MARK",
    "NONE_PICKED",
    "RECORD",
    "WHOLE",
    "Count",
    "Group",
    "Tally",
    "TallyKind",
    "add",
    "number_of",
]

_NUMBER: Final = re.compile("-?[0-9]{1,400}(/[1-9][0-9]{0,400})?")

MISSING_MARK: Final = "@"
"""Begins the key of a missing reason, so that no choice's code can be taken for one."""

ANSWERED: Final = "answered"
"""The key of a text, date or record that was given, whatever it says."""

FLAGGED: Final = "flagged"
"""The key of an answer that meets its item's flag."""

NONE_PICKED: Final = f"{MISSING_MARK}none-picked"
"""The key of a multiple choice that was answered with no code at all."""

ALPHA: Final = "alpha."
"""Begins the names of the tallies that Cronbach's alpha is worked out from, inside the gate."""

RECORD: Final = "record."
"""Begins the names of the tallies of a repeating record's fields."""

TallyKind = Literal["choices", "picks", "scores", "answered"]
"""What the keys of a tally are.

``choices``: codes of which each respondent has one; ``picks``: codes of which
each may have several; ``scores``: exact numbers, one each; ``answered``: only
whether there is an answer. Missing reasons are keys of each.
"""


@value
class Group:
    """Who is counted: a wave, and the attribute values that its members share.

    A group without attribute values is the whole group of its wave.
    """

    wave: str
    cell: tuple[tuple[str, str], ...] = ()

    @property
    def breakdown(self) -> tuple[str, ...]:
        """The attributes of the breakdown that it is a cell of; none of a whole group."""
        return tuple(attribute for attribute, _ in self.cell)


WHOLE: Final[tuple[tuple[str, str], ...]] = ()
"""The cell of a whole group."""


@value
class Count:
    """How many hold a key: persons, and the weight of their voices."""

    persons: int
    weight: Fraction


@value
class Tally:
    """Counts of one thing in one group.

    Args:
        of: What is counted: ``item.ID``, ``record.ITEM.FIELD``, ``dimension.ID``,
            ``level.ID``, or a name of the plugin's own, ``PLUGIN.NAME``.
        kind: What the keys are.
        group: Who is counted.
        persons: The group's members, with an answer or without. The gate holds its
            thresholds against the members that the core finds, not against this.
        organizations: The organizations they belong to.
        weight: The weight of their voices.
        counts: By key.
    """

    of: str
    kind: TallyKind
    group: Group
    persons: int
    organizations: int
    weight: Fraction
    counts: Mapping[str, Count] = attrs.field(factory=dict)


def number_of(key: str) -> Fraction:
    """Return the exact number that the key of a score spells.

    Raises:
        ValueError: It spells none.
    """
    if not _NUMBER.fullmatch(key):
        message = f"{key!r} spells no number"
        raise ValueError(message)
    return Fraction(key)


def add(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Return tallies with those of the same thing and group added up.

    Raises:
        ValueError: Two of the same thing and group differ in kind.
    """
    found: dict[tuple[str, Group], Tally] = {}
    for tally in tallies:
        key = (tally.of, tally.group)
        found[key] = _plus(found[key], tally) if key in found else tally
    return tuple(found.values())


def _plus(one: Tally, other: Tally) -> Tally:
    if one.kind != other.kind:
        message = f"{one.of} is counted as {one.kind} and as {other.kind}"
        raise ValueError(message)
    counts = dict(one.counts)
    for key, count in other.counts.items():
        held = counts.get(key, Count(persons=0, weight=Fraction(0)))
        counts[key] = Count(persons=held.persons + count.persons, weight=held.weight + count.weight)
    return evolve(
        one,
        persons=one.persons + other.persons,
        organizations=one.organizations + other.organizations,
        weight=one.weight + other.weight,
        counts=counts,
    )
