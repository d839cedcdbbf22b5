"""Pictures that would be taller or wider than a page, drawn as several."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from rosace.marks import Spec
from rosace.values import value

__all__ = ["Part", "parted", "rows_from"]

_WIDEST: Final = 830.0
_TALLEST: Final = 860.0
"""What a page shows beside heads and keys, in pixels: letters of 11.5 are about 7 points then."""

_FEWEST: Final = 6
_REACH: Final = 2


@value
class Part:
    """One picture of several.

    Args:
        events: The places of its events among all.
        specification: The picture.
    """

    events: range
    specification: Spec


def parted(
    size: int, draw: Callable[[range], Spec], severed: Callable[[int], int] = lambda _: 0
) -> list[Part]:
    """Return so many events as one picture, or as the fewest of like sizes that fit on pages.

    Pictures of a few events are not divided further, whatever their size.

    Args:
        size: How many events.
        draw: Draws those of these places.
        severed: How many links a cut before the event of a place severs: of cuts that lie near
            each other, the one that severs fewest is made.
    """
    for count in range(1, size + 1):
        inner = (round(turn * size / count) for turn in range(1, count))
        cuts = [0, *(_near(cut, severed) for cut in inner), size]
        runs = [range(first, last) for first, last in pairwise(cuts)]
        found = [Part(events=run, specification=draw(run)) for run in runs]
        if size <= _FEWEST * (count + 1) or all(_fits(part.specification) for part in found):
            return found
    return []


def _near(cut: int, severed: Callable[[int], int]) -> int:
    """Return the best cut within reach of an even one."""
    return min(range(cut - _REACH, cut + _REACH + 1), key=lambda at: (severed(at), abs(at - cut)))


def rows_from(first: int, count: int) -> list[Spec]:
    """Return the transforms that keep so many rows after the first ones, numbered from 1."""
    number = {"window": [{"op": "row_number", "as": "row"}]}
    if not first:
        return [number, {"filter": f"datum.row <= {count}"}]
    return [number, {"filter": f"datum.row > {first} && datum.row <= {first + count}"}, number]


def _fits(specification: Spec) -> bool:
    """Say whether a picture can be read on a page."""
    panels = specification.get("vconcat", [specification])
    across = max(panel["width"] for panel in panels)
    return bool(across <= _WIDEST and panels[0]["height"] <= _TALLEST)
