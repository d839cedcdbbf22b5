"""The pieces that the pictures of this plugin share."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rosace.wrapping import limited

__all__ = [
    "FAINT",
    "GREY",
    "INK",
    "PALE",
    "Spec",
    "array",
    "at",
    "calculated",
    "each_place",
    "each_word",
    "lines_of_text",
    "numbered",
    "only",
    "straight",
]

INK: Final = "#1d2b33"
GREY: Final = "#4d5c66"
FAINT: Final = "#dde3e6"
PALE: Final = "#eef1f3"

Spec = dict[str, Any]


def at(field: str) -> Spec:
    """Return a position taken as it is, in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None, "stack": None}


def array(values: Iterable[Any]) -> str:
    """Return constants as an array of the expression language."""
    return json.dumps(list(values), separators=(",", ":"))


def numbered() -> Spec:
    """Return the transform that numbers the rows, from 1."""
    return {"window": [{"op": "row_number", "as": "row"}]}


def only(rows: Iterable[int]) -> Spec:
    """Return the transform that keeps the rows of these numbers, from 1."""
    return {"filter": f"indexof({array(rows)}, datum.row) >= 0"}


def calculated(fields: dict[str, str]) -> list[Spec]:
    """Return one transform for each name and its expression."""
    return [{"calculate": value, "as": name} for name, value in fields.items()]


def each_place(places: Sequence[Sequence[Any]], names: Sequence[str]) -> list[Spec]:
    """Return the transforms that make one row of each place, its parts under these names."""
    return [
        only([1]),
        {"calculate": array(places), "as": "part"},
        {"flatten": ["part"]},
        *calculated({name: f"datum.part[{turn}]" for turn, name in enumerate(names)}),
    ]


def each_word(held: Sequence[Sequence[Any]]) -> list[Spec]:
    """Return the transforms that make one row, `word` and `place`, of each of these pairs.

    Args:
        held: The name of a parameter that holds words, and where they stand.
    """
    return [
        only([1]),
        {"calculate": f"[{','.join(name for name, _ in held)}]", "as": "word"},
        {"calculate": array(place for _, place in held), "as": "place"},
        {"flatten": ["word", "place"]},
    ]


def lines_of_text(field: str, x: str, y: str, size: float, *, room: float, **mark: Any) -> Spec:
    """Return a text of several lines at a place; its first line's top, unless `mark` says else."""
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
    """Return one straight line between two places."""
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
