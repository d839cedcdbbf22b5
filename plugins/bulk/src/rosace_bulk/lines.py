"""Lines of NDJSON turned into columns: quickly where a line is surely sound, by the core where not.

A line takes the quick way if it looks like the others of its file, or does so once it is written
as we would write it, and if every name, word and value in it is one that the core accepts.
`rosace.intake` looks at the rest, and has the last word.
"""

import io
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from rosace.errors import Problem
from rosace.intake import Intake, Seen
from rosace.loading import LIMITS, Limits, iterate_ndjson, json_type
from rosace.places import Place
from rosace.values import evolve
from rosace_bulk.gathering import Gathering
from rosace_bulk.judge import Judge
from rosace_bulk.quoting import quotes
from rosace_bulk.template import Template
from rosace_bulk.text import Text
from rosace_bulk.typed import is_plain

__all__ = ["LineReader"]


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
        # A plugin that looks at responses must be shown each of them.
        self._is_quick = intake.check is None and is_plain(intake.instrument)
        self._quick: _Quick | None = None

    def read(self, text: Text, first: int, file: str) -> list[Seen]:
        """Gather what is surely sound; return what the core saw in the rest.

        Args:
            text: The lines.
            first: The number of the first in the file, from 1.
            file: The name of the file.
        """
        seen: list[Seen] = []
        start = 0
        if self._is_quick and self._quick is None:
            seen, start = self._find_sample(text, first, file)
        others: Iterable[int] = range(start, len(text))
        if self._quick is not None and start < len(text):
            others = self._quick.read(text, start, first)
        for n in others:
            seen += self._slowly(text.line(n), first + n, file)
        return seen

    def gathered(self, file: str) -> pa.Table | None:
        """Return what was gathered of a file since the last time; None if nothing was.

        Args:
            file: The name of the file.
        """
        return None if self._quick is None else self._quick.gathered(file)

    def _find_sample(self, text: Text, first: int, file: str) -> tuple[list[Seen], int]:
        """Look for a sound line; return what the core saw in those before it, and its number."""
        seen: list[Seen] = []
        for n in range(len(text)):
            found = self._slowly(text.line(n), first + n, file)
            for each in found:
                if each.document is not None and not each.problems:
                    self._quick = _Quick(self._intake, self._limits, text.line(n), each.document)
                    return seen, n
            seen += found
        return seen, len(text)

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


class _Quick:
    """The quick way, once it is known what the lines of a file look like.

    Args:
        intake: How a document is checked.
        limits: What is too large.
        line: A sound line.
        document: What it says.
    """

    def __init__(
        self, intake: Intake, limits: Limits, line: bytes, document: Mapping[str, Any]
    ) -> None:
        self._limits = limits
        self._instrument = intake.instrument
        needed = {item.id for item in intake.instrument.items if item.required}
        answers = {name: held for name, held in document["answers"].items() if name in needed}
        # What responses share is asked of thousands, so the sample says no more than it must.
        self._judge = Judge(intake.look(), {**document, "answers": answers})
        self._ours = Template(intake.instrument)
        self._template = self._ours
        with suppress(msgspec.MsgspecError):
            self._template = Template(intake.instrument, line)
        self._encode = msgspec.json.Encoder().encode
        self._gathering: Gathering | None = None

    def read(self, text: Text, start: int, first: int) -> list[int]:
        """Gather the lines that are surely sound; return the numbers of the others.

        Args:
            text: The lines.
            start: The number of the first that is looked at.
            first: The row of the first of all in the file.
        """
        if self._gathering is None:
            self._gathering = Gathering(self._instrument, self._judge)
        numbers = np.arange(start, len(text))
        found = self._template.read(text, start)
        found.need((text.ends - text.starts)[start:] < self._limits.row_bytes)
        unsure: list[int] = numbers[self._gathering.add(found, first + numbers)].tolist()
        written = {n: line for n in unsure if (line := self._written(text.line(n))) is not None}
        if not written:
            return unsure
        again = np.fromiter(written, np.int64)
        left = self._gathering.add(
            self._ours.read(Text.of(b"".join(written.values()))), first + again
        )
        return sorted({*unsure}.difference(written).union(again[left].tolist()))

    def gathered(self, file: str) -> pa.Table | None:
        """Return what was gathered since the last time; None if nothing was."""
        table = self._gathering.table(file) if self._gathering is not None else None
        self._gathering = None
        return table

    def _written(self, line: bytes) -> bytes | None:
        """Return a line as we would write it; None if it may say more than we would write."""
        if len(line) >= self._limits.row_bytes:
            return None
        try:
            document = msgspec.json.decode(line)
            again = self._encode(document)
            # A key that stands twice has two quotation marks more.
            if not isinstance(document, dict) or quotes(line) != quotes(again):
                return None
            return self._encode(self._ours.settled(document)) + b"\n"
        except (msgspec.MsgspecError, RecursionError, OverflowError, UnicodeEncodeError):
            return None
