"""What stands on a wheel's spokes: answers to an item, answers to a dimension, or its scores.

Every spoke tells its rings from the strongest to the weakest, and for each ring how many
stand there, out of protected tables alone.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, Protocol

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.instrument import Dimension, Instrument, Item
from rosace.report import Phrase
from rosace.response import Response
from rosace.score_tables import dimension_mean
from rosace.scoring import Numeric, scorer
from rosace.values import rational, value

__all__ = ["BANDS", "ItemSpoke", "PooledSpoke", "ScoreSpoke", "Shown", "Spoke"]

BANDS: Final = 4
"""Rings of a spoke of scores: quarters of the scores that are possible."""


@value
class Shown:
    """What may be seen of a spoke in one wave, a ring at a time from the strongest.

    Args:
        counts: How many stand there; None where withheld.
        shares: Their share of the group, from 0 to 1; None where withheld.
        tables: The protected tables that it was taken from.
        mean: The mean score, or the range it lies in, on a spoke of scores.
    """

    counts: tuple[Bounds | None, ...]
    shares: tuple[Bounds | None, ...]
    tables: tuple[ProtectedTable, ...]
    mean: Bounds | None = None

    @property
    def counted(self) -> bool:
        """Whether any ring says how many stand there."""
        return any(share is not None for share in self.shares)

    @property
    def anything(self) -> bool:
        """Whether there is anything to draw."""
        return self.counted or self.mean is not None


class Spoke(Protocol):
    """One spoke of a wheel."""

    @property
    def dimension(self) -> Dimension:
        """The dimension whose sector holds the spoke."""

    def label(self) -> Phrase:
        """Return the words at the spoke's end."""

    def rings(self, instrument: Instrument) -> tuple[Phrase, ...]:
        """Return the name of each ring, the strongest first."""

    def shown(self, appraisal: Appraisal, wave: str) -> Shown:
        """Return what may be seen of the spoke in a wave."""

    def together(self, appraisal: Appraisal, response: Response) -> int | None:
        """Return the ring that the group's own response stands in, or None."""


@value
class ItemSpoke:
    """One item: a ring is a choice.

    Args:
        dimension: The dimension that the item belongs to.
        item: The item.
        codes: The codes of its choices, the strongest first.
    """

    dimension: Dimension
    item: Item
    codes: tuple[str, ...]

    def label(self) -> Phrase:
        """Return the item's words."""
        return b.words(self.item.text)

    def rings(self, instrument: Instrument) -> tuple[Phrase, ...]:
        """Return the words of the choices."""
        return tuple(b.code_title(instrument, self.item, code) for code in self.codes)

    def shown(self, appraisal: Appraisal, wave: str) -> Shown:
        """Return how many chose each."""
        table = appraisal.table(f"item.{self.item.id}", wave)
        if table is None:
            return _nothing(len(self.codes), ())
        held = [table.count(code) for code in self.codes]
        return Shown(
            counts=tuple(None if count is None else count.persons for count in held),
            shares=tuple(statistics.share(table, code) for code in self.codes),
            tables=(table,),
        )

    def together(self, appraisal: Appraisal, response: Response) -> int | None:
        """Return the ring of the group's answer."""
        del appraisal
        answer = response.answers.get(self.item.id)
        given = answer.value if answer is not None else None
        if isinstance(given, bool):
            given = "yes" if given else "no"
        return self.codes.index(given) if given in self.codes else None


