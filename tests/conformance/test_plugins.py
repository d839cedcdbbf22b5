"""Every plugin that lives here is an ordinary one: what a stranger's must keep, ours keep too."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from importlib.metadata import entry_points, packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from rosace import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.messages import CORE, load
from rosace.plugin_modules import HOOKS

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(folder.parent.name for folder in ROOT.glob("plugins/*/pyproject.toml"))
LONGEST_FUNCTION = 50
LONGEST_MODULE = 400
PLACEHOLDER = re.compile(r"{([a-z_]+)}")

every_plugin = pytest.mark.parametrize("name", PLUGINS)


def project(name: str) -> dict[str, Any]:
    """Return what a plugin's project file declares."""
    with (ROOT / "plugins" / name / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["project"])


def package(name: str) -> Path:
    """Return the folder of a plugin's package."""
    return ROOT / "plugins" / name / "src" / f"rosace_{name}"


def modules(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of a folder, parsed."""
    for file in sorted(folder.rglob("*.py")):
        yield file, ast.parse(file.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the top-level name of everything that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield str(node.module).partition(".")[0]


def is_import(node: ast.stmt) -> bool:
    """Say whether a statement imports something."""
    return isinstance(node, ast.Import | ast.ImportFrom)


@every_plugin
def test_it_is_found_by_its_entry_point(name: str) -> None:
    """It is installed under its own name, in a distribution and a package named after it."""
    (found,) = entry_points(group="rosace", name=name)
    assert found.value == f"rosace_{name}"
    assert found.dist is not None
    assert found.dist.name == f"rosace-{name}" == project(name)["name"]


def declared(requirements: Iterable[str]) -> set[str]:
    """Return the names of distributions that requirements ask for."""
    return {
        re.split(r"[^A-Za-z0-9_.-]", needed)[0].lower().replace("_", "-") for needed in requirements
    }


def brought(distributions: Collection[str]) -> set[str]:
    """Return what may be imported of distributions that are installed."""
    return {
        top
        for top, bringing in packages_distributions().items()
        if any(each.lower().replace("_", "-") in distributions for each in bringing)
    }


@every_plugin
def test_it_imports_the_core_itself_and_what_it_declares(name: str) -> None:
    """No plugin leans on another, nor on what happens to be installed; extras it imports late."""
    held = project(name)
    always = brought(declared(held["dependencies"])) | set(sys.stdlib_module_names)
    always |= {"rosace", "rosace_schemas", f"rosace_{name}"}
    extras = declared(chain.from_iterable(held.get("optional-dependencies", {}).values()))
    # An extra that is not installed here is imported by the name of its distribution.
    sometimes = always | brought(extras) | {each.replace("-", "_") for each in extras}
    for file, tree in modules(package(name)):
        assert set(imported(tree)) <= sometimes, file.name
        at_once = ast.Module([node for node in tree.body if is_import(node)], [])
        assert set(imported(at_once)) <= always, file.name


def test_the_core_imports_no_plugin() -> None:
    """The core knows plugins by their entry points alone, and the contract knows nobody."""
    for folder, known in (("core", {"rosace", "rosace_schemas"}), ("schemas", {"rosace_schemas"})):
        for file, tree in modules(ROOT / folder / "src"):
            ours = {top for top in imported(tree) if top.startswith("rosace")}
            assert ours <= known, file.name


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Copy every plugin's folder out of the repository, and build each into a wheel."""
    away, made = tmp_path_factory.mktemp("away"), tmp_path_factory.mktemp("wheels")
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache", ".hypothesis")
    folders = [
        str(shutil.copytree(ROOT / "plugins" / name, away / name, ignore=ignored))
        for name in PLUGINS
    ]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(made)]
    subprocess.run([*pip, *options, *folders], check=True, cwd=away)  # noqa: S603  # pip
    return {wheel.name.partition("-")[0].removeprefix("rosace_"): wheel for wheel in made.iterdir()}


