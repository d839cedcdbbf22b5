"""Vega expressions that cut labels in the middle, so that the end that tells them apart stays."""

import json

from rosace.wrapping import line_count, wrapped

__all__ = ["shortened"]


def shortened(expression: str, width: int, lines: int) -> str:
    """Return an expression that breaks a text into lines, and cuts the middle of a longer one.

    What comes before the last line ends in an ellipsis then; the last line is the text's end,
    from the beginning of a word where one begins there.

    Args:
        expression: A Vega expression that yields the text, or null.
        width: The longest line, in characters.
        lines: The greatest number of lines; one line is cut at its end.
    """
    whole = wrapped(expression, width, lines)
    if lines == 1:
        return whole
    begun = wrapped(expression, width, lines - 1)
    # The text on a single line; its end is sought from the first word that leaves it room.
    plain = f"replace(trim('' + {expression}), regexp('[ \\\\t\\\\r\\\\n]+', 'g'), ' ')"
    ending = json.dumps(f"^.*? (.{{1,{width}}})$|^.*(.{{{width}}})$")
    end = f"replace({plain}, regexp({ending}, 'u'), '$1$2')"
    return (
        f"{line_count(wrapped(expression, width, lines + 1))} > {lines} ? "
        f"{begun} + '\\n' + {end} : {whole}"
    )
