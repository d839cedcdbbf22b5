"""The pictures of effects, as Vega-Lite specifications without data.

Every picture goes with a table whose rows it takes in a fixed order, so that numbers of rows
can stand for events. Words always come from the table.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from rosace.marks import Spec
from rosace_effects import bars, diagram, lanes
from rosace_effects.layout import lay_out
from rosace_effects.paging import rows_from
from rosace_effects.parts import DATES, ROMAN, Event, EventLink, LinkKind

__all__ = [
    "Event",
    "EventLink",
    "LinkKind",
    "Spec",
    "chain",
    "chain_of",
    "outcomes",
    "row_order",
    "timeline",
]

_LEAST_KEY: Final = 560.0


def row_order(
    events: Iterable[Event], links: Sequence[EventLink]
) -> list[tuple[Event, EventLink | None]]:
    """Return the rows of the chain diagram's table, in order.

    For each event in turn: its links out, in the order given, or one row without a link. So
    everything that the diagram shows of an event stands in the table, its last events included.
    """
    rows: list[tuple[Event, EventLink | None]] = []
    for event in events:
        out: list[EventLink | None] = [link for link in links if link.source == event.id]
        rows.extend((event, link) for link in out or [None])
    return rows


def chain(events: Sequence[Event], links: Sequence[EventLink], functions: Sequence[str]) -> Spec:
    """Return the diagram of the chains that lead from events to transformations.

    It runs from top to bottom, on a page's width. A box gives an event's date, title and
    outcome, and its function by colour and number; a transformation is dark and round. An
    arrow is solid where an event led to another, dashed where it made it possible; a line
    that ends in a bar is an event that blocked another.

    Its table has the columns `event`, `date`, `outcome`, `function`, `link`, `leads_to` and
    the rows of `row_order`.

    Args:
        events: In reading order (by date), each id once.
        links: Between these events.
        functions: The ids of all functions, in the order that numbers them.

    Raises:
        ValueError: there is no event, there are more than ten functions, or a link names an
            event that is not there.
    """
    known = {event.id for event in events}
    for link in links:
        if not known.issuperset((link.source, link.target)):
            message = f"no such event: link from {link.source!r} to {link.target!r}"
            raise ValueError(message)
    return chain_of(row_order(events, links), functions, 0)


def chain_of(
    told: Sequence[tuple[Event, EventLink | None]], functions: Sequence[str], first: int
) -> Spec:
    """Return the diagram of some rows of the table of `chain`, without the links that leave them.

    Args:
        told: The rows, all of each of their events.
        functions: The ids of all functions, in the order that numbers them.
        first: How many rows of the table come before these.

    Raises:
        ValueError: there is no event, or there are more than ten functions.
    """
    events = {event.id: event for event, _ in told}
    _check(len(events), len(functions))
    rows = [
        (event, link if link is not None and link.target in events else None)
        for event, link in told
    ]
    layout = lay_out(
        list(events),
        [(link.source, link.target) for _, link in rows if link is not None],
        dates={name: event.date for name, event in events.items()},
        heights={name: diagram.box_height(event) for name, event in events.items()},
    )
    drawn = [
        *diagram.lines(rows, layout),
        *diagram.boxes(rows, layout, functions),
        *diagram.alone(layout),
    ]
    panels: list[Spec] = [{"width": layout.width, "height": layout.height, "layer": drawn}]
    key = diagram.key(rows, functions)
    if key:
        panels.append({"width": max(layout.width, _LEAST_KEY), "height": 10, "layer": key})
    return {
        "params": DATES,
        "transform": rows_from(first, len(rows)),
        "spacing": 22,
        "center": True,
        "vconcat": panels,
    }


def timeline(events: Sequence[Event], functions: Sequence[str], first: int = 0) -> Spec:
    """Return the events on a time line that runs downward, one lane for each function.

    Its table has the columns `event`, `date`, `outcome`, `function` and one row an event. An
    event without a date, or without a function, has its place too: below, and in a last lane.

    Args:
        events: In the order of the rows.
        functions: The ids of all functions, in the order that numbers them.
        first: How many rows of the table come before these events.

    Raises:
        ValueError: there is no event, there are more than ten functions, or a date cannot be
            read.
    """
    _check(len(events), len(functions))
    return lanes.timeline(events, functions, first)


def outcomes(counts: Sequence[int]) -> Spec:
    """Return how many events brought about each outcome, the outcomes grouped by function.

    Its table has the columns `function`, `outcome`, `count` and one row an outcome, the
    outcomes of a function one after another.

    Args:
        counts: How many outcomes each function has, in the order that numbers the functions.

    Raises:
        ValueError: there is no outcome, or there are more than ten functions.
    """
    _check(sum(counts), len(counts))
    return bars.outcomes(counts)


def _check(shown: int, functions: int) -> None:
    """Raise unless there is something to show and a numeral for each function."""
    if not shown or functions > len(ROMAN):
        message = f"a picture takes something to show, and up to {len(ROMAN)} functions"
        raise ValueError(message)
