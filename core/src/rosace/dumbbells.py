"""Dumbbells: how the mean score of a dimension moves from wave to wave, against its whole range.

Each dimension has a lane, in which its waves stand one under the other, joined in order; each
carries the number that the key gives its wave, and its mean at the end of the lane. A mean known
only as a range is a bar as long as that range, its number before the bar; it has no disc and joins
nothing, since where in it the mean lies is not known. What is withheld has a dash.
"""

import json
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from rosace.marks import GREY, INK, Spec, array, at, calculated, lines_of_text, numbered, only
from rosace.palette import FAINT
from rosace.shortening import shortened
from rosace.values import value
from rosace.wrapping import line_count

__all__ = ["dumbbells"]

_ACROSS: Final = 780.0
_LEFT: Final = 294.0
_LENGTH: Final = 380.0
_STEP: Final = 20.0
_LANE: Final = 46.0
_DISC: Final = 230.0
_KEY_COLUMNS: Final = 4
_KEY_LINE: Final = 34.0
_MOST_TICKS: Final = 7
_DASH: Final = "\N{EN DASH}"
_MEAN: Final = {"localized": {"fr": "Score moyen", "en": "Mean score"}}
_RANGE: Final = {
    "localized": {
        "fr": "Barre\N{NO-BREAK SPACE}: intervalle où se trouve le score moyen, connu sans plus "
        "de précision",
        "en": "Bar: the range that the mean score lies in, known no more exactly",
    }
}


@value
class _Place:
    """A row of the table: its number, its lane, and its wave."""

    row: int
    lane: int
    wave: int


