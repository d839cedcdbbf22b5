"""The controversies that a group's register holds."""

from rosace.response import Record, Response
from rosace.values import value

__all__ = ["AVOIDED", "CLOSED", "SETTLED", "Controversy", "controversies_of"]

SETTLED = "settled"
AVOIDED = "avoided"
CLOSED = (SETTLED, AVOIDED)
"""Codes of the statuses of what is worked on no longer."""


@value
class Controversy:
    """One question on which partners do not agree, or did not.

    Args:
        id: The id of its record.
        title: What it is about.
        status: The code of its status.
        kind: The code of what it is mostly about, if known.
        opened: Since when, to the day, the month or the year.
        closed: When it was settled or left aside.
        compromise: What was found, in words.
        event: The id of the event of `effects` that it led to.
    """

    id: str
    title: str
    status: str
    kind: str | None = None
    opened: str | None = None
    closed: str | None = None
    compromise: str | None = None
    event: str | None = None


def controversies_of(response: Response) -> tuple[Controversy, ...]:
    """Return the controversies of a register, in the order given."""
    return tuple(_controversy(row) for row in response.rows("controversies"))


def _controversy(row: Record) -> Controversy:
    return Controversy(
        id=row.id,
        title=row.text("title") or row.id,
        status=row.text("status") or "",
        kind=row.text("kind"),
        opened=row.text("opened"),
        closed=row.text("closed"),
        compromise=row.text("compromise"),
        event=row.text("event"),
    )
