"""Words from outside, made fit to stand among ours in any format."""

import re
from typing import Final

__all__ = ["safe"]

# Controls, lone surrogates and noncharacters: no format that we write may carry them.
_UNWRITABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_DIRECTIONS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_POP_EMBEDDING: Final = "\u202c"
_POP_ISOLATE: Final = "\u2069"
_CLOSED_BY: Final = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _POP_EMBEDDING),
    **dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE),
}


def safe(text: str) -> str:
    """Return words without what no format can carry, their marks of direction balanced.

    Lines end in a line feed. A mark of direction left open would reorder the words
    that follow, which are ours; a stray closing mark is dropped.

    Args:
        text: Any words.
    """
    text = _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not _DIRECTIONS.search(text):
        return text
    kept: list[str] = []
    opened: list[str] = []
    for character in text:
        if character in _CLOSED_BY:
            opened.append(_CLOSED_BY[character])
        elif character in {_POP_EMBEDDING, _POP_ISOLATE}:
            if not opened or opened[-1] != character:
                continue
            opened.pop()
        kept.append(character)
    return "".join(kept + opened[::-1])
