"""What a study's folder keeps for itself, whatever path leads there."""

from pathlib import Path

import pytest

from rosace.errors import OutputError
from rosace.study_places import Written, refuse_study_place

PARTS = ("releases/2024", "responses/2024", "collective/2024", "overlays", "reports")
FILES = ("study.yaml", "releases/ledger.json", "responses/2024/diagnostic.csv")
SEALED = (
    "releases/ledger.json",
    "releases/.closing",
    "releases/2024/diagnostic-1.json",
    "releases/2024/diagnostic-instrument.json",
    "releases/new/deep.json",
    "releases",
    "pseudonyms.key",
    "study.yaml",
    "reports/../releases/ledger.json",
    ".",
)
HELD = ("responses/2024/diagnostic.csv",)
AMONG = ("responses", "responses/2024/t", "collective/new/x.json", "overlays/x.yaml")
FREE = ("reports", "reports/report.pdf", "reports/tables", "report.html", "../report.html")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a study's folder with something in each of its places."""
    root = tmp_path / "st"
    for part in PARTS:
        (root / part).mkdir(parents=True)
    for name in FILES:
        (root / name).write_bytes(b"")
    return root


def is_refused(path: Path, written: Written, named: Path | None = None) -> bool:
    """Return whether writing there is refused as a study's place."""
    try:
        refuse_study_place(path, written, named)
    except OutputError as error:
        return (error.reason, error.path) == ("of-study", str(path))
    return False


@pytest.mark.parametrize(
    ("written", "refused", "free"),
    [
        ("report", (*SEALED, *HELD, *AMONG), FREE),
        ("answers", (*SEALED, *HELD), (*AMONG, *FREE)),
        ("rejects", (*SEALED, *HELD, *AMONG), ("responses/2024/d.csv.rejected.ndjson", *FREE)),
    ],
)
def test_each_thing_written_has_its_places(
    written: Written, refused: tuple[str, ...], free: tuple[str, ...], study: Path
) -> None:
    """What is sealed takes nothing; answers may come beside answers; reports are kept apart."""
    assert [name for name in refused if not is_refused(study / name, written)] == []
    assert [name for name in free if is_refused(study / name, written)] == []


def test_a_link_is_no_way_around(study: Path, tmp_path: Path) -> None:
    """A link to the ledger or into its folder is refused, and so is one that leads out."""
    (tmp_path / "link.json").symlink_to(study / "releases/ledger.json")
    (tmp_path / "sealed").symlink_to(study / "releases")
    (study / "collective/2024/out").symlink_to(tmp_path)
    places = ("link.json", "sealed/new.json", "st/collective/2024/out/x.json")
    assert all(is_refused(tmp_path / name, "report") for name in places)


def test_a_study_is_known_by_its_ledger_or_its_name(study: Path) -> None:
    """A ledger alone makes a folder a study's, and so does naming it, whatever its file's name."""
    (study / "study.yaml").rename(study / "plan.yaml")
    assert is_refused(study / "pseudonyms.key", "report")
    (study / "releases/ledger.json").unlink()
    assert not is_refused(study / "pseudonyms.key", "report")
    for named in (study / "plan.yaml", study):
        assert is_refused(study / "pseudonyms.key", "report", named)
        assert is_refused(study / "responses", "report", named)
