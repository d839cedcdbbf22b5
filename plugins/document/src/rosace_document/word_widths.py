"""Widths of the columns of a table: what words need first, then where rows would be tallest."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rosace.values import value

__all__ = ["Widths"]

_EM: Final = {
    **dict.fromkeys("ijlI|'’.,:;!ïî\u00ad", 0.28),
    **dict.fromkeys("ftr()[]-/ \u00a0\u202f", 0.33),
    **dict.fromkeys("mwMW%@œæŒÆ—…", 0.9),
    **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZÀÂÇÈÉÊÎÔÙÛ&", 0.7),
}
"""Widths of letters in Arial, in parts of its size."""

_USUAL, _SQUARE = 0.556, 1.0
_FIRST_SQUARE: Final = "\u1100"
"""Letters from here on are as wide as they are high, or nearly."""

_BOLD: Final = 1.1
_PADDING: Final = 180
"""Space beside the text of a cell, in twentieths of a point, with a little to spare."""

_LOST: Final = 270
"""What a line of words leaves empty at its end, on average, likewise."""

_SHORT: Final = 12.0
"""Length of a short title, in parts of the size of its letters."""
_LINE: Final = 0.4
"""The part of a short title that a line holds, so that there are no more than three."""

_WIDEST_WORD: Final = 2_400
_READABLE: Final = 1_300
"""Width below which running text is hard to read, likewise."""

_STEP: Final = 90
"""What a column is given at a time, in twentieths of a point."""

_LOOKED_AT: Final = 48
"""Rows that are measured: those of a long table are alike."""

_LONGEST: Final = 2_000
"""Letters of a text that are measured."""

_TALL: Final = 9.0
"""Lines of a usual row beyond which a wider page is better."""

_BREAKS: Final = re.compile(r"[ \t\n-]+")
"""Where a line may break: not at a no-break space."""


@value
class Widths:
    """Measures a table.

    Args:
        headings: The titles of its columns.
        rows: The words of its cells.
        size: The size of its letters, in twentieths of a point.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    size: int

    def suit(self, width: int) -> bool:
        """Say whether a table is easy to read on a page.

        Args:
            width: The width of the page's text, in twentieths of a point.
        """
        needed = 0
        for place, least in enumerate(self._least()):
            longest = max((_ems(row[place]) for row in self._sample()), default=0.0)
            needed += max(least, min(round(longest * self.size), _READABLE) + _PADDING)
        if needed > width:
            return False
        shared = self.shared(width)
        tallest = [max(_lines(row, shared)) for row in self._lengths()]
        return not tallest or sum(tallest) / len(tallest) <= _TALL

    def shared(self, width: int) -> tuple[int, ...]:
        """Return the widths of the columns, which together are a page's.

        Each column gets what its longest word needs. What is left goes, a little at a time, to
        the column that makes most rows taller than they would be without it; once every row is
        one line, to all alike.

        Args:
            width: The width of the page's text, in twentieths of a point.
        """
        widths = self._least()
        spare = width - sum(widths)
        if spare <= 0:
            return _proportional(width, widths)
        lengths = self._lengths()
        rows = [_lines(row, widths) for row in lengths]
        while spare >= _STEP:
            place = _tallest(rows, len(widths))
            if place is None:
                break
            widths[place] += _STEP
            spare -= _STEP
            room = widths[place] - _PADDING
            for row, length in zip(rows, lengths, strict=True):
                row[place] = _count(length[place], room)
        return _proportional(width, widths)

    def _least(self) -> list[int]:
        """Return the width of each column's longest word, and of the lines of a short title."""
        widths = []
        for place, heading in enumerate(self.headings):
            word = max((_word(row[place]) for row in self.rows), default=0.0)
            title = max(_word(heading), min(_ems(heading), _SHORT) * _LINE)
            longest = max(title * _BOLD, word) * self.size
            widths.append(min(round(longest), _WIDEST_WORD) + _PADDING)
        return widths

    def _sample(self) -> tuple[tuple[str, ...], ...]:
        return self.rows[:: max(1, len(self.rows) // _LOOKED_AT)]

    def _lengths(self) -> list[list[float]]:
        """Return how long the text of each cell would be on one line."""
        return [[_ems(text) * self.size for text in row] for row in self._sample()]


@lru_cache(maxsize=4096)
def _ems(text: str) -> float:
    """Return about how long a text is, in parts of the size of its letters."""
    return sum(
        _EM.get(letter, _USUAL if letter < _FIRST_SQUARE else _SQUARE) for letter in text[:_LONGEST]
    )


def _word(text: str) -> float:
    return max(map(_ems, _BREAKS.split(text[:_LONGEST])))


def _lines(row: Sequence[float], widths: Sequence[int]) -> list[float]:
    """Return how many lines each cell of a row takes, about."""
    return [
        _count(length, max(width - _PADDING, 1)) for length, width in zip(row, widths, strict=True)
    ]


def _count(length: float, room: int) -> float:
    """Return how many lines a text takes, of which each ends before a word that is too long."""
    return 1.0 if length <= room else 1 + (length - room) / max(room - _LOST, room / 2)


def _tallest(rows: Sequence[Sequence[float]], columns: int) -> int | None:
    """Return the column that costs most lines, or None where every row has one.

    Args:
        rows: How many lines each cell takes.
        columns: How many columns there are.
    """
    cost = [0.0] * columns
    for lines in rows:
        first = max(lines)
        if first > 1:
            place = lines.index(first)
            others = max((*lines[:place], *lines[place + 1 :]), default=1.0)
            cost[place] += first - others + first / 10
    most = max(cost)
    return cost.index(most) if most else None


def _proportional(whole: int, parts: Sequence[int]) -> tuple[int, ...]:
    """Return a width shared out in proportion, to the last unit."""
    total, ends, upto = sum(parts), [0], 0
    for part in parts:
        upto += part
        ends.append(round(whole * upto / total))
    return tuple(end - start for start, end in pairwise(ends))
