"""What all tests may use: the command line and strangers' distributions, really installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rosace.messages import load

TESTS = Path(__file__).parent
MARKER = "ROSACE_FAKE_MARKER"
Run = Callable[..., subprocess.CompletedProcess[str]]

# How long an example takes says more of the machine than of the law.
settings.register_profile(
    "laws",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# The built wheels hold the same code: a few examples show that it is whole.
settings.register_profile("quick", parent=settings.get_profile("laws"), max_examples=10)
settings.load_profile("laws")


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
    subprocess.run([*pip, *options, "--target", target, str(project)], check=True)  # noqa: S603  # pip


@pytest.fixture(scope="session")
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
        return subprocess.run(  # noqa: S603  # a test's own code
            [sys.executable, "-W", "error", "-c", code],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **environment},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

    return run


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
        return subprocess.run(  # noqa: S603  # our own command
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
