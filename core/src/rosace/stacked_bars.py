"""Stacked bars of an ordinal scale: from its strongest choice, dark, to its weakest, light.

Rows come bar after bar; within a bar, choices from the strongest to the weakest, then the
reasons for missing answers. Their columns: a heading, a bar's name, `choice`, `count`, `share`.

A share known only as a range gets the same part of its range as all others of its bar, the
part that makes the bar whole: so an exact share is drawn exactly, against a true scale.

Each segment with room for its count carries it. Those whose count may be zero carry theirs all
together or, where one of them lacks room, none at all: the same range never comes and goes.
"""

import json
from typing import Any, Final

from rosace.marks import GREY, INK, Spec, at, calculated
from rosace.values import value
from rosace.wrapping import limited, line_count, wrapped

ACROSS: Final = 780.0

_LENGTH: Final = 470.0
_LINE: Final = 14.5
_KEY_COLUMNS: Final = 4
_KEY_LINE: Final = 32.0
_MISSING: Final = ("#ffffff", "#e6ebed", "#c9d2d6", "#aab6bc")
_DASH: Final = "\N{EN DASH}"
_SHARE: Final = {"localized": {"fr": "Part des réponses", "en": "Share of answers"}}


@value
class Plan:
    """Where the bars stand.

    Args:
        groups: How many bars stand under each heading, from the top.
        choices: How many choices the scale has.
        missing: How many reasons for missing answers follow the choices.
        heading: The column that names a group; None for bars without headings.
        label: The column that names a bar.
        bar: The height of a bar, in pixels.
        step: From one bar to the next.
        head: The room of a heading.
        left: Where the bars begin.
    """

    groups: tuple[int, ...]
    choices: int
    missing: int
    heading: str | None
    label: str
    bar: float
    step: float
    head: float
    left: float

    @property
    def parts(self) -> int:
        """How many rows make a bar."""
        return self.choices + self.missing

    @property
    def key_columns(self) -> int:
        """How many names stand side by side in the key."""
        return min(_KEY_COLUMNS, max(self.choices, self.missing))

    @property
    def key_lines(self) -> tuple[int, int]:
        """How many lines of the key name choices, and how many name missing answers."""
        return -(-self.choices // self.key_columns), -(-self.missing // self.key_columns)

    def tops(self) -> tuple[list[float], list[float]]:
        """Return the top of each bar, and of each heading."""
        bars: list[float] = []
        heads: list[float] = []
        top = 0.0
        for place, group in enumerate(self.groups):
            top += 12.0 if place and self.heading else 0.0
            heads.append(top)
            top += self.head if self.heading else 0.0
            bars.extend(top + turn * self.step for turn in range(group))
            top += group * self.step
        return bars, heads

    def firsts(self) -> list[int]:
        """Return the number of the first row under each heading."""
        numbers, row = [], 1
        for group in self.groups:
            numbers.append(row)
            row += group * self.parts
        return numbers


def stacked(plan: Plan, *, joined: bool) -> Spec:
    """Return stacked bars with their counts, their names, a scale and a key.

    Args:
        plan: Where the bars stand.
        joined: Whether fine lines tie each choice to itself in the group's next bar.
    """
    bars, _ = plan.tops()
    return {
        "transform": _places(plan),
        "spacing": 14,
        "vconcat": [
            {"width": ACROSS, "height": _KEY_LINE * sum(plan.key_lines) - 6, "layer": _key(plan)},
            {
                "width": ACROSS,
                "height": bars[-1] + plan.bar,
                "layer": [
                    *_grid(plan, bars[-1] + plan.bar + 6),
                    *(_joints(plan) if joined else []),
                    *_segments(plan),
                    *_names(plan),
                ],
            },
        ],
    }


def _shown() -> str:
    """Return the expression of a segment's count: a number, a range, or nothing."""
    low, high = "datum.count_low", "datum.count_high"
    ranged = f"format({low}, 'd') + '{_DASH}' + format({high}, 'd')"
    return f"!isValid(datum.count) ? '' : {low} === {high} ? format({low}, 'd') : {ranged}"


def _places(plan: Plan) -> list[Spec]:
    """Return the transforms that give each row its segment."""
    bars, heads = plan.tops()
    firsts = json.dumps(plan.firsts())
    fields = {
        "bar": f"floor((datum.row - 1) / {plan.parts})",
        "rank": f"(datum.row - 1) % {plan.parts}",
        "missing": f"datum.rank >= {plan.choices}",
        "strength": f"{plan.choices - 1} - datum.rank",
        "least": "isValid(datum.share) ? datum.share_low : 0",
        "slack": "isValid(datum.share) ? datum.share_high - datum.share_low : 0",
        "top": f"{json.dumps(bars)}[datum.bar]",
        "bottom": f"datum.top + {plan.bar}",
        "middle": f"datum.top + {plan.bar / 2}",
        "label": wrapped(f"datum['{plan.label}']", int((plan.left - 14) / 5.9), 2),
        "label_x": f"{plan.left - 10}",
        "label_y": f"datum.middle - 7 * {line_count('datum.label')} + 1",
        "head_y": f"{json.dumps(heads)}[indexof({firsts}, datum.row)]",
        "shown": _shown(),
    }
    filled = "clamp((1 - datum.certain) / datum.open, 0, 1)"
    ends = {
        "x": f"{plan.left} + {_LENGTH} * (datum.reached - datum.part)",
        "stop": f"{plan.left} + {_LENGTH} * datum.reached",
        "centre": "(datum.x + datum.stop) / 2",
        "roomy": "datum.stop - datum.x > 6.5 * length(datum.shown) + 3",
        "cramped": "datum.part > 0 && datum.count_low === 0 && !datum.roomy ? 1 : 0",
    }
    if plan.heading:
        fields["named"] = wrapped(f"datum['{plan.heading}']", 110, 1)
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
        {"window": [{"op": "sum", "field": "part", "as": "reached"}], **bar},
        *calculated(ends),
        {"joinaggregate": [{"op": "sum", "field": "cramped", "as": "bare"}]},
    ]


