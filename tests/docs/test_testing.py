"""The page on testing plugins is true: its laws are the kit's, and its examples pass."""

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rosace import testing
from rosace.testing.laws import Conformance, name_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "testing.md").read_text(encoding="utf-8")
GUIDE = (DOCS / "plugins.md").read_text(encoding="utf-8")
KITS = [name for name in testing.__all__ if name.endswith("Conformance")]
FILE = re.compile(r"^```\w+\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python on what a page says, with what was installed in a folder."""
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(  # noqa: S603  # our own pages
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("kit", KITS)
def test_every_law_stands_on_the_page_in_its_own_words(kit: str) -> None:
    """The table of a class has its laws in order, each as its test states it."""
    (section,) = (part for part in PAGE.split("\n## ") if f"`{kit}` takes" in part)
    laws = [held for name, held in vars(getattr(testing, kit)).items() if name.startswith("test_")]
    table = ROW.findall(section.partition("| law | what holds |\n|---|---|\n")[2])
    assert table == [(name_of(law), inspect.getdoc(law)) for law in laws]


@pytest.mark.parametrize("kit", ["Conformance", *KITS])
def test_every_attribute_stands_on_the_page(kit: str) -> None:
    """Whatever an author may set or override is named."""
    cls = Conformance if kit == "Conformance" else getattr(testing, kit)
    named = [*cls.__annotations__, *(name for name in vars(cls) if not name.startswith("test_"))]
    for name in named:
        if not name.startswith("_") and name != "explore":
            assert re.search(rf"`{name}\b", PAGE) or f"    {name} = " in PAGE, name


def test_the_plugin_of_the_guide_passes_the_tests_of_the_page(
    tmp_path: Path, pip_install: Callable[[Path, str], None]
) -> None:
    """Whoever follows both pages has a plugin, and tests of it that pass."""
    project, site = tmp_path / "project", tmp_path / "site"
    for name, text in FILE.findall(GUIDE):
        if name != "rosace.yaml":
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text, encoding="utf-8")
    pip_install(project, str(site))
    ((name, text),) = FILE.findall(PAGE)
    (site / Path(name).name).write_text(text, encoding="utf-8")
    done = python(site, "-m", "pytest", "-q", "-p", "no:cacheprovider", Path(name).name)
    assert done.returncode == 0, done.stdout


def test_the_other_examples_are_sound(tmp_path: Path) -> None:
    """Every snippet of the page can be imported, and those of functions run."""
    for text in SNIPPET.findall(PAGE):
        tests = "".join(
            f"{name}()\n" for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)
        )
        done = python(tmp_path, "-c", text + tests)
        assert done.returncode == 0, done.stderr
