"""The layers of a wheel: bands, cells, numbers, discs and marks."""

import json
import math
from collections.abc import Sequence
from typing import Final

from rosace.marks import INK, Spec, at
from rosace.palette import PALE
from rosace.shortening import shortened
from rosace.wrapping import line_count
from rosace_wheel.geometry import BESIDE_STRIP, PART_OF_MEAN, Geometry
from rosace_wheel.parts import (
    BAND,
    LINE,
    SMALL,
    array,
    height,
    magnified,
    share,
    width,
    x_of,
    y_of,
)

_BESIDE: Final = 900.0
_FEWEST_LINES: Final = 3
_MOST_LINES: Final = 6
_MAIN: Final = 0.95
_DASH: Final = "\N{EN DASH}"
_NOBODY: Final = {
    "localized": {
        "fr": "Aucune réponse\ndans ces anneaux",
        "en": "No answer\nin these rings",
    }
}
_DISC: Final = 13.5
_DISC_OF_RANGE: Final = 16.0
_RANGED: Final = "datum.count_low !== datum.count_high"


def places(geometry: Geometry, *, before: bool, lines: tuple[int, int] | None = None) -> list[Spec]:
    """Return the transforms that give each row its spoke, its cell and its label's place.

    Args:
        geometry: The measures of the wheel.
        before: Whether a strip for the wave before narrows the cells.
        lines: Most lines of a label, and of a sector's name; as many as there is room for
            where None.
    """
    centre_y = height(geometry) / 2
    fields = _fields(geometry, before=before, lines=lines or _lines(geometry))
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


def _lines(geometry: Geometry) -> tuple[int, int]:
    """Return the most lines of a label, and of a name: fewer, the more spokes a side has."""
    right = sum(sector < geometry.right for sector in geometry.sectors)
    beside = max(right, len(geometry.sectors) - right)
    room = int((_BESIDE / beside - 6) / LINE)
    heads = max(geometry.right, len(geometry.bands) - geometry.right)
    named = int(_BESIDE / 3 / heads / LINE)
    return _between(room), _between(named)


def _between(lines: int) -> int:
    return min(_MOST_LINES, max(_FEWEST_LINES, lines))


def _fields(geometry: Geometry, *, before: bool, lines: tuple[int, int]) -> dict[str, str]:
    """Return the expressions that a row's place and its number give."""
    centre_x, centre_y = width(geometry) / 2, height(geometry) / 2
    span = geometry.spoke * (BESIDE_STRIP if before else 1)
    sides = [int(sector < geometry.right) for sector in geometry.sectors]
    heads = _heads(geometry)
    size = magnified(geometry)
    line = round(LINE * size, 2)
    middle = "(datum.inner + datum.outer) / 2"
    return {
        "spoke": f"floor((datum.row - 1) / {geometry.rings})",
        "rank": f"(datum.row - 1) % {geometry.rings}",
        "sector_at": f"{array(geometry.sectors)}[datum.spoke]",
        "start": f"{array(geometry.starts)}[datum.spoke]",
        "stop": f"datum.start + {span:.5f}",
        "outer": f"{geometry.radius} - datum.rank * {geometry.depth}",
        "inner": f"datum.outer - {geometry.depth}",
        "leaning": f"datum.start + {span * geometry.seat:.5f}",
        "cell_x": f"{centre_x} + {middle} * sin(datum.leaning)",
        "cell_y": f"{centre_y} - {middle} * cos(datum.leaning)",
        "right": f"datum.rank === 0 ? {array(sides)}[datum.spoke] : -1",
        "head": f"datum.rank === 0 ? {array(heads)}[datum.spoke] : 0",
        "stack": "datum.right ? datum.spoke : -datum.spoke",
        "label": "datum.rank ? '' : "
        + shortened("datum.item", int(geometry.column / (6.05 * size)), lines[0]),
        "heading": "datum.rank ? '' : "
        + shortened("datum.sector", int((geometry.column - 26) / (7.2 * size)), lines[1]),
        "label_height": f"{line} * {line_count('datum.label')} + 6",
        "head_height": f"datum.head ? {line} * {line_count('datum.heading')} + 14 : 0",
        "block": "datum.label_height + datum.head_height",
    }


