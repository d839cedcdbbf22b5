"""What the command line says when it cannot go on, and the status it ends with."""

from typing import Final

import click

from rosace.errors import InvalidDocumentError, Problem, RosaceError, UsageError
from rosace.errors import UnknownExporterError, UnknownInstrumentError
from rosace.messages import translate

__all__ = ["explain", "print_problems", "refuse"]

_CATALOGUE: Final = "rosace.commands"
FINDINGS, WRONG_USE = 1, 2


def refuse(error: click.ClickException, language: str) -> int:
    """Say that the command line was used wrongly, and how to use it.

    Args:
        error: What click found.
        language: The language spoken.
    """
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
    click.echo(_words("cli.error", language, said=_said(error, language)), err=True)
    path = context.command_path if context is not None else "rosace"
    click.echo(_words("cli.error.help", language, command=path), err=True)
    return WRONG_USE


def explain(error: BaseException, language: str) -> int:
    """Say what went wrong, for a person, and return the status.

    An error that is not ours is a fault of the program: it is named, never shown
    as a traceback.

    Args:
        error: What was raised.
        language: The language spoken.
    """
    if isinstance(error, InvalidDocumentError):
        print_problems(error.problems, language)
        return FINDINGS
    if isinstance(error, RosaceError):
        click.echo(_words("cli.error", language, said=error.explain(language)), err=True)
        wrong = isinstance(error, UsageError | UnknownInstrumentError | UnknownExporterError)
        return WRONG_USE if wrong else FINDINGS
    found = f"{type(error).__name__}: {error}"
    click.echo(_words("cli.error.fault", language, found=found), err=True)
    return FINDINGS


def print_problems(problems: tuple[Problem, ...], language: str, most: int = 100) -> None:
    """Print findings on stderr, one a line, errors first.

    Args:
        problems: The findings.
        language: The language spoken.
        most: How many are printed; the others are counted.
    """
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    for problem in ordered[:most]:
        kind = _words(f"cli.{problem.severity}", language)
        click.echo(f"{kind} [{problem.code}] {problem.explain(language)}", err=True)
    if len(ordered) > most:
        click.echo(_words("cli.more", language, n=len(ordered) - most), err=True)


def _said(error: click.ClickException, language: str) -> str:
    if isinstance(error, click.NoSuchOption):
        nearest = (error.possibilities or [None])[0]
        identifier = "cli.error.option-near" if nearest else "cli.error.option"
        return _words(identifier, language, found=error.option_name, nearest=nearest or "")
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param is not None else ""
        if isinstance(error.param, click.Option):
            name = error.param.opts[0]
        return _words("cli.error.missing", language, name=name)
    if isinstance(error, click.BadOptionUsage):
        return _words("cli.error.value", language, name=error.option_name)
    return error.message


def _words(identifier: str, language: str, **arguments: str | int) -> str:
    return translate(identifier, language, arguments, _CATALOGUE)
