"""Lines of NDJSON turned into columns: quickly where a line is surely sound, by the core where not.

A line takes the quick way if it decodes into the types of the instrument, if all its lines
together hold as many quotation marks as what was decoded calls for (a key that stands twice holds
two more), and if every name, word and value is one that the core accepts. `rosace.intake` looks at
the others, and has the last word.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Final

import msgspec
import numpy as np
import pyarrow as pa

from rosace.errors import InvalidDocumentError, Problem
from rosace.intake import Intake, Seen
from rosace.loading import LIMITS, Limits, iterate_ndjson, json_type
from rosace.places import Place
from rosace.values import evolve
from rosace_bulk.gathering import Gathering
from rosace_bulk.judge import Judge
from rosace_bulk.quoting import quotes
from rosace_bulk.typed import is_plain, response_type

__all__ = ["LineReader", "blocks"]

BLOCK: Final = 1 << 19
"""How many bytes are read at a time: what comes of them stays near the processor."""

_NEVER: Final = 1 << 62


class LineReader:
    """Turns the lines of a file into sound responses and what is to be said of the others.

    Args:
        intake: How a document is checked; it has the last word.
        limits: What is too large.
    """

    def __init__(self, intake: Intake, limits: Limits = LIMITS) -> None:
        self._intake = intake
        self._limits = limits
        self._look = intake.look()
        self._judge: Judge | None = None
        self._gathering: Gathering | None = None
        self._decode: Callable[[bytes], Any] | None = None
        # A plugin that looks at responses must be shown each of them.
        if intake.check is None and is_plain(intake.instrument):
            self._decode = msgspec.json.Decoder(response_type(intake.instrument)).decode
        self._encode = msgspec.json.Encoder().encode

    def read(self, block: bytes, first: int, file: str) -> tuple[list[Seen], int]:
        """Gather what is surely sound; return what the core saw in the rest, and the lines read.

        Args:
            block: Whole lines; the last may lack its end.
            first: The number of the first in the file, from 1.
            file: The name of the file.
        """
        lines = block.split(b"\n")
        ended = not lines[-1]
        if ended:
            lines.pop()
        seen: list[Seen] = []

        def look(numbers: Iterable[int]) -> Iterator[Seen]:
            for n in numbers:
                end = b"\n" if ended or n < len(lines) - 1 else b""
                yield from self._slowly(lines[n] + end, first + n, file)

        start = 0
        if self._decode is not None and self._judge is None:
            start = self._find_sample(look(range(len(lines))), seen) - first
        others: Iterable[int] = range(start, len(lines))
        if self._decode is not None and self._judge is not None and start < len(lines):
            others = self._quickly(self._decode, self._judge, lines, start, first, block)
        seen.extend(look(others))
        return seen, len(lines)

    def gathered(self, file: str) -> pa.Table | None:
        """Return what was gathered of a file since the last time; None if nothing was.

        Args:
            file: The name of the file.
        """
        table = self._gathering.table(file) if self._gathering is not None else None
        self._gathering = None
        return table

    def _find_sample(self, looked: Iterator[Seen], seen: list[Seen]) -> int:
        """Look at lines until one is sound; return the number of the next row."""
        for each in looked:
            seen.append(each)
            if each.document is not None and not each.problems:
                self._judge = Judge(self._look, each.document)
                return (each.place.row or 0) + 1
        return _NEVER

    def _slowly(self, line: bytes, row: int, file: str) -> list[Seen]:
        """Return what the core sees in a line; nothing if it is blank."""
        # The first line of a file may have a byte order mark, the others not.
        stream = io.BytesIO(b"\n" + line if row > 1 else line)
        found = []
        for _, held in iterate_ndjson(stream, file=file, limits=self._limits):
            place = Place(file=file, row=row)
            if isinstance(held, Problem):
                document: Any = evolve(held, row=row)
            elif isinstance(held, dict):
                document = held
            else:
                said = {"found_type": json_type(held), "expected_type": "object"}
                document = place.locate(Problem("wrong-type", pointer="", arguments=said))
            found.append(self._look(place, document))
        return found

    def _quickly(  # noqa: PLR0913, PLR0917  # what is known of some lines
        self,
        decode: Callable[[bytes], Any],
        judge: Judge,
        lines: Sequence[bytes],
        start: int,
        first: int,
        block: bytes,
    ) -> list[int]:
        """Gather the lines from one on that are surely sound; return the numbers of the others."""
        decoded, unsure = self._decoded(decode, lines, start, block)
        if not decoded:
            return unsure
        if self._gathering is None:
            self._gathering = Gathering(self._intake.instrument, judge)
        numbers = np.arange(start, len(lines))
        taken, text = lines, block
        if unsure or start:
            numbers = np.setdiff1d(numbers, unsure, assume_unique=True)
            taken = [lines[n] for n in numbers.tolist()]
            text = b"\n".join(taken)
        doubtful, marks = self._gathering.add(decoded, numbers + first)
        if quotes(text) != marks:
            doubtful.update(
                n
                for n, (line, each) in enumerate(zip(taken, decoded, strict=True))
                if quotes(line) != quotes(self._encode(each))
            )
        if doubtful:
            self._gathering.drop(doubtful, len(decoded))
            unsure = sorted([*unsure, *numbers[[*doubtful]].tolist()])
        return unsure

    def _decoded(
        self, decode: Callable[[bytes], Any], lines: Sequence[bytes], start: int, block: bytes
    ) -> tuple[list[Any], list[int]]:
        """Return what decodes, and the numbers of the other lines."""
        places: Sequence[int] = range(start, len(lines))
        unsure: list[int] = []
        longest = self._limits.row_bytes
        # Such lines are few, and to look for them in each would take as long as to decode it.
        if len(block) >= longest or _has_nul(block):
            unsure = [n for n in places if len(lines[n]) >= longest or _has_nul(lines[n])]
            places = sorted({*places}.difference(unsure))
        decoded: list[Any] = []
        failed = 0
        waiting = iter([lines[n] for n in places])
        while len(decoded) + failed < len(places):
            try:
                # What was decoded before a failure stays.
                decoded.extend(map(decode, waiting))
            except (msgspec.MsgspecError, RecursionError):
                unsure.append(places[len(decoded) + failed])
                failed += 1
        return decoded, sorted(unsure)


def blocks(
    stream: BinaryIO, length: int, file: str, longest: int, size: int = BLOCK
) -> Iterator[bytes]:
    """Yield whole lines, half a megabyte at a time; the very last may lack its end.

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
    rest = b""
    while length > 0:
        try:
            data = stream.read(min(size, length))
        except OSError:
            data = b""
        if not data:
            raise InvalidDocumentError((Problem("unreadable-file", file=file),))
        length -= len(data)
        end = data.rfind(b"\n") + 1
        if end:
            yield b"".join((rest, memoryview(data)[:end]))
            rest = data[end:]
        else:
            rest = (rest + data)[: longest + 1]
    if rest:
        yield rest


def _has_nul(text: bytes) -> bool:
    """Return whether lines may hold a NUL as an escape, which msgspec would accept."""
    return b"\\" in text and b"\\u0000" in text
