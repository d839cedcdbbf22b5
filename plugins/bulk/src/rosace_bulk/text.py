"""Whole lines of a file, of which many places are looked at at once."""

from collections.abc import Iterator
from io import BufferedIOBase
from typing import Final

import numpy as np

from rosace.errors import InvalidDocumentError, Problem
from rosace_bulk.shared import Numbers

__all__ = ["ESCAPED", "WIDEST", "Text", "texts"]

BLOCK: Final = 1 << 22
"""How many bytes are read at a time: lines enough to be read together, and few enough to hold."""

WIDEST: Final = 256
"""How far a name without end is looked for its end, in bytes."""

ESCAPED: Final = bytes([*range(0x20), *b'"\\'])
"""Bytes that stand in no text as they are in JSON."""

_BEFORE: Final = 4
"""As many bytes stand before the first line as a place in it may be looked at from."""

_BEHIND: Final = 4096
"""More than the longest key with the longest code takes, which may be looked at anywhere."""

_WORD: Final = 8
_NEWLINE: Final = ord("\n")


class Text:
    """Whole lines, in a buffer with room before and behind them.

    Args:
        held: The buffer, which must stay as it is while the text is used.
        size: How many bytes the lines take.
        ended: Whether the last had its end, which it has here.
    """

    def __init__(self, held: bytes | bytearray, size: int, *, ended: bool = True) -> None:
        self.held = held
        self.bytes: Numbers = np.frombuffer(held, np.uint8)
        self._views: dict[int, Numbers] = {}
        self._ended = ended
        ends = np.flatnonzero(self.bytes[_BEFORE - 1 : _BEFORE + size] == _NEWLINE)
        ends += _BEFORE - 1
        self.starts, self.ends = ends[:-1] + 1, ends[1:]

    @classmethod
    def of(cls, lines: bytes) -> "Text":
        """Return lines as a text; the last may lack its end."""
        end = b"" if lines.endswith(b"\n") else b"\n"
        whole = b"".join((bytes(_BEFORE - 1), b"\n", lines, end, bytes(_BEHIND)))
        return cls(whole, len(lines) + len(end), ended=not end)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.ends)

    def line(self, n: int) -> bytes:
        """Return a line by its number, with its end if it has one."""
        end = self._ended or n < len(self.ends) - 1
        return bytes(self.held[self.starts[n] : self.ends[n] + end])

    def seen(self, at: Numbers, width: int) -> Numbers:
        """Return the bytes from some places on, a row for each place.

        Args:
            at: The places.
            width: How many bytes, a multiple of eight.
        """
        view = self._views.get(width)
        if view is None:
            size = len(self.held) - width + 1
            view = np.ndarray((size,), f"V{width}", self.held, strides=(1,))
            self._views[width] = view
        return view[at].view(np.uint8).reshape(len(at), width)

    def cut(self, starts: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
        """Return pieces of the text as one, and where each ends in it.

        Args:
            starts: Where they begin.
            lengths: How long they are, none beyond `WIDEST`.
        """
        width = max(_WORD, -(-int(lengths.max(initial=0)) // _WORD) * _WORD)
        rows = self.seen(starts, width)
        return rows[np.arange(width) < lengths[:, None]], np.cumsum(lengths)


def texts(
    stream: BufferedIOBase, length: int, file: str, longest: int, size: int = BLOCK
) -> Iterator[Text]:
    """Yield the lines of a file, some megabytes at a time; each text lasts until the next.

    Of a line that is too long, no more is kept than shows it.

    Args:
        stream: A file, at the start of a line.
        length: How many bytes are read.
        file: The name of the file, for problems.
        longest: How long a line may be, in bytes.
        size: How many bytes are read at a time.

    Raises:
        InvalidDocumentError: The file cannot be read, or has become shorter.
    """
    buffer = _buffer(size + size // 8)
    begun = 0
    while length > 0:
        if len(buffer) < begun + size + _BEFORE + _BEHIND:
            buffer = _buffer(2 * (begun + size), buffer[_BEFORE : _BEFORE + begun])
        start = _BEFORE + begun
        try:
            read = stream.readinto(memoryview(buffer)[start : start + min(size, length)])
        except OSError:
            read = 0
        if not read:
            raise InvalidDocumentError((Problem("unreadable-file", file=file),))
        length -= read
        end = buffer.rfind(b"\n", start, start + read) + 1
        if end:
            yield Text(buffer, end - _BEFORE)
            begun = start + read - end
            buffer[_BEFORE : _BEFORE + begun] = buffer[end : start + read]
        else:
            begun = min(begun + read, longest + 1)
    if begun:
        buffer[_BEFORE + begun] = _NEWLINE
        yield Text(buffer, begun + 1, ended=False)


def _buffer(room: int, begun: bytes | bytearray = b"") -> bytearray:
    buffer = bytearray(_BEFORE + room + _BEHIND)
    buffer[_BEFORE - 1] = _NEWLINE
    buffer[_BEFORE : _BEFORE + len(begun)] = begun
    return buffer