def bands(geometry: Geometry) -> list[Spec]:
    """Return the band of each sector outside the rings, with its number."""
    starts = array([start for start, _ in geometry.bands])
    stops = array([stop for _, stop in geometry.bands])
    inner, outer = geometry.radius + 2, geometry.radius + BAND
    size = SMALL * magnified(geometry)
    middle = "(datum.band_start + datum.band_stop) / 2"
    transform = [
        {"filter": "datum.head"},
        {"calculate": f"{starts}[datum.sector_at]", "as": "band_start"},
        {"calculate": f"{stops}[datum.sector_at]", "as": "band_stop"},
        {"calculate": x_of(geometry, (inner + outer) / 2, middle), "as": "band_x"},
        {"calculate": y_of(geometry, (inner + outer) / 2, middle), "as": "band_y"},
        {"calculate": "datum.sector_at + 1", "as": "number"},
    ]
    arc: Spec = {
        "mark": {"type": "arc", "fill": INK, "radius": outer, "radius2": inner},
        "encoding": {"theta": at("band_start"), "theta2": {"field": "band_stop"}},
    }
    text: Spec = {
        "mark": {"type": "text", "color": "white", "fontSize": size, "fontWeight": "bold"},
        "encoding": {"x": at("band_x"), "y": at("band_y"), "text": {"field": "number"}},
    }
    return [{"transform": transform, "layer": [arc, text]}]


def cells(geometry: Geometry, *, before: bool) -> list[Spec]:
    """Return the cells, filled by the share of respondents, and the strips of the wave before."""
    polar: Spec = {
        "theta": at("start"),
        "theta2": {"field": "stop"},
        "radius": at("outer"),
        "radius2": {"field": "inner"},
    }
    outline = {"type": "arc", "stroke": "white", "strokeWidth": 1.2}
    empty: Spec = {
        "transform": [{"filter": "!isValid(datum.share)"}],
        "mark": {**outline, "fill": "white", "stroke": PALE, "strokeWidth": 0.8},
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
            "theta": at("stop"),
            "theta2": {"field": "strip_stop"},
            "color": share("before"),
        },
    }
    return [empty, filled, strip]


def discs(geometry: Geometry, fill: str) -> list[Spec]:
    """Return the disc that marks the choice of the collective response on each spoke."""
    plain, ranged = (
        array([math.pi * radius**2 for radius in _disc_radii(geometry, most)])
        for most in (_DISC, _DISC_OF_RANGE)
    )
    return [
        {
            "transform": [
                {"filter": "isValid(datum.collective) && datum.collective !== ''"},
                {"calculate": f"({_RANGED} ? {ranged} : {plain})[datum.rank]", "as": "area"},
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
                "x": at("cell_x"),
                "y": at("cell_y"),
                "size": {"field": "area", "type": "quantitative", "scale": None},
            },
        }
    ]


def _disc_radii(geometry: Geometry, most: float) -> list[float]:
    """Return the radius of the disc of each ring, the outermost first, none more than `most`."""
    widths = [
        (geometry.radius - geometry.depth * (rank + 0.5)) * geometry.spoke * 0.45
        for rank in range(geometry.rings)
    ]
    return [max(5.0, min(geometry.depth * most / 36, most, width)) for width in widths]


def numbers(geometry: Geometry, *, before: bool) -> Spec:
    """Return how many each cell holds: nothing for none, a dash if withheld.

    A number that its cell has no room for is left to the table. One too wide for the disc on its
    cell parts the disc's outline.
    """
    size = SMALL * magnified(geometry)
    low, high = "datum.count_low", "datum.count_high"
    range_of_counts = f"format({low}, ',d') + '{_DASH}' + format({high}, ',d')"
    shown = (
        f"!isValid(datum.count) ? '{_DASH}' : {high} === 0 || datum.share_high === 0 ? '' : "
        f"{low} === {high} ? format({low}, ',d') : {range_of_counts}"
    )
    on_disc = "isValid(datum.collective) && datum.collective !== ''"
    on_dark = (
        f"!({on_disc}) && isValid(datum.share) && "
        "contrast('white', scale('color', datum.share)) > 4.5"
    )
    span = geometry.spoke * (BESIDE_STRIP if before else 1) * 2 * (1 - geometry.seat)
    fields = {
        "shown": shown,
        "text_width": f"{size * 0.556:.2f} * length(datum.shown)",
        "across_cell": f"abs(cos(datum.leaning)) * datum.text_width"
        f" + abs(sin(datum.leaning)) * {size * 0.75:.2f}",
        "along_cell": f"abs(sin(datum.leaning)) * datum.text_width"
        f" + abs(cos(datum.leaning)) * {size * 0.75:.2f}",
        "gap_left": "datum.cell_x - datum.text_width / 2 - 1",
        "gap_right": "datum.cell_x + datum.text_width / 2 + 1",
        "gap_top": f"datum.cell_y - {size * 0.45:.2f}",
        "gap_bottom": f"datum.cell_y + {size * 0.45:.2f}",
        "cell_room": f"(datum.inner + datum.outer) / 2 * {span:.5f}",
    }
    disc = (
        f"{_RANGED} ? datum.text_width <= 2 * {array(_disc_radii(geometry, _DISC_OF_RANGE))}"
        f"[datum.rank] - 6 : datum.text_width <= 2 * {array(_disc_radii(geometry, _DISC))}"
        "[datum.rank] - 2"
    )
    fits = f"datum.across_cell <= datum.cell_room + 3.5 && datum.along_cell <= {geometry.depth}"
    return {
        "transform": [
            *({"calculate": value, "as": name} for name, value in fields.items()),
            {"calculate": f"{on_disc} ? ({disc}) : true", "as": "within"},
            {"filter": f"{fits} || ({on_disc} && datum.within)"},
        ],
        "layer": _written(size, on_dark),
    }


