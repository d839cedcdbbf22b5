"""The programs that the documentation shows do what it says of them."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

ANSWERS = "@respondent,@organization,q01,q02\n"


def program(name: str) -> ModuleType:
    """Return an example as a module."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a study and its answers."""
    for name, source in (
        ("study.yaml", "study.yaml"),
        ("answers.csv", "responses/2024/diagnostic.csv"),
    ):
        shutil.copy(made / "demo" / "study" / source, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Any:
    """Call the endpoint as a browser would."""
    del folder
    from fastapi.testclient import TestClient  # noqa: PLC0415  # slow, and only for this example

    return TestClient(program("endpoint").app)


def test_the_endpoint_returns_a_report(client: Any, folder: Path) -> None:
    """Whoever sends answers gets the report, in the language asked for."""
    answers = (folder / "answers.csv").read_bytes()
    french = client.post("/report/diagnostic", content=answers)
    english = client.post("/report/diagnostic?language=en", content=answers)
    assert (french.status_code, english.status_code) == (200, 200)
    assert '<html lang="fr"' in french.text
    assert '<html lang="en"' in english.text


def test_the_endpoint_tells_all_that_is_wrong(client: Any) -> None:
    """Refused answers come back as findings with their rows, and never as a traceback."""
    bad = f"{ANSWERS}p1,o1,A,Z\np2,o2,Y,B\n"
    found = client.post("/report/diagnostic?language=en", content=bad)
    assert found.status_code == 422
    assert [each["row"] for each in found.json()["problems"] if each["row"]] == [2, 3]


def test_the_endpoint_reads_no_file_that_an_address_names(client: Any, folder: Path) -> None:
    """A name in an address is an instrument's, even where a file has it too."""
    shutil.copy(folder / "study.yaml", folder / "other.yaml")
    found = client.get("/schema/other.yaml")
    assert (found.status_code, found.json()["code"]) == (400, "unknown-instrument")
    assert client.get("/schema/diagnostic").json()["title"]


def test_the_endpoint_bounds_what_it_takes(client: Any) -> None:
    """A body that is too large is refused before it is read whole."""
    assert client.post("/report/diagnostic", content=b"x" * 5_000_001).status_code == 413


def test_the_view_shows_the_report_in_the_readers_language(folder: Path) -> None:
    """The view answers in French or English, and quotes nothing where answers are faulty."""
    code = """
import view
import django
django.setup()
from django.test import Client
for tag in ("fr-ca", "en"):
    found = Client().get("/report/", headers={"accept-language": tag})
    assert found.status_code == 200, found.content
    assert f'<html lang="{tag[:2]}"' in found.content.decode()
assert Client().post("/report/").status_code == 405
open("answers.csv", "a").write("p99,o9,Unheard\\n")
found = Client().get("/report/", headers={"accept-language": "en"})
assert (found.status_code, found.content) == (503, b"The report is not ready yet.")
"""
    path = f"import sys; sys.path.insert(0, {str(EXAMPLES)!r})\n"
    command = [sys.executable, "-W", "error", "-c", path + code]
    subprocess.run(command, check=True, cwd=folder)  # noqa: S603  # an example


def test_the_notebook_runs(made: Path, tmp_path: Path) -> None:
    """Every cell runs, and the wheel and a heading are shown."""
    import nbformat  # noqa: PLC0415  # slow, and only for this example
    from nbclient import NotebookClient  # noqa: PLC0415  # likewise

    shutil.copytree(made / "demo", tmp_path / "demo")
    notebook = nbformat.read(EXAMPLES / "notebook.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [
        kind
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        for kind in output.get("data", ())
    ]
    assert {"text/markdown", "image/svg+xml"} <= set(shown)


def test_the_batch_job_does_what_it_can(made: Path, tmp_path: Path) -> None:
    """A sound study gets its reports whatever is wrong in another, which is told."""
    sound, faulty, empty = (tmp_path / "studies" / name for name in ("sound", "faulty", "empty"))
    for study in (sound, faulty, empty):
        shutil.copytree(made / "demo" / "study", study)
    with (faulty / "collective" / "2024" / "effects.yaml").open("a", encoding="utf-8") as file:
        file.write("answers: {}\n")
    for part in ("responses", "collective", "releases"):
        shutil.rmtree(empty / part)
    done = subprocess.run(  # noqa: S603  # an example
        [sys.executable, "-W", "error", str(EXAMPLES / "batch.py"), "studies", "reports"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    written = {file.name for file in (tmp_path / "reports").iterdir()}
    assert written == {"example.fr.html", "example.en.html"}
    assert done.returncode == 1
    assert "faulty: " in done.stderr
    assert "empty: no answers yet" in done.stderr
    assert "Traceback" not in done.stderr
