"""The actors of a partnership, read from the group's map."""

from rosace.appraisal import Appraisal
from rosace.instrument import Choice, Instrument, Item
from rosace.response import Response
from rosace.values import value

__all__ = ["MAP", "Actor", "actors_of", "choices_of", "field_of", "map_of", "tied"]

MAP = "actor-map"
"""The id of the instrument that holds the map; its records are `actors`."""


@value
class Actor:
    """One actor of the map; what the group left out is None.

    Args:
        id: The id of its record, to which other instruments refer.
        name: Its name.
        sector: The code of its sector.
        standing: The code of its standing in the project.
        role: The code of its role in decisions.
        came_in: When it came in, ISO 8601; None while it is not yet enrolled.
        levers: What it holds.
        ties: The ids of actors it is tied with, as noted on its own row.
    """

    id: str
    name: str
    sector: str | None = None
    standing: str | None = None
    role: str | None = None
    came_in: str | None = None
    levers: str | None = None
    ties: tuple[str, ...] = ()


def actors_of(response: Response) -> tuple[Actor, ...]:
    """Return the actors that a map holds, in the order given."""
    return tuple(
        Actor(
            id=row.id,
            name=row.text("name") or row.id,
            sector=row.text("sector"),
            standing=row.text("standing"),
            role=row.text("role"),
            came_in=row.text("came-in"),
            levers=row.text("levers"),
            ties=row.texts("ties"),
        )
        for row in response.rows("actors")
    )


def tied(actors: tuple[Actor, ...]) -> list[tuple[Actor, Actor]]:
    """Return each tie between two actors once, whichever of them it was noted on."""
    known = {actor.id: actor for actor in actors}
    pairs: dict[frozenset[str], tuple[Actor, Actor]] = {}
    for actor in actors:
        for other in actor.ties:
            if other in known and other != actor.id:
                pairs.setdefault(frozenset((actor.id, other)), (actor, known[other]))
    return list(pairs.values())


def map_of(appraisal: Appraisal) -> tuple[Actor, ...]:
    """Return the actors of the latest map of a study; none where it holds no map.

    Args:
        appraisal: Any appraisal of the study.
    """
    held = appraisal if appraisal.instrument.id == MAP else appraisal.others.get(MAP)
    return actors_of(held.collective[-1]) if held is not None and held.collective else ()


def field_of(instrument: Instrument, identifier: str) -> Item:
    """Return a field of the actors of a map."""
    fields = instrument.item("actors").fields or ()
    return next(field for field in fields if field.id == identifier)


def choices_of(instrument: Instrument, field: str) -> tuple[Choice, ...]:
    """Return the choices of a field of actors, which an overlay may have replaced."""
    return instrument.scales[field_of(instrument, field).scale or ""].choices
