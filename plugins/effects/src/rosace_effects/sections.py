"""The sections of a report on effects: time line, outcomes by function, chains, changes."""

from collections import Counter
from collections.abc import Iterator

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.collective import records_table
from rosace.instrument import Choice, Scale
from rosace.references import row_titles
from rosace.report import Block, Column, Figure, Notice, Paragraph, Phrase, Section, Table
from rosace.response import Response
from rosace_effects.cells import (
    MOST_EVENTS,
    choice_of,
    drawn,
    event_cells,
    event_columns,
    function_title,
    functions_of,
    part_figures,
    repertoire,
)
from rosace_effects.chains import chain_blocks, link_table
from rosace_effects.paging import parted
from rosace_effects.specification import outcomes, timeline
from rosace_effects.story import Event, Story, story_of

__all__ = ["effects_sections"]


def effects_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections of the latest story that the group wrote."""
    if not appraisal.collective:
        return
    response = appraisal.collective[-1]
    story = story_of(response)
    scale = repertoire(appraisal.instrument)
    if not story.events:
        return
    yield Section(
        id="timeline",
        title=b.message("effects.timeline.title"),
        audience="public",
        blocks=tuple(_timeline(appraisal, story, scale)),
    )
    yield Section(
        id="outcomes",
        title=b.message("effects.outcomes.title"),
        audience="public",
        blocks=tuple(_outcomes(story, scale)),
    )
    if story.chains or story.links:
        yield Section(
            id="chains",
            title=b.message("effects.chains.title"),
            audience="public",
            blocks=tuple(chain_blocks(story, scale, appraisal.instrument)),
        )
    if response.rows("transformations"):
        yield Section(
            id="transformations",
            title=b.message("effects.transformations.title"),
            audience="public",
            blocks=(_records(appraisal, response, "transformations"),),
        )
    details = [_records(appraisal, response, "events")]
    if story.links:
        details.append(link_table(story, appraisal.instrument))
    yield Section(id="collective", title=b.message("effects.records.title"), blocks=tuple(details))


def _timeline(appraisal: Appraisal, story: Story, scale: Scale) -> Iterator[Block]:
    yield Paragraph(text=b.message("effects.timeline.reading"))
    earlier = len(appraisal.collective) - 1
    if earlier:
        wave = b.wave_title(appraisal.study, appraisal.collective[-1].wave)
        told = b.message("effects.timeline.latest", wave=wave, n=b.count(earlier, "things"))
        yield Notice(level="information", text=told)
    table = Table(
        id="timeline-table",
        title=b.message("effects.timeline.table"),
        columns=event_columns(),
        rows=tuple(event_cells(event, scale) for event in story.events),
    )
    if len(story.events) <= MOST_EVENTS:
        events, functions = [drawn(event, scale) for event in story.events], functions_of(scale)
        yield from part_figures(
            ("timeline", table.id, b.message("effects.timeline.title")),
            "effects.timeline.alternative",
            parted(
                len(events),
                lambda run: timeline(events[run.start : run.stop], functions, run.start),
            ),
        )
    yield table


def _grouped(scale: Scale) -> list[tuple[str | None, list[Choice]]]:
    """Return the outcomes by function, those that serve none last."""
    known = functions_of(scale)
    groups: list[str | None] = [*known, None]
    found = [
        (group, [choice for choice in scale.choices if choice.group == group]) for group in groups
    ]
    return [(group, choices) for group, choices in found if choices or group is not None]


def _group_title(scale: Scale, group: str | None) -> Phrase | None:
    """Return the words of a function, or those of outcomes that serve none beside some that do."""
    if group is None and functions_of(scale):
        return b.message("effects.function.none")
    return function_title(scale, group)


def _outcomes(story: Story, scale: Scale) -> Iterator[Block]:
    yield Paragraph(text=b.message("effects.outcomes.reading"))
    met = Counter(event.outcome for event in story.events)
    groups = _grouped(scale)
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
                b.text(_group_title(scale, group)),
                b.text(b.words(choice.label)),
                b.count(met[choice.code], "things"),
            )
            for group, choices in groups
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
        specification=outcomes([len(choices) for _, choices in groups]),
    )
    yield table
    yield _by_year(story, scale)
    without = sum(_served(event, scale) is None for event in story.events)
    if without:
        said = b.message("effects.outcomes.none", n=b.count(without, "things"))
        yield Notice(level="information", text=said)


def _served(event: Event, scale: Scale) -> Choice | None:
    return choice_of(scale, event.outcome)


def _by_year(story: Story, scale: Scale) -> Table:
    """Return how many events served each function, year by year, every event in one cell."""
    groups = [group for group, _ in _grouped(scale)]
    columns: list[tuple[str, str | None, Phrase]] = [
        (f"function_{number}", group, _group_title(scale, group) or b.message("effects.events"))
        for number, group in enumerate(groups, start=1)
    ]
    placed = Counter(
        (event.date[:4] if event.date else None, choice.group)
        for event in story.events
        if (choice := _served(event, scale))
    )
    loose = Counter(
        event.date[:4] if event.date else None
        for event in story.events
        if _served(event, scale) is None
    )
    years = sorted({event.date[:4] for event in story.events if event.date})
    undated = any(event.date is None for event in story.events)
    return Table(
        id="outcomes-by-year",
        title=b.message("effects.outcomes.years"),
        columns=(
            Column(id="year", title=b.message("effects.year"), kind="text", header=True),
            *(Column(id=name, title=title, kind="count") for name, _, title in columns),
            *(
                (Column(id="none", title=b.message("effects.outcome.none"), kind="count"),)
                if loose
                else ()
            ),
        ),
        rows=tuple(
            (
                b.text(b.verbatim(year) if year else b.message("effects.undated")),
                *(b.count(placed[year, group], "things") for _, group, _ in columns),
                *((b.count(loose[year], "things"),) if loose else ()),
            )
            for year in (*years, *((None,) if undated else ()))
        ),
    )


def _records(appraisal: Appraisal, response: Response, name: str) -> Table:
    """Return all that was recorded of events or of transformations."""
    item = appraisal.instrument.item(name)
    return records_table(appraisal.instrument, item, response.rows(name), row_titles(appraisal))
