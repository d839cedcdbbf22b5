"""Rows of tables turned into columns: quickly where what they say would be a sound line.

The core reads a row as a document, whatever the format. A document that would be surely sound as
a line of NDJSON is taken as such lines are; the others are looked at by `rosace.intake`, which
says what is wrong with which cell.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import pyarrow as pa

from rosace.errors import Problem
from rosace.intake import Intake, Seen
from rosace.places import Place
from rosace_bulk.lines import LineReader
from rosace_bulk.text import Text
from rosace_bulk.typed import is_plain

__all__ = ["Found", "RowReader"]

Found = tuple[Place, dict[str, Any] | Problem]
"""Where something stood, and the document or what is wrong."""

_TOGETHER: Final = 1_000
"""How many rows are looked at together: what comes of them stays near the processor."""


class RowReader:
    """Turns the documents of a file into sound responses and what is to be said of the others.

    Args:
        intake: How a document is checked; it has the last word.
        file: The name of the file.
    """

    def __init__(self, intake: Intake, file: str) -> None:
        self._look = intake.look()
        self._file = file
        # A plugin that looks at responses must be shown each of them.
        is_quick = intake.check is None and is_plain(intake.instrument)
        self._lines = LineReader(intake) if is_quick else None
        self._encode = msgspec.json.Encoder().encode

    def read(self, found: Sequence[Found]) -> tuple[list[Seen], pa.Table | None, Place | None]:
        """Return what the core saw in some documents, the others as a table, and one's place.

        Args:
            found: The documents, in the order in which they stood.
        """
        if self._lines is None:
            return [self._look(place, document) for place, document in found], None, None
        seen: list[Seen] = []
        like: Place | None = None
        for some in _together(found):
            others = self._quickly(self._lines, some)
            seen += [self._look(*some[n]) for n in others]
            if like is None and len(others) < len(some):
                quick = min({*range(len(some))}.difference(others))
                like = some[quick][0]
        return seen, self._lines.gathered(self._file), like

    def _quickly(self, lines: LineReader, found: Sequence[Found]) -> list[int]:
        """Gather the documents that are surely sound; return the numbers of the others."""
        spelt: dict[int, bytes] = {}
        numbers: dict[int, int] = {}
        for n, (place, document) in enumerate(found):
            if isinstance(document, dict) and place.row is not None and not place.records:
                line = self._spelt(document)
                if line is not None:
                    spelt[place.row] = line
                    numbers[place.row] = n
        if not spelt:
            return list(range(len(found)))
        first = min(spelt)
        # A blank line is passed over.
        block = b"\n".join([spelt.get(row, b"") for row in range(first, max(spelt) + 1)])
        doubtful = lines.read(Text.of(block), first, self._file)
        sure = spelt.keys() - {each.place.row for each in doubtful}
        return sorted({*range(len(found))}.difference(numbers[row] for row in sure))

    def _spelt(self, document: dict[str, Any]) -> bytes | None:
        try:
            return self._encode(document)
        except (UnicodeEncodeError, TypeError, OverflowError):
            return None


def _together(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    return (found[n : n + _TOGETHER] for n in range(0, len(found), _TOGETHER))
