"""The command line: a group whose commands are imported when called, in both languages."""

import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import Any, Final

import click

__all__ = [
    "COMMANDS",
    "LANGUAGES",
    "ROOT",
    "Argument",
    "Command",
    "OneOf",
    "Option",
    "Rosace",
    "say",
    "spoken_language",
    "words",
]

COMMANDS: Final = (
    "demo",
    "instruments",
    "show",
    "validate",
    "appraise",
    "convert",
    "schema",
    "plugins",
    "doctor",
)
"""The core's own commands, in the order in which a newcomer meets them."""

_CATALOGUE: Final = "rosace.commands"
LANGUAGES: Final = ("fr", "en")
"""The languages that the command line speaks."""

_OPTIONS: Final = ("--language", "--lang")
_NARROWEST, _WIDEST = 50, 80
WRONG_USE: Final = 2


def spoken_language(arguments: Sequence[str] | None = None) -> str:
    """Return the language of the command line's own words.

    It is the one asked for with ``--language``, or else that of the terminal:
    French where its locale is French, English otherwise.

    Args:
        arguments: The command line; that of the process where None.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    for place, word in enumerate(given):
        name, equals, held = word.partition("=")
        if name in _OPTIONS:
            asked = held if equals else "".join(given[place + 1 : place + 2])
            if asked in LANGUAGES:
                return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(variable):
            return "fr" if locale.lower().startswith("fr") else "en"
    return "en"


def words(identifier: str, **arguments: str | int) -> str:
    """Return a message of the command line in the language that is spoken."""
    from rosace.messages import translate  # noqa: PLC0415  # only where something is said

    return translate(identifier, _language(), arguments, _CATALOGUE)


def say(identifier: str, **arguments: str | int) -> None:
    """Say a message on stderr, where results do not go."""
    click.echo(words(identifier, **arguments), err=True)


def _language() -> str:
    context = click.get_current_context(silent=True)
    root = context.find_root() if context is not None else None
    return str(root.obj) if root is not None and root.obj else spoken_language()


def _metavar(written: str) -> str:
    """Return a stand-in for a value, such as ``FILE``, in the language spoken."""
    return " ".join(
        words(f"cli.metavar.{part.lower()}") if part.isupper() else part for part in written.split()
    )


class Option(click.Option):
    """An option whose help is a message id, and whose metavar names kinds of values."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value, in the language spoken."""
        del ctx
        return _metavar(self.metavar or self.type.name)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return how the option is written, and its help in the language spoken."""
        names = ", ".join((*self.opts, *self.secondary_opts))
        written = names if self.is_flag else f"{names} {self.make_metavar(ctx)}"
        return written, words(self.help or "")

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """Refuse another option where a value should stand, then convert the value."""
        known = {name for param in ctx.command.get_params(ctx) for name in param.opts}
        if any(each in known for each in _texts(value)):
            raise click.BadOptionUsage(self.opts[0], "", ctx)
        return super().type_cast_value(ctx, value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)


class Argument(click.Argument):
    """An argument whose metavar and help are messages."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value, in the language spoken."""
        del ctx
        shown = words(f"cli.metavar.{self.name}")
        return f"{shown}..." if self.nargs < 0 else shown

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return how the argument is written, and its help in the language spoken."""
        return self.make_metavar(ctx), words(f"cli.argument.{self.name}")


class OneOf(click.ParamType):  # type: ignore[type-arg]  # older click has no such argument
    """A value out of a few, refused in our own words."""

    def __init__(self, *known: str) -> None:
        """Take the known values."""
        self.name = "|".join(known)
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the value, or refuse it."""
        if value in self.known:
            return value
        name = param.opts[0] if param is not None else self.name
        said = words("cli.error.not-one-of", name=name, found=value, known=", ".join(self.known))
        raise click.UsageError(said, ctx)


class _Speaking(click.Command):
    """What commands and the group share: their help and refusals are in both languages."""

    speaks = "rosace"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a refusal knows which command it is of."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what a call is made of."""
        shown = (param.make_metavar(ctx) for param in self.params if isinstance(param, Argument))
        return ["[OPTIONS]", *shown]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(words(f"cli.{self.speaks}.help"))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=words("cli.usage") + " ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its arguments and options."""
        for heading, kind in (("cli.arguments", Argument), ("cli.options", Option)):
            held = [param for param in self.get_params(ctx) if isinstance(param, kind)]
            _write_list(formatter, heading, [param.get_help_record(ctx) for param in held])

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the option that shows this help."""
        del ctx

        def show(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # as click calls it
            if asked:
                click.echo(context.get_help())
                context.exit()

        return Option(
            ["--help"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            help="cli.option.help",
            callback=show,
        )


def _write_list(
    formatter: click.HelpFormatter, heading: str, records: Sequence[tuple[str, str]]
) -> None:
    """Write records under a heading; click's own puts a colon that French would space."""
    if records:
        formatter.write_paragraph()
        formatter.write(f"{words(heading)}\n")
        with formatter.indentation():
            formatter.write_dl(records)


