"""Hypothesis strategies of sheets of paper."""

from typing import Any

from hypothesis import strategies as st

from rosace import paper, report
from rosace.strategies.reports import phrases, tables
from rosace.strategies.texts import identifiers, optional

__all__ = ["sheets"]


def _heads() -> st.SearchStrategy[paper.Head]:
    return st.builds(
        paper.Head,
        title=optional(phrases(0)),
        text=optional(phrases(0)),
        sign=st.sampled_from(["", "A", "II", "+", "\N{RIGHTWARDS ARROW}", "1234"]),
        tone=optional(st.integers(1, 5)),
        room=st.integers(1, 4),
    )


def _several(things: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[Any]:
    return st.lists(things, min_size=least, max_size=most).map(tuple)


def _grids() -> st.SearchStrategy[paper.Grid]:
    return st.builds(
        paper.Grid,
        columns=_several(_heads(), 1, 12),
        rows=_several(_heads(), 0, 4),
        blank=st.integers(0, 20),
        corner=optional(phrases(0)),
        axis=optional(phrases(0)),
    )


def _cards() -> st.SearchStrategy[paper.Cards]:
    shapes: st.SearchStrategy[Any] = st.sampled_from(["card", "arrow"])
    card = st.builds(
        paper.Card,
        head=_heads(),
        kind=optional(phrases(0)),
        lines=_several(phrases(0), 0, 4),
        copies=st.integers(1, 12),
        shape=shapes,
    )
    return st.builds(paper.Cards, cards=_several(card, 1, 5))


@st.composite
def _pictures(draw: st.DrawFn) -> paper.Picture:
    table = draw(tables())
    figure = report.Figure(
        id="figure",
        table=table.id,
        title=draw(phrases(0)),
        alternative=draw(phrases(0)),
        specification={"mark": "bar"},
    )
    return paper.Picture(figure=figure, table=table)


def sheets() -> st.SearchStrategy[paper.Sheet]:
    """Generate sheets of every content, format and orientation."""
    formats: st.SearchStrategy[Any] = st.sampled_from(["page", "poster"])
    orientations: st.SearchStrategy[Any] = st.sampled_from(["portrait", "landscape"])
    contents: st.SearchStrategy[paper.SheetContent] = st.one_of(_grids(), _cards(), _pictures())
    return st.builds(
        paper.Sheet,
        id=identifiers(),
        title=phrases(0),
        instructions=_several(phrases(0), 0, 6),
        key=_several(_heads(), 0, 4),
        format=formats,
        orientation=orientations,
        content=contents,
    )
