"""Where events stand on a time line: time runs downward, one lane for each function."""

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from rosace.values import value
from rosace.wrapping import lines_taken
from rosace_effects.parts import Event

AXIS: Final = 84.0
ACROSS: Final = 790.0
DATE: Final = 16.0
TITLE: Final = 14.0
MOST_LINES: Final = (6, 3)

_RESULT: Final = 13.5
_BETWEEN: Final = 10.0
_LEAST_HEIGHT: Final = 260.0
_AIR: Final = (1.15, 1.35, 1.6, 1.9)
_FAR: Final = 60.0
_TICKS: Final = 12


@value
class Plan:
    """Where everything stands, in pixels.

    Args:
        present: The functions that have a lane, in order.
        lanes: The lane of each event, from 0; the last is for events that serve no function.
        exact: The height of each event's date; None where it has none.
        shown: The height of its words.
        sizes: The room that its words take.
        ticks: The first days of the years or months to mark.
        scale: Pixels to a day, from the first tick on.
        height: The height of the part that has dates.
    """

    present: tuple[str, ...]
    lanes: tuple[int, ...]
    exact: tuple[float | None, ...]
    shown: tuple[float, ...]
    sizes: tuple[float, ...]
    ticks: tuple[int, ...]
    scale: float
    height: float

    @property
    def width(self) -> float:
        """The width of a lane."""
        return _lane_width(self.lanes)

    @property
    def bottom(self) -> float:
        """Where the lanes end."""
        return max(y + size for y, size in zip(self.shown, self.sizes, strict=True))

    def across(self, lane: int) -> float:
        """Return where the line of a lane stands."""
        return round(AXIS + 8 + lane * self.width, 1)


def plan(events: Sequence[Event], functions: Sequence[str]) -> Plan:
    """Return where the events stand.

    The time line grows, within bounds, until words stand near their dates.
    """
    present = [name for name in functions if any(event.function == name for event in events)]
    lanes = [_lane(event, present) for event in events]
    days = [None if event.date is None else _day(event.date) for event in events]
    known = [day for day in days if day is not None]
    ticks = _ticks(min(known), max(known)) if known else []
    first = ticks[0] if ticks else 0
    span = max(1, max(known, default=0) - first)
    sizes = [_room(event, _lane_width(lanes)) for event in events]
    for air in _AIR:
        height = _height(lanes, days, sizes, air)
        scale = max(0.0, height - max(sizes)) / span
        exact = [None if day is None else (day - first) * scale for day in days]
        shown = _stagger(exact, lanes, sizes, height)
        off = [abs(y - x) for x, y in zip(exact, shown, strict=True) if x is not None]
        if max(off, default=0.0) <= _FAR:
            break
    return Plan(
        present=tuple(present),
        lanes=tuple(lanes),
        exact=tuple(exact),
        shown=tuple(shown),
        sizes=tuple(sizes),
        ticks=tuple(ticks),
        scale=scale,
        height=height,
    )


def _lane_width(lanes: Sequence[int]) -> float:
    """Return the width of each lane."""
    return (ACROSS - AXIS) / (max(lanes) + 1)


def characters(width: float) -> tuple[int, int]:
    """Return how many characters a line of a title, and of an outcome, holds in a lane."""
    return int((width - 36) / 6.5), int((width - 36) / 6.0)


def _room(event: Event, width: float) -> float:
    """Return the height that the words of an event take in a lane, with the space under them."""
    title, result = characters(width)
    titles = MOST_LINES[0] if event.title is None else lines_taken(event.title, title)
    outcomes = (
        None if event.outcomes is None else [lines_taken(each, result) for each in event.outcomes]
    )
    results = MOST_LINES[1] if outcomes is None else max(outcomes, default=0)
    return (
        DATE
        + TITLE * min(titles, MOST_LINES[0])
        + (1 + _RESULT * min(results, MOST_LINES[1]) if results else 0)
        + _BETWEEN
    )


def _height(
    lanes: Sequence[int], days: Sequence[int | None], sizes: Sequence[float], air: float
) -> float:
    """Return the height of the dated part, which gives the fullest lane some air."""
    rooms: dict[int, float] = {}
    for lane, day, size in zip(lanes, days, sizes, strict=True):
        if day is not None:
            rooms[lane] = rooms.get(lane, 0.0) + size
    return max(_LEAST_HEIGHT, max(rooms.values()) * air) if rooms else 0.0


def _lane(event: Event, present: Sequence[str]) -> int:
    """Return an event's lane, the last one for an event that serves no function."""
    return present.index(event.function) if event.function in present else len(present)


def _day(date: str) -> int:
    """Return the ordinal of an ISO date's first day; of a period's, where it begins."""
    year, month, day = (*date.partition("/")[0].split("-"), "1", "1")[:3]
    return dt.date(int(year), int(month), int(day)).toordinal()


def _ticks(first: int, last: int) -> list[int]:
    """Return at most a dozen starts of years, or of months, from before `first` to `last`."""
    begin, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    months = (end.year - begin.year) * 12 + end.month - begin.month
    if months > _TICKS:
        step = 1 + (end.year - begin.year) // _TICKS
        years = range(begin.year, end.year + 1, step)
        return [dt.date(year, 1, 1).toordinal() for year in years]
    start = begin.year * 12 + begin.month - 1
    return [
        dt.date(month // 12, month % 12 + 1, 1).toordinal()
        for month in range(start, start + months + 1)
    ]


def _stagger(
    exact: Sequence[float | None], lanes: Sequence[int], sizes: Sequence[float], height: float
) -> list[float]:
    """Return heights near the exact ones at which no two texts of a lane overlap.

    Events without a date come below all others, in their order.
    """
    shown = [0.0] * len(exact)
    for lane in set(lanes):
        mine = [place for place, other in enumerate(lanes) if other == lane]
        dated = sorted((y, place) for place in mine if (y := exact[place]) is not None)
        above = list(accumulate((sizes[place] for _, place in dated), initial=0.0))
        free = _ascending([y - over for (y, _), over in zip(dated, above, strict=False)])
        most = height - above[-1]
        for turn, (_, place) in enumerate(dated):
            shown[place] = min(max(free[turn], 0.0), most) + above[turn]
        top = height
        for place in mine:
            if exact[place] is None:
                shown[place] = top
                top += sizes[place]
    return shown


def _ascending(heights: Sequence[float]) -> list[float]:
    """Return the ascending heights nearest to those given (pooling adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for height in heights:
        pool = (height, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, size = pools.pop()
            whole = size + pool[1]
            pool = ((mean * size + pool[0] * pool[1]) / whole, whole)
        pools.append(pool)
    return [mean for mean, size in pools for _ in range(size)]
