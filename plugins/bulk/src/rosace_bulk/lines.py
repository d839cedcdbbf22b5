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
from rosace_bulk.columns import Gathering, Judge
from rosace_bulk.layout import ATTRIBUTE
from rosace_bulk.typed import is_plain, response_type

__all__ = ["LineReader", "blocks"]

BLOCK: Final = 1 << 20
"""How many bytes are read at a time."""

_QUOTE: Final = ord('"')
_NUL: Final = b"\\u0000"
_NEVER: Final = 1 << 62


class LineReader:
    """Turns lines into tables of sound responses and what is to be said of the others.

    Args:
        intake: How a document is checked; it has the last word.
        limits: What is too large.
    """

    def __init__(self, intake: Intake, limits: Limits = LIMITS) -> None:
        self._intake = intake
        self._limits = limits
        self._look = intake.look()
        self._judge: Judge | None = None
        self._decode: Callable[[bytes], Any] | None = None
        # A plugin that looks at responses must be shown each of them.
        if intake.check is None and is_plain(intake.instrument):
            self._decode = msgspec.json.Decoder(response_type(intake.instrument)).decode
        self._encode = msgspec.json.Encoder().encode

    def read(self, block: bytes, first: int, file: str) -> tuple[pa.Table | None, list[Seen], int]:
        """Return a table of what is surely sound, what the core saw in the rest, and the lines.

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

        start, table = 0, None
        if self._decode is not None and self._judge is None:
            start = self._find_sample(look(range(len(lines))), seen) - first
        others: Iterable[int] = range(start, len(lines))
        if self._decode is not None and self._judge is not None and start < len(lines):
            table, others = self._quickly(lines, start, first, file)
        seen.extend(look(others))
        return table, seen, len(lines)

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

    def _quickly(
        self, lines: Sequence[bytes], start: int, first: int, file: str
    ) -> tuple[pa.Table | None, list[int]]:
        """Return a table of the lines from one on that are surely sound, and the other lines."""
        decoded, unsure = self._decoded(lines, start)
        if not decoded or self._judge is None:
            return None, unsure
        rows = np.arange(start, len(lines))
        if unsure:
            rows = np.delete(rows, np.array(unsure) - start)
            taken = b"\n".join([lines[n] for n in rows.tolist()])
        else:
            taken = b"\n".join(lines[start:])
        batch = Gathering(decoded, self._judge)
        batch.items(self._intake.instrument, [each.answers for each in decoded])
        if _quotes(taken) != 2 * batch.tokens:
            batch.unsure.update(
                n
                for n, (row, each) in enumerate(zip(rows.tolist(), decoded, strict=True))
                if _quotes(lines[row]) != _quotes(self._encode(each))
            )
        batch.columns["@row"] = pa.array(rows + first, pa.int64())
        stood = pa.array(np.zeros(len(decoded), np.int8))
        batch.columns["@file"] = pa.DictionaryArray.from_arrays(stood, pa.array([file]))
        table = pa.table(batch.columns)
        if batch.unsure:
            kept = np.ones(len(decoded), bool)
            kept[list(batch.unsure)] = False
            table = _filled(table.filter(pa.array(kept)))
            unsure = sorted([*unsure, *rows[~kept].tolist()])
        return table, unsure

    def _decoded(self, lines: Sequence[bytes], start: int) -> tuple[list[Any], list[int]]:
        """Return what decodes, and the numbers of the other lines."""
        decode, longest = self._decode, self._limits.row_bytes
        decoded: list[Any] = []
        unsure: list[int] = []
        keep = decoded.append
        for n, line in enumerate(lines[start:] if start else lines, start):
            try:
                if decode is not None and len(line) < longest and _NUL not in line:
                    keep(decode(line))
                    continue
            except (msgspec.MsgspecError, RecursionError):
                pass
            unsure.append(n)
        return decoded, unsure


def blocks(stream: BinaryIO, length: int, file: str, longest: int) -> Iterator[bytes]:
    """Yield whole lines, about a megabyte at a time; the very last may lack its end.

    Of a line that is too long, no more is kept than shows it.

    Args:
        stream: A file, at the start of a line.
        length: How many bytes are read.
        file: The name of the file, for problems.
        longest: How long a line may be, in bytes.

    Raises:
        InvalidDocumentError: The file cannot be read, or has become shorter.
    """
    rest = b""
    while length > 0:
        try:
            data = stream.read(min(BLOCK, length))
        except OSError:
            data = b""
        if not data:
            raise InvalidDocumentError((Problem("unreadable-file", file=file),))
        length -= len(data)
        end = data.rfind(b"\n") + 1
        if end:
            yield rest + data[:end]
            rest = data[end:]
        else:
            rest = (rest + data)[: longest + 1]
    if rest:
        yield rest


def _filled(table: pa.Table) -> pa.Table | None:
    """Return a table without the columns of attributes and words that are empty now."""
    if not table.num_rows:
        return None
    return table.select([
        name
        for name in table.column_names
        if not (name.startswith(ATTRIBUTE) or "@" in name[1:])
        or table[name].null_count < table.num_rows
    ])


def _quotes(text: bytes) -> int:
    """Return how many quotation marks begin or end a text in sound JSON."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == _QUOTE))
