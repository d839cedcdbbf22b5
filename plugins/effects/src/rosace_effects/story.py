"""A group's story of its action, read from its response: events, links, chains, changes."""

from collections.abc import Iterator

from rosace.response import Response
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
            title=row.text("title") or row.id,
            date=row.text("date"),
            end=row.text("end"),
            outcome=row.text("outcome"),
        )
        for row in response.rows("events")
    ]
    return Story(
        events=tuple(sorted(events, key=lambda event: (event.date is None, event.date or ""))),
        links=tuple(_links(response)),
        transformations=tuple(
            Transformation(id=row.id, what=row.text("what") or row.id, date=row.text("date"))
            for row in response.rows("transformations")
        ),
        chains=tuple(
            Chain(
                id=row.id,
                title=row.text("title") or row.id,
                events=row.texts("events"),
                transformation=row.text("transformation"),
            )
            for row in response.rows("chains")
        ),
    )


def _links(response: Response) -> Iterator[Link]:
    for row in response.rows("links"):
        source, target = row.text("from"), row.text("to")
        if source and target:
            kind = row.text("kind") or "led-to"
            yield Link(id=row.id, source=source, target=target, kind=kind)
