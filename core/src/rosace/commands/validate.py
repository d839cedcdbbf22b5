"""``rosace validate``: says all that is wrong with files of responses."""

from typing import TYPE_CHECKING, Any

import click

from rosace.commands.options import (
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    problem_data,
    report_failures,
)
from rosace.commands.progress import Progress
from rosace.commands.reading import reading_options, take
from rosace.commands.studying import is_whole_study, opened, study_of
from rosace.errors import InvalidDocumentError, Problem
from rosace.refusals import print_problems
from rosace.speaking import Argument, Command, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rosace.appraiser import Appraiser
    from rosace.intake import Taken
    from rosace.study import Study

__all__ = ["command"]


def _validate(
    *, instrument: str | None, files: tuple[str, ...], as_json: bool, **options: Any
) -> int:
    spoken = chosen_language(options["language"])
    whole = is_whole_study(instrument, files, options)
    appraiser = appraiser_of()
    try:
        study, taken, beyond = (
            _whole(appraiser, options)
            if whole
            else _files(appraiser, str(instrument), files, options)
        )
    except InvalidDocumentError as error:
        if not as_json:
            raise
        _print(error.problems, spoken, sound=0, refused=0)
        report_failures(appraiser, spoken)
        return 1
    problems = (*beyond, *(problem for each in taken for problem in each.problems))
    sound = sum(len(each.responses) for each in taken)
    refused = sum(len(each.rejected) for each in taken)
    if not as_json:
        print_problems(problems, spoken)
    _refuse_breakdowns(study, taken, options["by"])
    if as_json:
        _print(problems, spoken, sound=sound, refused=refused)
    else:
        click.echo(words("cli.validate.done", n=sound, refused=refused))
    report_failures(appraiser, spoken)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _files(
    appraiser: "Appraiser",
    instrument: str,
    files: tuple[str, ...],
    options: dict[str, Any],
) -> "tuple[Study | None, Sequence[Taken], tuple[Problem, ...]]":
    """Return the study that is named, and what comes of files of responses to one instrument."""
    study = study_of(appraiser, options)
    found = appraiser.instrument(instrument, overlay=options["overlay"], study=study)
    return study, take(appraiser, found, files, options, study), ()


def _whole(
    appraiser: "Appraiser", options: dict[str, Any]
) -> "tuple[Study | None, Sequence[Taken], tuple[Problem, ...]]":
    """Return a study, what comes of all its files, and what is wrong beyond single files."""
    from rosace.study_examining import examine_study  # noqa: PLC0415  # only for a whole study

    folder = opened(appraiser, options["study"])
    with Progress() as progress:
        found = examine_study(appraiser, folder, progress.show)
    return folder.study, found.taken, found.problems


def _refuse_breakdowns(
    study: "Study | None", taken: "Sequence[Taken]", by: tuple[tuple[str, ...], ...]
) -> None:
    """Refuse the breakdowns that a report of the same would be refused."""
    from rosace.appraising import planned_study, refuse_unknown  # noqa: PLC0415  # with answers

    responses = [response for each in taken for response in each.responses]
    if study is not None:
        planned_study(study, (), by)
    elif responses:
        refuse_unknown(by, {name for each in responses for name in each.respondent.attributes})


def _print(problems: tuple[Problem, ...], language: str, **counts: int) -> None:
    """Print the counts and what was found as one JSON document."""
    found = [problem_data(problem, language) for problem in problems]
    print_json({**counts, "problems": found})


command = Command(
    "validate",
    params=[
        Argument(["instrument"], required=False),
        Argument(["files"], nargs=-1),
        *reading_options(),
        as_json(),
    ],
    callback=_validate,
)
