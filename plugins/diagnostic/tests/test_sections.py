"""The sections show spreads, count what was answered, and grade nobody."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.report import CountCell, Figure, NumberCell, Report, Section, Table, WithheldCell

Appraise = Callable[..., Report]
Own = Callable[[Report], dict[str, Section]]
Rows = Callable[[Report, str], list[dict[str, Any]]]

ITEMS = tuple(f"q{number:02}" for number in range(1, 19))
EVERYONE_B = [dict.fromkeys(ITEMS, "B")] * 12
SECTIONS = ["dimensions", "spread", "collective"]

# Each respondent is eighteen letters: ? does not know, - finds an item beside the point.
groups = st.lists(st.text("ABC?-", min_size=18, max_size=18), min_size=10, max_size=13)
few = settings(max_examples=12, deadline=None)


def told(group: Sequence[str]) -> list[dict[str, str]]:
    """Return the answers of a group by item."""
    return [dict(zip(ITEMS, held, strict=True)) for held in group]


def counts(group: Sequence[str], item: str) -> Counter[str]:
    """Count the statements that a group chose for an item."""
    given = (held[ITEMS.index(item)] for held in group)
    return Counter(code for code in given if code in "ABC")


@given(groups)
@few
def test_the_tables_count_what_was_answered(
    appraise: Appraise, table: Rows, group: list[str]
) -> None:
    """Each item's row, and each condition's, counts the answers as they were given."""
    report = appraise({"w1": told(group)})
    rows = iter(table(report, "spread-table"))
    order = [item for items in _conditions() for item in items]
    for item in order:
        for code in "ABC":
            cell = next(rows)["count"]
            assert (cell.low, cell.high) == (counts(group, item)[code],) * 2
        shares = [next(rows)["share"].low for _ in range(3)]
        missing = 1 - counts(group, item).total() / len(group)
        assert sum(shares) == pytest.approx(missing)
    pooled = iter(table(report, "conditions"))
    for items in _conditions():
        for code in "ABC":
            cell = next(pooled)["count"]
            assert cell.low == sum(counts(group, item)[code] for item in items)
        for _ in range(3):
            next(pooled)


def _conditions() -> list[list[str]]:
    numbers = [(1, 2), (3,), (4,), (5, 9, 10, 11), (12, 13, 14, 16), (6, 7, 8, 15, 17, 18)]
    return [[f"q{number:02}" for number in condition] for condition in numbers]


def test_all_sections_stand_in_order(appraise: Appraise, sections: Own) -> None:
    """The conditions come first, and what the group said together is there too."""
    report = appraise({"w1": EVERYONE_B, "w2": EVERYONE_B}, {"w2": dict.fromkeys(ITEMS, "A")})
    assert list(sections(report)) == SECTIONS


def test_nothing_was_said_together(appraise: Appraise, sections: Own) -> None:
    """Where the group gave no answer of its own, no section tells of one."""
    assert list(sections(appraise({"w1": EVERYONE_B}))) == SECTIONS[:2]


def test_a_group_that_answered_only_together_sees_its_statements(
    appraise: Appraise, sections: Own, table: Rows, instrument: Instrument
) -> None:
    """Without individual answers there are no empty columns, but the statements chosen."""
    report = appraise({}, {"w1": dict.fromkeys(ITEMS, "B")})
    assert list(sections(report)) == ["collective"]
    rows = table(report, "together-w1")
    assert [row["statement"].text.localized for row in rows[:1]] == [
        (instrument.item("q01").choices or {})["B"]
    ]
    assert set(rows[0]) == {"item", "group", "statement"}


@pytest.mark.parametrize(
    ("number", "closed"), [(12, False), (4, True), (0, True)], ids=["open", "small", "nobody"]
)
def test_nothing_is_shown_of_what_the_gate_holds_back(
    appraise: Appraise, sections: Own, number: int, *, closed: bool
) -> None:
    """An open wave and a group too small have no sections of answers at all."""
    group = EVERYONE_B[:number]
    assert sections(appraise({"w1": group}, closed=closed)) == {}


def test_a_wave_held_back_leaves_the_earlier_one(
    appraise: Appraise, sections: Own, table: Rows
) -> None:
    """A second wave of four persons does not hide the first."""
    report = appraise({"w1": EVERYONE_B, "w2": EVERYONE_B[:4]})
    assert list(sections(report)) == SECTIONS[:2]
    assert table(report, "spread-table")[1]["count"] == CountCell(low=12, high=12)


def test_no_grade_stands_anywhere(appraise: Appraise, sections: Own) -> None:
    """Apart from shares, these sections hold no number."""
    report = appraise({"w1": EVERYONE_B, "w2": EVERYONE_B}, {"w2": dict.fromkeys(ITEMS, "A")})
    for section in sections(report).values():
        for block in section.blocks:
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        assert not isinstance(cell, NumberCell) or cell.unit == "share"


def test_every_figure_draws_a_table_of_its_own_section(appraise: Appraise, sections: Own) -> None:
    """A picture never stands without the table that says the same, and brings no data."""
    report = appraise({"w1": EVERYONE_B, "w2": EVERYONE_B})
    figures = 0
    for section in sections(report).values():
        tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
        for block in section.blocks:
            if isinstance(block, Figure):
                figures += 1
                assert "data" not in str(sorted(block.specification))
                names = {column.id for column in tables[block.table].columns}
                assert {"group", "choice", "count", "share"} <= names
    assert figures == 2


def test_a_small_group_sees_every_distribution(appraise: Appraise, table: Rows) -> None:
    """Eight partners over two waves see each item's answers in both, unanimity blurred."""
    report = appraise({"w1": EVERYONE_B[:8], "w2": EVERYONE_B[:8]})
    rows = table(report, "spread-table")
    assert not [row for row in rows if isinstance(row["count"], WithheldCell)]
    assert (rows[0]["count"].low, rows[0]["count"].high) == (0, 1)
    assert (rows[1]["count"].low, rows[1]["count"].high) == (7, 8)


def test_a_group_that_speaks_openly_sees_exact_counts(appraise: Appraise, table: Rows) -> None:
    """An open study shows three persons' answers as they are."""
    report = appraise({"w1": EVERYONE_B[:3]}, spoken=True)
    assert [row["count"].low for row in table(report, "spread-table")[:3]] == [0, 3, 0]