def _segments(plan: Plan) -> list[Spec]:
    """Return the segments of the bars with the count of each, and a dash for an empty bar."""
    box = {"x": at("x"), "x2": {"field": "stop"}, "y": at("top"), "y2": {"field": "bottom"}}
    told = "datum.roomy && (datum.count_low > 0 || datum.bare === 0)"
    return [
        {
            "transform": [{"filter": "!datum.missing && datum.part > 0"}],
            "mark": {"type": "rect", "stroke": "white", "strokeWidth": 1},
            "encoding": {**box, "color": _strength(plan)},
        },
        {
            "transform": [{"filter": "datum.missing && datum.part > 0"}],
            "mark": _outline(),
            "encoding": {**box, "fill": _pale(plan)},
        },
        {
            "transform": [{"filter": f"datum.part > 0 && {told}"}],
            "mark": {"type": "text", "fontSize": 12},
            "encoding": {
                "x": at("centre"),
                "y": at("middle"),
                "text": {"field": "shown"},
                "color": _readable(),
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
            **_lines("label", "label_x", "label_y", plan.left - 14, align="right", fontSize=12),
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
                **_lines(
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
        x = plan.left + _LENGTH * place / 4
        only = [{"filter": "datum.row === 1"}, {"calculate": f"{place / 4}", "as": "tick"}]
        layers += [
            {
                "transform": only,
                "mark": {"type": "rule", "stroke": "#dde3e6"},
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
    return [
        *layers,
        {"transform": [{"filter": "datum.row === 1"}], "mark": title, "encoding": {}},
    ]


def _key(plan: Plan) -> list[Spec]:
    """Return a swatch for each choice and each reason, with its name out of the first bar."""
    columns, above = plan.key_columns, plan.key_lines[0]
    across = ACROSS / columns
    turn = f"(datum.missing ? datum.rank - {plan.choices} : datum.rank)"
    fields = {
        "key_x": f"{across:.1f} * ({turn} % {columns})",
        "key_stop": "datum.key_x + 18",
        "key_y": f"{_KEY_LINE} * (floor({turn} / {columns}) + (datum.missing ? {above} : 0))",
        "key_bottom": "datum.key_y + 16",
        "name": wrapped("datum.choice", int((across - 34) / 5.9), 2),
        "name_x": "datum.key_x + 25",
        "name_y": f"datum.key_y + 9 - 7 * {line_count('datum.name')}",
    }
    box = {"x": at("key_x"), "x2": {"field": "key_stop"}}
    box |= {"y": at("key_y"), "y2": {"field": "key_bottom"}}
    return [
        {
            "transform": [{"filter": f"datum.row <= {plan.parts}"}, *calculated(fields)],
            "layer": [
                {
                    "transform": [{"filter": "!datum.missing"}],
                    "mark": {"type": "rect"},
                    "encoding": {**box, "color": _strength(plan)},
                },
                {
                    "transform": [{"filter": "datum.missing"}],
                    "mark": _outline(),
                    "encoding": {**box, "fill": _pale(plan)},
                },
                _lines("name", "name_x", "name_y", across - 30, align="left", fontSize=12),
            ],
        }
    ]


def _strength(plan: Plan) -> Spec:
    """Return the colour of a choice, lighter as it is weaker."""
    return {
        "field": "strength",
        "type": "ordinal",
        "scale": {"domain": list(range(plan.choices)), "range": "ordinal"},
        "legend": None,
    }


def _readable() -> Spec:
    """Return the colour of a count, white or black, whichever can be read on its segment."""
    dark = "!datum.missing && contrast('white', scale('color', datum.strength)) > 4.5"
    return {"condition": {"test": dark, "value": "white"}, "value": "black"}


def _pale(plan: Plan) -> Spec:
    """Return the fill of a missing reason: from white to grey, in the order of the key."""
    return {
        "field": "rank",
        "type": "ordinal",
        "scale": {
            "domain": list(range(plan.choices, plan.parts)),
            "range": [_MISSING[turn % len(_MISSING)] for turn in range(plan.missing)],
        },
        "legend": None,
    }


def _outline() -> Spec:
    """Return the outline of missing answers: broken, so that none looks like a choice."""
    return {
        "type": "rect",
        "stroke": GREY,
        "strokeWidth": 1,
        "strokeDash": [3, 2],
    }


def _lines(field: str, x: str, y: str, room: float, **mark: Any) -> Spec:
    """Return a text of several lines, its first line's top at a place."""
    look = {"type": "text", "baseline": "top", "lineBreak": "\n", "lineHeight": _LINE}
    return {
        "mark": {**look, "color": INK, "limit": limited(f"datum.{field}", room), **mark},
        "encoding": {"x": at(x), "y": at(y), "text": {"field": field}},
    }
