"""Stacked bars of an ordinal scale: from its weakest choice, light, to its strongest, dark.

Rows come bar after bar; within a bar, choices from the strongest to the weakest, then the
reasons for missing answers. Their columns: a heading, a bar's name, `choice`, `count`, `share`,
and `collective` where the group's own answers stand in a strip beside the bars.

A share known only as a range gets the same part of its range as all others of its bar, the
part that makes the bar whole: so an exact share is drawn exactly, against a true scale. Its
segment is slimmer than the bar, and a line under the picture says that its width is but one of
those possible.

Each segment with room for its count carries it. Those whose count may be zero carry theirs all
together or, where one of them lacks room, none at all: the same range never comes and goes.
"""

import json
from typing import Final

from rosace.marks import GREY, Spec, at, calculated
from rosace.palette import FAINT
from rosace.shortening import shortened
from rosace.stacked_keys import KEY_LINE, key, lines, outline, pale, readable, strength, strip
from rosace.stacked_plan import ACROSS, Plan
from rosace.wrapping import line_count

__all__ = ["Plan", "stacked"]

_DASH: Final = "\N{EN DASH}"
_SLIMMER: Final = {
    "localized": {
        "fr": "Segment plus mince\N{NO-BREAK SPACE}: nombre connu seulement comme un intervalle; "
        "sa largeur n’est qu’une de celles qui sont possibles",
        "en": "Slimmer segment: a count known only as a range; its width is but one of those "
        "possible",
    }
}
_SHARE: Final = {"localized": {"fr": "Part des réponses", "en": "Share of answers"}}


def stacked(plan: Plan, *, joined: bool) -> Spec:
    """Return stacked bars with their counts, their names, a scale and a key.

    Args:
        plan: Where the bars stand.
        joined: Whether fine lines tie each choice to itself in the group's next bar.
    """
    bars, _ = plan.tops()
    return {
        "transform": _places(plan),
        "spacing": 30 if plan.strip and not plan.heading else 14,
        "vconcat": [
            {"width": ACROSS, "height": KEY_LINE * sum(plan.key_lines) - 6, "layer": key(plan)},
            {
                "width": ACROSS,
                "height": bars[-1] + plan.bar,
                "layer": [
                    *_grid(plan, bars[-1] + plan.bar + 6),
                    *(_joints(plan) if joined else []),
                    *_segments(plan),
                    *_names(plan),
                    *(strip(plan) if plan.strip else []),
                ],
            },
        ],
    }


def _shown() -> str:
    """Return the expression of a segment's count: a number, a range, or nothing."""
    low, high = "datum.count_low", "datum.count_high"
    ranged = f"format({low}, ',d') + '{_DASH}' + format({high}, ',d')"
    return f"!isValid(datum.count) ? '' : {low} === {high} ? format({low}, ',d') : {ranged}"


def _fields(plan: Plan) -> dict[str, str]:
    """Return the expressions that a row's number and its numbers give."""
    bars, heads = plan.tops()
    firsts = json.dumps(plan.firsts())
    return {
        "bar": f"floor((datum.row - 1) / {plan.parts})",
        "rank": f"(datum.row - 1) % {plan.parts}",
        "missing": f"datum.rank >= {plan.choices}",
        "strength": f"{plan.choices - 1} - datum.rank",
        "order": "datum.missing ? datum.rank : datum.strength",
        "least": "isValid(datum.share) ? datum.share_low : 0",
        "slack": "isValid(datum.share) ? datum.share_high - datum.share_low : 0",
        "top": f"{json.dumps(bars)}[datum.bar]",
        "bottom": f"datum.top + {plan.bar}",
        "slim": f"datum.slack > 1e-9 ? {plan.bar // 6} : 0",
        "segment_top": "datum.top + datum.slim",
        "segment_bottom": "datum.bottom - datum.slim",
        "middle": f"datum.top + {plan.bar / 2}",
        "label": "datum.rank ? '' : "
        + shortened(f"datum['{plan.label}']", int((plan.left - 14) / 5.9), 2),
        "label_x": f"{plan.left - 10}",
        "label_y": f"datum.middle - 7 * {line_count('datum.label')} + 1",
        "head_y": f"{json.dumps(heads)}[indexof({firsts}, datum.row)]",
        "shown": _shown(),
    }


def _places(plan: Plan) -> list[Spec]:
    """Return the transforms that give each row its segment."""
    fields = _fields(plan)
    filled = "clamp((1 - datum.certain) / datum.open, 0, 1)"
    ends = {
        "x": f"{plan.left} + {plan.length} * (datum.reached - datum.part)",
        "stop": f"{plan.left} + {plan.length} * datum.reached",
        "centre": "(datum.x + datum.stop) / 2",
        "roomy": "datum.stop - datum.x > 6.5 * length(datum.shown) + 6",
        "cramped": "datum.part > 0 && datum.count_low === 0 && !datum.roomy ? 1 : 0",
    }
    if plan.heading:
        fields["named"] = shortened(f"datum['{plan.heading}']", 110, 1)
    bar = {"groupby": ["bar"]}
    return [
        {"window": [{"op": "row_number", "as": "row"}]},
        *calculated(fields),
        {
            "joinaggregate": [
                {"op": "sum", "field": "least", "as": "certain"},
                {"op": "sum", "field": "slack", "as": "open"},
                {"op": "valid", "field": "share", "as": "valid"},
            ],
            **bar,
        },
        *calculated(
            {"part": f"datum.least + (datum.open > 0 ? datum.slack * {filled} : 0)"},
        ),
        {
            "window": [{"op": "sum", "field": "part", "as": "reached"}],
            "sort": [{"field": "order"}],
            **bar,
        },
        *calculated(ends),
        {"joinaggregate": [{"op": "sum", "field": "cramped", "as": "bare"}]},
    ]


