"""What can be wrong in a review, beyond what its instrument says: tracks and their dates."""

from collections.abc import Iterator
from typing import Final, Literal

from rosace.errors import Problem
from rosace_review.record import Review, precedes

__all__ = ["MOST_TRACKS", "check_review"]

MOST_TRACKS: Final = 3
"""Most tracks that a group should settle on in one session."""

_CATALOGUE: Final = "rosace_review"


def check_review(review: Review) -> Iterator[Problem]:
    """Yield the findings about a review.

    A new track that is due before the session is an error. More than three new
    tracks, and a track that is done without a word on what became of it, are notices.
    Tracks that were decided earlier may well be overdue.
    """
    new = [track for track in review.tracks if review.new(track)]
    if len(new) > MOST_TRACKS:
        yield _problem(
            "review-many-tracks", "/answers/tracks", "notice", most=MOST_TRACKS, n=len(new)
        )
    for track in review.tracks:
        place = f"/answers/tracks/{track.id}"
        if track in new and track.due and review.date and precedes(track.due, review.date):
            yield _problem(
                "review-due-before-session", place, track=track.id, due=track.due, date=review.date
            )
        if track.status == "done" and not track.follow_up:
            yield _problem("review-done-without-follow-up", place, "notice", track=track.id)


def _problem(
    code: str,
    pointer: str,
    severity: Literal["error", "notice"] = "error",
    **arguments: str | int,
) -> Problem:
    return Problem(
        code=code,
        pointer=pointer,
        arguments=arguments,
        severity=severity,
        catalogue=_CATALOGUE,
    )
