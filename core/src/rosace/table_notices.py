"""What is said of a table that is read, and needs no correction."""

from collections.abc import Mapping, Sequence
from typing import Final

from rosace.errors import Problem
from rosace.headings import IGNORE, headings_of
from rosace.instrument import Instrument
from rosace.rows import Column

__all__ = ["silent_rows", "table_notices"]

_LISTED: Final = 10


def silent_rows(rows: list[int], file: str) -> Problem:
    """Return the notice of the rows that name somebody, and say nothing else.

    Args:
        rows: Their numbers, one at least.
        file: The file's name.
    """
    listed = ", ".join(map(str, rows[:_LISTED])) + (", …" if len(rows) > _LISTED else "")
    arguments: dict[str, str | int] = {"n": len(rows), "rows": listed}
    return Problem("rows-unanswered", file=file, arguments=arguments, severity="notice")


def table_notices(
    headings: Sequence[str], columns: Mapping[str, Column], instrument: Instrument
) -> list[Problem]:
    """Return what is to be said of a table as a whole.

    Args:
        headings: Its headings.
        columns: The columns by where they go.
        instrument: The instrument, resolved.
    """
    known = headings_of(instrument)
    targets = {column.index: to for to, column in columns.items()}
    notices = []
    for index, heading in enumerate(headings):
        arguments = {"column": heading}
        if index not in targets:
            near = known.suggest(heading)
            code = "unknown-column-suggestion" if near else "unknown-column"
            arguments |= {"nearest": near} if near else {}
        elif targets[index].startswith(f"{IGNORE} "):
            code = "ignored-column"
        else:
            continue
        notices.append(Problem(code, arguments=arguments, severity="notice"))
    if "@respondent" not in columns:
        notices.append(Problem("respondents-numbered", severity="notice"))
    return notices
