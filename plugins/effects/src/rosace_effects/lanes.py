"""The time line of events: time runs downward, one lane for each function."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from rosace.values import value

from rosace_effects.parts import (
    GREY,
    INK,
    Event,
    Spec,
    array,
    at,
    calculated,
    function_colour,
    lines_of_text,
    numeral,
    numeral_colour,
    only,
    straight,
)
from rosace.wrapping import line_count, wrapped

_AXIS: Final = 84.0
_ACROSS: Final = 790.0
_SLOT: Final = 90.0
_AIR: Final = 1.15
_TICKS: Final = 12
_UNDATED: Final = {"localized": {"fr": "Sans date", "en": "Undated"}}
_CHANGES: Final = {"localized": {"fr": "Transformations", "en": "Transformations"}}
_OTHERS: Final = {"localized": {"fr": "Sans résultat transitoire", "en": "Without an outcome"}}
_BOTH: Final = {
    "localized": {"fr": "Transformations et autres", "en": "Transformations and others"}
}


@value
class _Plan:
    """Where everything stands, in pixels.

    Args:
        present: The functions that have a lane, in order.
        lanes: The lane of each event, from 0; the last is for events that serve no function.
        exact: The height of each event's date; None where it has none.
        shown: The height of its words.
        ticks: The first days of the years or months to mark.
        scale: Pixels to a day, from the first tick on.
        height: The height of the part that has dates.
    """

    present: tuple[str, ...]
    lanes: tuple[int, ...]
    exact: tuple[float | None, ...]
    shown: tuple[float, ...]
    ticks: tuple[int, ...]
    scale: float
    height: float

    @property
    def width(self) -> float:
        """The width of a lane."""
        return (_ACROSS - _AXIS) / (max(self.lanes) + 1)

    @property
    def bottom(self) -> float:
        """Where the lanes end."""
        return max(self.shown) + _SLOT - 10

    def across(self, lane: int) -> float:
        """Return where the line of a lane stands."""
        return round(_AXIS + 8 + lane * self.width, 1)


def timeline(events: Sequence[Event], functions: Sequence[str]) -> Spec:
    """Return the time line of at least one event."""
    plan = _plan(events, functions)
    undated = any(event.date is None for event in events)
    return {
        "width": _ACROSS,
        "height": plan.bottom,
        "transform": [
            {"window": [{"op": "row_number", "as": "row"}]},
            *calculated(_fields(events, functions, plan)),
        ],
        "layer": [
            *([_note(_UNDATED, plan.height)] if undated else []),
            *_grid(plan),
            *_marks(plan.width - 34, functions),
            *_heads(events, plan),
            *_last_head(events, plan),
        ],
    }


def _plan(events: Sequence[Event], functions: Sequence[str]) -> _Plan:
    """Return where the events stand."""
    present = [name for name in functions if any(event.function == name for event in events)]
    lanes = [_lane(event, present) for event in events]
    days = [None if event.date is None else _day(event.date) for event in events]
    known = [day for day in days if day is not None]
    ticks = _ticks(min(known), max(known)) if known else []
    first = ticks[0] if ticks else 0
    crowd = max(
        sum(lane == other for lane, day in zip(lanes, days, strict=True) if day is not None)
        for other in set(lanes)
    )
    height = max(260.0, crowd * _SLOT * _AIR) if known else 0.0
    scale = (height - _SLOT) / max(1, max(known, default=0) - first)
    exact = [None if day is None else (day - first) * scale for day in days]
    return _Plan(
        present=tuple(present),
        lanes=tuple(lanes),
        exact=tuple(exact),
        shown=tuple(_stagger(exact, lanes, height)),
        ticks=tuple(ticks),
        scale=scale,
        height=height,
    )


def _fields(events: Sequence[Event], functions: Sequence[str], plan: _Plan) -> dict[str, str]:
    """Return the expressions that place each row."""
    here = "[datum.row - 1]"
    room = plan.width - 36
    dots = [(y if x is None else x) + 8 for x, y in zip(plan.exact, plan.shown, strict=True)]
    return {
        "numeral": array(numeral(event.function, functions) for event in events) + here,
        "change": array(int(event.transformation) for event in events) + here,
        "lane_x": array(plan.across(lane) for lane in plan.lanes) + here,
        "dot_y": array(round(y, 1) for y in dots) + here,
        "text_y": array(round(y, 1) for y in plan.shown) + here,
        "knee_y": "datum.text_y + 8",
        "knee_x": "datum.lane_x + 18",
        "text_x": "datum.lane_x + 22",
        "day": wrapped("datum.date", 24, 1),
        "title": wrapped("datum.event", int(room / 6.5), 3),
        "title_y": "datum.text_y + 15",
        "result": wrapped("datum.outcome", int(room / 5.6), 2),
        "result_y": f"datum.title_y + 1 + 14 * {line_count('datum.title')}",
    }


def _marks(room: float, functions: Sequence[str]) -> list[Spec]:
    """Return each event's dot at its date, and its words beside or under it."""
    dot: Spec = {"type": "point", "filled": True, "opacity": 1, "stroke": "white"}
    place = {"x": at("lane_x"), "y": at("dot_y")}
    return [
        {
            "mark": {"type": "rule", "stroke": GREY, "strokeWidth": 0.9},
            "encoding": {**place, "x2": {"field": "knee_x"}, "y2": {"field": "knee_y"}},
        },
        {
            "transform": [{"filter": "!datum.numeral"}],
            "mark": {
                **dot,
                "shape": {"expr": "datum.change ? 'diamond' : 'circle'"},
                "fill": INK,
                "size": 150,
            },
            "encoding": place,
        },
        {
            "transform": [{"filter": "datum.numeral"}],
            "mark": {**dot, "shape": "circle", "size": 130},
            "encoding": {**place, "color": function_colour(functions)},
        },
        lines_of_text("day", "text_x", "text_y", 10.5, color=GREY, room=room),
        lines_of_text("title", "text_x", "title_y", 12, fontWeight="bold", color=INK, room=room),
        lines_of_text("result", "text_x", "result_y", 10.5, color=GREY, room=room),
    ]


