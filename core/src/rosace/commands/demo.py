"""``rosace demo``: a whole study on an invented example, its folder beside the results."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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

WRITTEN: Final = ".rosace-demo"
"""The file among the results that lists what the demo wrote, each with its digest."""

STUDY: Final = "study"
"""The name of the study's folder among the results."""

FORMATS: Final = (
    ("html", "report.html"),
    ("pdf", "report.pdf"),
    ("xlsx", "report.xlsx"),
    ("json", "report.json"),
    ("markdown", "markdown"),
    ("csv", "tables"),
    ("svg", "figures"),
)
"""What is made of the report, by exporter and name."""

_USED: Final = re.compile(r"^  - \{id: ([a-z-]+)", re.MULTILINE)
"""An instrument of the example's study, each of which has a line of its own there."""

_PUBLIC: Final = re.compile(r"^public: \[(.*)\]$", re.MULTILINE)
"""The line of the instruments whose results are public."""

VIEW: Final = "wheel"
"""The tool that has no answers of its own in the example: it draws those of another."""


def _demo(*, out: str, language: str | None) -> int:
    spoken = chosen_language(language)
    appraiser = appraiser_of()
    folder = Path(out)
    with _own(folder) as ours:
        study = _write(appraiser, folder, ours, spoken)
    report_failures(appraiser, spoken)
    say("cli.demo.next")
    place = f'"{study.root}"' if " " in str(study.root) else str(study.root)
    for line in (
        "rosace instruments",
        f"rosace show {study.study.instruments[0].id}",
        f"rosace validate --study {place}",
        f"rosace appraise --study {place} --audience facilitator --language {spoken}",
        f"rosace appraise --study {place} --to docx --out report.docx --language {spoken}",
        f"rosace paper {study.study.instruments[0].id} --out form.pdf --language {spoken}",
        "rosace doctor",
    ):
        click.echo(f"  {line}", err=True)
    return 0


def _write(
    appraiser: "Appraiser", folder: Path, ours: Mapping[str, str], spoken: str
) -> "StudyFolder":
    """Write the study and its report, and return the study's folder."""
    from rosace.output import refuse_existing  # noqa: PLC0415  # not needed to show help

    for _, name in FORMATS:
        if name not in ours:
            refuse_existing(folder / name)
    study = folder / STUDY
    _write_study(appraiser, study, [folder / name for name in ours], spoken)
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
    return held


@contextmanager
def _own(folder: Path) -> Iterator[Mapping[str, str]]:
    """Lend what an earlier demo left in a folder, and list there what this one does.

    Raises:
        OutputError: The folder holds something and no demo wrote there, or something that one
            wrote is no longer as it was: it may be somebody's work.
    """
    from rosace.errors import OutputError  # noqa: PLC0415  # not needed to show help
    from rosace.output import write_file  # noqa: PLC0415  # likewise

    former = _written(folder)
    if former is None and next(_files_in(folder), None) is not None:
        raise OutputError(folder, "folder-of-others")
    held = set(_files_in(folder))
    ours = {name: digest for name, digest in (former or {}).items() if name in held}
    for name, digest in ours.items():
        if _digest(folder / name) != digest:
            raise OutputError(folder / name, "changed-since")
    others = held - ours.keys()
    try:
        yield ours
    finally:
        names = sorted(name for name in _files_in(folder) if name not in others)
        if names:
            lines = (f"{_digest(folder / name)}  {name}\n" for name in names)
            write_file(folder / WRITTEN, [line.encode() for line in lines])


def _files_in(folder: Path) -> Iterator[str]:
    """Yield the name of each file in a folder, but for the list of those that were written."""
    named = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return (name for name in named if name != WRITTEN)


def _digest(path: Path) -> str:
    from rosace.ledger import digest_of  # noqa: PLC0415  # not needed to show help

    return digest_of(path.read_bytes())


def _written(folder: Path) -> dict[str, str] | None:
    """Return what a demo wrote in a folder, with the digests; None where none wrote there."""
    try:
        lines = (folder / WRITTEN).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    parts = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in parts}


def _write_study(appraiser: "Appraiser", folder: Path, ours: Sequence[Path], language: str) -> None:
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
    remove_files(path for path in ours if path.is_relative_to(folder / RELEASES))


def _files(
    examples: "Traversable", language: str, missing: Sequence[str]
) -> Iterator[tuple[str, list[bytes]]]:
    """Yield the files of the study by name, but for those of missing tools."""
    for name in _names(examples):
        tool = name.rpartition("/")[2].partition(".")[0]
        spoken = examples.joinpath(language, name)
        source = spoken if spoken.is_file() else examples.joinpath(name)
        if name == "study.yaml":
            yield name, [_without(source.read_text("utf-8"), missing).encode()]
        elif tool not in missing:
            yield name, [source.read_bytes()]


def _without(study: str, missing: Sequence[str]) -> str:
    """Return the example's study file without the instruments that are not at hand."""
    lines = study.splitlines(keepends=True)
    used = ((line, _USED.match(line)) for line in lines)
    kept = "".join(line for line, at in used if not (at and at[1] in missing))
    return _PUBLIC.sub(lambda found: _listed(found[1].split(", "), missing), kept)


def _listed(names: Sequence[str], missing: Sequence[str]) -> str:
    return f"public: [{', '.join(name for name in names if name not in missing)}]"


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
