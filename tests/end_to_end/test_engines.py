"""Whichever engine is asked for, commands say the same, write the same and end the same."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from rosace import Appraiser, Configuration

Run = Callable[..., subprocess.CompletedProcess[str]]


def _written(folder: Path, made: Path) -> None:
    """Write the responses of the example's study in many formats, some of them spoilt."""
    study = made / "demo" / "study"
    shutil.copy(study / "study.yaml", folder / "study.yaml")
    for year in ("2022", "2024"):
        shutil.copy(study / "responses" / year / "diagnostic.csv", folder / f"{year}.csv")
    shutil.copy(study / "collective" / "2024" / "diagnostic.yaml", folder / "together.yaml")
    appraiser = Appraiser(Configuration())
    instrument = appraiser.instrument("diagnostic")
    plan = appraiser.study(folder / "study.yaml")
    parts = folder / "responses"
    parts.mkdir()
    for year in ("2022", "2024"):
        held = appraiser.read(folder / f"{year}.csv", instrument, study=plan)
        target = parts / f"{year}.parquet"
        appraiser.export_responses(instrument, held, "parquet", target, raw=True)
    appraiser.export_responses(instrument, held[:3], "ndjson", folder / "again.ndjson", raw=True)
    appraiser.export_responses(instrument, held[2:4], "json", folder / "again.json", raw=True)
    table = parquet.read_table(parts / "2024.parquet")
    parquet.write_table(_spoilt(table), folder / "spoilt.parquet")
    damaged = bytearray((parts / "2024.parquet").read_bytes())
    damaged[4:400] = b"\xff" * 396
    (folder / "damaged.parquet").write_bytes(damaged)


def _spoilt(table: pa.Table) -> pa.Table:
    """Return a table with a fault in most of its first rows."""
    rows = table.to_pylist()[:9]
    rows[0]["q01"] = "Z"
    rows[1]["@respondent"] = "a@example.org"
    rows[2]["q02"], rows[2]["q02@missing"] = "A", "dont-know"
    rows[3]["@wave"] = "1999"
    rows[4]["q03"] = " "
    rows[5]["@id"] = rows[6]["@id"]
    rows[7]["@respondent"] = f" {rows[6]['@respondent'].upper()}.0"
    fields = [*table.schema, pa.field("q02@missing", pa.string())]
    schema = pa.schema({field.name: field for field in fields}.values())
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.fixture
def work(shared: Callable[..., Path], made: Path, tmp_path: Path) -> Path:
    """Return a folder with files of responses, of one's own."""
    folder = shared("engines", lambda folder: _written(folder, made))
    return Path(shutil.copytree(folder, tmp_path / "work"))


def outcome(run: Run, work: Path, engine: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Return all that a command said and left behind with an engine."""
    before = {path for path in work.rglob("*") if path.is_file()}
    done = run(*arguments, "--lang", "fr", "--engine", engine, cwd=work)
    after = {path for path in work.rglob("*") if path.is_file()} - before
    left = {str(path.relative_to(work)): path.read_bytes() for path in sorted(after)}
    for path in after:
        path.unlink()
    said = {"status": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
    return {**said, **left}


def same(run: Run, work: Path, *arguments: str) -> dict[str, Any]:
    """Return what both engines said and left, after seeing that it is one thing."""
    rows, duck = (outcome(run, work, engine, arguments) for engine in ("rows", "duckdb"))
    assert duck == rows
    assert "Traceback" not in rows["stderr"]
    return rows


BY = ("--by", "sector", "--by", "wave")
STUDY = ("--study", "study.yaml")


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (0, ["validate", "diagnostic", "responses/*.parquet", *BY, "--json"]),
        (1, ["validate", "diagnostic", "spoilt.parquet", "responses/*.parquet", *STUDY]),
        (1, ["validate", "diagnostic", "2022.csv", "again.json", "spoilt.parquet", "again.ndjson",
             "together.yaml", "--json", "--most-problems", "4"]),
        (1, ["validate", "diagnostic", "2022.csv", "damaged.parquet", "responses/2024.parquet",
             "--json", "--most-problems", "0"]),
        (1, ["validate", "diagnostic", "responses/*.parquet", "./responses/2022.parquet"]),
        (0, ["appraise", "diagnostic", "responses/*.parquet", *BY, "--out", "made.json"]),
        (0, ["appraise", "diagnostic", "2022.csv", "spoilt.parquet", "together.yaml",
             "--keep-valid", "--rejects", "bad.ndjson", "--out", "made.html"]),
        (0, ["convert", "diagnostic", "again.ndjson", "spoilt.parquet", "--raw", "--keep-valid",
             "--to", "csv"]),
        (0, ["convert", "diagnostic", "spoilt.parquet", "--raw", "--keep-valid", "--to", "ndjson",
             "--pseudonymize", "key"]),
    ],
    ids=lambda held: held[0] + str(len(held)) if isinstance(held, list) else "",
)  # fmt: skip
def test_engines_say_and_write_the_same(
    run: Run, work: Path, status: int, arguments: list[str]
) -> None:
    """Words, JSON, status, reports and files of both engines are one, byte for byte."""
    (work / "key").write_bytes(b"0123456789abcdef" * 2)
    (work / "key").chmod(0o600)
    done = same(run, work, *arguments)
    assert done["status"] == status, done["stderr"]


def test_there_and_back_gives_the_same_bytes(run: Run, work: Path) -> None:
    """From NDJSON to Parquet, to CSV and back to NDJSON, whichever engine reads."""
    steps = [("again.ndjson", "one.parquet"), ("one.parquet", "two.csv"), ("two.csv", "end.ndjson")]
    for source, target in steps:
        arguments = ("convert", "diagnostic", source, "--raw", "--out", target)
        done = same(run, work, *arguments)
        assert done["status"] == 0, done["stderr"]
        (work / target).write_bytes(done[target])
    assert (work / "end.ndjson").read_bytes() == (work / "again.ndjson").read_bytes()
