"""Vega expressions that break lines, for labels known only when a figure is drawn."""

import json
import re
from typing import Final

__all__ = ["limited", "line_count", "lines_taken", "wrapped"]

_WIDE: Final = "[A-ZÀ-Þ0-9@%mw]{6}|[^\\\\u0020-\\\\u024f\\\\u2010-\\\\u2026\\\\n]"


def wrapped(expression: str, width: int, lines: int) -> str:
    """Return an expression that breaks a text into lines, to be drawn with `lineBreak` a newline.

    Lines break at spaces, or inside a word longer than a line; what exceeds the last line
    gives way to an ellipsis.

    Args:
        expression: A Vega expression that yields the text, or null.
        width: The longest line, in characters.
        lines: The greatest number of lines.
    """
    spaces = "regexp('[ \\\\t\\\\r\\\\n]+', 'g')"
    text = f"trim(replace(isValid({expression}) ? '' + {expression} : '', {spaces}, ' '))"
    pattern = json.dumps(f"(.{{1,{width}}})(?: +|$)|(.{{{width}}})")
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
    return len(re.findall(rf"(?:.{{1,{width}}})(?: +|$)|(?:.{{{width}}})", " ".join(text.split())))


def limited(expression: str, limit: float) -> dict[str, str]:
    """Return the `limit` of a broken text's lines, set only where its letters may be too wide.

    Measuring takes most of the time of a picture, and lines of ordinary letters always fit.

    Args:
        expression: A Vega expression that yields the broken text.
        limit: The room of a line, in pixels.
    """
    return {"expr": f"test(regexp('{_WIDE}'), {expression}) ? {limit} : 0"}
