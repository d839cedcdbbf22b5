"""What errors and findings say: messages looked up in a reader's language, and filled."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from rosace.spelling import printable

__all__ = ["Arguments", "readable", "say", "sentences"]

Arguments: TypeAlias = Mapping[str, str | int]
"""What fills the placeholders of a message."""

_KILOBYTE: Final = 1000
_ENDS: Final = frozenset(".!?…")


def sentences(message: str, advice: str) -> str:
    """Return both on one line, with a period between them where there is none."""
    said = message.rstrip(" \xa0:")
    return f"{said}{'' if said[-1:] in _ENDS else '.'} {advice}"


def readable(arguments: Arguments, language: str) -> dict[str, str | int]:
    """Return arguments as a person reads them.

    Args:
        arguments: Those named ``*_type`` hold JSON type names, ``|`` between them, and those
            named ``*_bytes`` sizes in bytes.
        language: That of the words.
    """
    return {name: _readable(name, held, language) for name, held in arguments.items()}


def _readable(name: str, value: str | int, language: str) -> str | int:
    if isinstance(value, int):
        return _size(value, language) if name.endswith("_bytes") else value
    shown = printable(value)
    if not name.endswith("_type"):
        return shown
    return say(["type.or"], language, {}).join(
        say([f"type.{each}"], language, {}) for each in shown.split("|")
    )


def _size(count: int, language: str) -> str:
    unit = "bytes"
    for larger in ("kilobytes", "megabytes"):
        if count < _KILOBYTE or count % _KILOBYTE:
            break
        count, unit = count // _KILOBYTE, larger
    return say([f"size.{unit}"], language, {"n": count})


def say(ids: Sequence[str], language: str, arguments: Arguments, catalogue: str = "rosace") -> str:
    """Return the first of some messages that has words, in English if it must be.

    Args:
        ids: The ids of the messages, of which the first is named where none has words.
        language: That of the words.
        arguments: What fills the placeholders.
        catalogue: The package whose catalogues have the messages.
    """
    # The catalogues raise errors, which speak by this function; and most runs need no words.
    from rosace.errors import UnknownMessageError  # noqa: PLC0415  # as above
    from rosace.messages import translate  # noqa: PLC0415  # as above

    for message_id in ids:
        for each in (language, "en"):
            try:
                return translate(message_id, each, arguments, catalogue)
            except UnknownMessageError:
                continue
    return ids[0]
