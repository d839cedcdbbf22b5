"""The picture of a wheel, as a Vega-Lite specification without data.

The table it goes with has one row for each spoke and ring: spokes in the order of the wheel,
and for each spoke its rings from the strongest to the weakest. Its columns: `sector`, `item`,
`choice`, `count`, `share`, and where there are such things `collective`, `before`, `mean`.
"""

import json
from collections.abc import Sequence
from itertools import compress
from typing import Final

from rosace.marks import GREY, INK, Spec
from rosace.shortening import shortened
from rosace.wrapping import limited
from rosace_wheel import layers
from rosace_wheel.geometry import (
    FEWEST_RINGS,
    FEWEST_SECTORS,
    MOST_RINGS,
    MOST_SECTORS,
    MOST_SPOKES,
    Sector,
    measure,
)
from rosace_wheel.labels import labels
from rosace_wheel.parts import height, magnified, share, width

_SHARE: Final = {"localized": {"fr": "Part des répondants", "en": "Share of respondents"}}
_SHARE_OF_ANSWERS: Final = {"localized": {"fr": "Part des réponses", "en": "Share of answers"}}
_COLLECTIVE: Final = {"localized": {"fr": "Réponse du groupe", "en": "The group’s answer"}}
_BEFORE: Final = {
    "localized": {
        "fr": "Bande étroite\N{NO-BREAK SPACE}: vague précédente",
        "en": "Narrow strip: previous wave",
    }
}
_MEAN: Final = {
    "localized": {
        "fr": "Moyenne, ou l’intervalle où elle se trouve",
        "en": "Mean, or the range that it lies in",
    }
}
_ROOMS: Final = {
    _SHARE["localized"]["en"]: 334.0,
    _SHARE_OF_ANSWERS["localized"]["en"]: 334.0,
    _COLLECTIVE["localized"]["en"]: 146.0,
    _BEFORE["localized"]["en"]: 224.0,
    _MEAN["localized"]["en"]: 276.0,
}
"""The width of each part of the key in its longer language, by its English words."""
_KEY_COLUMNS: Final = {2: 2, 3: 3, 4: 4, 5: 3, 6: 3, 7: 4}
"""How many names of rings stand side by side, by how many there are."""
_STEPS: Final = (0, 0.25, 0.5, 0.75, 1)


def wheel(  # noqa: PLR0913  # what a wheel may hold, each a word
    sectors: Sequence[Sector],
    marks: Sequence[str],
    *,
    individual: bool = True,
    pooled: bool = False,
    collective: bool = False,
    before: bool = False,
    spans: Sequence[tuple[float, float]] | None = None,
) -> Spec:
    """Return the picture of a wheel: sectors of spokes, and rings from strongest to weakest.

    The strongest choice is the outer ring. A cell is the darker, the more respondents chose
    it, and says how many; a disc marks the choice of the collective response; a narrow strip
    beside a cell shows the share of the wave before.

    Args:
        sectors: From 3 to 12, clockwise; 40 spokes at most.
        marks: The mark of each ring, of a few characters, strongest first; from 2 to 7.
        individual: Whether the table holds individual answers.
        pooled: Whether it counts the answers to several items, not persons.
        collective: Whether the table holds a collective response.
        before: Whether the table holds an earlier wave.
        spans: The scores at the centre and at the rim of each spoke, where rings are equal
            parts of a range of scores and the table holds the mean; None otherwise.

    Raises:
        ValueError: there are too few or too many sectors, spokes or rings.
    """
    _check(sectors, marks)
    geometry = measure(sectors, len(marks), before=before, means=spans is not None)
    across = width(geometry)
    drawn = [
        *layers.bands(geometry),
        *layers.cells(geometry, before=before),
        *layers.discs(geometry, "white" if individual else INK),
        *([layers.numbers(geometry, before=before), layers.nobody(geometry)] if individual else []),
        *([layers.means(geometry, spans)] if spans else []),
        layers.ring_marks(geometry, marks),
        *labels(geometry),
    ]
    explained = (_SHARE_OF_ANSWERS if pooled else _SHARE, _COLLECTIVE, _BEFORE, _MEAN)
    notes = list(compress(explained, (individual, collective, before, spans is not None)))
    below = _below(notes, marks, across, magnified(geometry), "white" if individual else INK)
    return {
        "transform": layers.places(geometry, before=before),
        "spacing": 16,
        "vconcat": [{"width": across, "height": height(geometry), "layer": drawn}, *below],
    }


def _below(
    notes: Sequence[Spec], marks: Sequence[str], across: float, size: float, disc: str
) -> list[Spec]:
    """Return the panels under a wheel: the names of its rings, and what explains the rest."""
    rings: Spec = {"width": across, "height": 16 * size, "layer": [_choices(across, marks, size)]}
    if not notes:
        return [rings]
    lines, key = _key(notes, across, size, disc)
    return [rings, {"width": across, "height": 26 * size * lines - 8, "layer": key}]


def _check(sectors: Sequence[Sector], marks: Sequence[str]) -> None:
    """Raise unless a wheel can hold these sectors, spokes and rings."""
    spokes = sum(len(sector.items) for sector in sectors)
    fits = (
        FEWEST_SECTORS <= len(sectors) <= MOST_SECTORS
        and spokes <= MOST_SPOKES
        and FEWEST_RINGS <= len(marks) <= MOST_RINGS
        and all(sector.items for sector in sectors)
    )
    if not fits:
        message = (
            f"a wheel takes {FEWEST_SECTORS} to {MOST_SECTORS} sectors with spokes, at most "
            f"{MOST_SPOKES} spokes, and {FEWEST_RINGS} to {MOST_RINGS} rings"
        )
        raise ValueError(message)


