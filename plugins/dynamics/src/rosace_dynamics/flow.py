"""The picture of moves toward actors over time, as a specification without data.

A lane is an actor, a height in it a moment. A mark's number is the moment that a move aimed
at, its shape what came of it: a disc went on, a ring held, a square withdrew.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

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
from rosace.palette import ALARM, CATEGORIES, FAINT, PALE
from rosace.shortening import shortened
from rosace.wrapping import line_count
from rosace_dynamics.flow_layout import ACROSS, LEFT, RIGHT, STEP, Flow, Mark
from rosace_dynamics.marks import each_place, each_word

__all__ = ["MOST_ACTORS", "flow"]

MOST_ACTORS: Final = 40
"""Most actors that one picture holds; beyond it the table stands alone."""

_WITHDREW: Final = 2
_UNDATED: Final = {"localized": {"fr": "Sans date", "en": "Undated"}}
_SHAPES: Final = (
    ("circle", CATEGORIES[0], CATEGORIES[0]),
    ("circle", "white", INK),
    ("square", ALARM, ALARM),
)
"""For each outcome a mark's shape, its inside and its rim; others look like the second."""
_SIZE: Final = 190
_NUMBER: Final = 10.5
_WAVE_TOP: Final = -27.0
_WAVE_LINE: Final = 15.0
_WAVE_ROOM: Final = 120.0
_KEY_SLOT: Final = 190.0
_KEY_LINE: Final = 24.0

_HEAD: Final[Spec] = {
    "type": "text",
    "align": "center",
    "baseline": "bottom",
    "color": GREY,
    "fontSize": 11.5,
}

Words = Sequence[dict[str, Any] | str]


