"""Columns of which many cells are alike: each value has a number, and is judged but once."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

__all__ = ["Numbers", "Shared"]

Numbers = np.ndarray[Any, Any]

NONE: Final = 0
"""The number of an empty cell."""


class Shared:
    """A column of texts, or several columns that are told by one value.

    Args:
        is_sound: Says whether a value is surely sound.
    """

    def __init__(self, is_sound: Callable[[Any], bool]) -> None:
        self._is_sound = is_sound
        self._numbers: dict[Any, int] = {None: NONE}
        self._values: list[Any] = [None]
        self._sound: list[bool] = [True]
        self._chunks: list[Numbers] = []

    def judge(self, values: Sequence[Any], places: Numbers) -> tuple[Numbers, Numbers]:
        """Return the number of each cell, and whether it is surely sound.

        Args:
            values: What cells hold, each once; None for an empty one.
            places: Which of the values each cell holds.
        """
        for each in values:
            if each not in self._numbers:
                self._numbers[each] = len(self._values)
                self._values.append(each)
                self._sound.append(self._is_sound(each))
        numbers = np.array([self._numbers[each] for each in values], np.int32)
        sound = np.array([self._sound[n] for n in numbers.tolist()], bool)
        return numbers[places], sound[places]

    def take(self, numbers: Numbers) -> None:
        """Take cells.

        Args:
            numbers: Their numbers, as `judge` gives them.
        """
        self._chunks.append(numbers)

    def texts(self, spell: Callable[[Any], str | None] = str) -> pa.Array:
        """Return a column of texts.

        Args:
            spell: What the column says of a value; None for an empty cell.
        """
        spelled = [
            spell(each) if each is not None and sound else None
            for each, sound in zip(self._values, self._sound, strict=True)
        ]
        return pa.array(spelled, pa.string()).take(pa.array(np.concatenate(self._chunks)))

    def values(self) -> list[Any]:
        """Return each value that stands somewhere once."""
        met = np.flatnonzero(np.bincount(np.concatenate(self._chunks), minlength=1))
        return [self._values[n] for n in met.tolist() if n]
