"""The picture of an actor map: a board of sectors and roles, as a specification without data.

A card's shape and words say an actor's standing and since when it is in; a broken frame and
a hollow shape are an actor not yet enrolled.
"""

from collections.abc import Sequence
from typing import Any, Final

from rosace.marks import GREY, Spec, array, at, calculated, lines_of_text, numbered, straight
from rosace.palette import CATEGORIES, FAINT, LINE
from rosace.shortening import shortened
from rosace.wrapping import line_count
from rosace_dynamics.board_layout import (
    ACROSS,
    GUTTER,
    LEFT,
    MOST_LINES,
    NAME,
    PAD,
    Board,
    Card,
    Path,
    characters,
    lay_out,
    ways,
)
from rosace_dynamics.marks import each_place, each_word

__all__ = ["MOST_ACTORS", "SINCE", "YET", "board", "followed"]

MOST_ACTORS: Final = 40
"""Most actors that one picture holds; beyond it the table stands alone."""

SINCE: Final = {"fr": "depuis", "en": "since"}
YET: Final = {
    "fr": "à\N{NO-BREAK SPACE}rallier",
    "en": "not\N{NO-BREAK SPACE}yet\N{NO-BREAK SPACE}in",
}

_SHAPES: Final = (("diamond", CATEGORIES[0]), ("triangle-up", CATEGORIES[2]))
_PLAIN: Final = ("circle", GREY)
_DASH: Final = "\N{EN DASH}"

Words = Sequence[dict[str, Any]]


def followed(
    cards: Sequence[Card], ties: Sequence[tuple[str, str]], sizes: tuple[int, int]
) -> bool:
    """Say whether lines for all ties can be followed by eye, and so are drawn.

    Args:
        cards: The actors.
        ties: Pairs of their ids.
        sizes: How many sectors and roles there are.
    """
    return bool(ties) and ways(cards, ties, lay_out(cards, *sizes)) is not None


def board(
    cards: Sequence[Card], ties: Sequence[tuple[str, str]], sectors: Words, roles: Words
) -> Spec:
    """Return the board: a column a sector, a band a role, a card an actor.

    Its table has the columns `actor`, `standing`, `came_in` and one row a card.

    Args:
        cards: In the order of the rows.
        ties: Pairs of ids of cards; lines stand for them where all can be followed.
        sectors: The words of each sector, as phrases of a specification.
        roles: The words of each role, likewise.

    Raises:
        ValueError: there is no card, or there are more than one picture holds.
    """
    if not 1 <= len(cards) <= MOST_ACTORS:
        message = f"a board takes from 1 to {MOST_ACTORS} actors"
        raise ValueError(message)
    placed = lay_out(cards, len(sectors), len(roles))
    named = {"since": {"localized": SINCE}, "yet": {"localized": YET}}
    named |= {f"sector_{turn}": words for turn, words in enumerate(sectors)}
    named |= {f"role_{turn}": words for turn, words in enumerate(roles)}
    return {
        "params": [{"name": name, "value": words} for name, words in named.items()],
        "width": ACROSS,
        "height": placed.tops[-1] + 2,
        "transform": [numbered(), *calculated(_fields(cards, placed))],
        "layer": [
            *_bands(placed),
            *_empty(cards, placed),
            *_lines(ways(cards, ties, placed) or ()),
            *_cards(placed),
            *_heads(placed),
        ],
    }


def _fields(cards: Sequence[Card], placed: Board) -> dict[str, str]:
    """Return the expressions that place each row."""
    here = "[datum.row - 1]"
    name, words = characters(placed.width)
    shapes = [
        _PLAIN if card.shape is None or card.shape >= len(_SHAPES) else _SHAPES[card.shape]
        for card in cards
    ]
    year = "since + '\N{NO-BREAK SPACE}' + substring(datum.came_in, 0, 4)"
    came = f"(isValid(datum.came_in) ? {year} : yet)"
    said = f"(isValid(datum.standing) ? datum.standing + ' · ' : '') + {came}"
    return {
        "left": array(placed.lefts[card.column] for card in cards) + here,
        "right": f"datum.left + {placed.width}",
        "top": array(placed.cards) + here,
        "bottom": f"datum.top + {array(placed.heights)}{here}",
        "shape": array(shape for shape, _ in shapes) + here,
        "colour": array(colour for _, colour in shapes) + here,
        "inside": array(int(card.enrolled) for card in cards) + here,
        "shape_x": "datum.left + 15",
        "shape_y": f"datum.top + {PAD + NAME / 2}",
        "text_x": "datum.left + 28",
        "name": shortened("datum.actor", name, MOST_LINES[0]),
        "name_y": f"datum.top + {PAD}",
        "said": shortened(said, words, MOST_LINES[1]),
        "said_y": f"datum.name_y + {NAME} * {line_count('datum.name')}",
    }


