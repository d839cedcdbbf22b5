"""Reading the records of a group's document: its rows, and what their fields hold."""

from collections.abc import Iterator
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.report import Block, Notice
from rosace.response import Record, Response

__all__ = ["UNDRAWN", "documents", "earlier_notice", "list_of", "rows_of", "text_of"]

UNDRAWN: Final = Notice(level="information", text=b.message("dynamics.undrawn"))
"""The notice in the place of a picture that would hold more than can be read."""


def rows_of(response: Response, item: str) -> tuple[Record, ...]:
    """Return the rows that a response holds for an item of records; none where it has no answer."""
    answer = response.answers.get(item)
    held = answer.value if answer is not None and isinstance(answer.value, tuple) else ()
    return tuple(row for row in held if isinstance(row, Record))


def text_of(row: Record, field: str) -> str | None:
    """Return what a field of one value holds: words, a date, a code or an id; None where empty."""
    held = row.fields.get(field)
    return held if isinstance(held, str) and held else None


def list_of(row: Record, field: str) -> tuple[str, ...]:
    """Return what a field of many values holds."""
    held = row.fields.get(field)
    return tuple(part for part in held if isinstance(part, str)) if isinstance(held, tuple) else ()


def documents(appraisal: Appraisal) -> tuple[Response, ...]:
    """Return all that the group wrote with an instrument, the oldest first, in any version."""
    return tuple(
        response for held in (*appraisal.earlier, appraisal) for response in held.collective
    )


def earlier_notice(appraisal: Appraisal) -> Iterator[Block]:
    """Yield a notice that earlier documents of the group are not told here, where there are any."""
    earlier = len(documents(appraisal)) - 1
    if earlier > 0:
        wave = b.wave_title(appraisal.study, appraisal.collective[-1].wave)
        text = b.message("dynamics.latest", wave=wave, n=b.count(earlier, "things"))
        yield Notice(level="information", text=text)
