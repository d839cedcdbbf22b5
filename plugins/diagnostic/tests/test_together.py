"""The group's own answers stand beside individual ones, and neither overwrites the other."""

from collections.abc import Callable
from typing import Any

from rosace.report import Paragraph, Report, Section
from rosace.response import Answer

Appraise = Callable[..., Report]
Rows = Callable[[Report, str], list[dict[str, Any]]]

ITEMS = tuple(f"q{number:02}" for number in range(1, 19))
GROUP = [dict.fromkeys(ITEMS, "B")] * 10 + [dict.fromkeys(ITEMS, "C")] * 2


def test_both_kinds_of_answers_stand_side_by_side(appraise: Appraise, table: Rows) -> None:
    """The group's answer changes no count, and individual answers do not change the group's."""
    alone = appraise({"w1": GROUP})
    both = appraise({"w1": GROUP}, {"w1": dict.fromkeys(ITEMS, "A")})
    rows = table(both, "spread-table")
    marks = [row.pop("collective") for row in rows]
    assert rows == table(alone, "spread-table")
    yes = [row["choice"] for row, mark in zip(rows, marks, strict=True) if "yes" in str(mark)]
    assert len(yes) == len(ITEMS)
    assert all("verbatim='A'" in str(choice) for choice in yes)
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