def _bands(placed: Board) -> list[Spec]:
    """Return the border of each band."""
    return [straight((0, y), (ACROSS, y), stroke=FAINT, strokeWidth=1.5) for y in placed.tops]


def _empty(cards: Sequence[Card], placed: Board) -> list[Spec]:
    """Return a dash where no actor of a sector has a role."""
    held = {(card.column, card.row) for card in cards}
    free = [
        [left + placed.width / 2, round((top + below) / 2, 1)]
        for column, left in enumerate(placed.lefts)
        for row, (top, below) in enumerate(zip(placed.tops, placed.tops[1:], strict=False))
        if (column, row) not in held
    ]
    if not free:
        return []
    return [
        {
            "transform": each_place(free, ("free_x", "free_y")),
            "mark": {"type": "text", "text": _DASH, "color": LINE, "fontSize": 14},
            "encoding": {"x": at("free_x"), "y": at("free_y")},
        }
    ]


def _lines(paths: Sequence[Path]) -> list[Spec]:
    """Return a thin line for each tie, with a dot at both ends."""
    if not paths:
        return []
    steps = [
        [turn, step, *place] for turn, path in enumerate(paths) for step, place in enumerate(path)
    ]
    ends = [place for path in paths for place in (path[0], path[-1])]
    return [
        {
            "transform": each_place(steps, ("tie", "step", "tie_x", "tie_y")),
            "mark": {"type": "line", "stroke": LINE, "strokeWidth": 1.2, "strokeJoin": "round"},
            "encoding": {
                "x": at("tie_x"),
                "y": at("tie_y"),
                "detail": {"field": "tie"},
                "order": {"field": "step"},
            },
        },
        {
            "transform": each_place(ends, ("end_x", "end_y")),
            "mark": {"type": "point", "filled": True, "fill": GREY, "size": 22, "opacity": 1},
            "encoding": {"x": at("end_x"), "y": at("end_y")},
        },
    ]


def _cards(placed: Board) -> list[Spec]:
    """Return each actor's frame, shape, name and words."""
    frame = {
        "x": at("left"),
        "x2": {"field": "right"},
        "y": at("top"),
        "y2": {"field": "bottom"},
    }
    box: Spec = {"type": "rect", "fill": "white", "stroke": GREY, "cornerRadius": 3}
    room = placed.width - 32
    return [
        {
            "transform": [{"filter": "datum.inside"}],
            "mark": {**box, "strokeWidth": 1},
            "encoding": frame,
        },
        {
            "transform": [{"filter": "!datum.inside"}],
            "mark": {**box, "strokeWidth": 1.2, "strokeDash": [4, 3]},
            "encoding": frame,
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "opacity": 1,
                "size": 130,
                "strokeWidth": 1.8,
                "shape": {"expr": "datum.shape"},
                "stroke": {"expr": "datum.colour"},
                "fill": {"expr": "datum.inside ? datum.colour : 'white'"},
            },
            "encoding": {"x": at("shape_x"), "y": at("shape_y")},
        },
        lines_of_text("name", "text_x", "name_y", 12, room=room, fontWeight="bold"),
        lines_of_text("said", "text_x", "said_y", 11.5, room=room, color=GREY),
    ]


def _heads(placed: Board) -> list[Spec]:
    """Return the name of each sector over its column, and of each role beside its band."""
    across = [[f"sector_{turn}", left] for turn, left in enumerate(placed.lefts)]
    down = [[f"role_{turn}", y + 13] for turn, y in enumerate(placed.tops[:-1])]
    columns = {
        "head": shortened("datum.word", int(placed.width / 7), 2),
        "head_x": "datum.place",
        "head_y": f"-8 - 15 * {line_count('datum.head')}",
    }
    bands = {"head": shortened("datum.word", 13, 3), "head_x": "0", "head_y": "datum.place"}
    return [
        {
            "transform": [*each_word(held), *calculated(fields)],
            **lines_of_text("head", "head_x", "head_y", size, room=room, fontWeight="bold"),
        }
        for held, fields, size, room in (
            (across, columns, 13, placed.width + GUTTER / 2),
            (down, bands, 12, LEFT),
        )
    ]
