"""Catalogues out of gettext's ``.po`` files.

Plainly written ones, as all of ours are, are read by one pattern in a tenth of the
time that Babel takes to be imported; all others by Babel.
"""

import re
from typing import Final, TypeAlias

__all__ = ["Texts", "read_by_babel", "read_plain"]

Texts: TypeAlias = dict[str, str | tuple[str, str]]
"""Message id to text, or to (singular, plural)."""

_TEXT: Final = r'"((?:[^"\\\n]|\\[nt"\\])*)"\n'
_HEADER: Final = re.compile(
    r'msgid ""\nmsgstr ""\n(?:"[^"\n]*"\n)*"Content-Type: text/plain; charset=utf-8\\n"\n'
    r'(?:"[^"\n]*"\n)*'
)
_ENTRY: Final = re.compile(
    rf"\n+msgid {_TEXT}(?:msgstr {_TEXT}"
    rf"|msgid_plural {_TEXT}msgstr\[0\] {_TEXT}msgstr\[1\] {_TEXT})"
)
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t"}


def read_plain(data: bytes) -> Texts | None:
    """Return what a plainly written catalogue holds; None where anything in it is unusual.

    Plain is: in UTF-8, each text on one line, no comments, contexts or obsolete
    entries, each id once.

    Args:
        data: The file.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    text = f"{text.rstrip()}\n"
    found = _HEADER.match(text)
    catalogue: Texts = {}
    while found is not None and found.end() < len(text):
        found = _ENTRY.match(text, found.end())
        if found is None:
            return None
        name, single, plural, one, many = (_unescape(each) for each in found.groups())
        if not name or name in catalogue or plural == "":
            return None
        if single is not None:
            catalogue[name] = single
        elif one and many:
            catalogue[name] = (one, many)
    return None if found is None else {name: said for name, said in catalogue.items() if said}


def read_by_babel(data: bytes) -> Texts:
    """Return what any catalogue holds.

    Args:
        data: The file.

    Raises:
        babel.messages.pofile.PoFileError: It is no catalogue.
    """
    from io import BytesIO  # noqa: PLC0415  # as Babel: only for the unusual

    from babel.messages.pofile import read_po  # noqa: PLC0415

    catalogue: Texts = {}
    for entry in read_po(BytesIO(data), abort_invalid=True):
        if isinstance(entry.id, str):
            if entry.id and entry.string:
                catalogue[entry.id] = str(entry.string)
        elif isinstance(entry.string, tuple) and all(entry.string):
            catalogue[entry.id[0]] = (entry.string[0], entry.string[1])
    return catalogue


def _unescape(text: str | None) -> str | None:
    if text is None or "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text)