@every_plugin
def test_its_folder_alone_builds_a_whole_wheel(wheels: dict[str, Path], name: str) -> None:
    """Taken out of the repository it still builds, with its words, instruments and licence."""
    with zipfile.ZipFile(wheels[name]) as wheel:
        held = set(wheel.namelist())
    source = package(name)
    wanted = {
        file.relative_to(source.parent).as_posix()
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert {each for each in held if ".dist-info/" not in each} == wanted
    assert f"rosace_{name}/py.typed" in held
    assert any(each.endswith("/licenses/LICENSE") for each in held)
    assert not [each for each in held if each.endswith(".py") and "tests" in Path(each).parts]


@every_plugin
def test_it_says_what_it_is_and_under_which_licence(name: str) -> None:
    """A folder that is copied away takes its readme and its licence along."""
    folder = ROOT / "plugins" / name
    assert (folder / "README.md").read_text(encoding="utf-8").startswith(f"# rosace-{name}\n")
    assert (folder / "LICENSE").is_file()
    declared = project(name)
    assert declared["license"] == "MIT"
    assert declared["requires-python"] == ">=3.11"
    assert declared["readme"] == "README.md"


def catalogues(name: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return a plugin's words by language and message: one form, or two for a plural."""
    found = {}
    for language in ("fr", "en"):
        path = package(name) / "catalogues" / f"{language}.po"
        with path.open("rb") as file:
            entries = [entry for entry in read_po(file, locale=language) if entry.id]
        found[language] = {
            entry.id[0] if isinstance(entry.id, tuple | list) else entry.id: (
                tuple(entry.string) if isinstance(entry.string, tuple | list) else (entry.string,)
            )
            for entry in entries
        }
        assert len(found[language]) == len(entries)
    return found


def speaks(name: str) -> bool:
    """Say whether a plugin has words of its own."""
    return (package(name) / "catalogues").is_dir()


@pytest.mark.parametrize("name", [name for name in PLUGINS if speaks(name)])
def test_its_words_are_whole_in_both_languages(name: str) -> None:
    """French and English say the same messages, with the same placeholders, all under its name."""
    found = catalogues(name)
    assert found["fr"].keys() == found["en"].keys()
    for message, french in found["fr"].items():
        assert re.match(rf"(?:problem\.)?{name}[.-]", message), message
        english = found["en"][message]
        assert len(french) == len(english), message
        for forms in (french, english):
            assert all(form.strip() for form in forms), message
        used = [set(PLACEHOLDER.findall("".join(forms))) for forms in (french, english)]
        assert used[0] == used[1], message


@every_plugin
def test_every_message_that_it_names_exists(name: str) -> None:
    """No reader meets the name of a message in place of its words."""
    own = load(f"rosace_{name}", "fr") if speaks(name) else {}
    known = {*own, *load(CORE, "fr")}
    for file, tree in modules(package(name)):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            said = node.args[0]
            if called == "message" and isinstance(said, ast.Constant):
                assert said.value in known, f"{file.name}: {said.value}"


def test_every_instrument_speaks_both_languages_and_says_whom_to_cite() -> None:
    """Each instrument that a plugin here brings is more than the laws of the kit ask."""
    appraiser = Appraiser(strict=True)
    brought = {key for key, source in appraiser.instruments.items() if source.plugin in PLUGINS}
    assert {"diagnostic", "wheel", "effects"} <= brought
    for key in sorted(brought):
        instrument = appraiser.instrument(key)
        assert set(instrument.languages) >= {"fr", "en"}
        assert instrument.rights.citation


def conformance(name: str) -> Counter[str]:
    """Count the classes of the kit that a plugin's tests derive from."""
    file = ROOT / "plugins" / name / "tests" / "test_conformance.py"
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    bases = [base for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases]
    return Counter(base.id for base in bases if isinstance(base, ast.Name))


def campaigns() -> set[str]:
    """Return the names of the campaigns that tox runs."""
    found = re.findall(
        r"^\[testenv:campaign-([a-z]+)\]", (ROOT / "tox.ini").read_text(), re.MULTILINE
    )
    return {each for each in found if (ROOT / "campaigns" / each / "__main__.py").is_file()}


@every_plugin
def test_all_that_it_brings_is_tried_by_the_kit(name: str) -> None:
    """The plugin, and each exporter, importer, engine and instrument of it, has its class.

    An engine that reads no files of this machine has a campaign of its name instead.
    """
    host = Appraiser(Configuration(plugins=(AllowedPlugin(name=name),)), strict=True).host
    brought = {
        "ExporterConformance": host.exporters,
        "ImporterConformance": host.importers,
        "EngineConformance": [each for each in host.engines if each not in campaigns()],
        "InstrumentConformance": host.instruments,
    }
    host.load()
    hooks = [hook for hook in HOOKS if hasattr(sys.modules[f"rosace_{name}"], hook)]
    tried = conformance(name)
    assert tried["PluginConformance"] == bool(hooks)
    for kit, things in brought.items():
        assert tried[kit] == len(things), kit


@every_plugin
def test_its_modules_and_functions_stay_short(name: str) -> None:
    """A reader holds each function in view, and each module in mind."""
    for file, tree in modules(package(name)):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines <= LONGEST_MODULE, file.name
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= LONGEST_FUNCTION, f"{file.name}: {node.name}"
