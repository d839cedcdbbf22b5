"""What the command line promises of every option and argument, and of plugins that fail."""

import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest

from rosace.cli import COMMANDS
from rosace.messages import translate

Run = Callable[..., subprocess.CompletedProcess[str]]
Check = Callable[..., None]
FINDINGS, WRONG_USE = 1, 2
LANGUAGES = ("fr", "en")


def options_of(name: str) -> list[click.Option]:
    """Return the options of a command."""
    command: click.Command = import_module(f"rosace.commands.{name}").command
    return [param for param in command.params if isinstance(param, click.Option)]


VALUED = [(c, o.opts[0], o.nargs) for c in COMMANDS for o in options_of(c) if not o.is_flag]
FLAGS = [(c, o.opts[0]) for c in COMMANDS for o in options_of(c) if o.is_flag]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("command", "option", "nargs"), VALUED)
def test_an_option_without_its_value_is_told(  # noqa: PLR0913, PLR0917  # one for each fact
    run: Run,
    check: Check,
    tmp_path: Path,
    command: str,
    option: str,
    nargs: int,
    language: str,
) -> None:
    """Every option of every command says that it lacks its value."""
    locale = f"{language}_CA.UTF-8"
    done = run(command, option, cwd=tmp_path, LC_ALL=locale)
    check(done, WRONG_USE, language, "cli.error.values", name=option, n=nargs)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("command", "option"), FLAGS)
def test_a_flag_with_a_value_is_told(  # noqa: PLR0913, PLR0917  # one for each fact
    run: Run, check: Check, tmp_path: Path, command: str, option: str, language: str
) -> None:
    """Every flag of every command says that it takes no value."""
    done = run(command, f"{option}=yes", "--lang", language, cwd=tmp_path)
    check(done, WRONG_USE, language, "cli.error.no-value", name=option)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_missing_and_stray_arguments_are_told(
    run: Run, check: Check, command: str, language: str
) -> None:
    """Every command says what it lacks, or what it has too much of, and how to get help."""
    found: click.Command = import_module(f"rosace.commands.{command}").command
    arguments = [param for param in found.params if isinstance(param, click.Argument)]
    for index, param in enumerate(arguments):
        done = run(command, *["word"] * index, "--lang", language)
        metavar = translate(f"cli.metavar.{param.name}", language, {}, "rosace.commands")
        check(done, WRONG_USE, language, "cli.error.missing", name=metavar)
        assert f"rosace {command} --help" in done.stderr
    if not any(param.nargs < 0 for param in arguments):
        done = run(command, *["word"] * len(arguments), "stray", "--lang", language)
        check(done, WRONG_USE, language, "cli.error.extra", found="stray")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_we_do_not_speak_is_told_in_that_of_the_terminal(
    run: Run, check: Check, language: str
) -> None:
    """A wrong --language, before or after the command, is refused in words one can read."""
    for arguments in (["--lang", "de", "instruments"], ["instruments", "--language=de"]):
        done = run(*arguments, LC_ALL=f"{language}_CA.UTF-8")
        check(done, WRONG_USE, language, "cli.error.not-one-of", found="de", known="fr, en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_strictness_stops_at_a_plugin_that_fails(
    run: Run, check: Check, strangers: dict[str, str], language: str
) -> None:
    """With --strict a failing plugin ends the command; without, it is said and left out."""
    path = strangers["fake_plugin"]
    done = run("--strict", "--lang", language, "instruments", PYTHONPATH=path)
    check(done, FINDINGS, language, "error.plugin-import-failed")
    lenient = run("--lang", language, "instruments", PYTHONPATH=path)
    assert lenient.returncode == 0
    left_out = translate("cli.plugin-left-out", language, {"said": ""}, "rosace.commands")
    assert left_out in lenient.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plugins_command_may_be_refused_or_broken(
    run: Run, check: Check, tmp_path: Path, strangers: dict[str, str], language: str
) -> None:
    """A command that the configuration does not allow, or that is not there, is told."""
    path = strangers["fake_plugin"]
    broken = run("--lang", language, "fake-broken", PYTHONPATH=path)
    check(broken, FINDINGS, language, "error.plugin-import-failed", plugin="fake-broken")
    allowed = "schema: rosace/configuration/1\nplugins: [diagnostic]\n"
    (tmp_path / "rosace.yaml").write_text(allowed, "utf-8")
    refused_one = run("--lang", language, "fake-hello", cwd=tmp_path, PYTHONPATH=path)
    check(refused_one, FINDINGS, language, "error.plugin-not-allowed", plugin="fake-hello")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unreadable_allow_list_is_told(run: Run, check: Check, language: str) -> None:
    """A ROSACE_PLUGINS that cannot be read is wrong use, and nothing loads."""
    done = run("instruments", "--lang", language, ROSACE_PLUGINS="Not A Name,,")
    check(done, WRONG_USE, language, "error.usage-value-refused", option="ROSACE_PLUGINS")


def test_a_letter_that_the_terminal_lacks_is_no_failure(run: Run) -> None:
    """Where a terminal lacks a letter, its code is shown."""
    done = run("show", "\u4e2d", "--lang", "en", PYTHONUTF8="0", PYTHONIOENCODING="cp1252")
    assert done.returncode == WRONG_USE
    assert "\\u4e2d" in done.stderr
