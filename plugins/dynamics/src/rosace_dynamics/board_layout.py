"""Where the actors of a map stand on its board, and the ways of the lines between them."""

from collections.abc import Iterable, Sequence
from typing import Final

from rosace.values import value
from rosace.wrapping import lines_taken

__all__ = [
    "ACROSS",
    "GUTTER",
    "LEFT",
    "MOST_LINES",
    "NAME",
    "PAD",
    "WORDS",
    "Board",
    "Card",
    "Path",
    "characters",
    "lay_out",
    "ways",
]

ACROSS: Final = 790.0
LEFT: Final = 100.0
GUTTER: Final = 34.0
PAD: Final = 7.0
NAME: Final = 14.0
WORDS: Final = 13.5
MOST_LINES: Final = (4, 2)

_BETWEEN: Final = 8.0
_BAND: Final = 11.0
_LEAST_BAND: Final = 52.0
_MOST_TIES: Final = 24
_LANES: Final = 6
_LANE: Final = 4.4
_CROSSINGS: Final = 4
_CROSSING: Final = 4.0
_CLEAR: Final = 4.0

Path = tuple[tuple[float, float], ...]
_Place = tuple[float, float]
_Lanes = list[list[tuple[float, float]]]


@value
class Card:
    """One actor on the board.

    Args:
        id: What tells it from others.
        column: The place of its sector, from 0.
        row: The place of its role, from 0.
        name: Its name, for the room that it takes.
        words: The words under its name in each language, for the same.
        shape: The place of its standing on the scale, from 0; None where it is not told.
        enrolled: Whether it has come in.
    """

    id: str
    column: int
    row: int
    name: str
    words: tuple[str, ...] = ()
    shape: int | None = None
    enrolled: bool = True


@value
class Board:
    """Where everything stands, in pixels.

    Args:
        width: The width of a card.
        lefts: The left side of each column's cards.
        tops: Where each band of a role begins, and last where the board ends.
        cards: The top of each card, in the order given.
        heights: The height of each card.
    """

    width: float
    lefts: tuple[float, ...]
    tops: tuple[float, ...]
    cards: tuple[float, ...]
    heights: tuple[float, ...]


def characters(width: float) -> tuple[int, int]:
    """Return how many characters a line of a name, and of the words under it, holds."""
    return int((width - 32) / 6.9), int((width - 32) / 5.9)


def lay_out(cards: Sequence[Card], columns: int, rows: int) -> Board:
    """Return where the cards stand: stacked by sector and role, in the order given.

    Args:
        cards: The actors.
        columns: How many sectors there are.
        rows: How many roles there are.
    """
    width = round((ACROSS - LEFT) / columns - GUTTER, 1)
    heights = [_height(card, width) for card in cards]
    tops = [0.0]
    placed = [0.0] * len(cards)
    for row in range(rows):
        ends = [tops[-1] + _BAND] * columns
        for place, card in enumerate(cards):
            if card.row == row:
                placed[place] = ends[card.column]
                ends[card.column] += heights[place] + _BETWEEN
        tops.append(max(tops[-1] + _LEAST_BAND, max(ends) - _BETWEEN + _BAND))
    return Board(
        width=width,
        lefts=tuple(round(LEFT + turn * (width + GUTTER) + GUTTER, 1) for turn in range(columns)),
        tops=tuple(tops),
        cards=tuple(placed),
        heights=tuple(heights),
    )


def _height(card: Card, width: float) -> float:
    """Return the height of a card: its name, and the words under it in the longest language."""
    name, words = characters(width)
    taken = max((lines_taken(each, words) for each in card.words), default=1)
    return (
        2 * PAD
        + NAME * min(lines_taken(card.name, name), MOST_LINES[0])
        + WORDS * min(taken, MOST_LINES[1])
    )


def ways(
    cards: Sequence[Card], ties: Sequence[tuple[str, str]], board: Board
) -> tuple[Path, ...] | None:
    """Return the way of a line for each tie; None where they would be too many to be followed.

    A line runs between cards and never under one: in the gutters left of the columns, and,
    from one column to one that is not beside it, along the border between two bands.

    Args:
        cards: The actors.
        ties: Pairs of their ids.
        board: Where the cards stand.
    """
    places = {card.id: place for place, card in enumerate(cards)}
    pairs = [
        sorted((places[one], places[other]), key=lambda at: (cards[at].column, board.cards[at]))
        for one, other in ties
    ]
    ports = _ports(cards, pairs, board)
    if len(pairs) > _MOST_TIES or ports is None:
        return None
    gutters: dict[float, _Lanes] = {}
    borders: dict[float, _Lanes] = {}
    found: list[Path] = []
    for (start, stop), (y, y2) in zip(pairs, ports, strict=True):
        first, last = cards[start].column, cards[stop].column
        out = first if first == last else first + 1
        begin = (board.lefts[first] + (0.0 if first == last else board.width), y)
        end = (board.lefts[last], y2)
        if last <= out:
            way = _beside(board, gutters, out, (begin, end))
        else:
            way = _along(board, gutters, borders, (out, last), (begin, end))
        if way is None:
            return None
        found.append(way)
    return tuple(found)


