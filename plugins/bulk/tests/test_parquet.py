"""What stands in files of Parquet is found, refused and counted as the core does it row by row."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from tests.engines.comparing import Survey, Tried, differences
from tests.engines.spoiling import Table, spoilt_files, table_of

from rosace import Appraiser, Configuration
from rosace.instrument import Instrument
from rosace.intake import Intake
from rosace.interfaces import Order
from rosace.response import Response
from rosace.responses import structure_response
from rosace.strategies import Panel, gatherings, panels, walks
from rosace.study import Study
from rosace.testing import people, sketch
from rosace.testing.groups import study_of
from rosace.values import evolve
from rosace_bulk.counting import Counts, Rows
from rosace_bulk.duck import DuckBackend
from rosace_bulk.engines import DuckEngine
from rosace_bulk.scan import scan
from rosace_bulk.share import Asking

APPRAISER = Appraiser(Configuration())
ON_TRIAL = Tried(appraiser=APPRAISER, engine="duckdb", connection=None)
FORMATS = ("parquet", "parquet", "ndjson", "csv", "json", "yaml")
Files = tuple[Instrument, Study, tuple[Table, ...]]
Parts = tuple[Instrument, Study, tuple[tuple[str, tuple[Response, ...]], ...]]


def written(
    folder: str, instrument: Instrument, responses: Sequence[Response], name: str, kind: str
) -> str:
    """Write responses in a format, and return the file's name."""
    path = Path(folder, f"{name}.{kind}")
    APPRAISER.export_responses(instrument, responses, kind, path, raw=True)
    return path.name


@st.composite
def spoilt(draw: st.DrawFn) -> Files:
    """Generate one or two files of Parquet in which something is mostly wrong."""
    instrument, study, responses = draw(walks(least=1, most=4))
    cut = draw(st.integers(0, len(responses)))
    parts = [part for part in (responses[:cut], responses[cut:]) if part]
    with TemporaryDirectory() as folder:
        names = [written(folder, instrument, part, str(len(part)), "parquet") for part in parts]
        tables = [table_of(parquet.read_table(Path(folder, name))) for name in names]
    return instrument, study, draw(spoilt_files(instrument, tables))


@st.composite
def mixed(draw: st.DrawFn) -> Parts:
    """Generate responses in files of several formats, some of them in more than one."""
    instrument, study, responses = draw(walks(least=1, most=4))
    part = st.lists(st.sampled_from(responses), min_size=1, max_size=5).map(tuple)
    kinds = draw(st.permutations(FORMATS))[: draw(st.integers(2, 4))]
    return instrument, study, tuple((kind, draw(part)) for kind in kinds)


def compared(instrument: Instrument, study: Study, names: Sequence[str]) -> None:
    """See that both engines say one thing of files in the folder where this is."""
    case = Survey(instrument=instrument, study=study, attributes=("sector", "place"))
    assert differences(ON_TRIAL, case, names, names) == []


@settings(max_examples=14, deadline=None, suppress_health_check=list(HealthCheck))
@given(spoilt())
def test_spoilt_files_are_examined_and_counted_as_by_rows(files: Files) -> None:
    """Cells, columns and rows that do not belong are found where they stand, and nothing else."""
    instrument, study, tables = files
    with TemporaryDirectory() as folder, chdir(folder):
        names = [f"part {number}.parquet" for number in range(len(tables))]
        for name, table in zip(names, tables, strict=True):
            parquet.write_table(pa.table(table), name, row_group_size=3)
        compared(instrument, study, names)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(mixed())
def test_files_of_many_formats_are_taken_in_their_order(parts: Parts) -> None:
    """Who answered first is told by the order of files, whichever way each is read."""
    instrument, study, held = parts
    with TemporaryDirectory() as folder, chdir(folder):
        names = []
        for number, (kind, some) in enumerate(held):
            distinct = {response.id: response for response in some}.values()
            names.append(written(os.curdir, instrument, list(distinct), str(number), kind))
        compared(instrument, study, names)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(panels())
