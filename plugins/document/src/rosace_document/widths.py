"""How wide the columns of a table are, and on what kind of page it stands."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from rosace.values import value

__all__ = ["Laid", "Line", "lay_out"]

UPRIGHT: Final = 498.0
"""Width between the margins of an upright Letter page, in points."""
SIDEWAYS: Final = 678.0
"""Width between the margins of a Letter page on its side, in points."""

_PAD: Final = 10.0
"""Space beside the words of a cell, left and right together, in points."""
_SIZES: Final = (9.0, 8.0)
_SYLLABLES: Final = 58.0
"""The width that any words in sentences can be broken down to, in points."""
_HEADING: Final = 74.0
"""The same for headings, which look poor when they are broken."""
_LABEL: Final = 150.0
_MOST_LINES: Final = 10
"""Most lines of a cell that is still read at a glance."""
_FEW_ROWS: Final = 4
"""Most rows that are not worth turning a page."""
_HEAVIER: Final = 1.09
"""How much wider semibold letters are than regular ones."""
_STRETCHED: Final = 0.6
"""A table that takes at least this part of the width takes it all."""
_OTHER: Final = 0.6
"""Width in em of a character that the font lacks: its number is set, which is wider yet breaks."""
_GAPS: Final = re.compile("[ \u200b\n-]")

Kind = Literal["upright", "sideways", "stacked"]


@value
class Line:
    """A row as its columns are measured by.

    Args:
        texts: The words of each cell, by the place of its column.
        spans: How many rows each cell spans, by the place of its column; 1 where it lacks.
    """

    texts: Mapping[int, str]
    spans: Mapping[int, int]


@value
class Laid:
    """How a table is set.

    Args:
        kind: On an upright page, on a page on its side, or each row as a block of its own.
        size: Size of the letters, in points.
        widths: Width of each column, in points; of a stacked table, of labels and values.
        lines: How many lines each row takes, as far as can be told beforehand.
    """

    kind: Kind
    size: float
    widths: tuple[float, ...]
    lines: tuple[int, ...]


def lay_out(
    titles: Sequence[str],
    lines: Sequence[Line],
    quantities: frozenset[int],
    advances: Mapping[int, float],
) -> Laid:
    """Return how a table is best set: no column too narrow to read, no page turned for little.

    Args:
        titles: The titles of its columns.
        lines: Its rows.
        quantities: Places of the columns whose values are never broken.
        advances: Width of each character of the font, in em.
    """
    room: tuple[tuple[Kind, float], ...] = (("upright", UPRIGHT), ("sideways", SIDEWAYS))
    turning = len(lines) > _FEW_ROWS and len(quantities) * 2 >= len(titles)
    for kind, width in room if turning else room[:1]:
        for size in _SIZES:
            measured = [
                _measure(place, title, lines, size, place in quantities, advances)
                for place, title in enumerate(titles)
            ]
            widths = _share(measured, width)
            if widths is None:
                continue
            heights = tuple(_lines(line, widths, size, advances) for line in lines)
            if max(heights, default=0) <= _MOST_LINES:
                return Laid(kind=kind, size=size, widths=widths, lines=heights)
    return _stacked(titles, lines, advances)


def _stacked(
    titles: Sequence[str], lines: Sequence[Line], advances: Mapping[int, float]
) -> Laid:
    size = _SIZES[0]
    label = min(max(_width(title, size, advances) for title in titles) * _HEAVIER + _PAD, _LABEL)
    widths = (label, UPRIGHT - label)
    return Laid(
        kind="stacked",
        size=size,
        widths=widths,
        lines=tuple(
            max(_height(text, widths[1], size, advances) for text in line.texts.values())
            for line in lines
        ),
    )


@value
class _Measured:
    least: float
    most: float
    weight: float


def _measure(
    place: int,
    title: str,
    lines: Sequence[Line],
    size: float,
    quantity: bool,  # noqa: FBT001  # a fact of the column
    advances: Mapping[int, float],
) -> _Measured:
    """Return the least and the most width that a column can use, and its share of the rest."""
    texts = [line.texts[place] for line in lines if place in line.texts]
    # A cell of several rows has their lines to run over.
    whole = [
        _width(line.texts[place], size, advances) / line.spans.get(place, 1)
        for line in lines
        if place in line.texts
    ]
    heading = _width(title, size, advances) * _HEAVIER
    longest = min(_HEADING, _longest(title, size, advances) * _HEAVIER)
    if quantity:
        least = max([*whole, longest])
        most = max(least, min(heading, _HEADING))
    else:
        words = max((_longest(text, size, advances) for text in texts), default=0.0)
        least = max(min(words, _SYLLABLES), longest)
        most = max([*whole, heading], default=0.0)
    mean = sum(whole) / len(whole) if whole else 0.0
    return _Measured(
        least=least + _PAD, most=most + _PAD, weight=math.sqrt(mean + max(whole, default=0.0)) + 1
    )


def _share(columns: Sequence[_Measured], width: float) -> tuple[float, ...] | None:
    """Return the widths of columns within a page, or None where they do not fit."""
    widths = [column.least for column in columns]
    rest = width - sum(widths)
    if rest < 0:
        return None
    wanting = {place for place, column in enumerate(columns) if column.most > column.least}
    while wanting and rest > 1:
        whole = sum(columns[place].weight for place in wanting)
        for place in sorted(wanting):
            more = min(
                rest * columns[place].weight / whole, columns[place].most - widths[place]
            )
            widths[place] += more
        wanting = {place for place in wanting if columns[place].most - widths[place] > 1}
        rest = width - sum(widths)
    if sum(widths) < width * _STRETCHED:
        return tuple(widths)
    return tuple(each * width / sum(widths) for each in widths)


def _lines(
    line: Line, widths: Sequence[float], size: float, advances: Mapping[int, float]
) -> int:
    return max(
        math.ceil(_height(text, widths[place], size, advances) / line.spans.get(place, 1))
        for place, text in line.texts.items()
    )


def _height(text: str, width: float, size: float, advances: Mapping[int, float]) -> int:
    """Return how many lines words take in a column: a little more than their width asks for."""
    return sum(
        max(1, math.ceil(_width(each, size, advances) * _HEAVIER / max(width - _PAD, 1)))
        for each in text.split("\n")
    )


def _longest(text: str, size: float, advances: Mapping[int, float]) -> float:
    return max(_width(word, size, advances) for word in _GAPS.split(text))


def _width(text: str, size: float, advances: Mapping[int, float]) -> float:
    return size * sum(advances.get(ord(character), _OTHER) for character in text)
