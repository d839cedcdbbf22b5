"""Reports exported by whatever is installed, in memory."""

from functools import cache

from rosace import Appraiser
from rosace.interfaces import Document, Render
from rosace.report import Figure, Table
from rosace.testing.specimens import formatter_of

__all__ = ["appraiser", "exported", "names_of", "undrawn"]


@cache
def appraiser() -> Appraiser:
    """Return an appraiser of all that is installed, which fails where a plugin does."""
    return Appraiser(strict=True)


def names_of(kind: str) -> list[str]:
    """Return the names of the exporters that take a kind of document."""
    return sorted(name for name, each in appraiser().exporters.items() if kind in each.accepts)


def undrawn(figure: Figure, table: Table, media_type: str) -> None:
    """Draw nothing."""
    del figure, table, media_type


def exported(
    name: str, document: Document, language: str, render: Render = undrawn
) -> dict[str, bytes]:
    """Return the files that an exporter makes of a document, by name.

    Args:
        name: The exporter's name.
        document: A report, responses or an instrument.
        language: The language.
        render: Draws a figure.
    """
    exporter = appraiser().exporters[name]
    made = exporter.export(document, language, render, formatter_of(document, language))
    return {file: b"".join(chunks) for file, chunks in made}
