"""The picture of a wheel, as a Vega-Lite specification without data.

The table it goes with has one row for each item and choice: items in the order of the wheel,
and for each item its choices from the strongest to the weakest. Its columns: `sector`, `item`,
`choice`, `count`, `share`, `collective`, `before`.
"""

import json
from collections.abc import Sequence
from typing import Final

from rosace_wheel import layers
from rosace_wheel.geometry import Sector, measure
from rosace_wheel.layers import GREY, INK, Spec
from rosace.wrapping import limited

_SHARE: Final = {"localized": {"fr": "Part des répondants", "en": "Share of respondents"}}
_COLLECTIVE: Final = {"localized": {"fr": "Réponse collective", "en": "Collective response"}}
_BEFORE: Final = {
    "localized": {
        "fr": "Bande étroite\N{NO-BREAK SPACE}: vague précédente",
        "en": "Narrow strip: previous wave",
    }
}
_STEPS: Final = (0, 0.25, 0.5, 0.75, 1)


def wheel(
    sectors: Sequence[Sector],
    choices: Sequence[str],
    *,
    individual: bool = True,
    collective: bool = False,
    before: bool = False,
) -> Spec:
    """Return the picture of a wheel: one sector a condition, one spoke an item, one ring a choice.

    The strongest choice is the outer ring. A cell is the darker, the more respondents chose
    it, and says how many; a disc marks the choice of the collective response; a narrow strip
    beside a cell shows the share of the wave before.

    Args:
        sectors: From 3 to 12, clockwise; 40 items at most.
        choices: Codes of the scale, strongest first, from 2 to 7; a code of at most three
            characters marks its ring, a longer one is replaced by its rank.
        individual: Whether the table holds individual answers.
        collective: Whether the table holds a collective response.
        before: Whether the table holds an earlier wave.

    Raises:
        ValueError: there are too few or too many sectors, items or choices.
    """
    _check(sectors, choices)
    geometry = measure(sectors, len(choices), before=before)
    marks = [code if len(code) <= 3 else str(rank + 1) for rank, code in enumerate(choices)]
    across = layers.width(geometry)
    drawn = [
        *layers.bands(geometry),
        *layers.cells(geometry, before=before),
        *layers.discs(geometry, "white" if individual else INK),
        *([layers.numbers(geometry)] if individual else []),
        layers.ring_marks(geometry, marks),
        *layers.labels(geometry),
    ]
    key = _key(across, marks, individual=individual, collective=collective, before=before)
    return {
        "transform": layers.places(geometry, before=before),
        "spacing": 22,
        "vconcat": [
            {"width": across, "height": layers.height(geometry), "layer": drawn},
            {"width": across, "height": 16, "layer": key},
        ],
    }


def _check(sectors: Sequence[Sector], choices: Sequence[str]) -> None:
    """Raise unless a wheel can hold these sectors, items and choices."""
    items = sum(len(sector.items) for sector in sectors)
    if not (3 <= len(sectors) <= 12 and items <= 40 and 2 <= len(choices) <= 7):
        raise ValueError("a wheel takes 3 to 12 sectors, at most 40 items and 2 to 7 choices")
    if not all(sector.items for sector in sectors):
        raise ValueError("every sector of a wheel needs an item")


def _key(
    across: float, marks: list[str], *, individual: bool, collective: bool, before: bool
) -> list[Spec]:
    """Return what explains the wheel: shades, disc, strips, and the choices with long names."""
    parts = [_choices(across, marks)]
    left = 0
    if individual:
        parts += [_note(_SHARE, left), *_swatches(left + 140)]
        left += 380
    if collective:
        parts += [_disc(left + 8, "white" if individual else INK), _note(_COLLECTIVE, left + 24)]
        left += 180
    if before:
        parts += [*_strip(left), _note(_BEFORE, left + 38)]
    return parts


def _swatches(left: int) -> list[Spec]:
    """Return five shades with the share that each stands for."""
    transform = [
        {"filter": f"datum.row <= {len(_STEPS)}"},
        {"calculate": f"{json.dumps(_STEPS)}[datum.row - 1]", "as": "step"},
        {"calculate": f"{left} + 44 * (datum.row - 1)", "as": "left"},
        {"calculate": "datum.left + 44", "as": "stop"},
        {"calculate": "datum.left + 22", "as": "centre"},
    ]
    swatch: Spec = {
        "mark": {"type": "rect", "y": 0, "y2": 16, "stroke": GREY, "strokeWidth": 0.5},
        "encoding": {
            "x": {"field": "left", "type": "quantitative", "scale": None, "axis": None},
            "x2": {"field": "stop"},
            "color": layers.share("step"),
        },
    }
    dark = "contrast('white', scale('color', datum.step)) > 4.5"
    label: Spec = {
        "mark": {"type": "text", "y": 8, "fontSize": 11},
        "encoding": {
            "x": {"field": "centre", "type": "quantitative", "scale": None, "axis": None},
            "text": {"field": "step", "type": "quantitative", "format": ".0%"},
            "color": {"condition": {"test": dark, "value": "white"}, "value": "black"},
        },
    }
    return [{"transform": transform, "layer": [swatch, label]}]


def _strip(left: int) -> list[Spec]:
    """Return a cell and its strip."""
    only = [{"filter": "datum.row === 1"}]
    box: Spec = {"type": "rect", "y": 0, "y2": 16}
    return [
        {"transform": only, "mark": {**box, "x": left, "x2": left + 20, "fill": GREY}},
        {"transform": only, "mark": {**box, "x": left + 21, "x2": left + 28, "fill": INK}},
    ]


def _disc(left: int, fill: str) -> Spec:
    """Return the disc of the collective response."""
    return {
        "transform": [{"filter": "datum.row === 1"}],
        "mark": {
            "type": "point",
            "x": left,
            "y": 8,
            "size": 190,
            "filled": True,
            "fill": fill,
            "stroke": INK,
            "strokeWidth": 2.6,
            "opacity": 1,
        },
    }


def _note(phrase: Spec, left: int) -> Spec:
    """Return one phrase of the key."""
    return {
        "transform": [{"filter": "datum.row === 1"}],
        "mark": {"type": "text", "align": "left", "x": left, "y": 8, "text": phrase, "color": INK},
    }


def _choices(across: float, marks: list[str]) -> Spec:
    """Return the names of the choices, where they say more than the marks of the rings."""
    return {
        "transform": [
            {"filter": f"datum.row <= {len(marks)}"},
            {"calculate": f"{json.dumps(marks)}[datum.rank]", "as": "mark"},
            {"filter": "datum.choice !== datum.mark"},
            {"calculate": "datum.mark + '   ' + datum.choice", "as": "named"},
            {"calculate": "36 + 16 * datum.rank", "as": "named_y"},
        ],
        "mark": {"type": "text", "align": "left", "x": 0, "limit": limited("datum.named", across)},
        "encoding": {
            "y": {"field": "named_y", "type": "quantitative", "scale": None, "axis": None},
            "text": {"field": "named"},
        },
    }
