"""Vega expressions that cut labels in the middle, so that the end that tells them apart stays."""

import json

from rosace.wrapping import line_count, wrapped

__all__ = ["shortened"]


def shortened(expression: str, width: int, lines: int) -> str:
    """Return an expression that breaks a text into lines, and cuts the middle of a longer one.

    What comes before the last line ends in an ellipsis then; the last line, or half of a single
    one, is the text's end, from the beginning of a word where one begins there.

    Args:
        expression: A Vega expression that yields the text, or null.
        width: The longest line, in characters.
        lines: The greatest number of lines.
    """
    tail = width if lines > 1 else width // 2
    begun = (
        wrapped(expression, width, lines - 1)
        if lines > 1
        else wrapped(expression, width - tail - 2, 1)
    )
    between = "\\n" if lines > 1 else " "
    # The text on a single line; its end is sought from the first word that leaves it room.
    plain = f"replace(trim('' + ({expression})), regexp('[ \\\\t\\\\r\\\\n]+', 'g'), ' ')"
    ending = json.dumps(f"^.*? (.{{1,{tail}}})$|^.*(.{{{tail}}})$")
    end = f"replace({plain}, regexp({ending}, 'u'), '$1$2')"
    return (
        f"{line_count(wrapped(expression, width, lines + 1))} > {lines} ? "
        f"{begun} + '{between}' + {end} : {wrapped(expression, width, lines)}"
    )
