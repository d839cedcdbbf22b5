"""What all tests may use: the command line and strangers' distributions, really installed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from rosace.messages import load

pytest.register_assert_rewrite("tests.engines.lines")

TESTS = Path(__file__).parent
MARKER = "ROSACE_FAKE_MARKER"
Run = Callable[..., subprocess.CompletedProcess[str]]
Shared = Callable[[str, Callable[[Path], object]], Path]

# How long an example takes says more of the machine than of the law.
settings.register_profile(
    "laws",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# An unattended run tries the same examples each time: it fails for what was changed, not by chance.
# Whoever works on the code tries others with every run.
settings.register_profile("steady", parent=settings.get_profile("laws"), derandomize=True)
# The built wheels hold the same code: a few examples show that it is whole.
settings.register_profile("quick", parent=settings.get_profile("steady"), max_examples=10)
settings.load_profile("laws")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Lend a function that returns a folder which all processes of this run share.

    It takes the folder's name, and what fills it: once, by whoever needs it first. Tests read
    such a folder, and copy what they change.
    """
    own = tmp_path_factory.getbasetemp()
    root = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own

    def fill(name: str, make: Callable[[Path], object]) -> Path:
        folder, whole = root / f"shared-{name}", root / f"shared-{name}.whole"
        with FileLock(root / f"shared-{name}.lock"):
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                whole.touch()
        return folder

    return fill


@pytest.fixture(scope="session")
def strangers(shared: Shared) -> dict[str, str]:
    """Install tests/fake_plugin and tests/fake_rival with pip; return their folders by name."""
    return {
        name: str(shared(name, partial(install, TESTS / name)))
        for name in ("fake_plugin", "fake_rival")
    }


def install(project: Path, target: str | Path) -> None:
    """Install a project in a folder with pip, without looking anything up."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
    subprocess.run([*pip, *options, "--target", str(target), str(project)], check=True)  # noqa: S603  # pip


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
def demo_in(run: Run, shared: Shared) -> Callable[[str], Path]:
    """Lend a function that returns a folder in which ``rosace demo`` has been run in a language.

    Beside its ``demo`` stand the files ``stdout`` and ``stderr``, what the command printed there.
    """

    def fill(folder: Path, language: str) -> None:
        done = run("demo", "--lang", language, cwd=folder)
        assert done.returncode == 0, done.stderr
        (folder / "stdout").write_text(done.stdout, "utf-8")
        (folder / "stderr").write_text(done.stderr, "utf-8")

    return lambda language: shared(f"demo-{language}", lambda folder: fill(folder, language))


@pytest.fixture(scope="session")
def made(demo_in: Callable[[str], Path]) -> Path:
    """Return a folder in which ``rosace demo`` has been run in English, once for all tests."""
    return demo_in("en")
