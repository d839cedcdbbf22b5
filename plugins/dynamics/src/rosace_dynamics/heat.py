"""The heat map of stakes, actors × issues, as a Vega-Lite specification without data.

A cell says an actor's position by its colour and by the first letter of its word, and what it
hopes or fears by a sign.
"""

from collections.abc import Mapping, Sequence
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
from rosace.palette import NEUTRAL, PALE
from rosace.shortening import shortened
from rosace.values import value
from rosace.wrapping import line_count

__all__ = ["MOST_ACTORS", "MOST_ISSUES", "Cell", "heat"]

MOST_ACTORS: Final = 40
MOST_ISSUES: Final = 12

ACROSS: Final = 780.0
_LEFT: Final = 208.0
_WIDEST: Final = 132.0
_ROW: Final = 32.0
_UPRIGHT: Final = 88.0
"""The narrowest column whose heading stands upright; others are turned."""
_LINE: Final = 14.0
_KEY_SLOT: Final = 190.0
_KEY_LINE: Final = 26.0
_SIGNS: Final[Mapping[str, str]] = {"gain": "+", "loss": "\N{MINUS SIGN}", "both": "±"}
_COLOURS: Final = ("convergent", "divergent")
"""Positions that take the first two colours of the theme's kinds; others are left white."""


@value
class Cell:
    """One row of the table: a stake, or an issue in which nobody has one.

    Args:
        issue: The place of its issue, from 0.
        actor: The place of its actor, from 0; None where nobody has a stake.
        position: The code of the position.
        expectation: The code of what is hoped or feared.
    """

    issue: int
    actor: int | None = None
    position: str = ""
    expectation: str | None = None


def heat(cells: Sequence[Cell]) -> Spec:
    """Return the heat map of at least one stake.

    Its table has the columns `actor`, `issue`, `position`, `expectation` and one row a cell.

    Args:
        cells: In the order of the rows.

    Raises:
        ValueError: there is no stake, or more actors or issues than one picture holds.
    """
    issues = 1 + max((cell.issue for cell in cells), default=-1)
    actors = 1 + max((cell.actor for cell in cells if cell.actor is not None), default=-1)
    if not 1 <= actors <= MOST_ACTORS or not 1 <= issues <= MOST_ISSUES:
        message = f"a heat map takes up to {MOST_ACTORS} actors and {MOST_ISSUES} issues"
        raise ValueError(message)
    width = min(_WIDEST, (ACROSS - _LEFT) / issues)
    head = 5 * _LINE + 6 if width >= _UPRIGHT else 176.0
    key = _key(cells)
    lines = 1 + max(place for *_, place in key)
    return {
        "transform": [numbered(), *calculated(_fields(cells, width, head))],
        "spacing": 12,
        "vconcat": [
            {
                "width": ACROSS,
                "height": _KEY_LINE * lines,
                "layer": [
                    layer
                    for row, kind, turn, line in key
                    for layer in _entry(row, kind, turn, line)
                ],
            },
            {
                "width": ACROSS,
                "height": head + actors * _ROW,
                "layer": [
                    *_grid(actors, issues, width, head),
                    *_cells(cells),
                    *_actors(cells),
                    *_issues(cells, width, head),
                ],
            },
        ],
    }


def _fields(cells: Sequence[Cell], width: float, head: float) -> dict[str, str]:
    """Return the expressions that place each row."""
    here = "[datum.row - 1]"
    tops = [head + _ROW * (cell.actor or 0) for cell in cells]
    return {
        "code": array(cell.position for cell in cells) + here,
        "sign": array(_SIGNS.get(cell.expectation or "", "") for cell in cells) + here,
        "left": array(round(_LEFT + width * cell.issue, 1) for cell in cells) + here,
        "right": f"datum.left + {width:.1f}",
        "centre": f"datum.left + {width / 2:.1f}",
        "top": array(tops) + here,
        "bottom": f"datum.top + {_ROW}",
        "middle": f"datum.top + {_ROW / 2}",
        "letter": "isValid(datum.position) ? upper(substring(datum.position, 0, 1)) : ''",
        "shown": "datum.sign ? datum.letter + ' ' + datum.sign : datum.letter",
        "name": shortened("datum.actor", 33, 2),
        "name_x": f"{_LEFT - 8}",
        "name_y": f"datum.middle - {_LINE / 2} * {line_count('datum.name')} + 1",
    }


def _grid(actors: int, issues: int, width: float, head: float) -> list[Spec]:
    """Return the lines between the cells, the empty ones too."""
    right, bottom = _LEFT + issues * width, head + actors * _ROW
    style = {"stroke": PALE, "strokeWidth": 1}
    return [
        *(
            straight((_LEFT, head + turn * _ROW), (right, head + turn * _ROW), **style)
            for turn in range(actors + 1)
        ),
        *(
            straight((_LEFT + turn * width, head), (_LEFT + turn * width, bottom), **style)
            for turn in range(issues + 1)
        ),
    ]


def _fill() -> Spec:
    return {
        "field": "code",
        "type": "nominal",
        "scale": {"domain": list(_COLOURS), "range": "category"},
        "legend": None,
    }


