"""What every backend keeps, tried on DuckDB; and what is said where one cannot be reached."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from rosace.errors import InvalidDocumentError, UsageError
from rosace_bulk.columns import entries, member
from rosace_bulk.connecting import given_name
from rosace_bulk.duck import DuckBackend
from rosace_bulk.postgres import PostgresBackend
from rosace_bulk.spark import SparkBackend

# Ibis 12 asks DuckDB 2 by a name that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

WHOLE = 2**53 + 1
EVENTS = pa.list_(pa.struct([("id", pa.string()), ("actors", pa.list_(pa.string()))]))


def write(path: Path, **columns: Any) -> str:
    """Write a table, and return its path."""
    parquet.write_table(pa.table(columns), path)
    return str(path)


def taken(sources: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of files, in the order in which they stand."""
    backend = DuckBackend(memory="200MB", threads=1)
    with backend.connect() as connection:
        rows = list(backend.rows(connection, backend.source(connection, sources)))
    return sorted(rows, key=lambda row: (row["@file"], row["@row"]))


def refused(sources: Sequence[str]) -> tuple[str, str | None]:
    """Return the code and the file of the problem that files have."""
    with pytest.raises(InvalidDocumentError) as caught:
        taken(sources)
    (problem,) = caught.value.problems
    for language in ("en", "fr"):
        assert problem.code not in problem.message(language)
        assert problem.code not in problem.advice(language)
    return problem.code, problem.file


def test_files_with_other_columns_become_one_table_in_which_each_row_says_where_it_stood(
    tmp_path: Path,
) -> None:
    """What one file lacks is empty, whole numbers stay exact, and rows are numbered from 2."""
    first = write(tmp_path / "a.parquet", **{"@id": ["r1", "r2"], "n": [WHOLE, None]})
    second = write(tmp_path / "b.parquet", **{"@id": ["r3"], "q@missing": ["dont-know"]})
    empty = {"n": None, "q@missing": None}
    assert taken([first, second]) == [
        {**empty, "@id": "r1", "n": WHOLE, "@file": first, "@row": 2},
        {**empty, "@id": "r2", "@file": first, "@row": 3},
        {**empty, "@id": "r3", "q@missing": "dont-know", "@file": second, "@row": 2},
    ]


def test_a_file_that_says_where_its_rows_stood_is_believed(tmp_path: Path) -> None:
    """Rows that were converted keep the place that a person can look up."""
    converted = write(tmp_path / "a.parquet", **{"@file": ["x.ndjson"], "@row": [9]})
    plain = write(tmp_path / "b.parquet", **{"@id": ["r1"]})
    places = [(row["@file"], row["@row"]) for row in taken([converted, plain])]
    assert places == [(plain, 2), ("x.ndjson", 9)]


@pytest.mark.parametrize(
    "name", ["a[1].parquet", "a*.parquet", "a?b.parquet", "é {x,y} +%20.parquet"]
)
def test_the_name_of_a_file_is_no_pattern(tmp_path: Path, name: str) -> None:
    """Of two files the one of that very name is read, whatever signs are in it."""
    write(tmp_path / "a1.parquet", **{"@id": ["other"]})
    wanted = write(tmp_path / name, **{"@id": ["this"]})
    assert [(row["@id"], row["@file"]) for row in taken([wanted])] == [("this", wanted)]


def test_columns_come_in_few_types(tmp_path: Path) -> None:
    """Days are text, small numbers large ones, and a column in which nothing stands is none."""
    path = write(
        tmp_path / "a.parquet",
        day=pa.array([19_753], pa.date32()),
        small=pa.array([7], pa.int8()),
        half=pa.array([0.5], pa.float32()),
        code=pa.array(["A"]).dictionary_encode(),
        empty=pa.nulls(1),
    )
    (row,) = taken([path])
    wanted = {"day": "2024-01-31", "small": 7, "half": 0.5, "code": "A"}
    assert row == {**wanted, "@file": path, "@row": 2}


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    """Each fault of a file has a code, the file's name, and words in both languages."""
    good = write(tmp_path / "good.parquet", q=["A"], x=[1])
    words = write(tmp_path / "words.parquet", q=["A"], x=["1"])
    capitals = write(tmp_path / "capitals.parquet", Q=["A"])
    times = write(tmp_path / "times.parquet", x=pa.array([0], pa.timestamp("s")))
    taken_name = write(tmp_path / "reserved.parquet", file_row_number=[1])
    missing = str(tmp_path / "missing.parquet")
    whole = Path(good).read_bytes()
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(whole[: len(whole) // 2])
    assert refused([good, words]) == ("bulk-types-differ", words)
    assert refused([good, capitals]) == ("bulk-columns-case", None)
    assert refused([times]) == ("bulk-column-type", None)
    assert refused([taken_name]) == ("bulk-columns-reserved", taken_name)
    assert refused([good, str(cut)]) == ("bulk-parquet-damaged", str(cut))
    with pytest.raises(InvalidDocumentError, match=r"missing\.parquet.* no file"):
        taken([missing])


def test_damage_inside_a_file_is_a_problem_too(tmp_path: Path) -> None:
    """A file whose end is sound and whose pages are not ends in a code, and in no traceback."""
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"q": [f"r{n}" for n in range(5000)]}), path)
    held = bytearray(path.read_bytes())
    held[4:2000] = b"\xff" * 1996
    path.write_bytes(held)
    assert refused([str(path)]) == ("bulk-engine-failed", None)


