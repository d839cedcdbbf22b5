"""What the tests of the wheel share: instruments of any shape, and reports on made-up answers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from rosace import Appraiser
from rosace.checking import check_instrument
from rosace.configuration import AllowedPlugin, Configuration
from rosace.instrument import Instrument
from rosace.report import Report, Section
from rosace.response import Answer, Respondent, Response
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.validation import value_of

Make = Callable[..., Instrument]
Appraise = Callable[..., Report]


def words(text: str) -> dict[str, str]:
    """Return a text in both languages."""
    return {"fr": text, "en": f"{text} (en)"}


def scale(codes: str = "ABC", kind: str = "ordinal") -> dict[str, Any]:
    """Return a scale of one-letter codes, the first the strongest."""
    choices = [
        {"code": code, "value": len(codes) - place, "label": words(f"Choix {code}")}
        for place, code in enumerate(codes)
    ]
    return {"kind": kind, "choices": choices, "missing": ["dont-know"]}


@pytest.fixture(scope="session")
def appraiser() -> Appraiser:
    """Lend an appraiser that may load this plugin and no other, and forgives it nothing."""
    return Appraiser(Configuration(plugins=(AllowedPlugin(name="wheel"),)), strict=True)


@pytest.fixture(scope="session")
def make() -> Make:
    """Lend a function that makes a sound instrument of dimensions of so many items each.

    Items are choices of the scales in turn, a dimension each, unless ``item`` says
    otherwise; ``turned`` reverses the first item of each dimension.
    """

    def instrument(
        sizes: Sequence[int],
        scales: Mapping[str, Any] | None = None,
        item: Mapping[str, Any] | None = None,
        scoring: Mapping[str, Any] | None = None,
        *,
        turned: bool = False,
    ) -> Instrument:
        known = {"abc": scale()} if scales is None else dict(scales)
        items, dimensions = [], []
        for place, size in enumerate(sizes):
            own = []
            for number in range(size):
                name = f"i{place}-{number}"
                typed = item or {"type": "choice", "scale": list(known)[place % len(known)]}
                items.append({"id": name, "text": words(f"Item {name}"), **typed})
                own.append(name)
            rule = {"method": "distribution"} if scoring is None else dict(scoring)
            rule |= {"reverse": own[:1]} if turned else {}
            dimensions.append(
                {"id": f"d{place}", "title": words(f"D{place}"), "items": own, "scoring": rule}
            )
        document: dict[str, Any] = {
            "schema": "rosace/instrument/1",
            "id": "shape",
            "version": "1.0.0",
            "title": words("Forme"),
            "languages": ["fr", "en"],
            "provenance": "ours",
            "rights": {"holder": "Tests", "wording": "ours"},
            "scales": known,
            "sections": [
                {"id": "all", "title": words("Tout"), "items": [each["id"] for each in items]}
            ],
            "items": items,
            "dimensions": dimensions,
        }
        made = value_of(document, "instrument")
        assert check_instrument(made) == ()
        return made

    return instrument


@pytest.fixture(scope="session")
def appraise(appraiser: Appraiser) -> Appraise:
    """Lend a function that reports on an instrument's answers by wave."""

    def report(
        instrument: Instrument,
        individual: Mapping[str, Sequence[Mapping[str, Any]]],
        together: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        public: bool = False,
    ) -> Report:
        waves = sorted({*individual, *(together or {})})
        study = Study(
            id="study",
            title=words("Étude"),
            subject=Subject(id="group", title=words("Groupe")),
            instruments=(StudyInstrument(id=instrument.id),),
            waves=tuple(Wave(id=wave, closed=True) for wave in waves),
            public=(instrument.id,) if public else (),
        )
        responses = [
            _response(instrument, wave, f"p{number}", "individual", given)
            for wave, answers in individual.items()
            for number, given in enumerate(answers)
        ]
        responses += [
            _response(instrument, wave, "group", "collective", given)
            for wave, given in (together or {}).items()
        ]
        return appraiser.appraise(instrument, responses, study=study)

    return report


def _response(
    instrument: Instrument, wave: str, who: str, kind: Any, given: Mapping[str, Any]
) -> Response:
    return Response(
        id=f"{wave}-{who}",
        instrument=instrument.id,
        version=instrument.version,
        wave=wave,
        respondent=Respondent(id=who, kind=kind),
        answers={item: Answer(value=value) for item, value in given.items()},
    )


@pytest.fixture(scope="session")
def wheel_of() -> Callable[[Report], Section | None]:
    """Lend a function that gives the wheel's section of a report, if it has one."""

    def section(report: Report) -> Section | None:
        return next((found for found in report.sections if found.plugin == "wheel"), None)

    return section


@pytest.fixture(scope="session")
def make_scale() -> Callable[..., dict[str, Any]]:
    """Lend the function that makes a scale of one-letter codes."""
    return scale
