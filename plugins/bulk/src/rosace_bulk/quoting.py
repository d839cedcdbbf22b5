"""Quotation marks of JSON, by which keys that stand twice are found."""

from typing import Final

import numpy as np

__all__ = ["quotes"]

_QUOTE: Final = ord('"')


def quotes(text: bytes) -> int:
    """Return how many quotation marks begin or end a text in sound JSON.

    Args:
        text: The JSON.
    """
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == _QUOTE))
