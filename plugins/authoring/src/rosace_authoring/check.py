"""``rosace check``: says all that is wrong or missing in an instrument, with place and advice."""

from typing import TYPE_CHECKING

import click

from rosace.commands.options import (
    LANGUAGE,
    appraiser_of,
    as_json,
    chosen_language,
    print_json,
    problem_data,
    report_failures,
)
from rosace.errors import Problem, UnknownInstrumentError
from rosace.refusals import explain, status_of
from rosace.speaking import Argument, Command, Option, words
from rosace_authoring import PACKAGE

if TYPE_CHECKING:
    from rosace_authoring.findings.checkup import CheckUp

__all__ = ["command"]


def _check(*, files: tuple[str, ...], preview: bool, language: str | None, as_json: bool) -> int:
    # Help needs none of the checks.
    from rosace_authoring.findings.checkup import check_up  # noqa: PLC0415
    from rosace_authoring.findings.telling import tell  # noqa: PLC0415

    spoken = chosen_language(language)
    appraiser = appraiser_of()
    found: list[tuple[str, CheckUp]] = []
    unknown: list[UnknownInstrumentError] = []
    for file in files:
        try:
            found.append((file, check_up(file, appraiser)))
        except UnknownInstrumentError as error:
            # The others are looked at all the same.
            unknown.append(error)
    problems = tuple(problem for _, each in found for problem in each.problems)
    if as_json and found:
        _print(problems, spoken)
    else:
        for number, (file, each) in enumerate(found):
            if number:
                click.echo()
            for line in tell(file, each, spoken, words, preview=preview):
                click.echo(line)
    report_failures(appraiser, spoken)
    configuration = click.get_current_context().find_root().params.get("configuration")
    statuses = [explain(error, spoken, configuration) for error in unknown]
    return max([status_of(problems), *statuses])


def _print(problems: tuple[Problem, ...], language: str) -> None:
    """Print the findings, and how many there are, as one JSON document."""
    errors = sum(problem.severity == "error" for problem in problems)
    found = [problem_data(problem, language) for problem in problems]
    print_json({"errors": errors, "notices": len(problems) - errors, "problems": found})


command = Command(
    "check",
    speaks="authoring.check",
    package=PACKAGE,
    params=[
        Argument(
            ["files"], nargs=-1, required=True, metavar="FILE", help="authoring.check.argument"
        ),
        LANGUAGE(),
        Option(
            ["--preview/--no-preview"],
            is_flag=True,
            default=True,
            help="authoring.check.preview",
        ),
        as_json(),
    ],
    callback=_check,
)
