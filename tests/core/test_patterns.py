"""What patterns of file names promise: sorted files, none lost, none that is no answer."""

from pathlib import Path

import pytest

from rosace.commands.patterns import expanded
from rosace.errors import InvalidDocumentError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with files of several names, and a folder in it."""
    for name in ("b.csv", "a.csv", "a.csv.rejected.ndjson", ".hidden.csv", "c.ndjson", "[x].csv"):
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "deep" / "d.csv").mkdir(parents=True)
    (tmp_path / "deep" / "e.csv").write_text("", "utf-8")
    return tmp_path


def names(folder: Path, *patterns: str) -> list[str]:
    """Return what patterns within a folder stand for, relative to it."""
    found = expanded([str(folder / pattern) for pattern in patterns])
    return [Path(each).relative_to(folder).as_posix() for each in found]


def test_a_pattern_gives_its_files_sorted(folder: Path) -> None:
    """Files come in the order of their names, and folders and hidden files are none."""
    assert names(folder, "*.csv") == ["[x].csv", "a.csv", "b.csv"]
    assert names(folder, "?.csv", "c.ndjson") == ["a.csv", "b.csv", "c.ndjson"]
    assert names(folder, "**/*.csv") == ["[x].csv", "a.csv", "b.csv", "deep/e.csv"]


def test_a_file_whose_name_is_like_a_pattern_is_that_file(folder: Path) -> None:
    """Signs of patterns in the name of a file that is there stand for themselves."""
    assert names(folder, "[x].csv") == ["[x].csv"]
    assert names(folder, "[ab].csv") == ["a.csv", "b.csv"]


def test_files_of_what_was_refused_are_no_answers(folder: Path) -> None:
    """A pattern leaves out the files in which a run before put what it refused."""
    assert names(folder, "*.ndjson") == ["c.ndjson"]
    assert names(folder, "a.csv.rejected.ndjson") == ["a.csv.rejected.ndjson"]


def test_a_pattern_without_files_is_refused(folder: Path) -> None:
    """Whoever mistypes a pattern is told so, but where an engine may know better."""
    pattern = str(folder / "*.parquet")
    with pytest.raises(InvalidDocumentError) as raised:
        expanded([pattern])
    (problem,) = raised.value.problems
    assert (problem.code, problem.file) == ("pattern-without-match", pattern)
    assert expanded([pattern], elsewhere=True) == (pattern,)
    assert expanded(["no-such.csv"]) == ("no-such.csv",)
