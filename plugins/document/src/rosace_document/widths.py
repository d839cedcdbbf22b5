"""How wide the columns of a table are, and on what kind of page it stands."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
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
_HEADING_LINES: Final = 3
"""Most lines of a heading, as long as each is no wider than that."""
_LABEL: Final = 150.0
_MOST_LINES: Final = 10
"""Most lines of a cell that is still read at a glance."""
_BEFORE_TURNING: Final = 5
"""The same where the page may be turned instead."""
_EASY: Final = 76.0
"""The width that sentences have at least where the page may be turned instead."""
_FEW_ROWS: Final = 4
"""Most rows that are not worth turning a page."""
_HEAVIER: Final = 1.09
"""How much wider semibold letters are than regular ones."""
_STEP: Final = 3.0
_LOST: Final = 12.0
"""What a line of words leaves empty at its end, on average, in points."""
_TWO_LINES: Final = 0.54
"""The part of a quantity's width that holds it on two lines, such as a range."""
_BRIEF: Final = 66.0
"""Width of words that look poor on two lines, such as a date or a range."""
_FAVOUR: Final = 1.3
"""How much sooner such words get room than others."""
_ROUNDING: Final = 0.1
_STRETCHED: Final = 0.6
"""A table that takes at least this part of the width takes it all."""
_OTHER: Final = 4.5
"""Width in em of a character that the font lacks, of which the number is set."""
_GAPS: Final = re.compile("[ \u200b\n-]")