class Command(_Speaking):
    """A command whose words are messages; ``cli.NAME.help`` is its description."""

    def __init__(self, name: str | None, **options: Any) -> None:
        """Let stray arguments through click, so that they are refused in our words."""
        settings = {"allow_extra_args": True, **(options.pop("context_settings", None) or {})}
        super().__init__(name, context_settings=settings, **options)
        self.speaks = name or ""

    def invoke(self, ctx: click.Context) -> Any:
        """Refuse stray arguments, then run."""
        if ctx.args:
            raise click.UsageError(words("cli.error.extra", found=" ".join(ctx.args)), ctx)
        return super().invoke(ctx)


class Rosace(_Speaking, click.Group):
    """The group: the core's commands, and those of plugins, listed from metadata alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [*COMMANDS, *(name for name in self._plugin_commands() if name not in COMMANDS)]

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name in the line of usage."""
        return [*super().collect_usage_pieces(ctx), words("cli.usage.command")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name in COMMANDS:
            found: click.Command = import_module(f"rosace.commands.{cmd_name}").command
            return found
        if cmd_name not in self._plugin_commands():
            return None
        from rosace.plugins import PluginHost  # noqa: PLC0415  # only for a plugin's command
        from rosace.settings import load_configuration  # noqa: PLC0415  # likewise

        host = PluginHost(
            load_configuration(ctx.params.get("configuration")),
            strict=ctx.params.get("strict") or None,
        )
        if cmd_name not in host.commands:
            from rosace.errors import PluginError  # noqa: PLC0415  # only where one is refused

            raise PluginError(plugin=cmd_name, reason="not-allowed")
        plugin: click.Command = host.command(cmd_name)
        return plugin

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called, or refuse an unknown one in our words."""
        command = self.get_command(ctx, args[0])
        if command is None:
            from rosace.spelling import nearest  # noqa: PLC0415  # only where something is wrong

            known = self.list_commands(ctx)
            near = nearest(args[0], known)
            identifier = "cli.error.command-near" if near else "cli.error.command"
            said = words(identifier, found=args[0], nearest=near or "", known=", ".join(known))
            raise click.UsageError(said, ctx)
        return args[0], command, args[1:]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands, without importing any."""
        _Speaking.format_options(self, ctx, formatter)
        own = [(name, words(f"cli.{name}.short")) for name in COMMANDS]
        _write_list(formatter, "cli.commands", own)
        added = [
            (name, words("cli.command-of", distribution=distribution))
            for name, distribution in self._plugin_commands().items()
            if name not in COMMANDS
        ]
        _write_list(formatter, "cli.plugin-commands", added)

    @staticmethod
    def _plugin_commands() -> dict[str, str]:
        from rosace.installed import brings_commands  # noqa: PLC0415  # only where they are listed

        if not brings_commands():
            return {}
        from rosace.discovery import list_plugins  # noqa: PLC0415  # only where there are some

        return {entry.name: entry.distribution for entry in list_plugins().commands}


def _version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # as click calls it
    if asked:
        from importlib.metadata import version  # noqa: PLC0415  # slow, and only asked for here

        click.echo(f"rosace {version('rosace')}")
        context.exit()


def _welcome(**_: object) -> None:
    """Show the help where no command is called."""
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


ROOT: Final = Rosace(
    "rosace",
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
    callback=_welcome,
    invoke_without_command=True,
)


def _width() -> int:
    """Return how many characters a line of help may have."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        columns = _WIDEST
    return max(_NARROWEST, min(columns, _WIDEST) - 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 findings in the input, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a letter gets its code, never a failure.
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


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
    except click.Abort:
        return WRONG_USE
    except click.ClickException as error:
        from rosace.refusals import refuse  # noqa: PLC0415  # only where something is wrong

        return refuse(error, language)
    except BrokenPipeError:
        # Whoever read our output has gone: what is left to write has no reader.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # the last door: each error is for a person
        from rosace.refusals import explain  # noqa: PLC0415  # only where something is wrong

        return explain(error, language)
    return returned if isinstance(returned, int) else 0
