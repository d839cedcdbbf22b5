"""Each value in each type of column of Parquet is taken or refused as the core does it."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.engines.comparing import Survey, Tried, differences
from tests.engines.lines import EVERY, is_held
from tests.engines.spoiling import TYPES

from rosace import Appraiser, Configuration
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.values import evolve

ANY = evolve(EVERY, items=tuple(evolve(item, required=False) for item in EVERY.items))
STUDY = Study(
    id="study",
    title={"en": "Study"},
    subject=Subject(id="group", title={"en": "Group"}),
    instruments=(StudyInstrument(id=ANY.id),),
    waves=(Wave(id="w1", closed=True),),
)
MORE: dict[pa.DataType, tuple[Any, ...]] = {
    pa.string(): ("B", "ab", "abcde", "abcdef", "2023-04-31", "2023-13", "2023-12-31"),
    pa.int64(): (-4, -3, 9, 10**18 - 1),
    pa.float64(): (-3.0, 9.0, 9.5, 1e18, -1e18),
    pa.list_(pa.string()): (["B", "A"], ["A", "B", "C"], ["A", "D"]),
}
"""Values at the bounds of the items."""


@pytest.mark.parametrize(("kind", "values"), TYPES, ids=[str(kind) for kind, _ in TYPES])
def test_each_value_of_each_type_of_column_is_judged_as_by_rows(
    kind: pa.DataType, values: tuple[Any, ...], tmp_path: Path
) -> None:
    """Nothing is taken for a number, a date or a code that the core does not take for one."""
    cells = [
        (item.id, each)
        for item in ANY.items
        for each in (*values, *MORE.get(kind, ()))
        if is_held(item, each)
    ]
    rows = range(len(cells) + 1)
    columns = {
        "@id": pa.array([f"r{row}" for row in rows]),
        "@respondent": pa.array([f"p{row}" for row in rows]),
        "@wave": pa.array(["w1" for _ in rows]),
    }
    for item in ANY.items:
        held = [each if name == item.id else None for name, each in cells]
        columns[item.id] = pa.array([*held, None], kind)
    path = str(tmp_path / "responses.parquet")
    parquet.write_table(pa.table(columns), path)
    tried = Tried(appraiser=Appraiser(Configuration()), engine="duckdb", connection=None)
    survey = Survey(instrument=ANY, study=STUDY, attributes=())
    assert differences(tried, survey, [path], [path])[:3] == []
