"""Reports as Markdown, with their pictures beside them."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Exporter

__all__ = ["rosace_register_exporters"]


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporter ``markdown``."""
    from rosace_markdown.exporter import MarkdownExporter  # noqa: PLC0415  # light to load

    return (MarkdownExporter(),)
