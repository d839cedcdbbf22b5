"""``rosace validate``: says all that is wrong with files of responses."""

from typing import Any

import click

from rosace.commands.options import (
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    problem_data,
    report_failures,
)
from rosace.commands.reading import reading_options, take
from rosace.errors import InvalidDocumentError, Problem
from rosace.refusals import print_problems
from rosace.speaking import Argument, Command, words

__all__ = ["command"]


def _validate(*, instrument: str, files: tuple[str, ...], as_json: bool, **options: Any) -> int:
    spoken = chosen_language(options["language"])
    appraiser = appraiser_of()
    study = appraiser.study(options["study"]) if options["study"] else None
    found = appraiser.instrument(instrument, overlay=options["overlay"], study=study)
    try:
        taken = take(appraiser, found, files, options, study)
    except InvalidDocumentError as error:
        if not as_json:
            raise
        _print(error.problems, spoken, sound=0, refused=0)
        report_failures(appraiser, spoken)
        return 1
    problems = tuple(problem for each in taken for problem in each.problems)
    sound = sum(len(each.responses) for each in taken)
    refused = sum(len(each.rejected) for each in taken)
    if as_json:
        _print(problems, spoken, sound=sound, refused=refused)
    else:
        print_problems(problems, spoken)
        click.echo(words("cli.validate.done", n=sound, refused=refused))
    report_failures(appraiser, spoken)
    return 1 if refused else 0


def _print(problems: tuple[Problem, ...], language: str, **counts: int) -> None:
    """Print the counts and what was found as one JSON document."""
    found = [problem_data(problem, language) for problem in problems]
    print_json({**counts, "problems": found})


command = Command(
    "validate",
    params=[
        Argument(["instrument"]),
        Argument(["files"], nargs=-1, required=True),
        *reading_options(),
        as_json(),
    ],
    callback=_validate,
)
