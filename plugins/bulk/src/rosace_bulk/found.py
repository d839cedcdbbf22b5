"""What was read in lines, as it stands there, before it is judged."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from rosace.values import value
from rosace_bulk.members import Members
from rosace_bulk.shared import Numbers
from rosace_bulk.text import Text
from rosace_bulk.typed import Reading

__all__ = ["COLLECTIVE", "KINDS", "Found", "Said"]

KINDS: Final = ("individual", "collective")

COLLECTIVE: Final = 2
"""The number of those of these who settle on answers together."""


@value
class Said:
    """What some lines say, one by one.

    Args:
        lines: The numbers of the lines, ascending.
        held: What each says.
    """

    lines: Numbers
    held: Sequence[Any]


class Found:
    """What was read in lines.

    Args:
        text: The lines.
        sound: Which of them may be sound; in the end, which were read whole.
        choices: The items that are choices.
    """

    def __init__(self, text: Text, sound: Numbers, choices: Sequence[str]) -> None:
        self.text, self.sound = text, sound
        self.choices = {name: np.zeros(len(sound), np.int16) for name in choices}
        self.kinds: Numbers = np.zeros(len(sound), np.int64)
        self.weights: Said | None = None
        self.values: dict[str, list[Said]] = {}
        self._cuts: dict[str, tuple[Numbers, Numbers]] = {}
        self._words: list[tuple[str, str, Numbers, pa.Array]] = []

    def need(self, stood: Numbers) -> None:
        """Learn in which lines stood what must stand in each: what is not zero."""
        self.sound &= stood.astype(bool, copy=False)

    def refuse(self, lines: Numbers) -> None:
        """Learn that some lines are not surely sound, by their numbers."""
        self.sound[lines] = False

    def cut(self, column: str, lines: Numbers, starts: Numbers, lengths: Numbers) -> None:
        """Learn where what belongs to a column begins, and how long it is.

        Args:
            column: The column.
            lines: In which lines there is any.
            starts: Where it begins in each of them.
            lengths: How long it is there.
        """
        held = np.zeros((2, len(self.sound)), np.int64)
        held[:, lines] = starts, lengths
        self._cuts[column] = held[0], held[1]

    def pieces(self, column: str, lines: Numbers) -> tuple[Numbers, Numbers]:
        """Return what belongs to a column as one text, and where each line's part ends in it.

        Args:
            column: The column; nothing belongs to one that no line has.
            lines: The numbers of the lines, sound so far.
        """
        if column not in self._cuts:
            return np.zeros(0, np.uint8), np.zeros(len(lines), np.int64)
        starts, lengths = self._cuts[column]
        return self.text.cut(starts[lines], lengths[lines])

    def told(self, members: Members, which: Numbers, lines: Numbers, reading: Reading) -> Said:
        """Read values one by one; lines with something else are refused.

        Args:
            members: Where reading stands: before the values.
            which: In which of the objects, by their numbers.
            lines: The lines of these.
            reading: How a value is read.
        """
        held, failed = members.read(which, reading)
        self.refuse(lines[failed])
        return Said(lines=lines, held=held)

    def value(self, item: str, said: Said) -> None:
        """Learn what values lines give of an item.

        Args:
            item: The item.
            said: The values.
        """
        self.values.setdefault(item, []).append(said)

    def say(self, item: str, part: str, lines: Numbers, texts: pa.Array) -> None:
        """Learn what stands beside values of an item.

        Args:
            item: The item.
            part: The kind of words.
            lines: The numbers of the lines, ascending.
            texts: What each says.
        """
        if len(lines):
            self._words.append((item, part, lines, texts))

    def words(self) -> Iterator[tuple[str, str, Numbers, pa.Array]]:
        """Yield the words of sound lines, with their items and kinds."""
        for item, part, lines, texts in self._words:
            stays = self.sound[lines]
            if stays.all():
                yield item, part, lines, texts
            else:
                yield item, part, lines[stays], texts.filter(pa.array(stays))
