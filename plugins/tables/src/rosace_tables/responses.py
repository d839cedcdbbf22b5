"""Responses as one table that is read back without loss."""

import json
from collections.abc import Mapping
from typing import Any, Final

from rosace.conversion import unstructure
from rosace.interfaces import Responses
from rosace.response import Answer, Record, Response
from rosace.values import spell_rational
from rosace.writing import sorted_responses
from rosace_tables.writing import Cell, Grid

__all__ = ["responses_table"]

_RESPONDENT: Final = (
    "@id",
    "@respondent",
    "@organization",
    "@kind",
    "@wave",
    "@version",
    "@weight",
)
_WORDS: Final = ("missing", "comment", "rationale", "dissent")
_BETWEEN_CODES: Final = " | "


def responses_table(document: Responses) -> Grid:
    """Return responses as a table of our own convention, in an order independent of arrival.

    One row a response; reserved columns, attributes as ``@attribute.NAME``, one column
    an item, and ``ITEM@missing``, ``@comment``, ``@rationale`` and ``@dissent`` beside it
    where any response has one.

    Args:
        document: The responses, with their instrument.
    """
    responses = sorted_responses(document.responses)
    attributes = sorted({name for each in responses for name in each.respondent.attributes})
    columns = [
        (item.id, part)
        for item in document.instrument.items
        for part in ("value", *_WORDS)
        if part == "value" or any(_part(each, item.id, part) is not None for each in responses)
    ]
    headings = [
        *_RESPONDENT,
        *(f"@attribute.{name}" for name in attributes),
        *(item if part == "value" else f"{item}@{part}" for item, part in columns),
    ]
    rows = (
        [
            *_respondent(each),
            *(each.respondent.attributes.get(name) for name in attributes),
            *(_part(each, item, part) for item, part in columns),
        ]
        for each in responses
    )
    return headings, rows


def _respondent(response: Response) -> list[Cell]:
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
    ]


def _part(response: Response, item: str, part: str) -> Cell:
    answer = response.answers.get(item)
    if answer is None:
        return None
    if part != "value":
        words: str | None = getattr(answer, part)
        return words
    return _value(answer)


def _value(answer: Answer) -> Cell:
    value = answer.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], str):
        return _BETWEEN_CODES.join(map(str, value))
    rows = [_record(row) for row in answer.rows]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _record(row: Record) -> Mapping[str, Any]:
    plain: Mapping[str, Any] = unstructure(row)
    return plain
