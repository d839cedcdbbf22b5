"""Commands, options and arguments whose words are messages, in both languages.

The command line is made of these, and so are the commands that plugins bring. A message
id that begins with ``cli.`` is the core's; any other is looked up in the catalogues of
the package of the command that runs.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import click

__all__ = [
    "LANGUAGES",
    "Argument",
    "Between",
    "Command",
    "Group",
    "OneOf",
    "Option",
    "asked_language",
    "current_language",
    "say",
    "spoken_language",
    "words",
]

_CATALOGUE: Final = "rosace.commands"
LANGUAGES: Final = ("fr", "en")
"""The languages that the command line speaks."""

_OPTIONS: Final = ("--language", "--lang")


def spoken_language(arguments: Sequence[str] | None = None) -> str:
    """Return the language of the command line's own words.

    It is the one asked for with ``--language``, or else that of the terminal:
    French where its locale is French, English otherwise.

    Args:
        arguments: The command line; that of the process where None.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    if asked := asked_language(given):
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(variable):
            return "fr" if locale.lower().startswith("fr") else "en"
    return "en"


def asked_language(arguments: Sequence[str]) -> str | None:
    """Return the language that a command line asks for; None where it asks for none.

    Args:
        arguments: The command line.
    """
    for place, word in enumerate(arguments):
        name, equals, held = word.partition("=")
        if name in _OPTIONS:
            asked = held if equals else "".join(arguments[place + 1 : place + 2])
            if asked in LANGUAGES:
                return asked
    return None


def words(identifier: str, **arguments: str | int) -> str:
    """Return a message of the command line in the language that is spoken."""
    from rosace.messages import translate  # noqa: PLC0415  # only where something is said

    return translate(identifier, current_language(), arguments, _catalogue(identifier))


def say(identifier: str, **arguments: str | int) -> None:
    """Say a message on stderr, where results do not go."""
    click.echo(words(identifier, **arguments), err=True)


def current_language() -> str:
    """Return the language that the running command speaks."""
    context = click.get_current_context(silent=True)
    root = context.find_root() if context is not None else None
    return str(root.obj) if root is not None and root.obj else spoken_language()


def _catalogue(identifier: str) -> str:
    """Return the package that holds a message: the core's, or the running command's."""
    context = click.get_current_context(silent=True)
    if identifier.startswith("cli.") or context is None:
        return _CATALOGUE
    return str(getattr(context.command, "package", _CATALOGUE))


def _metavar(written: str) -> str:
    """Return a stand-in for a value, such as ``FILE``, in the language spoken where it has one."""
    from rosace.messages import load  # noqa: PLC0415  # only where something is said

    known = load(_CATALOGUE, current_language())
    return " ".join(str(known.get(f"cli.metavar.{part.lower()}", part)) for part in written.split())


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
    """An argument whose metavar and help are messages.

    Args:
        written: Its name, in a list, as click takes it.
        help: The message that says what it is; ``cli.argument.NAME`` where None.
        options: Those of `click.Argument`; without a ``metavar`` its name stands for the value.
    """

    def __init__(
        self,
        written: Sequence[str],
        *,
        help: str | None = None,  # noqa: A002  # as options name it
        **options: Any,
    ) -> None:
        """Keep the message of its help."""
        super().__init__(written, **options)
        self.help: str = help or f"cli.argument.{self.name}"

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value, in the language spoken."""
        del ctx
        shown = _metavar(self.metavar or str(self.name).upper())
        return f"{shown}..." if self.nargs < 0 else shown

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return how the argument is written, and its help in the language spoken."""
        return self.make_metavar(ctx), words(self.help)


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


class Between(click.ParamType):  # type: ignore[type-arg]  # as for `OneOf`
    """A number between two bounds, refused in our own words; whole where the bounds are."""

    def __init__(self, lowest: float, highest: float) -> None:
        """Take the bounds."""
        self.name = "N"
        self.bounds = (lowest, highest)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or refuse what is none or lies outside."""
        lowest, highest = self.bounds
        whole = isinstance(lowest, int) and isinstance(highest, int)
        try:
            number = int(value) if whole else float(value)
        except ValueError:
            number = None
        if number is not None and lowest <= number <= highest:
            return number
        identifier = "cli.error.not-whole" if whole else "cli.error.not-between"
        name = param.opts[0] if param is not None else self.name
        ends = {
            key: str(end) if whole else f"{end:.12g}"
            for key, end in (("lowest", lowest), ("highest", highest))
        }
        said = words(identifier, name=name, found=str(value), **ends)
        raise click.UsageError(said, ctx)


class _Speaking(click.Command):
    """What commands and groups share: their help and refusals are in both languages."""

    speaks: str
    package: str

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
            formatter.write_text(words(f"{self.speaks}.help"))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=words("cli.usage") + " ")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing: newer click asks for arguments apart, older click does not."""

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
    """A command whose words are messages.

    Args:
        name: Its name.
        speaks: The id with which its own messages begin, ``cli.NAME`` where None;
            ``.help`` after it is its description.
        package: The package whose catalogues hold its messages.
        options: Those of `click.Command`.
    """

    def __init__(
        self, name: str, *, speaks: str | None = None, package: str = _CATALOGUE, **options: Any
    ) -> None:
        """Let stray arguments through click, so that they are refused in our words."""
        settings = {"allow_extra_args": True, **(options.pop("context_settings", None) or {})}
        super().__init__(name, context_settings=settings, **options)
        self.speaks = speaks or f"cli.{name}"
        self.package = package

    def invoke(self, ctx: click.Context) -> Any:
        """Refuse stray arguments, then run."""
        if ctx.args:
            raise click.UsageError(words("cli.error.extra", found=" ".join(ctx.args)), ctx)
        return super().invoke(ctx)


class Group(_Speaking, click.Group):
    """A command made of commands, each imported when it is called.

    Args:
        name: Its name.
        members: The commands in their order: name to ``module:object``.
        speaks: The id with which its own messages begin, ``cli.NAME`` where None;
            ``.help`` after it is its description, ``.MEMBER.short`` that of a member.
        package: The package whose catalogues hold its messages.
        options: Those of `click.Group`.
    """

    def __init__(
        self,
        name: str,
        *,
        members: Mapping[str, str],
        speaks: str | None = None,
        package: str = _CATALOGUE,
        **options: Any,
    ) -> None:
        """Show its help where no command is called."""
        super().__init__(name, invoke_without_command=True, callback=_welcome, **options)
        self.members = members
        self.speaks = speaks or f"cli.{name}"
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of its commands."""
        del ctx
        return list(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None where there is none of that name."""
        del ctx
        if cmd_name not in self.members:
            return None
        module, _, name = self.members[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the name in the line of usage."""
        return [*super().collect_usage_pieces(ctx), words("cli.usage.command")]

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
        super().format_options(ctx, formatter)
        self.write_commands(
            formatter,
            "cli.commands",
            {name: words(f"{self.speaks}.{name}.short") for name in self.members},
        )

    @staticmethod
    def write_commands(
        formatter: click.HelpFormatter, heading: str, described: Mapping[str, str]
    ) -> None:
        """Write commands with what each is for, under a heading.

        Args:
            formatter: Click's own.
            heading: A message.
            described: By name, what the command is for.
        """
        _write_list(formatter, heading, list(described.items()))


def _welcome(language: str | None = None, **_: object) -> None:
    """Show the help where no command is called; hand on the language where one is."""
    context = click.get_current_context()
    if language is not None:
        context.find_root().params["language"] = language
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
