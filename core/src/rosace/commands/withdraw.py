"""``rosace withdraw``: takes one person, or everyone, out of a study's individual answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rosace.commands.options import LANGUAGE, appraiser_of, chosen_language, report_failures
from rosace.commands.studying import say_retention, today
from rosace.refusals import print_problems
from rosace.speaking import Argument, Command, Option, say, words

if TYPE_CHECKING:
    from rosace.study_folder import StudyFolder
    from rosace.withdrawing import Withdrawal

__all__ = ["command"]


def _withdraw(*, respondent: str | None, **options: Any) -> int:
    from rosace.study_folder import open_folder  # noqa: PLC0415  # not needed to show help

    spoken = chosen_language(options["language"])
    _refuse_unclear(respondent, options)
    appraiser = appraiser_of()
    # Answers can be taken out of a study whose instruments are no longer at hand.
    folder = open_folder(options["study"], today())
    links: dict[Path, Path] = {}
    if respondent is None:
        from rosace.withdrawing import withdraw_everyone  # noqa: PLC0415  # only for everyone

        if not options["yes"] and not _is_confirmed(folder):
            say("cli.withdraw.nothing")
            return 2
        links = _links(folder)
        done = withdraw_everyone(appraiser, folder)
        said = words("cli.withdraw.everyone", n=len(done.files))
    else:
        from rosace.withdrawing import withdraw  # noqa: PLC0415  # only for one

        done = withdraw(appraiser, folder, respondent)
        said = words("cli.withdraw.done", n=done.rows, files=len(done.files))
    _tell(done, said, spoken)
    for path, target in links.items():
        if target.exists():
            say("cli.withdraw.link", path=str(path), target=str(target))
    say_retention(folder, spoken)
    report_failures(appraiser, spoken)
    return 0


def _refuse_unclear(respondent: str | None, options: dict[str, Any]) -> None:
    """Refuse to guess who is meant.

    Raises:
        UsageError: One person and everyone are asked for, or ``--yes`` without everyone.
        MissingParameter: Nobody is named, or no study.
    """
    from rosace.errors import UsageError  # noqa: PLC0415  # not needed to show help

    context = click.get_current_context()
    parts = {each.name: each for each in context.command.params}
    if respondent is not None and options["everyone"]:
        name = parts["respondent"].make_metavar(context)
        raise UsageError(reason="options-conflict", details={"first": name, "second": "--everyone"})
    if respondent is None and not options["everyone"]:
        raise click.MissingParameter(ctx=context, param=parts["respondent"])
    if not options["study"]:
        raise click.MissingParameter(ctx=context, param=parts["study"])
    if options["yes"] and not options["everyone"]:
        raise UsageError(reason="option-missing", details={"option": "--everyone"})


def _is_confirmed(folder: "StudyFolder") -> bool:
    """Ask for the study's id: a word that nobody writes by habit."""
    question = words("cli.withdraw.confirm", id=folder.study.id)
    try:
        said = click.prompt(question, "", show_default=False, prompt_suffix=" ", err=True)
    except click.Abort:
        click.echo(err=True)
        say("cli.withdraw.nothing")
        raise
    return bool(said == folder.study.id)


def _links(folder: "StudyFolder") -> dict[Path, Path]:
    """Return the links among the files of individual answers, with the files they lead to."""
    from rosace.study_folder import RESPONSES  # noqa: PLC0415  # not needed to show help

    held = (path for _, _, path in folder.all_files(RESPONSES))
    return {path: path.resolve() for path in held if path.is_symlink()}


def _tell(done: "Withdrawal", said: str, language: str) -> None:
    print_problems(done.notices, language)
    for path in done.files:
        click.echo(path)
    click.echo(said, err=True)


command = Command(
    "withdraw",
    params=[
        Argument(["respondent"], required=False),
        Option(["--study"], metavar="PATH", help="cli.option.study"),
        Option(["--everyone"], is_flag=True, help="cli.option.everyone"),
        Option(["--yes"], is_flag=True, help="cli.option.yes"),
        LANGUAGE(),
    ],
    callback=_withdraw,
)