def _segments(plan: Plan) -> list[Spec]:
    """Return the segments of the bars with the count of each, and a dash for an empty bar."""
    box = {"x": at("x"), "x2": {"field": "stop"}}
    box |= {"y": at("segment_top"), "y2": {"field": "segment_bottom"}}
    told = "datum.roomy && (datum.count_low > 0 || datum.bare === 0)"
    return [
        {
            "transform": [{"filter": "!datum.missing && datum.part > 0"}],
            "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1},
            "encoding": {**box, "color": strength(plan)},
        },
        {
            "transform": [{"filter": "datum.missing && datum.part > 0"}],
            "mark": outline(),
            "encoding": {**box, "fill": pale(plan)},
        },
        {
            "transform": [{"filter": f"datum.part > 0 && {told}"}],
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
                "x": at("centre"),
                "y": at("middle"),
                "text": {"field": "shown"},
                "color": readable(),
            },
        },
        {
            "transform": [{"filter": "datum.rank === 0 && datum.valid === 0"}],
            "mark": {"type": "text", "align": "left", "text": _DASH, "dx": 4},
            "encoding": {"x": at("x"), "y": at("middle")},
        },
    ]


def _joints(plan: Plan) -> list[Spec]:
    """Return the lines that tie the end of a choice to its end in the group's next bar."""
    last, turn = [], -1
    for group in plan.groups:
        turn += group
        last.append(turn)
    step = {"op": "lead", "param": plan.parts}
    return [
        {
            "transform": [
                {
                    "window": [
                        {**step, "field": "stop", "as": "next_x"},
                        {**step, "field": "top", "as": "next_y"},
                        {**step, "field": "valid", "as": "next_valid"},
                    ]
                },
                {
                    "filter": f"indexof({json.dumps(last)}, datum.bar) < 0 && !datum.missing"
                    " && datum.valid > 0 && datum.next_valid > 0"
                },
            ],
            "mark": {"type": "rule", "stroke": GREY, "strokeWidth": 1},
            "encoding": {
                "x": at("stop"),
                "y": at("bottom"),
                "x2": {"field": "next_x"},
                "y2": {"field": "next_y"},
            },
        }
    ]


def _names(plan: Plan) -> list[Spec]:
    """Return the names of the bars, and the headings over them."""
    names: list[Spec] = [
        {
            "transform": [{"filter": "datum.rank === 0"}],
            **lines("label", "label_x", "label_y", plan.left - 14, align="right", fontSize=12),
        }
    ]
    if plan.heading:
        firsts = json.dumps(plan.firsts())
        names.append(
            {
                "transform": [
                    {"filter": f"indexof({firsts}, datum.row) >= 0"},
                    *calculated({"head_x": "0", "name_y": f"datum.head_y + {plan.head} - 21"}),
                ],
                **lines(
                    "named",
                    "head_x",
                    "name_y",
                    ACROSS,
                    align="left",
                    fontSize=13,
                    fontWeight="bold",
                ),
            }
        )
    return names


def _grid(plan: Plan, bottom: float) -> list[Spec]:
    """Return the scale of shares: its lines, their percentages and its name."""
    layers: list[Spec] = []
    for place in range(5):
        x = plan.left + plan.length * place / 4
        only = [{"filter": "datum.row === 1"}, {"calculate": f"{place / 4}", "as": "tick"}]
        layers += [
            {
                "transform": only,
                "mark": {"type": "rule", "stroke": FAINT},
                "encoding": {
                    "x": {"value": x},
                    "x2": {"value": x},
                    "y": {"value": -4},
                    "y2": {"value": bottom},
                },
            },
            {
                "transform": only,
                "mark": {"type": "text", "fontSize": 12, "color": GREY, "x": x, "y": bottom + 11},
                "encoding": {"text": {"field": "tick", "type": "quantitative", "format": ".0%"}},
            },
        ]
    title = {"type": "text", "align": "right", "fontSize": 12, "color": GREY, "text": _SHARE}
    title |= {"x": plan.left - 26, "y": bottom + 11}
    note = {"type": "text", "align": "left", "fontSize": 12, "color": GREY, "text": _SLIMMER}
    # It stands under the picture only where there is a range, and takes no room elsewhere.
    ranged = [
        {"joinaggregate": [{"op": "max", "field": "slim", "as": "slimmest"}]},
        {"filter": "datum.row === 1 && datum.slimmest > 0"},
    ]
    return [
        *layers,
        {"transform": [{"filter": "datum.row === 1"}], "mark": title, "encoding": {}},
        {"transform": ranged, "mark": note | {"x": 0, "y": bottom + 33}, "encoding": {}},
    ]
