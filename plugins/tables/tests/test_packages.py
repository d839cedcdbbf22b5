"""What data packages and Parquet promise: a descriptor that is true, columns that are typed."""

import io
import itertools
import json
import weakref
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from rosace import report as r
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError, Problem
from rosace.formatting import Formatter
from rosace.formula_guard import unguard
from rosace.instrument import Instrument
from rosace.interfaces import Exporter, ImportOptions, Responses
from rosace.loading import load_yaml
from rosace.mapping import direct_mapping, rows_to_documents
from rosace.response import Answer, Respondent, Response
from rosace.strategies import instruments, reports, responses
from rosace.testing.formulas import poisoned
from rosace.writing import sorted_responses
from rosace_tables.exporters import CsvExporter, DataPackageExporter, ParquetExporter, XlsxExporter
from rosace_tables.parquet.importer import ParquetImporter, ParquetLimits

EVERY = structure(
    load_yaml((Path(__file__).parent / "every-type.yaml").read_bytes())[0], Instrument
)


def export(exporter: Any, document: Any, language: str = "fr") -> dict[str, bytes]:
    """Return the files that an exporter makes."""
    messages = document.messages if isinstance(document, r.Report) else {}
    formatter = Formatter(language=language, messages=messages)
    files = exporter.export(document, language, lambda *_: None, formatter)
    return {name: b"".join(chunks) for name, chunks in files}


