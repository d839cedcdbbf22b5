"""Running an exporter: drawing and formatting given to it, its files written by the core."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.assembling import for_audience
from rosace.errors import PluginError, RosaceError, UnknownExporterError
from rosace.formatting import Formatter, drawable, localize
from rosace.instrument import Instrument
from rosace.interfaces import Document, DocumentKind, Drawing, Exporter, Responses
from rosace.output import write_file, write_folder
from rosace.report import Audience, Figure, Report, Table

if TYPE_CHECKING:
    from rosace.plugins import PluginHost

__all__ = ["export", "kind_of"]


def kind_of(document: Document) -> DocumentKind:
    """Return what kind of document this is, in the words of `Exporter.accepts`."""
    if isinstance(document, Report):
        return "report"
    return "responses" if isinstance(document, Responses) else "instrument"


def export(
    exporter: Exporter,
    document: Document,
    path: Path,
    language: str | None,
    audience: Audience,
    host: "PluginHost",
) -> Path:
    """Write what an exporter makes of a document, and return where.

    Args:
        exporter: The exporter.
        document: A report, responses or an instrument.
        path: The file or folder.
        language: The language; the document's own where None.
        audience: Whose sections of a report are written.
        host: The plugins, which draw figures.

    Raises:
        UnknownExporterError: The exporter does not take that kind of document.
        OutputError: The file cannot be written.
        PluginError: The exporter fails.
    """
    if kind_of(document) not in exporter.accepts:
        raise UnknownExporterError(exporter.name, tuple(sorted(exporter.accepts)))
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]] = {}
    if isinstance(document, Report):
        document = for_audience(document, audience)
        messages = document.messages
    spoken = language or _language(document)
    formatter = Formatter(language=spoken, messages=messages)

    def render(figure: Figure, table: Table, media_type: str) -> bytes | None:
        drawing = Drawing(
            id=figure.id,
            title=formatter.phrase(figure.title),
            alternative=formatter.phrase(figure.alternative),
            specification=localize(figure.specification, formatter),
        )
        return host.render(drawing, drawable(table, formatter), spoken, media_type)

    try:
        files = exporter.export(document, spoken, render, formatter)
        if exporter.suffix or kind_of(document) != "report":
            write_file(path, _only(files))
        else:
            write_folder(path, files)
    except RosaceError:
        raise
    except Exception as error:
        raise PluginError(
            exporter.name, "call-failed", f"{type(error).__name__}: {error}"
        ) from error
    return path


def _only(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterable[bytes]:
    for _, chunks in files:
        yield from chunks
        return


def _language(document: Document) -> str:
    if isinstance(document, Report):
        return document.language
    instrument = document if isinstance(document, Instrument) else document.instrument
    return instrument.languages[0]
