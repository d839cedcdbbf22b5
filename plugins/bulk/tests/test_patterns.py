"""Rows are counted alike by their cells as they stand and by the states of these."""

from collections.abc import Iterable, Sequence
from functools import partial

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.testing import sketch
from rosace_bulk.blocks import blocks_of
from rosace_bulk.counting import Rows
from rosace_bulk.duck import DuckBackend
from rosace_bulk.patterns import Patterns, count_patterns
from rosace_bulk.rows import Layout

CHOICES = [{"code": code, "label": {"en": code}} for code in "AB"]

INSTRUMENT = sketch(
    [
        {"id": "first", "type": "choice", "scale": "ab", "required": True},
        {"id": "second", "type": "choice", "scale": "ab"},
        {"id": "third", "type": "choice", "scale": "ab"},
    ],
    scales={"ab": {"kind": "nominal", "choices": CHOICES, "missing": ["dont-know"]}},
)

CELLS = st.sampled_from(["A", "B", "", "a", "A ", "C", "dont-know", None, None])
REASONS = st.sampled_from(["dont-know", "no-answer", "not-shown", "A", "", None, None, None])


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["w1", "w2", None]), CELLS, CELLS, REASONS, CELLS, REASONS),
        min_size=1,
        max_size=30,
    ),
    most=st.integers(0, 40),
)
def test_cells_and_states_give_the_same_counts(
    rows: list[tuple[str | None, ...]], most: int
) -> None:
    """Whatever stands in cells, and wherever their combinations become too many, counts agree."""
    by_cells, by_states, either = counted(rows, (1_000, 0, most))
    assert by_cells.counts == by_states.counts == either.counts
    assert unsound(by_cells) == unsound(by_states)


def test_many_different_cells_are_told_apart() -> None:
    """However many texts stand in a block's cells, each combination is one of its own."""
    texts = [(None, *(f"{place}-{number}" for place in range(5))) for number in range(8_000)]
    sound = [("w1", "A", "B", None, None, "dont-know"), ("w2", "B", None, None, "A", None)] * 9
    by_cells, by_states = counted([*texts, *sound], (100_000, 0))
    assert by_cells.counts == by_states.counts
    assert unsound(by_cells) == unsound(by_states)


def counted(rows: Sequence[tuple[str | None, ...]], most: Iterable[int]) -> list[Patterns]:
    """Return what is counted of rows, of which so many combinations of cells are taken."""
    names = ("@wave", "first", "second", "second@missing", "third", "third@missing")
    columns = zip(*rows, strict=True)
    arrays = {name: pa.array(held, pa.string()) for name, held in zip(names, columns, strict=True)}
    backend = DuckBackend(threads=1)
    with backend.connect() as connection:
        layout = Layout(table=ibis.memtable(pa.table(arrays)), wave="w0", version="1.0.0")
        fetch = partial(backend.batches, connection)
        blocks, _ = blocks_of(INSTRUMENT, Rows(fetch, layout, INSTRUMENT).states)
        groups = [layout.reserved("@wave"), layout.reserved("@weight")]
        count = partial(count_patterns, fetch, layout.table, groups, blocks, INSTRUMENT)
        return [count(most_cells=each) for each in most]


def unsound(found: Patterns) -> set[str]:
    """Return the items of which some answers are not sound."""
    return {each.item.id for each in found.unsound}
