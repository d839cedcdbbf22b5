"""Every number and word of a report's tables is found again in every format, in its place."""

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from tests.reading_back.comparing import COMPARED
from tests.reading_back.grids import tables_of
from tests.reading_back.making import appraiser, exported, names_of

from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.loading import load_json
from rosace.report import Report
from rosace.strategies.reports import reports

LANGUAGES = ("fr", "en")
PICTURES = {"svg", "png"}
"""What holds figures alone: their words are looked for elsewhere, and they have no cells."""


every_format = pytest.mark.parametrize(
    "name", [each for each in COMPARED if each in names_of("report")]
)


@pytest.fixture(scope="module", params=LANGUAGES)
def demo(request: pytest.FixtureRequest, made: Path) -> Report:
    """Return the report on the demo's study in a language, as read from its JSON."""
    folder = appraiser().open_study(made / "demo" / "study")
    report = appraiser().appraise_study(folder, language=str(request.param))
    (data,) = exported("json", report, report.language).values()
    return structure(load_json(data), Report)


def check(name: str, report: Report, language: str) -> None:
    """Check that a format says what the report does."""
    formatter = Formatter(language=language, messages=report.messages)
    found = COMPARED[name](exported(name, report, language), report, formatter)
    fault = next(found, None)
    assert fault is None, f"{name}, {language}: {fault}"


def test_every_format_is_compared() -> None:
    """No exporter of reports that holds tables is left out of these tests."""
    assert set(names_of("report")) - PICTURES == set(COMPARED)


@every_format
def test_a_format_says_every_cell_of_the_demo_in_its_place(name: str, demo: Report) -> None:
    """Titles, headings and cells are those of the report JSON, table by table, row by row."""
    assert sum(len(table.rows) for _, table in tables_of(demo)) > 500
    check(name, demo, demo.language)


@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(reports())
def test_every_format_says_every_cell_of_any_report(report: Report) -> None:
    """So it does for reports of any shape, whatever words and numbers they hold."""
    for name in sorted(COMPARED.keys() & set(names_of("report"))):
        for language in LANGUAGES:
            check(name, report, language)
