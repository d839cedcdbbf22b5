"""The backends under the campaigns: each holds the same table, and answers alike.

The long versions: ``tox -e campaign-spark`` and ``tox -e campaign-postgres``. What is not
installed here is left out.
"""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from campaigns.engines.cases import Case, cases
from campaigns.engines.running import campaign
from hypothesis import HealthCheck, assume, given, settings
from pyarrow import parquet
from tests.engines.comparing import Tried, differences

from rosace import Appraiser, Configuration
from rosace.testing import sketch
from rosace.testing.groups import study_of
from rosace_bulk.columns import FILE, ROW, entries, member
from rosace_bulk.connecting import Backend, given_name
from rosace_bulk.duck import DuckBackend
from rosace_bulk.postgres import PostgresBackend
from rosace_bulk.spark import SparkBackend

# Spark and Ibis leave files of their own open, and ask by names on their way out.
pytestmark = pytest.mark.filterwarnings("ignore")

APPRAISER = Appraiser(Configuration())
HELD = {"id": "held", "type": "yes-no", "text": {"en": "Held"}}
EVENTS = sketch([{"id": "events", "type": "records", "fields": [HELD]}])
ENTRY = pa.struct([("id", pa.string()), ("held", pa.bool_())])
SAID = pa.schema([("@id", pa.string()), ("@respondent", pa.string()), ("events", pa.list_(ENTRY))])
FEW = settings(
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A backend that is ready to be asked.

    Args:
        backend: The backend.
        url: Where it connects to.
        owner: Where tables are made for it, if it reads no files.
    """

    backend: Backend
    url: str | None
    owner: str | None = None

    def sources(self, case: Case, files: Sequence[str]) -> tuple[str, ...]:
        """Bring the files of a case to where the backend reads."""
        if self.owner is None:
            return tuple(files)
        from campaigns.postgres.loading import fits, load  # noqa: PLC0415  # where it is installed

        assume(fits(case.tables))
        name = f"t{abs(hash(tuple(files)))}"
        load(self.owner, name, dict(zip(files, case.tables, strict=True)))
        return (f"public.{name}",)


@pytest.fixture(scope="module", params=["duckdb", "spark", "postgres"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Start a backend, and end it after the tests of this file."""
    driver = {"duckdb": "duckdb", "spark": "pyspark", "postgres": "psycopg"}[request.param]
    if importlib.util.find_spec(driver) is None:
        pytest.skip(f"{driver} is not installed")
    with ExitStack() as stack:
        if request.param == "duckdb":
            yield Bench(backend=DuckBackend(threads=1), url=None)
        elif request.param == "spark":
            stack.enter_context(SparkBackend().connect("local[2]"))
            yield Bench(backend=SparkBackend(), url=None)
        else:
            from campaigns.postgres.server import server  # noqa: PLC0415  # where it is installed

            owner, reader = stack.enter_context(server())
            yield Bench(backend=PostgresBackend(), url=reader, owner=owner)


def plain(cell: Any) -> Any:
    """Return a cell such that no-numbers are alike, and fields of nothing left out."""
    if isinstance(cell, float):
        return "nan" if isnan(cell) else repr(cell)
    if isinstance(cell, list):
        return [plain(each) for each in cell]
    if isinstance(cell, dict):
        return {name: plain(each) for name, each in cell.items() if each is not None}
    return cell


def test_a_table_comes_back_as_its_files_hold_it(bench: Bench) -> None:
    """Every cell comes back exactly, hostile ones too, with the file and row where it stands."""

    @FEW
    @given(cases(APPRAISER))
    def check(case: Case) -> None:
        with TemporaryDirectory() as folder:
            files = case.write(Path(folder))
            sources = bench.sources(case, files)
            with bench.backend.connect(bench.url) as connection:
                table = bench.backend.source(connection, sources)
                rows = list(bench.backend.rows(connection, table))
            found = {(given_name(row.pop(FILE), files), row.pop(ROW)): plain(row) for row in rows}
        wanted = {
            (file, number): plain(row)
            for file, held in zip(files, case.tables, strict=True)
            for number, row in enumerate(held.to_pylist(), start=2)
        }
        assert found == wanted
        assert len(rows) == len(wanted)

    check()


def test_the_same_expressions_count_the_same(bench: Bench) -> None:
    """Packed codes, whole matches and entries of records count as Python counts them."""

    @FEW
    @given(cases(APPRAISER))
    def check(case: Case) -> None:
        held = [row for table in case.tables for row in table.to_pylist()]
        records = [item for item in case.instrument.items if item.type == "records"]
        with TemporaryDirectory() as folder:
            files = case.write(Path(folder))
            sources = bench.sources(case, files)
            with bench.backend.connect(bench.url) as connection:
                table = bench.backend.source(connection, sources)

                def asked(expression: Any) -> list[Any]:
                    return sorted(map(_values, bench.backend.rows(connection, expression)))

                packed, matched = _packed(table), _matched(table)
                assert asked(packed) == _counted(
                    [(row["@wave"] == "w1") * 2 + (row["@kind"] == "individual") for row in held]
                )
                assert asked(matched) == _counted([_is_plain(row["@id"]) for row in held])
                for item in records:
                    ids = [each["id"] for row in held for each in row.get(item.id) or ()]
                    assert asked(_entries(table[item.id])) == _counted([each or "" for each in ids])

    check()


def _values(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.values())


def _counted(keys: list[Any]) -> list[Any]:
    return sorted({(key, keys.count(key)) for key in keys})


def _is_plain(text: str | None) -> int:
    return int(text is not None and re.fullmatch("[a-z][a-z0-9-]*", text) is not None)


def _packed(table: Any) -> Any:
    import ibis  # noqa: PLC0415  # takes half a second

    wave = ibis.cases((table["@wave"] == "w1", 1), else_=0).cast("int64")
    kind = ibis.cases((table["@kind"] == "individual", 1), else_=0).cast("int64")
    return table.group_by(k=wave * 2 + kind).agg(n=table.count())


def _matched(table: Any) -> Any:
    # Java's end of a text comes before a last line break too; before a bar it does not.
    marked = table["@id"].fill_null("") + "|"
    found = marked.re_search(r"^[a-z][a-z0-9-]*\|$").ifelse(1, 0)
    return table.group_by(k=found).agg(n=table.count())


def _entries(column: Any) -> Any:
    import ibis.expr.datatypes as dt  # noqa: PLC0415  # as above

    each = column.as_table().select(entry=entries(column).unnest())
    named = each.select(k=member(each.entry, "id", dt.string).fill_null(""))
    return named.group_by("k").agg(n=named.count())


def test_rows_of_our_own_come_back_as_they_were(bench: Bench, tmp_path: Path) -> None:
    """What the core accepted is held by each engine to the letter, and nothing stays nothing."""
    records = [{"id": "r1", "much": 1.5, "names": ["a", "é"]}]
    columns = {
        "@id": pa.array(["é\"'\\ \n", "b"]),
        "whole": pa.array([2**60 + 1, None], pa.int64()),
        "part": pa.array([0.1, None]),
        "truth": pa.array([None, False]),
        "codes": pa.array([["A", "é"], None]),
        "none": pa.array([[], None], pa.list_(pa.string())),
        "records": pa.array([records, None]),
        FILE: pa.array(["a.parquet", "a.parquet"]),
        ROW: pa.array([2, 3], pa.int64()),
    }
    table = pa.table(columns)
    parquet.write_table(table, tmp_path / "held.parquet")
    with bench.backend.connect(bench.url) as connection:
        held = bench.backend.hold(connection, [str(tmp_path / "held.parquet")])
        found = sorted(bench.backend.rows(connection, held), key=lambda row: row[ROW])
        (empty,) = bench.backend.rows(connection, held.agg(n=held.records.isnull().sum()))
    assert list(map(plain, found)) == list(map(plain, table.to_pylist()))
    assert empty["n"] == 1


def test_findings_come_by_file_and_records_count_as_by_rows(bench: Bench, tmp_path: Path) -> None:
    """What a first file says again comes before what a second spoils; fields of records count."""
    entries_held = [{"id": "e1", "held": True}, {"id": "e2", "held": None}]
    first = [_said("a", "p1", entries_held), _said("b", "p2", []), _said("c", "p1", None)]
    second = [_said("d", "p4", [entries_held[0], entries_held[0]]), _said("é", "p5", entries_held)]
    case = Case(
        instrument=EVENTS,
        study=study_of(EVENTS),
        attributes=(),
        tables=tuple(pa.Table.from_pylist(rows, schema=SAID) for rows in (first, second)),
    )
    files = case.write(tmp_path)
    tried = Tried(appraiser=APPRAISER, engine=bench.backend.name, connection=bench.url)
    assert differences(tried, case, files, bench.sources(case, files)) == []


def _said(name: str, person: str, events: list[dict[str, Any]] | None) -> dict[str, Any]:
    return {"@id": name, "@respondent": person, "events": events}


def test_the_campaign_agrees_with_the_core_where_it_is_the_core() -> None:
    """The core's own engine beside itself differs in nothing."""
    assert campaign("rows", lambda _, files: tuple(files), None, number=5, start=7) == 0


def test_the_campaign_finds_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    """An engine that is given one file fewer is told by what it counts."""
    status = campaign("rows", lambda _, files: tuple(files[1:]), None, number=20, start=7)
    assert status == 1
    assert "by rows" in capsys.readouterr().out
