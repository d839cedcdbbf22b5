"""The rows of repeating records as tables of their own, beside the table of responses.

Each row of a record is a row here, with what tells whose response it stands in. Its key is the
response's id and the row's own, which is unlike others in one response alone.
"""

from collections.abc import Iterator
from typing import Final

from rosace.instrument import Item
from rosace.interfaces import Responses
from rosace_tables.responses import Columns, respondent_cells, survey, written
from rosace_tables.writing import Cell, Grid

__all__ = ["ROW", "exploded", "table_name"]

ROW: Final = "id"
"""The column of a row's own id; no field has this name."""


def exploded(document: Responses) -> Iterator[tuple[Item, Grid]]:
    """Yield each repeating record of an instrument with the table of all its rows.

    The responses are gone through once to learn of their attributes, and once more for each
    table, as its rows are taken.

    Args:
        document: The responses, with their instrument.
    """
    records = [item for item in document.instrument.items if item.type == "records"]
    if not records:
        return
    columns = survey(document)
    for item in records:
        fields = [field.id for field in item.fields or ()]
        yield item, ([*columns.respondent, ROW, *fields], _rows(document, columns, item))


def table_name(item: Item) -> str:
    """Return the file name of a record's table."""
    return f"responses-{item.id}.csv"


def _rows(document: Responses, columns: Columns, item: Item) -> Iterator[list[Cell]]:
    fields = [field.id for field in item.fields or ()]
    for response in document.responses:
        records = response.rows(item.id)
        who = respondent_cells(response, columns) if records else []
        for record in records:
            yield [*who, record.id, *(written(record.fields.get(name)) for name in fields)]
