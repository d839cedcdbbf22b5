"""What a report is before it is set: parts in order, numbered tables and figures, grouped rows."""

from collections.abc import Iterator, Mapping
from itertools import count, groupby, takewhile
from typing import Final

from rosace.provenance import provenance_section
from rosace.report import Cell, Column, Figure, Phrase, Report, Section, Table, Verbatim
from rosace.values import value

__all__ = [
    "NumberedFigure",
    "NumberedTable",
    "Part",
    "Slot",
    "contents",
    "is_quantity",
    "is_quoted",
    "outline",
]

_MOST_TOGETHER: Final = 24
"""Most rows under one heading: more would leave a page without it."""


@value
class Slot:
    """A cell where it stands.

    Args:
        cell: The cell.
        column: Its column.
        place: The place of its column, from 0.
        rows: How many rows it spans.
    """

    cell: Cell
    column: Column
    place: int
    rows: int


@value
class NumberedTable:
    """A table with its place among the report's.

    Args:
        anchor: Its id, which nothing else of the report has.
        number: Its number among the report's tables.
        table: The table.
    """

    anchor: str
    number: int
    table: Table

    @property
    def groups(self) -> tuple[tuple[tuple[Slot, ...], ...], ...]:
        """The rows, those that share their first header together, each header said once."""
        return tuple(_groups(self.table))

    @property
    def grouped(self) -> bool:
        """Whether rows stand together under a header."""
        return self.table.columns[0].header and any(len(group) > 1 for group in self.groups)


@value
class NumberedFigure:
    """A figure with its place among the report's, and the table that it draws.

    Args:
        anchor: Its id, which nothing else of the report has.
        number: Its number among the report's figures.
        figure: The figure.
        table: Its table, or None where the section lacks it.
    """

    anchor: str
    number: int
    figure: Figure
    table: NumberedTable | None


@value
class Part:
    """A section with what it holds, numbered.

    Args:
        anchor: Its id, which nothing else of the report has.
        section: The section.
        numbered: Its tables and figures, by the place of their block.
        ours: Whether it is the section on provenance, which every report ends with.
    """

    anchor: str
    section: Section
    numbered: Mapping[int, NumberedTable | NumberedFigure]
    ours: bool = False


def outline(report: Report) -> tuple[Part, ...]:
    """Return the sections of a report, that on its provenance last, with everything numbered.

    Args:
        report: The report.
    """
    anchors = _Anchors()
    tables, figures = count(1), count(1)
    provenance = provenance_section(report)
    return tuple(
        _part(section, anchors, tables, figures, ours=section is provenance)
        for section in (*report.sections, provenance)
    )


def contents(parts: tuple[Part, ...]) -> tuple[tuple[Part, tuple[Part, ...]], ...]:
    """Return the parts as contents have them: of several instruments, each under its first.

    Args:
        parts: The parts of a report, in order.
    """
    named = [part.section.instrument for part in parts]
    several = len({*named} - {None}) > 1
    heads: list[tuple[Part, list[Part]]] = []
    for part, instrument, before in zip(parts, named, (None, *named), strict=False):
        if several and instrument is not None and instrument == before:
            heads[-1][1].append(part)
        else:
            heads.append((part, []))
    return tuple((head, tuple(inner)) for head, inner in heads)


def is_quantity(column: Column) -> bool:
    """Say whether a column holds quantities, to be set to the right."""
    return column.kind in {"count", "number"}


def is_quoted(items: tuple[Phrase, ...]) -> bool:
    """Say whether a list is made of people's own words, and not of names as they are written."""
    return all(isinstance(item, Verbatim) for item in items)


def _part(
    section: Section,
    anchors: "_Anchors",
    tables: Iterator[int],
    figures: Iterator[int],
    *,
    ours: bool,
) -> Part:
    anchor = anchors.claim(f"{section.plugin}-{section.id}")
    numbered: dict[int, NumberedTable | NumberedFigure] = {}
    known: dict[str, NumberedTable] = {}
    for place, block in enumerate(section.blocks):
        if isinstance(block, Table):
            label = anchors.claim(f"{anchor}-table-{block.id}")
            known[block.id] = NumberedTable(anchor=label, number=next(tables), table=block)
            numbered[place] = known[block.id]
    for place, block in enumerate(section.blocks):
        if isinstance(block, Figure):
            numbered[place] = NumberedFigure(
                anchor=anchors.claim(f"{anchor}-figure-{block.id}"),
                number=next(figures),
                figure=block,
                table=known.get(block.table),
            )
    return Part(anchor=anchor, section=section, numbered=numbered, ours=ours)


def _groups(table: Table) -> Iterator[tuple[tuple[Slot, ...], ...]]:
    headers = list(takewhile(lambda place: table.columns[place].header, range(len(table.columns))))
    for run in _runs(list(table.rows), 0 if headers else None):
        spans = {(0, 0): len(run)} if headers else {}
        for place in headers[1:]:
            turn = 0
            for inner in _runs(run, slice(place + 1)):
                spans[turn, place] = len(inner)
                turn += len(inner)
        yield tuple(
            tuple(
                Slot(
                    cell=cell,
                    column=table.columns[place],
                    place=place,
                    rows=spans.get((turn, place), 1),
                )
                for place, cell in enumerate(row)
                if place not in headers or (turn, place) in spans
            )
            for turn, row in enumerate(run)
        )


def _runs(
    rows: list[tuple[Cell, ...]], key: int | slice | None
) -> Iterator[list[tuple[Cell, ...]]]:
    """Yield neighbouring rows with alike cells of a key, no more than a page holds."""
    if key is None:
        yield rows
        return
    for _, run in groupby(rows, key=lambda row: row[key]):
        alike = list(run)
        for start in range(0, len(alike), _MOST_TOGETHER):
            yield alike[start : start + _MOST_TOGETHER]


class _Anchors:
    """Ids that no two places of a report share."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, wanted: str) -> str:
        """Return an id that is still free: the wanted one, or it with a number."""
        anchor, turn = wanted, 1
        while anchor in self._taken:
            turn += 1
            anchor = f"{wanted}-{turn}"
        self._taken.add(anchor)
        return anchor
