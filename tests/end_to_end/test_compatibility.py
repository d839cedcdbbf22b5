"""What a plugin made for another Rosace gets: it is skipped, and what to install is said."""

import json
import subprocess
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

PROJECT = """
[build-system]
requires = ["hatchling>=1.26"]
build-backend = "hatchling.build"

[project]
name = "rosace-petals"
version = "2.0"
requires-python = ">=3.11"
dependencies = ["{requirement}"]

[project.entry-points.rosace]
petals = "rosace_petals"

[project.entry-points."rosace.commands"]
petals-count = "rosace_petals:count"

[tool.hatch.build.targets.wheel]
only-include = ["rosace_petals.py"]
"""
COMMAND = 'pip install "rosace>=9.3,<9.4"'
SERIES = ".".join(version("rosace").split(".")[:2])
SAID = {
    "en": (
        (
            f"“petals” of rosace-petals 2.0 works with rosace >=9.3,<9.4, "
            f"and rosace {version('rosace')} is here."
        ),
        (
            f"Run {COMMAND} for the version it works with, "
            f"or install a rosace-petals made for rosace {SERIES}."
        ),
    ),
    "fr": (
        (
            "«\u00a0petals\u00a0», de rosace-petals 2.0, fonctionne avec rosace >=9.3,<9.4, "
            f"et c’est rosace {version('rosace')} qui est installé."
        ),
        (
            f"Exécutez {COMMAND} pour obtenir la version qui lui convient, "
            f"ou installez un rosace-petals fait pour rosace {SERIES}."
        ),
    ),
}
both_languages = pytest.mark.parametrize("language", sorted(SAID))


@pytest.fixture(scope="module")
def petals(
    tmp_path_factory: pytest.TempPathFactory, pip_install: Callable[[Path, str], None]
) -> str:
    """Install a stranger's plugin that is made for a later Rosace; return its folder."""
    project, site = tmp_path_factory.mktemp("petals"), tmp_path_factory.mktemp("site")
    text = PROJECT.format(requirement="rosace>=9.3,<9.4")
    (project / "pyproject.toml").write_text(text, "utf-8")
    (project / "rosace_petals.py").write_text("raise SystemExit('imported')\n", "utf-8")
    pip_install(project, str(site))
    return str(site)


@both_languages
def test_the_list_of_plugins_says_what_to_install(run: Run, petals: str, language: str) -> None:
    """The plugin stands in the list with what it works with, and the advice is on stderr."""
    done = run("plugins", "--lang", language, PYTHONPATH=petals)
    found, advice = SAID[language]
    assert done.returncode == 0
    assert found in done.stdout
    assert advice in done.stderr
    listed = json.loads(run("plugins", "--json", PYTHONPATH=petals).stdout)
    (entry,) = (each for each in listed if each["name"] == "petals")
    assert (entry["allowed"], entry["reason"]) == (False, "incompatible")
    assert entry["requires"] == ">=9.3,<9.4"


@both_languages
def test_the_doctor_says_what_to_install(run: Run, petals: str, language: str) -> None:
    """The doctor finds the plugin, with its advice, and nothing else wrong."""
    done = run("doctor", "--lang", language, PYTHONPATH=petals, ROSACE_PLUGINS="petals")
    assert done.returncode == 1
    assert " ".join(SAID[language]) in done.stdout
    assert "imported" not in done.stderr


@both_languages
def test_any_command_says_what_to_install(run: Run, petals: str, language: str) -> None:
    """A command goes on without the plugin, and says so beside its result."""
    done = run("instruments", "--lang", language, PYTHONPATH=petals)
    assert done.returncode == 0
    assert "diagnostic" in done.stdout
    assert " ".join(SAID[language]) in done.stderr


@both_languages
@pytest.mark.parametrize("allowed", [{}, {"ROSACE_PLUGINS": "petals"}])
def test_its_commands_are_not_called(
    run: Run, petals: str, language: str, allowed: dict[str, str]
) -> None:
    """A command of the plugin is refused for the same reason, and never imported."""
    done = run("--lang", language, "petals-count", PYTHONPATH=petals, **allowed)
    assert (done.returncode, done.stdout) == (1, "")
    assert "imported" not in done.stderr
    assert COMMAND in done.stderr


def test_strict_mode_stops_at_it(run: Run, petals: str) -> None:
    """Where nothing may fail, the advice is the error."""
    done = run("--strict", "instruments", "--lang", "en", PYTHONPATH=petals)
    assert (done.returncode, done.stdout) == (1, "")
    assert " ".join(SAID["en"]) in done.stderr
