"""The house theme: one family of fonts, few sizes, and colours that survive greyscale."""

from typing import Any, Final

FONT: Final = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif"
"""The family of every text.

Liberation Sans (SIL Open Font License) is embedded in vl-convert, which measures and paints
with it on any machine. An SVG picture opened where it is missing falls back on Arimo, Arial
or Helvetica, whose letters have the same widths, so nothing moves.
"""

INK: Final = "#1d2b33"
"""Colour of text: 14.5:1 on white."""

MUTED: Final = "#4d5c66"
"""Colour of secondary text: 6.9:1 on white."""

LINE: Final = "#7b8890"
"""Colour of axes and leaders: 3.6:1 on white, enough for a line."""

FAINT: Final = "#dde3e6"
"""Colour of grid lines, which carry no meaning."""

ORDINAL: Final = ("#fbeecd", "#f0d397", "#72aaa5", "#1d5668", "#0b2c3e")
"""From the weakest choice to the strongest; lightness falls evenly, so greyscale keeps the order.

Vega takes the colours of n choices from inside the range, never its two ends: three choices
fall on the second, third and fourth of these.
"""

SHARES: Final = ("#ebf2f2", "#7fb5b2", "#123f54")
"""From nobody to everybody."""

CATEGORIES: Final = ("#2f6690", "#e2a03f", "#7a3b5e", "#5b8c5a", "#4d5c66")
"""Kinds without an order, apart in hue and in lightness."""


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
            "titleColor": MUTED,
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
            "titleColor": MUTED,
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
