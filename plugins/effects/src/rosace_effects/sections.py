"""The sections of a report on effects: time line, outcomes by function, chains, changes."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.collective import records_table
from rosace.instrument import Choice, Instrument, Scale
from rosace.report import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    Notice,
    Paragraph,
    Phrase,
    Section,
    Table,
)
from rosace.response import Record, Response
from rosace_effects import parts
from rosace_effects.specification import chain, outcomes, row_order, timeline
from rosace_effects.story import Chain, Event, Story, story_of

__all__ = ["effects_sections"]

MOST_EVENTS = 40
"""Most events that one picture holds; beyond it the table stands alone."""

_KINDS = {"led-to": "led-to", "made-possible": "made-possible", "blocked": "blocked"}


def effects_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections of the latest story that the group wrote."""
    if not appraisal.collective:
        return
    response = appraisal.collective[-1]
    story = story_of(response)
    scale = _repertoire(appraisal.instrument)
    if not story.events:
        return
    yield Section(
        id="timeline",
        title=b.message("effects.timeline.title"),
        blocks=tuple(_timeline(story, scale)),
    )
    yield Section(
        id="outcomes",
        title=b.message("effects.outcomes.title"),
        blocks=tuple(_outcomes(story, scale)),
    )
    if story.chains:
        yield Section(
            id="chains",
            title=b.message("effects.chains.title"),
            blocks=tuple(_chains(story, scale, appraisal.instrument)),
        )
    yield Section(
        id="collective",
        title=b.message("effects.records.title"),
        blocks=tuple(_records(appraisal.instrument, response)),
    )


def _repertoire(instrument: Instrument) -> Scale:
    """Return the repertoire of outcomes, which an overlay may have replaced."""
    events = instrument.item("events")
    outcome = next(field for field in events.fields or () if field.id == "outcome")
    return instrument.scales[outcome.scale or ""]


def _functions(scale: Scale) -> list[str]:
    return [group.id for group in scale.groups or ()]


def _choice(scale: Scale, code: str | None) -> Choice | None:
    return next((choice for choice in scale.choices if choice.code == code), None)


def _function_title(scale: Scale, identifier: str | None) -> Phrase | None:
    found = next((group for group in scale.groups or () if group.id == identifier), None)
    return b.words(found.title) if found else None


def _drawn(event: Event, scale: Scale) -> parts.Event:
    choice = _choice(scale, event.outcome)
    return parts.Event(id=event.id, function=choice.group if choice else None, date=event.date)


def _event_cells(event: Event, scale: Scale) -> tuple[Cell, ...]:
    choice = _choice(scale, event.outcome)
    return (
        b.text(b.verbatim(event.title)),
        b.date(event.date),
        b.text(b.words(choice.label) if choice else None),
        b.text(_function_title(scale, choice.group if choice else None)),
    )


def _event_columns() -> tuple[Column, ...]:
    return (
        Column(id="event", title=b.message("effects.event"), kind="text", header=True),
        Column(id="date", title=b.message("effects.date"), kind="date"),
        Column(id="outcome", title=b.message("effects.outcome"), kind="text"),
        Column(id="function", title=b.message("effects.function"), kind="text"),
    )


def _timeline(story: Story, scale: Scale) -> Iterator[Block]:
    yield Paragraph(text=b.message("effects.timeline.reading"))
    table = Table(
        id="events",
        title=b.message("effects.timeline.table"),
        columns=_event_columns(),
        rows=tuple(_event_cells(event, scale) for event in story.events),
    )
    if len(story.events) <= MOST_EVENTS:
        yield Figure(
            id="timeline",
            table=table.id,
            title=b.message("effects.timeline.title"),
            alternative=b.message(
                "effects.timeline.alternative", n=b.count(len(story.events), "things")
            ),
            specification=timeline(
                [_drawn(event, scale) for event in story.events], _functions(scale)
            ),
        )
    yield table


def _outcomes(story: Story, scale: Scale) -> Iterator[Block]:
    yield Paragraph(text=b.message("effects.outcomes.reading"))
    met = Counter(event.outcome for event in story.events)
    functions = _functions(scale) or [None]
    ordered = [
        [choice for choice in scale.choices if choice.group == function] for function in functions
    ]
    table = Table(
        id="outcome-counts",
        title=b.message("effects.outcomes.table"),
        columns=(
            Column(id="function", title=b.message("effects.function"), kind="text", header=True),
            Column(id="outcome", title=b.message("effects.outcome"), kind="text", header=True),
            Column(id="count", title=b.message("effects.events"), kind="count"),
        ),
        rows=tuple(
            (
                b.text(_function_title(scale, choice.group)),
                b.text(b.words(choice.label)),
                b.count(met[choice.code], "things"),
            )
            for choices in ordered
            for choice in choices
        ),
    )
    yield Figure(
        id="outcomes",
        table=table.id,
        title=b.message("effects.outcomes.title"),
        alternative=b.message(
            "effects.outcomes.alternative", n=b.count(len(story.events), "things")
        ),
        specification=outcomes([len(choices) for choices in ordered]),
    )
    yield table
    yield _by_year(story, scale)
    if met[None]:
        yield Notice(
            level="information",
            text=b.message("effects.outcomes.none", n=b.count(met[None], "things")),
        )


