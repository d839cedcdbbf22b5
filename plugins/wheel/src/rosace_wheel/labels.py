"""The labels of a wheel: two columns, each text tied to its spoke by a thin line."""

from rosace.marks import INK, Spec, at
from rosace.wrapping import limited, line_count
from rosace_wheel.geometry import Geometry
from rosace_wheel.parts import (
    BAND,
    HEADING,
    LABEL,
    LINE,
    SMALL,
    magnified,
    width,
    x_of,
    y_of,
)


def labels(geometry: Geometry) -> list[Spec]:
    """Return the two columns of labels, each spoke's tied to it by a thin line."""
    size = magnified(geometry)
    transform = [
        {"filter": "datum.rank === 0"},
        *(
            {"calculate": value, "as": name}
            for name, value in _label_places(geometry, round(LINE * size, 2)).items()
        ),
    ]
    return [
        {
            "transform": transform,
            "layer": [
                _leader("edge", "knee"),
                _leader("knee", "tip"),
                _column("label", size, geometry.column),
                {"transform": [{"filter": "datum.head"}], "layer": _heading(size, geometry.column)},
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
        "edge_x": x_of(geometry, edge, middle),
        "edge_y": y_of(geometry, edge, middle),
        "knee_x": x_of(geometry, knee, middle),
        "knee_y": y_of(geometry, knee, middle),
        "label_x": f"datum.right ? {full - geometry.column} : {geometry.column}",
        "tip_x": "datum.label_x + (datum.right ? -5 : 5)",
        "tip_y": "datum.label_y + (datum.label_height - 6) / 2 - 1",
        "badge_x": f"datum.right ? {full - geometry.column + 10} : {geometry.column - 10}",
        "head_x": "datum.badge_x + (datum.right ? 15 : -15)",
        "head_y": f"datum.label_y - 4 - {line} * {line_count('datum.heading')}",
        "badge_y": "datum.head_y + 6",
        "number": "datum.sector_at + 1",
    }


def _heading(size: float, column: float) -> list[Spec]:
    """Return a sector's name and its number."""
    badge: Spec = {
        "mark": {"type": "point", "filled": True, "size": 320 * size, "fill": INK, "opacity": 1},
        "encoding": {"x": at("badge_x"), "y": at("badge_y")},
    }
    number: Spec = {
        "mark": {
            "type": "text",
            "color": "white",
            "fontSize": SMALL * size,
            "fontWeight": "bold",
        },
        "encoding": {"x": at("badge_x"), "y": at("badge_y"), "text": {"field": "number"}},
    }
    return [badge, number, _column("head", size, column)]


def _column(place: str, size: float, column: float) -> Spec:
    """Return texts of several lines, flush with the wheel's side of their column."""
    heading = place == "head"
    field = "heading" if heading else "label"
    return {
        "mark": {
            "type": "text",
            "align": {"expr": "datum.right ? 'left' : 'right'"},
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": round(LINE * size, 2),
            "fontSize": (HEADING if heading else LABEL) * size,
            "fontWeight": "bold" if heading else "normal",
            "color": INK,
            "limit": limited(f"datum.{field}", column - 25 if heading else column),
        },
        "encoding": {"x": at(f"{place}_x"), "y": at(f"{place}_y"), "text": {"field": field}},
    }


def _leader(begin: str, end: str) -> Spec:
    """Return one stretch of the line from a spoke to its label."""
    return {
        "mark": {"type": "rule", "strokeWidth": 0.8},
        "encoding": {
            "x": at(f"{begin}_x"),
            "y": at(f"{begin}_y"),
            "x2": {"field": f"{end}_x"},
            "y2": {"field": f"{end}_y"},
        },
    }
