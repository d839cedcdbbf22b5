"""The translation tracker: every move of every wave once, and where each actor stands."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.errors import Problem
from rosace.report import Figure, ListBlock, Notice, Report, Section, Table
from rosace.response import Response
from rosace.values import evolve
from rosace_dynamics.dates import over_before
from rosace_dynamics.documents import UNDRAWN
from rosace_dynamics.flow import MOST_ACTORS, flow
from rosace_dynamics.flow_layout import ACROSS, LEFT, RADIUS, Flow, Mark, lay_out
from rosace_dynamics.translation import MOMENTS

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Write = Callable[..., Response]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]
Problems = Callable[[str, Rows], list[Problem]]

OUTCOMES = ("advanced", "held", "withdrew")
DATES = ("2019", "2019-02", "2019-03", "2019-03-02", "2021-11", "2024-12-31")
MAP: Rows = {"actors": [{"id": name, "name": name.upper()} for name in ("a", "b", "c", "d")]}

moves = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(MOMENTS),
        st.sampled_from(OUTCOMES),
        st.none() | st.sampled_from(DATES),
    ),
    min_size=1,
    max_size=9,
)
marks = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 2),
        st.none() | st.sampled_from(DATES),
    ),
    min_size=1,
    max_size=24,
).map(
    lambda held: [
        Mark(lane=lane, level=level, outcome=outcome, when=when)
        for lane, level, outcome, when in sorted(
            held, key=lambda each: (each[0], each[3] is None, each[3] or "")
        )
    ]
)


def tracker(held: Sequence[tuple[str, str, str, str | None]], first: int = 0) -> Rows:
    """Return a tracker of these moves, their ids numbered from the first."""
    return {
        "moves": [
            {
                "id": f"m{n}",
                "actor": actor,
                "moment": moment,
                "outcome": outcome,
                "done": f"Done {n}",
                **({"date": date} if date else {}),
            }
            for n, (actor, moment, outcome, date) in enumerate(held, start=first)
        ]
    }


@given(moves, moves)
@settings(max_examples=30, deadline=None)
def test_no_move_of_any_wave_is_lost_and_one_told_again_is_told_once(
    appraise: Appraise,
    write: Write,
    table: Cells,
    early: list[tuple[str, str, str, str | None]],
    late: list[tuple[str, str, str, str | None]],
) -> None:
    """The last tracker repeats the first and adds to it: each move has one row."""
    first = tracker(early)
    both = {"moves": [*first["moves"], *tracker(late, len(early))["moves"]]}
    told = [
        write("translation-tracker", first, "w1"),
        write("translation-tracker", both, "w2"),
    ]
    rows = table(appraise(("translation-tracker", told)), "flow-table")
    assert sorted(row["done"].text.verbatim for row in rows) == sorted(
        f"Done {n}" for n in range(len(early) + len(late))
    )
    waves = {row["done"].text.verbatim: row["wave"].text.verbatim for row in rows}
    assert waves["Done 0"] == "w1"
    assert waves[f"Done {len(early)}"] == "w2"


def test_another_move_under_an_id_used_before_is_no_repeat(
    appraise: Appraise, write: Write, table: Cells
) -> None:
    """A tracker begun anew, whose ids start again, hides nothing of the earlier one."""
    told = [
        write("translation-tracker", tracker([("a", MOMENTS[0], "advanced", "2019")]), "w1"),
        write("translation-tracker", tracker([("b", MOMENTS[0], "held", "2021")]), "w2"),
    ]
    assert len(table(appraise(("translation-tracker", told)), "flow-table")) == 2


def test_moves_of_an_earlier_version_are_told_or_said_to_be_left_out(
    appraiser: Appraiser, appraise: Appraise, write: Write, sections: Own
) -> None:
    """A new version of the tool keeps the moves that it has words for, and counts the others."""
    new = appraiser.instrument("translation-tracker")
    choices = new.scales["moments"].choices
    more = evolve(choices[0], code="alliance")
    scales = {**new.scales, "moments": evolve(new.scales["moments"], choices=(more, *choices))}
    old = evolve(new, version="0.9.0", scales=scales)
    early = [("a", MOMENTS[0], "held", "2019"), ("b", "alliance", "advanced", "2019")]
    told = evolve(write("translation-tracker", tracker(early), "w1"), version="0.9.0")
    late = write("translation-tracker", tracker([("a", MOMENTS[1], "advanced", "2023")], 2), "w2")
    blocks = sections(appraise((old, [told]), (new, [late])))[
        "translation-tracker-collective"
    ].blocks
    (moves_,) = [block for block in blocks if isinstance(block, Table)]
    assert [str(row).count("Done") for row in moves_.rows] == [1, 1]
    (notice,) = [block for block in blocks if isinstance(block, Notice)]
    assert notice.text.message == "dynamics.moves.unread"  # type: ignore[union-attr]  # a message
    assert notice.text.arguments["n"].low == 1  # type: ignore[union-attr]  # a count


@given(moves)
@settings(max_examples=30, deadline=None)
def test_each_actor_stands_in_one_place_that_of_its_last_move(
    appraise: Appraise,
    write: Write,
    table: Cells,
    held: list[tuple[str, str, str, str | None]],
) -> None:
    """An actor is in the cell of its last move in time; undated moves come last."""
    report = appraise(("translation-tracker", [write("translation-tracker", tracker(held))]))
    last = {
        move[0]: move for move in sorted(held, key=lambda each: (each[3] is None, each[3] or ""))
    }
    expected = dict.fromkeys(((m, o) for m in range(4) for o in OUTCOMES), 0)
    for _, moment, outcome, _ in last.values():
        expected[3 - MOMENTS.index(moment), outcome] += 1
    for place, row in enumerate(table(report, "now-table")):
        for outcome in OUTCOMES:
            cell = str(getattr(row[outcome], "text", ""))
            assert cell.count("verbatim=") == expected[place, outcome]


def test_an_undated_move_counts_at_its_wave(appraise: Appraise, write: Write, table: Cells) -> None:
    """An undated move of the first wave is not taken for later than a dated one of the second."""
    told = [
        write("translation-tracker", tracker([("a", MOMENTS[0], "held", None)]), "w1"),
        write("translation-tracker", tracker([("a", MOMENTS[1], "advanced", "2023")], 1), "w2"),
    ]
    dated = {"w1": "2022-10", "w2": "2024-10"}
    report = appraise(("translation-tracker", told), dates=dated)
    done = [row["done"].text.verbatim for row in table(report, "flow-table")]
    assert done == ["Done 0", "Done 1"]


def test_actors_whom_nobody_turned_to_are_named(
    appraise: Appraise, write: Write, sections: Own, table: Cells
) -> None:
    """Lanes follow the map by name, and actors of the map without a move are listed."""
    held = [("c", MOMENTS[0], "held", "2019"), ("a", MOMENTS[0], "held", "2020")]
    report = appraise(
        ("translation-tracker", [write("translation-tracker", tracker(held))]),
        ("actor-map", [write("actor-map", MAP)]),
    )
    assert [row["actor"].text.verbatim for row in table(report, "flow-table")] == ["A", "C"]
    blocks = sections(report)["translation-tracker-now"].blocks
    (without,) = [block for block in blocks if isinstance(block, ListBlock)]
    names = [item.arguments["words"].verbatim for item in without.items]  # type: ignore[union-attr]  # names
    assert names == ["B", "D"]


@pytest.mark.parametrize(("count", "pictures"), [(1, 1), (40, 1), (41, 0)])
def test_more_actors_than_a_picture_holds_stand_in_the_table(
    appraise: Appraise, write: Write, sections: Own, count: int, pictures: int
) -> None:
    """Beyond forty actors the table of moves goes on without a picture, as is said."""
    held = [(f"a{n}", MOMENTS[0], "held", "2019") for n in range(count)]
    report = appraise(("translation-tracker", [write("translation-tracker", tracker(held))]))
    blocks = sections(report)["translation-tracker-collective"].blocks
    assert len([block for block in blocks if isinstance(block, Figure)]) == pictures
    assert (UNDRAWN in blocks) is not bool(pictures)


def test_no_move_makes_no_section(appraise: Appraise, write: Write, sections: Own) -> None:
    """A tracker in which nothing was noted tells nothing."""
    told = write("translation-tracker", {})
    assert sections(appraise(("translation-tracker", [told]))) == {}


@given(marks, st.lists(st.none() | st.sampled_from(DATES), max_size=3))
@settings(max_examples=100, deadline=None)
def test_marks_stand_apart_in_order_of_time_within_the_picture(
    held: list[Mark], waves: list[str | None]
) -> None:
    """No mark hides another; in a lane time never runs backwards; each is in its own lane."""
    placed = lay_out(held, len(MOMENTS), waves)
    if placed is None:
        return
    found = list(zip(held, placed.places, strict=True))
    for (one, (x, y)), (other, (x2, y2)) in combinations(found, 2):
        assert (x - x2) ** 2 + (y - y2) ** 2 >= (2 * RADIUS) ** 2 - 0.1
        if one.lane == other.lane and one.when is not None:
            assert x <= x2
    for mark, (x, y) in found:
        assert x - RADIUS >= LEFT
        assert x + RADIUS <= ACROSS
        assert placed.lanes[mark.lane] <= y - RADIUS
        assert y + RADIUS <= placed.lanes[mark.lane + 1]


def test_a_crowd_that_cannot_be_told_apart_has_no_picture() -> None:
    """Fifty moves on one day, or thirty on the last, leave no room: the table gives them."""
    crowd = [Mark(lane=0, level=0, outcome=0, when="2019") for _ in range(50)]
    assert lay_out(crowd, len(MOMENTS), []) is None
    late = [Mark(lane=0, level=0, outcome=0, when="2024") for _ in range(30)]
    assert lay_out([crowd[0], *late], len(MOMENTS), []) is None
    assert lay_out(crowd[:5], len(MOMENTS), []) is not None


@pytest.mark.parametrize("lanes", [0, MOST_ACTORS + 1])
def test_a_picture_of_nobody_or_of_too_many_is_refused(lanes: int) -> None:
    """The flow says what it takes rather than draw what nobody can read."""
    tops = tuple(float(n) for n in range(lanes + 1))
    placed = Flow(places=(), lanes=tops, ticks=(), waves=(), undated=None)
    with pytest.raises(ValueError, match=str(MOST_ACTORS)):
        flow([], placed, [], [], [])


@given(st.sampled_from(DATES), st.sampled_from(DATES), st.sampled_from(DATES))
def test_moments_out_of_order_are_noticed_and_coming_back_is_not(
    problems: Problems, one: str, other: str, back: str
) -> None:
    """Only the first move at each moment counts, and only where its date is surely before."""
    held = [
        ("a", MOMENTS[0], "advanced", one),
        ("a", MOMENTS[2], "held", other),
        ("a", MOMENTS[0], "held", max(one, back)),
        ("b", MOMENTS[1], "held", "2018"),
    ]
    found = problems("translation-tracker", tracker(held))
    assert {(each.code, each.severity) for each in found} <= {
        ("dynamics-moves-out-of-order", "notice")
    }
    assert bool(found) is over_before(other, one)
    assert all(each.pointer == "/answers/moves/m1/date" for each in found)