def _written(size: float, on_dark: str) -> list[Spec]:
    """Return the numbers, over the gap in the outline of a disc that is too small for its own."""
    place = {"x": at("cell_x"), "y": at("cell_y"), "text": {"field": "shown"}}
    return [
        {
            "transform": [{"filter": "!datum.within"}],
            "mark": {"type": "rect", "fill": "white", "cornerRadius": 3},
            "encoding": {
                "x": at("gap_left"),
                "x2": {"field": "gap_right"},
                "y": at("gap_top"),
                "y2": {"field": "gap_bottom"},
            },
        },
        {
            "mark": {"type": "text", "fontSize": size},
            "encoding": place
            | {"color": {"condition": {"test": on_dark, "value": "white"}, "value": "black"}},
        },
    ]


def nobody(geometry: Geometry) -> Spec:
    """Return the words in the middle of a wheel that say that no answer stands in its rings."""
    size = SMALL * magnified(geometry)
    return {
        "transform": [
            {"joinaggregate": [{"op": "max", "field": "share_high", "as": "fullest"}]},
            {"filter": "datum.row === 1 && isValid(datum.fullest) && datum.fullest <= 0"},
        ],
        "mark": {
            "type": "text",
            "x": width(geometry) / 2,
            "y": height(geometry) / 2 - size / 2,
            "lineBreak": "\n",
            "lineHeight": round(LINE * magnified(geometry), 2),
            "fontSize": size,
            "color": INK,
            "text": _NOBODY,
        },
        "encoding": {},
    }


def means(geometry: Geometry, spans: Sequence[tuple[float, float]]) -> Spec:
    """Return a band across the first part of each spoke where its mean lies."""
    lows, highs = array([low for low, _ in spans]), array([high for _, high in spans])
    reach = geometry.radius - geometry.hole
    part = f"{reach} / ({highs}[datum.spoke] - {lows}[datum.spoke])"
    inner = f"{geometry.hole} + {part} * (datum.mean_low - {lows}[datum.spoke])"
    outer = f"{geometry.hole} + {part} * (datum.mean_high - {lows}[datum.spoke])"
    return {
        "transform": [
            {"filter": "datum.rank === 0 && isValid(datum.mean)"},
            {"calculate": f"max({geometry.hole}, {inner} - 2)", "as": "mean_inner"},
            {"calculate": f"min({geometry.radius}, {outer} + 2)", "as": "mean_outer"},
            {
                "calculate": f"datum.start + {PART_OF_MEAN} * (datum.stop - datum.start)",
                "as": "mean_stop",
            },
        ],
        "encoding": {
            "theta": at("start"),
            "theta2": {"field": "mean_stop"},
            "radius": at("mean_outer"),
            "radius2": {"field": "mean_inner"},
        },
        # The white under the dark line keeps it apart from the darkest cells.
        "layer": [
            {"mark": {"type": "arc", "filled": False, "stroke": colour, "strokeWidth": wide}}
            for colour, wide in (("white", 4.4), (INK, 2))
        ],
    }


def ring_marks(geometry: Geometry, marks: Sequence[str]) -> Spec:
    """Return the marks of the rings, in the gap between the first sector and the last."""
    middle = "(datum.inner + datum.outer) / 2"
    return {
        "transform": [
            {"filter": f"datum.row <= {geometry.rings}"},
            {"calculate": f"{json.dumps(list(marks))}[datum.rank]", "as": "mark"},
            {"calculate": x_of(geometry, middle, geometry.gap), "as": "mark_x"},
            {"calculate": y_of(geometry, middle, geometry.gap), "as": "mark_y"},
        ],
        "mark": {
            "type": "text",
            "fontSize": SMALL * magnified(geometry),
            "fontWeight": "bold",
            "color": INK,
        },
        "encoding": {"x": at("mark_x"), "y": at("mark_y"), "text": {"field": "mark"}},
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