def test_entries_of_records_are_taken_apart(tmp_path: Path) -> None:
    """Each entry becomes a row, and its fields columns, lists among them."""
    events = [[{"id": "e1", "actors": ["p", "q"]}, {"id": "e2", "actors": None}], [], None]
    path = write(tmp_path / "a.parquet", events=pa.array(events, EVENTS))
    backend = DuckBackend(threads=1)
    with backend.connect() as connection:
        import ibis.expr.datatypes as dt  # noqa: PLC0415  # takes half a second

        table = backend.source(connection, [path])
        each = table.select(entry=entries(table.events).unnest())
        fields = each.select(
            id=member(each.entry, "id", dt.string),
            actors=member(each.entry, "actors", dt.Array(dt.string)),
        )
        rows = sorted(backend.rows(connection, fields), key=lambda row: row["id"])
    assert rows == [{"id": "e1", "actors": ["p", "q"]}, {"id": "e2", "actors": None}]


@pytest.mark.parametrize(
    ("stored", "given", "wanted"),
    [
        ("/data/a.parquet", "/data/a.parquet", "/data/a.parquet"),
        ("file:/data/two%20%5Bx%5D%20é+.parquet", "/data/two [x] é+.parquet", None),
        ("file:///data/a%25.parquet", "/data/a%.parquet", None),
        ("s3a://bucket/a.parquet", "s3a://bucket/*.parquet", "s3a://bucket/a.parquet"),
        ("public.answers", "public.answers", "public.answers"),
    ],
)
def test_a_file_is_called_as_its_giver_calls_it(
    stored: str, given: str, wanted: str | None
) -> None:
    """An engine's address of a file leads back to the name that was given."""
    assert given_name(stored, [given]) == (wanted or given)


def test_duckdb_connects_to_nothing() -> None:
    """An address for it is refused, and not passed over."""
    with pytest.raises(UsageError, match="--engine duckdb"), DuckBackend().connect("mysql://host"):
        pass


@pytest.mark.parametrize("backend", [SparkBackend(), PostgresBackend()])
def test_an_address_of_another_engine_is_refused_without_its_secrets(
    backend: SparkBackend | PostgresBackend,
) -> None:
    """Neither a user nor a password of a wrong address is repeated."""
    with (
        pytest.raises(UsageError) as caught,
        backend.connect("mysql://sophie:hunter2@host/base"),
    ):
        pass
    assert "mysql://…" in str(caught.value)
    assert "sophie" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@h/d", "postgresql://h/d?password=hunter2"])
def test_a_password_in_an_address_is_refused(url: str) -> None:
    """What other users of the machine can see is no place for a password."""
    with pytest.raises(InvalidDocumentError) as caught, PostgresBackend().connect(url):
        pass
    assert [problem.code for problem in caught.value.problems] == ["bulk-password-shown"]
    assert "hunter2" not in str(caught.value)


def test_where_nothing_answers_it_is_said_at_once() -> None:
    """An engine that is not there, or not installed, is a problem with advice."""
    for backend, url in (
        (SparkBackend(), "spark://127.0.0.1:1"),
        (SparkBackend(), "sc://127.0.0.1:1"),
        (PostgresBackend(), "postgresql://127.0.0.1:1/base"),
    ):
        with pytest.raises(InvalidDocumentError) as caught, backend.connect(url):
            pass
        (problem,) = caught.value.problems
        assert problem.code in {"bulk-no-connection", "bulk-not-installed", "bulk-no-java"}
        assert backend.name in problem.explain("fr") or "Java" in problem.explain("fr")
