"""Columns of which many cells are alike: each value has a number, and is judged but once."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

__all__ = ["Numbers", "Shared"]

Numbers = np.ndarray[Any, Any]

_UNSET: Final = msgspec.UNSET


class Shared:
    """A column of texts, or several columns that are told by one value.

    Args:
        is_sound: Says whether a value is surely sound.
        quotes: Says how many quotation marks a value takes with its key.
    """

    def __init__(self, is_sound: Callable[[Any], bool], quotes: Callable[[Any], int]) -> None:
        self._is_sound = is_sound
        self._quotes = quotes
        self._numbers: dict[Any, int] = {_UNSET: 0}
        self._values: list[Any] = [_UNSET]
        self._taken: Numbers = np.zeros(1, np.int64)
        self._refused: Numbers = np.zeros(1, bool)
        self._chunks: list[Numbers] = []

    def take(self, cells: Sequence[Any]) -> tuple[int, list[int]]:
        """Take cells; return their quotation marks, and the places of those not surely sound.

        Args:
            cells: The values, one at least; msgspec's UNSET for none.
        """
        numbers = self._numbered(cells)
        self._chunks.append(numbers)
        refused: list[int] = []
        if self._refused.any():
            refused = np.flatnonzero(self._refused[numbers]).tolist()
        return int(self._taken[numbers].sum()), refused

    def numbers(self, kept: Numbers | None) -> Numbers:
        """Return the numbers of all values taken.

        Args:
            kept: Which rows are kept; None for all.
        """
        numbers = np.concatenate(self._chunks)
        return numbers if kept is None else numbers[kept]

    def texts(self, numbers: Numbers, spell: Callable[[Any], str | None]) -> pa.Array:
        """Return a column of texts.

        Args:
            numbers: The number of the value in each row, none of them one that was refused.
            spell: What the column says of a value; None for an empty cell.
        """
        spelled = [
            None if refused or each is _UNSET else spell(each)
            for each, refused in zip(self._values, self._refused.tolist(), strict=True)
        ]
        return pa.array(spelled, pa.string()).take(pa.array(numbers))

    def values(self, numbers: Numbers) -> list[Any]:
        """Return each value that stands somewhere once.

        Args:
            numbers: As for `texts`.
        """
        met = np.flatnonzero(np.bincount(numbers, minlength=1))
        return [self._values[n] for n in met.tolist() if n]

    def _numbered(self, cells: Sequence[Any]) -> Numbers:
        first = cells[0]
        if first is cells[-1] and first in self._numbers and cells.count(first) == len(cells):
            return np.full(len(cells), self._numbers[first], np.int32)
        try:
            return np.fromiter(map(self._numbers.__getitem__, cells), np.int32, len(cells))
        except KeyError:
            new = list(set(cells) - self._numbers.keys())
        self._numbers.update((each, n) for n, each in enumerate(new, len(self._values)))
        self._values += new
        self._taken = np.append(self._taken, [self._quotes(each) for each in new])
        self._refused = np.append(self._refused, [not self._is_sound(each) for each in new])
        return self._numbered(cells)
