"""What a cell, the name of a sheet and the XML of a workbook can hold of a text."""

import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape  # only writes

__all__ = ["LONGEST_CELL", "in_xml", "lines_in", "parts_of", "sheet_name", "units"]

LONGEST_CELL: Final = 32_767
"""Most UTF-16 units of a cell's text, for every spreadsheet program."""

_LONGEST_NAME: Final = 31
_ESCAPE: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES: Final = re.compile(
    r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+"
)
_RESERVED: Final = "history"
_CUT: Final = "…"
_PER_WIDTH: Final = 1.12


def units(text: str) -> int:
    """Return the length of a text as spreadsheet programs count it, in UTF-16 units."""
    return len(text) + sum(each > "\uffff" for each in text)


def parts_of(text: str, longest: int = LONGEST_CELL) -> Iterator[str]:
    """Yield a text in parts that a cell can hold; joined, they are the text.

    Args:
        text: Any text.
        longest: Most UTF-16 units of a part.
    """
    if units(text) <= longest:
        yield text
        return
    # A character is at most two units long.
    step = longest // 2 if not text.isascii() else longest
    for start in range(0, len(text), step):
        yield text[start : start + step]


def in_xml(text: str) -> str:
    """Return a text for the XML of a workbook: what XML cannot hold is escaped as ``_xHHHH_``.

    Text that looks like such an escape is escaped itself (ECMA-376, part 1, 22.9.2.19).
    """
    marked = _ESCAPE.sub("_x005F_", text)
    return escape(_UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", marked))


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and none has yet, and take it.

    Args:
        wanted: What it should be named after.
        taken: The names taken, folded.
    """
    plain = " ".join(_ESCAPE.sub("-", _NOT_IN_NAMES.sub(" ", wanted)).split())
    plain = _cut(plain.strip("' "), _LONGEST_NAME).rstrip("' ") or "–"
    name, number = plain, 2
    while name.casefold() in taken or name.casefold() == _RESERVED:
        ending = f" ({number})"
        name = _cut(plain, _LONGEST_NAME - len(ending)) + ending
        number += 1
    taken.add(name.casefold())
    return name


def _cut(text: str, longest: int) -> str:
    """Return the beginning of a text, its last word whole where that loses little."""
    if units(text) <= longest:
        return text
    kept = ""
    for each in text:
        if units(kept + each) > longest - len(_CUT):
            break
        kept += each
    whole = kept.rpartition(" ")[0] if text[len(kept)] != " " else kept
    return (whole if len(whole) > longest // 2 else kept).rstrip("' ") + _CUT


def lines_in(text: str, width: float) -> int:
    """Return about how many lines a text takes in a column of a width in characters."""
    room = max(int(width * _PER_WIDTH), 1)
    return sum(max(1, -(-len(line) // room)) for line in text.split("\n"))
