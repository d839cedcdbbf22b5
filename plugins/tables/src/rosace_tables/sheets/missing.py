"""Columns and sheets that a workbook of ours was made with, and has no more."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rosace.errors import Problem
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.layout import RESPONDENT, Layout
from rosace_tables.sheets.marker import Marker

__all__ = ["missing_columns"]


def missing_columns(marker: Marker, layouts: Sequence[Layout]) -> Iterator[Problem]:
    """Yield a notice for each column that was deleted or renamed, and each sheet without any.

    Args:
        marker: What the workbook says of itself.
        layouts: The sheets that are read.
    """
    present = {text for layout in layouts for text in layout.headings.values()}
    for sheet, held in groupby(marker.columns, key=lambda column: column.sheet):
        columns = [column for column in held if column.heading != RESPONDENT]
        missing = [column for column in columns if column.heading not in present]
        if len(missing) == len(columns) and missing:
            yield _notice("tables-sheet-missing", sheet=sheet)
            continue
        for column in missing:
            label, heading = column.label, column.heading
            yield _notice("tables-column-missing", label=label, column=heading, sheet=sheet)


def _notice(code: str, **arguments: str) -> Problem:
    return Problem(code, arguments=arguments, severity="notice", catalogue=CATALOGUE)
