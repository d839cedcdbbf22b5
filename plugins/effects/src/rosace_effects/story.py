"""A group's story of its action, read from its response: events, links, chains, changes."""

from collections.abc import Iterator, Mapping

from rosace.response import Record, Response
from rosace.values import value

__all__ = ["Chain", "Event", "Link", "Story", "Transformation", "story_of"]


@value
class Event:
    """A key event of the project's story, with the one transitional outcome it stands for."""

    id: str
    title: str
    date: str | None
    end: str | None
    outcome: str | None


@value
class Link:
    """What one event did for another: led to it, made it possible, or blocked it."""

    id: str
    source: str
    target: str
    kind: str


@value
class Transformation:
    """An observed material or social change in the living environment."""

    id: str
    what: str
    date: str | None


@value
class Chain:
    """Events in order, and the transformation that they reached, if any."""

    id: str
    title: str
    events: tuple[str, ...]
    transformation: str | None


@value
class Story:
    """All that a group put down of its action."""

    events: tuple[Event, ...]
    links: tuple[Link, ...]
    transformations: tuple[Transformation, ...]
    chains: tuple[Chain, ...]

    def event(self, identifier: str) -> Event | None:
        """Return an event by its id, or None."""
        return next((event for event in self.events if event.id == identifier), None)


def story_of(response: Response) -> Story:
    """Return the story that a response tells, its events in order of date.

    Events without a date come last, in the order given.
    """
    events = [
        Event(
            id=row.id,
            title=_text(row, "title") or row.id,
            date=_text(row, "date"),
            end=_text(row, "end"),
            outcome=_text(row, "outcome"),
        )
        for row in _rows(response, "events")
    ]
    return Story(
        events=tuple(sorted(events, key=lambda event: (event.date is None, event.date or ""))),
        links=tuple(_links(response)),
        transformations=tuple(
            Transformation(id=row.id, what=_text(row, "what") or row.id, date=_text(row, "date"))
            for row in _rows(response, "transformations")
        ),
        chains=tuple(
            Chain(
                id=row.id,
                title=_text(row, "title") or row.id,
                events=_list(row, "events"),
                transformation=_text(row, "transformation"),
            )
            for row in _rows(response, "chains")
        ),
    )


def _links(response: Response) -> Iterator[Link]:
    for row in _rows(response, "links"):
        source, target = _text(row, "from"), _text(row, "to")
        if source and target:
            kind = _text(row, "kind") or "led-to"
            yield Link(id=row.id, source=source, target=target, kind=kind)


def _rows(response: Response, item: str) -> tuple[Record, ...]:
    answer = response.answers.get(item)
    rows = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, Record))


def _text(row: Record, field: str) -> str | None:
    fields: Mapping[str, object] = row.fields
    held = fields.get(field)
    return held if isinstance(held, str) and held else None


def _list(row: Record, field: str) -> tuple[str, ...]:
    held = row.fields.get(field)
    return tuple(held) if isinstance(held, tuple) else ()
