"""Shared leadership: a whole questionnaire of ours, in both languages, without a grade."""

from collections.abc import Callable
from typing import Any

import pytest

from rosace import Appraiser
from rosace.instrument import Instrument
from rosace.report import CountCell, NumberCell, Report, Table
from rosace.response import Answer, Respondent, Response

Appraise = Callable[..., Report]
Cells = Callable[[Report, str], list[dict[str, Any]]]

SIZES = {"initiative": 4, "roles": 3, "circulation": 4, "influence": 4, "renewal": 4}


@pytest.fixture(scope="module")
def leadership(appraiser: Appraiser) -> Instrument:
    """Lend the questionnaire."""
    return appraiser.instrument("shared-leadership")


def test_five_dimensions_hold_every_statement_once(leadership: Instrument) -> None:
    """Nineteen statements on one ordered scale, each in one dimension, each to be commented."""
    found = {each.id: each.items or () for each in leadership.dimensions}
    assert {name: len(items) for name, items in found.items()} == SIZES
    held = [item for items in found.values() for item in items]
    assert sorted(held) == sorted(item.id for item in leadership.items)
    assert {(item.scale, item.comment) for item in leadership.items} == {("likeness", "allowed")}
    assert leadership.scales["likeness"].missing == ("dont-know", "not-applicable")


def test_every_statement_is_said_in_both_languages(leadership: Instrument) -> None:
    """No two statements are alike in a language, and none is left in the other's words."""
    for language in ("fr", "en"):
        assert len({item.text[language] for item in leadership.items}) == sum(SIZES.values())
    assert not [item for item in leadership.items if item.text["fr"] == item.text["en"]]


def test_no_dimension_is_graded(leadership: Instrument) -> None:
    """Dimensions are distributions: no mean, level or cut-off stands over a group's leadership."""
    methods = {each.scoring.method for each in leadership.dimensions if each.scoring}
    assert methods == {"distribution"}


def test_it_is_answered_alone_and_together(leadership: Instrument) -> None:
    """Both modes are offered, and the statement says that it judges nobody."""
    assert leadership.use is not None
    assert {mode.respondent for mode in leadership.use.modes} == {"individual", "collective"}
    assert "does not judge" in " ".join(leadership.use.statement["en"].split())


def test_what_calls_for_care_is_flagged_to_the_facilitator(
    appraise: Appraise, leadership: Instrument, table: Cells
) -> None:
    """Where dissent has a price for some the facilitator learns it, and nothing nobody says."""
    answers = [
        Response(
            id=f"p{n}",
            instrument="shared-leadership",
            version="1.0.0",
            wave="w1",
            respondent=Respondent(id=f"p{n}", kind="individual"),
            answers={
                item.id: Answer(value="hardly" if item.id == "dissent" and n < 4 else "largely")
                for item in leadership.items
            },
        )
        for n in range(12)
    ]
    report = appraise(("shared-leadership", answers))
    rows = table(report, "flags")
    assert [row["persons"] for row in rows] == [CountCell(low=4, high=4)]
    (flags,) = (each for each in report.sections if each.id == "shared-leadership-flags")
    assert flags.audience == "facilitator"
    graded = [
        cell
        for section in report.sections
        if section.id == "shared-leadership-dimensions"
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if isinstance(cell, NumberCell) and cell.unit != "share"
    ]
    assert graded == []
