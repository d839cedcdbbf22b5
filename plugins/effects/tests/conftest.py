"""What the tests of effects share: the tool alone, and reports on stories made up here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rosace import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.report import Report, Section
from rosace.response import Answer, Record, Respondent, Response
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.testing import table_rows

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Write = Callable[..., Response]


@pytest.fixture(scope="session")
def appraiser() -> Appraiser:
    """Lend an appraiser that may load this plugin and no other, and forgives it nothing."""
    return Appraiser(Configuration(plugins=(AllowedPlugin(name="effects"),)), strict=True)


@pytest.fixture(scope="session")
def instrument(appraiser: Appraiser) -> Instrument:
    """Lend the instrument, resolved and checked."""
    return appraiser.instrument("effects")


@pytest.fixture(scope="session")
def write() -> Write:
    """Lend a function that writes a story down as a response of the group."""

    def response(story: Rows, wave: str = "w1") -> Response:
        return Response(
            id=f"story-{wave}",
            instrument="effects",
            version="1.0.0",
            wave=wave,
            respondent=Respondent(id="group", kind="collective"),
            answers={item: Answer(value=tuple(map(_record, rows))) for item, rows in story.items()},
        )

    return response


def _record(row: Mapping[str, Any]) -> Record:
    fields = {name: held for name, held in row.items() if name != "id"}
    return Record(id=row["id"], fields=fields)


@pytest.fixture(scope="session")
def appraise(appraiser: Appraiser, instrument: Instrument, write: Write) -> Callable[..., Report]:
    """Lend a function that reports on stories, one a wave, with a repertoire of their own."""

    def report(*stories: Rows, told_with: Instrument | None = None) -> Report:
        waves = [f"w{number}" for number in range(1, len(stories) + 1)]
        study = Study(
            id="study",
            title={"fr": "Étude", "en": "Study"},
            subject=Subject(id="group", title={"fr": "Groupe", "en": "Group"}),
            instruments=(StudyInstrument(id="effects"),),
            waves=tuple(Wave(id=wave, closed=True) for wave in waves),
        )
        written = [write(story, wave) for story, wave in zip(stories, waves, strict=True)]
        return appraiser.appraise(told_with or instrument, written, study=study)

    return report


@pytest.fixture(scope="session")
def problems(
    appraiser: Appraiser, instrument: Instrument, write: Write
) -> Callable[[Rows], tuple[Problem, ...]]:
    """Lend a function that gives what this plugin finds in a story."""
    return lambda story: appraiser.host.check(instrument, write(story))


@pytest.fixture(scope="session")
def sections() -> Callable[[Report], dict[str, Section]]:
    """Lend a function that gives this plugin's sections of a report, by their id here."""
    return lambda report: {
        section.id.removeprefix("effects-"): section
        for section in report.sections
        if section.plugin == "effects"
    }


@pytest.fixture(scope="session")
def table() -> Callable[[Report, str], list[dict[str, Any]]]:
    """Lend a function that gives the rows of a table of a report, by column; none if absent."""
    return table_rows


@pytest.fixture(scope="session")
def refusal() -> type[InvalidDocumentError]:
    """Lend the error of a document that cannot be used."""
    return InvalidDocumentError
