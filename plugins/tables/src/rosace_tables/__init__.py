"""Tabular files: CSV responses in, tidy CSV tables out."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Exporter, Importer

__all__ = ["rosace_register_exporters", "rosace_register_importers"]


@hookimpl
def rosace_register_importers() -> "Iterable[Importer]":
    """Bring the importers of CSV and XLSX."""
    # Nothing is imported before a table is read or written.
    from rosace_tables.importer import CsvImporter  # noqa: PLC0415
    from rosace_tables.sheets.importer import XlsxImporter  # noqa: PLC0415  # likewise

    return (CsvImporter(), XlsxImporter())


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporters to CSV, data packages and XLSX."""
    from rosace_tables.exporters import (  # noqa: PLC0415  # as above
        CsvExporter,
        DataPackageExporter,
        XlsxExporter,
    )

    return (CsvExporter(), DataPackageExporter(), XlsxExporter())
