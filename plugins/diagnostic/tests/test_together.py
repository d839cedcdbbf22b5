"""The group's own answers stand beside individual ones, and neither overwrites the other."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable
from rosace.report import Paragraph, Report, Section
from rosace.response import Answer
from rosace.tally import Group
from rosace_diagnostic.together import outside_middle

Appraise = Callable[..., Report]
Rows = Callable[[Report, str], list[dict[str, Any]]]

ITEMS = tuple(f"q{number:02}" for number in range(1, 19))
GROUP = [dict.fromkeys(ITEMS, "B")] * 10 + [dict.fromkeys(ITEMS, "C")] * 2

numbers = st.integers(0, 12)


def protected(*ranges: tuple[int, int]) -> ProtectedTable:
    """Return the table of an item whose counts of A, B and C lie in these ranges."""
    counts = tuple(
        ProtectedCount(
            key=code,
            persons=Bounds(low=Fraction(low), high=Fraction(high)),
            weight=Bounds(low=Fraction(low), high=Fraction(high)),
        )
        for code, (low, high) in zip("ABC", ranges, strict=True)
    )
    whole = sum(high for _, high in ranges)
    return ProtectedTable(
        of="item.q01",
        kind="choices",
        group=Group(wave="w1"),
        persons=whole,
        weight=Fraction(whole),
        counts=counts,
    )


@given(numbers, numbers, numbers, st.sampled_from("ABC"))
def test_outside_the_middle_is_beyond_a_quarter_of_the_answers(
    a: int, b: int, c: int, code: str
) -> None:
    """An answer is far off when under a quarter of all stand there or beyond, on one side."""
    answers = ["A"] * a + ["B"] * b + ["C"] * c
    as_strong = sum(answer <= code for answer in answers)
    as_weak = sum(answer >= code for answer in answers)
    expected = bool(answers) and min(as_strong, as_weak) < len(answers) / 4
    assert outside_middle(protected((a, a), (b, b), (c, c)), code) is expected


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=3), st.sampled_from("ABC"))
def test_blurred_counts_never_say_more_than_they_settle(
    ends: list[tuple[int, int]], code: str
) -> None:
    """What is called far off is so under every count that the ranges permit at their ends."""
    ranges = [(low, low + more) for low, more in ends]
    if outside_middle(protected(*ranges), code):
        for chosen in _corners(ranges):
            assert outside_middle(protected(*((held, held) for held in chosen)), code)


def _corners(ranges: list[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return every combination of ends with at least one answer."""
    found: list[tuple[int, ...]] = [()]
    for pair in ranges:
        found = [(*held, end) for held in found for end in pair]
    return [held for held in found if sum(held)]


def test_a_missing_answer_is_not_far_off() -> None:
    """A code outside the scale, and a table without answers, are never flagged."""
    assert not outside_middle(protected((4, 4), (4, 4), (4, 4)), "D")
    assert not outside_middle(protected((0, 1), (0, 1), (0, 1)), "A")


def test_both_kinds_of_answers_stand_side_by_side(appraise: Appraise, table: Rows) -> None:
    """The group's answer changes no count, and individual answers do not change the group's."""
    alone = appraise({"w1": GROUP})
    both = appraise({"w1": GROUP}, {"w1": dict.fromkeys(ITEMS, "A")})
    assert table(both, "spread-table") == table(alone, "spread-table")
    row = table(both, "together-w1")[0]
    assert row["group"].text.verbatim == "A"
    assert [row[f"n_{code}"].low for code in "abc"] == [0, 10, 2]
    assert row["talk"].text.message == "diagnostic.together.worth"


def test_an_answer_amid_the_others_is_not_flagged(
    appraise: Appraise, table: Rows, sections: Callable[[Report], dict[str, Section]]
) -> None:
    """Where the group agrees with its members the table says so instead of an empty column."""
    report = appraise({"w1": GROUP}, {"w1": dict.fromkeys(ITEMS, "B")})
    assert "talk" not in table(report, "together-w1")[0]
    said = [
        block.text
        for block in sections(report)["collective"].blocks
        if isinstance(block, Paragraph)
    ]
    assert said[-1].message == "diagnostic.together.near"  # type: ignore[union-attr]  # it is a message


def test_reasons_and_dissent_are_kept_word_for_word(appraise: Appraise, table: Rows) -> None:
    """What the group wrote, and what some held against it, stands in the report as written."""
    told = {
        "q01": Answer(value="B", rationale="Parce que…", dissent="Deux voix pour C"),
        "q02": Answer(missing="dont-know"),
    }
    report = appraise({"w1": GROUP}, {"w1": told})
    (row,) = table(report, "words-w1")
    assert (row["rationale"].text.verbatim, row["dissent"].text.verbatim) == (
        "Parce que…",
        "Deux voix pour C",
    )
    unknown = table(report, "together-w1")[1]["group"].text
    assert unknown.message == "core.missing.dont-know"


def test_each_wave_has_its_own_answers(appraise: Appraise, table: Rows) -> None:
    """A later answer of the group does not take the place of an earlier one."""
    report = appraise(
        {"w1": GROUP, "w2": GROUP},
        {"w1": dict.fromkeys(ITEMS, "A"), "w2": dict.fromkeys(ITEMS, "C")},
    )
    told = [table(report, f"together-{wave}")[0]["group"].text.verbatim for wave in ("w1", "w2")]
    assert told == ["A", "C"]
