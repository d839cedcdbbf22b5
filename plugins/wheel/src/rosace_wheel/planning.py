"""Which wheel an instrument makes, if any."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final, Literal

from rosace.instrument import Dimension, Instrument, Item, Scoring
from rosace.scoring import item_values, strongest_first
from rosace.values import value
from rosace_wheel.geometry import (
    FEWEST_RINGS,
    FEWEST_SECTORS,
    MOST_RINGS,
    MOST_SECTORS,
    MOST_SPOKES,
    Sector,
)
from rosace_wheel.spokes import BANDS, ItemSpoke, PooledSpoke, ScoreSpoke, Spoke

__all__ = ["Plan", "plan", "possible_scores", "sectors_of"]

Kind = Literal["items", "pooled", "scores"]
LONGEST_MARK: Final = 3
"""Most characters of a code that marks its ring; a longer one is replaced by its rank."""

_ZERO: Final = Fraction(0)
_Ends = tuple[Fraction, Fraction]


@value
class Plan:
    """A wheel before any answer.

    Args:
        kind: What its spokes tell.
        spokes: The spokes, clockwise, sector by sector.
        marks: The short mark of each ring, the strongest first.
    """

    kind: Kind
    spokes: tuple[Spoke, ...]
    marks: tuple[str, ...]

    @property
    def sectors(self) -> tuple[Sector, ...]:
        """The sectors, each with as many places as it has spokes."""
        found: dict[str, list[str]] = {}
        for number, spoke in enumerate(self.spokes):
            found.setdefault(spoke.dimension.id, []).append(str(number))
        return tuple(Sector(id=name, items=tuple(places)) for name, places in found.items())


def sectors_of(instrument: Instrument) -> tuple[Dimension, ...]:
    """Return the dimensions that hold items themselves, in order: the wheel's sectors."""
    return tuple(each for each in instrument.all_dimensions() if each.items)


def plan(instrument: Instrument) -> Plan | None:
    """Return the wheel of an instrument, or None where it makes none.

    It takes 3 to 12 dimensions that hold items. The first of these that fits is drawn:

    - ``items``: all items, 40 at most, share one ordered scale of 2 to 7 choices: a spoke
      an item, a ring a choice;
    - ``pooled``: all items have the same ordered codes, but are too many or word them in
      several ways: a spoke a dimension, its items' answers put together;
    - ``scores``: every dimension has a score whose lowest and highest value are known: a
      spoke a dimension, a ring a quarter of the scores that are possible.

    A dimension that turns some answers round (reversal) is drawn by its scores alone, since
    no ring would mean the same on all its spokes.
    """
    dimensions = sectors_of(instrument)
    if not FEWEST_SECTORS <= len(dimensions) <= MOST_SECTORS:
        return None
    items = [instrument.item(item) for each in dimensions for item in each.items or ()]
    turned = any(_turned(instrument, each) for each in dimensions)
    codes = None if turned else _shared_codes(instrument, items)
    if codes is None:
        return _by_scores(instrument, dimensions)
    marks = tuple(
        code if len(code) <= LONGEST_MARK else str(len(codes) - place)
        for place, code in enumerate(codes)
    )
    worded = len({item.scale for item in items}) == 1
    if worded and len(items) <= MOST_SPOKES:
        spokes: tuple[Spoke, ...] = tuple(
            ItemSpoke(dimension=each, item=instrument.item(item), codes=codes)
            for each in dimensions
            for item in each.items or ()
        )
        return Plan(kind="items", spokes=spokes, marks=marks)
    pooled = tuple(PooledSpoke(dimension=each, codes=codes, worded=worded) for each in dimensions)
    return Plan(kind="pooled", spokes=pooled, marks=marks)


def _turned(instrument: Instrument, dimension: Dimension) -> bool:
    """Say whether a dimension's score turns answers round, or counts no rather than yes."""
    scoring = dimension.scoring
    if scoring is None:
        return False
    if scoring.of is not None and "yes" not in scoring.of:
        return any(instrument.item(item).type == "yes-no" for item in dimension.items or ())
    return scoring.reverse is not None


