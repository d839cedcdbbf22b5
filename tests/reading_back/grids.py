"""A report's tables as they must be found again, from the document of the contract alone."""

from collections.abc import Iterator, Sequence

from rosace.formatting import Formatter
from rosace.provenance import provenance_section
from rosace.report import (
    Audience,
    Cell,
    Column,
    CountCell,
    DateCell,
    NumberCell,
    Report,
    Section,
    Table,
    TextCell,
)
from rosace.testing.decoding import squeezed
from rosace.values import value

__all__ = [
    "Grid",
    "Raw",
    "differences",
    "expected",
    "raw",
    "readable",
    "squeeze",
    "tables_of",
    "visible",
]

Raw = str | float | None
"""A cell as it is kept for programs: words, a number, or nothing."""

_RANKS: dict[Audience, int] = {"public": 0, "group": 1, "facilitator": 2}


@value
class Grid:
    """A table as it is read.

    Args:
        title: Its title, or a caption that ends in it.
        headings: The headings of its columns.
        rows: Its rows, as wide as the headings.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(report: Report, *, provenance: bool = False) -> Iterator[tuple[Section, Table]]:
    """Yield the tables of a report with their sections.

    Args:
        report: The report.
        provenance: Whether those of where it comes from are among them, the last.
    """
    last = (provenance_section(report),) if provenance else ()
    for section in (*report.sections, *last):
        for block in section.blocks:
            if isinstance(block, Table):
                yield section, block


def expected(report: Report, formatter: Formatter) -> list[Grid]:
    """Return every table of a report as its reader must find it."""
    return [
        Grid(
            title=formatter.phrase(table.title),
            headings=tuple(formatter.phrase(each.title) for each in table.columns),
            rows=tuple(tuple(map(formatter.cell, row)) for row in table.rows),
        )
        for _, table in tables_of(report, provenance=True)
    ]


def squeeze(grid: Grid) -> Grid:
    """Return a table without spaces at the ends of texts, nor those that are mere layout."""
    return Grid(
        title=_even(grid.title),
        headings=tuple(map(_even, grid.headings)),
        rows=tuple(tuple(map(_even, row)) for row in grid.rows),
    )


def visible(text: str) -> bool:
    """Return whether anything of a text can be seen: a title of nothing may be a dash."""
    return any(each.isprintable() and not each.isspace() for each in text)


def _even(text: str) -> str:
    return squeezed(text).strip()


def raw(column: Column, cell: Cell, formatter: Formatter) -> tuple[Raw, ...]:
    """Return what a cell is for programs: two bounds in a column of quantities, or one thing.

    Args:
        column: Its column.
        cell: The cell.
        formatter: Writes its words.
    """
    one: Raw = None
    match cell:
        case CountCell(low=low, high=high) | NumberCell(low=low, high=high):
            if column.kind in {"count", "number"}:
                return (low, high)
            one = low if low == high else formatter.cell(cell)
        case TextCell(text=text):
            one = formatter.phrase(text)
        case DateCell(date=date):
            one = date
    return (one, None) if column.kind in {"count", "number"} else (one,)


def readable(report: Report, audience: Audience) -> list[Section]:
    """Return the sections that an audience may read: its own and those of a wider one."""
    return [each for each in report.sections if _RANKS[each.audience] <= _RANKS[audience]]


def differences(found: Sequence[Grid], wanted: Sequence[Grid]) -> Iterator[str]:
    """Yield in words where tables that were read differ from those of the report.

    Args:
        found: The tables read, their titles at the end of any caption.
        wanted: The tables of the report.
    """
    if len(found) != len(wanted):
        yield f"{len(found)} tables were found, not {len(wanted)}"
        return
    for one, other in zip(found, wanted, strict=True):
        if not one.title.endswith(other.title) and visible(other.title):
            yield f"the title {one.title!r} is not {other.title!r}"
        if one.headings != other.headings:
            yield f"{other.title!r}: the headings {one.headings!r} are not {other.headings!r}"
        if len(one.rows) != len(other.rows):
            yield f"{other.title!r}: {len(one.rows)} rows, not {len(other.rows)}"
        for number, (read, told) in enumerate(zip(one.rows, other.rows, strict=False), start=1):
            if read != told:
                yield f"{other.title!r}, row {number}: {read!r} is not {told!r}"
