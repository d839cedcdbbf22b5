"""Rows that the row path accepts to the letter are counted where they stand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.engines.comparing import Survey, Tried, differences

from rosace import Appraiser, Configuration
from rosace.intake import Intake
from rosace.interfaces import Order
from rosace.testing import sketch
from rosace.testing.groups import study_of
from rosace_bulk.engines import DuckEngine

FIELDS = [
    {"id": "title", "type": "text", "text": {"en": "Title"}},
    {"id": "held", "type": "yes-no", "text": {"en": "Held"}},
    {"id": "many", "type": "integer", "text": {"en": "How many"}},
]
EVENTS = sketch(
    [
        {"id": "events", "type": "records", "fields": FIELDS},
        {"id": "kept", "type": "yes-no", "text": {"en": "Kept"}},
    ]
)
ENTRY = pa.struct(
    [("id", pa.string()), ("title", pa.string()), ("held", pa.bool_()), ("many", pa.int64())]
)
SOUND = {"id": "e1", "title": "Fête", "held": True, "many": 2}


def row(number: int, **cells: Any) -> dict[str, Any]:
    """Return a row that is sound but not surely so."""
    own = {
        "@id": f"réponse {number}",
        "@respondent": f"p{number}",
        "@wave": f"w{1 + number % 2}",
    }
    return {**own, "events": [SOUND], "kept": bool(number % 3), **cells}


def stored(path: Path, rows: list[Mapping[str, Any]]) -> str:
    """Write rows, and return the path of the file."""
    columns = {"events": pa.array([each["events"] for each in rows], pa.list_(ENTRY))}
    plain = {name: [each[name] for each in rows] for name in rows[0] if name != "events"}
    parquet.write_table(pa.table({**plain, **columns}), path)
    return str(path)


@pytest.mark.parametrize(
    ("odd", "moved", "refused"),
    [
        ([], 0, 0),
        (
            [
                row(90, **{"@id": " spaced "}),
                row(91, **{"@respondent": "Zoé"}),
                row(92, events=[SOUND, SOUND]),
                row(93),
                row(93, **{"@respondent": "p94"}),
            ],
            2,
            2,
        ),
        ([row(number, events=[SOUND, SOUND]) for number in range(90, 110)], 0, 20),
    ],
)
def test_only_what_is_read_otherwise_than_written_is_laid_out_anew(
    tmp_path: Path, odd: list[Mapping[str, Any]], moved: int, refused: int
) -> None:
    """Records and ids with accents stay in their file, and count as the core counts them."""
    path = stored(tmp_path / "events.parquet", [*map(row, range(8)), *odd])
    with DuckEngine().open(Order(sources=(path,), intake=Intake(instrument=EVENTS))) as holding:
        first, *others = holding.shares
        assert [sign for sign, _ in first.parts][:3] == [1, -1, 1]
        assert sum(1 for share in others for _ in share.asking.rows(share.layout.table)) == moved
        assert holding.examined.refused == refused
        assert holding.examined.sound == 8 + len(odd) - refused
    survey = Survey(instrument=EVENTS, study=study_of(EVENTS), attributes=())
    tried = Tried(appraiser=Appraiser(Configuration()), engine="duckdb", connection=None)
    assert differences(tried, survey, [path], [path]) == []
