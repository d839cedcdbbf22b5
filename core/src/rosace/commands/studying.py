"""What the commands that work on a whole study share: its folder, and all that stands in it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from rosace.refusals import print_problems

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument
    from rosace.intake import Rejected
    from rosace.study import Study
    from rosace.study_folder import StudyFolder

__all__ = [
    "guarding",
    "is_whole_study",
    "opened",
    "read_paths",
    "refuse_expired",
    "refuse_released",
    "say_retention",
    "study_of",
    "today",
]

_WITH_FILES_ONLY: Final = {
    "mapping": "--mapping",
    "overlay": "--overlay",
    "wave": "--wave",
    "others": "--with",
    "keep_valid": "--keep-valid",
    "rejects": "--rejects",
    "pseudonymize": "--pseudonymize",
    "engine": "--engine",
    "connect": "--connect",
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


def opened(appraiser: "Appraiser", study: str) -> "StudyFolder":
    """Return the folder of a study, as it may be read today.

    Args:
        appraiser: The appraiser.
        study: The folder, or the study's file.

    Raises:
        InvalidDocumentError: The study is faulty, an instrument of it is not at hand, or
            files there belong to nothing.
    """
    return appraiser.open_study(study, today())


def say_retention(folder: "StudyFolder", language: str) -> None:
    """Say where individual answers stand in a study's folder past their date."""
    from rosace.study_folder import RESPONSES  # noqa: PLC0415  # only for a whole study
    from rosace.values import evolve  # noqa: PLC0415  # likewise

    if folder.expired and folder.has_answers(RESPONSES):
        print_problems((evolve(folder.retention(), severity="notice"),), language)


def study_of(appraiser: "Appraiser", options: dict[str, Any]) -> "Study | None":
    """Return the study that ``--study`` names, if it names one.

    Args:
        appraiser: The appraiser.
        options: What was written for the command's options.

    Raises:
        InvalidDocumentError: It is faulty, with all Problems.
    """
    return appraiser.study(options["study"]) if options["study"] else None


def guarding(study: "Study | None", files: Sequence[str]) -> "Study | None":
    """Return the study that says whether individual answers of files may leave.

    An anonymous study in whose folder a file lies is asked even where the command
    names none, or names another.

    Args:
        study: The study that was named, if one was.
        files: The files of responses.

    Raises:
        InvalidDocumentError: The study around a file is faulty, and cannot be asked.
    """
    return next((each for _, each in _around(files) if each.identity == "anonymous"), study)


def _around(files: Sequence[str]) -> "Iterator[tuple[str, Study]]":
    """Yield each study in whose folder one of some files lies, with the path of its own."""
    from rosace.study_checks import load_study, study_around  # noqa: PLC0415  # only with answers

    for path in dict.fromkeys(found for file in files if (found := study_around(file))):
        yield str(path), load_study(path)


def refuse_expired(
    appraiser: "Appraiser",
    instrument: "Instrument",
    files: Sequence[str],
    options: dict[str, Any],
    study: "Study | None",
) -> None:
    """Refuse individual answers to a study whose retention date has passed.

    The study in whose folder a file lies is asked too, be another named or none.

    Args:
        appraiser: The appraiser.
        instrument: The instrument that is answered.
        files: The files of responses, or the names of tables of a database.
        options: What was written for the command's options.
        study: The study that was named, if one was.

    Raises:
        InvalidDocumentError: There are such answers, or the study around a file is faulty,
            and cannot be asked.
    """
    named = [] if study is None else [(str(options["study"]), study)]
    for file in files:
        studies = (*named, *_around([file]))
        past = next(((path, each) for path, each in studies if not each.kept_on(today())), None)
        if past is None:
            continue
        from rosace.errors import InvalidDocumentError  # noqa: PLC0415  # not needed to show help
        from rosace.study_folder import retention_passed  # noqa: PLC0415  # likewise

        # What stands elsewhere than in a file is not looked into: it may be anybody's.
        if options["connect"] or _holds_individuals(appraiser, instrument, file, options, study):
            path, each = past
            raise InvalidDocumentError((retention_passed(each, path),))


def _holds_individuals(
    appraiser: "Appraiser",
    instrument: "Instrument",
    file: str,
    options: dict[str, Any],
    study: "Study | None",
) -> bool:
    """Say whether a file holds anything that is not the group's own, as far as it can be told."""
    from rosace.membership import members  # noqa: PLC0415  # only with answers

    found = appraiser.examine(
        file,
        instrument,
        mapping=options["mapping"],
        study=study,
        by=[attribute for breakdown in options["by"] for attribute in breakdown],
        wave=options["wave"],
    )
    return bool(members(found.responses)) or not all(map(_together, found.rejected))


def _together(refused: "Rejected") -> bool:
    """Say whether what was refused is the group's own, as far as it can be told."""
    respondent = (refused.document or {}).get("respondent")
    return isinstance(respondent, dict) and respondent.get("kind") == "collective"


def refuse_released(study: "Study", path: Path) -> None:
    """Refuse a report on files of a study that has released waves.

    Args:
        study: The study.
        path: Its file, or its folder.

    Raises:
        DisclosureError: There is a ledger beside its file.
    """
    from rosace.errors import DisclosureError  # noqa: PLC0415  # not needed to show help
    from rosace.releasing import LEDGER  # noqa: PLC0415  # only with a study

    root = path if path.is_dir() else path.parent
    if (root / LEDGER).exists():
        raise DisclosureError(reason="study-released", details={"study": study.id})


def read_paths(folder: "StudyFolder") -> list[str | None]:
    """Return the paths that a command on a whole study may read."""
    from rosace.study_folder import COLLECTIVE, RESPONSES  # noqa: PLC0415  # only for a whole study

    answers = [path for kind in (RESPONSES, COLLECTIVE) for _, _, path in folder.all_files(kind)]
    used = folder.study.instruments
    return [
        str(folder.file),
        *(str(path) for path in answers),
        *(str(found) for path in answers if (found := folder.mapping(path))),
        *(path for each in used for path in (each.file, each.overlay)),
        str(folder.key) if folder.key else None,
    ]