def _shared_codes(instrument: Instrument, items: Iterable[Item]) -> tuple[str, ...] | None:
    """Return the codes that all items have, the strongest first, or None."""
    found = {strongest_first(instrument, item) for item in items}
    codes = found.pop()
    if found or codes is None or not FEWEST_RINGS <= len(codes) <= MOST_RINGS:
        return None
    return codes


def _by_scores(instrument: Instrument, dimensions: Sequence[Dimension]) -> Plan | None:
    """Return the wheel of the dimensions' scores, where all have a known range."""
    spokes = []
    for dimension in dimensions:
        ends = possible_scores(instrument, dimension)
        if ends is None:
            return None
        spokes.append(ScoreSpoke(dimension=dimension, lowest=ends[0], highest=ends[1]))
    marks = tuple(str(place) for place in range(BANDS, 0, -1))
    return Plan(kind="scores", spokes=tuple(spokes), marks=marks)


def possible_scores(instrument: Instrument, dimension: Dimension) -> _Ends | None:
    """Return the lowest and the highest score that one respondent can have.

    None where there is no score, where an item's values have no ends, or where all
    scores are one.
    """
    scoring = dimension.scoring
    if scoring is None or scoring.method == "distribution":
        return None
    items = [instrument.item(item) for item in dimension.all_items()]
    ends = [_ends(instrument, item, scoring) for item in items]
    known = [each for each in ends if each is not None]
    if len(known) < len(ends):
        return None
    least = 1 if any(item.when for item in items) or scoring.prorate else len(items)
    least = min(least, scoring.minimum_answered or least)
    if scoring.method in {"sum", "count"}:
        lowest, highest = _sums(known, least, prorated=bool(scoring.prorate))
    else:
        lowest, highest = _means(known, [_weight(scoring, item) for item in items], least)
    return (lowest, highest) if lowest < highest else None


def _ends(instrument: Instrument, item: Item, scoring: Scoring) -> _Ends | None:
    """Return the lowest and highest number that an item's answer counts for."""
    if scoring.of is not None:
        return Fraction(0), Fraction(1)
    if item.type in {"integer", "number"}:
        known = item.minimum is not None and item.maximum is not None
        return (item.minimum, item.maximum) if known else None  # type: ignore[return-value]  # both are known
    values = item_values(instrument, item).values()
    return (min(values), max(values)) if values else None


def _weight(scoring: Scoring, item: Item) -> Fraction:
    return (scoring.weights or {}).get(item.id, Fraction(1))


def _sums(ends: Sequence[_Ends], least: int, *, prorated: bool) -> _Ends:
    """Return the ends of a sum of at least some of these numbers."""
    lows, highs = sorted(low for low, _ in ends), sorted((high for _, high in ends), reverse=True)
    if prorated:
        whole = len(ends)
        return min(lows[0], lows[0] * whole), max(highs[0], highs[0] * whole)
    lowest = sum(lows[:least], Fraction(0)) + sum((min(low, _ZERO) for low in lows[least:]), _ZERO)
    highest = sum(highs[:least], Fraction(0)) + sum(
        (max(high, _ZERO) for high in highs[least:]), _ZERO
    )
    return lowest, highest


def _means(ends: Sequence[_Ends], weights: Sequence[Fraction], least: int) -> _Ends:
    """Return the ends of a weighted mean of at least some of these numbers."""
    if least < len(ends):
        return min(low for low, _ in ends), max(high for _, high in ends)
    whole = sum(weights, Fraction(0))
    pairs = list(zip(ends, weights, strict=True))
    low = sum((each[0] * weight for each, weight in pairs), Fraction(0)) / whole
    high = sum((each[1] * weight for each, weight in pairs), Fraction(0)) / whole
    return low, high
