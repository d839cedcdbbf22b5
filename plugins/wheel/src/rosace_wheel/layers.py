"""The layers of a wheel: bands, cells, numbers, marks and labels."""

import json
import math
from collections.abc import Sequence
from typing import Any, Final

from rosace.wrapping import limited, line_count, wrapped
from rosace_wheel.geometry import BESIDE_STRIP, Geometry

BAND: Final = 17.0
REACH: Final = 20.0
COLUMN: Final = 190.0
PAGE: Final = 818.0
"""The width at which a page shows a wheel, its margins taken off: a wider one is shrunk to it."""

INK: Final = "#1d2b33"
GREY: Final = "#4d5c66"
_LINE: Final = 15.0
_SMALL: Final = 12.0
_LABEL: Final = 12.5
_HEADING: Final = 13.5
_MAIN: Final = 0.95
_DASH: Final = "\N{EN DASH}"

Spec = dict[str, Any]


def width(geometry: Geometry) -> float:
    """Return the width of a wheel with its two columns of labels, in pixels."""
    return 2 * (geometry.radius + BAND + REACH + COLUMN)


def magnified(geometry: Geometry) -> float:
    """Return how much larger letters must be so that a page that shrinks the wheel keeps them."""
    return round(max(1.0, width(geometry) / PAGE), 3)


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
    size = magnified(geometry)
    line = round(_LINE * size, 2)
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
        "label": wrapped("datum.item", int(COLUMN / (6.05 * size)), 3),
        "heading": wrapped("datum.sector", int((COLUMN - 26) / (7.2 * size)), 3),
        "label_height": f"{line} * {line_count('datum.label')} + 6",
        "head_height": f"datum.head ? {line} * {line_count('datum.heading')} + 14 : 0",
        "block": "datum.label_height + datum.head_height",
    }


def bands(geometry: Geometry) -> list[Spec]:
    """Return the band of each sector outside the rings, with its number."""
    starts = _array([start for start, _ in geometry.bands])
    stops = _array([stop for _, stop in geometry.bands])
    inner, outer = geometry.radius + 2, geometry.radius + BAND
    size = _SMALL * magnified(geometry)
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
        "mark": {"type": "text", "color": "white", "fontSize": size, "fontWeight": "bold"},
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
    areas = _array([math.pi * radius**2 for radius in _disc_radii(geometry)])
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


def _disc_radii(geometry: Geometry) -> list[float]:
    """Return the radius of the disc of each ring, the outermost first."""
    widths = [
        (geometry.radius - geometry.depth * (rank + 0.5)) * geometry.spoke * 0.45
        for rank in range(geometry.rings)
    ]
    return [max(5.0, min(geometry.depth * 0.38, 13.5, width)) for width in widths]


def numbers(geometry: Geometry, *, before: bool) -> Spec:
    """Return how many each cell holds: nothing for none, a dash if withheld.

    A number that its cell, or the disc on it, has no room for is left to the table.
    """
    size = _SMALL * magnified(geometry)
    low, high = "datum.count_low", "datum.count_high"
    range_of_counts = f"format({low}, 'd') + '{_DASH}' + format({high}, 'd')"
    shown = (
        f"!isValid(datum.count) ? '{_DASH}' : {high} === 0 || datum.share_high === 0 ? '' : "
        f"{low} === {high} ? format({low}, 'd') : {range_of_counts}"
    )
    on_disc = "isValid(datum.collective) && datum.collective !== ''"
    on_dark = (
        f"!({on_disc}) && isValid(datum.share) && "
        "contrast('white', scale('color', datum.share)) > 4.5"
    )
    span = geometry.spoke * (BESIDE_STRIP if before else 1)
    fields = {
        "shown": shown,
        "text_width": f"{size * 0.556:.2f} * length(datum.shown)",
        "leaning": "(datum.start + datum.stop) / 2",
        "across_cell": f"abs(cos(datum.leaning)) * datum.text_width"
        f" + abs(sin(datum.leaning)) * {size * 0.75:.2f}",
        "along_cell": f"abs(sin(datum.leaning)) * datum.text_width"
        f" + abs(cos(datum.leaning)) * {size * 0.75:.2f}",
        "cell_room": f"(datum.inner + datum.outer) / 2 * {span:.5f}",
    }
    disc = f"datum.text_width <= 2 * {_array(_disc_radii(geometry))}[datum.rank] - 2"
    fits = f"datum.across_cell <= datum.cell_room + 3.5 && datum.along_cell <= {geometry.depth}"
    return {
        "transform": [
            *({"calculate": value, "as": name} for name, value in fields.items()),
            {"filter": f"{on_disc} ? {disc} : {fits}"},
        ],
        "mark": {"type": "text", "fontSize": size},
        "encoding": {
            "x": _at("cell_x"),
            "y": _at("cell_y"),
            "text": {"field": "shown"},
            "color": {"condition": {"test": on_dark, "value": "white"}, "value": "black"},
        },
    }


