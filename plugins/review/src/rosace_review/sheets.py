"""The learning review on paper: a board for the wall, cards to cut out, and what is decided."""

from collections.abc import Iterator
from typing import Final

from rosace import building as b
from rosace.instrument import Instrument, Scale
from rosace.paper import Card, Cards, Grid, Head, Sheet
from rosace.report import Phrase
from rosace_review.columns import columns_of

__all__ = ["review_sheets"]

_ABREAST: Final = 5
"""Most columns of one poster: cards fit in them."""

_CARDS: Final = 36
_LINES: Final = 3
"""Lines under the first, which stands for a title."""
_MOST_LINES: Final = 6
_TONES: Final = 5
_SIGNS: Final = {
    "keep": "+",
    "discard": "\N{MINUS SIGN}",
    "avenue": "\N{RIGHTWARDS ARROW}",
}
_TRACKS: Final = {"what": 3, "owner": 2, "due": 1, "status": 2, "follow-up": 3}
"""What a track is asked, with the room that the answer takes."""


def review_sheets(instrument: Instrument) -> Iterator[Sheet]:
    """Yield the board as a poster, or several where it is wide, its cards, and the tracks.

    Columns are those of the instrument, whatever an overlay has made of them.
    """
    heads = _heads(columns_of(instrument))
    for first in range(0, len(heads), _ABREAST):
        yield Sheet(
            id=f"review-board-{first // _ABREAST + 1}" if first else "review-board",
            title=b.message("review.paper.board"),
            instructions=_steps("board", 4),
            format="poster",
            orientation="landscape",
            content=Grid(columns=heads[first : first + _ABREAST]),
        )
    yield Sheet(
        id="review-cards",
        title=b.message("review.paper.cards"),
        instructions=_steps("cards", 2),
        content=Cards(cards=tuple(_card(head, len(heads)) for head in heads)),
    )
    yield Sheet(
        id="review-tracks",
        title=b.message("review.paper.tracks"),
        instructions=_steps("tracks", 3),
        orientation="landscape",
        content=Grid(columns=tuple(_track_heads(instrument)), blank=_MOST_LINES),
    )


def _steps(sheet: str, count: int) -> tuple[Phrase, ...]:
    return tuple(b.message(f"review.paper.{sheet}.{step}") for step in range(1, count + 1))


def _heads(scale: Scale) -> tuple[Head, ...]:
    """Return the head of each column, with its sign: its number where it is none of ours."""
    return tuple(
        Head(
            title=b.words(choice.label),
            text=b.words(choice.description) if choice.description else None,
            sign=_SIGNS.get(choice.code, str(place)),
            tone=(place - 1) % _TONES + 1,
        )
        for place, choice in enumerate(scale.choices, start=1)
    )


def _card(head: Head, columns: int) -> Card:
    """Return the card of a column: one idea, and lines to write it on."""
    return Card(
        head=Head(sign=head.sign, tone=head.tone),
        kind=head.title,
        lines=(b.verbatim(""),) * _LINES,
        copies=max(1, _CARDS // columns),
    )


def _track_heads(instrument: Instrument) -> Iterator[Head]:
    """Yield what is asked of a track, in the instrument's words."""
    fields = {field.id: field for field in instrument.item("tracks").fields or ()}
    for name, room in _TRACKS.items():
        if name in fields:
            yield Head(title=b.words(fields[name].text), room=room)
