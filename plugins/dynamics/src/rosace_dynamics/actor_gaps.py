"""What an actor map shows to be missing, for whoever facilitates: sectors, actors, roles."""

from collections.abc import Iterator, Sequence
from typing import Final

from rosace import building as b
from rosace.instrument import Choice, Instrument
from rosace.report import Block, Column, ListBlock, Notice, Paragraph, Phrase, Table
from rosace_dynamics.actors import Actor, choices_of

__all__ = ["gap_blocks"]

_NEEDED: Final = frozenset({"strategic", "pivotal"})
"""Codes of the standings that the project cannot do without."""
_WEAK: Final = frozenset({"informed", "consulted"})
"""Codes of the roles that neither negotiate nor decide."""
_FIELDS: Final = ("sector", "role", "standing")


def gap_blocks(instrument: Instrument, actors: Sequence[Actor]) -> Iterator[Block]:
    """Yield what is missing from a map.

    Args:
        instrument: The actor map, whose scales say which sectors and roles there are.
        actors: The actors of the map.
    """
    yield Paragraph(text=b.message("dynamics.gaps.reading"))
    yield _sectors(instrument, actors)
    enrolled = [actor for actor in actors if actor.came_in]
    standings = {choice.code: choice for choice in choices_of(instrument, "standing")}
    needed = [actor for actor in actors if actor.standing in _NEEDED]
    yield from _list("sectors", _unmet(instrument, "sector", enrolled))
    yield from _list("actors", [_told(actor, standings) for actor in needed if not actor.came_in])
    yield from _list(
        "weak",
        [_told(actor, standings) for actor in needed if actor.came_in and actor.role in _WEAK],
    )
    yield from _list("roles", _unmet(instrument, "role", enrolled))
    for field in _FIELDS:
        blank = sum(getattr(actor, field) is None for actor in actors)
        if blank:
            text = b.message(f"dynamics.gaps.no-{field}", n=b.count(blank, "things"))
            yield Notice(level="information", text=text)


def _list(name: str, found: Sequence[Phrase]) -> Iterator[Block]:
    """Yield a list under its words, or the words that say that there is nothing to list."""
    named = f"dynamics.gaps.{name}" if found else f"dynamics.gaps.{name}.none"
    yield Paragraph(text=b.message(named))
    if found:
        yield ListBlock(items=tuple(found))


def _unmet(instrument: Instrument, field: str, actors: Sequence[Actor]) -> list[Phrase]:
    """Return the words of the choices of a field that none of these actors has."""
    met = {getattr(actor, field) for actor in actors}
    return [
        b.words(choice.label) for choice in choices_of(instrument, field) if choice.code not in met
    ]


def _told(actor: Actor, standings: dict[str, Choice]) -> Phrase:
    """Return an actor with its standing, and the levers that it holds where they were noted."""
    standing = b.words(standings[actor.standing or ""].label)
    name = b.verbatim(actor.name)
    if actor.levers is None:
        return b.message("dynamics.gaps.actor", actor=name, standing=standing)
    levers = b.verbatim(actor.levers)
    return b.message("dynamics.gaps.actor-levers", actor=name, standing=standing, levers=levers)


def _sectors(instrument: Instrument, actors: Sequence[Actor]) -> Table:
    """Return how many actors of each sector have come in, and how many are yet to."""
    return Table(
        id="sectors",
        title=b.message("dynamics.gaps.table"),
        columns=(
            Column(id="sector", title=b.message("dynamics.sector"), kind="text", header=True),
            Column(id="enrolled", title=b.message("dynamics.gaps.enrolled"), kind="count"),
            Column(id="awaited", title=b.message("dynamics.gaps.awaited"), kind="count"),
        ),
        rows=tuple(
            (
                b.text(b.words(choice.label)),
                *(
                    b.count(
                        sum(
                            actor.sector == choice.code and bool(actor.came_in) is came
                            for actor in actors
                        ),
                        "things",
                    )
                    for came in (True, False)
                ),
            )
            for choice in choices_of(instrument, "sector")
        ),
    )
