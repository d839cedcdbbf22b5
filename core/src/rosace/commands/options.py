"""Options that several commands share, and how they reach an appraiser."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rosace.speaking import LANGUAGES, OneOf, Option, words

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.errors import Problem

__all__ = [
    "LANGUAGE",
    "Breakdowns",
    "appraiser_of",
    "as_json",
    "breakdowns",
    "chosen_language",
    "print_json",
    "print_table",
    "problem_data",
    "report_failures",
]


def LANGUAGE() -> Option:  # noqa: N802  # stands where a constant would, but options are not shared
    """Return the option that chooses the language of words and results."""
    return Option(
        ["--language", "--lang", "language"], type=OneOf(*LANGUAGES), help="cli.option.language"
    )


def as_json() -> Option:
    """Return the option that asks for JSON on stdout."""
    return Option(["--json", "as_json"], is_flag=True, help="cli.option.json")


class Breakdowns(click.ParamType):  # type: ignore[type-arg]  # as for `OneOf`
    """Attribute names joined by commas: one breakdown, crossed."""

    name = "ATTRIBUTE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the attributes of one breakdown."""
        del param
        from rosace.values import IDENTIFIER  # noqa: PLC0415  # only where one is given

        parts = tuple(str(value).split(","))
        if not all(IDENTIFIER.fullmatch(part) for part in parts):
            raise click.UsageError(words("cli.error.attribute", found=str(value)), ctx)
        if len(set(parts)) < len(parts):
            raise click.UsageError(words("cli.error.attribute-twice", found=str(value)), ctx)
        return parts


def breakdowns() -> Option:
    """Return the option that names breakdowns; given twice it names two, never their crossing."""
    return Option(["--by"], multiple=True, type=Breakdowns(), help="cli.option.by")


def chosen_language(language: str | None) -> str:
    """Return the language asked for, or else that of the configuration, or of the terminal."""
    root = click.get_current_context().find_root()
    asked = language or root.params.get("language")
    if asked is None:
        from rosace.settings import configured_language  # noqa: PLC0415  # only where none is asked for

        asked = configured_language(root.params.get("configuration"), LANGUAGES) or str(root.obj)
    root.obj = asked
    return str(asked)


def appraiser_of() -> "Appraiser":
    """Return an appraiser with the configuration that the command line names."""
    from rosace.appraiser import Appraiser  # noqa: PLC0415  # only where a command needs it

    root = click.get_current_context().find_root()
    return Appraiser(root.params.get("configuration"), strict=root.params.get("strict") or None)


def report_failures(appraiser: "Appraiser", language: str) -> None:
    """Say on stderr which plugins and files of instruments were left out, and why."""
    for failure in appraiser.host.failures:
        if failure.code != "not-allowed":
            click.echo(words("cli.plugin-left-out", said=failure.explain(language)), err=True)
    for problem in appraiser.host.folder_problems:
        click.echo(words("cli.instrument-folder", said=problem.explain(language)), err=True)


def print_json(value: object) -> None:
    """Print plain data on stdout, for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def problem_data(problem: "Problem", language: str) -> dict[str, str | int | None]:
    """Return a finding as plain data, with its words, for a program."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.file,
        "row": problem.row,
        "line": problem.line,
        "column": problem.column,
        "heading": problem.heading,
        "cell": problem.cell,
        "pointer": problem.pointer,
        "message": problem.message(language),
        "advice": problem.advice(language),
    }


def print_table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Print rows under their heads, in columns as wide as they need."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
