"""Vega expressions that break lines, for labels known only when a figure is drawn."""

import json
import re
import unicodedata
from typing import Final

__all__ = ["FILLING", "breadth", "limited", "line_count", "lines_taken", "wrapped"]

_WIDE: Final = "[A-ZÀ-Þ0-9@%mw]{6}|[^\\\\u0020-\\\\u024f\\\\u2010-\\\\u2026\\\\n]"

FILLING: Final = "ксзтугѓ"
"""Letters a little narrower than half as wide as high: one of them fills the room of broad ones."""

_PICTOGRAMS: Final = 0x1F000
_PICTOGRAM: Final = 3
_FULL: Final = 2


def breadth(letter: str) -> int:
    """Return how many letters of ordinary width a letter takes in a picture.

    Two where it is wide (Unicode Standard Annex 11), as those of Chinese and Japanese, and three
    where it is a pictogram.

    Args:
        letter: One character.
    """
    if ord(letter) >= _PICTOGRAMS:
        return _PICTOGRAM
    return _FULL if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def wrapped(expression: str, width: int, lines: int) -> str:
    """Return an expression that breaks a text into lines, to be drawn with `lineBreak` a newline.

    Lines break at spaces, or inside a word longer than a line; what exceeds the last line
    gives way to an ellipsis. What draws the picture must write a broad letter as the letters
    whose room it takes: itself, and of one of `FILLING` as many as `breadth` says.

    Args:
        expression: A Vega expression that yields the text, or null.
        width: The longest line, in characters.
        lines: The greatest number of lines.
    """
    spaces = "regexp('[ \\\\t\\\\r\\\\n]+', 'g')"
    text = f"trim(replace(isValid({expression}) ? '' + {expression} : '', {spaces}, ' '))"
    pattern = json.dumps(_line(width))
    broken = f"replace({text}, regexp({pattern}, 'gu'), '$1$2\\n')"
    most = json.dumps(f"^((?:[^\\n]*\\n){{{lines}}})[^]+$")
    cut = f"replace({broken}, regexp({most}, 'u'), '$1…\\n')"
    return f"replace(replace({cut}, regexp('\\n…', 'g'), '…'), regexp('\\n$'), '')"


def line_count(expression: str) -> str:
    """Return an expression that counts the lines of a broken text."""
    return f"length(split({expression}, '\\n'))"


def lines_taken(text: str, width: int) -> int:
    """Return how many lines a text breaks into, as `wrapped` breaks it, however many that are.

    Args:
        text: The text.
        width: The longest line, in characters.
    """
    room = "".join(letter + FILLING[0] * (breadth(letter) - 1) for letter in " ".join(text.split()))
    return len(re.findall(_line(width), room))


def _line(width: int) -> str:
    """Return the pattern of a line, which parts no broad letter from what fills its room."""
    whole = f"(?![{FILLING}])"
    short = "|".join(
        [f".{{{each}}}{whole}" for each in (width, width - 1) if each > 0]
        + [f".{{{max(1, width - 2)}}}"]
    )
    return f"(.{{1,{width}}})(?: +|$)|({short})"


def limited(expression: str, limit: float) -> dict[str, str]:
    """Return the `limit` of a broken text's lines, set only where its letters may be too wide.

    Measuring takes most of the time of a picture, and lines of ordinary letters always fit.

    Args:
        expression: A Vega expression that yields the broken text.
        limit: The room of a line, in pixels.
    """
    return {"expr": f"test(regexp('{_WIDE}'), {expression}) ? {limit} : 0"}
