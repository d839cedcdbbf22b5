"""The layers of a chain diagram: boxes, lines, their heads, and the key."""

from collections.abc import Sequence
from typing import Final

from rosace.marks import GREY, INK, Spec, array, at, calculated, lines_of_text, only, straight
from rosace.palette import ALARM
from rosace.shortening import shortened
from rosace.wrapping import line_count, lines_taken
from rosace_effects.layout import BOX_WIDTH, Layout
from rosace_effects.parts import (
    Event,
    EventLink,
    LinkKind,
    function_colour,
    numeral,
    numeral_colour,
    written,
)

Row = tuple[Event, EventLink | None]

_BAND: Final = 25
_TITLE: Final = (30, 6)
_RESULT: Final = (36, 3)
"""The longest line of a title and of an outcome in a box, in characters, and their most lines."""

_LEAST_BOX: Final = 64.0
_ALONE: Final = {
    "localized": {
        "fr": "Événements sans lien dans cette figure",
        "en": "Events without a link in this figure",
    }
}
_TRANSFORMATION: Final = {"localized": {"fr": "Transformation", "en": "Transformation"}}
_KINDS: Final[dict[LinkKind, Spec]] = {
    "led-to": {"localized": {"fr": "a mené à", "en": "led to"}},
    "made-possible": {"localized": {"fr": "a rendu possible", "en": "made possible"}},
    "blocked": {"localized": {"fr": "a bloqué", "en": "blocked"}},
}
_STYLES: Final[dict[LinkKind, Spec]] = {
    "led-to": {"stroke": INK, "strokeWidth": 1.8},
    "made-possible": {"stroke": INK, "strokeWidth": 1.6, "strokeDash": [5, 4]},
    "blocked": {"stroke": ALARM, "strokeWidth": 2.2},
}


def lines(rows: Sequence[Row], layout: Layout) -> list[Spec]:
    """Return the lines of the links, with an arrow's head or a bar at their ends."""
    linked = [place for place, (_, link) in enumerate(rows) if link is not None]
    drawn: list[Spec] = []
    for kind, style in _STYLES.items():
        chosen = [
            (place + 1, layout.paths[turn])
            for turn, place in enumerate(linked)
            if _kind(rows[place]) == kind and layout.paths[turn]
        ]
        if chosen:
            drawn += _kind_of_lines(kind, style, chosen)
    return drawn


def _kind(row: Row) -> LinkKind | None:
    """Return the kind of a row's link, if it has one."""
    return None if row[1] is None else row[1].kind


def _kind_of_lines(
    kind: LinkKind, style: Spec, chosen: Sequence[tuple[int, Sequence[tuple[float, float]]]]
) -> list[Spec]:
    """Return the lines of one kind of link, each with the number of its row."""
    numbers = [row for row, _ in chosen]
    here = f"[indexof({array(numbers)}, datum.row)]"
    line: Spec = {
        "transform": [
            only(numbers),
            {"calculate": array(path for _, path in chosen) + here, "as": "point"},
            {"flatten": ["point"]},
            {"window": [{"op": "row_number", "as": "step"}], "groupby": ["row"]},
            *calculated({"point_x": "datum.point[0]", "point_y": "datum.point[1]"}),
        ],
        "mark": {"type": "line", "interpolate": "linear", **style},
        "encoding": {
            "x": at("point_x"),
            "y": at("point_y"),
            "detail": {"field": "row"},
            "order": {"field": "step"},
        },
    }
    ends = [path[-1] for _, path in chosen]
    ways = [1 if path[-1][1] >= path[-2][1] else -1 for _, path in chosen]
    place = calculated(
        {
            "way": array(ways) + here,
            "end_x": array(x for x, _ in ends) + here,
            "end_y": f"{array(y for _, y in ends)}{here} + 4 * datum.way",
            "bar_x": "datum.end_x - 10",
            "bar_stop": "datum.end_x + 10",
        }
    )
    return [line, {"transform": [only(numbers), *place], **_head(kind)}]


