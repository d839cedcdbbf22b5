"""What the commands that work on a whole study share: its folder, and all that stands in it."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from rosace.commands.progress import Progress
from rosace.refusals import print_problems

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.appraising_study import Examined
    from rosace.study import Study
    from rosace.study_folder import StudyFolder

__all__ = ["examined", "is_whole_study", "read_paths", "study_of", "today"]

_WITH_FILES_ONLY: Final = {
    "mapping": "--mapping",
    "overlay": "--overlay",
    "wave": "--wave",
    "others": "--with",
    "keep_valid": "--keep-valid",
    "rejects": "--rejects",
}
"""The options that say something of single files, by the name of their value."""


def today() -> dt.date:
    """Return the day of whoever runs a command; nothing below the commands looks at a clock."""
    return dt.datetime.now().astimezone().date()


def is_whole_study(instrument: str | None, files: tuple[str, ...], options: dict[str, Any]) -> bool:
    """Say whether a command is asked of a whole study, naming no instrument and no files.

    Args:
        instrument: The instrument, if one was named.
        files: The files of responses.
        options: What was written for the command's options.

    Raises:
        UsageError: An option says something of files, and none are named.
        MissingParameter: There is neither a study, nor an instrument with its files.
    """
    context = click.get_current_context()
    arguments = {each.name: each for each in context.command.params}
    if instrument is None and not options["study"]:
        raise click.MissingParameter(ctx=context, param=arguments["instrument"])
    if instrument is not None and not files:
        raise click.MissingParameter(ctx=context, param=arguments["files"])
    if instrument is not None:
        return False
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    if named := [option for name, option in _WITH_FILES_ONLY.items() if options.get(name)]:
        raise UsageError(reason="with-files-only", details={"option": named[0]})
    return True


def study_of(appraiser: "Appraiser", options: dict[str, Any], language: str) -> "Study | None":
    """Return the study that ``--study`` names, saying where its retention date has passed.

    Args:
        appraiser: The appraiser.
        options: What was written for the command's options.
        language: The language spoken.

    Raises:
        InvalidDocumentError: It is faulty, with all Problems.
    """
    if not options["study"]:
        return None
    from rosace.appraising_study import check_retention  # noqa: PLC0415  # only with a study
    from rosace.values import evolve  # noqa: PLC0415  # likewise

    study = appraiser.study(options["study"])
    passed = check_retention(study, options["study"], today())
    print_problems(tuple(evolve(each, severity="notice") for each in passed), language)
    return study


def examined(appraiser: "Appraiser", folder: "StudyFolder", options: dict[str, Any]) -> "Examined":
    """Return all that stands in a study's folder, read and checked.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.
        options: What was written for the command's options.

    Raises:
        InvalidDocumentError: Something cannot be read at all, or may be no longer.
    """
    from rosace.appraising_study import examine_study  # noqa: PLC0415  # only for a whole study

    with Progress() as progress:
        return examine_study(
            appraiser,
            folder,
            today=today(),
            key=options["pseudonymize"],
            watch=progress.show,
        )


def read_paths(
    appraiser: "Appraiser", folder: "StudyFolder", options: dict[str, Any]
) -> list[str | None]:
    """Return the paths that a command on a whole study reads.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.
        options: What was written for the command's options.
    """
    from rosace.reading import known_suffixes  # noqa: PLC0415  # only for a whole study

    files = folder.survey(known_suffixes(appraiser.host.importers.values())).files
    used = folder.study.instruments
    return [
        folder.file,
        options["pseudonymize"],
        *(path for file in files for path in (file.path, file.mapping)),
        *(path and str(Path(path)) for each in used for path in (each.file, each.overlay)),
    ]
