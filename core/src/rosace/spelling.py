"""How foreign names and text are shown, compared and pointed at in messages."""

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["alike", "json_pointer", "nearest", "printable", "unseen"]

_SHOWN: Final = 200
_BLANK: Final = frozenset(
    chr(code)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)
"""Letters and marks without a shape: joiners, fillers, and selectors of variants."""
_JOINERS: Final = "\u200c\u200d"


def printable(text: str) -> str:
    """Return foreign text made safe to show on a terminal, in one line of bounded length.

    Control characters, lone surrogates and marks that reorder text are written as
    escapes; what exceeds 200 characters is cut, with an ellipsis.
    """
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(each if _is_shown(each) else _escape(each) for each in cut)


def unseen(text: str) -> str | None:
    """Return the first character of a text that nobody can see, or tell from a space.

    Two texts that differ by such a character alone look like one.
    """
    if text.isprintable() and text.isascii():
        return None
    return next((each for each in text if not each.isprintable() or each in _BLANK), None)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that somebody most likely meant, if one comes near."""
    if len(name) > _SHOWN:
        return None
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), None)


def json_pointer(parts: Iterable[str | int]) -> str:
    """Return a path of keys and indexes as a JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _is_shown(character: str) -> bool:
    return (
        character.isprintable() or unicodedata.category(character) == "Zs" or character in _JOINERS
    )


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def alike(name: str) -> str:
    """Return a name as it is told from others: in whatever capitals, widths, spaces and signs.

    Whoever counts as two gives away whoever is counted beside them.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().removesuffix(".0")
    return "".join(filter(str.isalnum, folded)) or name
