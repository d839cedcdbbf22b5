"""Hundreds of collective responses in one wave: every tool writes a report, and lists none."""

import time
from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.conversion import unstructure
from rosace.loading import load_yaml
from rosace.report import Notice, Table
from rosace.responses import structure_response
from rosace.values import evolve

TOOLS = (
    "effects",
    "diagnostic",
    "actor-map",
    "controversies",
    "review",
    "stake-grid",
    "problem-statement",
    "translation-tracker",
    "collaboration-form",
)
MANY = 1000
SECONDS = 20


@pytest.mark.parametrize("tool", TOOLS)
def test_a_thousand_collective_responses_are_told_together(
    made: Path, tmp_path: Path, tool: str
) -> None:
    """The report stands in seconds, lists no response, and says so; nobody's words are in it."""
    appraiser = Appraiser(strict=True)
    instrument = appraiser.instrument(tool)
    document: Any = load_yaml(
        (made / "demo" / "study" / "collective" / "2024" / f"{tool}.yaml").read_bytes()
    )[0]
    one = structure_response(document[0] if isinstance(document, list) else document)
    many = tuple(
        evolve(
            one,
            id=f"r{place}",
            respondent=evolve(
                one.respondent, id=f"table-{place}", attributes={"region": f"r{place % 17}"}
            ),
        )
        for place in range(MANY)
    )
    begun = time.monotonic()
    report = appraiser.appraise(instrument, many, language="fr", by="region")
    appraiser.export(report, "html", tmp_path / "report.html", audience="facilitator")
    assert time.monotonic() - begun < SECONDS
    sections = {section.id: section for section in report.sections}
    told = sections[f"{tool}-mixes"]
    assert any(isinstance(block, Notice) for block in told.blocks)
    tables = [
        block for part in report.sections for block in part.blocks if isinstance(block, Table)
    ]
    assert max(len(table.rows) for table in tables) < MANY
    written = str(unstructure(report))
    for answer in one.answers.values():
        for row in answer.rows:
            for words in row.fields.values():
                assert not (isinstance(words, str) and len(words) > 40 and words in written)