def _heads(events: Sequence[Event], plan: _Plan) -> list[Spec]:
    """Return the numeral and the name of each function over its lane."""
    if not plan.present:
        return []
    named = [event.function for event in events]
    numbers = [named.index(name) + 1 for name in plan.present]
    fields = {
        "named": wrapped("datum['function']", int((plan.width - 36) / 7.0), 4),
        "named_y": f"-16 - 14.5 * {line_count('datum.named')}",
        "badge_y": "datum.named_y + 7",
    }
    place = {"x": at("lane_x"), "y": at("badge_y")}
    return [
        {
            "transform": [only(numbers), *calculated(fields)],
            "layer": [
                {
                    "mark": {
                        "type": "point",
                        "shape": "square",
                        "filled": True,
                        "size": 420,
                        "opacity": 1,
                    },
                    "encoding": {**place, "color": {"field": "numeral", "type": "nominal"}},
                },
                {
                    "mark": {"type": "text", "fontWeight": "bold"},
                    "encoding": {
                        **place,
                        "text": {"field": "numeral"},
                        "color": numeral_colour(),
                    },
                },
                lines_of_text(
                    "named",
                    "text_x",
                    "named_y",
                    12.5,
                    fontWeight="bold",
                    color=INK,
                    room=plan.width - 34,
                ),
            ],
        }
    ]


def _last_head(events: Sequence[Event], plan: _Plan) -> list[Spec]:
    """Return the name of the last lane, for what serves no function."""
    other = [event for event in events if event.function not in plan.present]
    if not other:
        return []
    changes = sum(event.transformation for event in other)
    phrase = _OTHERS if not changes else _CHANGES if changes == len(other) else _BOTH
    return [
        {
            "transform": [only([1])],
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "fontWeight": "bold",
                "x": plan.across(len(plan.present)) - 6,
                "y": -14,
                "text": phrase,
                "limit": plan.width,
            },
            "encoding": {},
        }
    ]


def _grid(plan: _Plan) -> list[Spec]:
    """Return the line of each lane, and a mark for each year, or each month of a short story."""
    across = [plan.across(lane) for lane in range(max(plan.lanes) + 1)]
    style = {"stroke": "#b4bfc5", "strokeWidth": 2}
    layers = [straight((x, -6), (x, plan.bottom), **style) for x in across]
    by_year = all(dt.date.fromordinal(day).month == 1 for day in plan.ticks)
    for day in plan.ticks:
        date = dt.date.fromordinal(day)
        label = (
            f"utcFormat(utc({date.year}, {date.month - 1}, 1), '{'%Y' if by_year else '%b %Y'}')"
        )
        y = round((day - plan.ticks[0]) * plan.scale, 1) + 8
        layers.append(straight((0, y), (_AXIS, y), stroke=GREY))
        layers.extend(straight((x - 5, y), (x + 5, y), stroke=GREY) for x in across)
        layers.append(
            {
                "transform": [only([1]), {"calculate": label, "as": "tick"}],
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "x": 0,
                    "y": y - 2,
                    "fontWeight": "bold",
                    "color": GREY,
                },
                "encoding": {"text": {"field": "tick"}},
            }
        )
    return layers


def _note(phrase: Spec, y: float) -> Spec:
    """Return words beside the axis."""
    return {
        "transform": [only([1])],
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "x": 0,
            "y": y + 2,
            "text": phrase,
            "fontWeight": "bold",
            "color": GREY,
        },
        "encoding": {},
    }


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


def _stagger(exact: Sequence[float | None], lanes: Sequence[int], height: float) -> list[float]:
    """Return heights near the exact ones at which no two texts of a lane overlap.

    Events without a date come below all others, in their order.
    """
    shown = [0.0] * len(exact)
    for lane in set(lanes):
        mine = [place for place, other in enumerate(lanes) if other == lane]
        dated = sorted((y, place) for place in mine if (y := exact[place]) is not None)
        free = _ascending([y - turn * _SLOT for turn, (y, _) in enumerate(dated)])
        most = height - len(dated) * _SLOT
        for turn, (_, place) in enumerate(dated):
            shown[place] = min(max(free[turn], 0.0), most) + turn * _SLOT
        undated = [place for place in mine if exact[place] is None]
        for turn, place in enumerate(undated):
            shown[place] = height + turn * _SLOT
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
