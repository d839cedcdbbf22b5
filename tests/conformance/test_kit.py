"""The conformance kit catches each fault by the law that it breaks, and passes what is sound."""

import inspect
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from rosace import testing
from rosace.testing.laws import name_of

BROKEN = Path(__file__).parent / "broken"
LONGEST_MESSAGE = 60
KITS = [
    testing.ExporterConformance,
    testing.ImporterConformance,
    testing.InstrumentConformance,
    testing.EngineConformance,
    testing.PluginConformance,
]
Failures = dict[str, dict[str, str]]


def laws(kit: type) -> list[str]:
    """Return the names of the laws of a class."""
    return [name_of(held) for name, held in vars(kit).items() if name.startswith("test_")]


@pytest.fixture(scope="session")
def site(shared: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Return a folder in which the broken plugins count as installed, and the kit was run."""
    return shared("broken", tried)


def tried(folder: Path) -> None:
    """Run the kit over the broken set: what it said is ``report.xml``."""
    metadata = folder / "rosace_broken-1.0.dist-info"
    metadata.mkdir()
    modules = [file.stem for file in (BROKEN / "broken_plugins").glob("*.py")]
    points = [f"broken-{name} = broken_plugins.{name}\n" for name in modules if name != "__init__"]
    (metadata / "entry_points.txt").write_text(f"[rosace]\n{''.join(points)}", encoding="utf-8")
    (metadata / "METADATA").write_text("Name: rosace-broken\nVersion: 1.0\n", encoding="utf-8")
    report = f"--junitxml={folder / 'report.xml'}"
    python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", report, "cases.py")


@pytest.fixture(scope="module")
def expected(site: Path) -> dict[str, str]:
    """Return by class of the broken set the law that it must fail by, empty for a sound one."""
    return dict(json.loads((site / "laws.json").read_text("utf-8")))


@pytest.fixture(scope="module")
def failures(site: Path) -> Failures:
    """Return by class the messages of its failures, by law."""
    found: Failures = defaultdict(dict)
    for case in ET.parse(site / "report.xml").getroot().iter("testcase"):
        name = case.attrib["classname"].rpartition(".")[2]
        found[name]["ran"] = ""
        for failure in (*case.iter("failure"), *case.iter("error")):
            law = case.attrib["name"].removeprefix("test_").replace("_", " ")
            found[name][law] = failure.text or ""
    return found


def python(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the folder of the broken set."""
    path = os.pathsep.join([str(site), str(BROKEN)])
    return subprocess.run(  # noqa: S603  # our own files
        [sys.executable, *arguments],
        cwd=BROKEN,
        env={
            **os.environ,
            "PYTHONPATH": path,
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "BROKEN_INSTRUMENTS": str(site),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_each_fault_is_caught_by_its_law_alone(
    failures: Failures, expected: dict[str, str]
) -> None:
    """What breaks one law fails that law and no other."""
    assert expected
    got = {name: sorted(failures[name].keys() - {"ran"}) for name in expected}
    assert got == {name: [law] if law else [] for name, law in expected.items()}
    assert all("ran" in failures[name] for name in expected)


def test_a_failure_names_its_law_and_stays_short(failures: Failures) -> None:
    """Whoever reads a failure finds the law by name, and a case that fits on a screen."""
    for found in failures.values():
        for law, text in found.items():
            if law != "ran":
                assert f"Law “{law}”: " in text
                assert len(text.splitlines()) <= LONGEST_MESSAGE
                assert "Traceback" not in text


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.__name__)
def test_every_law_has_its_fault(kit: type, expected: dict[str, str]) -> None:
    """For each law there is something that breaks it, so that no law is idle."""
    tried = [law for name, law in expected.items() if name.endswith(kit.__name__) and law]
    assert sorted(tried) == sorted(laws(kit))


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.__name__)
def test_every_law_is_stated(kit: type) -> None:
    """Each law says in one sentence what holds."""
    for name, held in vars(kit).items():
        if name.startswith("test_"):
            stated = (inspect.getdoc(held) or "").splitlines()
            assert len(stated) == 1
            assert stated[0].endswith(".")


def test_what_needs_the_core_alone_works_without_the_extra(site: Path) -> None:
    """Where neither pytest nor Hypothesis is installed, instruments can still be sketched."""
    code = (
        "import sys; sys.modules['hypothesis'] = sys.modules['pytest'] = None\n"
        "from rosace.testing import people, sketch\n"
        "print(len(people(sketch([{'id': 'q1', 'type': 'yes-no'}]), [{'q1': True}])))"
    )
    assert python(site, "-c", code).stdout == "1\n"
