"""The bars of the forms of collaboration, now and wanted side by side, without data.

All bars of a side have one colour: no form is better than another. A count that is known only
as a range is full up to its least, and pale from there to its most.
"""

from collections.abc import Sequence
from typing import Final

from rosace.marks import GREY, INK, Spec, at, calculated, lines_of_text, numbered, only, straight
from rosace.shortening import shortened
from rosace.wrapping import line_count

__all__ = ["side_by_side"]

_ACROSS: Final = 780.0
_LEFT: Final = 176.0
_SIDE: Final = 302.0
_LENGTH: Final = 238.0
_HEAD: Final = 50.0
_STEP: Final = 36.0
_BAR: Final = 20.0
_DASH: Final = "\N{EN DASH}"
_GROUP: Final = {"localized": {"fr": "Réponse du groupe", "en": "The group’s answer"}}


def side_by_side(forms: int, missing: int, group: Sequence[int | None]) -> Spec:
    """Return the bars of two questions, one on each side.

    Its table has the columns `question`, `form`, `count`; its rows come question after
    question; in each, the forms, then the reasons for missing answers.

    Args:
        forms: How many forms there are.
        missing: How many reasons for missing answers.
        group: For each of the two questions the place of the form that the group chose
            together, from 0; None where it chose none.

    Raises:
        ValueError: there is no form.
    """
    if forms < 1:
        message = "bars take at least one form"
        raise ValueError(message)
    each = forms + missing
    chosen = [turn * each + place + 1 for turn, place in enumerate(group) if place is not None]
    bottom = _HEAD + each * _STEP
    return {
        "width": _ACROSS,
        "height": bottom + (24 if chosen else 0),
        "transform": [
            numbered(),
            {"joinaggregate": [{"op": "max", "field": "count_high", "as": "most"}]},
            *calculated(_fields(each)),
        ],
        "layer": [
            *_bars(forms),
            *(
                straight((_LEFT + turn * _SIDE, _HEAD), (_LEFT + turn * _SIDE, bottom), stroke=GREY)
                for turn in range(2)
            ),
            *_words(each),
            *(_group(chosen, bottom) if chosen else []),
        ],
    }


def _fields(each: int) -> dict[str, str]:
    """Return the expressions that place each row, of so many a question."""
    low, high = "datum.count_low", "datum.count_high"
    return {
        "side": f"floor((datum.row - 1) / {each})",
        "place": f"(datum.row - 1) % {each}",
        "origin": f"{_LEFT} + {_SIDE} * datum.side",
        "middle": f"{_HEAD} + {_STEP} * datum.place + {_STEP / 2}",
        "top": f"datum.middle - {_BAR / 2}",
        "bottom": f"datum.middle + {_BAR / 2}",
        "least": f"datum.origin + {_LENGTH} * ({low} || 0) / max(datum.most || 0, 3)",
        "farthest": f"datum.origin + {_LENGTH} * ({high} || 0) / max(datum.most || 0, 3)",
        "number_x": "datum.farthest + 7",
        "shown": f"!isValid(datum.count) ? '{_DASH}' : {low} === {high} ? format({low}, ',d') : "
        f"format({low}, ',d') + '{_DASH}' + format({high}, ',d')",
        "name": shortened("datum.form", 26, 2),
        "name_x": f"{_LEFT - 12}",
        "name_y": f"datum.middle - 7 * {line_count('datum.name')} + 1",
    }


def _bars(forms: int) -> list[Spec]:
    """Return the bars with their numbers; those of missing answers are only outlined."""
    box = {"y": at("top"), "y2": {"field": "bottom"}}
    sure = {"x": at("origin"), "x2": {"field": "least"}, **box}
    open_ = {"x": at("least"), "x2": {"field": "farthest"}, **box}
    colour = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": [0, 1], "range": "category"},
        "legend": None,
    }
    given, missing = (
        {"filter": f"datum.place {sign} {forms} && datum.count_high > 0"} for sign in ("<", ">=")
    )
    outline = {"type": "rect", "fill": "white", "stroke": GREY, "strokeDash": [3, 2]}
    return [
        {"transform": [given], "mark": "rect", "encoding": {**sure, "color": colour}},
        {
            "transform": [given],
            "mark": {"type": "rect", "opacity": 0.35},
            "encoding": {**open_, "color": colour},
        },
        {
            "transform": [missing],
            "mark": outline,
            "encoding": {**sure, "x2": {"field": "farthest"}},
        },
        {
            "mark": {"type": "text", "align": "left", "fontWeight": "bold", "color": INK},
            "encoding": {"x": at("number_x"), "y": at("middle"), "text": {"field": "shown"}},
        },
    ]


def _words(each: int) -> list[Spec]:
    """Return the names of the forms, on the left, and each question over its side."""
    heads = {
        "head": shortened("datum.question", 44, 3),
        "head_y": f"{_HEAD - 8} - 15 * {line_count('datum.head')}",
    }
    head = lines_of_text("head", "origin", "head_y", 13, room=_SIDE - 12, fontWeight="bold")
    return [
        {
            "transform": [{"filter": "datum.side === 0"}],
            **lines_of_text("name", "name_x", "name_y", 12, room=_LEFT - 14, align="right"),
        },
        {"transform": [only([1, each + 1]), *calculated(heads)], **head},
    ]


def _group(chosen: Sequence[int], bottom: float) -> list[Spec]:
    """Return a diamond where the group stands, and what it means."""
    diamond: Spec = {
        "type": "point",
        "shape": "diamond",
        "filled": True,
        "fill": INK,
        "stroke": "white",
        "opacity": 1,
        "size": 150,
    }
    words = {"type": "text", "align": "left", "x": _LEFT + 12, "y": bottom + 16, "text": _GROUP}
    key = {**diamond, "x": _LEFT, "y": bottom + 16}
    return [
        {
            "transform": [only(chosen)],
            "mark": diamond,
            "encoding": {"x": at("origin"), "y": at("middle")},
        },
        {"transform": [only([1])], "mark": key, "encoding": {}},
        {"transform": [only([1])], "mark": words, "encoding": {}},
    ]
