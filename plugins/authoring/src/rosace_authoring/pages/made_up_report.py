"""A report on responses that are made up, and say so."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.messages import LANGUAGES, translate
from rosace.report import Notice, Section, Translated
from rosace.values import evolve
from rosace_authoring import PACKAGE
from rosace_authoring.simulation.simulating import simulated_responses

if TYPE_CHECKING:
    from rosace import Appraiser
    from rosace.instrument import Instrument
    from rosace.report import Report

__all__ = ["made_up_report", "written_report"]

_PREFERRED: Final = ("html", "markdown", "json")
_TOGETHER: Final = 2
"""Responses of an instrument that a group always answers together: one for each made-up wave."""

_READABLE: Final = frozenset({".md", ".json", ".txt"})


def made_up_report(
    instrument: "Instrument", appraiser: "Appraiser", *, n: int, seed: int
) -> "Report":
    """Return a report on made-up responses, which says at its head that they are.

    Args:
        instrument: A resolved instrument.
        appraiser: Makes the report.
        n: How many responses are made up; fewer where a group always answers together.
        seed: The same number gives the same responses.

    Raises:
        RosaceError: The responses cannot be appraised.
    """
    modes = instrument.use.modes if instrument.use is not None else ()
    if modes and all(mode.respondent == "collective" for mode in modes):
        n = min(n, _TOGETHER)
    responses = simulated_responses(instrument, n, seed=seed)
    report = appraiser.appraise(instrument, responses, language=instrument.languages[0])
    warning = Section(
        id="made-up",
        plugin="authoring",
        title=_words("authoring.preview.made-up-short"),
        blocks=(
            Notice(level="warning", text=_words("authoring.preview.made-up", n=len(responses))),
        ),
    )
    return evolve(
        report,
        subject=_words("authoring.preview.made-up-short"),
        sections=(warning, *report.sections),
    )


def written_report(report: "Report", appraiser: "Appraiser", language: str) -> tuple[str, str]:
    """Return a report as the best exporter at hand writes it.

    Args:
        report: The report.
        appraiser: Knows the exporters.
        language: Language tag of what is written.

    Returns:
        The exporter's name, ``html`` where it is at hand, and the text it writes.

    Raises:
        RosaceError: The exporter fails.
    """
    name = next(each for each in _PREFERRED if each in appraiser.exporters)
    with tempfile.TemporaryDirectory() as folder:
        written = appraiser.export(
            report, name, Path(folder, "report"), language=language, audience="facilitator"
        )
        return name, "\n".join(_texts(written))


def _texts(written: Path) -> Iterator[str]:
    """Yield what there is to read in a file or folder."""
    if written.is_file():
        yield written.read_text("utf-8")
        return
    for file in sorted(written.rglob("*")):
        if file.suffix in _READABLE:
            yield file.read_text("utf-8")


def _words(identifier: str, **arguments: int) -> Translated:
    """Return words of ours in both languages, as a part of a document."""
    return Translated(
        localized={
            language: translate(identifier, language, arguments, PACKAGE) for language in LANGUAGES
        }
    )