def test_people_are_followed_over_several_waves(panel: Panel) -> None:
    """Who leaves, comes back, or writes a name otherwise, is followed as by rows."""
    instrument, responses = max(panel.versions, key=lambda version: len(version[1]))
    with TemporaryDirectory() as folder, chdir(folder):
        compared(
            instrument, panel.study, [written(os.curdir, instrument, responses, "all", "parquet")]
        )


def counts_of(instrument: Instrument, path: str, most: int) -> Counts:
    """Return what is counted of a file by wave, scores summed beyond a number of patterns."""
    backend = DuckBackend(threads=1)
    with backend.connect() as connection:
        asking = Asking(backend, connection)
        found = scan(Intake(instrument=instrument), backend.source(connection, [path]), [path])
        rows = Rows(asking.batches, found.layout, instrument, checked=True, most=most)
        counts, unsound = rows.count([found.layout.reserved("@wave")])
    assert unsound == ()
    return {thing: dict(told(groups)) for thing, groups in counts.items()}


def told(groups: Any) -> Iterator[tuple[Any, dict[str, int]]]:
    """Yield what is counted of each group, without what nobody counts for."""
    for group, line in groups.items():
        if counted := {key: number for key, number in line.items() if number}:
            yield group, counted


CODES = {code: Fraction(n, 3) for n, code in enumerate("CBA", 2)}
LIKERT = {
    "kind": "ordinal",
    "missing": ["dont-know"],
    "choices": [
        {"code": code, "value": str(number), "label": {"en": code}}
        for code, number in CODES.items()
    ],
}
SCORINGS: Mapping[str, tuple[Sequence[str], Mapping[str, Any]]] = {
    "summed": ("abc", {"method": "sum", "reverse": ["b"], "alpha": True}),
    "prorated": ("abcd", {"method": "sum", "prorate": True, "minimum_answered": 2}),
    "meant": ("and", {"method": "mean", "reverse": ["n", "d"], "alpha": True}),
    "least": ("abcn", {"method": "mean", "minimum_answered": 3}),
    "weighed": (
        "abn",
        {
            "method": "weighted-mean",
            "weights": {"a": "1/3", "b": 2, "n": "5/7"},
            "reverse": ["a"],
            "minimum_answered": 1,
        },
    ),
    "counted": ("acd", {"method": "count", "of": ["A", "yes"], "prorate": True}),
    "shared": ("abd", {"method": "proportion", "of": ["A", "B"], "minimum_answered": 2}),
}
LEVELS = [
    {"at_least": least, "id": f"l{place}", "title": {"en": f"Level {place}"}}
    for place, least in enumerate(("2/3", 1, "4/3", 2, 3))
]
SCORED = sketch(
    [
        {"id": "a", "type": "choice", "scale": "likert"},
        {"id": "b", "type": "choice", "scale": "likert"},
        {"id": "c", "type": "yes-no"},
        {"id": "d", "type": "choice", "scale": "likert", "when": {"item": "c", "equals": True}},
        {"id": "n", "type": "integer", "minimum": -3, "maximum": 4},
    ],
    scales={"likert": LIKERT},
    dimensions=[
        {
            "id": name,
            "title": {"en": name},
            "items": list(items),
            "scoring": {**how, "levels": {"applies_to": "score", "cutoffs": LEVELS}},
        }
        for name, (items, how) in SCORINGS.items()
    ],
)
"""Each method of scoring, with values turned, weights, levels, and items that are not asked."""


SHEETS = [
    {name: held for name, held in zip("abcdn", sheet, strict=True) if held is not None}
    for sheet in (
        *product("AC", "BC", (True,), "AB", (-3, 4)),
        *product(("A", None), ({"missing": "dont-know"},), (True, False), (None,), (0, None)),
    )
]
"""Answers whose levels, values turned round and numbers answered differ."""


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    walks(least=2, most=4).map(lambda walk: (walk[0], walk[2]))
    | st.tuples(st.just(SCORED), gatherings(SCORED, least=4))
)
@example((SCORED, people(SCORED, SHEETS)))
def test_scores_are_the_same_summed_row_by_row(
    held: tuple[Instrument, tuple[Response, ...]],
) -> None:
    """A dimension of too many patterns is scored as one of few."""
    instrument, responses = held
    with TemporaryDirectory() as folder:
        path = str(Path(folder, written(folder, instrument, responses, "all", "parquet")))
        assert counts_of(instrument, path, 1) == counts_of(instrument, path, 1 << 16)


