"""The layers of a wheel: bands, cells, numbers, marks and labels."""

import json
import math
from typing import Any, Final

from rosace_wheel.geometry import BESIDE_STRIP, Geometry
from rosace.wrapping import limited, line_count, wrapped

BAND: Final = 14.0
REACH: Final = 26.0
COLUMN: Final = 206.0
INK: Final = "#1d2b33"
GREY: Final = "#4d5c66"
LINE: Final = 14.5

_CHARACTERS: Final = 35
_HEADING_CHARACTERS: Final = 27
_MAIN: Final = 0.95
_DASH: Final = "\N{EN DASH}"

Spec = dict[str, Any]


def width(geometry: Geometry) -> float:
    """Return the width of a wheel with its two columns of labels, in pixels."""
    return 2 * (geometry.radius + BAND + REACH + COLUMN)


def height(geometry: Geometry) -> float:
    """Return the height of a wheel without its labels, in pixels."""
    return 2 * (geometry.radius + BAND)


def places(geometry: Geometry, *, before: bool) -> list[Spec]:
    """Return the transforms that give each row its spoke, its cell and its label's place."""
    centre_y = height(geometry) / 2
    fields = _fields(geometry, before=before)
    side = {"groupby": ["right"]}
    return [
        {"window": [{"op": "row_number", "as": "row"}]},
        *({"calculate": value, "as": name} for name, value in fields.items()),
        {
            "window": [{"op": "sum", "field": "block", "as": "reached"}],
            "sort": [{"field": "stack"}],
            **side,
        },
        {"window": [{"op": "row_number", "as": "turn"}], "sort": [{"field": "stack"}], **side},
        {
            "joinaggregate": [
                {"op": "sum", "field": "block", "as": "whole"},
                {"op": "count", "as": "turns"},
            ],
            **side,
        },
        {
            "calculate": f"max(0, {height(geometry)} - datum.whole) / datum.turns",
            "as": "spare",
        },
        {
            "calculate": f"{centre_y} - 4 - datum.whole / 2 + datum.reached - datum.block"
            " + datum.spare * (datum.turn - (datum.turns + 1) / 2)",
            "as": "block_y",
        },
        {"calculate": "datum.block_y + datum.head_height", "as": "label_y"},
    ]


def _fields(geometry: Geometry, *, before: bool) -> dict[str, str]:
    """Return the expressions that a row's place and its number give."""
    centre_x, centre_y = width(geometry) / 2, height(geometry) / 2
    span = geometry.spoke * (BESIDE_STRIP if before else 1)
    sides = [int(sector < geometry.right) for sector in geometry.sectors]
    heads = _heads(geometry)
    middle = "(datum.inner + datum.outer) / 2"
    return {
        "spoke": f"floor((datum.row - 1) / {geometry.rings})",
        "rank": f"(datum.row - 1) % {geometry.rings}",
        "sector_at": f"{_array(geometry.sectors)}[datum.spoke]",
        "start": f"{_array(geometry.starts)}[datum.spoke]",
        "stop": f"datum.start + {span:.5f}",
        "outer": f"{geometry.radius} - datum.rank * {geometry.depth}",
        "inner": f"datum.outer - {geometry.depth}",
        "cell_x": f"{centre_x} + {middle} * sin((datum.start + datum.stop) / 2)",
        "cell_y": f"{centre_y} - {middle} * cos((datum.start + datum.stop) / 2)",
        "right": f"datum.rank === 0 ? {_array(sides)}[datum.spoke] : -1",
        "head": f"datum.rank === 0 ? {_array(heads)}[datum.spoke] : 0",
        "stack": "datum.right ? datum.spoke : -datum.spoke",
        "label": wrapped("datum.item", _CHARACTERS, 3),
        "heading": wrapped("datum.sector", _HEADING_CHARACTERS, 3),
        "label_height": f"{LINE} * {line_count('datum.label')} + 5",
        "head_height": f"datum.head ? {LINE} * {line_count('datum.heading')} + 13 : 0",
        "block": "datum.label_height + datum.head_height",
    }


def bands(geometry: Geometry) -> list[Spec]:
    """Return the band of each sector outside the rings, with its number."""
    starts = _array([start for start, _ in geometry.bands])
    stops = _array([stop for _, stop in geometry.bands])
    inner, outer = geometry.radius + 2, geometry.radius + BAND
    middle = "(datum.band_start + datum.band_stop) / 2"
    transform = [
        {"filter": "datum.head"},
        {"calculate": f"{starts}[datum.sector_at]", "as": "band_start"},
        {"calculate": f"{stops}[datum.sector_at]", "as": "band_stop"},
        {"calculate": _x(geometry, (inner + outer) / 2, middle), "as": "band_x"},
        {"calculate": _y(geometry, (inner + outer) / 2, middle), "as": "band_y"},
        {"calculate": "datum.sector_at + 1", "as": "number"},
    ]
    arc: Spec = {
        "mark": {"type": "arc", "fill": INK, "radius": outer, "radius2": inner},
        "encoding": {"theta": _at("band_start"), "theta2": {"field": "band_stop"}},
    }
    text: Spec = {
        "mark": {"type": "text", "color": "white", "fontSize": 10, "fontWeight": "bold"},
        "encoding": {"x": _at("band_x"), "y": _at("band_y"), "text": {"field": "number"}},
    }
    return [{"transform": transform, "layer": [arc, text]}]


