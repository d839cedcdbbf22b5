"""Pictures made fit to stand in a document: letters of our font, and a size."""

import base64
import re
import unicodedata
from collections.abc import Callable
from typing import Final

from rosace.values import value
from rosace_document.typesetting import SPELLED, spelled

__all__ = ["Picture", "picture"]

_POINTS: Final = 0.75
"""Points of a pixel."""
_ROOT: Final = re.compile(r"<svg\b[^>]*>")
_SIZE: Final = re.compile(r'\s(width|height)="([0-9]{1,5}(?:\.[0-9]+)?)(?:px)?"')
_HELD: Final = '<image width="100%" height="100%" href="data:image/png;base64,{}"/>'
"""A PNG within an SVG: Typst takes no other picture from memory."""
_TOLD: Final = re.compile(r"<(title|desc)\b[^>]*>[^<]*</\1>")
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


def picture(draw: Callable[[str], bytes | None]) -> Picture | None:
    """Return what is drawn, fit for a document, or None where nothing is.

    The texts of an SVG are set in Arimo, whose letters have the widths of Liberation Sans and
    Arial. Where Arimo or PDF/UA-1 lacks a letter, the picture holds a PNG, in which every letter
    stands as it was measured; where none can be had, such letters are written by their number.

    Args:
        draw: Draws the picture of a media type, or returns None where nothing can.
    """
    drawn = draw("image/svg+xml")
    if drawn is None:
        return None
    plain = _TOLD.sub("", drawn.decode("utf-8", "replace").replace("\t", " "))
    root = _ROOT.search(plain)
    sizes = {key: float(size) * _POINTS for key, size in _SIZE.findall(root[0])} if root else {}
    text = _simple(spelled(plain))
    painted = draw("image/png") if text.count(SPELLED) > plain.count(SPELLED) else None
    if painted and root:
        text = f"{root[0]}{_HELD.format(base64.b64encode(painted).decode())}</svg>"
    else:
        text = _FAMILY.sub(r"\g<1>Arimo", text)
    return Picture(svg=text.encode(), width=sizes.get("width"), height=sizes.get("height"))


def _simple(text: str) -> str:
    """Return a text in which every letter is one glyph: PDF/UA-1 takes no other in a picture.

    Marks that stand on letters and letters that join are written by their number; what shows
    nothing is dropped.
    """
    return text.translate({ord(letter): _glyph(letter) for letter in set(text)})


def _glyph(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Cf":
        return ""
    joins = kind.startswith("M") or unicodedata.bidirectional(letter) == "AL"
    return f"{SPELLED}{ord(letter):04X}]" if joins else letter
