"""What the layers of a wheel share: measures, colours, places, and a few expressions."""

import json
from collections.abc import Iterable
from typing import Final

from rosace.marks import Spec
from rosace_wheel.geometry import Geometry

BAND: Final = 17.0
REACH: Final = 20.0

LINE: Final = 15.0
SMALL: Final = 12.0
LABEL: Final = 12.5
HEADING: Final = 13.5


def width(geometry: Geometry) -> float:
    """Return the width of a wheel with its two columns of labels, in pixels."""
    return 2 * (geometry.radius + BAND + REACH + geometry.column)


def magnified(geometry: Geometry) -> float:
    """Return how much larger letters must be so that a page that shrinks the wheel keeps them."""
    return round(max(1.0, width(geometry) / geometry.page), 3)


def height(geometry: Geometry) -> float:
    """Return the height of a wheel without its labels, in pixels."""
    return 2 * (geometry.radius + BAND)


def share(field: str) -> Spec:
    """Return the colour of a share, from nobody to everybody."""
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [0, 1], "range": "ramp", "clamp": True},
        "legend": None,
    }


def x_of(geometry: Geometry, radius: float | str, angle: float | str) -> str:
    """Return the expression of a point's distance from the left."""
    return f"{width(geometry) / 2} + {radius} * sin({angle})"


def y_of(geometry: Geometry, radius: float | str, angle: float | str) -> str:
    """Return the expression of a point's distance from the top."""
    return f"{height(geometry) / 2} - {radius} * cos({angle})"


def array(values: Iterable[float]) -> str:
    """Return numbers as an array of the expression language."""
    return json.dumps([round(value, 4) for value in values])
