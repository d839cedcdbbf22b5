"""What is known of all names at one look, and of numbers that stand twice."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from rosace.values import evolve
from rosace_bulk.connecting import grouped_twice
from rosace_bulk.doubts import NOT_PLAIN
from rosace_bulk.duck import DuckBackend
from rosace_bulk.names import spelled
from rosace_bulk.rows import NOT_BARE, Layout
from rosace_bulk.share import Asking

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

BARE = st.text("az09", min_size=1, max_size=4)
NAMES = st.lists(
    st.one_of(BARE, BARE, st.text("aZ9-_/.~!", max_size=4), st.text(max_size=3), st.just("a" * 300))
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the files of all examples."""
    return tmp_path_factory.mktemp("names")


def looked_at(folder: Path, ids: Sequence[str | None], names: Sequence[str | None]) -> Layout:
    """Return what one look at a file of ids and names tells of them."""
    path = folder / "names.parquet"
    held = {"@id": pa.array(ids, pa.string()), "@respondent": pa.array(names, pa.string())}
    parquet.write_table(pa.table(held), path, row_group_size=3)
    backend = DuckBackend(threads=1)
    with backend.connect() as connection:
        rows = Layout(table=backend.source(connection, [str(path)]), wave="w", version="1")
        return spelled(Asking(backend, connection), rows)


@given(ids=NAMES, names=NAMES)
def test_names_are_called_plain_or_bare_only_if_each_of_them_is(
    folder: Path, ids: list[str], names: list[str]
) -> None:
    """One letter anywhere that patterns would find in a name is enough for all not to be so."""
    size = min(len(ids), len(names))
    told = looked_at(folder, ids[:size], names[:size])
    assert told.is_bare == (
        all(name and not re.search(NOT_BARE, name) for name in names[:size])
        and all(len(name) <= 200 for name in names[:size])
    )
    if told.is_plain:
        assert not any(re.search(NOT_PLAIN, name) for name in (*ids[:size], *names[:size]))


def test_an_empty_cell_is_no_plain_name(tmp_path: Path) -> None:
    """A response without an id is never taken for sound."""
    assert looked_at(tmp_path, ["r1", "r2"], ["a", "b"]).is_plain
    assert not looked_at(tmp_path, ["r1", None], ["a", "b"]).is_plain


@given(
    numbers=st.lists(
        st.tuples(*[st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3)] * 2), max_size=40
    ),
    most=st.integers(1, 9),
)
def test_numbers_that_stand_twice_are_the_same_sorted_or_grouped(
    numbers: list[tuple[int, int]], most: int
) -> None:
    """However few are sorted at a time, the same numbers are found as by grouping."""
    columns = [[row[place] for row in numbers] for place in range(2)]
    backend = evolve(DuckBackend(threads=1), sorted_at_once=most)
    with backend.connect() as connection:
        arrays = {f"h{n}": pa.array(each, pa.int64()) for n, each in enumerate(columns)}
        table = ibis.memtable(pa.table(arrays))
        for column, found, grouped in zip(
            columns, backend.twice(connection, table), grouped_twice(table), strict=True
        ):
            given_ = [] if found is None else [row["h"] for row in backend.rows(connection, found)]
            expected = sorted(number for number, n in Counter(column).items() if n > 1)
            assert sorted(given_) == expected
            assert sorted(row["h"] for row in backend.rows(connection, grouped)) == expected