def _coloured(negated: str = "") -> Spec:
    return {"filter": f"{negated}(indexof({array(_COLOURS)}, datum.code) >= 0)"}


def _readable() -> Spec:
    """Return the colour of a letter, white or black, whichever can be read on its cell."""
    dark = (
        f"indexof({array(_COLOURS)}, datum.code) >= 0"
        " && contrast('white', scale('color', datum.code)) > 4.5"
    )
    return {"condition": {"test": dark, "value": "white"}, "value": "black"}


def _box(left: str, right: str, top: str, bottom: str) -> list[Spec]:
    """Return the coloured, or pale, boxes of rows."""
    place = {"x": at(left), "x2": {"field": right}, "y": at(top), "y2": {"field": bottom}}
    return [
        {
            "transform": [_coloured()],
            "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1},
            "encoding": {**place, "color": _fill()},
        },
        {
            "transform": [_coloured("!")],
            "mark": {"type": "rect", "fill": NEUTRAL, "stroke": GREY, "strokeWidth": 1},
            "encoding": place,
        },
    ]


def _cells(cells: Sequence[Cell]) -> list[Spec]:
    """Return the cells with their letters and signs."""
    held = [number for number, cell in enumerate(cells, 1) if cell.actor is not None]
    return [
        {
            "transform": [only(held)],
            "layer": [
                *_box("left", "right", "top", "bottom"),
                {
                    "mark": {"type": "text", "fontWeight": "bold", "fontSize": 13},
                    "encoding": {
                        "x": at("centre"),
                        "y": at("middle"),
                        "text": {"field": "shown"},
                        "color": _readable(),
                    },
                },
            ],
        }
    ]


def _firsts(places: Sequence[int | None]) -> list[int]:
    """Return the number of the first row at each place."""
    found: dict[int, int] = {}
    for number, place in enumerate(places, 1):
        if place is not None:
            found.setdefault(place, number)
    return list(found.values())


def _actors(cells: Sequence[Cell]) -> list[Spec]:
    """Return the actors' names, on the left."""
    named = lines_of_text("name", "name_x", "name_y", 12, room=_LEFT - 10, align="right")
    return [{"transform": [only(_firsts([cell.actor for cell in cells]))], **named}]


def _issues(cells: Sequence[Cell], width: float, head: float) -> list[Spec]:
    """Return the names of the issues over their columns, turned where these are narrow."""
    upright = width >= _UPRIGHT
    size = (int(width / 6.4), 5) if upright else (27, 3)
    lines = line_count("datum.title")
    fields = {
        "title": shortened("datum.issue", *size),
        "title_x": "datum.centre" if upright else f"datum.centre - {_LINE / 2} * {lines}",
        "title_y": f"{head - 6} - {_LINE} * {lines}" if upright else f"{head - 8}",
    }
    look = {"align": "center"} if upright else {"angle": 270}
    room = width - 4 if upright else head - 10
    return [
        {
            "transform": [only(_firsts([cell.issue for cell in cells])), *calculated(fields)],
            **lines_of_text(
                "title", "title_x", "title_y", 12, room=room, fontWeight="bold", **look
            ),
        }
    ]


def _key(cells: Sequence[Cell]) -> list[tuple[int, str, int, int]]:
    """Return the entries of the key: a row that shows one, what it shows, its slot and line."""
    entries: list[tuple[int, str, int, int]] = []
    line = 0
    for kind in ("position", "expectation"):
        met: dict[str, int] = {}
        for number, cell in enumerate(cells, 1):
            code = cell.position if kind == "position" else cell.expectation
            if code and (kind == "position" or code in _SIGNS):
                met.setdefault(code, number)
        entries += [(number, kind, turn, line) for turn, number in enumerate(met.values())]
        line += bool(met)
    return entries


def _entry(row: int, kind: str, turn: int, line: int) -> list[Spec]:
    """Return a sign of the key, with its word."""
    left, top = turn * _KEY_SLOT, line * _KEY_LINE
    fields = {
        "key_x": f"{left}",
        "key_stop": f"{left + 22}",
        "key_y": f"{top}",
        "key_bottom": f"{top + 20}",
        "key_centre": f"{left + 11}",
        "key_middle": f"{top + 10}",
        "key_sign": "datum.letter" if kind == "position" else "datum.sign",
        "word": shortened(f"datum.{kind}", 26, 1),
        "word_x": f"{left + 29}",
        "word_y": f"{top + 4}",
    }
    colour = _readable() if kind == "position" else {"value": INK}
    return [
        {
            "transform": [only([row]), *calculated(fields)],
            "layer": [
                *(_box("key_x", "key_stop", "key_y", "key_bottom") if kind == "position" else []),
                {
                    "mark": {"type": "text", "fontWeight": "bold", "fontSize": 13},
                    "encoding": {
                        "x": at("key_centre"),
                        "y": at("key_middle"),
                        "text": {"field": "key_sign"},
                        "color": colour,
                    },
                },
                lines_of_text("word", "word_x", "word_y", 12, room=_KEY_SLOT - 32),
            ],
        }
    ]
