"""What the commands that read responses share: options, reading, and files of what was refused."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rosace.commands.options import LANGUAGE, breakdowns
from rosace.commands.patterns import REJECTED
from rosace.commands.progress import Progress, rows_expected
from rosace.commands.studying import guarding, refuse_expired
from rosace.refusals import print_problems
from rosace.speaking import Between, Option, say

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.errors import Problem
    from rosace.instrument import Instrument
    from rosace.intake import Rejected
    from rosace.interfaces import DocumentKind, Examined, Exporter, Holding
    from rosace.study import Study
    from rosace.study_places import Written

__all__ = [
    "engine_options",
    "exporter_for",
    "inputs_of",
    "keep_options",
    "print_examined",
    "reading_options",
    "refuse_conflicts",
    "refuse_overwriting",
    "rejects_path",
    "settle",
    "taken_in",
    "told",
    "write_rejected",
]

_REJECTS: Final = "--rejects"
_STDOUT: Final = "-"
_MOST: Final = 1_000_000


def reading_options() -> list[Option]:
    """Return the options of every command that reads responses."""
    return [
        Option(["--mapping"], metavar="FILE", help="cli.option.mapping"),
        Option(["--study"], metavar="FILE", help="cli.option.study"),
        Option(["--overlay"], metavar="FILE", help="cli.option.overlay"),
        Option(["--wave"], metavar="ID", help="cli.option.wave"),
        Option(["--pseudonymize"], metavar="KEY", help="cli.option.pseudonymize"),
        breakdowns(),
        LANGUAGE(),
    ]


def engine_options() -> list[Option]:
    """Return the options that choose what takes the responses in."""
    from rosace.sizes import MOST_PROBLEMS  # noqa: PLC0415  # a number, where options are made

    return [
        Option(["--engine"], metavar="NAME", help="cli.option.engine"),
        Option(["--connect"], metavar="URL", help="cli.option.connect"),
        Option(
            ["--most-problems"],
            type=Between(0, _MOST),
            default=MOST_PROBLEMS,
            help="cli.option.most-problems",
        ),
    ]


def keep_options() -> list[Option]:
    """Return the options that let sound rows go on without the others."""
    return [
        Option(["--keep-valid"], is_flag=True, help="cli.option.keep-valid"),
        Option(["--rejects"], metavar="FILE", help="cli.option.rejects"),
    ]


def refuse_conflicts(options: dict[str, Any]) -> None:
    """Refuse options that say nothing together.

    Args:
        options: What was written for the options of `keep_options` and `engine_options`.

    Raises:
        UsageError: Rejected responses have a file, and none would be rejected, or a
            connection leads to no engine.
    """
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    if options.get("rejects") and not options["keep_valid"]:
        raise UsageError(reason="option-missing", details={"option": "--keep-valid"})
    if options.get("connect") and not options["engine"]:
        raise UsageError(reason="option-missing", details={"option": "--engine"})
    if options.get("propose_mapping") and options["mapping"]:
        raise UsageError(
            reason="options-conflict", details={"first": "--propose-mapping", "second": "--mapping"}
        )


def exporter_for(
    appraiser: "Appraiser", options: dict[str, Any], kind: "DocumentKind", usual: Sequence[str]
) -> "Exporter":
    """Return the exporter asked for, or else that of the output's suffix, or else the usual one.

    Args:
        appraiser: The appraiser.
        options: What was written for ``--to`` and ``--out``.
        kind: What is exported.
        usual: Names of exporters, of which the first at hand is taken in the end.

    Raises:
        UnknownExporterError: There is none of that name or suffix for that kind.
    """
    if options["to"]:
        # Names of exporters have small letters alone.
        return appraiser.exporter(options["to"].lower(), kind)
    suffix = Path(options["out"] or "").suffix.lower()
    able = [each for each in appraiser.exporters.values() if kind in each.accepts]
    if suffix:
        fitting = (each for each in able if each.suffix == suffix)
        return next(fitting, None) or appraiser.exporter(suffix.removeprefix("."), kind)
    names = {each.name for each in able}
    return appraiser.exporter(next((name for name in usual if name in names), usual[-1]), kind)


def refuse_overwriting(
    inputs: Sequence[str | None],
    outputs: dict[str, str | None],
    written: "Written" = "answers",
    study: str | None = None,
) -> None:
    """Refuse an output that stands where something is read or written, or is a study's own.

    Args:
        inputs: The paths that are read; None for what was not given.
        outputs: The paths to write by the option that names each.
        written: What is written, but for what was refused.
        study: The study that was named, if one was.

    Raises:
        OutputError: A path is a study's own.
        UsageError: A path is used twice, or is standard output's sign.
    """
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help
    from rosace.study_places import refuse_study_place  # noqa: PLC0415  # likewise

    used = {_identity(path) for path in inputs if path}
    for option, path in outputs.items():
        if path is None:
            continue
        if path == _STDOUT:
            raise UsageError(reason="no-stdout", details={"option": option})
        if _identity(path) in used:
            raise UsageError(reason="path-in-use", details={"option": option, "path": path})
        refuse_study_place(path, "rejects" if option == _REJECTS else written, study)
        used.add(_identity(path))


def _identity(path: str) -> object:
    """Return what tells a file from others, whatever path leads to it."""
    try:
        found = Path(path).stat()
    except OSError:
        return os.path.normcase(Path(path).resolve())
    return found.st_dev, found.st_ino


def inputs_of(instrument: str, files: Sequence[str], options: dict[str, Any]) -> list[str | None]:
    """Return the paths that a command reads.

    Args:
        instrument: The instrument as it was named, which may be a path.
        files: The files of responses.
        options: What was written for the options of `reading_options`.
    """
    named = [options[name] for name in ("study", "mapping", "overlay", "pseudonymize")]
    return [instrument, *files, *named, *(file for _, file in options.get("others", ()))]


def rejects_path(options: dict[str, Any], first: str) -> str | None:
    """Return where refused responses go, or None where they stop the command.

    Args:
        options: What was written for the options of `keep_options`.
        first: The file beside which they go by default.
    """
    return (options["rejects"] or f"{first}{REJECTED}") if options["keep_valid"] else None


@contextmanager
def taken_in(
    appraiser: "Appraiser",
    instrument: "Instrument",
    files: Sequence[str],
    options: dict[str, Any],
    study: "Study | None",
) -> "Iterator[Holding]":
    """Let an engine take in files, and hold what they say for as long as the context lasts.

    Args:
        appraiser: The appraiser.
        instrument: The instrument they answer.
        files: The files; names of tables where the engine reads a database.
        options: What was written for the options of `reading_options` and `engine_options`.
        study: The study, if there is one.

    Yields:
        What the engine holds, a voice heard twice across files refused.

    Raises:
        InvalidDocumentError: A file cannot be read at all, or holds individual answers past
            the retention date of the study that is named, or in whose folder it lies.
        UsageError: No such engine, or it cannot do what is asked.
    """
    refuse_expired(appraiser, instrument, files, options, study)
    with (
        Progress(total=lambda: rows_expected(files)) as progress,
        appraiser.open(
            instrument,
            files,
            engine=options["engine"] or "rows",
            mapping=options["mapping"],
            study=study,
            by=[attribute for breakdown in options["by"] for attribute in breakdown],
            wave=options["wave"],
            key=options["pseudonymize"],
            connection=options["connect"],
            most_problems=options["most_problems"],
            watch=progress.show,
        ) as holding,
    ):
        progress.clear()
        yield holding


def print_examined(examined: "Iterable[Examined]", language: str, most: int) -> None:
    """Say what was found: errors, how many more there are by code, and notices.

    Args:
        examined: What was found, one after another.
        language: The language spoken.
        most: How many of each are said one by one.
    """
    errors, notices = told(examined, most)
    for problems, beyond in (errors, notices):
        print_problems(problems, language, most)
        for code, number in beyond.items():
            say("cli.beyond", code=code, n=number)


def told(
    examined: "Iterable[Examined]", most: int
) -> "tuple[tuple[tuple[Problem, ...], Mapping[str, int]], ...]":
    """Return errors, and notices, that are told one by one, each with how many more by code.

    Args:
        examined: What was found, one after another.
        most: How many of each are told one by one.
    """
    from rosace.holding import noted  # noqa: PLC0415  # only with answers

    held = tuple(examined)
    errors, beyond = noted((each for one in held for each in one.problems), most)
    notices, more = noted((each for one in held for each in one.notices), most)
    return (
        (errors, _together(beyond, *(one.beyond for one in held))),
        (notices, _together(more, *(one.more_notices for one in held))),
    )


def _together(*counts: "Mapping[str, int]") -> dict[str, int]:
    """Return counts by code added up, in the order of codes."""
    whole: Counter[str] = Counter()
    for each in counts:
        whole.update(each)
    return dict(sorted(whole.items()))


def settle(
    holdings: "Sequence[Holding]",
    options: dict[str, Any],
    language: str,
    files: Sequence[str],
    study: "Study | None" = None,
) -> bool:
    """Say everything that was found, and whether to go on with the sound responses.

    With ``--keep-valid`` what was refused goes to a file, without its answers where a
    study is anonymous, and the sound responses go on.

    Args:
        holdings: The responses that engines hold.
        options: What was written for the options of `keep_options`, and maybe of
            `engine_options`.
        language: The language spoken.
        files: The files; beside the first, what was refused is written by default.
        study: The study, if one was named.
    """
    from rosace.sizes import MOST_PROBLEMS  # noqa: PLC0415  # only with answers

    most = options.get("most_problems", MOST_PROBLEMS)
    print_examined((held.examined for held in holdings), language, most)
    refused = sum(held.examined.refused for held in holdings)
    path = rejects_path(options, files[0])
    if refused and path is None:
        say("cli.refused", n=refused)
        return False
    if refused and path is not None:
        guard = guarding(study, files)
        anonymous = guard is not None and guard.identity == "anonymous"
        rejected = chain.from_iterable(held.rejected() for held in holdings)
        write_rejected(Path(path), rejected, language, answers=not anonymous)
        say("cli.rejected-anonymous" if anonymous else "cli.rejected", n=refused, path=path)
    return True


def write_rejected(
    path: Path, rejected: "Iterable[Rejected]", language: str, *, answers: bool = True
) -> None:
    """Write what was refused, one a line: where it stood, why, and the document.

    The file may hold raw answers: its owner alone may read it.

    Args:
        path: The file.
        rejected: What was refused.
        language: The language of the reasons.
        answers: Whether the documents are written, and not only their places and reasons.
    """
    from rosace.loading import dump_json  # noqa: PLC0415  # only where something was refused
    from rosace.output import write_file  # noqa: PLC0415  # likewise

    lines = (
        dump_json(
            {
                "file": each.place.file,
                "row": each.place.row,
                "problems": [
                    {"code": problem.code, "message": problem.explain(language)}
                    for problem in each.problems
                ],
                **({"document": each.document} if answers else {}),
            }
        )
        for each in rejected
    )
    write_file(path, lines, private=True)
