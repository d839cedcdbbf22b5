"""CSV and XLSX keep every law of an exporter and of an importer."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from openpyxl import load_workbook

from rosace.formula_guard import unguard
from rosace.testing import ExporterConformance, ImporterConformance, PluginConformance
from rosace.testing.decoding import cells_of
from rosace_tables.exporters import CsvExporter, XlsxExporter
from rosace_tables.importer import CsvImporter
from rosace_tables.sheets.importer import XlsxImporter
from rosace_tables.workbook.grids import grid_workbook


class TestCsvExporter(ExporterConformance):
    """The exporter, whose folder of tables holds no running text and no figure."""

    exporter = CsvExporter()
    parts = frozenset({"sections", "tables"})

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the cells of every file, the guard taken off."""
        return "\n".join(
            unguard(cell) for name, data in files.items() for cell in cells_of(name, data)
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
