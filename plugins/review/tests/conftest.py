"""What the tests of the review share: the tool alone, boards made up here, its command."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.cli import run as run_here
from rosace.configuration import AllowedPlugin, Configuration
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.report import Report, Section
from rosace.response import Answer, Record, Respondent, Response
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.testing import table_rows

Rows = Mapping[str, Any]
Write = Callable[..., Response]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def appraiser() -> Appraiser:
    """Lend an appraiser that may load this plugin and no other, and forgives it nothing."""
    return Appraiser(Configuration(plugins=(AllowedPlugin(name="review"),)), strict=True)


@pytest.fixture(scope="session")
def instrument(appraiser: Appraiser) -> Instrument:
    """Lend the board's instrument, resolved and checked."""
    return appraiser.instrument("review")


@pytest.fixture(scope="session")
def write() -> Write:
    """Lend a function that writes a board down as a response of the group."""

    def response(board: Rows, wave: str = "w1", group: str = "group") -> Response:
        return Response(
            id=f"{group}-{wave}",
            instrument="review",
            version="1.0.0",
            wave=wave,
            respondent=Respondent(id=group, kind="collective"),
            answers={item: Answer(value=_value(held)) for item, held in board.items()},
        )

    return response


def _value(held: Any) -> Any:
    if isinstance(held, str):
        return held
    return tuple(
        Record(id=row["id"], fields={name: each for name, each in row.items() if name != "id"})
        for row in held
    )


@pytest.fixture(scope="session")
def study() -> Callable[..., Study]:
    """Lend a function that makes a study of waves with these dates, w1 and on."""

    def made(*dates: str | None, instruments: Sequence[str] = ("review",)) -> Study:
        return Study(
            id="study",
            title={"fr": "Étude", "en": "Study"},
            subject=Subject(id="group", title={"fr": "Groupe", "en": "Group"}),
            instruments=tuple(StudyInstrument(id=each) for each in instruments),
            waves=tuple(
                Wave(id=f"w{number}", date=date, closed=True)
                for number, date in enumerate(dates, 1)
            ),
        )

    return made


@pytest.fixture(scope="session")
def appraise(
    appraiser: Appraiser, instrument: Instrument, write: Write, study: Callable[..., Study]
) -> Callable[..., Report]:
    """Lend a function that reports on boards, one a wave; None for a wave without."""

    def report(
        *boards: Rows | None,
        dates: Sequence[str | None] | None = None,
        others: Sequence[tuple[Instrument, Sequence[Response]]] = (),
        told_with: Instrument | None = None,
    ) -> Report:
        waves = dates or [None] * len(boards)
        written = [
            write(board, f"w{number}")
            for number, board in enumerate(boards, 1)
            if board is not None
        ]
        used = ["review", *(each.id for each, _ in others)]
        made = study(*waves, instruments=used)
        if not others:
            return appraiser.appraise(told_with or instrument, written, study=made)
        first, *more = others
        return appraiser.appraise(*first, study=made, others=[*more, (instrument, written)])

    return report


@pytest.fixture(scope="session")
def problems(
    appraiser: Appraiser, instrument: Instrument, write: Write
) -> Callable[[Rows], tuple[Problem, ...]]:
    """Lend a function that gives what this plugin finds in a board."""
    return lambda board: appraiser.host.check(instrument, write(board))


@pytest.fixture(scope="session")
def sections() -> Callable[[Report], dict[str, Section]]:
    """Lend a function that gives this plugin's sections of a report, by their id here."""
    return lambda report: {
        section.id.removeprefix("review-"): section
        for section in report.sections
        if section.plugin == "review"
    }


@pytest.fixture(scope="session")
def table() -> Callable[[Report, str], list[dict[str, Any]]]:
    """Lend a function that gives the rows of a table of a report, by column; none if absent."""
    return table_rows


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to work in, which knows no configuration."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "ROSACE_PLUGINS", "ROSACE_CONFIGURATION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(here: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Lend a function that runs the command line in this process.

    It returns the status, and what was printed on stdout and stderr.
    """
    del here

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run_here(list(arguments))
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run
