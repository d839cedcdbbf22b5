"""What the tests of dynamics share: the tools alone, and reports on documents made up here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rosace import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.report import Report, Section
from rosace.response import Answer, Record, Respondent, Response
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.testing import table_rows

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@pytest.fixture(scope="session")
def appraiser() -> Appraiser:
    """Lend an appraiser that may load this plugin and no other, and forgives it nothing."""
    return Appraiser(Configuration(plugins=(AllowedPlugin(name="dynamics"),)), strict=True)


@pytest.fixture(scope="session")
def write() -> Callable[..., Response]:
    """Lend a function that writes rows down as the group's document in a wave."""

    def response(instrument: str, rows: Rows, wave: str = "w1") -> Response:
        return Response(
            id=f"{instrument}-{wave}",
            instrument=instrument,
            version="1.0.0",
            wave=wave,
            respondent=Respondent(id="group", kind="collective"),
            answers={item: Answer(value=tuple(map(_record, held))) for item, held in rows.items()},
        )

    return response


def _record(row: Mapping[str, Any]) -> Record:
    return Record(id=row["id"], fields={name: held for name, held in row.items() if name != "id"})


@pytest.fixture(scope="session")
def appraise(appraiser: Appraiser) -> Callable[..., Report]:
    """Lend a function that reports on instruments, the first of them with all the others.

    Each is its id, or the instrument itself, with its responses; `dates` are those of waves.
    """

    def report(
        *told: tuple[str | Instrument, Sequence[Response]], dates: Mapping[str, str] | None = None
    ) -> Report:
        pairs = [
            (appraiser.instrument(name) if isinstance(name, str) else name, held)
            for name, held in told
        ]
        waves = sorted({response.wave for _, held in pairs for response in held})
        study = Study(
            id="study",
            title={"fr": "Étude", "en": "Study"},
            subject=Subject(id="group", title={"fr": "Groupe", "en": "Group"}),
            instruments=tuple(StudyInstrument(id=each.id) for each, _ in pairs),
            waves=tuple(Wave(id=wave, date=(dates or {}).get(wave), closed=True) for wave in waves),
        )
        (first, held), *others = pairs
        return appraiser.appraise(first, held, study=study, others=others)

    return report


@pytest.fixture(scope="session")
def problems(
    appraiser: Appraiser, write: Callable[..., Response]
) -> Callable[[str, Rows], list[Problem]]:
    """Lend a function that gives what this plugin finds in a document of the group."""
    return lambda name, rows: list(
        appraiser.host.check(appraiser.instrument(name), write(name, rows))
    )


@pytest.fixture(scope="session")
def sections() -> Callable[[Report], dict[str, Section]]:
    """Lend a function that gives this plugin's sections of a report, by their id."""
    return lambda report: {
        section.id: section for section in report.sections if section.plugin == "dynamics"
    }


@pytest.fixture(scope="session")
def table() -> Callable[[Report, str], list[dict[str, Any]]]:
    """Lend a function that gives the rows of a table of a report, by column; none if absent."""
    return table_rows