def dumbbells(lanes: Sequence[Mapping[int, int]], low: float, high: float) -> Spec:
    """Return how means move from wave to wave, one lane a dimension.

    Its table has the columns `dimension`, `wave` and `mean`; rows that no lane names are not
    drawn.

    Args:
        lanes: For each dimension the number of its row in the table, from 1, by the place of the
            wave, from 0 for the earliest. Rows come lane after lane, wave after wave.
        low: The lowest possible score.
        high: The highest possible score.

    Raises:
        ValueError: there is no lane or an empty one, or the scores have no range.
    """
    if not lanes or not all(lanes) or not low < high:
        message = "dumbbells take lanes of one wave or more, and a lowest score below the highest"
        raise ValueError(message)
    places = [
        _Place(row=row, lane=lane, wave=wave)
        for lane, rows in enumerate(lanes)
        for wave, row in sorted(rows.items())
    ]
    waves = max(place.wave for place in places) + 1
    tops, bottom = _tops(lanes)
    key = _KEY_LINE * -(-waves // _KEY_COLUMNS)
    return {
        "transform": [numbered(), *_placed(places, tops, low, high)],
        "spacing": 12,
        "vconcat": [
            {"width": _ACROSS, "height": key - 8, "layer": _key(places, waves)},
            {
                "width": _ACROSS,
                "height": bottom,
                "layer": [
                    *_scale(places[0].row, low, high, bottom),
                    *_joints(places),
                    *_marks(waves),
                    *_names(places, tops, lanes),
                ],
            },
        ],
    }


def _tops(lanes: Sequence[Mapping[int, int]]) -> tuple[list[float], float]:
    """Return the top of each lane, and the bottom of the last."""
    tops, top = [], 0.0
    for rows in lanes:
        tops.append(top)
        top += _tall(len(rows))
    return tops, top


def _tall(waves: int) -> float:
    return max(_LANE, _STEP * waves + 14)


def _placed(places: Sequence[_Place], tops: Sequence[float], low: float, high: float) -> list[Spec]:
    """Return the transforms that give the rows drawn their places, and drop the others."""
    turns: dict[int, int] = {}
    heights: list[float] = []
    sizes: dict[int, int] = {}
    for place in places:
        sizes[place.lane] = sizes.get(place.lane, 0) + 1
    for place in places:
        turn = turns.get(place.lane, 0)
        turns[place.lane] = turn + 1
        middle = tops[place.lane] + _tall(sizes[place.lane]) / 2
        heights.append(middle + _STEP * (turn - (sizes[place.lane] - 1) / 2))
    rows = [place.row for place in places]
    scale = f"{_LEFT} + {_LENGTH} * clamp(({{}} - {low}) / {high - low}, 0, 1)"
    shown = "format({}, '.2f')"
    ranged = f"{shown.format('datum.mean_low')} + '{_DASH}' + {shown.format('datum.mean_high')}"
    single = "datum.mean_high - datum.mean_low < 1e-9"
    return [
        only(rows),
        *calculated(
            {
                "place": f"indexof({array(rows)}, datum.row)",
                "wave_place": f"{array(place.wave for place in places)}[datum.place]",
                "y": f"{array(heights)}[datum.place]",
                "known": "isValid(datum.mean) ? 1 : 0",
                "exact": f"datum.known && {single} ? 1 : 0",
                "loose": "datum.known && !datum.exact ? 1 : 0",
                "x": f"datum.known ? {scale.format('datum.mean')} : {_LEFT}",
                "x_low": f"datum.known ? {scale.format('datum.mean_low')} : {_LEFT}",
                "x_high": f"datum.known ? {scale.format('datum.mean_high')} : {_LEFT}",
                "number": "'' + (datum.wave_place + 1)",
                "shown": f"!datum.known ? '{_DASH}' : datum.exact ? "
                f"{shown.format('datum.mean')} : {ranged}",
            }
        ),
    ]


def _joints(places: Sequence[_Place]) -> list[Spec]:
    """Return the lines that join a wave to the next of its lane."""
    joined = [one.row for one, other in pairwise(places) if one.lane == other.lane]
    lead = [{"op": "lead", "field": field, "as": f"next_{field}"} for field in ("x", "y", "exact")]
    return [
        {
            "transform": [
                {"window": lead},
                only(joined),
                {"filter": "datum.exact && datum.next_exact"},
            ],
            "mark": {"type": "rule", "stroke": GREY, "strokeWidth": 2},
            "encoding": {
                "x": at("x"),
                "y": at("y"),
                "x2": {"field": "next_x"},
                "y2": {"field": "next_y"},
            },
        }
    ]


def _marks(waves: int) -> list[Spec]:
    """Return the disc or the range of each mean, and its number at the end of the lane."""
    return [
        {
            "transform": [{"filter": "datum.loose > 0"}],
            "layer": _ranges(),
        },
        {"transform": [{"filter": "datum.exact > 0"}], "layer": _discs("x", "y", waves)},
        {
            "mark": {"type": "text", "align": "left", "fontSize": 12},
            "encoding": {
                "x": {"value": _LEFT + _LENGTH + 22},
                "y": at("y"),
                "text": {"field": "shown"},
            },
        },
    ]


def _ranges() -> list[Spec]:
    """Return bars between the ends of the means that are ranges, their waves' numbers before."""
    stop = {"type": "rule", "stroke": INK, "strokeWidth": 1.5}
    upright = calculated({"end_top": "datum.y - 5.5", "end_bottom": "datum.y + 5.5"})
    down: Spec = {"y": at("end_top"), "y2": {"field": "end_bottom"}}
    ends: list[Spec] = [
        {"transform": upright, "mark": stop, "encoding": down | {"x": at(end)}}
        for end in ("x_low", "x_high")
    ]
    return [
        {
            "mark": {"type": "rule", "stroke": GREY, "strokeWidth": 7, "opacity": 0.45},
            "encoding": {"x": at("x_low"), "x2": {"field": "x_high"}, "y": at("y")},
        },
        *ends,
        {
            "mark": {"type": "text", "align": "right", "fontSize": 12, "dx": -5, "color": INK},
            "encoding": {"x": at("x_low"), "y": at("y"), "text": {"field": "number"}},
        },
    ]


def _discs(x: str, y: str, waves: int) -> list[Spec]:
    """Return the disc of a wave with its number, darker as it is later."""
    place = {"x": at(x), "y": at(y)}
    shade = {
        "field": "wave_place",
        "type": "ordinal",
        "scale": {"domain": list(range(waves)), "range": "ordinal"},
        "legend": None,
    }
    dark = "contrast('white', scale('fill', datum.wave_place)) > 4.5"
    return [
        {
            "mark": {"type": "point", "size": _DISC, "stroke": INK, "strokeWidth": 1, "opacity": 1},
            "encoding": {**place, "fill": shade},
        },
        {
            "mark": {"type": "text", "fontSize": 12, "dy": 0.5},
            "encoding": {
                **place,
                "text": {"field": "number"},
                "color": {"condition": {"test": dark, "value": "white"}, "value": "black"},
            },
        },
    ]


def _names(
    places: Sequence[_Place], tops: Sequence[float], lanes: Sequence[Mapping[int, int]]
) -> list[Spec]:
    """Return the name of each lane, and the lines between lanes."""
    firsts = [min(rows.values()) for rows in lanes]
    middles = [top + _tall(len(rows)) / 2 for top, rows in zip(tops, lanes, strict=True)]
    fields = {
        "label": shortened("datum.dimension", int((_LEFT - 40) / 5.9), 3),
        "label_x": f"{_LEFT - 26}",
        "label_y": f"{array(middles)}[indexof({array(firsts)}, datum.row)]"
        f" - 7 * {line_count('datum.label')} + 1",
        "line_y": f"{array(tops)}[indexof({array(firsts)}, datum.row)]",
    }
    label = lines_of_text("label", "label_x", "label_y", 12, room=_LEFT - 40, align="right")
    return [
        {"transform": [only(firsts), *calculated(fields)], **label},
        {
            "transform": [
                only(first for first in firsts if first != places[0].row),
                *calculated({"line_y": fields["line_y"]}),
            ],
            "mark": {"type": "rule", "stroke": FAINT},
            "encoding": {"x": {"value": 0}, "x2": {"value": _ACROSS}, "y": at("line_y")},
        },
    ]


def _scale(row: int, low: float, high: float, bottom: float) -> list[Spec]:
    """Return the scale of scores: its lines, their numbers and its name."""
    layers: list[Spec] = []
    ticks, digits = _ticks(low, high)
    for tick in ticks:
        x = _LEFT + _LENGTH * (tick - low) / (high - low)
        said = [only([row]), {"calculate": json.dumps(tick), "as": "tick"}]
        layers += [
            {
                "transform": said,
                "mark": {"type": "rule", "stroke": FAINT},
                "encoding": {
                    "x": {"value": x},
                    "x2": {"value": x},
                    "y": {"value": 0},
                    "y2": {"value": bottom},
                },
            },
            {
                "transform": said,
                "mark": {"type": "text", "fontSize": 12, "color": GREY, "x": x, "y": bottom + 12},
                "encoding": {
                    "text": {"field": "tick", "type": "quantitative", "format": f".{digits}f"}
                },
            },
        ]
    title = {"type": "text", "align": "right", "fontSize": 12, "color": GREY, "text": _MEAN}
    title |= {"x": _LEFT - 26, "y": bottom + 12}
    note = {"type": "text", "align": "left", "fontSize": 12, "color": GREY, "text": _RANGE}
    # It stands under the picture only where there is a range, and takes no room elsewhere.
    ranged = [
        {"joinaggregate": [{"op": "sum", "field": "loose", "as": "ranges"}]},
        only([row]),
        {"filter": "datum.ranges > 0"},
    ]
    return [
        *layers,
        {"transform": [only([row])], "mark": title, "encoding": {}},
        {"transform": ranged, "mark": note | {"x": 0, "y": bottom + 34}, "encoding": {}},
    ]


def _ticks(low: float, high: float) -> tuple[list[float], int]:
    """Return round numbers within a range, at most seven, and how many decimals they need."""
    span = high - low
    power = math.floor(math.log10(span)) - 1
    steps = [factor * 10.0**place for place in range(power, power + 3) for factor in (1, 2, 5)]
    step = next(step for step in steps if span / step < _MOST_TICKS)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(turn * step, digits) for turn in range(first, last + 1)], digits


def _key(places: Sequence[_Place], waves: int) -> list[Spec]:
    """Return each wave's disc and its name."""
    named = {place.wave: place.row for place in reversed(places)}
    across = _ACROSS / _KEY_COLUMNS
    fields = {
        "key_x": f"{across} * (datum.wave_place % {_KEY_COLUMNS}) + 10",
        "key_y": f"{_KEY_LINE} * floor(datum.wave_place / {_KEY_COLUMNS}) + 10",
        "name": shortened("datum.wave", int((across - 34) / 5.9), 2),
        "name_x": "datum.key_x + 16",
        "name_y": f"datum.key_y + 1 - 7 * {line_count('datum.name')}",
    }
    names = lines_of_text("name", "name_x", "name_y", 12, room=across - 30)
    return [
        {
            "transform": [only(named.values()), *calculated(fields)],
            "layer": [*_discs("key_x", "key_y", waves), names],
        }
    ]
