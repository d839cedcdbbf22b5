"""What a Word document says: the report's phrases as runs, and the words of the document itself."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rosace.formatting import DASH, Segment
from rosace.messages import translated
from rosace.report import Cell, Phrase, TextCell
from rosace.values import value
from rosace_document import PACKAGE
from rosace_document.word_xml import Node, run
from rosace_document.wording import shortened

if TYPE_CHECKING:
    from rosace.formatting import Formatter

__all__ = ["Words", "written"]

_FIRST_MARK: Final = 0xE000
_LONGEST_ENTRY: Final = 200


@value
class Words:
    """Writes phrases and cells as runs.

    Args:
        language: Language tag of the words of the document itself.
        formatter: Writes phrases and cells.
    """

    language: str
    formatter: "Formatter"

    def runs(self, phrase: Phrase) -> list[Node]:
        """Return a phrase as runs, those in another language marked."""
        return written(self.formatter.segments(phrase))

    def title(self, phrase: Phrase) -> list[Node]:
        """Return a phrase that heads something, a dash where nothing of it can be seen."""
        seen = (each.isprintable() and not each.isspace() for each in self.plain(phrase))
        return self.runs(phrase) if any(seen) else [run(DASH)]

    def entry(self, phrase: Phrase) -> list[Node]:
        """Return a title as contents have it: on one line, cut where it is very long."""
        said = self.plain(phrase)
        line = shortened(said, _LONGEST_ENTRY)
        return self.title(phrase) if line in {said, ""} else [run(line)]

    def plain(self, phrase: Phrase) -> str:
        """Return a phrase where no run can be."""
        return self.formatter.phrase(phrase)

    def cell(self, cell: Cell) -> tuple[Segment, ...]:
        """Return what a cell shows, as stretches in one language each."""
        if isinstance(cell, TextCell):
            return self.formatter.segments(cell.text)
        return (Segment(text=self.formatter.cell(cell)),)

    def say(self, name: str, **arguments: str | int) -> str:
        """Return words of the document itself, in English where its language has none."""
        return translated(f"document.{name}", self.language, arguments, PACKAGE)

    def filled(self, name: str, **fields: Sequence[Node]) -> list[Node]:
        """Return words of the document itself with runs, such as a field's, in their places.

        Args:
            name: The message.
            fields: By placeholder, the runs that stand for it.
        """
        marks = {chr(_FIRST_MARK + turn): runs for turn, runs in enumerate(fields.values())}
        said = self.say(name, **dict(zip(fields, marks, strict=True)))
        pieces = re.split(f"([{''.join(marks)}])", said)
        return [each for piece in pieces if piece for each in marks.get(piece, ()) or [run(piece)]]


def written(segments: Iterable[Segment]) -> list[Node]:
    """Return stretches of words as runs.

    Args:
        segments: The stretches.
    """
    return [run(each.text, each.language) for each in segments if each.text]
