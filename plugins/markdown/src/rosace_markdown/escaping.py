"""Words made fit for Markdown: shown as they are, whatever they look like.

Every character that CommonMark, GitHub's dialect or Pandoc may read as markup is
written with a backslash, which all of them read as the character itself.
"""

import re
from typing import Final

__all__ = ["escape_line", "escape_lines"]

_ANYWHERE: Final = re.compile(r"[\\`*_{}\[\]<>|~$#&@^]")
# What would become a link or a small picture by itself.
_ADDRESS: Final = re.compile(r":(?=//|[\w+-]+:)|(?<=\b[Ww]{3})\.|(?<=\w)\.(?=[^\W\d_])")
# What would open a list, underline a heading or name a definition; a backslash comes after it.
_AT_START: Final = re.compile(
    r"^(?=[-+=:])|^\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+)(?=[.)](?: |$))"
)
_SPACES: Final = re.compile(r"[ \t]+")


def escape_line(text: str) -> str:
    """Return words on one line, for a heading, a cell or a caption.

    Args:
        text: Any words; their line breaks become spaces.
    """
    return _escape(" ".join(_lines(text)))


def escape_lines(text: str, indent: str = "") -> str:
    """Return words that keep their line breaks, for a paragraph or a point of a list.

    Args:
        text: Any words; empty lines are dropped.
        indent: What starts every line but the first, such as ``> `` in a quotation.
    """
    return f"\\\n{indent}".join(_escape(line) for line in _lines(text))


def _lines(text: str) -> list[str]:
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    return [line for line in lines if line]


def _escape(line: str) -> str:
    line = _ANYWHERE.sub(r"\\\g<0>", line)
    line = _ADDRESS.sub(r"\\\g<0>", line)
    return _AT_START.sub(r"\g<0>\\", line)
