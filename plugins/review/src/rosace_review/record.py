"""A group's review, read from its response: groups, entries and tracks."""

from rosace.response import Record, Response
from rosace.values import value

__all__ = ["CLOSED", "Entry", "Group", "Review", "Track", "precedes", "review_of"]

CLOSED = frozenset({"done", "dropped"})
"""The statuses of a track that nothing more is expected of."""


@value
class Group:
    """Like entries brought together under a title."""

    id: str
    title: str


@value
class Entry:
    """One idea of the board.

    Args:
        id: Its id.
        column: The code of its column.
        text: The idea, in the words of its card.
        multiplicity: How many cards said the same.
        group: The id of its group, or None.
        votes: The votes it got, or None where it was not voted on.
        author: Who signed it, or None.
    """

    id: str
    column: str
    text: str
    multiplicity: int
    group: str | None
    votes: int | None
    author: str | None


@value
class Track:
    """Something that the group decided to do.

    Args:
        id: Its id, the same from one wave to the next.
        what: What is to be done; its id where the words were left out.
        decided: The wave in which it was decided, or None for one decided now.
        entries: The ids of the entries it comes from.
        owner: Who sees to it, in words.
        actors: The ids of the actors of the actor map who see to it.
        due: The day, month or year by when.
        status: Where it stands, or None where that is not said.
        follow_up: What became of it.
    """

    id: str
    what: str
    decided: str | None
    entries: tuple[str, ...]
    owner: str | None
    actors: tuple[str, ...]
    due: str | None
    status: str | None
    follow_up: str | None


@value
class Review:
    """All that a group put down in one session."""

    wave: str
    date: str | None
    facilitator: str | None
    groups: tuple[Group, ...]
    entries: tuple[Entry, ...]
    tracks: tuple[Track, ...]

    def new(self, track: Track) -> bool:
        """Say whether a track was decided in this session."""
        return track.decided in {None, self.wave}


def review_of(response: Response) -> Review:
    """Return the review that a response holds, its rows in the order given."""
    return Review(
        wave=response.wave,
        date=_said(response, "date"),
        facilitator=_said(response, "facilitator"),
        groups=tuple(
            Group(id=row.id, title=row.text("title") or row.id) for row in response.rows("groups")
        ),
        entries=tuple(
            Entry(
                id=row.id,
                column=row.text("column") or "",
                text=row.text("text") or row.id,
                multiplicity=_number(row, "multiplicity") or 1,
                group=row.text("group"),
                votes=_number(row, "votes"),
                author=row.text("author"),
            )
            for row in response.rows("entries")
        ),
        tracks=tuple(
            Track(
                id=row.id,
                what=row.text("what") or row.id,
                decided=row.text("decided"),
                entries=row.texts("entries"),
                owner=row.text("owner"),
                actors=row.texts("actors"),
                due=row.text("due"),
                status=row.text("status"),
                follow_up=row.text("follow-up"),
            )
            for row in response.rows("tracks")
        ),
    )


def precedes(one: str, other: str) -> bool:
    """Say whether a date is over before another begins, to the precision that both have."""
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def _said(response: Response, item: str) -> str | None:
    answer = response.answers.get(item)
    return str(answer.value) if answer is not None and answer.value else None


def _number(row: Record, field: str) -> int | None:
    held = row.fields.get(field)
    return int(held) if isinstance(held, int | float) and not isinstance(held, bool) else None
