"""``rosace appraise``: from files of responses, or a whole study, to a report."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rosace.commands.options import (
    appraiser_of,
    chosen_language,
    report_failures,
)
from rosace.commands.patterns import expanded
from rosace.commands.reading import (
    engine_options,
    exporter_for,
    inputs_of,
    keep_options,
    reading_options,
    refuse_conflicts,
    refuse_overwriting,
    rejects_path,
    settle,
    taken_in,
)
from rosace.commands.studying import (
    is_whole_study,
    opened,
    read_paths,
    refuse_released,
    say_retention,
    study_of,
)
from rosace.refusals import WRONG_USE, print_problems, status_of
from rosace.speaking import LANGUAGES, Argument, Command, OneOf, Option, say

if TYPE_CHECKING:
    from rosace.errors import OutputError, Problem
    from rosace.report import Audience, Report
    from rosace.study import Study

__all__ = ["command"]


def _appraise(*, instrument: str | None, files: tuple[str, ...], **options: Any) -> int:
    spoken = chosen_language(options["language"])
    refuse_conflicts(options)
    if is_whole_study(instrument, files, options):
        return _appraise_study(options, spoken)
    return _appraise_files(str(instrument), files, options, spoken)


def _appraise_files(
    instrument: str, files: tuple[str, ...], options: dict[str, Any], spoken: str
) -> int:
    appraiser = appraiser_of()
    exporter = exporter_for(appraiser, options, "report", ("html", "json"))
    out = options["out"] or f"report{exporter.suffix}"
    sources = list(_sources(instrument, files, options))
    read = [path for _, found, _ in sources for path in found]
    refuse_overwriting(
        inputs_of(instrument, read, options),
        {"--out": out, "--rejects": rejects_path(options, read[0])},
        "report",
        options["study"],
    )
    study = study_of(appraiser, options)
    if study is not None:
        refuse_released(study, Path(options["study"]))
    with ExitStack() as stack:
        holdings = [
            stack.enter_context(
                taken_in(
                    appraiser,
                    appraiser.instrument(name, overlay=given["overlay"], study=study),
                    found,
                    given,
                    study,
                )
            )
            for name, found, given in sources
        ]
        if not settle(holdings, options, spoken, read, study):
            return 1
        report = appraiser.appraise_held(
            holdings[0], language=spoken, by=options["by"], study=study, others=holdings[1:]
        )
    audience: Audience = options["audience"] or "group"
    tell = partial(_tell, spoken=spoken)
    written = appraiser.export(
        report, exporter.name, Path(out), language=spoken, audience=audience, tell=tell
    )
    if audience == "public":
        _warn_of_nothing(report)
    report_failures(appraiser, spoken)
    say("cli.written", path=str(written))
    return 0


def _sources(
    instrument: str, files: tuple[str, ...], options: dict[str, Any]
) -> "Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]":
    """Yield each instrument that is named, its files, and the options that hold for them."""
    elsewhere = bool(options["connect"])
    yield instrument, expanded(files, elsewhere=elsewhere), options
    for name, file in options["others"]:
        # What the columns of one instrument's files mean says nothing of another's.
        plain = {**options, "mapping": None, "overlay": None}
        yield name, expanded((file,), elsewhere=elsewhere), plain


def _tell(problem: "Problem", spoken: str) -> None:
    print_problems((problem,), spoken)


def _appraise_study(options: dict[str, Any], spoken: str) -> int:
    """Appraise all that a study's folder holds, once in each of its languages."""
    from rosace.study_folder import REPORTS  # noqa: PLC0415  # only for a whole study

    appraiser = appraiser_of()
    exporter = exporter_for(appraiser, options, "report", ("html", "json"))
    folder = opened(appraiser, options["study"])
    refuse_overwriting(read_paths(folder), {"--out": options["out"]}, "report", options["study"])
    outcomes: list[Path | OutputError] = []
    found: list[Problem] = []
    for language, audiences in _readers(folder.study, options, spoken):
        report = appraiser.appraise_study(
            folder, language=language, by=options["by"], tell=found.append
        )
        for audience in audiences:
            name = f"report-{audience}-{language}{exporter.suffix}"
            path = Path(options["out"] or folder.root / REPORTS / name)
            write = partial(
                appraiser.export, report, exporter.name, path, language=language, audience=audience
            )
            outcomes.append(_outcome(write, found.append))
    report_failures(appraiser, spoken)
    say_retention(folder, spoken)
    # Each language is a report of its own, and finds the same.
    problems = tuple(each for place, each in enumerate(found) if each not in found[:place])
    print_problems(problems, spoken)
    for each in outcomes:
        if isinstance(each, Path):
            say("cli.written", path=str(each))
        else:
            say("cli.error", said=each.explain(spoken))
    if "public" in audiences:
        _warn_of_nothing(report)
    is_written = any(isinstance(each, Path) for each in outcomes)
    return status_of(problems) if is_written else WRONG_USE


def _outcome(write: Callable[..., Path], tell: "Callable[[Problem], None]") -> "Path | OutputError":
    """Return what was written, or what says that this reader has nothing of what a format shows."""
    from rosace.errors import OutputError  # noqa: PLC0415  # not needed to show help
    from rosace.exporting import NOTHING_TO_WRITE  # noqa: PLC0415  # only for a whole study

    try:
        return write(tell=tell)
    except OutputError as error:
        if error.reason != NOTHING_TO_WRITE:
            raise
        return error


def _warn_of_nothing(report: "Report") -> None:
    """Say that the public reads no results, where the group has not decided which it may."""
    if all(section.audience != "public" for section in report.sections):
        say("cli.nothing-public")


def _readers(
    study: "Study", options: dict[str, Any], spoken: str
) -> Iterator[tuple[str, "tuple[Audience, ...]"]]:
    """Yield the languages in which reports are made, each with the audiences they are made for.

    With ``--out`` there is one; otherwise those of the study, but for a language or an
    audience that the command line names.
    """
    if options["out"]:
        yield spoken, (options["audience"] or "group",)
        return
    from rosace.errors import Problem  # noqa: PLC0415  # not needed to show help

    root = click.get_current_context().find_root()
    asked = options["language"] or root.params.get("language")
    named = (asked,) if asked else study.languages or (spoken,)
    able = [language for language in named if language.partition("-")[0] in LANGUAGES]
    known = ", ".join(LANGUAGES)
    left_out = tuple(
        Problem(
            "language-not-reported",
            file=options["study"],
            pointer="/languages",
            arguments={"language": language, "known": known},
            severity="notice",
        )
        for language in named
        if language not in able
    )
    print_problems(left_out, spoken)
    audiences = (options["audience"],) if options["audience"] else study.audiences
    for language in able or (spoken,):
        yield language, audiences


command = Command(
    "appraise",
    params=[
        Argument(["instrument"], required=False),
        Argument(["files"], nargs=-1),
        Option(
            ["--with", "others"],
            nargs=2,
            multiple=True,
            metavar="INSTRUMENT FILE",
            help="cli.option.with",
        ),
        Option(["--to"], metavar="FORMAT", help="cli.option.to"),
        Option(["--out"], metavar="PATH", help="cli.option.out"),
        Option(
            ["--audience"],
            type=OneOf("facilitator", "group", "public"),
            help="cli.option.audience",
        ),
        *reading_options(),
        *engine_options(),
        *keep_options(),
    ],
    callback=_appraise,
)
