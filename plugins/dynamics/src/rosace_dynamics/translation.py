"""The moves made toward actors, read from the group's trackers of all waves."""

from collections.abc import Iterable, Mapping

from rosace.appraisal import Appraisal
from rosace.response import Response
from rosace.values import evolve, value
from rosace_dynamics.documents import documents

__all__ = ["MOMENTS", "STUCK", "Move", "moves_of", "moves_told", "now"]

MOMENTS = ("problematization", "interessement", "enrolment", "mobilization")
"""Codes of the moments of translation, in the order of Callon (1986)."""

STUCK = ("held", "withdrew")
"""Codes of the outcomes of moves that led no further."""


@value
class Move:
    """One thing done toward an actor.

    Args:
        id: The id of its record.
        actor: The id of the actor.
        moment: The code of the moment that it aimed at.
        outcome: The code of what came of it.
        done: What was done.
        date: Its date, ISO 8601; None where it was not noted.
        when: When it counts: its date, or else that of the wave in which it was first noted.
        wave: The wave in which it was first noted.
        intermediary: What carried the project.
    """

    id: str
    actor: str
    moment: str
    outcome: str
    done: str
    date: str | None = None
    when: str | None = None
    wave: str = ""
    intermediary: str | None = None


def moves_of(response: Response) -> tuple[Move, ...]:
    """Return the moves of one tracker, in the order given."""
    return tuple(
        Move(
            id=row.id,
            actor=row.text("actor") or "",
            moment=row.text("moment") or "",
            outcome=row.text("outcome") or "",
            done=row.text("done") or row.id,
            date=row.text("date"),
            when=row.text("date"),
            wave=response.wave,
            intermediary=row.text("intermediary"),
        )
        for row in response.rows("moves")
    )


def moves_told(appraisal: Appraisal) -> tuple[Move, ...]:
    """Return every move of all waves once, in order of time; those without any come last.

    A row that a later tracker holds too, with the same id, actor and moment, is the same
    move: its latest words stand, and the wave in which it was first noted.
    """
    dates = {wave.id: wave.date for wave in appraisal.study.waves}
    told: dict[tuple[str, str, str], Move] = {}
    for response in documents(appraisal):
        for move in moves_of(response):
            key = (move.id, move.actor, move.moment)
            told[key] = _dated(move, told[key].wave if key in told else move.wave, dates)
    return tuple(sorted(told.values(), key=lambda move: (move.when is None, move.when or "")))


def _dated(move: Move, wave: str, dates: Mapping[str, str | None]) -> Move:
    return evolve(move, wave=wave, when=move.date or dates.get(wave))


def now(moves: Iterable[Move]) -> dict[str, Move]:
    """Return the last move toward each actor, which says where it stands.

    Args:
        moves: In order of time.
    """
    return {move.actor: move for move in moves}
