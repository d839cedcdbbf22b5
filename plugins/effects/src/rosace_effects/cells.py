"""What the tables of effects share: events as cells, and the repertoire they are read with."""

from collections.abc import Iterator, Sequence
from typing import Final

from rosace import building as b
from rosace.instrument import Choice, Instrument, Scale
from rosace.report import Cell, Column, Figure, Phrase
from rosace_effects import parts
from rosace_effects.paging import Part
from rosace_effects.story import Event

__all__ = [
    "MOST_EVENTS",
    "choice_of",
    "drawn",
    "event_cells",
    "event_columns",
    "function_title",
    "functions_of",
    "part_figures",
    "repertoire",
]

MOST_EVENTS: Final = 40
"""Most events that one picture holds; beyond it the table stands alone."""


def repertoire(instrument: Instrument) -> Scale:
    """Return the repertoire of outcomes, which an overlay may have replaced."""
    events = instrument.item("events")
    outcome = next(field for field in events.fields or () if field.id == "outcome")
    return instrument.scales[outcome.scale or ""]


def functions_of(scale: Scale) -> list[str]:
    """Return the ids of the functions that group the outcomes, in order."""
    return [group.id for group in scale.groups or ()]


def choice_of(scale: Scale, code: str | None) -> Choice | None:
    """Return the outcome of a code, or None where the repertoire has no such one."""
    return next((choice for choice in scale.choices if choice.code == code), None)


def function_title(scale: Scale, identifier: str | None) -> Phrase | None:
    """Return the words of a function; None where there is no such one."""
    found = next((group for group in scale.groups or () if group.id == identifier), None)
    return b.words(found.title) if found else None


def drawn(event: Event, scale: Scale) -> parts.Event:
    """Return an event as the pictures take it."""
    choice = choice_of(scale, event.outcome)
    return parts.Event(
        id=event.id,
        function=choice.group if choice else None,
        date=event.date,
        title=event.title,
        outcomes=tuple(choice.label.values()) if choice else (),
    )


def event_cells(event: Event, scale: Scale) -> tuple[Cell, ...]:
    """Return the cells of an event, in the order of `event_columns`."""
    choice = choice_of(scale, event.outcome)
    return (
        b.text(b.verbatim(event.title)),
        b.date(event.date),
        b.text(b.words(choice.label) if choice else None),
        b.text(function_title(scale, choice.group if choice else None)),
    )


def event_columns() -> tuple[Column, ...]:
    """Return the columns that every table of events begins with."""
    return (
        Column(id="event", title=b.message("effects.event"), kind="text", header=True),
        Column(id="date", title=b.message("effects.date"), kind="date"),
        Column(id="outcome", title=b.message("effects.outcome"), kind="text"),
        Column(id="function", title=b.message("effects.function"), kind="text"),
    )


def part_figures(
    named: tuple[str, str, Phrase], alternative: str, drawn_parts: Sequence[Part]
) -> Iterator[Figure]:
    """Yield the figure of each part of a picture, numbered where there are several.

    Args:
        named: The id of the figure, of its table, and the title.
        alternative: The id of the message that describes a part by how many events it has.
        drawn_parts: The parts, in order.
    """
    identifier, table, title = named
    several = len(drawn_parts) > 1
    for number, part in enumerate(drawn_parts, start=1):
        turn, whole = b.count(number, "things"), b.count(len(drawn_parts), "things")
        yield Figure(
            id=b.identifier(identifier, str(number)) if several else identifier,
            table=table,
            title=b.message("effects.part", title=title, part=turn, parts=whole)
            if several
            else title,
            alternative=b.message(alternative, n=b.count(len(part.events), "things")),
            specification=part.specification,
        )
