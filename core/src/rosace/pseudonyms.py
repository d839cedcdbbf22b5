"""Pseudonyms in the place of e-mail addresses, made with a key that only the study holds."""

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import open_file

__all__ = ["is_email", "load_key", "pseudonymize"]

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_INSIDE: Final = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_DIGITS: Final = 32
_KEY_BYTES: Final = 32
_OTHERS: Final = 0o077
_ONLY_OWNER: Final = 0o600


def is_email(text: str) -> bool:
    """Return whether a text is an e-mail address."""
    return bool(_EMAIL.fullmatch(text.strip()))


def pseudonymize(document: Mapping[str, Any], key: bytes) -> dict[str, Any]:
    """Return a response document without e-mail addresses in its ids.

    Each address gives way to 32 hexadecimal digits of its HMAC-SHA-256, so that a
    person keeps one pseudonym over the waves. Case makes no difference.

    Args:
        document: A response document, not yet validated.
        key: The study's key.
    """
    changed = dict(document)
    if isinstance(identifier := document.get("id"), str):
        changed["id"] = _INSIDE.sub(lambda found: _pseudonym(found[0], key), identifier)
    respondent = document.get("respondent")
    if isinstance(respondent, Mapping):
        identifier = respondent.get("id")
        if isinstance(identifier, str) and is_email(identifier):
            changed["respondent"] = {**respondent, "id": _pseudonym(identifier, key)}
    return changed


def load_key(path: str | os.PathLike[str]) -> bytes:
    """Return a study's key; where there is no file yet, make one for its owner alone.

    Args:
        path: The file, which belongs with the study and never with its answers.

    Raises:
        InvalidDocumentError: The file is too short for a key, cannot be read or made,
            or others than its owner may read it.
    """
    file = Path(path)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OWNER)
    except FileExistsError:
        return _read_key(file)
    except OSError:
        raise InvalidDocumentError((Problem("unwritable-key", file=str(file)),)) from None
    key = secrets.token_bytes(_KEY_BYTES)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key)
    return key


def _read_key(file: Path) -> bytes:
    with open_file(file) as stream:
        # Windows keeps no such modes: there every file looks readable by all.
        if os.name == "posix" and os.fstat(stream.fileno()).st_mode & _OTHERS:
            raise InvalidDocumentError((Problem("key-not-private", file=str(file)),))
        key = stream.read()
    if len(key) < _KEY_BYTES:
        arguments = {"minimum": _KEY_BYTES}
        raise InvalidDocumentError((Problem("key-too-short", file=str(file), arguments=arguments),))
    return key


def _pseudonym(address: str, key: bytes) -> str:
    normal = unicodedata.normalize("NFC", address.strip()).casefold()
    return hmac.new(key, normal.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[
        :_DIGITS
    ]