def cells(geometry: Geometry, *, before: bool) -> list[Spec]:
    """Return the cells, filled by the share of respondents, and the strips of the wave before."""
    polar: Spec = {
        "theta": _at("start"),
        "theta2": {"field": "stop"},
        "radius": _at("outer"),
        "radius2": {"field": "inner"},
    }
    outline = {"type": "arc", "stroke": "white", "strokeWidth": 1.2}
    empty: Spec = {
        "transform": [{"filter": "!isValid(datum.share)"}],
        "mark": {**outline, "fill": "white", "stroke": "#b4bfc5", "strokeWidth": 0.8},
        "encoding": polar,
    }
    filled: Spec = {
        "transform": [{"filter": "isValid(datum.share)"}],
        "mark": outline,
        "encoding": {**polar, "color": share("share")},
    }
    if not before:
        return [empty, filled]
    strip: Spec = {
        "transform": [
            {"filter": "isValid(datum.before)"},
            {"calculate": f"datum.start + {geometry.spoke * _MAIN:.5f}", "as": "strip_stop"},
        ],
        "mark": {**outline, "strokeWidth": 0.6},
        "encoding": {
            **polar,
            "theta": _at("stop"),
            "theta2": {"field": "strip_stop"},
            "color": share("before"),
        },
    }
    return [empty, filled, strip]


def discs(geometry: Geometry, fill: str) -> list[Spec]:
    """Return the disc that marks the choice of the collective response on each spoke."""
    radii = [
        min(
            geometry.depth * 0.38,
            12.5,
            (geometry.radius - geometry.depth * (rank + 0.5)) * geometry.spoke * 0.45,
        )
        for rank in range(geometry.rings)
    ]
    areas = _array([math.pi * max(radius, 5.0) ** 2 for radius in radii])
    return [
        {
            "transform": [
                {"filter": "isValid(datum.collective) && datum.collective !== ''"},
                {"calculate": f"{areas}[datum.rank]", "as": "area"},
            ],
            "mark": {
                "type": "point",
                "shape": "circle",
                "filled": True,
                "fill": fill,
                "stroke": INK,
                "strokeWidth": 2.4,
                "opacity": 1,
            },
            "encoding": {
                "x": _at("cell_x"),
                "y": _at("cell_y"),
                "size": {"field": "area", "type": "quantitative", "scale": None},
            },
        }
    ]


def numbers(geometry: Geometry) -> Spec:
    """Return how many respondents each cell holds: nothing for none, a dash if withheld."""
    low, high = "datum.count_low", "datum.count_high"
    range_of_counts = f"format({low}, 'd') + '{_DASH}' + format({high}, 'd')"
    shown = (
        f"!isValid(datum.count) ? '{_DASH}' : {high} === 0 ? '' : "
        f"{low} === {high} ? format({low}, 'd') : {range_of_counts}"
    )
    on_dark = (
        "(!isValid(datum.collective) || datum.collective === '') && isValid(datum.share) && "
        "contrast('white', scale('color', datum.share)) > 4.5"
    )
    narrow = (geometry.hole + geometry.depth / 2) * geometry.spoke < 19
    return {
        "transform": [{"calculate": shown, "as": "shown"}],
        "mark": {"type": "text", "fontSize": 9.5 if narrow else 11},
        "encoding": {
            "x": _at("cell_x"),
            "y": _at("cell_y"),
            "text": {"field": "shown"},
            "color": {"condition": {"test": on_dark, "value": "white"}, "value": "black"},
        },
    }


def ring_marks(geometry: Geometry, marks: list[str]) -> Spec:
    """Return the marks of the rings, in the gap between the first sector and the last."""
    middle = "(datum.inner + datum.outer) / 2"
    return {
        "transform": [
            {"filter": f"datum.row <= {geometry.rings}"},
            {"calculate": f"{json.dumps(marks)}[datum.rank]", "as": "mark"},
            {"calculate": _x(geometry, middle, geometry.gap), "as": "mark_x"},
            {"calculate": _y(geometry, middle, geometry.gap), "as": "mark_y"},
        ],
        "mark": {"type": "text", "fontSize": 11, "fontWeight": "bold", "color": INK},
        "encoding": {"x": _at("mark_x"), "y": _at("mark_y"), "text": {"field": "mark"}},
    }


