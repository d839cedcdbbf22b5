"""The time line of events: time runs downward, one lane for each function."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from rosace.marks import GREY, INK, Spec, array, at, calculated, lines_of_text, only, straight
from rosace.palette import PALE
from rosace.shortening import shortened
from rosace.wrapping import line_count
from rosace_effects.paging import rows_from
from rosace_effects.parts import DATES, Event, function_colour, numeral, numeral_colour, written
from rosace_effects.placing import ACROSS, AXIS, DATE, MOST_LINES, TITLE, Plan, characters, plan

_UNDATED: Final = {"localized": {"fr": "Sans date", "en": "Undated"}}
_CHANGES: Final = {"localized": {"fr": "Transformations", "en": "Transformations"}}
_OTHERS: Final = {"localized": {"fr": "Sans résultat transitoire", "en": "Without an outcome"}}
_BOTH: Final = {
    "localized": {"fr": "Transformations et autres", "en": "Transformations and others"}
}


def timeline(events: Sequence[Event], functions: Sequence[str], first: int) -> Spec:
    """Return the time line of at least one event, whose rows come after `first` others."""
    placed = plan(events, functions)
    undated = any(event.date is None for event in events)
    return {
        "params": DATES,
        "width": ACROSS,
        "height": placed.bottom,
        "transform": [
            *rows_from(first, len(events)),
            *calculated(_fields(events, functions, placed)),
        ],
        "layer": [
            *([_note(_UNDATED, placed.height)] if undated else []),
            *_grid(placed),
            *_marks(placed.width - 34, functions),
            *_heads(events, placed),
            *_last_head(events, placed),
        ],
    }


def _fields(events: Sequence[Event], functions: Sequence[str], placed: Plan) -> dict[str, str]:
    """Return the expressions that place each row."""
    here = "[datum.row - 1]"
    title, result = characters(placed.width)
    dots = [(y if x is None else x) + 8 for x, y in zip(placed.exact, placed.shown, strict=True)]
    return {
        "shared": array(_shared(placed, dots)) + here,
        "numeral": array(numeral(event.function, functions) for event in events) + here,
        "change": array(int(event.transformation) for event in events) + here,
        "lane_x": array(placed.across(lane) for lane in placed.lanes) + here,
        "dot_y": array(round(y, 1) for y in dots) + here,
        "text_y": array(round(y, 1) for y in placed.shown) + here,
        "knee_y": "datum.text_y + 8",
        "bend_x": "datum.lane_x + 11",
        "knee_x": "datum.lane_x + 18",
        "text_x": "datum.lane_x + 22",
        "day": written("date"),
        "title": shortened("datum.event", title, MOST_LINES[0]),
        "title_y": f"datum.text_y + {DATE}",
        "result": shortened("datum.outcome", result, MOST_LINES[1]),
        "result_y": f"datum.title_y + 1 + {TITLE} * {line_count('datum.title')}",
    }


def _shared(placed: Plan, dots: Sequence[float]) -> list[int]:
    """Tell the events that share their dot: 1, and 2 for the highest and the lowest of them."""
    found: dict[tuple[int, float], list[int]] = {}
    for turn, held in enumerate(zip(placed.lanes, dots, strict=True)):
        found.setdefault(held, []).append(turn)
    told = [0] * len(dots)
    for turns in found.values():
        if len(turns) > 1:
            turns.sort(key=placed.shown.__getitem__)
            for turn in turns:
                told[turn] = 2 if turn in {turns[0], turns[-1]} else 1
    return told


def _marks(room: float, functions: Sequence[str]) -> list[Spec]:
    """Return each event's dot at its date, and its words beside or under it."""
    dot: Spec = {"type": "point", "filled": True, "opacity": 1, "stroke": "white"}
    place = {"x": at("lane_x"), "y": at("dot_y")}
    return [
        *_leaders(),
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
        lines_of_text("day", "text_x", "text_y", 11.5, color=GREY, room=room),
        lines_of_text("title", "text_x", "title_y", 12, fontWeight="bold", color=INK, room=room),
        lines_of_text("result", "text_x", "result_y", 11.5, color=GREY, room=room),
    ]


def _leaders() -> list[Spec]:
    """Return the line from each dot to its words: a bracket for those that share their dot."""
    line = {"type": "rule", "stroke": GREY, "strokeWidth": 0.9}
    # The upright of a bracket is drawn to its ends alone: lines over lines would look thicker.
    stretches = (
        (2, "lane_x", "dot_y", "bend_x", "dot_y"),
        (2, "bend_x", "dot_y", "bend_x", "knee_y"),
        (1, "bend_x", "knee_y", "knee_x", "knee_y"),
    )
    return [
        {
            "transform": [{"filter": "!datum.shared"}],
            "mark": line,
            "encoding": {
                "x": at("lane_x"),
                "y": at("dot_y"),
                "x2": {"field": "knee_x"},
                "y2": {"field": "knee_y"},
            },
        },
        *(
            {
                "transform": [{"filter": f"datum.shared >= {least}"}],
                "mark": line,
                "encoding": {
                    "x": at(x),
                    "y": at(y),
                    "x2": {"field": stop_x},
                    "y2": {"field": stop_y},
                },
            }
            for least, x, y, stop_x, stop_y in stretches
        ),
    ]


def _heads(events: Sequence[Event], placed: Plan) -> list[Spec]:
    """Return the numeral and the name of each function over its lane."""
    if not placed.present:
        return []
    named = [event.function for event in events]
    numbers = [named.index(name) + 1 for name in placed.present]
    fields = {
        "named": shortened("datum['function']", int((placed.width - 36) / 7.0), 4),
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
                    room=placed.width - 34,
                ),
            ],
        }
    ]


def _last_head(events: Sequence[Event], placed: Plan) -> list[Spec]:
    """Return the name of the last lane, for what serves no function."""
    other = [event for event in events if event.function not in placed.present]
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
                "x": placed.across(len(placed.present)) - 6,
                "y": -14,
                "text": phrase,
                "limit": placed.width,
            },
            "encoding": {},
        }
    ]


def _grid(placed: Plan) -> list[Spec]:
    """Return the line of each lane, and a mark for each year, or each month of a short story."""
    across = [placed.across(lane) for lane in range(max(placed.lanes) + 1)]
    style = {"stroke": PALE, "strokeWidth": 2}
    layers = [straight((x, -6), (x, placed.bottom), **style) for x in across]
    by_year = all(dt.date.fromordinal(day).month == 1 for day in placed.ticks)
    for day in placed.ticks:
        date = dt.date.fromordinal(day)
        label = (
            f"utcFormat(utc({date.year}, {date.month - 1}, 1), '{'%Y' if by_year else '%b %Y'}')"
        )
        y = round((day - placed.ticks[0]) * placed.scale, 1) + 8
        layers.append(straight((0, y), (AXIS, y), stroke=GREY))
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
