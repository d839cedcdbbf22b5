"""Tells when a file has changed and is whole again."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["FileWatch"]

_BETWEEN: Final = 0.2
"""Seconds between two looks."""

_State = tuple[int, int, int] | None


class FileWatch:
    """Watches a file from the moment that it is made, so that no change is missed.

    Args:
        path: The file.
    """

    def __init__(self, path: str) -> None:
        """Take how the file is now."""
        self.path = path
        self._known = self._state()

    def changes(self) -> Iterator[None]:
        """Yield whenever the file has changed, once it has kept still between two looks.

        A file that is gone for the time of one look is being replaced; gone for longer, it is
        gone, and that is a change.
        """
        last = self._known
        while True:
            time.sleep(_BETWEEN)
            now = self._state()
            if now == last != self._known:
                self._known = now
                yield
            last = now

    def _state(self) -> _State:
        """Return what changes with the file's contents; None where there is no file."""
        try:
            found = Path(self.path).stat()
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
