"""The workbook, the tables and the Parquet files of the demo say what its report says."""

import csv
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from rosace.appraiser import Appraiser
from rosace.asking import marks
from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.interfaces import Exporter, ImportOptions
from rosace.report import CountCell, NumberCell, Report, Table
from rosace_pictures import theme
from rosace_tables.entry.book import entry_workbook
from rosace_tables.entry.plan import Wanted
from rosace_tables.exporters import CsvExporter, ParquetExporter, XlsxExporter
from rosace_tables.sheets.importer import XlsxImporter
from rosace_tables.tidy import table_names
from rosace_tables.workbook import charts

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def report(made: Path) -> Report:
    """Return the report of the demo."""
    return structure(json.loads((made / "demo" / "report.json").read_bytes()), Report)


def files_of(exporter: Exporter, report: Report) -> dict[str, bytes]:
    """Return what an exporter makes of a report."""
    formatter = Formatter(language="fr", messages=report.messages)
    files = exporter.export(report, "fr", lambda *_: None, formatter)
    return {name: b"".join(chunks) for name, chunks in files}


def bounds(table: Table) -> Iterator[tuple[int, str, float | None, float | None]]:
    """Yield the row, the column and the bounds of every measured cell of a table."""
    for place, row in enumerate(table.rows):
        for column, cell in zip(table.columns, row, strict=True):
            if column.kind in {"count", "number"}:
                held = cell if isinstance(cell, CountCell | NumberCell) else None
                yield place, column.id, held and held.low, held and held.high


def test_the_workbook_holds_every_number_of_the_report(report: Report) -> None:
    """Exact cells hold their number, ranges their bounds beside them; none is a formula."""
    ((_, data),) = files_of(XlsxExporter(), report).items()
    book = load_workbook(io.BytesIO(data))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    titles = {page.title: page for page in book.worksheets}
    contents = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    tables = [titles[name] for name in contents if titles[name].freeze_panes is not None]
    for page, (_, _, table) in zip(tables, table_names(report), strict=True):
        numbers = [
            [cell.value for cell in row if isinstance(cell.value, int | float)]
            for row in page.iter_rows(min_row=5, max_row=4 + len(table.rows))
        ]
        for place, _, low, high in bounds(table):
            assert low is None or {low, high} <= set(numbers[place])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_tables_hold_every_number_of_the_report(report: Report, kind: str) -> None:
    """Every count and number stands under its two bounds, to the last digit."""
    files = files_of(CsvExporter() if kind == "csv" else ParquetExporter(), report)
    for stem, _, table in table_names(report):
        data = files[f"{stem}.{kind}"]
        if kind == "csv":
            text = io.StringIO(data.decode("utf-8-sig"), newline="")
            rows = [dict(row) for row in csv.DictReader(text)]
        else:
            rows = parquet.read_table(io.BytesIO(data)).to_pylist()
        for place, column, low, high in bounds(table):
            for bound, wanted in (("low", low), ("high", high)):
                held = rows[place][f"{column}_{bound}"]
                assert (None if held in {"", None} else float(held)) == wanted


def test_charts_have_the_colours_of_the_pictures() -> None:
    """One visual language: a choice has one colour wherever it is drawn."""
    assert charts.ORDINAL == theme.ORDINAL