def _key(notes: Sequence[Spec], across: float, size: float, disc: str) -> tuple[int, list[Spec]]:
    """Return how many lines the key takes, and what explains the wheel on them."""
    parts: list[Spec] = []
    left, line = 0.0, 0
    for note in notes:
        room = _ROOMS[note["localized"]["en"]] * size
        if left and left + room > across:
            left, line = 0.0, line + 1
        top = 26 * size * line
        if note in (_SHARE, _SHARE_OF_ANSWERS):
            parts += [_note(note, left, top, size), *_swatches(left + 124 * size, top, size)]
        elif note is _COLLECTIVE:
            parts += [_disc(left + 9, top, size, disc), _note(note, left + 24, top, size)]
        elif note is _BEFORE:
            parts += [*_strip(left, top, size), _note(note, left + 36, top, size)]
        else:
            parts += [_band(left, top, size), _note(note, left + 28, top, size)]
        left += room + 22 * size
    return line + 1, parts


def _swatches(left: float, top: float, size: float) -> list[Spec]:
    """Return five shades with the share that each stands for."""
    wide = 42 * size
    transform = [
        {"filter": f"datum.row <= {len(_STEPS)}"},
        {"calculate": f"{json.dumps(_STEPS)}[datum.row - 1]", "as": "step"},
        {"calculate": f"{left} + {wide} * (datum.row - 1)", "as": "left"},
        {"calculate": f"datum.left + {wide}", "as": "stop"},
        {"calculate": f"datum.left + {wide / 2}", "as": "centre"},
    ]
    swatch: Spec = {
        "mark": {
            "type": "rect",
            "y": top,
            "y2": top + 18 * size,
            "stroke": GREY,
            "strokeWidth": 0.5,
        },
        "encoding": {
            "x": {"field": "left", "type": "quantitative", "scale": None, "axis": None},
            "x2": {"field": "stop"},
            "color": share("step"),
        },
    }
    dark = "contrast('white', scale('color', datum.step)) > 4.5"
    label: Spec = {
        "mark": {"type": "text", "y": top + 9 * size, "fontSize": 12 * size},
        "encoding": {
            "x": {"field": "centre", "type": "quantitative", "scale": None, "axis": None},
            "text": {"field": "step", "type": "quantitative", "format": ".0%"},
            "color": {"condition": {"test": dark, "value": "white"}, "value": "black"},
        },
    }
    return [{"transform": transform, "layer": [swatch, label]}]


def _strip(left: float, top: float, size: float) -> list[Spec]:
    """Return a cell and its strip."""
    only = [{"filter": "datum.row === 1"}]
    box: Spec = {"type": "rect", "y": top, "y2": top + 18 * size}
    return [
        {"transform": only, "mark": {**box, "x": left, "x2": left + 20, "fill": GREY}},
        {"transform": only, "mark": {**box, "x": left + 21, "x2": left + 27, "fill": INK}},
    ]


def _band(left: float, top: float, size: float) -> Spec:
    """Return the outlined band of a mean."""
    return {
        "transform": [{"filter": "datum.row === 1"}],
        "mark": {
            "type": "rect",
            "x": left,
            "x2": left + 20,
            "y": top + 5 * size,
            "y2": top + 13 * size,
            "filled": False,
            "stroke": INK,
            "strokeWidth": 2,
        },
    }


def _disc(left: float, top: float, size: float, fill: str) -> Spec:
    """Return the disc of the collective response."""
    return {
        "transform": [{"filter": "datum.row === 1"}],
        "mark": {
            "type": "point",
            "x": left,
            "y": top + 9 * size,
            "size": 190,
            "filled": True,
            "fill": fill,
            "stroke": INK,
            "strokeWidth": 2.6,
            "opacity": 1,
        },
    }


def _note(phrase: Spec, left: float, top: float, size: float) -> Spec:
    """Return one phrase of the key."""
    return {
        "transform": [{"filter": "datum.row === 1"}],
        "mark": {
            "type": "text",
            "align": "left",
            "x": left,
            "y": top + 9 * size,
            "text": phrase,
            "color": INK,
            "fontSize": 12 * size,
        },
    }


def _choices(across: float, marks: Sequence[str], size: float) -> Spec:
    """Return the names of the choices, the weakest first, where they say more than the marks."""
    columns = _KEY_COLUMNS[len(marks)]
    room = across / columns
    fields = {
        "mark": f"{json.dumps(list(marks))}[datum.rank]",
        "named": "datum.choice === datum.mark ? '' : datum.mark + '\N{EN SPACE}' + datum.choice",
        "lines": shortened("datum.named", int((room - 20) / (6.3 * size)), 2),
        "named_turn": f"{len(marks) - 1} - datum.rank",
        "named_x": f"{room:.1f} * (datum.named_turn % {columns})",
        "named_y": f"{33 * size:.1f} * floor(datum.named_turn / {columns})",
    }
    place = {"type": "quantitative", "scale": None, "axis": None}
    return {
        "transform": [
            {"filter": f"datum.row <= {len(marks)}"},
            *({"calculate": value, "as": name} for name, value in fields.items()),
        ],
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "lineBreak": "\n",
            "lineHeight": 15 * size,
            "fontSize": 12 * size,
            "limit": limited("datum.lines", room - 12),
        },
        "encoding": {
            "x": {"field": "named_x", **place},
            "y": {"field": "named_y", **place},
            "text": {"field": "lines"},
        },
    }
