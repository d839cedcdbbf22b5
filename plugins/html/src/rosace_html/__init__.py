"""Reports as one accessible HTML file."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Exporter

__all__ = ["rosace_register_exporters"]


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporter ``html``."""
    from rosace_html.exporter import HtmlExporter  # noqa: PLC0415  # a plugin is light to load

    return (HtmlExporter(),)
