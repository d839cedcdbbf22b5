"""The bars of outcomes, grouped by the function that they serve."""

from collections.abc import Sequence
from typing import Final

from rosace.marks import GREY, INK, Spec, array, at, calculated, lines_of_text, only, straight
from rosace.shortening import shortened
from rosace.wrapping import line_count
from rosace_effects.parts import ROMAN, function_colour, numeral_colour

_ACROSS: Final = 760.0
_LEFT: Final = 300.0
_LENGTH: Final = 420.0
_BAR: Final = 20.0
_STEP: Final = 32.0
_HEAD: Final = 28.0
_BETWEEN: Final = 16.0
_DASH: Final = "\N{EN DASH}"


def outcomes(counts: Sequence[int]) -> Spec:
    """Return the bars of at least one outcome, in groups of these sizes."""
    tops: list[float] = []
    heads: list[float] = []
    firsts: list[int] = []
    numerals: list[str] = []
    top = 0.0
    for place, count in enumerate(counts):
        if count:
            firsts.append(len(tops) + 1)
            heads.append(top)
            tops.extend(top + _HEAD + turn * _STEP for turn in range(count))
            numerals.extend([ROMAN[place]] * count)
            top += _HEAD + count * _STEP + _BETWEEN
    here = "[datum.row - 1]"
    low, high = "datum.count_low", "datum.count_high"
    fields = {
        "top": array(tops) + here,
        "bottom": f"datum.top + {_BAR}",
        "middle": f"datum.top + {_BAR / 2}",
        "numeral": array(numerals) + here,
        "label": shortened("datum.outcome", 48, 2),
        "label_x": f"{_LEFT - 10}",
        "label_y": f"datum.middle - 7 * {line_count('datum.label')} + 1",
        "shown": f"!isValid(datum.count) ? '{_DASH}' : {low} === {high} ? format({low}, ',d') : "
        f"format({low}, ',d') + '{_DASH}' + format({high}, ',d')",
        "start": f"{_LEFT}",
        "stop": f"{_LEFT} + {_LENGTH} * (datum.count || 0) / max(datum.most || 0, 3)",
        "number_x": "datum.stop + 7",
        "head_y": f"{array(heads)}[indexof({array(firsts)}, datum.row)]",
        "name": shortened("datum['function']", 90, 1),
        "badge_y": "datum.head_y + 9",
        "name_y": "datum.head_y + 3",
        "badge_x": "11",
        "name_x": "32",
    }
    return {
        "width": _ACROSS,
        "height": top - _BETWEEN,
        "transform": [
            {"window": [{"op": "row_number", "as": "row"}]},
            {"joinaggregate": [{"op": "max", "field": "count", "as": "most"}]},
            *calculated(fields),
        ],
        "layer": [*_bars(counts), *_bases(counts, heads), *_heads(firsts, counts)],
    }


def _bars(counts: Sequence[int]) -> list[Spec]:
    """Return the bars with their names on the left and their numbers at the end."""
    functions = ROMAN[: len(counts)]
    return [
        {
            "mark": {"type": "rect"},
            "encoding": {
                "x": at("start"),
                "x2": {"field": "stop"},
                "y": at("top"),
                "y2": {"field": "bottom"},
                "color": function_colour(functions),
            },
        },
        {
            "mark": {"type": "text", "align": "left", "fontWeight": "bold"},
            "encoding": {"x": at("number_x"), "y": at("middle"), "text": {"field": "shown"}},
        },
        lines_of_text("label", "label_x", "label_y", 12, align="right", color=INK, room=_LEFT),
    ]


def _bases(counts: Sequence[int], heads: Sequence[float]) -> list[Spec]:
    """Return the line that the bars of each function start from."""
    sizes = [count for count in counts if count]
    return [
        straight((_LEFT, top + _HEAD - 5), (_LEFT, top + _HEAD + size * _STEP - 7), stroke=GREY)
        for size, top in zip(sizes, heads, strict=True)
    ]


def _heads(firsts: Sequence[int], counts: Sequence[int]) -> list[Spec]:
    """Return the numeral and the name of each function over its bars."""
    place = {"x": at("badge_x"), "y": at("badge_y")}
    return [
        {
            "transform": [only(firsts)],
            "layer": [
                {
                    "mark": {
                        "type": "point",
                        "shape": "square",
                        "filled": True,
                        "size": 420,
                        "opacity": 1,
                    },
                    "encoding": {**place, "color": function_colour(ROMAN[: len(counts)])},
                },
                {
                    "mark": {"type": "text", "fontWeight": "bold"},
                    "encoding": {**place, "text": {"field": "numeral"}, "color": numeral_colour()},
                },
                lines_of_text(
                    "name", "name_x", "name_y", 13, fontWeight="bold", color=INK, room=_ACROSS - 40
                ),
            ],
        }
    ]