def test_paper_is_typed_into_a_sheet_and_appraised(run: Run, tmp_path: Path) -> None:
    """What is typed into the sheet of ``rosace sheet`` is read by every command that reads."""
    done = run("sheet", "diagnostic", "--rows", "7", "--by", "sector", "--out", "entry.xlsx",
               "--lang", "fr", cwd=tmp_path)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "Écrit\u00a0: entry.xlsx\n")
    book = load_workbook(tmp_path / "entry.xlsx")
    page = book.worksheets[1]
    places = {cell.value: cell.column for cell in page[4]}
    for place in range(6):
        page.cell(5 + place, places["@respondent"]).value = f"p{place}"
        page.cell(5 + place, places["@attribute.sector"]).value = "santé"
        page.cell(5 + place, places["q01"]).value = "A – En tout ou presque"
        page.cell(5 + place, places["q02"]).value = "Ne sait pas"
        page.cell(5 + place, places["q01@comment"]).value = "= beaucoup"
        page.cell(5 + place, places["q01@comment"]).data_type = "s"
    book.save(tmp_path / "entry.xlsx")
    done = run("validate", "diagnostic", "entry.xlsx", "--lang", "en", cwd=tmp_path)
    assert done.stdout == "6 sound responses; refused: 0.\n", done.stderr
    done = run("convert", "diagnostic", "entry.xlsx", "--raw", "--out", "a.ndjson",
               cwd=tmp_path)  # fmt: skip
    first = json.loads((tmp_path / "a.ndjson").read_bytes().splitlines()[0])
    assert first["answers"] == {
        "q01": {"value": "A", "comment": "= beaucoup"},
        "q02": {"missing": "dont-know"},
    }
    assert first["respondent"]["attributes"] == {"sector": "santé"}
    done = run(
        "appraise", "diagnostic", "entry.xlsx", "--to", "xlsx", "--out", "r.xlsx", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert load_workbook(tmp_path / "r.xlsx").worksheets


STUDY = """
schema: rosace/study/1
id: study
title: {fr: Étude, en: Study}
subject: {id: us, title: {fr: Nous, en: Us}}
instruments: [{id: effects}]
waves: [{id: a24, title: {fr: Automne 2024}}, {id: p25, title: {fr: Printemps 2025}}]
attributes:
  - {id: sector, title: {fr: Secteur}, values: [{id: community, title: {fr: Communautaire}}]}
"""


def test_the_form_of_a_study_is_typed_by_its_titles(run: Run, tmp_path: Path) -> None:
    """Titles of a study and letters of the paper are read with it as what they stand for."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    done = run("sheet", "effects", "--study", "study.yaml", "--out", "e.xlsx", "--lang", "fr",
               "--kind", "individual", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    instrument = Appraiser().instrument("effects")
    item = next(each for each in instrument.items if each.fields)
    field = next(each for each in item.fields or () if each.scale and each.type == "choice")
    code, mark = list(marks(instrument, field).items())[1]
    assert code != mark
    needed = {f"{item.id}.{each.id}": "x" for each in item.fields or () if each.required}
    typed = needed | {
        "@respondent": "p1",
        "@wave": "Printemps 2025",
        "@attribute.sector": "communautaire",
        f"{item.id}.{field.id}": mark,
    }
    book = load_workbook(tmp_path / "e.xlsx")
    for page in book.worksheets[1:]:
        for cell in page[4] if page.max_row > 3 else ():
            if cell.value in typed:
                page.cell(5, cell.column).value = typed[cell.value]
    book.save(tmp_path / "e.xlsx")
    done = run("convert", "effects", "e.xlsx", "--study", "study.yaml", "--raw", "--out",
               "a.ndjson", cwd=tmp_path)  # fmt: skip
    assert done.returncode == 0, done.stderr
    held = json.loads((tmp_path / "a.ndjson").read_bytes().splitlines()[0])
    assert (held["wave"], held["respondent"]["attributes"]) == ("p25", {"sector": "community"})
    assert held["answers"][item.id][0][field.id] == code


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_use_of_the_sheet_is_refused(run: Run, tmp_path: Path, language: str) -> None:
    """No file is replaced, and a name or a wave that cannot be is told, with status 2."""
    (tmp_path / "there.xlsx").write_bytes(b"x")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text(
        STUDY.replace("effects", "diagnostic"), encoding="utf-8"
    )
    wrong = (
        ("--study", "study", "--wave", "h30"),
        ("--out", "a.csv"),
        ("--out", "there.xlsx"),
        ("--wave", "Été 2024"),
        ("--rows", "0"),
    )
    for options in wrong:
        done = run("sheet", "diagnostic", *options, "--lang", language, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), options
        assert "Traceback" not in done.stderr
    assert {each.name for each in tmp_path.iterdir()} == {"there.xlsx", "study"}


def test_every_instrument_has_sheets_that_are_read_back() -> None:
    """The sheets of every instrument at hand are read, and hold no answer before one is typed."""
    appraiser = Appraiser()
    for identifier in appraiser.instruments:
        instrument = appraiser.instrument(identifier)
        data = entry_workbook(instrument, Wanted(language="fr", rows=2))
        table = XlsxImporter().read(io.BytesIO(data), "a.xlsx", ImportOptions())
        assert list(table.rows) == []
        columns = {column.partition("@")[0] for column in table.columns}
        assert {item.id for item in instrument.items} <= columns
