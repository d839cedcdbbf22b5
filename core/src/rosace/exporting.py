"""Running an exporter: drawing and formatting given to it, its files written by the core."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.assembling import for_audience
from rosace.errors import PluginError, RosaceError
from rosace.formatting import Formatter, drawable, localize
from rosace.instrument import Instrument
from rosace.interfaces import Document, DocumentKind, Drawing, Exporter, Render, Responses
from rosace.output import write_file, write_folder
from rosace.plugin_modules import spoken
from rosace.report import Audience, Figure, Report, Table
from rosace.spelling import printable

if TYPE_CHECKING:
    from rosace.plugins import PluginHost

__all__ = ["export", "kind_of", "renderer"]


def kind_of(document: Document) -> DocumentKind:
    """Return what kind of document this is, in the words of `Exporter.accepts`."""
    if isinstance(document, Report):
        return "report"
    return "responses" if isinstance(document, Responses) else "instrument"


def export(  # noqa: PLR0913, PLR0917  # all that a file is made of
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
        OutputError: The file cannot be written.
        PluginError: The exporter fails.
    """
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]] = {}
    if isinstance(document, Report):
        document = for_audience(document, audience)
        messages = document.messages
    tag = language or _language(document)
    formatter = Formatter(language=tag, messages=messages)
    try:
        files = exporter.export(document, tag, renderer(host, formatter), formatter)
        if exporter.suffix or kind_of(document) != "report":
            write_file(path, _only(files))
        else:
            write_folder(path, files)
    except RosaceError:
        raise
    except (Exception, SystemExit) as error:
        # What an exporter says over individual answers may quote them.
        hook = "rosace_tabulate" if isinstance(document, Responses) else None
        raise PluginError(exporter.name, "call-failed", printable(spoken(error, hook))) from error
    return path


def renderer(host: "PluginHost", formatter: Formatter) -> Render:
    """Return what draws a figure in a language and words.

    Args:
        host: The plugins, which draw.
        formatter: Writes the words.
    """

    def render(figure: Figure, table: Table, media_type: str) -> bytes | None:
        drawing = Drawing(
            id=figure.id,
            title=formatter.phrase(figure.title),
            alternative=formatter.phrase(figure.alternative),
            specification=localize(figure.specification, formatter),
        )
        return host.render(drawing, drawable(table, formatter), formatter.language, media_type)

    return render


def _only(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterable[bytes]:
    """Yield the bytes of the one file that there must be."""
    found = 0
    for name, chunks in files:
        found += 1
        if found > 1:
            message = f"a second file, {name}, where one is made"
            raise ValueError(message)
        yield from chunks
    if not found:
        message = "no file"
        raise ValueError(message)


def _language(document: Document) -> str:
    if isinstance(document, Report):
        return document.language
    instrument = document if isinstance(document, Instrument) else document.instrument
    return instrument.languages[0]
