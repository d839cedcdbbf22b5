"""Reports as PDF and Word documents, and instruments on paper."""

from typing import TYPE_CHECKING, Final

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Exporter

__all__ = ["PACKAGE", "rosace_register_exporters"]

PACKAGE: Final = "rosace_document"
"""The package whose catalogues hold its words."""


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporters ``pdf`` and ``docx``."""
    from rosace_document.docx import DocxExporter  # noqa: PLC0415  # a plugin is light to load
    from rosace_document.pdf import PdfExporter  # noqa: PLC0415  # as above

    return (PdfExporter(), DocxExporter())
