"""What every format promises where it cannot be written: a sentence, and old files left whole."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rosace.appraiser import Appraiser
from rosace.errors import InvalidDocumentError, OutputError, Problem
from rosace.report import Figure, Report, Table
from rosace.testing.specimens import full_report
from rosace.values import evolve

resource = pytest.importorskip("resource", reason="this system limits no file's size")

Snapshot = Callable[[Path], dict[str, str]]
FORMATS = sorted(name for name, each in Appraiser().exporters.items() if "report" in each.accepts)
LIMITED = """
import resource, sys
from rosace.appraiser import Appraiser
from rosace.errors import OutputError
from rosace.testing.specimens import full_report

appraiser = Appraiser()
exporter = appraiser.exporter(sys.argv[1], "report")
# What a plugin keeps of its own is written before the disk is full.
appraiser.export(full_report(), sys.argv[1], sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
try:
    appraiser.export(full_report(), sys.argv[1], sys.argv[2])
except OutputError as error:
    print(error.reason)
"""


@pytest.mark.parametrize("name", ["csv", "datapackage", "html", "markdown", "svg", "xlsx"])
def test_a_disk_that_takes_no_more_is_told_and_old_files_stay(
    name: str, tmp_path: Path, snapshot: Snapshot
) -> None:
    """Where the system takes no more bytes, no plugin is blamed and what stood there stands."""
    out = tmp_path / "out"
    Appraiser().export(full_report(), name, out, language="fr")
    before = snapshot(tmp_path)
    done = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", LIMITED, name, str(out), str(tmp_path / "other")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "file-too-large\n", done.stderr
    after = snapshot(tmp_path)
    assert {name: after.get(name) for name in before} == before
    assert {Path(name).parts[0] for name in after.keys() - before.keys()} <= {"other"}


def made_elsewhere(change: Callable[[Table | Figure], Table | Figure]) -> Report:
    """Return a report of which tables and figures are changed, as another program could."""
    report = full_report()
    first, *others = report.sections
    blocks = tuple(
        change(block) if isinstance(block, Table | Figure) else block for block in first.blocks
    )
    return evolve(report, sections=(evolve(first, blocks=blocks), *others))


def strayed(block: Table | Figure) -> Table | Figure:
    """Let a figure draw a table of nowhere."""
    return evolve(block, table="nowhere") if isinstance(block, Figure) else block


def ragged(block: Table | Figure) -> Table | Figure:
    """Let a table's second row have a cell too few."""
    if isinstance(block, Figure):
        return block
    first, second, *others = block.rows
    return evolve(block, rows=(first, second[1:], *others))


def twins(block: Table | Figure) -> Table | Figure:
    """Let a figure have the id of its table."""
    return evolve(block, id=block.table) if isinstance(block, Figure) else block


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        (strayed, "figure-without-table", "/sections/0/blocks/5/table"),
        (ragged, "row-beside-columns", "/sections/0/blocks/4/rows/1"),
        (twins, "duplicate-id", "/sections/0/blocks"),
    ],
)
def test_a_report_that_does_not_hold_together_is_refused_alike(
    name: str,
    change: Callable[[Table | Figure], Table | Figure],
    code: str,
    pointer: str,
    tmp_path: Path,
) -> None:
    """A report made elsewhere whose parts miss each other is refused, with the place, by all."""
    with pytest.raises(InvalidDocumentError) as caught:
        Appraiser().export(made_elsewhere(change), name, tmp_path / "out")
    assert [(each.code, each.pointer) for each in caught.value.problems] == [(code, pointer)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["png", "svg"])
def test_a_report_without_figures_makes_no_folder(name: str, tmp_path: Path) -> None:
    """Pictures of a report that has none are refused, and pictures of before stay."""
    bare = evolve(full_report(), sections=full_report().sections[1:])
    with pytest.raises(OutputError) as caught:
        Appraiser().export(bare, name, tmp_path / "out", audience="facilitator")
    assert (caught.value.reason, Path(caught.value.path)) == ("nothing-to-write", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_figures_that_nothing_draws_are_told(tmp_path: Path) -> None:
    """A figure that cannot be drawn is named, with its title, and the others are written."""
    report = full_report()
    first, *others = report.sections
    (figure,) = (block for block in first.blocks if isinstance(block, Figure))
    odd = evolve(figure, id="odd", specification={**figure.specification, "mark": "nothing"})
    mixed = evolve(first, blocks=(*first.blocks, odd))
    told: list[Problem] = []
    folder = Appraiser().export(
        evolve(report, sections=(mixed, *others)), "svg", tmp_path / "out", tell=told.append
    )
    assert len(list(folder.glob("*.svg"))) == 1
    assert [(each.code, each.severity) for each in told] == [("figures-not-drawn", "notice")]
    told.clear()
    with pytest.raises(OutputError):
        Appraiser().export(
            evolve(report, sections=(evolve(first, blocks=(*first.blocks[:5], odd)),)),
            "svg",
            tmp_path / "none",
            tell=told.append,
        )
    assert [each.code for each in told] == ["figures-not-drawn"]
