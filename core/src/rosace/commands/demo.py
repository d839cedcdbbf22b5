"""``rosace demo``: a whole study on an invented example, its folder beside the results."""

import re
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.commands.studying import opened
from rosace.speaking import LANGUAGES, Command, Option, say

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from rosace.appraiser import Appraiser
    from rosace.study_folder import StudyFolder

__all__ = ["command"]

STUDY: Final = "study"
"""The name of the study's folder among the results."""

FORMATS: Final = (
    ("html", "report.html"),
    ("json", "report.json"),
    ("markdown", "markdown"),
    ("csv", "tables"),
    ("svg", "figures"),
)
"""What is made of the report, by exporter and name."""

_USED: Final = re.compile(r"^  - \{id: ([a-z-]+)", re.MULTILINE)
"""An instrument of the example's study, each of which has a line of its own there."""

VIEW: Final = "wheel"
"""The tool that has no answers of its own in the example: it draws those of another."""


def _demo(*, out: str, language: str | None) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    folder = Path(out)
    study = folder / STUDY
    _write_study(appraiser, study, spoken)
    held = opened(appraiser, str(study))
    _close(appraiser, held)
    report = appraiser.appraise_study(held, language=spoken)
    say("cli.demo.example")
    click.echo(str(study))
    for exporter, name in FORMATS:
        if exporter in appraiser.exporters:
            written = appraiser.export(report, exporter, folder / name, language=spoken)
            click.echo(str(written))
        else:
            say("cli.demo.no-exporter", name=exporter)
    report_failures(appraiser, spoken)
    say("cli.demo.next")
    place = f'"{study}"' if " " in str(study) else str(study)
    for line in (
        "rosace instruments",
        f"rosace show {held.study.instruments[0].id}",
        f"rosace validate --study {place}",
        f"rosace appraise --study {place} --audience facilitator --language {spoken}",
        "rosace doctor",
    ):
        click.echo(f"  {line}", err=True)
    return 0


def _write_study(appraiser: "Appraiser", folder: Path, language: str) -> None:
    """Write the study's folder anew, as it was before its waves were closed.

    What is of a tool that is not at hand is left out, and said so. What the group wrote
    is in the language of the demo.

    Raises:
        UnknownInstrumentError: None of the example's tools is at hand.
    """
    from rosace.output import remove_files, write_folder  # noqa: PLC0415  # not needed to show help
    from rosace.study_folder import RELEASES  # noqa: PLC0415  # likewise

    examples = resources.files("rosace").joinpath("examples")
    names = _USED.findall(examples.joinpath("study.yaml").read_text("utf-8"))
    missing = [name for name in (*names, VIEW) if name not in appraiser.instruments]
    for name in missing:
        say("cli.demo.no-instrument", name=name)
    if not set(names) - set(missing):
        appraiser.instrument(names[0])
    write_folder(folder, _files(examples, language, missing))
    # What was released before is of the example as it was then, and its seals no longer hold.
    remove_files(path for path in folder.joinpath(RELEASES).rglob("*") if path.is_file())


def _files(
    examples: "Traversable", language: str, missing: Sequence[str]
) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the files of the study by name, but for those of missing tools."""
    for name in _names(examples):
        tool = name.rpartition("/")[2].partition(".")[0]
        spoken = examples.joinpath(language, name)
        source = spoken if spoken.is_file() else examples.joinpath(name)
        if name == "study.yaml":
            lines = source.read_text("utf-8").splitlines(keepends=True)
            used = ((line, _USED.match(line)) for line in lines)
            yield name, [line.encode() for line, at in used if not (at and at[1] in missing)]
        elif tool not in missing:
            yield name, [source.read_bytes()]


def _names(folder: "Traversable", before: str = "") -> Iterator[str]:
    """Yield the names of the example's files; what it has in one language alone stands apart."""
    for each in sorted(folder.iterdir(), key=lambda found: found.name):
        if each.is_file():
            yield f"{before}{each.name}"
        elif before or each.name not in LANGUAGES:
            yield from _names(each, f"{before}{each.name}/")


def _close(appraiser: "Appraiser", folder: "StudyFolder") -> None:
    """Close the waves of which there is anything, in their order."""
    from rosace.study_folder import COLLECTIVE, RESPONSES  # noqa: PLC0415  # only for a study

    held = {wave for kind in (RESPONSES, COLLECTIVE) for wave, _, _ in folder.all_files(kind)}
    for wave in folder.study.waves:
        if wave.id in held:
            appraiser.close_wave(folder, wave.id)


command = Command(
    "demo",
    params=[
        Option(["--out"], metavar="DIR", default="demo", help="cli.option.out-folder"),
        LANGUAGE(),
    ],
    callback=_demo,
)
