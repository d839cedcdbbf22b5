"""The board of an actor map: cards stand apart, and lines between them can be followed."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace_dynamics.board import MOST_ACTORS, board, followed
from rosace_dynamics.board_layout import ACROSS, Board, Card, Path, lay_out, ways

COLUMNS, ROWS = 4, 5
WORDS = [{"localized": {"fr": f"S{n}", "en": f"S{n}"}} for n in range(COLUMNS)]

cards = st.lists(
    st.tuples(st.integers(0, COLUMNS - 1), st.integers(0, ROWS - 1), st.text("aW ", max_size=120)),
    min_size=1,
    max_size=20,
).map(
    lambda held: [
        Card(id=f"a{n}", column=column, row=row, name=name, words=("x" * 30,))
        for n, (column, row, name) in enumerate(held)
    ]
)
tied = cards.flatmap(
    lambda held: st.tuples(
        st.just(held),
        st.lists(
            st.tuples(*[st.sampled_from([card.id for card in held])] * 2)
            .filter(lambda pair: pair[0] != pair[1])
            .map(lambda pair: (min(pair), max(pair))),
            max_size=12,
            unique=True,
        )
        if len(held) > 1
        else st.just([]),
    )
)


def boxes(held: Sequence[Card], placed: Board) -> list[tuple[float, float, float, float]]:
    """Return the sides of each card: left, top, right, bottom."""
    return [
        (placed.lefts[card.column], top, placed.lefts[card.column] + placed.width, top + height)
        for card, top, height in zip(held, placed.cards, placed.heights, strict=True)
    ]


def stretches(path: Path) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight parts of a way, each from its lesser to its greater end."""
    for (x, y), (x2, y2) in pairwise(path):
        yield min(x, x2), min(y, y2), max(x, x2), max(y, y2)


@given(cards)
@settings(max_examples=60, deadline=None)
def test_cards_stand_apart_in_the_column_and_band_that_are_theirs(held: list[Card]) -> None:
    """No two cards overlap, and each is within its sector, its role and the picture."""
    placed = lay_out(held, COLUMNS, ROWS)
    found = boxes(held, placed)
    for (x, y, x2, y2), (left, top, right, bottom) in combinations(found, 2):
        assert x2 <= left or right <= x or y2 <= top or bottom <= y
    for card, (_, top, right, bottom) in zip(held, found, strict=True):
        assert placed.tops[card.row] <= top
        assert bottom <= placed.tops[card.row + 1]
        assert right <= ACROSS + 0.5


@given(tied)
@settings(max_examples=80, deadline=None)
def test_a_line_joins_its_cards_and_runs_under_none(
    drawn: tuple[list[Card], list[tuple[str, str]]],
) -> None:
    """Each line begins and ends on the sides of its two cards, and crosses no card between."""
    held, ties = drawn
    placed = lay_out(held, COLUMNS, ROWS)
    found = ways(held, ties, placed)
    if found is None:
        return
    sides = dict(zip([card.id for card in held], boxes(held, placed), strict=True))
    for tie, path in zip(ties, found, strict=True):
        for end, other in ((path[0], path[-1]), (path[-1], path[0])):
            assert end != other
            assert any(
                end[0] in {sides[name][0], sides[name][2]}
                and sides[name][1] < end[1] < sides[name][3]
                for name in tie
            )
        for x, y, x2, y2 in stretches(path):
            for left, top, right, bottom in sides.values():
                assert x2 <= left or right <= x or y2 <= top or bottom <= y


@given(tied)
@settings(max_examples=80, deadline=None)
def test_no_two_lines_run_on_one_another(
    drawn: tuple[list[Card], list[tuple[str, str]]],
) -> None:
    """Lines may cross; they never share a stretch, which would make two ties look like others."""
    held, ties = drawn
    found = ways(held, ties, lay_out(held, COLUMNS, ROWS)) or ()
    for one, other in combinations(found, 2):
        for x, y, x2, y2 in stretches(one):
            for left, top, right, bottom in stretches(other):
                upright = x == x2 == left == right and min(y2, bottom) > max(y, top)
                level = y == y2 == top == bottom and min(x2, right) > max(x, left)
                assert not upright
                assert not level


def test_ties_are_drawn_all_or_none() -> None:
    """A few ties are lines; where all cards are tied with all others none is."""
    held = [Card(id=f"a{n}", column=n % 3, row=n // 3, name=f"A{n}") for n in range(12)]
    few = [("a0", "a1"), ("a1", "a5"), ("a2", "a9")]
    every = list(combinations([card.id for card in held], 2))
    assert followed(held, few, (3, 4))
    assert len(ways(held, few, lay_out(held, 3, 4)) or ()) == len(few)
    assert not followed(held, every, (3, 4))
    assert not followed(held, [], (3, 4))


@pytest.mark.parametrize("count", [0, MOST_ACTORS + 1])
def test_a_picture_of_nobody_or_of_too_many_is_refused(count: int) -> None:
    """The board says what it takes rather than draw what nobody can read."""
    held = [Card(id=f"a{n}", column=0, row=0, name="A") for n in range(count)]
    with pytest.raises(ValueError, match=str(MOST_ACTORS)):
        board(held, [], WORDS, WORDS)


def test_a_sector_and_a_role_that_nobody_has_are_on_the_board() -> None:
    """What is missing can be seen: an empty column and band have their words and a dash."""

    def places(node: Any) -> Iterator[Any]:
        if isinstance(node, dict):
            if isinstance(node.get("mark"), dict) and node["mark"].get("text") == "–":
                yield node["transform"][1]["calculate"]
            for part in node.values():
                yield from places(part)
        elif isinstance(node, list):
            for part in node:
                yield from places(part)

    specification = board([Card(id="a", column=0, row=0, name="A")], [], WORDS[:2], WORDS[:3])
    assert [param["name"] for param in specification["params"][2:]] == [
        *("sector_0", "sector_1"),
        *("role_0", "role_1", "role_2"),
    ]
    (free,) = places(specification)
    assert free.count("[") - 1 == 5
