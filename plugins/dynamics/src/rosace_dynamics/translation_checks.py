"""What can be wrong in a tracker, beyond what its instrument says: moments out of order."""

from collections.abc import Iterator
from itertools import pairwise

from rosace.errors import Problem
from rosace.response import Response
from rosace_dynamics.dates import over_before
from rosace_dynamics.translation import MOMENTS, Move, moves_of

__all__ = ["check"]


def check(response: Response) -> Iterator[Problem]:
    """Yield the findings about a tracker, all of them notices.

    An actor may come back to any moment. Its first dated move at a moment is only out of
    order where it is over before the first at an earlier moment begins.
    """
    first: dict[str, dict[str, Move]] = {}
    for move in moves_of(response):
        held = first.setdefault(move.actor, {})
        if move.date and (move.moment not in held or move.date < (held[move.moment].date or "")):
            held[move.moment] = move
    for held in first.values():
        for before, after in pairwise(held[moment] for moment in MOMENTS if moment in held):
            if after.date and before.date and over_before(after.date, before.date):
                yield Problem(
                    "dynamics-moves-out-of-order",
                    pointer=f"/answers/moves/{after.id}/date",
                    arguments={"move": after.done, "other": before.done},
                    severity="notice",
                    catalogue="rosace_dynamics",
                )
