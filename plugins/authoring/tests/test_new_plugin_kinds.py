"""What a new plugin of each kind promises: it builds, installs, passes its tests and works."""

import json
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import attrs
import pytest

from rosace.conversion import unstructure
from rosace.testing import people, sketch
from rosace_authoring.plugin.names import KINDS

Start = Callable[..., subprocess.CompletedProcess[str]]

NAME = "my-petals"
PACKAGE = "rosace_my_petals"
FEW = """
from hypothesis import settings

settings.register_profile("few", max_examples=3, deadline=None)
settings.load_profile("few")
"""
"""A plugin of pytest that tries each law on a few cases: enough to see that a plugin keeps it."""


@attrs.frozen
class Made:
    """A plugin that was started, built and installed.

    Args:
        kind: What it brings.
        folder: Its project.
        site: Where it is installed.
        work: A folder to run it in, with an instrument and answers.
    """

    kind: str
    folder: Path
    site: Path
    work: Path


@pytest.fixture(scope="module", params=KINDS)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, fine: Start
) -> Made:
    """Start a plugin of each kind, build both its distributions, and install the wheel."""
    work = tmp_path_factory.mktemp(request.param)
    folder, site = work / f"rosace-{NAME}", work / "site"
    fine("rosace", "new", "plugin", NAME, "--kind", request.param, cwd=work)
    fine("hatchling", "build", cwd=folder)
    (wheel,) = folder.glob("dist/*.whl")
    pip = ("pip", "--disable-pip-version-check", "install", "--quiet", "--no-index", "--no-deps")
    fine(*pip, "--no-compile", "--target", str(site), str(wheel), cwd=work)
    instrument = sketch(
        [{"id": "q1", "type": "yes-no", "text": {"en": "We meet often."}}], languages=["en"]
    )
    (work / "sketch.json").write_text(json.dumps(unstructure(instrument)), "utf-8")
    answers = people(instrument, [{"q1": {"value": n > 3}} for n in range(12)])
    lines = [json.dumps(unstructure(each)) for each in answers]
    (work / "answers.ndjson").write_text("\n".join(lines), "utf-8")
    return Made(kind=request.param, folder=folder, site=site, work=work)


def test_both_distributions_are_whole(made: Made) -> None:
    """The wheel holds every file of the package, the source archive the tests too."""
    (wheel,) = made.folder.glob("dist/*.whl")
    (archive,) = made.folder.glob("dist/*.tar.gz")
    with zipfile.ZipFile(wheel) as held:
        packed = set(held.namelist())
    with tarfile.open(archive) as tar:
        sources = {name.partition("/")[2] for name in tar.getnames()}
    package = made.folder / "src" / PACKAGE
    files = {file.relative_to(package.parent).as_posix() for file in package.rglob("*.*")}
    assert {f"{PACKAGE}/py.typed", f"{PACKAGE}/catalogues/fr.po"} <= files
    assert {each for each in packed if ".dist-info/" not in each} == files
    assert any(each.endswith("licenses/LICENSE") for each in packed)
    assert {f"src/{each}" for each in files} <= sources
    assert any(each.startswith("tests/test_") for each in sources)


def test_its_own_tests_pass(made: Made, fine: Start) -> None:
    """Its tests pass as they were written, those of the conformance kit among them."""
    few = made.work / "few"
    few.mkdir(exist_ok=True)
    (few / "few_examples.py").write_text(FEW, "utf-8")
    options = ("-q", "-p", "few_examples", "-p", "no:cacheprovider", "-p", "no:xdist")
    done = fine("pytest", *options, cwd=made.folder, importing=(made.site, few))
    assert " passed" in done.stdout
    assert "TestPlugin" not in done.stdout


@pytest.mark.skipif(find_spec("mypy") is None, reason="mypy is not installed here")
def test_its_types_agree(made: Made, fine: Start, tmp_path_factory: pytest.TempPathFactory) -> None:
    """With its own settings, which are strict, mypy finds nothing in it."""
    cache = tmp_path_factory.getbasetemp() / "mypy"
    fine("mypy", "--cache-dir", str(cache), cwd=made.folder)


@pytest.mark.skipif(find_spec("ruff") is None, reason="ruff is not installed here")
@pytest.mark.parametrize("name", ["p", f"{'long-' * 7}names"])
@pytest.mark.parametrize("kind", KINDS)
def test_its_style_is_clean_whatever_its_name(
    kind: str, name: str, tmp_path: Path, fine: Start
) -> None:
    """With its own settings ruff finds nothing to mend or to lay out, in short or long names."""
    fine("rosace", "new", "plugin", name, "--kind", kind, cwd=tmp_path)
    folder = tmp_path / f"rosace-{name}"
    fine("ruff", "check", "--no-cache", ".", cwd=folder)
    fine("ruff", "format", "--no-cache", "--check", ".", cwd=folder)


def test_it_works(made: Made, fine: Start) -> None:
    """What it brings is used through the command line, and the doctor finds nothing to mend."""

    def rosace(*arguments: str) -> subprocess.CompletedProcess[str]:
        return fine("rosace", *arguments, cwd=made.work, importing=(made.site,))

    assert NAME in rosace("plugins").stdout
    only = {"ROSACE_PLUGINS": NAME}
    fine("rosace", "doctor", cwd=made.work, importing=(made.site,), environment=only)
    if made.kind == "instrument":
        assert "keep-promises" in rosace("show", NAME).stdout
    elif made.kind == "exporter":
        rosace("appraise", "sketch.json", "answers.ndjson", "--to", NAME, "--out", "report")
        text = (made.work / "report" / "report.txt").read_text("utf-8")
        assert "We meet often." in text
    elif made.kind == "importer":
        rows = [["@respondent", "q1"], *([f"p{n}", n > 1] for n in range(3))]
        lines = "".join(f"{json.dumps(row)}\n" for row in rows)
        (made.work / "answers.mypetals").write_text(lines, "utf-8")
        done = rosace("validate", "sketch.json", "answers.mypetals", "--lang", "en")
        assert "3" in done.stdout + done.stderr
    else:
        assert "mots à lire" in rosace(NAME, "sketch.json", "--lang", "fr").stderr
        assert NAME in rosace("--help").stdout
