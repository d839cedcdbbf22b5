"""Pictures made fit to stand in a document: letters of our font, and a size."""

import re
import unicodedata
from typing import Final

from rosace.values import value
from rosace_document.typesetting import spelled

__all__ = ["Picture", "picture"]

_POINTS: Final = 0.75
"""Points of a pixel."""
_ROOT: Final = re.compile(r"<svg\b[^>]*>")
_SIZE: Final = re.compile(r'\s(width|height)="([0-9]{1,5}(?:\.[0-9]+)?)(?:px)?"')
_FAMILY: Final = re.compile(r"(font-family\s*[=:]\s*[\"']?)[^\"';]*")


@value
class Picture:
    """A picture that a document can hold.

    Args:
        svg: The picture.
        width: Its own width, in points, or None where it does not say.
        height: Its own height, likewise.
    """

    svg: bytes
    width: float | None
    height: float | None


def picture(drawn: bytes | None) -> Picture | None:
    """Return what was drawn, fit for a document, or None where nothing was.

    Its texts are set in Arimo, whose letters have the widths of Liberation Sans and Arial,
    and a character that Arimo lacks is written by its number, as everywhere in a document.

    Args:
        drawn: An SVG picture in UTF-8, or None.
    """
    if drawn is None:
        return None
    text = drawn.decode("utf-8", "replace")
    text = _FAMILY.sub(r"\g<1>Arimo", _simple(spelled(text.replace("\t", " "))))
    root = _ROOT.search(text)
    sizes = {key: float(size) * _POINTS for key, size in _SIZE.findall(root[0])} if root else {}
    return Picture(svg=text.encode(), width=sizes.get("width"), height=sizes.get("height"))


def _simple(text: str) -> str:
    """Return a text in which every letter is one glyph: PDF/UA-1 takes no other in a picture.

    Marks that stand on letters and letters that join are written by their number; what shows
    nothing is dropped.
    """
    return "".join(map(_glyph, text)) if not text.isascii() else text


def _glyph(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    joins = kind.startswith("M") or unicodedata.bidirectional(letter) == "AL"
    return f"[U+{ord(letter):04X}]" if joins else letter
