"""What all tests may use: the strangers' distributions, really installed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rosace.messages import load

TESTS = Path(__file__).parent
MARKER = "ROSACE_FAKE_MARKER"


@pytest.fixture(scope="session")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Install tests/fake_plugin and tests/fake_rival with pip; return their folders by name."""
    folders = {}
    for name in ("fake_plugin", "fake_rival"):
        folders[name] = str(tmp_path_factory.mktemp(name))
        install(TESTS / name, folders[name])
    return folders


def install(project: Path, target: str) -> None:
    """Install a project in a folder with pip, without looking anything up."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
    subprocess.run([*pip, *options, "--target", target, str(project)], check=True)  # noqa: S603 - pip


@pytest.fixture
def pip_install() -> Callable[[Path, str], None]:
    """Lend a function that installs a project in a folder with pip."""
    return install


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Lend a function that makes a folder importable; its modules are forgotten afterwards."""
    before = set(sys.modules)
    load.cache_clear()
    yield monkeypatch.syspath_prepend
    load.cache_clear()
    for name in set(sys.modules) - before:
        if name.startswith(("rosace_fake", "rosace_rival", "rosace_example")):
            del sys.modules[name]


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name the file in which the strangers' modules tell that they were imported."""
    file = tmp_path / "imported"
    monkeypatch.setenv(MARKER, str(file))
    return file


@pytest.fixture
def python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Lend a function that runs Python code in a process of its own.

    It takes the code, folders to import from, and environment variables; warnings
    are errors there.
    """

    def run(code: str, *folders: str, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
        path = os.pathsep.join([*folders, *inherited])
        return subprocess.run(  # noqa: S603 - a test's own code
            [sys.executable, "-W", "error", "-c", code],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **environment},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

    return run
