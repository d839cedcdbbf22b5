"""Pieces of Vega-Lite specifications that the pictures of the core and of plugins share.

A picture that is drawn by places of its own numbers its rows, and gives them their places
in pixels.
"""

import json
from collections.abc import Iterable
from typing import Any

from rosace.palette import GREY, INK
from rosace.wrapping import limited

__all__ = [
    "GREY",
    "INK",
    "Spec",
    "array",
    "at",
    "calculated",
    "lines_of_text",
    "numbered",
    "only",
    "straight",
]

Spec = dict[str, Any]
"""A specification, or a part of one."""


def at(field: str) -> Spec:
    """Return a position taken as it is, in pixels or radians."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None, "stack": None}


def array(values: Iterable[Any]) -> str:
    """Return constants as an array of the expression language."""
    return json.dumps(list(values), separators=(",", ":"))


def numbered() -> Spec:
    """Return the transform that numbers the rows, from 1, as `row`."""
    return {"window": [{"op": "row_number", "as": "row"}]}


def only(rows: Iterable[int]) -> Spec:
    """Return the transform that keeps the rows of these numbers, which `numbered` gave them."""
    return {"filter": f"indexof({array(rows)}, datum.row) >= 0"}


def calculated(fields: dict[str, str]) -> list[Spec]:
    """Return one transform for each name and its expression."""
    return [{"calculate": value, "as": name} for name, value in fields.items()]


def lines_of_text(field: str, x: str, y: str, size: float, *, room: float, **mark: Any) -> Spec:
    """Return a text of several lines at a place; its first line's top, unless `mark` says else.

    Args:
        field: The field of the text, its lines broken.
        x: The field of its place from the left, in pixels.
        y: The field of its place from the top, in pixels.
        size: The size of its letters, in pixels.
        room: How wide a line may be, in pixels.
        mark: Further properties of the mark.
    """
    return {
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": size + 2,
            "fontSize": size,
            "color": INK,
            "limit": limited(f"datum.{field}", room),
            **mark,
        },
        "encoding": {"x": at(x), "y": at(y), "text": {"field": field}},
    }


def straight(start: tuple[float, float], stop: tuple[float, float], **mark: Any) -> Spec:
    """Return one straight line between two places, in pixels."""
    (x, y), (x2, y2) = start, stop
    return {
        "transform": [only([1])],
        "mark": {"type": "rule", **mark},
        "encoding": {
            "x": {"value": x},
            "y": {"value": y},
            "x2": {"value": x2},
            "y2": {"value": y2},
        },
    }
