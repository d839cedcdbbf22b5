"""The colours of all pictures, for colour-blind readers and for print in greyscale.

Lightness carries every order, and tells kinds apart too; what a colour says, a word, a number
or a shape says as well. Ratios of contrast are those of WCAG 2.2; a test computes them, and how
far apart colours stay for readers who lack one kind of cone.
"""

from typing import Final

__all__ = [
    "ALARM",
    "CATEGORIES",
    "FAINT",
    "GREY",
    "INK",
    "LINE",
    "MISSING",
    "NEUTRAL",
    "ORDINAL",
    "PALE",
    "SHARES",
]

INK: Final = "#1d2b33"
"""Colour of text: 14.5:1 on white."""

GREY: Final = "#4d5c66"
"""Colour of secondary text: 6.9:1 on white."""

LINE: Final = "#7b8890"
"""Colour of axes and leaders: 3.6:1 on white, enough for a line."""

PALE: Final = "#b4bfc5"
"""Colour of lines between rows and cells, which only help the eye along."""

FAINT: Final = "#dde3e6"
"""Colour of grid lines, which carry no meaning."""

NEUTRAL: Final = "#eef1f3"
"""Colour of what leans neither way."""

ALARM: Final = "#8c2f39"
"""Colour of what was blocked or drew back, which has a shape of its own besides."""

ORDINAL: Final = ("#fbeecd", "#f0d397", "#72aaa5", "#1d5668", "#0b2c3e")
"""From the weakest choice to the strongest; lightness falls, so greyscale keeps the order.

Vega takes the colours of n choices from inside the range, never its two ends: three choices
fall on the second, third and fourth of these.
"""

SHARES: Final = ("#ebf2f2", "#7fb5b2", "#123f54")
"""From nobody to everybody."""

CATEGORIES: Final = ("#2b5a9a", "#c08b27", "#6a215c", "#2e8a45", "#172126")
"""Kinds without an order, apart in hue and in lightness, each 3:1 or more on white."""

MISSING: Final = ("#ffffff", "#e6ebed", "#c9d2d6", "#aab6bc")
"""Reasons for missing answers, which have a broken outline besides."""