@pytest.mark.parametrize("most", [1, 5])
def test_the_first_errors_are_kept_wherever_they_were_found(
    most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of errors in cells, in lines and of answers given twice, the first are kept, in order."""
    monkeypatch.chdir(tmp_path)
    responses = people(SCORED, SHEETS[:6])
    third = evolve(responses[2], respondent=evolve(responses[2].respondent, id="other"))
    written(os.curdir, SCORED, responses, "all", "parquet")
    written(os.curdir, SCORED, (*responses[:2], third, *responses[3:]), "all", "ndjson")
    table = table_of(parquet.read_table("all.parquet"))
    table["n"] = pa.array([*table["n"].to_pylist()[:4], 5, -4])
    table["c"] = pa.array([*table["c"].to_pylist()[:3], False, *table["c"].to_pylist()[4:]])
    table["a@missing"] = pa.array([None, "dont-know", *[None] * 4])
    parquet.write_table(pa.table(table), "spoilt.parquet")
    lines = Path("all.ndjson").read_bytes().splitlines()
    Path("spoilt.ndjson").write_bytes(b"\n".join([b"{}", *lines[:3], b"[]", *lines[3:]]))
    names = ["spoilt.parquet", "spoilt.ndjson"]
    survey = Survey(instrument=SCORED, study=study_of(SCORED), attributes=())
    for order in (names, names[::-1]):
        assert differences(replace(ON_TRIAL, most=most), survey, order, order) == []


REFUSED = [{"weight": "2"}, {"kind": "collective"}, {"weight": "x"}, {"kind": "x"}, {}]


@pytest.mark.parametrize("whose", REFUSED)
@pytest.mark.parametrize("sound", [0, 12])
def test_what_refused_rows_alone_name_makes_no_group(
    whose: Mapping[str, str], sound: int, tmp_path: Path
) -> None:
    """A kind or a weight that stands in no sound row, or no sound row at all, changes no count."""
    instrument = Appraiser().instrument("diagnostic")
    rows = [
        {
            "@id": f"r{number}",
            "@respondent": f"p{number}",
            "@wave": f"w{number % 2 + 1}",
            "@kind": "individual" if number else whose.get("kind", "individual"),
            "@weight": None if number else whose.get("weight"),
            **{item.id: "A" for item in instrument.items},
            "q01": "A" if number else "z",
        }
        for number in range(sound + 1)
    ]
    with chdir(tmp_path):
        parquet.write_table(pa.Table.from_pylist(rows), "rows.parquet")
        compared(instrument, study_of(instrument), ["rows.parquet"])


def test_sound_rows_stay_where_they_are(tmp_path: Path) -> None:
    """Of a file that is sound throughout, no row goes through the core one by one."""
    appraiser = Appraiser()
    instrument = appraiser.instrument("diagnostic")
    responses = [
        structure_response(
            {
                "schema": "rosace/response/1",
                "id": f"r{number}",
                "instrument": instrument.id,
                "version": instrument.version,
                "wave": f"w{number % 2}",
                "respondent": {
                    "id": f"p{number // 2}",
                    "kind": "individual",
                    "organization": f"Organisation {number % 7}",
                    "attributes": {"sector": "ab"[number % 2]},
                    "weight": "1/2",
                },
                "answers": {"q01": "A", "q02": {"missing": "dont-know", "comment": "Bon."}},
            }
        )
        for number in range(60)
    ]
    path = str(tmp_path / "responses.parquet")
    appraiser.export_responses(instrument, responses, "parquet", path, raw=True)
    order = Order(sources=(path,), intake=Intake(instrument=instrument, attributes=("sector",)))
    with DuckEngine().open(order) as holding:
        assert [len(share.parts) for share in holding.shares] == [1]
        assert holding.examined.sound == len(responses)
