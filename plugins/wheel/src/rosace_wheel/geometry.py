"""Where the parts of a wheel stand: angles in radians clockwise from noon, lengths in pixels."""

import math
from collections.abc import Sequence
from typing import Final

from rosace.values import value

FEWEST_SECTORS: Final = 3
MOST_SECTORS: Final = 12
MOST_SPOKES: Final = 40
FEWEST_RINGS: Final = 2
MOST_RINGS: Final = 7

_RING_SPAN: Final = 120.0
_GAP: Final = math.radians(15)
_PAD: Final = math.radians(1.6)
_NUMBER: Final = 21.0
_NARROWEST_HOLE: Final = 61.0
_WIDEST_HOLE: Final = 85.0
PART_OF_MEAN: Final = 0.44
"""How much of a spoke of scores is kept for the band of its mean, out of the way of numbers."""

BESIDE_STRIP: Final = 0.8
"""How much of a spoke is left to its cells when a strip stands beside them."""


@value
class Sector:
    """One sector of a wheel: a dimension and its spokes.

    Args:
        id: The dimension's id.
        items: The ids of its spokes, clockwise.
    """

    id: str
    items: tuple[str, ...]


@value
class Geometry:
    """The measures of one wheel.

    Args:
        hole: Radius of the empty middle.
        depth: Depth of one ring.
        rings: How many rings.
        starts: Where each spoke begins, one entry for each spoke.
        spoke: The angle of one spoke.
        sectors: The sector of each spoke, from 0.
        bands: Where each sector begins and ends.
        right: How many sectors have their labels on the right.
        gap: The middle of the gap that holds the marks of the rings.
        seat: Where between its two sides a cell has its number, from 0 to 1.
        column: The width of each column of labels.
        page: The width at which a page shows a wheel, its margins taken off: a wider one is
            shrunk to it.
    """

    hole: float
    depth: float
    rings: int
    starts: tuple[float, ...]
    spoke: float
    sectors: tuple[int, ...]
    bands: tuple[tuple[float, float], ...]
    right: int
    gap: float
    seat: float
    column: float = 190.0
    page: float = 818.0

    @property
    def radius(self) -> float:
        """The outer radius of the outer ring."""
        return self.hole + self.depth * self.rings


def measure(
    sectors: Sequence[Sector], rings: int, *, before: bool = False, means: bool = False
) -> Geometry:
    """Lay out a wheel so that every sector's labels stay on one side of it.

    The wheel is turned until the sectors of the right face three o'clock and those of the
    left nine o'clock, the gap between them coming near noon.

    Args:
        sectors: From 3 to 12, clockwise.
        rings: How many rings, from 2 to 7.
        before: Whether a strip for the wave before narrows the cells.
        means: Whether the first part of each spoke is kept for its mean.
    """
    counts = [len(sector.items) for sector in sectors]
    total = sum(counts)
    spoke = (2 * math.pi - _GAP - _PAD * (len(counts) - 1)) / total
    right = _split(counts)
    turned = sum(counts[:right]) * spoke + (right - 1) * _PAD
    angle = math.pi / 2 - turned / 2
    gap = angle - (_GAP + _PAD) / 2 if right < len(counts) else angle - _GAP / 2
    starts: list[float] = []
    bands: list[tuple[float, float]] = []
    for count in counts:
        starts.extend(angle + spoke * place for place in range(count))
        bands.append((angle, angle + spoke * count))
        angle += spoke * count + _PAD
    depth = min(40.0, max(22.0, _RING_SPAN / rings))
    share = BESIDE_STRIP if before else 1.0
    room = _NUMBER / (spoke * share) - depth / 2
    return Geometry(
        hole=min(_WIDEST_HOLE, max(_NARROWEST_HOLE, room)),
        depth=depth,
        rings=rings,
        starts=tuple(starts),
        spoke=spoke,
        sectors=tuple(place for place, count in enumerate(counts) for _ in range(count)),
        bands=tuple(bands),
        right=right,
        gap=gap,
        seat=(1 + PART_OF_MEAN) / 2 if means else 0.5,
    )


def _split(counts: Sequence[int]) -> int:
    """Return how many of the first sectors hold nearest to half of the items."""
    total = sum(counts)
    return min(
        range(1, len(counts)),
        key=lambda place: abs(2 * sum(counts[:place]) - total),
    )
