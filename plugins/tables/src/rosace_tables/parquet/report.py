"""A report as a folder of Parquet files: one a table, and a list of them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from rosace.conversion import unstructure
from rosace.formatting import Formatter
from rosace.report import Column, CountCell, NumberCell, Report, Table
from rosace_tables.parquet.columns import TypedColumn, day_type, parquet_file, plain_json
from rosace_tables.tidy import heads_of, parts_of, table_names

__all__ = ["report_files"]

_LIST: Final = "tables"


def report_files(report: Report, formatter: Formatter) -> Iterator[tuple[str, tuple[bytes]]]:
    """Yield a file for each table of a report, then the list of them, ``tables.parquet``.

    A count or a number has two columns, ``ID_low`` and ``ID_high``, equal where it is
    exact and both empty where it is withheld or empty.

    Args:
        report: The report.
        formatter: Writes its phrases.
    """
    import pyarrow as pa  # noqa: PLC0415  # takes 200 ms

    shared = {
        "title": formatter.phrase(report.title),
        "language": formatter.language,
        "schema": report.schema,
        "provenance": plain_json(unstructure(report.provenance)),
    }
    about: list[tuple[Any, ...]] = []
    for stem, section, table in table_names(report):
        notes = "\n".join(formatter.phrase(note) for note in table.notes)
        title = formatter.phrase(table.title)
        held = formatter.phrase(section.title)
        said = {"table_title": title, "section_title": held, "audience": section.audience}
        columns = list(_columns(table, formatter))
        metadata = {
            f"rosace.{key}": text for key, text in {**shared, **said, "notes": notes}.items()
        }
        yield f"{stem}.parquet", (parquet_file(columns, metadata),)
        about.append((f"{stem}.parquet", section.id, held, section.audience, table.id, title,
                      len(table.rows), notes or None))  # fmt: skip
    heads = ("file", "section", "section_title", "audience", "table", "title", "rows", "notes")
    listed = [
        TypedColumn(
            name=head,
            type=pa.int64() if head == "rows" else pa.string(),
            cells=[row[place] for row in about],
            metadata={},
        )
        for place, head in enumerate(heads)
    ]
    metadata = {f"rosace.{key}": text for key, text in shared.items()}
    yield f"{_LIST}.parquet", (parquet_file(listed, metadata),)


def _columns(table: Table, formatter: Formatter) -> Iterator[TypedColumn]:
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.rows]
        spread = [parts_of(column, cell, formatter) for cell in cells]
        measured = (cell for cell in cells if isinstance(cell, CountCell | NumberCell))
        unit = next((cell.unit for cell in measured), None)
        metadata = {
            "rosace.column": column.id,
            "rosace.title": formatter.phrase(column.title),
            "rosace.kind": column.kind,
            **({"rosace.unit": unit} if unit else {}),
        }
        for place, head in enumerate(heads_of(column)):
            kind, held = _typed(column, [parts[place] for parts in spread])
            yield TypedColumn(name=head, type=kind, cells=held, metadata=metadata)


def _typed(column: Column, cells: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Return the type that all cells have, and the cells as such."""
    import pyarrow as pa  # noqa: PLC0415  # as above

    held = [cell for cell in cells if cell is not None]
    if column.kind == "date" and all(isinstance(cell, str) for cell in held):
        return day_type(cells)
    if any(isinstance(cell, str) for cell in held) or column.kind not in {"count", "number"}:
        return pa.string(), [None if cell is None else str(cell) for cell in cells]
    if column.kind == "count" and all(isinstance(cell, int) for cell in held):
        return pa.int64(), list(cells)
    return pa.float64(), [None if cell is None else float(cell) for cell in cells]
