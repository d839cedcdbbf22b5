"""What the tests of the author's kit share: its commands, each run as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rosace.cli import run as run_here

Process = subprocess.CompletedProcess[str]
Start = Callable[..., Process]
Call = Callable[..., tuple[int, str, str]]

_CHOSEN = ("COLUMNS", "GIT_", "LANG", "LC_", "ROSACE_", "XDG_")


@pytest.fixture(scope="session")
def start() -> Start:
    """Lend a function that runs a module of this environment, whatever comes of it.

    It takes the module and its arguments, the folder to run in, a home folder, folders to
    import from, and environment variables.
    """

    def run(
        *arguments: str,
        cwd: Path,
        home: Path | None = None,
        importing: tuple[Path, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Process:
        kept = {name: held for name, held in os.environ.items() if not name.startswith(_CHOSEN)}
        path = os.pathsep.join(
            [*map(str, importing), *filter(None, [os.environ.get("PYTHONPATH")])]
        )
        own = {"HOME": str(home or cwd), "PYTHONPATH": path, "PYTHONUTF8": "1"}
        return subprocess.run(  # noqa: S603  # our own commands
            [sys.executable, "-m", *arguments],
            cwd=cwd,
            env={**kept, **own, **(environment or {})},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def fine(start: Start) -> Start:
    """Lend a function that runs a module like `start`, and expects it to end well."""

    def run(*arguments: str, **options: object) -> Process:
        done = start(*arguments, **options)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to work in, with a home folder elsewhere."""
    work = tmp_path / "work"
    work.mkdir()
    for name in [each for each in os.environ if each.startswith(_CHOSEN)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def call(here: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Lend a function that runs the command line in this process.

    It returns the status, and what was printed on stdout and stderr.
    """
    del here

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run_here(list(arguments))
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run
