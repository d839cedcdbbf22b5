"""Tabular files: CSV responses in, tidy CSV tables out."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Exporter, Importer

__all__ = ["rosace_register_exporters", "rosace_register_importers"]


@hookimpl
def rosace_register_importers() -> "Iterable[Importer]":
    """Bring the importer of CSV."""
    # Nothing is imported before a table is read or written.
    from rosace_tables.importer import CsvImporter  # noqa: PLC0415

    return (CsvImporter(),)


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporters to CSV and XLSX."""
    from rosace_tables.exporters import CsvExporter, XlsxExporter  # noqa: PLC0415  # as above

    return (CsvExporter(), XlsxExporter())
