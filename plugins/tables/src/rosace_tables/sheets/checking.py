"""What no cell of a workbook may be: a formula, an error, or something under no heading."""

from collections.abc import Mapping

from rosace.errors import Problem
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.cells import Held, column_letters

__all__ = ["checked"]

_NUL = "\0"


def checked(
    row: int, cells: Mapping[int, Held], headings: Mapping[int, str], findings: list[Problem]
) -> dict[int, Held]:
    """Return the cells of a row that hold something under a heading.

    Args:
        row: Its number.
        cells: Its cells.
        headings: The headings.
        findings: Takes a problem for each formula, error and NUL, and a notice for what
            stands under no heading.
    """
    sound = {}
    for number, cell in cells.items():
        heading = headings.get(number)
        place = f"{column_letters(number)}{row}"
        content = cell.content
        if heading is None:
            if cell.kind != "value" or not isinstance(content, str) or content.strip():
                findings.append(_found("tables-outside", row, None, place, "notice"))
        elif cell.kind == "formula":
            findings.append(_found("tables-formula", row, heading, place))
        elif cell.kind == "error":
            findings.append(_found("tables-cell-error", row, heading, str(content)))
        elif isinstance(content, str) and _NUL in content:
            findings.append(Problem("nul-character", row=row, heading=heading))
        else:
            sound[number] = cell
    return sound


def _found(
    code: str, row: int, heading: str | None, found: str, severity: str = "error"
) -> Problem:
    return Problem(
        code,
        row=row,
        heading=heading,
        arguments={"found": found},
        catalogue=CATALOGUE,
        severity="notice" if severity == "notice" else "error",
    )
