"""Responses as one Parquet file: a typed column an item, a group of rows at a time."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rosace.formatting import Formatter
from rosace.instrument import Instrument
from rosace.interfaces import Responses
from rosace.report import Translated
from rosace.response import Answer, Response
from rosace_tables.parquet.columns import PART, parquet_batches, parquet_chunks
from rosace_tables.parquet.kinds import Kind, kind_of
from rosace_tables.responses import WEIGHT, Columns, rows_of, survey

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["responses_file"]


def responses_file(document: Responses, formatter: Formatter) -> Iterator[bytes]:
    """Yield responses as a Parquet file, in the columns of the CSV file.

    Whole numbers are whole numbers, yes or no is a truth value, several choices are a
    list of codes, and the rows of a repeating record a list of structures. The responses
    are gone through once to learn which columns there are and what they hold, and once
    more to write them: one group of rows is held, however many there are. Of an engine that
    gives columns, these are taken as they are.

    Args:
        document: The responses, with their instrument.
        formatter: Writes the titles of the columns.
    """
    instrument = document.instrument
    kinds = {item.id: kind_of(item) for item in instrument.items}
    if (held := document.columns) is not None:
        # An engine's columns have the types of the contract, whatever they hold.
        schema = _schema(instrument, held.headings(), kinds, formatter)
        return parquet_batches(schema, held.batches())
    columns = survey(document, lambda response: _see(response, kinds))
    schema = _schema(instrument, columns.headings, kinds, formatter)
    return parquet_chunks(schema, _groups(document, columns, kinds))


def _schema(
    instrument: Instrument,
    headings: Iterable[str],
    kinds: Mapping[str, Kind],
    formatter: Formatter,
) -> "pa.Schema":
    """Return what the columns are, and what is said of them and of the table."""
    import pyarrow as pa  # noqa: PLC0415  # takes 200 ms

    titles = {
        item.id: {
            "rosace.title": formatter.phrase(Translated(localized=item.text)),
            "rosace.type": item.type,
        }
        for item in instrument.items
    }
    fields = [
        pa.field(
            heading,
            kinds[heading].type() if heading in kinds else pa.string(),
            metadata=titles.get(heading, {}),
        )
        for heading in headings
    ]
    metadata = {
        "rosace.instrument": instrument.id,
        "rosace.language": formatter.language,
        "rosace.title": formatter.phrase(Translated(localized=instrument.title)),
        "rosace.version": instrument.version,
    }
    return pa.schema(fields, metadata=metadata)


def _see(response: Response, kinds: Mapping[str, Kind]) -> None:
    for item, answer in response.answers.items():
        if answer.value is not None:
            kinds[item].see(answer.value)


def _groups(
    document: Responses, columns: Columns, kinds: Mapping[str, Kind]
) -> Iterator[list[list[Any]]]:
    """Yield the cells of each column, a group of rows at a time."""

    def written(item: str, answer: Answer) -> Any:
        return None if answer.value is None else kinds[item].cell(answer.value)

    rows = rows_of(document, columns, written)
    weight = columns.headings.index(WEIGHT)
    while group := list(itertools.islice(rows, PART)):
        cells = [list(column) for column in zip(*group, strict=True)]
        cells[weight] = [None if each is None else str(each) for each in cells[weight]]
        yield cells