Kind = Literal["upright", "sideways", "stacked"]
_Font = Callable[[str], float]


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
        broken: Places of the columns that some word is too long for, where words are hyphenated.
    """

    kind: Kind
    size: float
    widths: tuple[float, ...]
    lines: tuple[int, ...]
    broken: frozenset[int] = frozenset()


def lay_out(
    titles: Sequence[str],
    lines: Sequence[Line],
    solid: frozenset[int],
    advances: Mapping[int, float],
) -> Laid:
    """Return how a table is best set: no column too narrow to read, no page turned for little.

    Args:
        titles: The titles of its columns.
        lines: Its rows.
        solid: Places of the columns whose words are never broken.
        advances: Width of each character of the font, in em.
    """
    room: tuple[tuple[Kind, float], ...] = (("upright", UPRIGHT), ("sideways", SIDEWAYS))
    font = _measuring(advances)
    turning = len(lines) > _FEW_ROWS and len(solid) * 2 >= len(titles)
    for kind, width in room if turning else room[:1]:
        for size in _SIZES:
            columns = _columns(titles, lines, size, solid, font)
            widths = _share(columns, width)
            if widths is None:
                continue
            heights = tuple(_lines(line, widths, size, font) for line in lines)
            tight = turning and kind == "upright"
            if tight and _is_hard(columns, widths, solid):
                continue
            if max(heights, default=0) <= (_BEFORE_TURNING if tight else _MOST_LINES):
                broken = _broken(titles, lines, widths, size, font)
                return Laid(kind=kind, size=size, widths=widths, lines=heights, broken=broken)
    return _stacked(titles, lines, font)


def _columns(
    titles: Sequence[str], lines: Sequence[Line], size: float, solid: frozenset[int], font: _Font
) -> "list[_Column]":
    return [
        _column(
            title,
            [
                (line.texts[place], line.spans.get(place, 1))
                for line in lines
                if place in line.texts
            ],
            size,
            solid=place in solid,
            font=font,
        )
        for place, title in enumerate(titles)
    ]


def _stacked(titles: Sequence[str], lines: Sequence[Line], font: _Font) -> Laid:
    size = _SIZES[0]
    label = min(max(_width(title, size, font) for title in titles) * _HEAVIER + _PAD, _LABEL)
    widths = (label, UPRIGHT - label)
    return Laid(
        kind="stacked",
        size=size,
        widths=widths,
        lines=tuple(
            sum(_height(text, widths[1], size, font) for text in line.texts.values())
            for line in lines
        ),
    )


@value
class _Column:
    """What a column needs.

    Args:
        least: Its least width.
        most: The width beyond which it gains nothing.
        needed: The width of its words on one line.
        lost: What each line leaves empty, for it ends before a word that does not fit.
    """

    least: float
    most: float
    needed: float
    lost: float


def _column(
    title: str, texts: Sequence[tuple[str, int]], size: float, *, solid: bool, font: _Font
) -> _Column:
    """Return what a column needs.

    Args:
        title: Its title.
        texts: The words of each cell, with how many rows they may run over.
        size: Size of the letters, in points.
        solid: Whether its words are never broken.
        font: Tells the width of words, in em.
    """
    whole = [_width(text, size, font) * _HEAVIER for text, _ in texts]
    # A cell of several rows has their lines to run over.
    needed = [each / rows for each, (_, rows) in zip(whole, texts, strict=True)] or [0.0]
    longest = max((_longest(text, size, font) for text, _ in texts), default=0.0) * _HEAVIER
    heading = _width(title, size, font) * _HEAVIER
    least = max(
        max([longest, *(each * _TWO_LINES for each in whole)])
        if solid
        else min(longest, _SYLLABLES),
        min(max(_longest(title, size, font) * _HEAVIER, heading / _HEADING_LINES * 1.1), _HEADING),
    )
    most = max([least, *whole, min(heading, _HEADING)])
    usual = (3 * sum(needed) / len(needed) + max(needed)) / 4
    return _Column(
        least=least + _PAD,
        most=most + _PAD,
        needed=usual * _FAVOUR if most <= _BRIEF else usual,
        lost=0.0 if solid or most <= _BRIEF else _LOST,
    )


def _share(columns: Sequence[_Column], width: float) -> tuple[float, ...] | None:
    """Return the widths of columns within a page, or None where they do not fit."""
    widths = [column.least for column in columns]
    if sum(widths) > width:
        return None
    while sum(widths) + _STEP <= width:
        # Room goes where most lines are, so that no column makes its rows higher than others do.
        pressed = [
            (column.needed / max(have - _PAD - column.lost, 1), place)
            for place, (column, have) in enumerate(zip(columns, widths, strict=True))
            if have < column.most
        ]
        if not pressed:
            break
        widths[max(pressed)[1]] += _STEP
    if sum(widths) < width * _STRETCHED:
        return tuple(widths)
    return tuple(each * width / sum(widths) for each in widths)


def _is_hard(columns: Sequence[_Column], widths: Sequence[float], solid: frozenset[int]) -> bool:
    """Tell whether words of more than two lines stand in a column too narrow to read."""
    return any(
        place not in solid and width < min(column.most / 2, _EASY)
        for place, (column, width) in enumerate(zip(columns, widths, strict=True))
    )


def _broken(
    titles: Sequence[str],
    lines: Sequence[Line],
    widths: Sequence[float],
    size: float,
    font: _Font,
) -> frozenset[int]:
    """Return the places of the columns that some word is too long for."""
    words = [*enumerate(titles), *(each for line in lines for each in line.texts.items())]
    return frozenset(
        place
        for place, text in words
        if _longest(text, size, font) * _HEAVIER > widths[place] - _PAD + _ROUNDING
    )


def _lines(line: Line, widths: Sequence[float], size: float, font: _Font) -> int:
    heights = (
        math.ceil(_height(text, widths[place], size, font) / line.spans.get(place, 1))
        for place, text in line.texts.items()
    )
    return max(heights, default=0)


def _height(text: str, width: float, size: float, font: _Font) -> int:
    """Return how many lines words take in a column: a little more than their width asks for."""
    return sum(
        max(1, math.ceil(_width(each, size, font) * _HEAVIER / max(width - _PAD, 1)))
        for each in text.split("\n")
    )


def _longest(text: str, size: float, font: _Font) -> float:
    return max(_width(word, size, font) for word in _GAPS.split(text))


def _width(text: str, size: float, font: _Font) -> float:
    return size * font(text)


def _measuring(advances: Mapping[int, float]) -> _Font:
    """Return what tells the width of words in em, and measures each only once."""

    @cache
    def measure(text: str) -> float:
        return sum(advances.get(ord(character), _OTHER) for character in text)

    return measure
