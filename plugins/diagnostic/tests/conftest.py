"""What the tests of the diagnostic tool share: the tool alone, and reports on made-up answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rosace import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.instrument import Instrument
from rosace.report import Report, Section
from rosace.response import Answer, Respondent, Response
from rosace.study import Disclosure, Study, StudyInstrument, Subject, Wave
from rosace.testing import table_rows

ITEMS = tuple(f"q{number:02}" for number in range(1, 19))
MISSING = {"?": Answer(missing="dont-know"), "-": Answer(missing="not-applicable")}
Given = Mapping[str, str | Answer]
Appraise = Callable[..., Report]


@pytest.fixture(scope="session")
def appraiser() -> Appraiser:
    """Lend an appraiser that may load this plugin and no other, and forgives it nothing."""
    allowed = Configuration(plugins=(AllowedPlugin(name="diagnostic"),))
    return Appraiser(allowed, strict=True)


@pytest.fixture(scope="session")
def instrument(appraiser: Appraiser) -> Instrument:
    """Lend the diagnostic tool, resolved and checked."""
    return appraiser.instrument("diagnostic")


@pytest.fixture(scope="session")
def appraise(appraiser: Appraiser, instrument: Instrument) -> Appraise:
    """Lend a function that reports on answers by wave, individual and the group's own."""

    def report(
        individual: Mapping[str, Sequence[Given]],
        together: Mapping[str, Given] | None = None,
        *,
        closed: bool = True,
        spoken: bool = False,
    ) -> Report:
        waves = sorted({*individual, *(together or {})})
        study = Study(
            id="study",
            title={"fr": "Étude", "en": "Study"},
            subject=Subject(id="group", title={"fr": "Groupe", "en": "Group"}),
            instruments=(StudyInstrument(id="diagnostic"),),
            waves=tuple(Wave(id=wave, closed=closed) for wave in waves),
            disclosure=Disclosure(mode="open" if spoken else "protected"),
        )
        responses = [
            _response(wave, f"p{number}", "individual", given)
            for wave, answers in individual.items()
            for number, given in enumerate(answers)
        ]
        responses += [
            _response(wave, "group", "collective", given)
            for wave, given in (together or {}).items()
        ]
        return appraiser.appraise(instrument, responses, study=study)

    return report


def _response(wave: str, who: str, kind: Any, given: Given) -> Response:
    return Response(
        id=f"{wave}-{who}",
        instrument="diagnostic",
        version="1.0.0",
        wave=wave,
        respondent=Respondent(id=who, kind=kind),
        answers={
            item: held if isinstance(held, Answer) else MISSING.get(held) or Answer(value=held)
            for item, held in given.items()
        },
    )


@pytest.fixture(scope="session")
def sections() -> Callable[[Report], dict[str, Section]]:
    """Lend a function that gives this plugin's sections of a report, by their id here."""

    def own(report: Report) -> dict[str, Section]:
        return {
            section.id.removeprefix("diagnostic-"): section
            for section in report.sections
            if section.plugin == "diagnostic"
        }

    return own


@pytest.fixture(scope="session")
def table() -> Callable[[Report, str], list[dict[str, Any]]]:
    """Lend a function that gives the rows of a table of a report, by column; none if absent."""
    return table_rows
