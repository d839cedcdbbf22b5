"""What the command line says when it cannot go on, and the status it ends with."""

from typing import Final

import click

from rosace.errors import (
    DisclosureError,
    InvalidDocumentError,
    OutputError,
    Problem,
    RosaceError,
    UnknownExporterError,
    UnknownInstrumentError,
    UnreachableError,
    UsageError,
)
from rosace.messages import translate

__all__ = ["explain", "print_problems", "refuse", "status_of"]

_CATALOGUE: Final = "rosace.commands"
FINDINGS, WRONG_USE = 1, 2
_WRONG: Final = (
    DisclosureError,
    OutputError,
    UnknownExporterError,
    UnknownInstrumentError,
    UsageError,
)
"""What is wrong with how we were called, and not with what we were given."""

_NO_IMPORTER: Final = "no-importer"
_MAY_COME: Final = frozenset({_NO_IMPORTER, "instrument-not-known"})
"""Problems of what is missing, and may come with a plugin."""

_NOT_A_FILE: Final = frozenset(
    {
        "file-not-found",
        "is-a-folder",
        "not-a-file",
        "pattern-without-match",
        "unknown-format",
        _NO_IMPORTER,
    }
)
"""Problems of a path, which nothing inside the file could mend."""


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


def explain(error: BaseException, language: str, configuration: str | None = None) -> int:
    """Say what went wrong, for a person, and return the status.

    An error that is not ours is a fault of the program: it is named, never shown
    as a traceback.

    Args:
        error: What was raised.
        language: The language spoken.
        configuration: The configuration's path; that of this folder where None.
    """
    if isinstance(error, InvalidDocumentError):
        print_problems(error.problems, language)
        if any(problem.code in _MAY_COME for problem in error.problems):
            _tell_not_allowed(configuration, language)
        return WRONG_USE if isinstance(error, UnreachableError) else status_of(error.problems)
    if isinstance(error, RosaceError):
        click.echo(_words("cli.error", language, said=error.explain(language)), err=True)
        if isinstance(error, UnknownExporterError | UnknownInstrumentError):
            _tell_not_allowed(configuration, language)
        return WRONG_USE if isinstance(error, _WRONG) else FINDINGS
    if isinstance(error, OSError) and error.errno and error.filename is None:
        from rosace.output import system_reason  # noqa: PLC0415  # only where the system refuses

        reason = system_reason(error)
        known = "disk-full" if reason == "disk-full" else "failed"
        said = _words(f"cli.error.print-{known}", language, reason=reason)
        click.echo(_words("cli.error", language, said=said), err=True)
        return WRONG_USE
    found = f"{type(error).__name__}: {error}"
    click.echo(_words("cli.error.fault", language, found=found), err=True)
    return FINDINGS


def status_of(problems: tuple[Problem, ...]) -> int:
    """Return the status that findings end a command with: wrong use where a path is no file."""
    if any(problem.code in _NOT_A_FILE for problem in problems):
        return WRONG_USE
    return FINDINGS if any(problem.severity == "error" for problem in problems) else 0


def print_problems(problems: tuple[Problem, ...], language: str, most: int = 100) -> None:
    """Print findings on stderr, one a line, errors first.

    Args:
        problems: The findings.
        language: The language spoken.
        most: How many are printed; the others are counted.
    """
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    for problem in ordered[:most]:
        said = problem.explain(language)
        line = _words(f"cli.{problem.severity}", language, said=f"[{problem.code}] {said}")
        click.echo(line, err=True)
    if len(ordered) > most:
        click.echo(_words("cli.more", language, n=len(ordered) - most), err=True)


def _tell_not_allowed(configuration: str | None, language: str) -> None:
    """Say which plugins are installed and may not load: what is missing may come with one.

    Their metadata alone is read, which does not say what they bring.
    """
    from rosace.plugins import PluginHost  # noqa: PLC0415  # only where something is missing
    from rosace.settings import load_configuration  # noqa: PLC0415  # likewise

    entries = PluginHost(load_configuration(configuration)).entries
    names = [
        each.entry.name
        for each in entries
        if each.refusal is not None and each.refusal.code == "not-allowed"
    ]
    if names:
        said = _words("cli.not-allowed", language, plugins=", ".join(names))
        click.echo(said, err=True)


def _said(error: click.ClickException, language: str) -> str:
    if isinstance(error, click.NoSuchOption):
        nearest = "".join(list(error.possibilities or ())[:1])
        identifier = "cli.error.option-near" if nearest else "cli.error.option"
        return _words(identifier, language, found=error.option_name, nearest=nearest)
    if isinstance(error, click.MissingParameter):
        if isinstance(error.param, click.Argument) and error.ctx is not None:
            name = error.param.make_metavar(error.ctx).rstrip(".")
        else:
            name = error.param.opts[0] if error.param is not None else ""
        return _words("cli.error.missing", language, name=name)
    if isinstance(error, click.BadOptionUsage):
        return _misused(error, language)
    return error.message


def _misused(error: click.BadOptionUsage, language: str) -> str:
    """Say that an option lacks its values, or was given one that it does not take."""
    params = error.ctx.command.params if error.ctx is not None else []
    option = next((param for param in params if error.option_name in param.opts), None)
    if option is None or getattr(option, "is_flag", False):
        return _words("cli.error.no-value", language, name=error.option_name)
    return _words("cli.error.values", language, name=error.option_name, n=option.nargs)


def _words(identifier: str, language: str, **arguments: str | int) -> str:
    return translate(identifier, language, arguments, _CATALOGUE)
