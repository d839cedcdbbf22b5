"""Identifiers made of a person's words."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from rosace.values import CODE, IDENTIFIER

__all__ = [
    "code_of",
    "distinct_name",
    "identifier_of",
    "is_device",
    "is_identifier",
    "unaccented",
]

_LONGEST: Final = 64
_USUAL: Final = 40
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_DEVICES: Final = re.compile(r"aux|con|nul|prn|(com|lpt)[0-9]")
_OTHERS: Final = re.compile(r"[^a-z0-9]+")


def unaccented(text: str) -> str:
    """Return text in small letters without accents, for comparing and for making names."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(each for each in apart if not unicodedata.combining(each))


def identifier_of(text: str) -> str:
    """Return a kebab-case identifier made of a text; empty where nothing of it can be used."""
    words = [word for word in _OTHERS.split(unaccented(text)) if word]
    kept: list[str] = []
    for word in words:
        if kept and len("-".join([*kept, word])) > _USUAL:
            break
        kept.append(word[:_LONGEST])
    return "-".join(kept)


def distinct_name(wanted: str, taken: Collection[str], otherwise: str) -> str:
    """Return a name that is not taken: the one wanted, or with a number after it.

    Args:
        wanted: The name; empty where there is none.
        taken: The names that are taken.
        otherwise: What to number where none is wanted.
    """
    base = wanted or otherwise
    if wanted and wanted not in taken:
        return wanted
    number = 2 if wanted else 1
    while (name := f"{base[: _LONGEST - 8]}-{number}") in taken:
        number += 1
    return name


def code_of(text: str) -> str:
    """Return the code of a choice: its text where that is a code, or else one made of it."""
    if len(text) <= _LONGEST and CODE.fullmatch(text):
        return text
    return identifier_of(text)


def is_identifier(text: str) -> bool:
    """Say whether a text can be an instrument's id."""
    return len(text) <= _LONGEST and bool(IDENTIFIER.fullmatch(text))


def is_device(name: str) -> bool:
    """Say whether Windows keeps a name for a device, so that no file there can have it.

    Args:
        name: A name without its suffix.
    """
    return bool(_DEVICES.fullmatch(name.casefold()))
