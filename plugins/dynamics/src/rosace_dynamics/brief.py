"""What the registers add to the opening of a report: what is still open in them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.references import row_titles
from rosace.report import ListBlock, Phrase, Section
from rosace_dynamics.actors import MAP
from rosace_dynamics.controversies import AVOIDED, CLOSED, controversies_of
from rosace_dynamics.dates import first_day
from rosace_dynamics.translation import STUCK, moves_told, now

__all__ = ["write_brief"]

_MOST_NAMED: Final = 4


def write_brief(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the points that a register has for the brief, where it has some.

    Args:
        appraisal: The appraisal of a register that this module knows.
    """
    points = tuple(_POINTS[appraisal.instrument.id](appraisal))
    if points:
        yield Section(
            id="brief",
            title=b.message("dynamics.brief.title"),
            place="brief",
            blocks=(ListBlock(items=points),),
        )


def _controversies(appraisal: Appraisal) -> Iterator[Phrase]:
    """Yield how many controversies go on, the oldest of them, and those left aside."""
    held = controversies_of(appraisal.collective[-1]) if appraisal.collective else ()
    going_on = [each for each in held if each.status not in CLOSED]
    dated = [each for each in going_on if each.opened]
    n = b.count(len(going_on), "things")
    if dated:
        oldest = min(dated, key=lambda each: first_day(each.opened or ""))
        yield b.message(
            "dynamics.brief.oldest",
            n=n,
            title=b.verbatim(oldest.title),
            opened=b.date(oldest.opened),
        )
    elif going_on:
        yield b.message("dynamics.brief.going-on", n=n)
    if avoided := [each.title for each in held if each.status == AVOIDED]:
        yield _named("avoided", avoided)


def _moves(appraisal: Appraisal) -> Iterator[Phrase]:
    """Yield the actors toward whom the last move led no further."""
    titles = row_titles(appraisal)
    last = now(moves_told(appraisal))
    stuck = [
        titles.get((MAP, "actors", actor), actor)
        for actor, move in last.items()
        if move.outcome in STUCK
    ]
    if stuck:
        yield _named("stuck", stuck)


def _named(point: str, names: list[str]) -> Phrase:
    """Return a point that tells how many there are, and names the first of them."""
    named = [b.message("dynamics.brief.named", title=b.verbatim(name)) for name in names]
    parts: Phrase = b.joined(named[:_MOST_NAMED])
    if (more := len(names) - _MOST_NAMED) > 0:
        parts = b.message("dynamics.brief.more", parts=parts, n=b.count(more, "things"))
    return b.message(f"dynamics.brief.{point}", n=b.count(len(names), "things"), parts=parts)


_POINTS: Final[Mapping[str, Callable[[Appraisal], Iterator[Phrase]]]] = {
    "controversies": _controversies,
    "translation-tracker": _moves,
}
"""By id of a register, what yields its points."""
