"""How far a long run has come, shown while a person watches."""

import sys
import time
from types import TracebackType
from typing import Final, Self

import click

from rosace.speaking import words

__all__ = ["Progress"]

_PATIENCE: Final = 1.0
_PAUSE: Final = 0.2


class Progress:
    """A count on stderr that appears after a second, and only at a terminal.

    Args:
        said: The message that says the count, ``n``.
    """

    def __init__(self, said: str = "cli.progress") -> None:
        """Begin to wait."""
        self._said = said
        self._watched = sys.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._width = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the count away again."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)

    def show(self, number: int) -> None:
        """Show how many are done, a few times a second.

        Args:
            number: The count.
        """
        if not self._watched or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE
        said = words(self._said, n=number)
        self._width = max(self._width, len(said))
        click.echo("\r" + said, err=True, nl=False)
