"""CSV, data packages, Parquet and XLSX keep every law of an exporter and of an importer."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
from openpyxl import load_workbook
from pyarrow import parquet as pq

from rosace.formula_guard import unguard
from rosace.testing import ExporterConformance, ImporterConformance, PluginConformance
from rosace.testing.decoding import cells_of
from rosace_tables.exporters import (
    CsvExporter,
    DataPackageExporter,
    ParquetExporter,
    XlsxExporter,
)
from rosace_tables.importer import CsvImporter
from rosace_tables.parquet.columns import TypedColumn, parquet_file
from rosace_tables.parquet.importer import ParquetImporter
from rosace_tables.sheets.importer import XlsxImporter
from rosace_tables.workbook.grids import grid_workbook


class TestCsvExporter(ExporterConformance):
    """The exporter, whose folder of tables holds no running text and no figure."""

    exporter = CsvExporter()
    parts = frozenset({"sections", "tables"})

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the cells of every file of cells, the guard taken off."""
        tables = {name: data for name, data in files.items() if name.endswith(".csv")}
        return "\n".join(
            unguard(cell) for name, data in tables.items() for cell in cells_of(name, data)
        )


class TestXlsxExporter(ExporterConformance):
    """The exporter to workbooks."""

    exporter = XlsxExporter()

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the text and numbers of every cell."""
        return "\n".join(words for data in files.values() for words in _words_in(data))


def _words_in(data: bytes) -> Iterator[str]:
    """Yield the cells of a workbook, joined where one goes on, row by row and column by column."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    for page in book.worksheets:
        rows = list(page.iter_rows(values_only=True))
        # What is too long for a cell goes on to its right, or below it.
        for cells in (*rows, *zip(*rows, strict=False)):
            yield "\n".join(_unescaped(cell) for cell in cells if cell is not None)
    book.close()


def _unescaped(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), str(cell))


class TestDataPackageExporter(ExporterConformance):
    """The exporter to data packages: the CSV files with their descriptor, packed."""

    exporter = DataPackageExporter()
    parts = frozenset({"sections", "tables"})

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the cells of every file in the package, the guard taken off."""
        (data,) = files.values()
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            names = [name for name in held.namelist() if name.endswith(".csv")]
            return "\n".join(
                unguard(cell) for name in names for cell in cells_of(name, held.read(name))
            )


class TestParquetExporter(ExporterConformance):
    """The exporter to Parquet."""

    exporter = ParquetExporter()
    parts = frozenset({"sections", "tables"})

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return every value, and what is said of each table and column."""
        return "\n".join(words for data in files.values() for words in _values_in(data))


def _values_in(data: bytes) -> Iterator[str]:
    table = pq.read_table(io.BytesIO(data))
    for field in table.schema:
        yield from (said.decode() for said in (field.metadata or {}).values())
    yield from (said.decode() for said in (table.schema.metadata or {}).values())
    for line in table.to_pylist():
        yield from _strings(list(line.values()))


def _strings(held: object) -> Iterator[str]:
    if isinstance(held, list | dict):
        for each in held.values() if isinstance(held, dict) else held:
            yield from _strings(each)
    elif held is not None:
        yield str(int(held)) if isinstance(held, float) and held.is_integer() else str(held)


class TestParquetImporter(ImporterConformance):
    """The importer of Parquet."""

    importer = ParquetImporter()

    def write(self, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
        """Return a table as Parquet, of text."""
        held = [
            TypedColumn(
                name=name, type=pa.string(), cells=[row[place] for row in rows], metadata={}
            )
            for place, name in enumerate(columns)
            if all(place < len(row) for row in rows)
        ]
        return parquet_file(held, {})


class TestCsvImporter(ImporterConformance):
    """The importer."""

    importer = CsvImporter()

    separator = ","
    encoding = "utf-8"

    def write(self, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
        """Return a table as CSV in which every cell is quoted."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=self.separator, quoting=csv.QUOTE_ALL)
        writer.writerows([columns, *rows])
        return buffer.getvalue().encode(self.encoding)


class TestSemicolons(TestCsvImporter):
    """The importer, of a file with semicolons."""

    separator = ";"


class TestTabs(TestCsvImporter):
    """The importer, of a file with tabs and the mark that Excel puts before it."""

    separator = "\t"
    encoding = "utf-8-sig"


class TestXlsxImporter(ImporterConformance):
    """The importer of workbooks."""

    importer = XlsxImporter()

    def write(self, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
        """Return a table as a workbook whose cells are text."""
        return grid_workbook((columns, rows), "t", "T", "fr")


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "tables"
