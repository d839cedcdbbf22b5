"""Columns of which many cells are alike: each value has a number, and is judged but once."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from rosace_bulk.layout import NONE, coded

__all__ = ["Numbers", "Shared"]

Numbers = np.ndarray[Any, Any]


class Shared:
    """A column of texts, or several columns that are told by one value.

    Args:
        is_sound: Says whether a value is surely sound.
        read: Returns the value that a cell holds; raises ValueError where it is none.
    """

    def __init__(self, is_sound: Callable[[Any], bool], read: Callable[[Any], Any]) -> None:
        self._is_sound = is_sound
        self._read = read
        self._numbers: dict[Any, int] = {None: NONE}
        self._values: list[Any] = [None]
        self._sound: list[bool] = [True]
        self._chunks: list[Numbers] = []

    def judge(self, held: Sequence[Any], places: Numbers) -> tuple[Numbers, Numbers]:
        """Return the number of each cell, and whether it is surely sound.

        Args:
            held: What cells hold, each once; None for an empty one.
            places: Which of these each cell holds.
        """
        for new in [each for each in held if each not in self._numbers]:
            self._numbers[new] = len(self._values)
            try:
                found = self._read(new)
                self._sound.append(self._is_sound(found))
            except ValueError:
                found = None
                self._sound.append(False)
            self._values.append(found)
        numbers = np.array([self._numbers[each] for each in held], np.int32)
        return numbers[places], np.array(self._sound, bool)[numbers][places]

    def take(self, numbers: Numbers) -> None:
        """Take cells.

        Args:
            numbers: Their numbers, as `judge` gives them.
        """
        self._chunks.append(numbers)

    def texts(self, spell: Callable[[Any], str | None] = str) -> pa.Array:
        """Return a column of texts, each kept once.

        Args:
            spell: What the column says of a value; None for an empty cell.
        """
        known: dict[str | None, int] = {}
        places = [
            known.setdefault(spell(each) if sound and each is not None else None, len(known))
            for each, sound in zip(self._values, self._sound, strict=True)
        ]
        # What comes first is what an empty cell says: nothing.
        numbers = np.array(places, np.uint32)[np.concatenate(self._chunks)]
        return coded(numbers, [text for text in known if text is not None])

    def values(self) -> list[Any]:
        """Return each value that stands somewhere once."""
        met = np.flatnonzero(np.bincount(np.concatenate(self._chunks), minlength=1))
        return [self._values[n] for n in met.tolist() if n]