def _head(kind: LinkKind) -> Spec:
    """Return what a line of this kind ends in."""
    if kind == "blocked":
        return {
            "mark": {"type": "rule", "stroke": ALARM, "strokeWidth": 4},
            "encoding": {"x": at("bar_x"), "x2": {"field": "bar_stop"}, "y": at("end_y")},
        }
    return {
        "mark": {
            "type": "point",
            "shape": {"expr": "datum.way > 0 ? 'triangle-down' : 'triangle-up'"},
            "filled": True,
            "fill": INK,
            "size": 80,
            "opacity": 1,
        },
        "encoding": {"x": at("end_x"), "y": at("end_y")},
    }


def box_height(event: Event) -> float:
    """Return the height, in pixels, of a box that holds an event's words; most where not told."""
    width, most = _TITLE
    titles = most if event.title is None else min(most, lines_taken(event.title, width))
    width, most = _RESULT
    told = event.outcomes
    found = [most] if told is None else [min(most, lines_taken(each, width)) for each in told]
    results = 0 if event.transformation else max(found, default=0)
    return max(_LEAST_BOX, 28 + 14 * titles + (2 + 13.5 * results if results else 0))


def boxes(rows: Sequence[Row], layout: Layout, functions: Sequence[str]) -> list[Spec]:
    """Return a box for each event, from the first of its rows."""
    first: dict[str, int] = {}
    for place, (event, _) in enumerate(rows):
        first.setdefault(event.id, place)
    events = [rows[place][0] for place in first.values()]
    numbers = [place + 1 for place in first.values()]
    here = f"[indexof({array(numbers)}, datum.row)]"
    ends = [int(event.transformation) for event in events]
    fields = {
        "box_x": array(layout.boxes[event.id][0] for event in events) + here,
        "box_y": array(layout.boxes[event.id][1] for event in events) + here,
        "box_stop": f"datum.box_x + {BOX_WIDTH}",
        "box_height": array(layout.heights[event.id] for event in events) + here,
        "box_bottom": "datum.box_y + datum.box_height",
        "band_stop": f"datum.box_x + {_BAND}",
        "band_x": f"datum.box_x + {_BAND / 2}",
        "band_y": "datum.box_y + datum.box_height / 2",
        "numeral": array(numeral(event.function, functions) for event in events) + here,
        "change": array(ends) + here,
        "text_x": f"datum.box_x + (datum.change ? 20 : {_BAND + 8})",
        "title": shortened("datum.event", *_TITLE),
        "result": shortened("datum.outcome", *_RESULT),
        "high": f"16 + 14 * {line_count('datum.title')}"
        f" + (datum.result ? 2 + 13.5 * {line_count('datum.result')} : 0)",
        "date_y": "datum.box_y + 1 + (datum.box_height - datum.high) / 2",
        "day": written("date"),
        "kind_x": "datum.box_stop - 20",
        "title_y": "datum.date_y + 16",
        "result_y": f"datum.title_y + 2 + 14 * {line_count('datum.title')}",
    }
    return [{"transform": [only(numbers), *calculated(fields)], "layer": _box(functions)}]


def _box(functions: Sequence[str]) -> list[Spec]:
    """Return the frames of the boxes and what is written in them."""
    frame = {"x": at("box_x"), "x2": {"field": "box_stop"}}
    frame |= {"y": at("box_y"), "y2": {"field": "box_bottom"}}
    change = [{"filter": "datum.change"}]
    event = [{"filter": "!datum.change"}]
    return [
        {
            "transform": event,
            "mark": {"type": "rect", "fill": "white", "stroke": GREY, "strokeWidth": 1},
            "encoding": frame,
        },
        {
            "transform": [{"filter": "datum.numeral"}],
            "mark": {"type": "rect"},
            "encoding": {
                **frame,
                "x2": {"field": "band_stop"},
                "color": function_colour(functions),
            },
        },
        {
            "transform": [{"filter": "datum.numeral"}],
            "mark": {"type": "text", "fontWeight": "bold", "fontSize": 13},
            "encoding": {
                "x": at("band_x"),
                "y": at("band_y"),
                "text": {"field": "numeral"},
                "color": numeral_colour(),
            },
        },
        {
            "transform": change,
            "mark": {"type": "rect", "fill": INK, "cornerRadius": 26},
            "encoding": frame,
        },
        {
            "transform": change,
            "mark": {
                "type": "text",
                "align": "right",
                "baseline": "top",
                "fontSize": 11.5,
                "color": "white",
                "text": _TRANSFORMATION,
            },
            "encoding": {"x": at("kind_x"), "y": at("date_y")},
        },
        *_words(),
    ]


