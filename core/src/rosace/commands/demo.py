"""``rosace demo``: the main job on a bundled example, with its input files beside the results."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.speaking import Command, Option, say, words

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.report import Report

__all__ = ["command"]

INPUTS = (
    "study.yaml",
    "diagnostic-2022.csv",
    "diagnostic-2024.csv",
    "collective-2024.json",
    "effects.json",
)
"""The files of the example, in the order in which they are used."""

FORMATS = (
    ("html", "report.html"),
    ("json", "report.json"),
    ("markdown", "markdown"),
    ("csv", "tables"),
    ("svg", "figures"),
)
"""What is made of the report, by exporter and name."""


def _demo(*, out: str, language: str | None) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    folder = Path(out)
    inputs = _inputs(folder / "input", spoken)
    report = _report(appraiser, inputs, spoken)
    say("cli.demo.example")
    for exporter, name in FORMATS:
        if exporter in appraiser.exporters:
            written = appraiser.export(report, exporter, folder / name, language=spoken)
            click.echo(str(written))
        else:
            say("cli.demo.no-exporter", name=exporter)
    report_failures(appraiser, spoken)
    say("cli.demo.next")
    here = f"{inputs}/"
    tail = f"--study {here}study.yaml"
    files = f"{here}diagnostic-2022.csv {here}diagnostic-2024.csv {here}collective-2024.json"
    for line in (
        "rosace instruments",
        "rosace show diagnostic",
        f"rosace validate diagnostic {here}diagnostic-2024.csv {tail}",
        (
            f"rosace appraise diagnostic {files} {tail} --with effects {here}effects.json"
            f" --to html --out {folder / 'again.html'} --language {spoken}"
        ),
        "rosace doctor",
    ):
        click.echo(f"  {line}", err=True)
    return 0


def _inputs(folder: Path, language: str) -> Path:
    """Copy the example's files, so that each step can be run by hand.

    What the group wrote is in the language of the demo, where the example has it in that one.
    """
    from rosace.output import write_folder  # noqa: PLC0415  # only here

    examples = resources.files("rosace").joinpath("examples")

    def files() -> Iterator[tuple[str, list[bytes]]]:
        for name in INPUTS:
            spoken = examples.joinpath(language, name)
            source = spoken if spoken.is_file() else examples.joinpath(name)
            yield name, [source.read_bytes()]

    write_folder(folder, files())
    return folder


def _report(appraiser: "Appraiser", folder: Path, language: str) -> "Report":
    study = appraiser.study(folder / "study.yaml")
    diagnostic = appraiser.instrument("diagnostic")
    responses = [
        response
        for name in INPUTS[1:4]
        for response in appraiser.read(folder / name, diagnostic, study=study)
    ]
    others = []
    if "effects" in appraiser.instruments:
        effects = appraiser.instrument("effects")
        others.append((effects, appraiser.read(folder / INPUTS[4], effects, study=study)))
    else:
        click.echo(words("cli.demo.no-instrument", name="effects"), err=True)
    return appraiser.appraise(diagnostic, responses, language=language, study=study, others=others)


command = Command(
    "demo",
    params=[
        Option(["--out"], metavar="DIR", default="demo", help="cli.option.out-folder"),
        LANGUAGE(),
    ],
    callback=_demo,
)