def flow(
    marks: Sequence[Mark], placed: Flow, moments: Words, outcomes: Words, waves: Words
) -> Spec:
    """Return the flow of moves.

    Its table has the columns `actor`, `moment`, `outcome` and one row a mark.

    Args:
        marks: In the order of the rows: lane by lane, in order of time.
        placed: Where they stand.
        moments: The words of each moment, as phrases of a specification.
        outcomes: The words of each outcome, likewise.
        waves: The words of each wave, likewise.

    Raises:
        ValueError: there is no mark, or there are more actors than one picture holds.
    """
    if not 1 < len(placed.lanes) <= MOST_ACTORS + 1:
        message = f"a flow takes from 1 to {MOST_ACTORS} actors"
        raise ValueError(message)
    slots = int(ACROSS // _KEY_SLOT)
    lines = -(-len(moments) // slots) + -(-len(outcomes) // slots)
    return {
        "params": _named({"moment": moments, "outcome": outcomes, "wave": waves}),
        "transform": [numbered(), *calculated(_fields(marks, placed))],
        "spacing": 10,
        "vconcat": [
            {
                "width": ACROSS,
                "height": lines * _KEY_LINE,
                "layer": _key(len(moments), len(outcomes), slots),
            },
            {
                "width": ACROSS,
                "height": placed.lanes[-1] + 2,
                "layer": [
                    *_grid(placed, len(moments)),
                    *_waves(placed),
                    *_lines(marks, placed),
                    *_marks(),
                    *_names(marks, placed),
                ],
            },
        ],
    }


def _named(families: Mapping[str, Words]) -> list[Spec]:
    """Return the parameters that hold words, each named after its family and its place there."""
    return [
        {"name": f"{family}_{turn}", "value": words}
        for family, held in families.items()
        for turn, words in enumerate(held)
    ]


def _shape(outcome: int) -> tuple[str, str, str]:
    return _SHAPES[outcome] if outcome < len(_SHAPES) else _SHAPES[1]


def _fields(marks: Sequence[Mark], placed: Flow) -> dict[str, str]:
    """Return the expressions that place each row."""
    here = "[datum.row - 1]"
    shapes = [_shape(mark.outcome) for mark in marks]
    return {
        "mark_x": array(x for x, _ in placed.places) + here,
        "mark_y": array(y for _, y in placed.places) + here,
        "shape": array(shape for shape, _, _ in shapes) + here,
        "inside": array(inside for _, inside, _ in shapes) + here,
        "rim": array(rim for _, _, rim in shapes) + here,
        "number": array(str(mark.level + 1) for mark in marks) + here,
    }


def _marks() -> list[Spec]:
    """Return each move's mark, with the number of its moment."""
    place = {"x": at("mark_x"), "y": at("mark_y")}
    return [
        {
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "size": _SIZE,
                "strokeWidth": 1.6,
                "shape": {"expr": "datum.shape"},
                "fill": {"expr": "datum.inside"},
                "stroke": {"expr": "datum.rim"},
            },
            "encoding": place,
        },
        {
            "mark": {
                "type": "text",
                "fontSize": _NUMBER,
                "fontWeight": "bold",
                "color": {"expr": f"datum.inside === 'white' ? '{INK}' : 'white'"},
            },
            "encoding": {**place, "text": {"field": "number"}},
        },
    ]


def _lines(marks: Sequence[Mark], placed: Flow) -> list[Spec]:
    """Return the steps from each dated move to the next, broken after a withdrawal."""
    steps: dict[bool, list[list[float]]] = {True: [], False: []}
    held = list(zip(marks, placed.places, strict=True))
    for turn, ((mark, (x, y)), (after, (x2, y2))) in enumerate(pairwise(held)):
        if mark.lane == after.lane and after.when is not None:
            points = ((x, y), ((x + x2) / 2, y), ((x + x2) / 2, y2), (x2, y2))
            steps[mark.outcome != _WITHDREW] += [
                [turn, step, *point] for step, point in enumerate(points)
            ]
    return [
        {
            "transform": each_place(found, ("turn", "step", "line_x", "line_y")),
            "mark": {
                "type": "line",
                "stroke": GREY,
                "strokeWidth": 1.4,
                **({} if whole else {"strokeDash": [3, 3]}),
            },
            "encoding": {
                "x": at("line_x"),
                "y": at("line_y"),
                "detail": {"field": "turn"},
                "order": {"field": "step"},
            },
        }
        for whole, found in steps.items()
        if found
    ]


def _names(marks: Sequence[Mark], placed: Flow) -> list[Spec]:
    """Return the name of each actor beside its lane, out of the first of its rows."""
    first: dict[int, int] = {}
    for place, mark in enumerate(marks):
        first.setdefault(mark.lane, place)
    here = f"[indexof({array(place + 1 for place in first.values())}, datum.row)]"
    middles = [(placed.lanes[lane] + placed.lanes[lane + 1]) / 2 for lane in first]
    fields = {
        "name": shortened("datum.actor", int((LEFT - 12) / 6.9), 3),
        "name_x": "0",
        "name_y": f"{array(middles)}{here} - 7 * {line_count('datum.name')} + 1",
    }
    return [
        {
            "transform": [only(place + 1 for place in first.values()), *calculated(fields)],
            **lines_of_text("name", "name_x", "name_y", 12, room=LEFT - 8, fontWeight="bold"),
        }
    ]


def _grid(placed: Flow, levels: int) -> list[Spec]:
    """Return the borders of lanes, a faint line a moment, and the marks of time."""
    borders = [straight((0, y), (ACROSS, y), stroke=PALE) for y in placed.lanes]
    rises = [
        (top + below) / 2 + (level - (levels - 1) / 2) * STEP
        for top, below in pairwise(placed.lanes)
        for level in range(levels)
    ]
    faint: Spec = {
        "transform": [
            *each_place([[y] for y in rises], ("rise",)),
            *calculated({"rise_x": f"{LEFT}", "rise_stop": f"{RIGHT}"}),
        ],
        "mark": {"type": "rule", "stroke": FAINT, "strokeWidth": 1},
        "encoding": {"x": at("rise_x"), "x2": {"field": "rise_stop"}, "y": at("rise")},
    }
    times = [
        straight((x, -5), (x, placed.lanes[-1]), stroke=FAINT, strokeWidth=1.2)
        for _, x in placed.ticks
    ]
    return [faint, *times, *borders, *_labels(placed)]


def _labels(placed: Flow) -> list[Spec]:
    """Return the words of the marks of time, and those over what nothing dates."""
    yearly = all(date.month == 1 for date, _ in placed.ticks)
    labels: list[Spec] = []
    for date, x in placed.ticks:
        pattern = "%Y" if yearly else "%b %Y"
        said = f"utcFormat(utc({date.year}, {date.month - 1}, 1), '{pattern}')"
        labels.append(
            {
                "transform": [only([1]), {"calculate": said, "as": "tick"}],
                "mark": {**_HEAD, "x": x, "y": -8},
                "encoding": {"text": {"field": "tick"}},
            }
        )
    if placed.undated is not None:
        top = (placed.undated, -5.0)
        labels += [
            straight(top, (placed.undated, placed.lanes[-1]), stroke=GREY, strokeDash=[2, 3]),
            {
                "transform": [only([1])],
                "mark": {**_HEAD, "align": "right", "x": RIGHT + 14, "y": -8, "text": _UNDATED},
                "encoding": {},
            },
        ]
    return labels


def _waves(placed: Flow) -> list[Spec]:
    """Return a line at each wave's date, its words over it."""
    seen = [(turn, x) for turn, x in enumerate(placed.waves) if x is not None]
    if not seen:
        return []
    heights: list[float] = []
    for turn, (_, x) in enumerate(seen):
        near = turn and x - seen[turn - 1][1] < _WAVE_ROOM
        heights.append(heights[-1] - _WAVE_LINE if near else _WAVE_TOP)
    rules = [
        straight((x, y + 3), (x, placed.lanes[-1]), stroke=INK, strokeWidth=1, strokeDash=[6, 4])
        for (_, x), y in zip(seen, heights, strict=True)
    ]
    held = [
        (f"wave_{turn}", (min(x, RIGHT - 40), y))
        for (turn, x), y in zip(seen, heights, strict=True)
    ]
    fields = {"wave_x": "datum.place[0]", "wave_y": "datum.place[1]"}
    return [
        *rules,
        {
            "transform": [
                *each_word(held),
                *calculated(fields),
            ],
            "mark": {**_HEAD, "color": INK, "fontWeight": "bold", "limit": _WAVE_ROOM + 30},
            "encoding": {"x": at("wave_x"), "y": at("wave_y"), "text": {"field": "word"}},
        },
    ]


def _key(moments: int, outcomes: int, slots: int) -> list[Spec]:
    """Return what the numbers and the shapes of the marks stand for."""
    line = -(-moments // slots)
    entries = [
        (f"moment_{turn}", *_slot(turn, slots, 0), str(turn + 1), "", "", "")
        for turn in range(moments)
    ]
    entries += [
        (f"outcome_{turn}", *_slot(turn, slots, line), "", *_shape(turn))
        for turn in range(outcomes)
    ]
    parts = ("key_x", "key_y", "number", "shape", "inside", "rim")
    shown = calculated({name: f"datum.place[{turn}]" for turn, name in enumerate(parts)})
    held = each_word([(name, rest) for name, *rest in entries])
    place = {"x": at("key_x"), "y": at("key_y")}
    word = {"type": "text", "align": "left", "dx": 14, "limit": _KEY_SLOT - 34}
    return [
        {
            "transform": [*held, *shown],
            "layer": [
                {
                    "transform": [{"filter": "datum.shape"}],
                    "mark": {
                        "type": "point",
                        "filled": True,
                        "opacity": 1,
                        "size": _SIZE,
                        "strokeWidth": 1.6,
                        "shape": {"expr": "datum.shape"},
                        "fill": {"expr": "datum.inside"},
                        "stroke": {"expr": "datum.rim"},
                    },
                    "encoding": place,
                },
                {
                    "mark": {"type": "text", "fontWeight": "bold"},
                    "encoding": {**place, "text": {"field": "number"}},
                },
                {"mark": word, "encoding": {**place, "text": {"field": "word"}}},
            ],
        }
    ]


def _slot(turn: int, slots: int, line: int) -> tuple[float, float]:
    """Return the place of an entry of the key."""
    return 10 + turn % slots * _KEY_SLOT, (line + turn // slots) * _KEY_LINE + 10
