"""The installed command line, and an example folder to use it on."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rosace.messages import translate

Run = Callable[..., subprocess.CompletedProcess[str]]


def command() -> str:
    """Return the path of the command that is installed beside this interpreter."""
    found = shutil.which("rosace", path=str(Path(sys.executable).parent))
    assert found, "rosace is not installed beside this interpreter"
    return found


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment without what would choose a language or a configuration."""
    chosen = ("LC_", "LANG", "ROSACE_CONFIGURATION", "ROSACE_PLUGINS", "COLUMNS")
    kept = {name: held for name, held in os.environ.items() if not name.startswith(chosen)}
    return {**kept, "PYTHONUTF8": "1", **more}


@pytest.fixture(scope="session")
def run() -> Run:
    """Lend a function that runs ``rosace`` as a process of its own, whatever comes of it.

    It takes the arguments, the folder to run in, and environment variables.
    """

    def start(
        *arguments: str, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command
            [command(), *arguments],
            cwd=cwd,
            env=clean_environment(**environment),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    return start


@pytest.fixture(scope="session")
def made(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which ``rosace demo`` has been run, once for all tests."""
    folder = tmp_path_factory.mktemp("example")
    done = run("demo", "--lang", "en", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def example(made: Path, tmp_path: Path) -> Path:
    """Return a folder of one's own with the example's input files in it."""
    shutil.copytree(made / "demo" / "input", tmp_path / "work")
    return tmp_path / "work"


def contents(folder: Path) -> dict[str, str]:
    """Return the digest of every file in a folder, hidden ones too."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def snapshot() -> Callable[[Path], dict[str, str]]:
    """Lend a function that tells what is in a folder."""
    return contents


def fragments(identifier: str, language: str, arguments: Mapping[str, str | int]) -> list[str]:
    """Return the pieces of a message that hold whatever fills the rest."""
    catalogue = "rosace.commands" if identifier.startswith("cli.") else "rosace"
    said = translate(identifier, language, arguments, catalogue)
    return [piece for piece in re.split(r"\{[a-z_]+\}", said) if piece.strip()]


def refused(
    done: subprocess.CompletedProcess[str],
    status: int,
    language: str,
    identifier: str,
    **details: str | int,
) -> None:
    """Check what holds of every refusal."""
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert "{" not in done.stderr
    other = "en" if language == "fr" else "fr"
    foreign = tuple(
        translate(each, other, {"said": ""}, "rosace.commands").split()[0]
        for each in ("cli.error", "cli.usage")
    )
    lines = done.stderr.splitlines()
    assert not [line for line in lines if line.split() and line.split()[0] in foreign]
    (fault, *_) = fragments("cli.error.fault", language, {})
    assert fault not in done.stderr
    for piece in fragments(identifier, language, details):
        assert piece in done.stderr


@pytest.fixture
def check() -> Callable[..., None]:
    """Lend a function that checks what holds of every refusal.

    It takes the process, the status, the language, the id of the message that
    tells what is wrong, and the message's arguments.
    """
    return refused
