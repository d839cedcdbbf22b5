"""CSV keeps every law of an exporter and of an importer."""

import csv
import io
from collections.abc import Mapping, Sequence

from rosace.formula_guard import unguard
from rosace.testing import ExporterConformance, ImporterConformance, PluginConformance
from rosace.testing.decoding import cells_of
from rosace_tables.exporter import CsvExporter
from rosace_tables.importer import CsvImporter


class TestCsvExporter(ExporterConformance):
    """The exporter, whose folder of tables holds no running text and no figure."""

    exporter = CsvExporter()
    parts = frozenset({"sections", "tables"})

    def read(self, files: Mapping[str, bytes]) -> str:
        """Return the cells of every file, the guard taken off."""
        return "\n".join(
            unguard(cell) for name, data in files.items() for cell in cells_of(name, data)
        )


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


class TestPlugin(PluginConformance):
    """The plugin."""

    plugin = "tables"