def _words() -> list[Spec]:
    """Return what is written in the boxes: date, title and outcome."""
    dark = {"expr": f"datum.change ? 'white' : '{INK}'"}
    pale = {"expr": f"datum.change ? 'white' : '{GREY}'"}
    room = BOX_WIDTH - _BAND - 14
    return [
        lines_of_text("day", "text_x", "date_y", 11.5, room=room, color=pale),
        lines_of_text("title", "text_x", "title_y", 12, fontWeight="bold", room=room, color=dark),
        lines_of_text("result", "text_x", "result_y", 11.5, room=room, color=pale),
    ]


def alone(layout: Layout) -> list[Spec]:
    """Return the words over the events without a link."""
    if layout.alone is None:
        return []
    return [
        {
            "transform": [only([1])],
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "x": 0,
                "y": layout.alone - 8,
                "text": _ALONE,
                "color": GREY,
            },
            "encoding": {},
        }
    ]


def key(rows: Sequence[Row], functions: Sequence[str]) -> list[Spec]:
    """Return the names of the functions and of the kinds of links that the diagram holds."""
    named: dict[str, int] = {}
    for place, (event, _) in enumerate(rows):
        if event.function in functions and not event.transformation:
            named.setdefault(event.function or "", place + 1)
    order = sorted(named, key=functions.index)
    parts = [
        piece
        for turn, kind in enumerate(
            kind for kind in _KINDS if any(_kind(row) == kind for row in rows)
        )
        for piece in _sample(kind, turn * 190)
    ]
    top = 24 if parts else 0
    return parts + function_key(order, [named[name] for name in order], functions, top)


def function_key(
    order: Sequence[str], numbers: Sequence[int], functions: Sequence[str], top: float
) -> list[Spec]:
    """Return one line for each function: its numeral, and its name out of one of its rows."""
    if not order:
        return []
    here = f"indexof({array(numbers)}, datum.row)"
    fields = {
        "numeral": f"{array(numeral(name, functions) for name in order)}[{here}]",
        "name": shortened("datum['function']", 100, 1),
        "key_y": f"{top} + 22 * {here}",
        "key_bottom": "datum.key_y + 17",
        "key_x": "0",
        "key_stop": "25",
        "numeral_x": "12.5",
        "name_x": "33",
        "middle": "datum.key_y + 9",
        "name_y": "datum.key_y + 3",
    }
    box: Spec = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": at("key_x"),
            "x2": {"field": "key_stop"},
            "y": at("key_y"),
            "y2": {"field": "key_bottom"},
            "color": function_colour(functions),
        },
    }
    number: Spec = {
        "mark": {"type": "text", "fontWeight": "bold", "fontSize": 12},
        "encoding": {
            "x": at("numeral_x"),
            "y": at("middle"),
            "text": {"field": "numeral"},
            "color": numeral_colour(),
        },
    }
    name = lines_of_text("name", "name_x", "name_y", 12, room=640)
    return [{"transform": [only(numbers), *calculated(fields)], "layer": [box, number, name]}]


def _sample(kind: LinkKind, left: float) -> list[Spec]:
    """Return a short line of one kind, with its name."""
    first = {"transform": [only([1])], "encoding": {}}
    stop = left + 40
    name = {"type": "text", "align": "left", "x": stop + 12, "y": 7, "text": _KINDS[kind]}
    tip: Spec = {"type": "point", "shape": "triangle-right", "filled": True, "fill": INK}
    tip |= {"size": 80, "x": stop, "y": 7, "opacity": 1}
    end: Spec = {**first, "mark": tip}
    if kind == "blocked":
        end = straight((stop, -2), (stop, 16), stroke=ALARM, strokeWidth=4)
    return [straight((left, 7), (stop, 7), **_STYLES[kind]), end, {**first, "mark": name}]
