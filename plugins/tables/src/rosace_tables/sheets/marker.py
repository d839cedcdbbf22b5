"""The hidden sheet by which we know our own sheets: what their columns are, and what fills them.

What a list offers, a letter on paper and the titles of a study mean something in the sheets
that were made for them alone, so their meaning stands in the workbook, and in no other table.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from rosace.cells import reason_of, spell, tidy
from rosace.errors import Problem
from rosace.values import Scalar, value
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.cells import Line
from rosace_tables.sheets.terms import BETWEEN, Term, Terms

__all__ = ["MARKER", "Content", "Marked", "Marker", "marker_of", "marker_rows"]

MARKER: Final = "rosace/sheet/1"
"""Begins the hidden sheet."""

Content = Scalar | float | None
"""What a cell of ours holds."""

_COLUMN: Final = "column"
_LIST: Final = "list"
_SHEET: Final = "sheet"
_SEVERAL: Final = "several"
_ONE: Final = "one"
_LONGEST: Final = 1_000
_MOST_ROWS: Final = 100_000
_LISTED: Final = 30


@value
class Marked:
    """A column as it was made.

    Args:
        sheet: The name that its sheet was given.
        heading: Its heading for the program.
        label: What people know it by.
        terms: What may stand in it, where that is known.
    """

    sheet: str
    heading: str
    label: str
    terms: Terms | None = None


@value
class Marker:
    """What a workbook of ours says of itself.

    Args:
        instrument: The instrument's id.
        version: Its version.
        columns: Its columns.
        others: The sheets that are there to be read by people.
    """

    instrument: str = ""
    version: str = ""
    columns: tuple[Marked, ...] = ()
    others: frozenset[str] = frozenset()
    _terms: Mapping[str, Terms] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: self._by_heading(), takes_self=True),
    )

    def _by_heading(self) -> Mapping[str, Terms]:
        return {each.heading: each.terms for each in self.columns if each.terms is not None}

    def read(self, heading: str, content: Content, findings: list[Problem]) -> Content:
        """Return the code that a cell means; what means none as it stands, with a finding.

        Args:
            heading: The heading of its column.
            content: What it holds.
            findings: Takes what is not offered there, without its row.
        """
        terms = self._terms.get(heading)
        if terms is None or content is None:
            return content
        text = tidy(spell(content))
        codes = terms.meanings(text) if terms.many else [terms.meaning(text) or ""]
        if codes and codes[0]:
            return BETWEEN.join(codes)
        if not text or reason_of(text) or (terms.many and text.startswith("[")):
            return content
        shown = [*terms.offered[:_LISTED], *(["…"] if len(terms.offered) > _LISTED else [])]
        arguments = {"found": text, "known": "; ".join(shown)}
        findings.append(
            Problem("tables-not-offered", heading=heading, arguments=arguments, catalogue=CATALOGUE)
        )
        return content


def marker_rows(marker: Marker) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the hidden sheet.

    Args:
        marker: What they say.
    """
    yield MARKER, marker.instrument, marker.version
    for name in sorted(marker.others):
        yield _SHEET, name
    numbers: dict[Terms, str] = {}
    for column in marker.columns:
        number = ""
        if column.terms is not None:
            number = numbers.setdefault(column.terms, str(len(numbers) + 1))
        yield _COLUMN, column.sheet, column.heading, column.label[:_LONGEST], number
    for terms, number in numbers.items():
        for term in terms.terms:
            said = [text for text in term.said if len(text) <= _LONGEST]
            how = _SEVERAL if terms.many else _ONE
            yield _LIST, number, how, term.code, term.shown, *said


def marker_of(lines: Iterable[Line]) -> Marker | None:
    """Return what a hidden sheet says of its workbook, or None where it is another's.

    Args:
        lines: Its rows.
    """
    columns: list[tuple[str, str, str, str]] = []
    lists: dict[str, list[Term]] = {}
    several: set[str] = set()
    others = set()
    marker: Marker | None = None
    for row, cells in lines:
        held = {n: spell(cell.content) for n, cell in cells.items() if cell.kind == "value"}
        kind, *rest = (held.get(number, "") for number in range(1, max(held, default=1) + 1))
        first, second, third, fourth, *more = [*rest, "", "", "", ""]
        if marker is None:
            if kind != MARKER:
                return None
            marker = Marker(instrument=first, version=second)
        elif kind == _SHEET:
            others.add(first)
        elif kind == _COLUMN:
            columns.append((first, second, third, fourth))
        elif kind == _LIST and third:
            several |= {first} if second == _SEVERAL else set()
            term = Term(code=third, shown=fourth, said=tuple(filter(None, more)))
            lists.setdefault(first, []).append(term)
        if row > _MOST_ROWS:
            break
    if marker is None:
        return None
    known = {name: Terms(terms=tuple(terms), many=name in several) for name, terms in lists.items()}
    return Marker(
        instrument=marker.instrument,
        version=marker.version,
        others=frozenset(others),
        columns=tuple(
            Marked(sheet=sheet, heading=heading, label=label, terms=known.get(name))
            for sheet, heading, label, name in columns
        ),
    )
