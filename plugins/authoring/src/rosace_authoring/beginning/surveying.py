"""What the columns of a file of answers hold, looked over once."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

import attrs

from rosace.cells import Cell, spell, tidy
from rosace.errors import Problem
from rosace.interfaces import ImportedTable
from rosace.values import DATES
from rosace_authoring.beginning.known_words import MISSING, folded

__all__ = ["MOST_DISTINCT", "Survey", "survey"]

MOST_DISTINCT: Final = 2_000
"""Different cells of a column that are kept; with more it holds no choices."""

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_POINT: Final = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_COMMA: Final = re.compile(r"-?[0-9]{1,15},[0-9]{1,15}")
_DAY: Final = re.compile(DATES["day"])
_MONTH: Final = re.compile(DATES["month"])
_SLASHED: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_MOMENT: Final = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})"
    r"[ T,]+[0-9]{1,2}[:h][0-9]{2}.*"
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_KINDS: Final = (
    ("integer", _INTEGER),
    ("point", _POINT),
    ("comma", _COMMA),
    ("day", _DAY),
    ("month", _MONTH),
    ("slashed", _SLASHED),
    ("moment", _MOMENT),
    ("email", _EMAIL),
)


@attrs.define
class Survey:
    """What one column holds.

    Args:
        heading: Its heading.
        index: Its place in a row, from 0.
        filled: How many of its cells are not blank.
        longest: Characters of its longest cell.
        counts: How often each different cell is there; meaningless where there are many.
        is_varied: Whether there are more different cells than are kept.
        is_unique: Whether no two of the cells that are kept were alike.
        kinds: How many cells look like a number, a date and so on.
        least: The smallest integer.
        most: The largest integer.
    """

    heading: str
    index: int
    filled: int = 0
    longest: int = 0
    counts: Counter[str] = attrs.field(factory=Counter)
    is_varied: bool = False
    is_unique: bool = True
    kinds: Counter[str] = attrs.field(factory=Counter)
    least: int | None = None
    most: int | None = None

    def add(self, cell: Cell) -> None:
        """Look at a cell."""
        text = tidy(spell(cell))
        if not text:
            return
        self.filled += 1
        self.longest = max(self.longest, len(text))
        kind = kind_of(text)
        self.kinds[kind] += 1
        if kind == "integer":
            number = int(text)
            self.least = number if self.least is None else min(self.least, number)
            self.most = number if self.most is None else max(self.most, number)
        if text in self.counts:
            self.counts[text] += 1
            self.is_unique = False
        elif len(self.counts) < MOST_DISTINCT:
            self.counts[text] = 1
        else:
            self.is_varied = True

    def only(self, *kinds: str) -> bool:
        """Say whether every cell that is an answer is of one of these kinds, and some are."""
        answers = self.filled - self.kinds["missing"]
        return answers > 0 and sum(self.kinds[kind] for kind in kinds) == answers


def kind_of(text: str) -> str:
    """Return what a cell looks like: a number, a date, a reason for no answer, or words."""
    if folded(text) in MISSING:
        return "missing"
    return next((kind for kind, shape in _KINDS if shape.fullmatch(text)), "words")


def survey(table: ImportedTable) -> tuple[list[Survey], list[Problem]]:
    """Return what each column of a table holds, and the rows that cannot be read.

    Args:
        table: The table; its rows are used up.
    """
    found = [Survey(heading, index) for index, heading in enumerate(table.columns)]
    problems: list[Problem] = []
    for _, cells in table.rows:
        if isinstance(cells, Problem):
            problems.append(cells)
        else:
            _add(found, cells)
    return found, problems


def _add(surveys: Iterable[Survey], cells: tuple[Cell, ...]) -> None:
    for each in surveys:
        if each.index < len(cells):
            each.add(cells[each.index])
