"""The sections of a report on a review: last time's decisions, the board, votes and tracks."""

from collections.abc import Iterator

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.report import Block, Section
from rosace.values import evolve
from rosace_review.columns import board_blocks, columns_of
from rosace_review.record import review_of
from rosace_review.tracks import charge_blocks, opening_blocks, track_blocks
from rosace_review.votes import vote_blocks

__all__ = ["review_sections"]


def review_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections on all boards that the group has filled in.

    What was decided before the last wave opens the whole report, whichever of its
    instruments brings that wave.
    """
    reviews = [review_of(response) for response in appraisal.collective]
    if not reviews:
        return
    opening = tuple(opening_blocks(appraisal, reviews))
    if opening:
        yield Section(
            id="decided",
            title=b.message("review.opening.title"),
            place="opening",
            blocks=opening,
        )
    tracks = tuple(track_blocks(appraisal, reviews))
    yield from (evolve(each, audience="public") for each in _filled("tracks", tracks))
    yield from _filled("charges", tuple(charge_blocks(appraisal, reviews)))
    yield from _filled("votes", tuple(vote_blocks(columns_of(appraisal.instrument), reviews[-1])))
    yield Section(
        id="collective",
        title=b.message("review.board.title"),
        blocks=tuple(board_blocks(appraisal, reviews)),
    )


def _filled(name: str, blocks: tuple[Block, ...]) -> Iterator[Section]:
    if blocks:
        yield Section(id=name, title=b.message(f"review.{name}.title"), blocks=blocks)
