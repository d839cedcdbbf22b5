"""Tracks from one wave to the next: what was decided when, and what has become of it since."""

from collections.abc import Iterable, Sequence

from rosace.appraisal import Appraisal
from rosace.values import evolve, value
from rosace_review.record import CLOSED, Entry, Review, Track, precedes

__all__ = ["Decision", "decisions", "latest_wave", "taken_up", "today"]


@value
class Decision:
    """A track as all sessions up to now tell it.

    Args:
        track: The track, each field as it was said last.
        decided: The wave in which it was decided.
        told: The wave in which something was last said of it.
        board: The number of the board that said it.
        sources: The words of the entries that it comes from.
        before: What was to be done as it was worded first, where that was different.
    """

    track: Track
    decided: str
    told: str
    board: int
    sources: tuple[str, ...]
    before: str | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.track.status in CLOSED

    def overdue(self, day: str | None) -> bool:
        """Say whether it is past its date on a day, and neither done nor dropped."""
        due = self.track.due
        return bool(due and day and not self.closed and precedes(due, day))


def decisions(reviews: Iterable[Review]) -> tuple[Decision, ...]:
    """Return every track that was ever decided, in the order of the decisions.

    A track with the id of an earlier one is that track, taken up again: what it says
    replaces what was said, and what it leaves out still holds. Boards of one wave are
    of different groups, whose tracks are their own.

    Args:
        reviews: The reviews in the order of their waves.
    """
    found: dict[tuple[str, int], Decision] = {}
    for number, review in enumerate(reviews):
        texts = {entry.id: entry for entry in review.entries}
        for track in review.tracks:
            key = (track.id, 0)
            held = found.get(key)
            if held and held.told == review.wave and held.board != number:
                key, held = (track.id, number), None
            found[key] = _taken(held, track, review, number, texts)
    return tuple(found.values())


def _taken(
    held: Decision | None, track: Track, review: Review, number: int, texts: dict[str, Entry]
) -> Decision:
    sources = [texts[name].text for name in track.entries if name in texts]
    if held is None:
        return Decision(
            track=track,
            decided=track.decided or review.wave,
            told=review.wave,
            board=number,
            sources=tuple(sources),
        )
    said = {
        "what": track.what,
        "owner": track.owner,
        "actors": track.actors,
        "due": track.due,
        "status": track.status,
        "follow_up": track.follow_up,
    }
    first = held.before or held.track.what
    return evolve(
        held,
        track=evolve(held.track, **{name: each for name, each in said.items() if each}),
        told=review.wave,
        board=number,
        sources=tuple(dict.fromkeys((*held.sources, *sources))),
        before=first if first != track.what else None,
    )


def latest_wave(appraisal: Appraisal) -> str | None:
    """Return the last wave that the report is about, by any of its instruments."""
    held = (appraisal, *appraisal.others.values())
    met = {wave for each in held for wave in each.waves}
    known = [wave.id for wave in appraisal.study.waves if wave.id in met]
    return known[-1] if known else None


def today(appraisal: Appraisal, reviews: Sequence[Review]) -> str | None:
    """Return the date of the last wave: the study's, or else that of its session."""
    wave = latest_wave(appraisal)
    dates = [known.date for known in appraisal.study.waves if known.id == wave]
    dates += [review.date for review in reviews if review.wave == wave]
    return next((date for date in dates if date), None)


def taken_up(appraisal: Appraisal, reviews: Sequence[Review]) -> tuple[Decision, ...]:
    """Return what was decided before the last wave, as it stands in it.

    Left out is what had come to its end before the session that was last held then:
    it has been told.
    """
    now = latest_wave(appraisal)
    earlier = [review.wave for review in reviews if review.wave != now]
    recent = {now, *earlier[-1:]}
    return tuple(
        decision
        for decision in decisions(reviews)
        if decision.decided != now and not (decision.closed and decision.told not in recent)
    )
