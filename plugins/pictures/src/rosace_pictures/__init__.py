"""Draws the figures of reports, to SVG and PNG, with Vega-Lite and without any network."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from rosace.interfaces import Drawing, Exporter


@hookimpl
def rosace_register_exporters() -> "Iterable[Exporter]":
    """Bring the exporters of figures alone, as SVG and as PNG."""
    from rosace_pictures.exporter import PictureExporter  # noqa: PLC0415  # only to export

    return (
        PictureExporter(name="svg", media_type="image/svg+xml"),
        PictureExporter(name="png", media_type="image/png"),
    )


@hookimpl
def rosace_render_figure(
    figure: "Drawing",
    rows: Sequence[Mapping[str, Any]],
    language: str,
    media_type: str,
) -> bytes | None:
    """Draw a figure whose specification is already in the reader's language.

    Args:
        figure: What to draw, with `specification`, `title` and `alternative`.
        rows: The rows of the figure's table, column id to drawable value.
        language: BCP 47 tag of the reader's language.
        media_type: The type of picture wanted.

    Returns:
        The picture, or None for a type that this plugin does not draw.
    """
    if media_type not in ("image/svg+xml", "image/png"):
        return None
    # A report without figures never pays for vl-convert, which takes 84 MB.
    from rosace_pictures.drawing import draw  # noqa: PLC0415  # see above

    return draw(figure.specification, rows, media_type, figure.title, figure.alternative, language)
