"""The author's kit: commands that make, check, preview and simulate instruments."""

from typing import TYPE_CHECKING, Final

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Exporter

__all__ = ["PACKAGE", "rosace_register_exporters"]

PACKAGE: Final = "rosace_authoring"
"""The package whose catalogues hold the words of the commands."""


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporter ``form`` of instruments."""
    from rosace_authoring.pages.exporter import FORM  # noqa: PLC0415  # a plugin is light to load

    return (FORM,)
