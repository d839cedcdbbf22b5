"""The command line: a group whose commands are imported when called, in both languages."""

import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Final, NoReturn

import click

from rosace.speaking import (
    LANGUAGES,
    Group,
    OneOf,
    Option,
    asked_language,
    current_language,
    spoken_language,
    words,
)

__all__ = ["COMMANDS", "ROOT", "Rosace", "main", "run"]

COMMANDS: Final = (
    "demo",
    "instruments",
    "show",
    "diff",
    "validate",
    "appraise",
    "close",
    "convert",
    "withdraw",
    "schema",
    "plugins",
    "doctor",
)
"""The core's own commands, in the order in which a newcomer meets them."""

_NARROWEST, _WIDEST = 50, 80
WRONG_USE: Final = 2
INTERRUPTED: Final = 130
_ENDING: Final = ("SIGTERM", "SIGHUP")
"""Signals that ask a process to end, where the system has them."""


class _EndedError(BaseException):
    """The system asks the process to end; no plugin's errors are caught together with it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


class Rosace(Group):
    """The group: the core's commands, and those of plugins, listed from metadata alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        own = super().list_commands(ctx)
        return [*own, *(name for name in _plugin_commands() if name not in own)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if own := super().get_command(ctx, cmd_name):
            return own
        if cmd_name not in _plugin_commands():
            return None
        from rosace.plugins import PluginHost  # noqa: PLC0415  # only for a plugin's command
        from rosace.settings import load_configuration  # noqa: PLC0415  # likewise

        host = PluginHost(
            load_configuration(ctx.params.get("configuration")),
            strict=ctx.params.get("strict") or None,
        )
        if cmd_name not in host.commands:
            from rosace.admission import refused_command  # noqa: PLC0415  # only where one is refused

            raise refused_command(host.listing, cmd_name).error()
        plugin: click.Command = host.command(cmd_name)
        return plugin

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands, without importing any."""
        super().format_options(ctx, formatter)
        added = {name: said for name, said in _plugin_commands().items() if name not in COMMANDS}
        self.write_commands(formatter, "cli.plugin-commands", added)


def _plugin_commands() -> dict[str, str]:
    """Return by name what each plugin's command is for, or else which package it is of.

    Metadata and catalogues alone are read. What a command is for is the message
    ``PLUGIN.COMMAND.short`` of its package.
    """
    from rosace.installed import brings_commands  # noqa: PLC0415  # only where they are listed

    if not brings_commands():
        return {}
    from rosace.discovery import list_plugins  # noqa: PLC0415  # only where there are some
    from rosace.messages import load  # noqa: PLC0415  # likewise

    listing = list_plugins()
    found = {}
    for entry in listing.commands:
        package = entry.module.partition(":")[0].partition(".")[0]
        catalogue = load(package, current_language())
        names = (each.name for each in listing.plugins if each.distribution == entry.distribution)
        said = (catalogue.get(f"{name}.{entry.name}.short") for name in names)
        found[entry.name] = next(
            (text for text in said if isinstance(text, str)),
            words("cli.command-of", distribution=entry.distribution),
        )
    return found


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # as click calls it
    if asked:
        from importlib.metadata import version  # noqa: PLC0415  # slow, and only asked for here

        click.echo(f"rosace {version('rosace')}")
        context.exit()


ROOT: Final = Rosace(
    "rosace",
    members={name: f"rosace.commands.{name}:command" for name in COMMANDS},
    speaks="cli",
    params=[
        Option(["--language", "--lang"], type=OneOf(*LANGUAGES), help="cli.option.language"),
        Option(
            ["--configuration"],
            metavar="FILE",
            envvar="ROSACE_CONFIGURATION",
            help="cli.option.configuration",
        ),
        Option(["--strict"], is_flag=True, help="cli.option.strict"),
        Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_version,
            help="cli.option.version",
        ),
    ],
)


def _width() -> int:
    """Return how many characters a line of help may have."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        columns = _WIDEST
    return max(_NARROWEST, min(columns, _WIDEST) - 2)


def _preferred_language(arguments: Sequence[str]) -> str:
    """Return the language in which to refuse: asked for, configured, or that of the terminal."""
    from rosace.settings import configured_language  # noqa: PLC0415  # only where something is wrong

    spoken = spoken_language(arguments)
    if asked_language(arguments):
        return spoken
    try:
        return configured_language(_configuration(arguments), LANGUAGES) or spoken
    except Exception:  # noqa: BLE001  # a faulty configuration is told as what went wrong
        return spoken


def _configuration(arguments: Sequence[str]) -> str | None:
    """Return the path of the configuration that the command line or the environment names."""
    named = ROOT.make_context("rosace", list(arguments), resilient_parsing=True).params
    path: str | None = named.get("configuration")
    return path


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 findings in the input, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a letter gets its code, never a failure.
            stream.reconfigure(errors="backslashreplace")
    for name in _ENDING:
        if (number := getattr(signal, name, None)) is not None and (
            signal.getsignal(number) is signal.SIG_DFL
        ):
            signal.signal(number, _end)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def _drop_output() -> None:
    """Let what is left to print go nowhere, so that the interpreter ends without a complaint."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(number: int, _: object) -> NoReturn:
    """Leave by the way of an error, which takes temporary files along."""
    # A second request may not stop the first from tidying up.
    signal.signal(number, signal.SIG_IGN)
    raise _EndedError(number)


def run(arguments: list[str]) -> int:  # noqa: PLR0911  # one for each way to end
    """Run the command line and return its exit status.

    Args:
        arguments: What was written after ``rosace``.
    """
    language = spoken_language(arguments)
    try:
        returned = ROOT.main(
            arguments,
            prog_name="rosace",
            standalone_mode=False,
            obj=language,
            terminal_width=_width(),
        )
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.Abort as error:
        return INTERRUPTED if isinstance(error.__cause__, KeyboardInterrupt) else WRONG_USE
    except click.ClickException as error:
        from rosace.refusals import refuse  # noqa: PLC0415  # only where something is wrong

        return refuse(error, _preferred_language(arguments))
    except BrokenPipeError:
        # Whoever read our output has gone: what is left to write has no reader.
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except _EndedError as ended:
        return ended.status
    except Exception as error:  # noqa: BLE001  # the last door: each error is for a person
        from rosace.refusals import explain  # noqa: PLC0415  # only where something is wrong

        if isinstance(error, OSError) and error.errno and error.filename is None:
            # Files are written by the core, which names them: this is what was printed.
            _drop_output()
        return explain(error, _preferred_language(arguments), _configuration(arguments))
    return returned if isinstance(returned, int) else 0
