"""Setting a document with Typst: accessible PDF out of our templates, data and pictures."""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from rosace.safe_text import safe
from rosace_document import PACKAGE

__all__ = ["SPELLED", "advances", "lacking", "spelled", "typeset"]

SPELLED: Final = "[U+"
"""What a character begins with that is written by its number."""

_STANDARD: Final = "ua-1"
_IGNORABLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")

_OVERRIDES: Final = dict.fromkeys(map(ord, "\u202d\u202e"))
"""Marks that set letters in an order which is not theirs; no language needs them."""

_REFUSED: Final = frozenset({0x0000, 0xFEFF, 0xFFFE})
"""What PDF/UA-1 lets no text hold, whether or not a font has it."""


def typeset(template: str, data: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """Return a document as tagged PDF/UA-1 (ISO 14289-1).

    A template reads its words from ``data.json`` and never from markup, so that no text is
    taken for Typst. Nothing of the machine enters: no font, time or name; the same arguments
    give the same bytes.

    Args:
        template: The name of a template of this package, without suffix.
        data: What it sets: anything that JSON holds. Texts lose what no font of ours has:
            see `spelled`.
        pictures: Pictures by the name under which the data mentions them, SVG.

    Raises:
        ValueError: The template and the data do not go together, with what Typst says.
    """
    # Typst takes 80 MB, and only a document needs it.
    import typst  # noqa: PLC0415

    # The types of the library know no folder in memory, which its documentation has.
    files: Any = {
        **{name: text for name, text in _templates().items() if name != f"{template}.typ"},
        **pictures,
        "main": _templates()[f"{template}.typ"],
        "data.json": json.dumps(spelled(data), ensure_ascii=False).encode(),
    }
    try:
        return bytes(
            typst.compile(
                files,
                font_paths=[str(_fonts())],
                ignore_system_fonts=True,
                pdf_standards=[_STANDARD],
            )
        )
    except typst.TypstError as error:
        message = f"Typst: {error.diagnostic}"
        raise ValueError(message) from error


def spelled(data: Any) -> Any:
    """Return data whose texts are made only of characters that our fonts have.

    A character that they lack is written by its number in Unicode, as in ``[U+1F600]``; marks
    that show nothing and only steer the shaping of such characters are dropped. So are marks
    that turn letters round; other marks of direction end where their text does.

    Args:
        data: A text, or lists and mappings of them, as JSON holds them; the rest is as it was.
    """
    if isinstance(data, str):
        text = safe(unicodedata.normalize("NFC", data).translate(_OVERRIDES))
        return lacking().sub(_number, text)
    if isinstance(data, Mapping):
        return {key: spelled(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [spelled(each) for each in data]
    return data


@cache
def advances() -> Mapping[int, float]:
    """Return the width of each character of our upright font at its regular weight, in em."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # as above

    (path,) = (path for path in _fonts().glob("*.ttf") if "Italic" not in path.name)
    with TTFont(path, lazy=True) as font:
        widths, units = font["hmtx"], font["head"].unitsPerEm
        return {point: widths[name][0] / units for point, name in font.getBestCmap().items()}


def _number(found: "re.Match[str]") -> str:
    character = found[0]
    return "" if _IGNORABLE.match(character) else f"{SPELLED}{ord(character):04X}]"


@cache
def lacking() -> "re.Pattern[str]":
    """Return a pattern of a character that one of our fonts lacks."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415  # as above

    covered = []
    for path in _fonts().glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            covered.append(frozenset(font.getBestCmap()))
    points = sorted((frozenset.intersection(*covered) | {ord("\n")}) - _REFUSED)
    ends = [place for place in range(1, len(points)) if points[place] != points[place - 1] + 1]
    runs = [points[start:end] for start, end in pairwise((0, *ends, len(points)))]
    ranges = "".join(rf"\U{run[0]:08x}-\U{run[-1]:08x}" for run in runs)
    return re.compile(f"[^{ranges}]")


@cache
def _fonts() -> Path:
    """Return the folder of the fonts."""
    import fontpkg_arimo  # noqa: PLC0415  # as above

    return Path(fontpkg_arimo.ROOT) / "files"


@cache
def _templates() -> Mapping[str, bytes]:
    """Return every template by its name."""
    folder = resources.files(PACKAGE).joinpath("templates")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".typ")}
