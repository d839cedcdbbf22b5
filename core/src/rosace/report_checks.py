"""What a report must hold beyond its schema, so that every format can show it."""

from collections import Counter
from collections.abc import Iterator

from rosace.errors import Problem
from rosace.report import Figure, Report, Section, Table
from rosace.spelling import json_pointer

__all__ = ["check_report"]


def check_report(report: Report) -> Iterator[Problem]:
    """Yield what its schema lets pass: a figure of no table, rows beside their columns, ids twice.

    Args:
        report: The report, which may have been made elsewhere.
    """
    for index, section in enumerate(report.sections):
        yield from _check_section(section, ("sections", index))


def _check_section(section: Section, place: tuple[str | int, ...]) -> Iterator[Problem]:
    named = [block for block in section.blocks if isinstance(block, Figure | Table)]
    tables = {block.id for block in named if isinstance(block, Table)}
    for twice, many in Counter(block.id for block in named).items():
        if many > 1:
            yield _problem("duplicate-id", (*place, "blocks"), id=twice)
    for index, block in enumerate(section.blocks):
        where = (*place, "blocks", index)
        if isinstance(block, Figure) and block.table not in tables:
            known = ", ".join(sorted(tables)) or "–"
            found = {"figure": block.id, "table": block.table, "known": known}
            yield _problem("figure-without-table", (*where, "table"), **found)
        if isinstance(block, Table):
            wanted = len(block.columns)
            for row, cells in enumerate(block.rows):
                if len(cells) != wanted:
                    yield _problem(
                        "row-beside-columns",
                        (*where, "rows", row),
                        table=block.id,
                        found=len(cells),
                        wanted=wanted,
                    )


def _problem(code: str, place: tuple[str | int, ...], **found: str | int) -> Problem:
    return Problem(code, pointer=json_pointer(place), arguments=found)