def _by_year(story: Story, scale: Scale) -> Table:
    """Return how many events served each function, year by year."""
    years = sorted({event.date[:4] for event in story.events if event.date})
    functions = _functions(scale)
    met = Counter(
        (event.date[:4], choice.group)
        for event in story.events
        if event.date and (choice := _choice(scale, event.outcome))
    )
    return Table(
        id="outcomes-by-year",
        title=b.message("effects.outcomes.years"),
        columns=(
            Column(id="year", title=b.message("effects.year"), kind="date", header=True),
            *(
                Column(
                    id=f"function_{number}",
                    title=_function_title(scale, function) or b.verbatim(function),
                    kind="count",
                )
                for number, function in enumerate(functions, start=1)
            ),
        ),
        rows=tuple(
            (
                b.date(year),
                *(b.count(met[year, function], "things") for function in functions),
            )
            for year in years
        ),
    )


def _chains(story: Story, scale: Scale, instrument: Instrument) -> Iterator[Block]:
    yield Paragraph(text=b.message("effects.chains.reading"))
    for number, held in enumerate(story.chains, start=1):
        yield Heading(text=b.verbatim(held.title))
        reached = next((t for t in story.transformations if t.id == held.transformation), None)
        if reached is None:
            yield Notice(level="information", text=b.message("effects.chains.open"))
        else:
            yield Paragraph(text=b.message("effects.chains.reaches", what=b.verbatim(reached.what)))
        yield from _chain(story, scale, instrument, held, number)


def _chain(
    story: Story, scale: Scale, instrument: Instrument, held: Chain, number: int
) -> Iterator[Block]:
    events = [event for name in held.events if (event := story.event(name))]
    nodes = [_drawn(event, scale) for event in events]
    titles = {event.id: event for event in events}
    reached = next((t for t in story.transformations if t.id == held.transformation), None)
    if reached is not None:
        nodes.append(parts.Event(id=reached.id, date=reached.date, transformation=True))
        titles[reached.id] = Event(
            id=reached.id, title=reached.what, date=reached.date, end=None, outcome=None
        )
    if not events or len(nodes) > MOST_EVENTS:
        return
    links = _steps(story, [node.id for node in nodes])
    rows = tuple(
        (
            *_event_cells(titles[event.id], scale),
            b.text(_kind_title(instrument, link.kind) if link else None),
            b.text(b.verbatim(titles[link.target].title) if link else None),
        )
        for event, link in row_order(nodes, links)
    )
    table = Table(
        id=f"chain-{number}-table",
        title=b.message("effects.chains.table", title=b.verbatim(held.title)),
        columns=(
            *_event_columns(),
            Column(id="link", title=b.message("effects.link"), kind="text"),
            Column(id="leads_to", title=b.message("effects.leads-to"), kind="text"),
        ),
        rows=rows,
    )
    yield Figure(
        id=f"chain-{number}",
        table=table.id,
        title=b.verbatim(held.title),
        alternative=b.message("effects.chains.alternative", n=b.count(len(events), "things")),
        specification=chain(nodes, links, _functions(scale)),
    )
    yield table


def _steps(story: Story, order: Sequence[str]) -> list[parts.EventLink]:
    """Return the links of a chain: those recorded, and the chain's own order where none is.

    An event of the chain that no recorded link takes further leads to the one
    after it, since the group put them in that order.
    """
    known = set(order)
    links = [
        parts.EventLink(source=link.source, target=link.target, kind=link.kind)  # type: ignore[arg-type]  # the scale's codes are these kinds
        for link in story.links
        if link.source in known and link.target in known and link.kind in _KINDS
    ]
    onward = {link.source for link in links if link.kind != "blocked"}
    for source, target in zip(order, order[1:], strict=False):
        if source not in onward:
            links.append(parts.EventLink(source=source, target=target))
    return list(dict.fromkeys(links))


def _kind_title(instrument: Instrument, kind: str) -> Phrase:
    item = next(f for f in instrument.item("links").fields or () if f.id == "kind")
    return b.words(instrument.scales[item.scale or ""].choice(kind).label)


def _records(instrument: Instrument, response: Response) -> Iterator[Block]:
    for item in instrument.items:
        answer = response.answers.get(item.id)
        rows = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
        records = tuple(row for row in rows if isinstance(row, Record))
        if records and item.id in {"events", "transformations"}:
            yield records_table(instrument, item, records)
