"""In what pages the pieces of a report flow: what stays together, what stands on its side."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

__all__ = ["in_runs", "kept_together"]

_LIGHT: Final = frozenset({"section", "heading", "paragraph", "notice", "annex"})
_SHORT: Final = 500
"""Letters of a paragraph that is never parted from what it leads up to."""
_LED_TO: Final = frozenset({"figure", "list", "table"})


def kept_together(pieces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pieces, short paragraphs marked ``sticky`` before what they lead up to.

    Args:
        pieces: The pieces of a report, in order.
    """
    return [
        {**piece, "sticky": following in _LED_TO and _letters(piece) <= _SHORT}
        if piece["kind"] == "paragraph"
        else piece
        for piece, following in zip(
            pieces, [*(each["kind"] for each in pieces[1:]), None], strict=True
        )
    ]


def in_runs(pieces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return pieces in runs of upright pages and of pages on their side.

    A title and the few words before a table on its side stand on its page, so that no page
    ends with a title alone.

    Args:
        pieces: The pieces of a report, in order.
    """
    turned = list(_turned(pieces))
    together = groupby(zip(turned, pieces, strict=True), key=lambda pair: pair[0])
    return [{"turned": on_side, "pieces": [piece for _, piece in run]} for on_side, run in together]


def _turned(pieces: Sequence[dict[str, Any]]) -> Iterator[bool]:
    following = False
    backwards = []
    for piece in reversed(pieces):
        if piece["kind"] == "table":
            following = piece["layout"] == "sideways"
        elif piece["kind"] not in _LIGHT or _letters(piece) > _SHORT:
            following = False
        backwards.append(following)
        # What stands before a title belongs to something else.
        following = following and piece["kind"] != "section"
    return reversed(backwards)


def _letters(piece: dict[str, Any]) -> int:
    return sum(len(text) for text, *_ in piece.get("words", ()))