def labels(geometry: Geometry) -> list[Spec]:
    """Return the two columns of labels, each item tied to its spoke by a thin line."""
    full = width(geometry)
    edge = geometry.radius + BAND + 2
    middle = f"(datum.start + {geometry.spoke / 2:.5f})"
    transform = [
        {"filter": "datum.rank === 0"},
        {"calculate": _x(geometry, edge, middle), "as": "edge_x"},
        {"calculate": _y(geometry, edge, middle), "as": "edge_y"},
        {"calculate": _x(geometry, edge + 7, middle), "as": "knee_x"},
        {"calculate": _y(geometry, edge + 7, middle), "as": "knee_y"},
        {"calculate": f"datum.right ? {full - COLUMN} : {COLUMN}", "as": "label_x"},
        {"calculate": "datum.label_x + (datum.right ? -5 : 5)", "as": "tip_x"},
        {"calculate": "datum.label_y + (datum.label_height - 5) / 2 - 1", "as": "tip_y"},
        {"calculate": f"datum.right ? {full - COLUMN + 9} : {COLUMN - 9}", "as": "badge_x"},
        {"calculate": "datum.badge_x + (datum.right ? 14 : -14)", "as": "head_x"},
        {
            "calculate": f"datum.label_y - 4 - {LINE} * {line_count('datum.heading')}",
            "as": "head_y",
        },
        {"calculate": "datum.head_y + 6", "as": "badge_y"},
        {"calculate": "datum.sector_at + 1", "as": "number"},
    ]
    return [
        {
            "transform": transform,
            "layer": [
                _leader("edge", "knee"),
                _leader("knee", "tip"),
                _column("label", 12, "normal"),
                {"transform": [{"filter": "datum.head"}], "layer": _heading()},
            ],
        }
    ]


def share(field: str) -> Spec:
    """Return the colour of a share, from nobody to everybody."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": "ramp", "clamp": True},
        "legend": None,
    }


def _heads(geometry: Geometry) -> list[int]:
    """Tell the items under which, or above which, a sector's heading stands: its topmost."""
    order = geometry.sectors
    heads = []
    for place, sector in enumerate(order):
        step = -1 if sector < geometry.right else 1
        beyond = place + step
        heads.append(int(not 0 <= beyond < len(order) or order[beyond] != sector))
    return heads


def _heading() -> list[Spec]:
    """Return a sector's name and its number."""
    badge: Spec = {
        "mark": {"type": "point", "filled": True, "size": 260, "fill": INK, "opacity": 1},
        "encoding": {"x": _at("badge_x"), "y": _at("badge_y")},
    }
    number: Spec = {
        "mark": {"type": "text", "color": "white", "fontSize": 10, "fontWeight": "bold"},
        "encoding": {"x": _at("badge_x"), "y": _at("badge_y"), "text": {"field": "number"}},
    }
    return [badge, number, _column("head", 13, "bold", "heading")]


def _column(place: str, size: int, weight: str, field: str = "label") -> Spec:
    """Return texts of several lines, flush with the wheel's side of their column."""
    return {
        "mark": {
            "type": "text",
            "align": {"expr": "datum.right ? 'left' : 'right'"},
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": LINE,
            "fontSize": size,
            "fontWeight": weight,
            "color": INK,
            "limit": limited(f"datum.{field}", COLUMN),
        },
        "encoding": {"x": _at(f"{place}_x"), "y": _at(f"{place}_y"), "text": {"field": field}},
    }


def _leader(begin: str, end: str) -> Spec:
    """Return one stretch of the line from a spoke to its label."""
    return {
        "mark": {"type": "rule", "strokeWidth": 0.8},
        "encoding": {
            "x": _at(f"{begin}_x"),
            "y": _at(f"{begin}_y"),
            "x2": {"field": f"{end}_x"},
            "y2": {"field": f"{end}_y"},
        },
    }


def _at(field: str) -> Spec:
    """Return a position taken as it is, in pixels or radians."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None, "stack": None}


def _x(geometry: Geometry, radius: float | str, angle: float | str) -> str:
    """Return the expression of a point's distance from the left."""
    return f"{width(geometry) / 2} + {radius} * sin({angle})"


def _y(geometry: Geometry, radius: float | str, angle: float | str) -> str:
    """Return the expression of a point's distance from the top."""
    return f"{height(geometry) / 2} - {radius} * cos({angle})"


def _array(values: Any) -> str:
    """Return numbers as an array of the expression language."""
    return json.dumps([round(value, 4) for value in values])
