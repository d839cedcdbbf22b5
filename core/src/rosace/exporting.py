"""Running an exporter: drawing and formatting given to it, its files written by the core."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.assembling import for_audience
from rosace.errors import InvalidDocumentError, OutputError, PluginError, Problem, RosaceError
from rosace.formatting import Formatter, drawable, localize
from rosace.instrument import Instrument
from rosace.interfaces import Document, DocumentKind, Drawing, Exporter, Render, Responses
from rosace.output import is_of_the_disk, reason_of, write_file, write_folder
from rosace.plugin_modules import spoken
from rosace.report import Audience, Figure, Report, Table
from rosace.report_checks import check_report
from rosace.spelling import printable
from rosace.study_places import refuse_study_place

if TYPE_CHECKING:
    from rosace.plugins import PluginHost

__all__ = ["NOTHING_TO_WRITE", "export", "kind_of", "renderer"]

NOTHING_TO_WRITE: Final = "nothing-to-write"
"""Why a format of many files writes none: the report holds nothing of what it shows."""


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
    tell: Callable[[Problem], None] | None = None,
) -> Path:
    """Write what an exporter makes of a document, and return where.

    Args:
        exporter: The exporter.
        document: A report, responses or an instrument.
        path: The file or folder.
        language: The language; the document's own where None.
        audience: Whose sections of a report are written.
        host: The plugins, which draw figures.
        tell: Told of figures that are left out since nothing at hand draws them, where a
            format is of pictures alone; others show the table and say so in their place.

    Raises:
        InvalidDocumentError: A report made elsewhere does not hold together.
        OutputError: The file cannot be written, its place is a study's own, or a format of
            many files finds nothing to show.
        PluginError: The exporter fails.
    """
    refuse_study_place(path, "report" if isinstance(document, Report) else "answers")
    if isinstance(document, Report):
        document = _checked(document, audience)
    tag = language or _language(document)
    messages = document.messages if isinstance(document, Report) else {}
    formatter = Formatter(language=tag, messages=messages)
    undrawn: list[str] = []
    try:
        render = _noting(renderer(host, formatter), formatter, undrawn)
        files = exporter.export(document, tag, render, formatter)
        _write(files, path, one=bool(exporter.suffix) or kind_of(document) != "report")
    except RosaceError:
        raise
    except (Exception, SystemExit) as error:
        if isinstance(error, OSError) and is_of_the_disk(error):
            raise OutputError(str(path), reason_of(path, error)) from error
        # What an exporter says over individual answers may quote them.
        hook = "rosace_tabulate" if isinstance(document, Responses) else None
        raise PluginError(exporter.name, "call-failed", printable(spoken(error, hook))) from error
    finally:
        if undrawn and tell is not None and _is_of_pictures(exporter):
            tell(_not_drawn(undrawn, path))
    return path


def _checked(report: Report, audience: Audience) -> Report:
    """Return what of a report is for an audience, once it is known to hold together."""
    if problems := tuple(check_report(report)):
        raise InvalidDocumentError(problems)
    return for_audience(report, audience)


def _is_of_pictures(exporter: Exporter) -> bool:
    """Say whether an exporter writes pictures alone, so that one left out is nowhere told."""
    return all(each.startswith("image/") for each in exporter.media_types)


def _not_drawn(titles: Sequence[str], path: Path) -> Problem:
    arguments = {"figures": "; ".join(titles)}
    return Problem("figures-not-drawn", file=str(path), arguments=arguments, severity="notice")


def _noting(render: Render, formatter: Formatter, undrawn: list[str]) -> Render:
    """Return what draws as another does, and lists the titles of what it does not draw."""

    def noting(figure: Figure, table: Table, media_type: str) -> bytes | None:
        drawn = render(figure, table, media_type)
        if drawn is None:
            undrawn.append(formatter.phrase(figure.title))
        return drawn

    return noting


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


def _write(files: Iterable[tuple[str, Iterable[bytes]]], path: Path, *, one: bool) -> None:
    """Write the one file, or the folder of files, that an exporter makes."""
    if one:
        write_file(path, _only(files))
    else:
        write_folder(path, _some(files, path))


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


def _some(
    files: Iterable[tuple[str, Iterable[bytes]]], path: Path
) -> Iterable[tuple[str, Iterable[bytes]]]:
    """Yield files, of which there must be one: a folder without any would pass for a report."""
    found = False
    for each in files:
        found = True
        yield each
    if not found:
        raise OutputError(str(path), NOTHING_TO_WRITE)


def _language(document: Document) -> str:
    if isinstance(document, Report):
        return document.language
    instrument = document if isinstance(document, Instrument) else document.instrument
    return instrument.languages[0]
