"""The bars of controversies over time, by status, as a Vega-Lite specification without data.

A bar runs from the day a controversy opened to the day it was closed; one that is still going
on ends in an arrow at the day of the report.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from rosace.marks import (
    GREY,
    INK,
    Spec,
    array,
    at,
    calculated,
    lines_of_text,
    numbered,
    only,
    straight,
)
from rosace.palette import FAINT
from rosace.shortening import shortened
from rosace.values import value
from rosace.wrapping import line_count

__all__ = ["MOST_SPANS", "Span", "spans"]

MOST_SPANS: Final = 40

_ACROSS: Final = 780.0
_LEFT: Final = 270.0
_LENGTH: Final = 480.0
_HEAD: Final = 30.0
_STEP: Final = 36.0
_BAR: Final = 16.0
_TOP: Final = 22.0
_LEAST: Final = 4.0
"""The length of a bar that opened and closed on one day."""
_FEWEST_DAYS: Final = 30
_MOST_TICKS: Final = 9
_MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)
_NO_START: Final = {"localized": {"fr": "Début inconnu", "en": "Start unknown"}}
_NO_END: Final = {"localized": {"fr": "Fin inconnue", "en": "End unknown"}}


@value
class Span:
    """One row of the table, as the picture takes it.

    Args:
        status: The code of its status; rows of one status follow one another.
        start: The day it opened; None where unknown.
        stop: The day that its bar ends; None where it ended nobody knows when.
        going_on: Whether it has not ended.
    """

    status: str
    start: dt.date | None
    stop: dt.date | None
    going_on: bool


def spans(rows: Sequence[Span]) -> Spec:
    """Return the bars of at least one controversy that opened on a known day.

    Its table has the columns `controversy`, `status` and one row a span.

    Args:
        rows: In the order of the rows.

    Raises:
        ValueError: no bar has a beginning, or there are more than one picture holds.
    """
    known = [row.start for row in rows if row.start is not None]
    if not known or len(rows) > MOST_SPANS:
        message = f"bars take a beginning, and up to {MOST_SPANS} rows"
        raise ValueError(message)
    first = min(known)
    stops = [row.stop for row in rows if row.stop is not None]
    last = max([*stops, *known])
    scale = _LENGTH / max(_FEWEST_DAYS, (last - first).days)
    tops, heads = _places(rows)
    bottom = max(tops) + _STEP
    ends = []
    for row in rows:
        start = row.start or first
        stop = max(start, row.stop or start)
        ends.append((_LEFT + (start - first).days * scale, _LEFT + (stop - first).days * scale))
    return {
        "width": _ACROSS,
        "height": bottom,
        "transform": [numbered(), *calculated(_fields(rows, tops, ends))],
        "layer": [
            *_ticks(first, last, scale, bottom),
            *_bars(rows),
            *_names(heads),
        ],
    }


def _places(rows: Sequence[Span]) -> tuple[list[float], dict[int, float]]:
    """Return the top of each row, and of each heading by the number of the row it heads."""
    tops: list[float] = []
    heads: dict[int, float] = {}
    top = _TOP
    for number, row in enumerate(rows, 1):
        if number == 1 or row.status != rows[number - 2].status:
            heads[number] = top
            top += _HEAD
        tops.append(top)
        top += _STEP
    return tops, heads


def _fields(
    rows: Sequence[Span], tops: Sequence[float], ends: Sequence[tuple[float, float]]
) -> dict[str, str]:
    here = "[datum.row - 1]"
    stops = [max(stop, start + _LEAST) for start, stop in ends]
    return {
        "code": array(row.status for row in rows) + here,
        "start": array(round(start, 1) for start, _ in ends) + here,
        "stop": array(round(stop, 1) for stop in stops) + here,
        "middle": array(top + _STEP / 2 for top in tops) + here,
        "top": f"datum.middle - {_BAR / 2}",
        "bottom": f"datum.middle + {_BAR / 2}",
        "name": shortened("datum.controversy", 44, 2),
        "name_x": f"{_LEFT - 12}",
        "name_y": f"datum.middle - 7 * {line_count('datum.name')} + 1",
    }


def _bars(rows: Sequence[Span]) -> Iterator[Spec]:
    """Yield the bars, what ends them, and a word where a beginning is not known."""
    numbers = list(enumerate(rows, 1))
    begun = [number for number, row in numbers if row.start is not None]
    lasting = [number for number in begun if rows[number - 1].going_on]
    ended = [number for number in begun if number not in lasting and rows[number - 1].stop]
    box = {"x": at("start"), "x2": {"field": "stop"}, "y": at("top"), "y2": {"field": "bottom"}}
    codes = list(dict.fromkeys(row.status for row in rows))
    colour = {
        "field": "code",
        "type": "nominal",
        "scale": {"domain": codes, "range": "category"},
        "legend": None,
    }
    tip: Spec = {
        "type": "point",
        "filled": True,
        "opacity": 1,
        "size": 130,
        "fill": INK,
        "xOffset": 5,
    }
    if begun:
        mark = {"type": "rect", "stroke": GREY, "strokeWidth": 1}
        yield {"transform": [only(begun)], "mark": mark, "encoding": {**box, "color": colour}}
    if lasting:
        mark = {**tip, "shape": "triangle-right"}
        encoding = {"x": at("stop"), "y": at("middle")}
        yield {"transform": [only(lasting)], "mark": mark, "encoding": encoding}
    if ended:
        yield {
            "transform": [only(ended)],
            "mark": {"type": "rule", "stroke": INK, "strokeWidth": 3},
            "encoding": {"x": at("stop"), "y": at("top"), "y2": {"field": "bottom"}},
        }
    unknown = [number for number, row in numbers if row.start is None]
    endless = [number for number in begun if rows[number - 1].stop is None]
    for told, words, place in ((unknown, _NO_START, "start"), (endless, _NO_END, "stop")):
        if told:
            mark = {"type": "text", "align": "left", "color": GREY, "text": words, "dx": 6}
            encoding = {"x": at(place), "y": at("middle")}
            yield {"transform": [only(told)], "mark": mark, "encoding": encoding}


def _names(heads: dict[int, float]) -> Iterator[Spec]:
    """Yield the names of the controversies, and the words of each status over its own."""
    yield lines_of_text("name", "name_x", "name_y", 12, room=_LEFT - 14, align="right")
    for number, top in heads.items():
        fields = {"head": shortened("datum.status", 40, 1), "head_x": "0", "head_y": f"{top + 10}"}
        yield {
            "transform": [only([number]), *calculated(fields)],
            **lines_of_text("head", "head_x", "head_y", 13, room=_LEFT, fontWeight="bold"),
        }


def _ticks(first: dt.date, last: dt.date, scale: float, bottom: float) -> Iterator[Spec]:
    """Yield a line and a date for each year, or each few months or years."""
    months = next(step for step in _MONTHS if (last - first).days / (step * 30.4) <= _MOST_TICKS)
    for day in _days(first, last, months):
        x = round(_LEFT + (day - first).days * scale, 1)
        label = (
            f"utcFormat(utc({day.year}, {day.month - 1}, 1), '{'%b %Y' if months % 12 else '%Y'}')"
        )
        yield straight((x, _TOP - 4), (x, bottom), stroke=FAINT)
        mark = {"type": "text", "baseline": "bottom", "x": x, "y": _TOP - 7, "color": GREY}
        yield {
            "transform": [only([1]), {"calculate": label, "as": "tick"}],
            "mark": mark,
            "encoding": {"text": {"field": "tick"}},
        }


def _days(first: dt.date, last: dt.date, months: int) -> Iterator[dt.date]:
    """Yield the first days of months, every so many from the start of an era."""
    month = -(-(first.year * 12 + first.month - (first.day == 1)) // months) * months
    while month < last.year * 12 + last.month:
        yield dt.date(month // 12, month % 12 + 1, 1)
        month += months
