"""The exporter ``html``: a report as one file that needs nothing else."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from rosace.report import Report
from rosace.values import value

if TYPE_CHECKING:
    from jinja2 import Environment

    from rosace.formatting import Formatter
    from rosace.interfaces import Document, DocumentKind, Render

__all__ = ["HtmlExporter"]

_NAME: Final = "report.html"
_BUFFERED: Final = 64
_STACKED: Final = (
    (".crowded", "all"),
    (".many", "screen and (max-width: 68rem)"),
    (".wide:not(.many, .crowded)", "screen and (max-width: 44rem)"),
)
"""The tables whose rows stand as blocks of labels and values, and where."""


@value
class HtmlExporter:
    """Writes a report as one accessible HTML file, without script or outside reference.

    Args:
        name: Name by which it is asked for.
        media_types: Media types of what it makes.
        accepts: The kinds of document that it takes.
        suffix: Suffix of the file it makes.
    """

    name: str = "html"
    media_types: tuple[str, ...] = ("text/html",)
    accepts: "frozenset[DocumentKind]" = frozenset({"report"})
    suffix: str = ".html"

    def export(
        self,
        document: "Document",
        language: str,
        render: "Render",
        format: "Formatter",  # noqa: A002  # the word of the contract
    ) -> Iterable[tuple[str, Iterable[bytes]]]:
        """Yield the one file of a report.

        Args:
            document: The report.
            language: Language tag of what is written.
            render: Draws a figure; where it cannot, the page says so and the table remains.
            format: Writes phrases and cells in the language.

        Raises:
            TypeError: The document is no report.
        """
        if not isinstance(document, Report):
            message = f"the exporter html takes a report, not {type(document).__name__}"
            raise TypeError(message)
        yield _NAME, _page(document, language, render, format)


def _page(
    report: Report, language: str, render: "Render", formatter: "Formatter"
) -> Iterator[bytes]:
    from rosace_html.page import Page  # noqa: PLC0415  # a plugin is light to load

    style, policy = _style()
    stream = (
        _environment()
        .get_template("report.html")
        .stream(page=Page.of(report, language, render, formatter), style=style, policy=policy)
    )
    stream.enable_buffering(_BUFFERED)
    for text in stream:
        yield text.encode()


@cache
def _environment() -> "Environment":
    # Jinja2 takes 30 ms to import, and only an export needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("rosace_html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> tuple[str, str]:
    """Return our style sheet, and a policy that lets in it and the pictures inside the page."""
    files = resources.files("rosace_html")
    page, stacked = (
        files.joinpath(name).read_text(encoding="utf-8") for name in ("report.css", "stacked.css")
    )
    # A style sheet has no way of its own to say the same of several tables at several widths.
    parts = (
        f"@media {media} {{\n{stacked.replace('.stacked', tables)}}}\n"
        for tables, media in _STACKED
    )
    style = "".join((page, *parts))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    return style, policy
