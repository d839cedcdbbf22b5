"""The wheel's section says in its table all that its picture shows, and nothing more."""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.report import Figure, ListBlock, Report, Section, Table, WithheldCell

Make = Callable[..., Instrument]
Scale = Callable[..., dict[str, Any]]
Appraise = Callable[..., Report]
WheelOf = Callable[[Report], Section | None]
Row = dict[str, Any]

NUMBER = {"type": "integer", "minimum": 0, "maximum": 8}
letters = st.lists(st.text("ABC", min_size=6, max_size=6), min_size=10, max_size=14)


def rows(section: Section | None) -> list[Row]:
    """Return the rows of the wheel's table, by column."""
    assert section is not None
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    names = [column.id for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def answers(letters: str, names: list[str]) -> dict[str, str]:
    """Return a letter for each item."""
    return dict(zip(names, letters, strict=True))


@pytest.fixture(scope="session")
def shape(make: Make) -> Instrument:
    """Lend an instrument of three dimensions with two items each."""
    return make([2, 2, 2])


@pytest.fixture(scope="session")
def names(shape: Instrument) -> list[str]:
    """Lend the ids of its items."""
    return [item.id for item in shape.items]


@given(letters, st.text("ABC", min_size=6, max_size=6))
@settings(max_examples=12, deadline=None)
def test_each_ring_counts_who_stands_there(
    appraise: Appraise, wheel_of: WheelOf, make: Make, group: list[str], own: str
) -> None:
    """The table has one row a spoke and ring, its count, its share and the group's own choice."""
    shape = make([2, 2, 2])
    items = [item.id for item in shape.items]
    given_ = [answers(held, items) for held in group]
    found = iter(rows(wheel_of(appraise(shape, {"w1": given_}, {"w1": answers(own, items)}))))
    for place, item in enumerate(items):
        counted = Counter(held[item] for held in given_)
        for code in "ABC":
            row = next(found)
            assert (row["count"].low, row["count"].high) == (counted[code], counted[code])
            assert row["share"].low == pytest.approx(counted[code] / len(group))
            marked = getattr(row["collective"].text, "message", None) == "core.yes"
            assert marked is (own[place] == code)
    assert next(found, None) is None


def test_the_wave_before_lies_beside_the_latest(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """A third wave is compared with the second, and the first with none."""
    waves = {
        "w1": [answers("CCCCCC", names)] * 10,
        "w2": [answers("BBBBBB", names)] * 10,
        "w3": [answers("AAAAAA", names)] * 10,
    }
    section = wheel_of(appraise(shape, waves))
    before = [row["before"].low for row in rows(section)[:3]]
    assert before == [0, 1, 0]
    alone = wheel_of(appraise(shape, {"w1": waves["w1"]}))
    assert "before" not in rows(alone)[0]


def test_what_to_talk_over_is_the_groups(
    appraise: Appraise, shape: Instrument, names: list[str]
) -> None:
    """Questions stand beside the wheel for the group alone, what has moved only after two waves."""
    waves = {name: [answers("AAAAAA", names)] * 10 for name in ("w1", "w2")}
    asked = {}
    for number in (1, 2):
        report = appraise(shape, dict(list(waves.items())[:number]), public=True)
        picture, prompts = (each for each in report.sections if each.plugin == "wheel")
        assert (picture.audience, prompts.audience) == ("public", "group")
        (questions,) = prompts.blocks
        assert isinstance(questions, ListBlock)
        asked[number] = str(questions)
    assert "wheel.prompt.energy" in asked[1]
    assert "wheel.prompt.moved" not in asked[1]
    assert "wheel.prompt.moved" in asked[2]


def test_what_the_group_answered_together_is_not_public(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """Where results are public the wheel leaves the group's own answer out, or is the group's."""
    together = {"w1": answers("ABCABC", names)}
    both = wheel_of(appraise(shape, {"w1": [answers("BBBBBB", names)] * 10}, together, public=True))
    assert both is not None
    assert both.audience == "public"
    assert "collective" not in rows(both)[0]
    alone = wheel_of(appraise(shape, {}, together, public=True))
    assert alone is not None
    assert alone.audience == "group"
    assert "collective" in rows(alone)[0]


def test_a_wheel_of_the_group_alone_marks_its_answers(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """Where nobody answered alone the wheel shows what the group settled on."""
    found = rows(wheel_of(appraise(shape, {}, {"w1": answers("ABCABC", names)})))
    marked = [place % 3 for place, row in enumerate(found) if "core.yes" in str(row["collective"])]
    assert marked == [0, 1, 2, 0, 1, 2]
    assert all(isinstance(row["count"], WithheldCell) for row in found)


def test_nothing_to_show_makes_no_wheel(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """Four answers are too few, and no answer is none: there is no empty wheel."""
    assert wheel_of(appraise(shape, {"w1": [answers("ABCABC", names)] * 4})) is None
    assert wheel_of(appraise(shape, {"w1": []})) is None


def test_a_wave_held_back_leaves_the_earlier_wheel(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """A later wave that is too small neither shows nor hides anything."""
    waves = {"w1": [answers("AAAAAA", names)] * 10, "w2": [answers("CCCCCC", names)] * 4}
    found = rows(wheel_of(appraise(shape, waves)))
    assert [row["count"].low for row in found[:3]] == [10, 0, 0]
    assert "before" not in found[0]


def test_small_groups_see_ranges(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """Eight partners of one mind read as seven or eight."""
    found = rows(wheel_of(appraise(shape, {"w1": [answers("AAAAAA", names)] * 8})))
    assert [(row["count"].low, row["count"].high) for row in found[:3]] == [(7, 8), (0, 1), (0, 1)]


def test_many_items_are_counted_together(appraise: Appraise, wheel_of: WheelOf, make: Make) -> None:
    """A spoke of pooled answers counts answers, not persons, and marks no answer of the group."""
    shape = make([20, 20, 10])
    items = [item.id for item in shape.items]
    given_ = [dict.fromkeys(items, "B")] * 10
    section = wheel_of(appraise(shape, {"w1": given_}, {"w1": dict.fromkeys(items, "A")}))
    found = rows(section)
    assert len(found) == 3 * 3
    assert [(row["count"].low, row["count"].unit) for row in found[1::3]] == [
        (200, "answers"),
        (200, "answers"),
        (100, "answers"),
    ]
    assert [row["share"].low for row in found[:3]] == [0, 1, 0]
    assert "collective" not in found[0]


def test_scores_fall_in_quarters_with_their_mean(
    appraise: Appraise, wheel_of: WheelOf, make: Make
) -> None:
    """A spoke of scores counts persons by quarter, and gives the mean in figures."""
    shape = make([1, 1, 1], {}, NUMBER, {"method": "mean"})
    given_ = [{"i0-0": number % 9, "i1-0": 8, "i2-0": 0} for number in range(18)]
    found = rows(wheel_of(appraise(shape, {"w1": given_}, {"w1": {"i0-0": 3}})))
    assert [row["count"].low for row in found] == [6, 4, 4, 4, 18, 0, 0, 0, 0, 0, 0, 18]
    assert [row["mean"].low for row in found[::4]] == [4, 8, 0]
    assert ["core.yes" in str(row["collective"]) for row in found[:4]] == [
        False,
        False,
        True,
        False,
    ]


def test_a_small_group_of_scores_sees_the_range_of_its_mean(
    appraise: Appraise, wheel_of: WheelOf, make: Make, make_scale: Scale
) -> None:
    """Below ten no score is listed: the wheel marks where the mean must lie."""
    scales = {"three": make_scale("ABC"), "five": make_scale("VWXYZ")}
    shape = make([2, 2, 2], scales, scoring={"method": "mean"})
    weakest = {item.id: "Z" if item.scale == "five" else "C" for item in shape.items}
    found = rows(wheel_of(appraise(shape, {"w1": [weakest] * 8})))
    assert all(isinstance(row["count"], WithheldCell) for row in found)
    mean = found[0]["mean"]
    assert mean.low <= 1 <= mean.high < 3


def test_a_reversed_item_is_shown_by_scores(
    appraise: Appraise, wheel_of: WheelOf, make: Make
) -> None:
    """Where an item is turned round, its strong answer counts at the weak end of the spoke."""
    shape = make([1, 1, 1], scoring={"method": "mean"}, turned=True)
    given_ = [{"i0-0": "A", "i1-0": "A", "i2-0": "A"}] * 10
    found = rows(wheel_of(appraise(shape, {"w1": given_})))
    assert [row["count"].low for row in found] == [0, 0, 0, 10] * 3


def test_the_figure_draws_the_table_and_is_of_the_contract(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """The wheel is always with its table, and brings no data."""
    report = appraise(shape, {"w1": [answers("ABCABC", names)] * 10})
    section = wheel_of(report)
    assert section is not None
    kinds = [type(block) for block in section.blocks]
    assert {Figure, Table} <= set(kinds)
    (figure,) = [block for block in section.blocks if isinstance(block, Figure)]
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    assert figure.table == table.id


def test_missing_answers_take_their_share(
    appraise: Appraise, wheel_of: WheelOf, shape: Instrument, names: list[str]
) -> None:
    """A spoke of which five in twelve say nothing shows seven twelfths."""
    given_ = [answers("ABCABC", names)] * 7 + [{}] * 5
    found = rows(wheel_of(appraise(shape, {"w1": given_})))
    for place in range(0, len(found), 3):
        total = sum(Fraction(row["share"].low).limit_denominator() for row in found[place:][:3])
        assert total == Fraction(7, 12)
