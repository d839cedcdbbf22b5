"""Votes: bars with their table, and the avenues that got the most."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rosace import building as b
from rosace.instrument import Scale
from rosace.marks import Spec, at, lines_of_text, only
from rosace.report import Block, Column, Figure, Heading, ListBlock, Paragraph, Table
from rosace.shortening import shortened
from rosace.wrapping import line_count
from rosace_review.checks import MOST_TRACKS
from rosace_review.columns import in_column
from rosace_review.record import Entry, Review

__all__ = ["bars", "vote_blocks"]

AVENUE: Final = "avenue"
"""The code of the column of avenues of action."""

MOST_BARS: Final = 40
"""Most entries that one picture holds; beyond it the table stands alone."""

_ACROSS: Final = 760.0
_LEFT: Final = 380.0
_LENGTH: Final = 330.0
_BAR: Final = 20.0
_STEP: Final = 38.0
_HEAD: Final = 28.0
_BETWEEN: Final = 14.0


def vote_blocks(scale: Scale, review: Review) -> Iterator[Block]:
    """Yield how the votes of a session fell; nothing where the group has not voted.

    Args:
        scale: The columns of the board.
        review: The session.
    """
    voted = [
        [entry for entry in in_column(review, choice.code) if entry.votes]
        for choice in scale.choices
    ]
    if not any(voted):
        return
    yield Paragraph(text=b.message("review.votes.reading"))
    yield from _avenues(review)
    table = Table(
        id="votes-table",
        title=b.message("review.votes.table"),
        columns=(
            Column(id="column", title=b.message("review.column"), kind="text", header=True),
            Column(id="entry", title=b.message("review.entry"), kind="text", header=True),
            Column(id="votes", title=b.message("review.votes"), kind="count"),
        ),
        rows=tuple(
            (
                b.text(b.words(choice.label)),
                b.text(b.verbatim(entry.text)),
                b.count(entry.votes, "things"),
            )
            for choice, entries in zip(scale.choices, voted, strict=True)
            for entry in entries
        ),
    )
    many = len(table.rows)
    if many <= MOST_BARS:
        yield Figure(
            id="votes",
            table=table.id,
            title=b.message("review.votes.title"),
            alternative=b.message("review.votes.alternative", n=b.count(many, "things")),
            specification=bars([len(entries) for entries in voted]),
        )
    yield table


def _avenues(review: Review) -> Iterator[Block]:
    """Yield the avenues with the most votes, as many as tracks are advised, ties included."""
    ranked = [entry for entry in in_column(review, AVENUE) if entry.votes]
    if not ranked:
        return
    least = ranked[:MOST_TRACKS][-1].votes or 0
    yield Heading(text=b.message("review.avenues"))
    yield ListBlock(items=tuple(_told(entry) for entry in ranked if (entry.votes or 0) >= least))


def _told(entry: Entry) -> Any:
    votes = b.count(entry.votes, "things")
    return b.message("review.avenue", text=b.verbatim(entry.text), n=votes)


def bars(counts: Sequence[int]) -> Spec:
    """Return the bars of votes, under a heading for each column, as a Vega-Lite specification.

    Its table has the columns `column`, `entry` and `votes`, its rows column by column.

    Args:
        counts: How many entries of each column have votes; one at least has some.
    """
    tops: list[float] = []
    heads: list[float] = []
    firsts: list[int] = []
    places: list[int] = []
    top = 0.0
    for place, count in enumerate(counts):
        if count:
            firsts.append(len(tops) + 1)
            heads.append(top)
            tops.extend(top + _HEAD + turn * _STEP for turn in range(count))
            places.extend([place] * count)
            top += _HEAD + count * _STEP + _BETWEEN
    here = "[datum.row - 1]"
    fields = {
        "top": f"{json.dumps(tops)}{here}",
        "bottom": f"datum.top + {_BAR}",
        "middle": f"datum.top + {_BAR / 2}",
        "place": f"{json.dumps(places)}{here}",
        "label": shortened("datum.entry", 58, 2),
        "label_x": f"{_LEFT - 10}",
        "label_y": f"datum.middle - 7 * {line_count('datum.label')} + 1",
        "start": f"{_LEFT}",
        "stop": f"{_LEFT} + {_LENGTH} * datum.votes / max(datum.most, 3)",
        "number_x": "datum.stop + 7",
        "shown": "format(datum.votes, ',d')",
        "head_x": "0",
        "head_y": f"{json.dumps(heads)}[indexof({json.dumps(firsts)}, datum.row)] + 3",
        "name": shortened("datum.column", 90, 1),
    }
    return {
        "width": _ACROSS,
        "height": top - _BETWEEN,
        "transform": [
            {"window": [{"op": "row_number", "as": "row"}]},
            {"joinaggregate": [{"op": "max", "field": "votes", "as": "most"}]},
            *({"calculate": held, "as": name} for name, held in fields.items()),
        ],
        "layer": [*_layers(len(counts)), *_heads(firsts)],
    }


def _layers(columns: int) -> list[Spec]:
    """Return the bars, with their entries on the left and their votes at the end."""
    colour = {
        "field": "place",
        "type": "nominal",
        "scale": {"domain": list(range(columns)), "range": "category"},
        "legend": None,
    }
    box = {"x": at("start"), "x2": {"field": "stop"}, "y": at("top"), "y2": {"field": "bottom"}}
    return [
        {"mark": {"type": "rect"}, "encoding": {**box, "color": colour}},
        {
            "mark": {"type": "text", "align": "left", "fontWeight": "bold"},
            "encoding": {"x": at("number_x"), "y": at("middle"), "text": {"field": "shown"}},
        },
        lines_of_text("label", "label_x", "label_y", 12, room=_LEFT - 10, align="right"),
    ]


def _heads(firsts: Sequence[int]) -> list[Spec]:
    """Return the name of each column over its bars."""
    named = lines_of_text("name", "head_x", "head_y", 12, room=_ACROSS, fontWeight="bold")
    return [{"transform": [only(firsts)], **named}]
