"""Repeating records as tables of their own in a data package: exactly the rows, and their keys."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.formatting import Formatter
from rosace.formula_guard import unguard
from rosace.interfaces import Responses
from rosace.response import Answer, Record, Respondent, Response
from rosace.strategies import gatherings, instruments
from rosace.testing import people, sketch
from rosace_tables.exporters import DataPackageExporter

EVENTS = sketch(
    [
        {
            "id": "events",
            "type": "records",
            "fields": [
                {"id": "title", "type": "text", "text": {"en": "Title"}},
                {"id": "year", "type": "date", "precision": "year", "text": {"en": "Year"}},
                {"id": "held", "type": "yes-no", "text": {"en": "Held"}},
                {"id": "many", "type": "integer", "text": {"en": "How many"}},
                {
                    "id": "after",
                    "type": "reference",
                    "to": {"item": "events"},
                    "many": True,
                    "text": {"en": "After"},
                },
            ],
        }
    ]
)


def packaged(document: Responses) -> Iterator[bytes]:
    """Yield the data package of some responses."""
    formatter = Formatter(language="en", messages={})
    ((_, chunks),) = DataPackageExporter().export(document, "en", lambda *_: None, formatter)
    yield from chunks


def unpacked(document: Responses) -> dict[str, bytes]:
    """Return the files in the data package of some responses."""
    with zipfile.ZipFile(io.BytesIO(b"".join(packaged(document)))) as held:
        return {name: held.read(name) for name in held.namelist()}


def findings(folder: Path, files: dict[str, bytes]) -> list[Any]:
    """Return what frictionless finds in a package."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return list(report.flatten(["type", "note", "fieldName"]))


def read_back(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file by heading, without guards."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    heads = [unguard(head) for head in rows[0]]
    return [dict(zip(heads, map(unguard, row), strict=True)) for row in rows[1:]]


def spelled(held: Any) -> str:
    """Return what stands in a cell for a value."""
    if held is None:
        return ""
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, tuple):
        return " | ".join(held) if held else "[]"
    return held if isinstance(held, str) else repr(held)


def expected(response: Response, row: Record, fields: Iterable[str]) -> dict[str, str]:
    """Return the cells of a row of a record that are looked at."""
    who = response.respondent
    return {
        "@id": response.id,
        "@respondent": who.id,
        "@wave": response.wave,
        "@kind": who.kind,
        "@organization": who.organization or "",
        "id": row.id,
        **{name: spelled(row.fields.get(name)) for name in fields},
    }


@st.composite
def documents(draw: st.DrawFn) -> Responses:
    """Generate responses to an instrument that has records."""
    recorded = instruments(scored=False).filter(
        lambda made: any(item.type == "records" for item in made.items)
    )
    instrument = draw(st.just(EVENTS) | recorded)
    return Responses(instrument=instrument, responses=draw(gatherings(instrument, most=4)))


@settings(deadline=None, max_examples=25)
@given(documents())
def test_tables_hold_exactly_the_rows_of_records(document: Responses) -> None:
    """Every row of every record is there once, with whose it is; nothing else is there."""
    files = unpacked(document)
    records = [item for item in document.instrument.items if item.type == "records"]
    tables = {name for name in files if name.startswith("responses-")}
    assert tables == {f"responses-{item.id}.csv" for item in records}
    for item in records:
        fields = [field.id for field in item.fields or ()]
        found = read_back(files[f"responses-{item.id}.csv"])
        wanted = [
            expected(response, row, fields)
            for response in document.responses
            for row in response.rows(item.id)
        ]
        looked_at = wanted[0] if wanted else {}
        assert [{name: row[name] for name in looked_at} for row in found] == wanted


@settings(deadline=None, max_examples=5)
@given(document=documents())
def test_the_package_of_responses_with_records_is_valid(
    tmp_path_factory: pytest.TempPathFactory, document: Responses
) -> None:
    """Frictionless finds nothing but rows in which nothing is said."""
    found = findings(tmp_path_factory.mktemp("package"), unpacked(document))
    assert [each for each in found if each[0] != "blank-row"] == []


def test_keys_tie_each_row_to_its_response(tmp_path: Path) -> None:
    """A row of no response, or one that is there twice, is found by whoever checks the package."""
    rows = [{"id": "e1", "title": "=1+1", "year": "2024"}, {"id": "e2", "after": ["e1"]}]
    files = unpacked(Responses(instrument=EVENTS, responses=people(EVENTS, [{"events": rows}])))
    assert findings(tmp_path, files) == []
    assert b",'=1+1," in files["responses-events.csv"]
    described = json.loads(files["datapackage.json"])["resources"][1]["schema"]
    assert [unguard(name) for name in described["primaryKey"]] == ["@id", "id"]
    stray = files["responses-events.csv"].replace(b"w1-0,", b"w1-9,", 1)
    found = findings(tmp_path, {**files, "responses-events.csv": stray})
    assert [each[0] for each in found] == ["foreign-key"]
    twice = files["responses-events.csv"].replace(b",e2,", b",e1,")
    found = findings(tmp_path, {**files, "responses-events.csv": twice})
    assert [each[0] for each in found] == ["primary-key"]


class Stream:
    """Many responses that are made as they are asked for, and never held together."""

    def __init__(self, number: int) -> None:
        """Take how many there are."""
        self.number = number
        self.passes = 0
        self.made = 0

    def __iter__(self) -> Iterator[Response]:
        """Yield them, in order."""
        self.passes += 1
        self.made = 0
        for place in range(self.number):
            self.made += 1
            rows = tuple(Record(id=f"e{n}", fields={"title": "Words " * 20}) for n in range(3))
            yield Response(
                id=f"r{place:06}",
                instrument=EVENTS.id,
                version=EVENTS.version,
                wave="w1",
                respondent=Respondent(id=f"p{place}", kind="individual"),
                answers={"events": Answer(value=rows)},
            )


def test_tables_of_records_are_written_as_responses_come() -> None:
    """The package begins before the last response was made, and each table takes one more look."""
    stream = Stream(3000)
    document = Responses(instrument=EVENTS, responses=stream)
    chunks = packaged(document)
    early = 0
    for chunk in chunks:
        early += bool(chunk) and 0 < stream.made < stream.number and stream.passes > 2
    assert early
    assert stream.passes == 4
