"""The stake grid: every stake is in its cell, and what is the facilitator's stays theirs."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.assembling import for_audience
from rosace.errors import Problem
from rosace.report import Figure, ListBlock, Report, Section
from rosace.response import Response
from rosace_dynamics.documents import UNDRAWN

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Appraise = Callable[..., Report]
Write = Callable[..., Response]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]
Problems = Callable[[str, Rows], list[Problem]]

POSITIONS = ("convergent", "neutral", "divergent")
ISSUES = [{"id": f"i{n}", "title": f"Issue {n}"} for n in range(4)]
GRID: Rows = {
    "issues": ISSUES,
    "stakes": [
        {"id": "1", "actor": "school", "issue": "i0", "position": "convergent"},
        {"id": "2", "other-actor": "Shop", "issue": "i0", "position": "convergent"},
        {
            "id": "3",
            "actor": "school",
            "issue": "i1",
            "position": "divergent",
            "expectation": "loss",
            "interest": "SECRET-A",
            "strategy": "SECRET-B",
        },
        {"id": "4", "other-actor": "shop ", "issue": "i1", "position": "convergent"},
        {"id": "5", "issue": "i2", "position": "divergent"},
    ],
}
MAP: Rows = {"actors": [{"id": "school", "name": "The school", "sector": "state"}]}

grids = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 3)), st.sampled_from(POSITIONS), min_size=1
)


def grid(held: Mapping[tuple[int, int], str]) -> Rows:
    """Return a grid of these positions, by actor and issue."""
    stakes = [
        {"id": f"s{n}", "other-actor": f"A{actor}", "issue": f"i{issue}", "position": position}
        for n, ((actor, issue), position) in enumerate(held.items())
    ]
    return {"issues": ISSUES, "stakes": stakes}


@given(grids)
@settings(max_examples=25, deadline=None)
def test_every_stake_is_told_once_and_counted_in_its_issue(
    appraise: Appraise, write: Write, table: Cells, held: dict[tuple[int, int], str]
) -> None:
    """The table has each stake, each issue without one too, and the counts are theirs."""
    report = appraise(("stake-grid", [write("stake-grid", grid(held))]))
    rows = table(report, "stakes-table")
    told = [row for row in rows if hasattr(row["actor"], "text")]
    assert {(row["actor"].text.verbatim, row["issue"].text.verbatim) for row in told} == {
        (f"A{actor}", f"Issue {issue}") for actor, issue in held
    }
    assert len(told) == len(held)
    assert len({row["issue"].text.verbatim for row in rows}) == len(ISSUES)
    counts = Counter((issue, position) for (_, issue), position in held.items())
    for number, row in enumerate(table(report, "issues-table")):
        assert [row[code].low for code in POSITIONS] == [counts[number, c] for c in POSITIONS]


@given(grids)
@settings(max_examples=25, deadline=None)
def test_an_issue_divides_where_both_ways_are_held_and_gathers_where_two_go_one_way(
    appraise: Appraise, write: Write, sections: Own, held: dict[tuple[int, int], str]
) -> None:
    """Each issue is named among what gathers, divides or is opposed exactly where it does."""
    report = appraise(("stake-grid", [write("stake-grid", grid(held))]))
    said = [
        (item.message.rpartition(".")[2], item.arguments["issue"].verbatim)  # type: ignore[union-attr]  # messages
        for block in sections(report)["stake-grid-together"].blocks
        if isinstance(block, ListBlock)
        for item in block.items
    ]
    expected = []
    for number in range(len(ISSUES)):
        ways = Counter(position for (_, issue), position in held.items() if issue == number)
        name = f"Issue {number}"
        if ways["convergent"] and ways["divergent"]:
            expected.append(("apart", name))
        elif ways["divergent"]:
            expected.append(("against", name))
        elif ways["convergent"] > 1:
            expected.append(("together", name))
    assert sorted(said) == sorted(expected)


def test_what_is_for_the_facilitator_is_nobody_elses(
    appraise: Appraise, write: Write, sections: Own
) -> None:
    """Interest and strategy are in the facilitator's report, and nowhere in another reader's."""
    report = appraise(("stake-grid", [write("stake-grid", GRID)]))
    assert sections(report)["stake-grid-facilitator"].audience == "facilitator"
    assert {"SECRET-A", "SECRET-B"} <= set(str(report).replace("'", " ").split())
    for audience in ("group", "public"):
        assert "SECRET" not in str(for_audience(report, audience))


def test_actors_are_called_as_the_actor_map_calls_them(
    appraise: Appraise, write: Write, table: Cells
) -> None:
    """A reference reads as the actor's name; one actor written two ways is one; nobody is said."""
    told = [("stake-grid", [write("stake-grid", GRID)]), ("actor-map", [write("actor-map", MAP)])]
    rows = table(appraise(*told), "stakes-table")
    named = [getattr(row["actor"].text, "verbatim", row["actor"].text) for row in rows[:4]]
    assert named == ["The school", "The school", "Shop", "Shop"]
    assert rows[4]["actor"].text.message == "dynamics.stakes.unnamed"


def test_a_grid_too_wide_for_a_picture_is_a_table(
    appraise: Appraise, write: Write, sections: Own, table: Cells
) -> None:
    """Forty actors on twelve issues are drawn; one more actor, or issue, is only listed."""
    for actors, issues, drawn in ((40, 12, 1), (41, 12, 0), (40, 13, 0)):
        rows = {
            "issues": [{"id": f"i{n}", "title": f"I{n}"} for n in range(issues)],
            "stakes": [
                {"id": f"{a}-{i}", "other-actor": f"A{a}", "issue": f"i{i}", "position": "neutral"}
                for a in range(actors)
                for i in range(issues)
            ],
        }
        report = appraise(("stake-grid", [write("stake-grid", rows)]))
        blocks = sections(report)["stake-grid-heat"].blocks
        assert sum(isinstance(block, Figure) for block in blocks) == drawn
        assert (UNDRAWN in blocks) is not bool(drawn)
        assert len(table(report, "stakes-table")) == actors * issues


def test_one_cell_holds_one_position(problems: Problems) -> None:
    """An actor twice in an issue is an error, however it is written; nobody's stake a notice."""
    rows: Rows = {
        "issues": ISSUES[:2],
        "stakes": [
            {"id": "1", "other-actor": "Shop", "issue": "i0", "position": "neutral"},
            {"id": "2", "other-actor": " shop", "issue": "i0", "position": "divergent"},
            {"id": "3", "other-actor": "Shop", "issue": "i1", "position": "divergent"},
            {"id": "4", "issue": "i1", "position": "divergent"},
            {"id": "5", "issue": "i1", "position": "divergent"},
        ],
    }
    found = [(each.code, each.severity, each.pointer) for each in problems("stake-grid", rows)]
    assert found == [
        ("dynamics-stake-twice", "error", "/answers/stakes/2"),
        ("dynamics-stake-of-nobody", "notice", "/answers/stakes/4"),
        ("dynamics-stake-of-nobody", "notice", "/answers/stakes/5"),
    ]
    for problem in problems("stake-grid", rows):
        for language in ("fr", "en"):
            assert problem.advice(language)
            assert "{" not in problem.message(language)
