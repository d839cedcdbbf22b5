"""The house theme: one family of fonts, few sizes, and colours that survive greyscale."""

from typing import Any, Final

from rosace.palette import CATEGORIES, FAINT, GREY, INK, LINE, ORDINAL, SHARES

FONT: Final = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"
"""The family of every text.

Liberation Sans (SIL Open Font License) is embedded in vl-convert, which measures and paints
with it on any machine. An SVG picture opened where it is missing falls back on Arimo, Arial
or Helvetica, whose letters have the same widths, so nothing moves.
"""


def theme() -> dict[str, Any]:
    """Return the Vega-Lite configuration of every picture; sizes are in pixels."""
    return {
        "aria": False,
        "background": "white",
        "font": FONT,
        "padding": 6,
        "view": {"stroke": None},
        "text": {"fontSize": 12, "color": INK},
        "rule": {"color": LINE},
        "axis": {
            "labelFontSize": 12,
            "labelColor": INK,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": GREY,
            "titlePadding": 8,
            "domainColor": LINE,
            "tickColor": LINE,
            "gridColor": FAINT,
            "labelLimit": 0,
        },
        "legend": {
            "labelFontSize": 12,
            "labelColor": INK,
            "labelLimit": 0,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titleColor": GREY,
            "titleLimit": 0,
        },
        "header": {"labelFontSize": 12, "labelColor": INK, "titleFontSize": 12},
        "range": {
            "category": list(CATEGORIES),
            "ordinal": {"scheme": list(ORDINAL)},
            "ramp": {"scheme": list(SHARES)},
            "heatmap": {"scheme": list(SHARES)},
        },
    }