@value
class PooledSpoke:
    """All items of a dimension together: a ring is a choice, and what is counted are answers.

    Args:
        dimension: The dimension.
        codes: The codes that all its items have, the strongest first.
        worded: Whether one scale gives the choices their words; their codes stand otherwise.
    """

    dimension: Dimension
    codes: tuple[str, ...]
    worded: bool

    def label(self) -> Phrase:
        """Return how many items the dimension has."""
        return b.message("wheel.pooled", n=b.count(len(self.dimension.all_items()), "things"))

    def rings(self, instrument: Instrument) -> tuple[Phrase, ...]:
        """Return the words of the choices, or their codes where items word them otherwise."""
        if not self.worded:
            return tuple(b.verbatim(code) for code in self.codes)
        first = instrument.item(self.dimension.all_items()[0])
        return tuple(b.code_title(instrument, first, code) for code in self.codes)

    def shown(self, appraisal: Appraisal, wave: str) -> Shown:
        """Return how many answers each choice got, over all items."""
        found = [appraisal.table(f"item.{item}", wave) for item in self.dimension.all_items()]
        tables = tuple(table for table in found if table is not None)
        voices = sum((table.weight or Fraction(0) for table in tables), Fraction(0))
        if not voices or any(table.counts is None for table in tables):
            return _nothing(len(self.codes), tables)
        pooled = {count.key: count for count in statistics.pooled(tables, self.codes)}
        return Shown(
            counts=tuple(pooled[code].persons for code in self.codes),
            shares=tuple(_part(pooled[code].weight, voices) for code in self.codes),
            tables=tables,
        )

    def together(self, appraisal: Appraisal, response: Response) -> None:
        """Return None: the group's answers to several items stand in no single ring."""


@value
class ScoreSpoke:
    """The scores of a dimension: a ring is a quarter of the scores that are possible.

    Args:
        dimension: The dimension.
        lowest: The lowest possible score.
        highest: The highest possible score, above it.
    """

    dimension: Dimension
    lowest: Fraction
    highest: Fraction

    def label(self) -> Phrase:
        """Return the range of possible scores."""
        low, high = (b.number(end, _digits(end)) for end in (self.lowest, self.highest))
        return b.message("wheel.scores", low=low, high=high)

    def rings(self, instrument: Instrument) -> tuple[Phrase, ...]:
        """Return the names of the quarters."""
        del instrument
        return tuple(b.message(f"wheel.quarter.{place}") for place in range(BANDS, 0, -1))

    def shown(self, appraisal: Appraisal, wave: str) -> Shown:
        """Return how many scores fall in each quarter, and the mean or its range."""
        table = appraisal.table(f"dimension.{self.dimension.id}", wave)
        if table is None:
            return _nothing(BANDS, ())
        mean = dimension_mean(appraisal, self.dimension, table)
        if table.counts is None or not table.weight:
            return _nothing(BANDS, (table,), mean)
        placed = [(self.ring(rational(count.key)), count) for count in statistics.valid(table)]
        counts = [
            _sum(count.persons for ring, count in placed if ring == each) for each in range(BANDS)
        ]
        weights = [
            _sum(count.weight for ring, count in placed if ring == each) for each in range(BANDS)
        ]
        return Shown(
            counts=tuple(counts),
            shares=tuple(_part(weight, table.weight) for weight in weights),
            tables=(table,),
            mean=mean,
        )

    def together(self, appraisal: Appraisal, response: Response) -> int | None:
        """Return the ring of the score of the group's own answers."""
        score = scorer(appraisal.instrument)(response.answers).get(self.dimension.id)
        if not isinstance(score, Numeric) or score.score is None:
            return None
        return self.ring(score.score)

    def ring(self, score: Fraction) -> int:
        """Return the ring of a score, 0 being the strongest; quarters hold their lower bound."""
        quarter = BANDS * (score - self.lowest) / (self.highest - self.lowest)
        return BANDS - 1 - min(BANDS - 1, max(0, int(quarter)))


def _nothing(rings: int, tables: Sequence[ProtectedTable], mean: Bounds | None = None) -> Shown:
    return Shown(counts=(None,) * rings, shares=(None,) * rings, tables=tuple(tables), mean=mean)


def _part(weight: Bounds, whole: Fraction) -> Bounds:
    return Bounds(low=weight.low / whole, high=min(Fraction(1), weight.high / whole))


def _sum(parts: Iterable[Bounds]) -> Bounds:
    low = high = Fraction(0)
    for part in parts:
        low, high = low + part.low, high + part.high
    return Bounds(low=low, high=high)


def _digits(number: Fraction) -> int:
    return 0 if number.denominator == 1 else 2