def means(geometry: Geometry, spans: Sequence[tuple[float, float]]) -> Spec:
    """Return a band across each spoke where its mean lies, from lowest at the centre."""
    lows, highs = _array([low for low, _ in spans]), _array([high for _, high in spans])
    reach = geometry.radius - geometry.hole
    part = f"{reach} / ({highs}[datum.spoke] - {lows}[datum.spoke])"
    inner = f"{geometry.hole} + {part} * (datum.mean_low - {lows}[datum.spoke])"
    outer = f"{geometry.hole} + {part} * (datum.mean_high - {lows}[datum.spoke])"
    return {
        "transform": [
            {"filter": "datum.rank === 0 && isValid(datum.mean)"},
            {"calculate": f"max({geometry.hole}, {inner} - 2)", "as": "mean_inner"},
            {"calculate": f"min({geometry.radius}, {outer} + 2)", "as": "mean_outer"},
        ],
        "mark": {"type": "arc", "filled": False, "stroke": INK, "strokeWidth": 2},
        "encoding": {
            "theta": _at("start"),
            "theta2": {"field": "stop"},
            "radius": _at("mean_outer"),
            "radius2": {"field": "mean_inner"},
        },
    }


def ring_marks(geometry: Geometry, marks: Sequence[str]) -> Spec:
    """Return the marks of the rings, in the gap between the first sector and the last."""
    middle = "(datum.inner + datum.outer) / 2"
    return {
        "transform": [
            {"filter": f"datum.row <= {geometry.rings}"},
            {"calculate": f"{json.dumps(list(marks))}[datum.rank]", "as": "mark"},
            {"calculate": _x(geometry, middle, geometry.gap), "as": "mark_x"},
            {"calculate": _y(geometry, middle, geometry.gap), "as": "mark_y"},
        ],
        "mark": {
            "type": "text",
            "fontSize": _SMALL * magnified(geometry),
            "fontWeight": "bold",
            "color": INK,
        },
        "encoding": {"x": _at("mark_x"), "y": _at("mark_y"), "text": {"field": "mark"}},
    }


def labels(geometry: Geometry) -> list[Spec]:
    """Return the two columns of labels, each spoke's tied to it by a thin line."""
    size = magnified(geometry)
    transform = [
        {"filter": "datum.rank === 0"},
        *(
            {"calculate": value, "as": name}
            for name, value in _label_places(geometry, round(_LINE * size, 2)).items()
        ),
    ]
    return [
        {
            "transform": transform,
            "layer": [
                _leader("edge", "knee"),
                _leader("knee", "tip"),
                _column("label", size),
                {"transform": [{"filter": "datum.head"}], "layer": _heading(size)},
            ],
        }
    ]


def _label_places(geometry: Geometry, line: float) -> dict[str, str]:
    """Return where labels, headings and the lines to them stand.

    Lines leave the wheel further out the nearer they are to noon and six o'clock, so that
    neighbours do not cross.
    """
    full = width(geometry)
    edge = geometry.radius + BAND + 2
    middle = f"(datum.start + {geometry.spoke / 2:.5f})"
    knee = f"({edge + 7} + 11 * pow(cos({middle}), 6))"
    return {
        "edge_x": _x(geometry, edge, middle),
        "edge_y": _y(geometry, edge, middle),
        "knee_x": _x(geometry, knee, middle),
        "knee_y": _y(geometry, knee, middle),
        "label_x": f"datum.right ? {full - COLUMN} : {COLUMN}",
        "tip_x": "datum.label_x + (datum.right ? -5 : 5)",
        "tip_y": "datum.label_y + (datum.label_height - 6) / 2 - 1",
        "badge_x": f"datum.right ? {full - COLUMN + 10} : {COLUMN - 10}",
        "head_x": "datum.badge_x + (datum.right ? 15 : -15)",
        "head_y": f"datum.label_y - 4 - {line} * {line_count('datum.heading')}",
        "badge_y": "datum.head_y + 6",
        "number": "datum.sector_at + 1",
    }


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


def _heading(size: float) -> list[Spec]:
    """Return a sector's name and its number."""
    badge: Spec = {
        "mark": {"type": "point", "filled": True, "size": 320 * size, "fill": INK, "opacity": 1},
        "encoding": {"x": _at("badge_x"), "y": _at("badge_y")},
    }
    number: Spec = {
        "mark": {
            "type": "text",
            "color": "white",
            "fontSize": _SMALL * size,
            "fontWeight": "bold",
        },
        "encoding": {"x": _at("badge_x"), "y": _at("badge_y"), "text": {"field": "number"}},
    }
    return [badge, number, _column("head", size)]


def _column(place: str, size: float) -> Spec:
    """Return texts of several lines, flush with the wheel's side of their column."""
    heading = place == "head"
    field = "heading" if heading else "label"
    return {
        "mark": {
            "type": "text",
            "align": {"expr": "datum.right ? 'left' : 'right'"},
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": round(_LINE * size, 2),
            "fontSize": (_HEADING if heading else _LABEL) * size,
            "fontWeight": "bold" if heading else "normal",
            "color": INK,
            "limit": limited(f"datum.{field}", COLUMN - 25 if heading else COLUMN),
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
