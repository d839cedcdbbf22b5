"""What a group wrote with a tool, and the notices on what of it is not told or not drawn."""

from collections.abc import Iterator
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.report import Block, Notice
from rosace.response import Response

__all__ = ["UNDRAWN", "documents", "earlier_notice"]

UNDRAWN: Final = Notice(level="information", text=b.message("dynamics.undrawn"))
"""The notice in the place of a picture that would hold more than can be read."""


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
