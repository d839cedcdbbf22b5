"""The chains of events, each as a diagram and as a table, those that reach nothing too."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, get_args

from rosace import building as b
from rosace.instrument import Instrument, Scale
from rosace.report import Block, Column, Heading, Notice, Paragraph, Phrase, Table
from rosace_effects import parts
from rosace_effects.cells import (
    MOST_EVENTS,
    drawn,
    event_cells,
    event_columns,
    functions_of,
    part_figures,
)
from rosace_effects.paging import Part, parted
from rosace_effects.specification import chain_of, row_order
from rosace_effects.story import Chain, Event, Link, Story, Transformation

__all__ = ["chain_blocks", "link_table"]

_KINDS: Final = frozenset(get_args(parts.LinkKind))
_CHANGE: Final = "@"
"""Begins the id of a drawn transformation, which may share its id with an event."""


def chain_blocks(story: Story, scale: Scale, instrument: Instrument) -> Iterator[Block]:
    """Yield each chain that the group put together; all linked events where it put none."""
    yield Paragraph(text=b.message("effects.chains.reading"))
    for number, held in enumerate(story.chains, start=1):
        reached = next((t for t in story.transformations if t.id == held.transformation), None)
        yield Heading(text=b.verbatim(held.title))
        if reached is None:
            yield Notice(level="information", text=b.message("effects.chains.open"))
        else:
            yield Paragraph(text=b.message("effects.chains.reaches", what=b.verbatim(reached.what)))
        known = dict.fromkeys(held.events)
        events = [event for name in known if (event := story.event(name))]
        links = _steps(story, held, events, reached)
        if all(event.date for event in events):
            events.sort(key=lambda event: event.date or "")
        title = b.message("effects.chains.table", title=b.verbatim(held.title))
        named = (f"chain-{number}", b.verbatim(held.title), title)
        yield from _diagram((events, reached), links, scale, instrument, named)
    if not story.chains:
        ends = {end for link in story.links for end in (link.source, link.target)}
        events = [event for event in story.events if event.id in ends]
        links = [_drawn_link(link) for link in story.links]
        words = b.message("effects.links.table")
        yield from _diagram((events, None), links, scale, instrument, ("links", words, words))


def link_table(story: Story, instrument: Instrument) -> Table:
    """Return the links that the group recorded, each once."""
    return Table(
        id="links",
        title=b.message("effects.links.table"),
        columns=(
            Column(id="event", title=b.message("effects.event"), kind="text", header=True),
            Column(id="link", title=b.message("effects.link"), kind="text"),
            Column(id="leads_to", title=b.message("effects.leads-to"), kind="text"),
        ),
        rows=tuple(
            (
                b.text(b.verbatim(_title(story, link.source))),
                b.text(_kind_title(instrument, link.kind)),
                b.text(b.verbatim(_title(story, link.target))),
            )
            for link in story.links
        ),
    )


def _title(story: Story, identifier: str) -> str:
    event = story.event(identifier)
    return event.title if event else identifier


def _diagram(
    nodes: tuple[Sequence[Event], Transformation | None],
    links: Sequence[parts.EventLink],
    scale: Scale,
    instrument: Instrument,
    named: tuple[str, Phrase, Phrase],
) -> Iterator[Block]:
    """Yield a diagram where it is not too large, and its table."""
    events, reached = nodes
    figures = [drawn(event, scale) for event in events]
    told = {event.id: event for event in events}
    if reached is not None:
        change = f"{_CHANGE}{reached.id}"
        figures.append(parts.Event(id=change, date=reached.date, transformation=True))
        told[change] = Event(
            id=change, title=reached.what, date=reached.date, end=None, outcome=None
        )
    if not events:
        return
    identifier, title, table_title = named
    known = [link for link in links if {link.source, link.target} <= told.keys()]
    rows = row_order(figures, known)
    table = Table(
        id=f"{identifier}-table",
        title=table_title,
        columns=(
            *event_columns(),
            Column(id="link", title=b.message("effects.link"), kind="text"),
            Column(id="leads_to", title=b.message("effects.leads-to"), kind="text"),
        ),
        rows=tuple(
            (
                *event_cells(told[event.id], scale),
                b.text(_kind_title(instrument, link.kind) if link else None),
                b.text(b.verbatim(told[link.target].title) if link else None),
            )
            for event, link in rows
        ),
    )
    if len(figures) <= MOST_EVENTS:
        found = _parts(figures, rows, functions_of(scale))
        turn = {
            figures[place].id: number for number, part in enumerate(found) for place in part.events
        }
        across = sum(turn[link.source] != turn[link.target] for link in known)
        if across:
            said = b.message("effects.chains.across", n=b.count(across, "things"))
            yield Notice(level="information", text=said)
        yield from part_figures((identifier, table.id, title), "effects.chains.alternative", found)
    yield table


def _parts(
    events: Sequence[parts.Event],
    rows: Sequence[tuple[parts.Event, parts.EventLink | None]],
    functions: Sequence[str],
) -> list[Part]:
    """Return the diagram of a chain, in as many parts as pages need."""
    firsts = [0]
    for event in events:
        firsts.append(firsts[-1] + sum(told.id == event.id for told, _ in rows))
    place = {event.id: turn for turn, event in enumerate(events)}
    spans = [
        sorted((place[link.source], place[link.target])) for _, link in rows if link is not None
    ]
    return parted(
        len(events),
        lambda run: chain_of(
            rows[firsts[run.start] : firsts[run.stop]], functions, firsts[run.start]
        ),
        lambda cut: sum(low < cut <= high for low, high in spans),
    )


def _steps(
    story: Story, held: Chain, events: Sequence[Event], reached: Transformation | None
) -> list[parts.EventLink]:
    """Return the links of a chain: those recorded, and the chain's own order where none is.

    An event of the chain that no recorded link takes further leads to the one
    after it, since the group put them in that order.
    """
    order = [event.id for event in events] + ([f"{_CHANGE}{reached.id}"] if reached else [])
    known = {name for name in order if name in held.events}
    links = [
        _drawn_link(link) for link in story.links if link.source in known and link.target in known
    ]
    onward = {link.source for link in links if link.kind != "blocked"}
    links.extend(
        parts.EventLink(source=source, target=target)
        for source, target in pairwise(order)
        if source not in onward
    )
    return list(dict.fromkeys(links))


def _drawn_link(link: Link) -> parts.EventLink:
    """Return a link as the pictures take it; a kind of an overlay's own is drawn as the mildest."""
    kind: parts.LinkKind = "made-possible"
    if link.kind in _KINDS:
        kind = link.kind  # type: ignore[assignment]  # it is one of them
    return parts.EventLink(source=link.source, target=link.target, kind=kind)


def _kind_title(instrument: Instrument, kind: str) -> Phrase:
    item = next(field for field in instrument.item("links").fields or () if field.id == "kind")
    choices = instrument.scales[item.scale or ""].choices
    found = next((choice for choice in choices if choice.code == kind), None)
    return b.words(found.label) if found else b.verbatim(kind)
