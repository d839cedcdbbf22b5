"""What tells the parts of stacked bars apart: their colours, their key, the group's own answers."""

from typing import Any, Final

from rosace.marks import GREY, INK, Spec, at, calculated
from rosace.palette import MISSING
from rosace.shortening import shortened
from rosace.stacked_plan import ACROSS, Plan
from rosace.wrapping import limited, line_count

__all__ = ["KEY_LINE", "key", "lines", "outline", "pale", "readable", "strength", "strip"]

KEY_LINE: Final = 32.0
"""The height of a line of the key, in pixels."""

_LINE: Final = 14.5
_GROUP: Final = {"localized": {"fr": "Réponse du groupe", "en": "The group’s answer"}}


def key(plan: Plan) -> list[Spec]:
    """Return a swatch for each choice and each reason, with its name out of the first bar."""
    columns, above = plan.key_columns, plan.key_lines[0]
    across = ACROSS / columns
    turn = f"(datum.missing ? datum.rank - {plan.choices} : datum.strength)"
    fields = {
        "key_x": f"{across:.1f} * ({turn} % {columns})",
        "key_stop": "datum.key_x + 18",
        "key_y": f"{KEY_LINE} * (floor({turn} / {columns}) + (datum.missing ? {above} : 0))",
        "key_bottom": "datum.key_y + 16",
        "name": shortened("datum.choice", int((across - 34) / 5.9), 2),
        "name_x": "datum.key_x + 25",
        "name_y": f"datum.key_y + 9 - 7 * {line_count('datum.name')}",
    }
    box = {"x": at("key_x"), "x2": {"field": "key_stop"}}
    box |= {"y": at("key_y"), "y2": {"field": "key_bottom"}}
    return [
        {
            "transform": [{"filter": f"datum.row <= {plan.parts}"}, *calculated(fields)],
            "layer": [
                {
                    "transform": [{"filter": "!datum.missing"}],
                    "mark": {"type": "rect"},
                    "encoding": {**box, "color": strength(plan)},
                },
                {
                    "transform": [{"filter": "datum.missing"}],
                    "mark": outline(),
                    "encoding": {**box, "fill": pale(plan)},
                },
                lines("name", "name_x", "name_y", across - 30, align="left", fontSize=12),
            ],
        }
    ]


def strength(plan: Plan) -> Spec:
    """Return the colour of a choice, lighter as it is weaker."""
    return {
        "field": "strength",
        "type": "ordinal",
        "scale": {"domain": list(range(plan.choices)), "range": "ordinal"},
        "legend": None,
    }


def readable() -> Spec:
    """Return the colour of a count, white or black, whichever can be read on its segment."""
    dark = "!datum.missing && contrast('white', scale('color', datum.strength)) > 4.5"
    return {"condition": {"test": dark, "value": "white"}, "value": "black"}


def pale(plan: Plan) -> Spec:
    """Return the fill of a missing reason: from white to grey, in the order of the key."""
    return {
        "field": "rank",
        "type": "ordinal",
        "scale": {
            "domain": list(range(plan.choices, plan.parts)),
            "range": [MISSING[turn % len(MISSING)] for turn in range(plan.missing)],
        },
        "legend": None,
    }


def outline() -> Spec:
    """Return the outline of missing answers: broken, so that none looks like a choice."""
    return {
        "type": "rect",
        "stroke": GREY,
        "strokeWidth": 1,
        "strokeDash": [3, 2],
    }


def lines(field: str, x: str, y: str, room: float, **mark: Any) -> Spec:
    """Return a text of several lines, its first line's top at a place."""
    look = {"type": "text", "baseline": "top", "lineBreak": "\n", "lineHeight": _LINE}
    return {
        "mark": {**look, "color": INK, "limit": limited(f"datum.{field}", room), **mark},
        "encoding": {"x": at(x), "y": at(y), "text": {"field": field}},
    }


def strip(plan: Plan) -> list[Spec]:
    """Return the group's own answer to each bar, in the colour of its choice and in words."""
    left = plan.left + plan.length + 36
    room = ACROSS - left - 28
    fields = {
        "own_x": f"{left}",
        "own_stop": f"{left + 20}",
        "own": shortened("datum.choice", int(room / 5.9), 2),
        "own_name_x": f"{left + 28}",
        "own_name_y": f"datum.middle - 7 * {line_count('datum.own')} + 1",
    }
    box = {"x": at("own_x"), "x2": {"field": "own_stop"}, "y": at("top"), "y2": {"field": "bottom"}}
    head = {"type": "text", "align": "left", "fontSize": 12, "color": GREY, "text": _GROUP}
    return [
        {
            "transform": [{"filter": "datum.row === 1"}],
            "mark": head | {"x": left, "y": plan.head - 15 if plan.heading else -10},
            "encoding": {},
        },
        {
            "transform": [
                {"filter": "isValid(datum.collective) && datum.collective !== ''"},
                *calculated(fields),
            ],
            "layer": [
                {
                    "transform": [{"filter": "!datum.missing"}],
                    "mark": {"type": "rect", "stroke": INK, "strokeWidth": 1},
                    "encoding": {**box, "color": strength(plan)},
                },
                {
                    "transform": [{"filter": "datum.missing"}],
                    "mark": outline(),
                    "encoding": {**box, "fill": pale(plan)},
                },
                lines("own", "own_name_x", "own_name_y", room, align="left", fontSize=12),
            ],
        },
    ]
