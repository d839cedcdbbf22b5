"""The result that every contestant of a race owes, and what is common in making it.

Responses to 18 items of three choices, scored in six dimensions of three items:

- for each group (a wave; a region in a wave) how many responses have each choice and each
  missing reason of each item;
- for each group the histogram of each dimension's score (the mean of the answers as an exact
  fraction, where two of three items are answered), and its mean and median;
- for each group how many responses and how many organizations;
- where the race is one with validation: every bad row with its number, heading and code, none of
  which is counted: choices and reasons that exist, never both in one cell, a named respondent
  who is no e-mail address and whose name hides nothing, ids and voices that are there once.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

from data import CODES, DIMENSIONS, MINIMUM_ANSWERED, Fault

BLOCKS = tuple(DIMENSIONS.values())
STATES = ("@no-answer", *CODES, "@dont-know", "@not-applicable")
"""What an item's cells may be; their places are digits of packed counts."""

BASE = 8
"""Of packed counts: item by item, the first of a block lowest."""

BAD = 7
"""The digit of a cell that is none of the states."""

NO_SCORE = "@no-score"
VALUES = {1: 3, 2: 2, 3: 1}
Packed = tuple[str, str | None, int, int, int]
"""Wave, region, block, digits, how many."""

Member = tuple[str, str | None, str | None, int]
"""Wave, region, organization, how many."""


class Missing(Exception):  # noqa: N818  # no error: something to tell
    """What a contestant needs is not installed."""


@dataclass(frozen=True)
class Result:
    """What was counted, by group; plain data, to be compared and written."""

    items: Mapping[str, Mapping[str, Mapping[str, int]]]
    scores: Mapping[str, Mapping[str, Mapping[str, int]]]
    members: Mapping[str, tuple[int, int]]
    bad: Sequence[Fault] = field(default=())

    def spelled(self) -> str:
        """Return it as text that is the same for the same result."""
        summaries = {
            group: {name: summary(counts) for name, counts in held.items()}
            for group, held in self.scores.items()
        }
        parts = (self.items, self.scores, summaries, self.members, sorted(map(tuple, self.bad)))
        return json.dumps(parts, sort_keys=True, indent=0)


def assemble(
    counts: Iterable[Packed], members: Iterable[Member], bad: Iterable[Fault] = ()
) -> Result:
    """Return the result that packed counts stand for.

    Args:
        counts: How many have each combination of answers to a block.
        members: How many of each organization.
        bad: The bad rows.
    """
    items: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    scores: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    names = tuple(DIMENSIONS)
    for wave, region, block, packed, number in counts:
        digits = [packed // BASE**place % BASE for place in range(len(BLOCKS[block]))]
        score = scored(digits)
        for group in groups(wave, region):
            for item, digit in zip(BLOCKS[block], digits, strict=True):
                items[group][item][STATES[digit]] += number
            scores[group][names[block]][score] += number
    persons: Counter[str] = Counter()
    organizations: dict[str, set[str]] = defaultdict(set)
    for wave, region, organization, number in members:
        for group in groups(wave, region):
            persons[group] += number
            if organization is not None:
                organizations[group].add(organization)
    return Result(
        items=items,
        scores=scores,
        members={group: (persons[group], len(organizations[group])) for group in persons},
        bad=list(bad),
    )


def groups(wave: str, region: str | None) -> tuple[str, ...]:
    """Return the groups that a response belongs to: its wave, and its region's part of it."""
    return (wave,) if region is None else (wave, f"{wave}/{region}")


def scored(digits: Sequence[int]) -> str:
    """Return the exact score of one block's answers, as it is spelled in a histogram."""
    answered = [VALUES[digit] for digit in digits if digit in VALUES]
    if len(answered) < MINIMUM_ANSWERED:
        return NO_SCORE
    return str(Fraction(sum(answered), len(answered)))


def summary(counts: Mapping[str, int]) -> tuple[str, str] | None:
    """Return the exact mean and median of a histogram, None where nothing is scored."""
    held = sorted((Fraction(key), n) for key, n in counts.items() if key != NO_SCORE and n)
    size = sum(n for _, n in held)
    if not size:
        return None
    mean = sum((value * n for value, n in held), Fraction(0)) / size
    reached = list(accumulate(n for _, n in held))
    middle = [
        next(value for (value, _), end in zip(held, reached, strict=True) if end > place)
        for place in ((size - 1) // 2, size // 2)
    ]
    return str(mean), str(sum(middle, Fraction(0)) / 2)


def path_of(folder: str) -> str:
    """Return the path of a folder's Parquet file."""
    return str(Path(folder) / "responses.parquet")
