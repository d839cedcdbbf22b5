"""Processes that share work give what one gives, and leave nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pyarrow import parquet

import rosace
from rosace.errors import OutputError, PluginError
from rosace.intake import Intake
from rosace_bulk.parts import take_lines

INSTRUMENT = rosace.Appraiser().instrument("diagnostic")

PROGRAM = """
import signal
import sys
import rosace
from rosace.intake import Intake
from rosace_bulk.parts import take_lines
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
intake = Intake(instrument=rosace.Appraiser().instrument("diagnostic"))
for outcome in take_lines([sys.argv[1]], intake, sys.argv[2], part_bytes=100_000):
    print(outcome.sound, flush=True)
"""

COUNTED = """
import sys
import rosace
from rosace.intake import Intake
from rosace.interfaces import Order
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace_bulk.engines import DuckEngine
instrument = rosace.Appraiser().instrument("diagnostic")
study = Study(
    id="s",
    title={"en": "S"},
    subject=Subject(id="all", title={"en": "All"}),
    instruments=(StudyInstrument(id=instrument.id),),
    waves=(Wave(id="2024"),),
    identity="anonymous",
)
order = Order(sources=(sys.argv[1],), intake=Intake(instrument=instrument), most_problems=1)
with DuckEngine().open(order) as held:
    print(sum(atom.persons for atom in held.count(study).atoms))
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a file of lines, of which every hundredth is faulty."""
    path = tmp_path_factory.mktemp("rows") / "rows.ndjson"
    answers = {item.id: "B" for item in INSTRUMENT.items}
    with path.open("w") as file:
        for n in range(60_000):
            document = {
                "schema": "rosace/response/1",
                "id": f"r{n}",
                "instrument": INSTRUMENT.id,
                "version": "1.0.0",
                "wave": "2024",
                "respondent": {"id": f"p{n}", "kind": "individual"},
                "answers": answers,
            }
            file.write("{\n" if n % 100 == 0 else json.dumps(document) + "\n")
    return path


def test_two_processes_give_what_one_gives(rows: Path, tmp_path: Path) -> None:
    """Sound responses, problems and their order are the same with two processes as with one."""
    found = []
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        folder.mkdir()
        outcomes = take_lines(
            [rows], Intake(instrument=INSTRUMENT), folder, processes=processes, part_bytes=5_000_000
        )
        parts = list(outcomes)
        stood = sorted(
            row
            for part in parts
            if part.parquet
            for row in parquet.read_table(part.parquet)["@row"].to_pylist()
        )
        problems = [(each.code, each.row) for part in parts for each in part.problems]
        found.append((stood, problems, sum(part.refused for part in parts)))
    assert found[0] == found[1]
    assert found[0][2] == 600
    assert found[0][0][:3] == [2, 3, 4]


def started(rows: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """Return a run that is under way."""
    command = [sys.executable, "-c", PROGRAM, str(rows), str(folder)]
    run = subprocess.Popen(  # noqa: S603  # our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    assert run.stdout is not None
    assert run.stdout.readline()
    return run


def gone(processes: list[psutil.Process]) -> bool:
    """Return whether processes end within some seconds."""
    return not psutil.wait_procs(processes, timeout=10)[1]


def test_an_interrupted_run_ends_with_its_processes(rows: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches everybody: all end, and no process tells of it by itself."""
    run = started(rows, tmp_path)
    children = psutil.Process(run.pid).children()
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=30)
    assert gone(children)
    assert told.count(b"Traceback") == 1
    assert told.rstrip().endswith(b"KeyboardInterrupt")


def test_a_killed_run_takes_its_folder_along(rows: Path, tmp_path: Path) -> None:
    """Where whoever started them is killed, the processes end and take the parts away."""
    folder = tmp_path / "parts"
    folder.mkdir()
    run = started(rows, folder)
    children = psutil.Process(run.pid).children()
    run.kill()
    run.communicate(timeout=30)
    assert gone(children)
    time.sleep(0.1)
    assert not folder.exists()


def test_a_killed_process_is_told_of(rows: Path, tmp_path: Path) -> None:
    """A process that is killed, as for want of memory, ends the run with an error for a person."""
    outcomes = take_lines([rows], Intake(instrument=INSTRUMENT), tmp_path, part_bytes=100_000)
    next(outcomes)
    (child, *_) = psutil.Process().children()
    child.kill()
    with pytest.raises(PluginError, match="killed") as caught:
        list(outcomes)
    assert caught.value.code == "plugin-worker-ended"
    assert "tué" in caught.value.message("fr")
    assert gone(psutil.Process().children())


def test_a_run_that_is_left_ends_its_processes(rows: Path, tmp_path: Path) -> None:
    """Whoever asks for no further parts leaves no process behind."""
    outcomes = take_lines([rows], Intake(instrument=INSTRUMENT), tmp_path, part_bytes=100_000)
    next(outcomes)
    children = psutil.Process().children()
    assert len(children) == 2
    outcomes.close()
    assert gone(children)


def test_no_process_is_started_for_a_single_part(rows: Path, tmp_path: Path) -> None:
    """What one process does alone is done here, without the time that others take to start."""
    small = tmp_path / "small.ndjson"
    small.write_bytes(b"".join(rows.read_bytes().splitlines(keepends=True)[:5]))
    for _ in take_lines([small], Intake(instrument=INSTRUMENT), tmp_path):
        assert psutil.Process().children() == []


@pytest.mark.parametrize("processes", [1, 2])
def test_a_part_that_cannot_be_written_is_told_of(
    rows: Path, tmp_path: Path, processes: int
) -> None:
    """A disk that takes no more ends the run with an error for a person."""
    outcomes = take_lines(
        [rows], Intake(instrument=INSTRUMENT), tmp_path / "none", processes=processes
    )
    with pytest.raises(OutputError) as caught:
        list(outcomes)
    assert caught.value.code == "output-folder-missing"


def test_lines_are_counted_without_pandas(rows: Path, tmp_path: Path) -> None:
    """An engine takes lines in and counts them where pandas is installed and breaks."""
    broken = tmp_path / "pandas"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise SystemExit('pandas was imported')")
    paths = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    run = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", COUNTED, str(rows)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.returncode) == ("59400\n", 0), run.stderr
