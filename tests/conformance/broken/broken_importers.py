"""Importers, each of which breaks one law and keeps all others."""

import json
from typing import Any, BinaryIO

from sound import SoundImporter

from rosace.errors import Problem


class Misnamed(SoundImporter):
    """Has a suffix without its dot."""

    suffixes = ("lists",)


class Stripping(SoundImporter):
    """Takes a number for one, and so its leading noughts."""

    def cell(self, cell: str | None) -> str | None:
        """Drop the noughts."""
        return cell.lstrip("0") if cell else cell


class Losing(SoundImporter):
    """Stops after two rows."""

    def numbered(self, rows: list[Any]) -> list[tuple[int, Any]]:
        """Return the first rows."""
        return super().numbered(rows)[:2]


class Miscounting(SoundImporter):
    """Counts rows from one, as if there were no headings."""

    def numbered(self, rows: list[Any]) -> list[tuple[int, Any]]:
        """Return rows with wrong numbers."""
        return list(enumerate(rows, 1))


class Remembering(SoundImporter):
    """Says how many files it has read."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.files = 0

    def understood(self) -> dict[str, str]:
        """Return the number too."""
        self.files += 1
        return {**super().understood(), "file": str(self.files)}


class Fragile(SoundImporter):
    """Lets through whatever the parser raises."""

    def load(self, line: bytes, file: str) -> Any:
        """Parse the line unprotected."""
        del file
        return json.loads(line)


class Cutting(SoundImporter):
    """Cuts a long cell."""

    def cell(self, cell: str | None) -> str | None:
        """Return its beginning."""
        return cell[:32_767] if cell else cell


class Wordless(SoundImporter):
    """Finds what nobody has words for."""

    def refusal(self) -> Problem:
        """Return a finding without words."""
        return Problem("nobody-has-words-for-this")


class Closing(SoundImporter):
    """Closes what others opened."""

    def content(self, source: BinaryIO) -> bytes:
        """Read and close."""
        with source:
            return source.read()


class Rewinding(SoundImporter):
    """Goes back to the beginning first."""

    def content(self, source: BinaryIO) -> bytes:
        """Rewind and read."""
        source.seek(0)
        return source.read()
