"""Responses as one table that is read back without loss."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from rosace.columnar import PARTS, RESERVED
from rosace.interfaces import Responses
from rosace.response import Answer, AnswerValue, Record, Response
from rosace.values import spell_rational, value
from rosace.writing import in_order
from rosace_tables.writing import Cell, Grid

__all__ = [
    "WEIGHT",
    "Columns",
    "respondent_cells",
    "responses_table",
    "rows_of",
    "survey",
    "written",
]

WEIGHT: Final = "@weight"
"""The one column of respondents that may hold a number."""

_BETWEEN_CODES: Final = " | "


@value
class Columns:
    """Which columns a table of responses has besides those of every table.

    Args:
        attributes: The attributes that any respondent has, sorted.
        answers: An item and a part of its answers each, in the order of the instrument.
    """

    attributes: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]

    @property
    def respondent(self) -> list[str]:
        """The headings of the columns that tell whose a response is."""
        return [*RESERVED, *(f"@attribute.{name}" for name in self.attributes)]

    @property
    def headings(self) -> list[str]:
        """The headings of the whole table."""
        return [
            *self.respondent,
            *(item if part == "value" else f"{item}@{part}" for item, part in self.answers),
        ]


def responses_table(document: Responses) -> Grid:
    """Return responses as a table of our own convention, in their order.

    One row a response; reserved columns, attributes as ``@attribute.NAME``, one column
    an item, and ``ITEM@missing``, ``@comment``, ``@rationale`` and ``@dissent`` beside it
    where any response has one. The responses are gone through once to learn which columns
    there are, and once more as the rows are taken.

    Args:
        document: The responses, with their instrument.
    """
    columns = survey(document)
    return columns.headings, rows_of(document, columns, lambda _, answer: written(answer.value))


def survey(document: Responses, see: Callable[[Response], None] | None = None) -> Columns:
    """Return which columns some responses need, from going through them once.

    Args:
        document: The responses, with their instrument.
        see: Shown every response besides.
    """
    attributes: set[str] = set()
    found: set[tuple[str, str]] = set()
    for response in document.responses:
        attributes.update(response.respondent.attributes)
        for item, answer in response.answers.items():
            found.update((item, part) for part in PARTS if getattr(answer, part) is not None)
        if see is not None:
            see(response)
    return Columns(
        attributes=tuple(sorted(attributes)),
        answers=tuple(
            (item.id, part)
            for item in document.instrument.items
            for part in ("value", *PARTS)
            if part == "value" or (item.id, part) in found
        ),
    )


def rows_of(
    document: Responses, columns: Columns, cell: Callable[[str, Answer], Any]
) -> Iterator[list[Any]]:
    """Yield the rows of a table of responses, in their order.

    Args:
        document: The responses, with their instrument.
        columns: What `survey` found.
        cell: What stands in a cell for an answer to an item.
    """
    for each in document.responses:
        answers = each.answers
        row: list[Any] = respondent_cells(each, columns)
        for item, part in columns.answers:
            answer = answers.get(item)
            if answer is None:
                row.append(None)
            else:
                row.append(cell(item, answer) if part == "value" else getattr(answer, part))
        yield row


def respondent_cells(response: Response, columns: Columns) -> list[Cell]:
    """Return the cells of a response that tell whose it is: those under the first headings.

    Args:
        response: The response.
        columns: What `survey` found.
    """
    respondent = response.respondent
    weight = spell_rational(respondent.weight)
    return [
        response.id,
        respondent.id,
        respondent.organization,
        respondent.kind,
        response.wave,
        response.version,
        None if weight == 1 else weight,
        *map(respondent.attributes.get, columns.attributes),
    ]


def written(held: AnswerValue | None) -> Cell:
    """Return a value as a cell of CSV holds it: codes side by side, the rows of a record as JSON.

    Args:
        held: The value, of an item or of a field of a record.
    """
    if isinstance(held, bool):
        return "yes" if held else "no"
    if not isinstance(held, tuple):
        return held
    if held and isinstance(held[0], str):
        return _BETWEEN_CODES.join(map(str, held))
    # Equal rows give the same text, in whatever order their fields were written.
    rows = [in_order(row) for row in held if isinstance(row, Record)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
