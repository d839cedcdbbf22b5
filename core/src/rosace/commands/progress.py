"""How far a long run has come, shown while a person watches."""

import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import click

from rosace.speaking import words

__all__ = ["Progress", "rows_expected"]

_PATIENCE: Final = 1.0
_PAUSE: Final = 0.2
_BAR: Final = 24
_FULL, _EMPTY = "#", "-"
_SAMPLE: Final = 1 << 20
_MINUTE: Final = 60

Held = TypeVar("Held")


class Progress:
    """A count on stderr that appears after a second, and only at a terminal.

    Where it is known how many there are in all, a bar shows the share that is done, and
    about how long the rest will take.

    Args:
        said: The message that says the count, ``n``.
        total: What tells how many there are in all, or None where nobody knows. It is asked
            once, when the count first appears.
    """

    def __init__(
        self, said: str = "cli.progress", total: Callable[[], int | None] = lambda: None
    ) -> None:
        """Begin to wait."""
        self._said = said
        self._ask = total
        self._total: int | None = None
        self._asked = False
        self._watched = sys.stderr.isatty()
        self._begun = time.monotonic()
        self._next = self._begun + _PATIENCE
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
        self.clear()

    def clear(self) -> None:
        """Take the count away, until there is more to show."""
        if self._width:
            click.echo("\r" + " " * self._width + "\r", err=True, nl=False)
            self._width = 0

    def show(self, number: int) -> None:
        """Show how many are done, a few times a second.

        Args:
            number: The count.
        """
        now = time.monotonic()
        if not self._watched or now < self._next:
            return
        self._next = now + _PAUSE
        if not self._asked:
            self._asked, self._total = True, self._ask()
        said = words(self._said, n=number)
        if self._total and number:
            said = self._with_bar(said, min(number / self._total, 1), now - self._begun)
        self._width = max(self._width, len(said))
        click.echo("\r" + said.ljust(self._width), err=True, nl=False)

    def watching(self, things: Iterable[Held]) -> Iterator[Held]:
        """Yield things, and show how many have gone by.

        Args:
            things: The things.
        """
        for number, each in enumerate(things):
            self.show(number)
            yield each

    @staticmethod
    def _with_bar(said: str, share: float, passed: float) -> str:
        """Return a count with the bar and the time that is left, no wider than the terminal."""
        left = _time(passed / share - passed)
        rest = words("cli.progress.share", share=int(share * 100), said=said, left=left)
        room = min(shutil.get_terminal_size().columns - len(rest) - 2, _BAR)
        full = round(share * room)
        return f"{_FULL * full}{_EMPTY * (room - full)} {rest}" if room > 0 else said


def rows_expected(files: Sequence[str]) -> int | None:
    """Return about how many rows some files of text hold, or None where it cannot be told.

    A part of each is looked at, however long it is.

    Args:
        files: The files.
    """
    from rosace.reading import is_lines  # noqa: PLC0415  # only where somebody waits

    rows = 0.0
    for name in files:
        path = Path(name)
        if not is_lines(path) and path.suffix.lower() != ".csv":
            return None
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                held = file.read(_SAMPLE)
        except OSError:
            return None
        lines = held.count(b"\n")
        rows += size / len(held) * lines if lines else 1
    return round(rows) or None


def _time(seconds: float) -> str:
    """Return a time as minutes and seconds, or hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
