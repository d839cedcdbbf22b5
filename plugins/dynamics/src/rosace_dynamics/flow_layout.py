"""Where the moves toward actors stand in their flow: time runs to the right, a lane an actor."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from rosace.values import value
from rosace_dynamics.dates import first_day

__all__ = ["ACROSS", "LEFT", "RADIUS", "RIGHT", "STEP", "Flow", "Mark", "lay_out"]

ACROSS: Final = 790.0
LEFT: Final = 196.0
RIGHT: Final = 776.0
STEP: Final = 14.0
RADIUS: Final = 7.5

_EDGE: Final = 12.0
_BETWEEN: Final = 16.0
_APART: Final = 17.0
_UNDATED: Final = 34.0
_LEAST: Final = 0.45
_TICKS: Final = 10
_YEARLY: Final = 20


@value
class Mark:
    """One move of the picture.

    Args:
        lane: The place of its actor, from 0.
        level: The place of its moment, from 0.
        outcome: The place of its outcome on the scale, from 0.
        when: When it counts, ISO 8601; None where nothing tells.
    """

    lane: int
    level: int
    outcome: int
    when: str | None = None


@value
class Flow:
    """Where everything stands, in pixels.

    Args:
        places: The place of each mark, in the order given.
        lanes: The top of each lane, and last where they end.
        ticks: The first days of the years or months to mark, each with its place.
        waves: The place of each wave's date; None where it has none, or is out of sight.
        undated: Where the moves that nothing dates begin; None where there are none.
    """

    places: tuple[tuple[float, float], ...]
    lanes: tuple[float, ...]
    ticks: tuple[tuple[dt.date, float], ...]
    waves: tuple[float | None, ...]
    undated: float | None


def lay_out(marks: Sequence[Mark], levels: int, waves: Sequence[str | None]) -> Flow | None:
    """Return where the marks stand; None where there are too many to be told apart.

    Marks that would hide one another move to the right, and time takes the less room for it.

    Args:
        marks: The moves, those of a lane in order of time.
        levels: How many moments there are.
        waves: The date of each wave, if it has one.
    """
    met = sorted(first_day(mark.when).toordinal() for mark in marks if mark.when is not None)
    known = [first_day(date).toordinal() for date in waves if date] if met else []
    ticks = _ticks(min(met + known), max(met + known)) if met else []
    first, last = (ticks[0], max(met + known)) if met else (0, 0)
    loose = _loose(marks)
    stop = RIGHT - _EDGE - (_UNDATED + loose * _APART if loose else 0.0)
    found = _squeezed(marks, (first, last), stop)
    if found is None:
        return None
    shown, scale = found
    height = (levels - 1) * STEP + _BETWEEN + 2 * RADIUS
    base = RADIUS + _BETWEEN / 2
    return Flow(
        places=tuple(
            (round(x, 1), mark.lane * height + base + (levels - 1 - mark.level) * STEP)
            for x, mark in zip(shown, marks, strict=True)
        ),
        lanes=tuple(lane * height for lane in range(2 + max(mark.lane for mark in marks))),
        ticks=tuple(
            (dt.date.fromordinal(day), round(_across(day - first, scale), 1)) for day in ticks
        ),
        waves=tuple(
            round(_across(first_day(date).toordinal() - first, scale), 1) if date and met else None
            for date in waves
        ),
        undated=stop + _UNDATED - _APART if loose else None,
    )


def _across(days: int, scale: float) -> float:
    """Return where a day stands, so many days after the first."""
    return LEFT + _EDGE + days * scale


def _squeezed(
    marks: Sequence[Mark], span: tuple[int, int], stop: float
) -> tuple[list[float], float] | None:
    """Return the places of marks and the pixels to a day; None where no scale has room for all.

    Marks that would hide one another move to the right: days take less room until the last
    has its place.
    """
    first, last = span
    room = most = stop - LEFT - _EDGE
    while room >= most * _LEAST:
        scale = room / max(1, last - first)
        exact = [
            None if mark.when is None else _across(first_day(mark.when).toordinal() - first, scale)
            for mark in marks
        ]
        shown = _apart(marks, exact, stop + _UNDATED)
        dated = [x for x, mark in zip(shown, marks, strict=True) if mark.when is not None]
        over = max(dated, default=stop) - stop
        if over <= 1:
            return shown, scale
        room -= max(4.0, over)
    return None


def _loose(marks: Sequence[Mark]) -> int:
    """Return the most undated marks that one lane holds."""
    lanes = [mark.lane for mark in marks if mark.when is None]
    return max((lanes.count(lane) for lane in set(lanes)), default=0)


def _apart(marks: Sequence[Mark], xs: Sequence[float | None], loose: float) -> list[float]:
    """Return places at which no two marks of a lane hide each other, undated ones beside."""
    shown: list[float] = []
    for place, (mark, exact) in enumerate(zip(marks, xs, strict=True)):
        beside = [
            (shown[other], marks[other]) for other in range(place) if marks[other].lane == mark.lane
        ]
        if exact is None:
            shown.append(loose + _APART * sum(held.when is None for _, held in beside))
            continue
        near = [x for x, held in beside if abs(held.level - mark.level) * STEP < _APART]
        x = exact
        # A later mark never stands left of an earlier one, or its line would run backwards.
        x = max([x, *(other for other, held in beside if held.when is not None)])
        while any(abs(x - other) < _APART - 0.01 for other in near):
            x = max(other for other in near if abs(x - other) < _APART - 0.01) + _APART
        shown.append(x)
    return shown


def _ticks(first: int, last: int) -> list[int]:
    """Return some starts of years, or of months, from before `first` to `last`."""
    begin, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    months = (end.year - begin.year) * 12 + end.month - begin.month
    if months > _YEARLY:
        step = 1 + (end.year - begin.year) // _TICKS
        years = range(begin.year, end.year + 1, step)
        return [dt.date(year, 1, 1).toordinal() for year in years]
    start = begin.year * 12 + begin.month - 1
    return [
        dt.date(month // 12, month % 12 + 1, 1).toordinal()
        for month in range(start, start + months + 1, 1 + months // _TICKS)
    ]
