"""Members of objects in many lines of JSON, read in all lines at once.

Programs write the same keys in the same order, so that of each line the same bytes may be
expected next. What is not there is passed over; whoever reads learns in the end which lines were
read whole.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
import numpy as np

from rosace.values import value
from rosace_bulk.shared import Numbers
from rosace_bulk.text import WIDEST, Text
from rosace_bulk.typed import Reading

__all__ = ["Key", "Members", "Style"]

_NARROW: Final = 32
_WORD: Final = 8

_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})
_CLOSED: Final = ord("}")


@value
class Shape:
    """Bytes that may stand somewhere behind a place, as numbers of eight bytes.

    Args:
        end: Where they end, counted from the place.
        words: The number of the eight bytes, which bits of them are meant, and what these are.
    """

    end: int
    words: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, text: bytes, behind: int = 0) -> "Shape":
        """Return the shape of a text that stands so many bytes behind the place."""
        size = behind + len(text)
        width = -(-size // _WORD) * _WORD
        held = (bytes(behind) + text).ljust(width, b"\0")
        meant = (bytes(behind) + b"\xff" * len(text)).ljust(width, b"\0")
        words = (
            (n, mask, int.from_bytes(held[8 * n : 8 * n + 8], "little"))
            for n in range(width // _WORD)
            if (mask := int.from_bytes(meant[8 * n : 8 * n + 8], "little"))
        )
        return cls(end=size, words=tuple(words))

    def stands(self, rows: Numbers, masked: dict[tuple[int, int], Numbers]) -> Numbers:
        """Say of each row whether the bytes stand there.

        Args:
            rows: A row of numbers of eight bytes for each place.
            masked: The bits of these that were meant before, which are kept here.
        """
        found: Numbers | None = None
        for n, mask, held in self.words:
            meant = masked.get((n, mask))
            if meant is None:
                meant = masked[n, mask] = rows[:, n] & np.uint64(mask)
            same = meant == np.uint64(held)
            found = same if found is None else np.logical_and(found, same, out=found)
        return np.ones(len(rows), bool) if found is None else found


@value
class Style:
    """What a program writes between the parts of an object.

    Args:
        colon: Between a key and its value.
        comma: Between members.
    """

    colon: bytes
    comma: bytes


class _Texts:
    """Texts of which one may stand somewhere behind a place.

    Args:
        texts: The texts, and the number of each, from 1.
        behind: How many bytes behind the place they begin.
    """

    def __init__(self, texts: Mapping[bytes, int], behind: int = 0) -> None:
        shapes = {number: Shape.of(text, behind) for text, number in texts.items()}
        words = [set(shape.words) for shape in shapes.values()]
        # What is the same in all is looked for once.
        shared = sorted(set.intersection(*words)) if words else []
        self._shared = Shape(end=0, words=tuple(shared))
        self._own = {
            number: Shape(end=0, words=tuple(each for each in shape.words if each not in shared))
            for number, shape in shapes.items()
        }
        self.ends = np.zeros(1 + max(shapes, default=0), np.int64)
        for number, shape in shapes.items():
            self.ends[number] = shape.end
        self._type = np.min_scalar_type(len(self.ends))

    def numbers(self, rows: Numbers) -> Numbers:
        """Return the number of the text that stands in each row; 0 for none.

        Args:
            rows: A row of numbers of eight bytes for each place.
        """
        masked: dict[tuple[int, int], Numbers] = {}
        if len(self._own) == 1:
            (number,) = self._own
            only: Numbers = self._shared.stands(rows, masked) * self._type.type(number)
            return only
        found = np.zeros(len(rows), self._type)
        for number, shape in self._own.items():
            found[shape.stands(rows, masked)] = number
        found *= self._shared.stands(rows, masked)
        return found


class Key:
    """A key, and what may stand behind it.

    Args:
        style: How members are written.
        name: The key.
        opening: How its value begins, whatever it is.
        values: Texts that it may be, and the number of each, from 1.
    """

    def __init__(
        self,
        style: Style,
        name: str,
        opening: bytes = b"",
        values: Mapping[str, int] = _NOTHING,
    ) -> None:
        begins = msgspec.json.encode(name) + style.colon + opening
        whole = {begins + msgspec.json.encode(text): n for text, n in values.items()} or {begins: 1}
        self.first = _Texts(whole, len(style.comma))
        self.later = _Texts({style.comma + text: number for text, number in whole.items()})
        self.width = -(-int(self.later.ends.max()) // _WORD) * _WORD


class Members:
    """The members of an object in each of many lines, and where reading stands among them.

    Args:
        text: The lines.
        style: How their members are written.
        at: Where reading stands: at the comma before the next member. Before the first there is
            none; there it is the same number of bytes.
        fresh: Which objects nothing was read of yet.
    """

    def __init__(self, text: Text, style: Style, at: Numbers, fresh: Numbers) -> None:
        self._text, self._style = text, style
        self.at, self.fresh = at, fresh

    @classmethod
    def behind(cls, text: Text, style: Style, at: Numbers) -> "Members":
        """Return the members of objects of which the first byte behind the brace is given."""
        return cls(text, style, at - len(style.comma), np.ones(len(at), bool))

    def inner(self) -> "Members":
        """Return the members of the objects whose brace has just been read."""
        return Members.behind(self._text, self._style, self.at)

    def some(self, which: Numbers) -> "Members":
        """Return some of the objects, by their numbers or by which they are."""
        return Members(self._text, self._style, self.at[which], self.fresh[which])

    def put(self, which: Numbers, read: "Members") -> None:
        """Let reading stand where it stands in some of the objects, read on alone."""
        self.at[which], self.fresh[which] = read.at, read.fresh

    def skip(self, key: Key) -> Numbers:
        """Read a key and how its value begins; say where they stood."""
        return self.take(key) > 0

    def take(self, key: Key) -> Numbers:
        """Read a key with one of its values, and return the number of each; 0 for none."""
        rows = self._text.seen(self.at, key.width).view(np.uint64)
        numbers = key.later.numbers(rows)
        if self.fresh.any():
            numbers = np.where(self.fresh, key.first.numbers(rows), numbers)
            self.fresh &= numbers == 0
        self.at += key.later.ends[numbers]
        return numbers

    def until(self, mark: str, which: Numbers) -> tuple[Numbers, Numbers]:
        """Read up to the next byte of a kind, and that byte; return where it began, and lengths.

        Args:
            mark: The byte.
            which: In which lines; the others stay. Where there is no such byte, the length is 0.
        """
        starts = self.at[which]
        lengths = self._before(ord(mark), starts, _NARROW)
        far = np.flatnonzero(lengths == 0)
        if len(far):
            lengths[far] = self._before(ord(mark), starts[far], WIDEST)
        self.at[which] += lengths + (lengths > 0)
        return starts, lengths

    def _before(self, mark: int, starts: Numbers, width: int) -> Numbers:
        lengths: Numbers = (self._text.seen(starts, width) == mark).argmax(axis=1)
        return lengths

    def read(self, which: Numbers, reading: Reading) -> tuple[list[Any], list[int]]:
        """Read values one by one; return them, and where there is none.

        Args:
            which: The numbers of the lines.
            reading: How a value is found, and read.
        """
        found: list[Any] = []
        failed: list[int] = []
        ends = self.at[which].tolist()
        for n, place in enumerate(ends):
            seen = reading.looks.match(self._text.held, place)
            try:
                found.append(reading.decode(seen[0]) if seen else None)
            except (ValueError, msgspec.MsgspecError):
                seen = None
                found.append(None)
            if seen is None:
                failed.append(n)
            else:
                ends[n] = seen.end()
        self.at[which] = ends
        return found, failed

    def leave(self) -> Numbers:
        """Read the end of each object, and say where it stood."""
        place = self.at + self.fresh * len(self._style.comma)
        ended: Numbers = self._text.bytes[place] == _CLOSED
        self.at = np.where(ended, place + 1, self.at)
        return ended
