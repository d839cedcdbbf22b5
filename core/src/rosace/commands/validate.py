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
from rosace.commands.patterns import expanded
from rosace.commands.progress import Progress
from rosace.commands.reading import (
    engine_options,
    print_examined,
    reading_options,
    refuse_conflicts,
    taken_in,
    told,
)
from rosace.commands.studying import is_whole_study, opened, study_of
from rosace.errors import InvalidDocumentError
from rosace.speaking import Argument, Command, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosace.appraiser import Appraiser
    from rosace.interfaces import Examined, Holding
    from rosace.study import Study

    Tell = Callable[[Examined], None]

__all__ = ["command"]


def _validate(
    *, instrument: str | None, files: tuple[str, ...], as_json: bool, **options: Any
) -> int:
    spoken = chosen_language(options["language"])
    refuse_conflicts(options)
    whole = is_whole_study(instrument, files, options)
    appraiser = appraiser_of()
    most = options["most_problems"]

    def tell(examined: "Examined") -> None:
        if not as_json:
            print_examined((examined,), spoken, most)

    try:
        examined = (
            _whole(appraiser, options, tell)
            if whole
            else _files(appraiser, str(instrument), files, options, tell)
        )
    except InvalidDocumentError as error:
        if not as_json:
            raise
        _print(_faulty(error), spoken, most)
        report_failures(appraiser, spoken)
        return 1
    if as_json:
        _print(examined, spoken, most)
    else:
        sound, refused = examined.sound, examined.refused
        click.echo(words("cli.validate.done", n=sound, refused=refused))
    report_failures(appraiser, spoken)
    return 1 if examined.refused or examined.problems or examined.beyond else 0


def _faulty(error: InvalidDocumentError) -> "Examined":
    """Return what was found where nothing could be read."""
    from rosace.interfaces import Examined  # noqa: PLC0415  # only where something is wrong

    return Examined(sound=0, refused=0, problems=error.problems)


def _files(
    appraiser: "Appraiser",
    instrument: str,
    files: tuple[str, ...],
    options: dict[str, Any],
    tell: "Tell",
) -> "Examined":
    """Return what is found in files of responses to one instrument, and tell it."""
    study = study_of(appraiser, options)
    found = appraiser.instrument(instrument, overlay=options["overlay"], study=study)
    sources = expanded(files, elsewhere=bool(options["connect"]))
    with taken_in(appraiser, found, sources, options, study) as holding:
        tell(holding.examined)
        _refuse_breakdowns(study, holding, options["by"])
        return holding.examined


def _whole(appraiser: "Appraiser", options: dict[str, Any], tell: "Tell") -> "Examined":
    """Return what is found in all files of a study, and beyond single files, and tell it."""
    from rosace.appraising import planned_study  # noqa: PLC0415  # only for a whole study
    from rosace.interfaces import Examined  # noqa: PLC0415  # likewise
    from rosace.study_examining import examine_study  # noqa: PLC0415  # likewise

    folder = opened(appraiser, options["study"])
    with Progress() as progress:
        found = examine_study(appraiser, folder, progress.show)
    problems = (*found.problems, *(problem for each in found.taken for problem in each.problems))
    examined = Examined(
        sound=sum(len(each.responses) for each in found.taken),
        refused=sum(len(each.rejected) for each in found.taken),
        problems=tuple(each for each in problems if each.severity == "error"),
        notices=tuple(each for each in problems if each.severity != "error"),
    )
    tell(examined)
    planned_study(folder.study, (), options["by"])
    return examined


def _refuse_breakdowns(
    study: "Study | None", holding: "Holding", by: tuple[tuple[str, ...], ...]
) -> None:
    """Refuse the breakdowns that a report of the same would be refused."""
    from rosace.appraising import planned_study, refuse_unknown  # noqa: PLC0415  # with answers

    if study is not None:
        planned_study(study, (), by)
    elif by and holding.examined.sound:
        refuse_unknown(by, holding.attributes())


def _print(examined: "Examined", language: str, most: int) -> None:
    """Print the counts and what was found as one JSON document."""
    (errors, beyond), (notices, more) = told((examined,), most)
    print_json(
        {
            "sound": examined.sound,
            "refused": examined.refused,
            "problems": [problem_data(problem, language) for problem in (*errors, *notices)],
            "beyond": {**beyond, **more},
        }
    )


command = Command(
    "validate",
    params=[
        Argument(["instrument"], required=False),
        Argument(["files"], nargs=-1),
        *reading_options(),
        *engine_options(),
        as_json(),
    ],
    callback=_validate,
)
