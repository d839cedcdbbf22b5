"""The repertoire is marked for what it is, and an organization can put its own in its place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rosace import Appraiser
from rosace.instrument import Instrument
from rosace.report import Report

Rows = Callable[[Report, str], list[dict[str, Any]]]

CERTAIN = {"network-creation", "network-governance", "controversy-resolution"}
OURS = "obstacle-overcoming"
OVERLAY = """
schema: rosace/overlay/1
instrument: effects
version: 1.0.0
provenance: published
source: The list that we hold a licence for.
rights: {holder: Tests, wording: licensed}
scales:
  outcomes:
    kind: nominal
    groups:
      - {id: within, title: {fr: Entre nous, en: Among us}}
      - {id: beyond, title: {fr: Avec les autres, en: With others}}
    choices:
      - {code: meeting, group: within, label: {fr: Rencontre, en: Meeting}}
      - {code: letter, group: beyond, label: {fr: Lettre, en: Letter}}
      - {code: other, label: {fr: Autre, en: Other}}
"""
STORY = {
    "events": [
        {"id": "e1", "title": "Forum", "date": "2020", "outcome": "meeting"},
        {"id": "e2", "title": "Appel", "date": "2021", "outcome": "letter"},
        {"id": "e3", "title": "Suite", "date": "2021", "outcome": "other"},
    ]
}


def test_twelve_outcomes_serve_three_functions(instrument: Instrument) -> None:
    """The repertoire has three, four and five outcomes, each with words and a description."""
    scale = instrument.scales["outcomes"]
    groups = [group.id for group in scale.groups or ()]
    assert [sum(c.group == group for c in scale.choices) for group in groups] == [3, 4, 5]
    assert all(set(c.label) == {"fr", "en"} and c.description for c in scale.choices)


def test_nothing_reconstructed_or_ours_passes_for_published(instrument: Instrument) -> None:
    """Only the three outcomes that were seen in print are marked so; the twelfth is ours."""
    marks = {choice.code: choice.provenance for choice in instrument.scales["outcomes"].choices}
    assert {code for code, mark in marks.items() if mark == "published"} == CERTAIN
    assert marks[OURS] == "ours"
    assert instrument.scales["outcomes"].provenance == "reconstructed"
    assert instrument.provenance == "ours"


def test_only_the_group_tells_the_story(instrument: Instrument) -> None:
    """The tool is answered together; its statement says that it proves no cause by itself."""
    assert instrument.use is not None
    assert [mode.respondent for mode in instrument.use.modes] == ["collective"]
    assert "ne prouve pas" in instrument.use.statement["fr"]


def test_a_repertoire_of_ones_own_takes_its_place(
    appraiser: Appraiser, appraise: Callable[..., Report], table: Rows, tmp_path: Path
) -> None:
    """An overlay's outcomes and functions stand in tables and pictures, and in no other words."""
    file = tmp_path / "overlay.yaml"
    file.write_text(OVERLAY, encoding="utf-8")
    own = appraiser.instrument("effects", overlay=file)
    report = appraise(STORY, told_with=own)
    rows = table(report, "outcome-counts")
    assert [row["outcome"].text.localized["fr"] for row in rows] == ["Rencontre", "Lettre", "Autre"]
    assert [row["count"].low for row in rows] == [1, 1, 1]
    assert [str(row["function"]) for row in rows[:2]] == [
        str(row["function"]) for row in table(report, "timeline-table")[:2]
    ]
    assert rows[2]["function"].text.message == "effects.function.none"
    years = table(report, "outcomes-by-year")
    assert [[cell.low for name, cell in row.items() if name != "year"] for row in years] == [
        [1, 0, 0],
        [0, 1, 1],
    ]


def test_a_repertoire_without_functions_is_counted_all_the_same(
    appraiser: Appraiser, appraise: Callable[..., Report], table: Rows, tmp_path: Path
) -> None:
    """An organization whose list has no functions still sees its outcomes and its years."""
    lines = [
        line for line in OVERLAY.splitlines() if "groups:" not in line and "- {id:" not in line
    ]
    plain = "\n".join(lines).replace("group: within, ", "").replace("group: beyond, ", "")
    file = tmp_path / "overlay.yaml"
    file.write_text(plain, encoding="utf-8")
    report = appraise(STORY, told_with=appraiser.instrument("effects", overlay=file))
    assert [row["count"].low for row in table(report, "outcome-counts")] == [1, 1, 1]
    assert [row["function_1"].low for row in table(report, "outcomes-by-year")] == [1, 2]
