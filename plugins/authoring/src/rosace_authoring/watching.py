"""Tells when a file has changed and is whole again."""

import os
import time
from collections.abc import Iterator
from typing import Final

__all__ = ["changes"]

_BETWEEN: Final = 0.2
"""Seconds between two looks."""


def changes(path: str) -> Iterator[None]:
    """Yield whenever a file has changed, once it has kept still between two looks.

    A file that is gone for the time of one look is being replaced; gone for longer, it is
    gone, and that is a change.

    Args:
        path: The file.
    """
    known = last = _state(path)
    while True:
        time.sleep(_BETWEEN)
        now = _state(path)
        if now == last != known:
            known = now
            yield
        last = now


def _state(path: str) -> tuple[int, int, int] | None:
    """Return what changes with a file's contents; None where there is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116  # a path on paper may be none
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
