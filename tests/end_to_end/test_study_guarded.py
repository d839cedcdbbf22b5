"""What a study's folder promises: nothing that a command writes replaces what it holds."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
Check = Callable[..., None]
Snapshot = Callable[[Path], dict[str, str]]

WHOLE = ("appraise", "--study", "st")
LOOSE = ("appraise", "diagnostic", "loose.csv")
LEDGER = "st/releases/ledger.json"
SEALED = "st/releases/2024/diagnostic-1.json"
KEY = "st/pseudonyms.key"


@pytest.fixture(scope="module")
def closed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example's closed study and a loose file of answers."""
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copytree(made / "demo" / "study", folder / "st")
    shutil.copy(folder / "st/responses/2024/diagnostic.csv", folder / "loose.csv")
    shutil.copy(folder / "st/study.yaml", folder / "st/plan.yaml")
    return folder


REFUSED = {
    "the ledger": (*WHOLE, "--to", "json", "--out", LEDGER),
    "tables over the whole study": (*WHOLE, "--to", "csv", "--out", "st"),
    "rejects over answers": (
        *LOOSE,
        "--keep-valid",
        "--rejects",
        "st/responses/2024/diagnostic.csv",
    ),
    "a report of loose answers": (*LOOSE, "--to", "json", "--out", LEDGER),
    "answers converted": ("convert", "diagnostic", "loose.csv", "--raw", "--out", SEALED),
    "a form in place of a key": ("paper", "diagnostic", "--study", "st/plan.yaml", "--out", KEY),
    "made-up answers": ("simulate", "diagnostic", "--out", "st/releases/2024/made.ndjson"),
    "a workbook to type in": ("sheet", "diagnostic", "--out", "st/releases/diagnostic.xlsx"),
    "a board": ("board", "loose.csv", "--out", "st/releases/board.yaml"),
    "an instrument begun": ("new", "instrument", "mine", "--out", "st/releases/mine.yaml"),
    "a preview": ("preview", "diagnostic", "--out", "st/responses/2024"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_study_holds_keeps_its_place(
    case: str, run: Run, check: Check, snapshot: Snapshot, closed: Path
) -> None:
    """Whichever command writes, a study's own file or folder is refused, and every file stays."""
    before = snapshot(closed)
    language = ("fr", "en")[len(case) % 2]
    done = run("--language", language, *REFUSED[case], cwd=closed)
    check(done, 2, language, "error.output-of-study", path=REFUSED[case][-1])
    assert snapshot(closed) == before


def test_reports_and_answers_have_their_place_in_a_study(run: Run, closed: Path) -> None:
    """A study's folder of reports takes reports, and its folders of answers take new answers."""
    for arguments in (
        (*WHOLE, "--to", "json", "--out", "st/reports/mine.json"),
        (*WHOLE, "--to", "csv", "--out", "st/reports/tables"),
        ("sheet", "diagnostic", "--out", "st/responses/2024/diagnostic-typed.xlsx"),
    ):
        done = run("--language", "en", *arguments, cwd=closed)
        assert done.returncode == 0, done.stderr
        assert (closed / arguments[-1]).exists()
    (closed / "st/responses/2024/diagnostic-typed.xlsx").unlink()


@pytest.mark.parametrize(
    ("language", "arguments"),
    [("fr", (*WHOLE, "--to", "pdf")), ("en", ("paper", "diagnostic"))],
)
def test_a_dash_is_no_file(
    language: str, arguments: tuple[str, ...], run: Run, check: Check, closed: Path
) -> None:
    """A command that writes nothing to the screen says so, and makes no file called “-”."""
    done = run("--language", language, *arguments, "--out", "-", cwd=closed)
    check(done, 2, language, "error.usage-no-stdout", option="--out")
    assert not (closed / "-").exists()


def test_a_format_is_known_in_capitals(run: Run, tmp_path: Path, closed: Path) -> None:
    """A format written in capitals is the same format."""
    out = tmp_path / "report.json"
    done = run("--language", "en", *LOOSE, "--to", "JSON", "--out", str(out), cwd=closed)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"{")


@pytest.mark.parametrize(
    ("language", "name", "out"), [("fr", "csv", "notes.txt"), ("en", "svg", "notes.txt/deeper")]
)
def test_a_file_where_a_folder_is_to_be_made_is_named(  # noqa: PLR0913, PLR0917  # each a case
    language: str, name: str, out: str, run: Run, check: Check, snapshot: Snapshot, closed: Path
) -> None:
    """Tables or pictures over a file, or below one, name that file, and nothing is written."""
    (closed / "notes.txt").write_text("mine", "utf-8")
    before = snapshot(closed)
    done = run("--language", language, *LOOSE, "--to", name, "--out", out, cwd=closed)
    check(done, 2, language, "error.output-not-a-folder", path="notes.txt")
    assert snapshot(closed) == before
