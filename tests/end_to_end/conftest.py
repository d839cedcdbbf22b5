"""An example folder to use the command line on, and what holds of every refusal."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rosace.messages import translate

LOOSE = {
    "study.yaml": "study.yaml",
    "diagnostic-2022.csv": "responses/2022/diagnostic.csv",
    "diagnostic-2024.csv": "responses/2024/diagnostic.csv",
    "collective-2024.yaml": "collective/2024/diagnostic.yaml",
    "effects.yaml": "collective/2024/effects.yaml",
}
"""Files of the example's study as they are called where they lie loose in one folder."""


@pytest.fixture
def example(made: Path, tmp_path: Path) -> Path:
    """Return a folder of one's own with files of the example lying loose in it."""
    folder = tmp_path / "work"
    folder.mkdir()
    for name, place in LOOSE.items():
        shutil.copy(made / "demo" / "study" / place, folder / name)
    return folder


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
