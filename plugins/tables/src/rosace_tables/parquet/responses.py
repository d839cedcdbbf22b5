"""Responses as one Parquet file: a typed column an item."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.formatting import Formatter
from rosace.instrument import Item
from rosace.interfaces import Responses
from rosace.report import Translated
from rosace.response import Response
from rosace.writing import sorted_responses
from rosace_tables.parquet.columns import TypedColumn, parquet_file, whole_type
from rosace_tables.responses import responses_table

if TYPE_CHECKING:
    from rosace_tables.writing import Cell

__all__ = ["responses_file"]

_LISTS: Final = frozenset({"multiple-choice", "ranking"})


def responses_file(document: Responses, formatter: Formatter) -> bytes:
    """Return responses as Parquet, in the columns of the CSV file.

    Whole numbers are whole numbers, yes or no is a truth value, several choices are a
    list of codes, and the rows of a repeating record a list of structures.

    Args:
        document: The responses, with their instrument.
        formatter: Writes the titles of the columns.
    """
    instrument = document.instrument
    responses = sorted_responses(document.responses)
    headings, rows = responses_table(document)
    cells = list(rows)
    items = {item.id: item for item in instrument.items}
    columns = []
    for place, heading in enumerate(headings):
        if heading in items:
            columns.append(_column(items[heading], responses, formatter))
        else:
            columns.append(_plain(heading, [row[place] for row in cells]))
    metadata = {
        "rosace.instrument": instrument.id,
        "rosace.version": instrument.version,
        "rosace.title": formatter.phrase(Translated(localized=instrument.title)),
        "rosace.language": formatter.language,
    }
    return parquet_file(columns, metadata)


def _plain(heading: str, cells: "Sequence[Cell]") -> TypedColumn:
    import pyarrow as pa  # noqa: PLC0415  # takes 200 ms

    held = [None if cell is None else str(cell) for cell in cells]
    return TypedColumn(name=heading, type=pa.string(), cells=held, metadata={})


def _column(item: Item, responses: Sequence[Response], formatter: Formatter) -> TypedColumn:
    answers = [response.answers.get(item.id) for response in responses]
    held = [None if answer is None else answer.value for answer in answers]
    kind, cells = _typed(item, held)
    title = formatter.phrase(Translated(localized=item.text))
    metadata = {"rosace.title": title, "rosace.type": item.type}
    return TypedColumn(name=item.id, type=kind, cells=cells, metadata=metadata)


def _typed(item: Item, held: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Return the type of an item's answers, and the answers as such."""
    import pyarrow as pa  # noqa: PLC0415  # as above

    if item.type == "records":
        return _structures(item, held)
    if item.type in _LISTS or (item.type == "reference" and item.many):
        return pa.list_(pa.string()), [None if each is None else list(each) for each in held]
    if item.type == "yes-no":
        return pa.bool_(), list(held)
    if item.type == "integer":
        kind = whole_type(held)
        is_text = kind == pa.string()
        return kind, [str(each) if is_text and each is not None else each for each in held]
    if item.type == "number" and all(each is None or _is_double(each) for each in held):
        return pa.float64(), [None if each is None else float(each) for each in held]
    return pa.string(), [None if each is None else str(each) for each in held]


def _structures(item: Item, held: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Return the rows of a record as lists of structures, a member a field."""
    import pyarrow as pa  # noqa: PLC0415  # as above

    rows = [row for each in held for row in (each or ())]
    kinds: dict[str, Any] = {}
    values: dict[str, list[Any]] = {}
    for field in item.fields or ():
        kinds[field.id], values[field.id] = _typed(
            field, [row.fields.get(field.id) for row in rows]
        )
    made = iter(
        {"id": row.id, **{name: values[name][place] for name in kinds}}
        for place, row in enumerate(rows)
    )
    structure = pa.struct([("id", pa.string()), *kinds.items()])
    cells = [None if each is None else [next(made) for _ in each] for each in held]
    return pa.list_(structure), cells


def _is_double(number: float) -> bool:
    return float(number) == number