def _beside(
    board: Board, gutters: dict[float, _Lanes], column: int, ends: tuple[_Place, _Place]
) -> Path | None:
    """Return the way between two cards on the sides of one gutter; None where it is full."""
    (x, y), (x2, y2) = ends
    lane = _lane(gutters.setdefault(column, []), (y, y2), _LANES)
    if lane is None:
        return None
    across = _across(board, column, lane)
    return ((x, y), (across, y), (across, y2), (x2, y2))


def _along(
    board: Board,
    gutters: dict[float, _Lanes],
    borders: dict[float, _Lanes],
    columns: tuple[int, int],
    ends: tuple[_Place, _Place],
) -> Path | None:
    """Return the way from gutter to gutter along a border; None where one of them is full."""
    (x, y), (x2, y2) = ends
    border = min(board.tops, key=lambda top: abs(top - y) + abs(top - y2))
    reach = (board.lefts[columns[0]] - GUTTER, board.lefts[columns[1]])
    run = _lane(borders.setdefault(border, []), reach, _CROSSINGS)
    if run is None:
        return None
    height = border + (run + 0.5 - _CROSSINGS / 2) * _CROSSING
    first = _lane(gutters.setdefault(columns[0], []), (y, height), _LANES)
    last = _lane(gutters.setdefault(columns[1], []), (height, y2), _LANES)
    if first is None or last is None:
        return None
    out, back = _across(board, columns[0], first), _across(board, columns[1], last)
    return ((x, y), (out, y), (out, height), (back, height), (back, y2), (x2, y2))


def _ports(
    cards: Sequence[Card], pairs: Sequence[Sequence[int]], board: Board
) -> list[tuple[float, float]] | None:
    """Return the heights at which each tie leaves its two cards; None where a side is too full."""
    sides: dict[tuple[int, bool], list[tuple[float, int, int]]] = {}
    for turn, (start, stop) in enumerate(pairs):
        inside = cards[start].column == cards[stop].column
        sides.setdefault((start, not inside), []).append((board.cards[stop], turn, 0))
        sides.setdefault((stop, False), []).append((board.cards[start], turn, 1))
    heights: dict[tuple[int, int], float] = {}
    taken: dict[int, list[float]] = {}
    for (place, right), held in sides.items():
        step = board.heights[place] / (len(held) + 1)
        gutter = taken.setdefault(cards[place].column + right, [])
        for order, (_, turn, end) in enumerate(sorted(held), start=1):
            wanted = board.cards[place] + order * step
            free = _free(wanted, board.cards[place], board.heights[place], gutter)
            if free is None:
                return None
            gutter.append(free)
            heights[turn, end] = free
    return [(heights[turn, 0], heights[turn, 1]) for turn in range(len(pairs))]


def _free(wanted: float, top: float, height: float, taken: Sequence[float]) -> float | None:
    """Return the height nearest to one wanted, on a card, at which no line of a gutter ends yet.

    Two lines that end at one height, on both sides of a gutter, would look like one.
    """
    shifts = sorted(range(-int(height), int(height) + 1), key=abs)
    heights = (round(wanted + shift, 1) for shift in shifts)
    return next(
        (
            y
            for y in heights
            if top + PAD <= y <= top + height - PAD
            and all(abs(y - other) >= _CLEAR for other in taken)
        ),
        None,
    )


def _lane(lanes: _Lanes, ends: Iterable[float], most: int) -> int | None:
    """Take the first lane in which a stretch is clear of all others; None where none is left."""
    low, high = sorted(ends)
    for place, taken in enumerate(lanes):
        if all(high + _CLEAR < start or low - _CLEAR > stop for start, stop in taken):
            taken.append((low, high))
            return place
    if len(lanes) == most:
        return None
    lanes.append([(low, high)])
    return len(lanes) - 1


def _across(board: Board, column: int, lane: int) -> float:
    """Return where a lane of the gutter left of a column stands."""
    return round(board.lefts[column] - GUTTER / 2 + (lane + 0.5 - _LANES / 2) * _LANE, 1)