def findings(folder: Path, files: dict[str, bytes]) -> list[Any]:
    """Return what frictionless finds in the package that some files make."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    return report.flatten(["type", "note", "fieldName"])


@settings(deadline=None, max_examples=5)
@given(document=reports())
def test_every_folder_is_a_valid_package(
    tmp_path_factory: pytest.TempPathFactory, document: r.Report
) -> None:
    """Frictionless finds nothing in the tables of a report but rows in which nothing is shown."""
    found = findings(tmp_path_factory.mktemp("report"), export(CsvExporter(), document))
    assert [each for each in found if each[0] != "blank-row"] == []


@pytest.mark.parametrize("kind", ["report", "responses", "instrument"])
@pytest.mark.parametrize("text", ["=1+1", "@id", " ", "a;=b, +c", "é"])
def test_hostile_text_leaves_the_package_valid(tmp_path: Path, kind: str, text: str) -> None:
    """Guards and descriptor agree: on headings, names and cells of every document."""
    ((_, data),) = export(
        DataPackageExporter(), poisoned(kind, text if text.strip() else "x")
    ).items()
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        files = {name: held.read(name) for name in held.namelist()}
    assert findings(tmp_path, files) == []
    descriptor = json.loads(files["datapackage.json"])
    for resource in descriptor["resources"]:
        heads = files[resource["path"]].decode("utf-8-sig").partition("\r\n")[0]
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert heads.count(",") >= len(names) - 1
        assert all(unguard(name) == name or name.startswith("'") for name in names)


def test_a_descriptor_says_what_answers_keep_to() -> None:
    """Choices, truth values, numbers and dates have types and limits; records stand apart."""
    who = Respondent(id="p1", kind="individual")
    said = {"one": Answer(value="A"), "again": Answer(value=True), "whole": Answer(value=3)}
    document = Responses(
        instrument=EVERY,
        responses=(
            Response(
                id="p1/2024", instrument=EVERY.id, version="1.0.0", wave="2024",
                respondent=who, answers=said,
            ),
        ),
    )  # fmt: skip
    ((_, data),) = export(DataPackageExporter(), document).items()
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        resource, *records = json.loads(held.read("datapackage.json"))["resources"]
    assert [each["name"] for each in records] == [
        f"{resource['name']}-{item.id}" for item in EVERY.items if item.type == "records"
    ]
    fields = {unguard(field["name"]): field for field in resource["schema"]["fields"]}
    assert fields["one"]["constraints"] == {"enum": ["A", "B", "dont-know", "1"]}
    assert fields["again"]["type"] == "boolean"
    assert fields["whole"]["type"] == "integer"
    assert fields["day"]["type"] == "date"
    assert fields["one"]["title"] == "Un choix"


def test_a_false_cell_is_found_by_the_descriptor(tmp_path: Path) -> None:
    """The descriptor is worth asking: a word among counts is an error."""
    held = r.Table(
        id="t",
        title=r.Verbatim(verbatim="T"),
        columns=(r.Column(id="n", title=r.Verbatim(verbatim="N"), kind="count"),),
        rows=((r.CountCell(low=1, high=2),),),
    )
    document = structure(_plain(held), r.Report)
    files = export(CsvExporter(), document)
    files["one-t.csv"] = files["one-t.csv"].replace(b"1,2", b"one,-2")
    found = {row[0] for row in findings(tmp_path, files)}
    assert found == {"type-error", "constraint-error"}


def _plain(held: r.Table) -> Any:
    from rosace.conversion import unstructure  # noqa: PLC0415  # only here

    section = r.Section(id="one", title=r.Verbatim(verbatim="S"), blocks=(held,))
    disclosure = r.DisclosureUsed(mode="open", group=1, subgroup=1, subgroup_mean=1)
    provenance = r.ReportProvenance(
        rosace="0.1.0", plugins={}, instruments=(), received=(), disclosure=disclosure, withheld=()
    )
    return unstructure(
        r.Report(
            language="fr",
            title=r.Verbatim(verbatim="R"),
            sections=(section,),
            messages={},
            provenance=provenance,
        )
    )


def test_parquet_columns_have_types_bounds_and_titles() -> None:
    """Counts are whole numbers, numbers doubles, whole days days; words say what they are."""
    columns = tuple(
        r.Column(id=name, title=r.Verbatim(verbatim=name.title()), kind=kind)  # type: ignore[arg-type]  # kinds of columns
        for name, kind in (("name", "text"), ("n", "count"), ("mean", "number"), ("day", "date"))
    )
    rows = (
        (
            r.TextCell(text=r.Verbatim(verbatim="=1")),
            r.CountCell(low=0, high=1),
            r.NumberCell(low=0.1, high=0.1, unit="share"),
            r.DateCell(date="2024-05-14"),
        ),
        (r.TextCell(text=r.Verbatim(verbatim="b")), *(r.WithheldCell() for _ in range(3))),
    )
    held = r.Table(id="t", title=r.Verbatim(verbatim="T"), columns=columns, rows=rows)
    files = export(ParquetExporter(), structure(_plain(held), r.Report))
    table = pq.read_table(io.BytesIO(files["one-t.parquet"]))
    assert table.to_pylist() == [
        {
            "name": "=1",
            "n_low": 0,
            "n_high": 1,
            "mean_low": 0.1,
            "mean_high": 0.1,
            "day": date(2024, 5, 14),
        },
        dict.fromkeys(table.schema.names) | {"name": "b"},
    ]
    assert table.schema.field("n_low").metadata[b"rosace.title"] == b"N"
    assert table.schema.field("mean_low").metadata[b"rosace.unit"] == b"share"
    assert table.schema.metadata[b"rosace.table_title"] == b"T"
    assert pq.read_table(io.BytesIO(files["tables.parquet"]))["rows"].to_pylist() == [2]


@st.composite
def collected(draw: st.DrawFn) -> Responses:
    """Generate an instrument with its responses."""
    instrument = draw(instruments(scored=False))
    held = st.lists(responses(instrument), max_size=3, unique_by=lambda each: each.id)
    return Responses(instrument=instrument, responses=tuple(draw(held)))


@settings(deadline=None, max_examples=25)
@given(collected())
def test_responses_in_parquet_are_read_back_whole(document: Responses) -> None:
    """Answers of every type come back as they were written."""
    ((_, data),) = export(ParquetExporter(), document).items()
    table = ParquetImporter().read(io.BytesIO(data), "a.parquet", ImportOptions())
    mapping = direct_mapping(table.columns, document.instrument)
    found = rows_to_documents(table, mapping, document.instrument, file="a.parquet")
    plain = [each for _, each in found]
    assert not [each for each in plain if isinstance(each, Problem)]
    assert [structure(each, Response) for each in plain] == sorted_responses(document.responses)


class Streaming:
    """Responses that are made as they are gone through, which counts those that are held.

    Args:
        number: How many there are.
    """

    def __init__(self, number: int) -> None:
        """Hold none."""
        self.most = 0
        self._number = number

    def __iter__(self) -> Iterator[Response]:
        """Make one after another."""
        held: weakref.WeakValueDictionary[int, Response] = weakref.WeakValueDictionary()
        for number in range(self._number):
            each = Response(
                id=f"p{number}", instrument=EVERY.id, version="1.0.0", wave="2024",
                respondent=Respondent(id=f"p{number}", kind="individual"),
                answers={"one": Answer(value="A", comment="why" if number == 5_000 else None),
                         "whole": Answer(value=2**70 if number == 7_000 else number)},
            )  # fmt: skip
            held[number] = each
            self.most = max(self.most, len(held))
            yield each
            del each


@pytest.mark.parametrize("exporter", [CsvExporter(), ParquetExporter(), DataPackageExporter()])
def test_responses_are_written_as_they_come(exporter: Exporter) -> None:
    """However many responses there are few are held, and those far on have their columns."""
    streaming = Streaming(70_000 if isinstance(exporter, ParquetExporter) else 8_000)
    document = Responses(instrument=EVERY, responses=streaming)
    formatter = Formatter(language="fr", messages={})
    largest, written = 0, bytearray()
    for _, chunks in exporter.export(document, "fr", lambda *_: None, formatter):
        for chunk in chunks:
            largest = max(largest, len(chunk))
            written += chunk
    assert streaming.most <= 10
    assert largest < 1 << 20
    if isinstance(exporter, ParquetExporter):
        file = pq.ParquetFile(io.BytesIO(bytes(written)))
        assert file.metadata.num_row_groups > 1
        table = file.read(columns=["whole", "one@comment"]).to_pydict()
        assert (table["whole"][7_000], table["whole"][-1]) == (str(2**70), "69999")
        assert table["one@comment"][5_000] == "why"


def test_more_responses_than_a_sheet_has_rows_are_refused() -> None:
    """A workbook that no program could open is refused before its rows are held."""

    class Many:
        def __iter__(self) -> Iterator[Response]:
            return itertools.repeat(next(iter(Streaming(1))), 1_048_576)

    document = Responses(instrument=EVERY, responses=Many())
    with pytest.raises(InvalidDocumentError) as raised:
        export(XlsxExporter(), document)
    assert [each.code for each in raised.value.problems] == ["tables-too-large-for-a-sheet"]


def test_a_parquet_file_that_is_too_large_is_refused() -> None:
    """What a file states of its size is looked at before a row is read."""
    ((_, data),) = export(ParquetExporter(), Responses(instrument=EVERY, responses=())).items()
    with pytest.raises(InvalidDocumentError) as raised:
        ParquetImporter(limits=ParquetLimits(columns=3)).read(
            io.BytesIO(data), "a.parquet", ImportOptions()
        )
    assert [each.code for each in raised.value.problems] == ["tables-too-many-columns"]
