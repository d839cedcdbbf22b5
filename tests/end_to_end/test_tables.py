"""The workbook, the tables and the Parquet files of the demo say what its report says."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.interfaces import Exporter
from rosace.report import CountCell, NumberCell, Report, Table
from rosace_pictures import theme
from rosace_tables.exporters import CsvExporter, ParquetExporter, XlsxExporter
from rosace_tables.tidy import table_names
from rosace_tables.workbook import charts


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
