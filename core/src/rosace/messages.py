"""Words for people: message ids looked up in gettext catalogues and filled in.

Every distribution keeps its catalogues beside its code, in
``<package>/catalogues/<language>.po``; message ids are dotted names such as
``problem.unknown-key``. A file is read the first time it is needed: plainly written
ones by a single pattern, in a tenth of Babel's time, all others by Babel.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, TypeAlias

from rosace.po import read_by_babel, read_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CORE", "LANGUAGES", "Catalogue", "load", "placeholders", "translate", "translated"]

Catalogue: TypeAlias = "Mapping[str, str | tuple[str, str]]"
"""Message id to text, or to (singular, plural) where the text depends on ``n``."""

CORE: Final = "rosace"
"""The package whose catalogues every other package may fall back on."""

LANGUAGES: Final = ("fr", "en")
"""The languages that every message exists in."""

_FALLBACK: Final = "en"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@cache
def load(package: str, language: str) -> Catalogue:
    """Return the catalogue of a package in a language.

    Args:
        package: the import name of a package that has a ``catalogues`` folder.
        language: a language tag such as ``fr``; of ``fr-CA`` only ``fr`` counts.

    Returns:
        Every translated message by id; empty where the package has no such file.
    """
    if not _LANGUAGE.fullmatch(language):
        return {}
    primary = language.partition("-")[0]
    if primary != language:
        return load(package, primary)
    data = _data(package, language)
    if data is None:
        return {}
    plain = read_plain(data)
    return read_by_babel(data) if plain is None else plain


def translated(
    message_id: str,
    language: str,
    arguments: Mapping[str, str | int] | None = None,
    catalogue: str = CORE,
) -> str:
    """Return a message in a language, or in English where there is none in it.

    For the words of documents, which are written in any language that an instrument has.

    Args:
        message_id: the dotted id.
        language: a language tag.
        arguments: what fills the placeholders.
        catalogue: the package whose catalogue is asked first, before the core's.

    Raises:
        UnknownMessageError: neither catalogue has the id, in English either.
    """
    known = any(message_id in load(each, language) for each in (catalogue, CORE))
    return translate(message_id, language if known else _FALLBACK, arguments, catalogue)


def translate(
    message_id: str,
    language: str,
    arguments: Mapping[str, str | int] | None = None,
    catalogue: str = CORE,
) -> str:
    """Return a message in a language.

    Placeholders are plain names in braces and are replaced literally, once: an
    argument that itself holds ``{name}`` is shown as it is. A placeholder without
    an argument stays visible. Where a message has two forms, the argument ``n``
    chooses: in French the singular is for fewer than 2, elsewhere for exactly 1.

    Args:
        message_id: the dotted id.
        language: a language tag.
        arguments: what fills the placeholders.
        catalogue: the package whose catalogue is asked first, before the core's.

    Raises:
        UnknownMessageError: neither catalogue has the id in that language.
    """
    given = arguments or {}
    text = load(catalogue, language).get(message_id)
    if text is None:
        text = load(CORE, language).get(message_id)
    if text is None:
        # Errors are attrs values, and most runs need none.
        from rosace.errors import UnknownMessageError  # noqa: PLC0415

        raise UnknownMessageError(message_id, language)
    if isinstance(text, tuple):
        text = text[0 if _is_singular(given.get("n"), language) else 1]
    return _PLACEHOLDER.sub(
        lambda found: str(given.get(found[1], found[0])),
        text,
    )


def placeholders(text: str | tuple[str, str]) -> frozenset[str]:
    """Return the placeholders of a message, all its forms together."""
    forms = (text,) if isinstance(text, str) else text
    return frozenset(name for form in forms for name in _PLACEHOLDER.findall(form))


def _is_singular(number: str | int | None, language: str) -> bool:
    if not isinstance(number, int):
        return False
    if language.partition("-")[0] == "fr":
        return abs(number) < 2  # noqa: PLR2004  # the French rule itself
    return number == 1


def _data(package: str, language: str) -> bytes | None:
    """Return a catalogue's file, found without importing the package; None where there is none."""
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        return None
    get_data = getattr(spec.loader, "get_data", None) if spec is not None else None
    if spec is None or get_data is None or not spec.submodule_search_locations:
        return None
    try:
        data: bytes = get_data(f"{spec.submodule_search_locations[0]}/catalogues/{language}.po")
    except OSError:
        return None
    return data
