"""Rows of our own for an engine in which nothing may be written: they travel inside the question.

The rows become one text of JSON, a literal of each expression that reads them, which the engine
takes apart again. So it suits few rows, such as those of a table that are sound but not surely so.
"""

import json
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir

__all__ = ["MOST_CARRIED", "carried"]

MOST_CARRIED: Final = 8 << 20
"""Letters of JSON beyond which rows are too many to travel with each question."""


def carried(table: pa.Table) -> "ir.Table | None":
    """Return rows as a table that needs no place in the engine; None if they are too many.

    Args:
        table: The rows: texts, whole numbers, fractions, truths, lists of texts, and records.
    """
    import ibis  # noqa: PLC0415  # takes half a second
    import ibis.expr.datatypes as dt  # noqa: PLC0415  # likewise

    lines, size = [], 0
    for batch in table.to_batches(1000):
        for row in batch.to_pylist():
            # Fields are told by their place: PostgreSQL knows no long names.
            cells = [_cell(cell) for cell in row.values()]
            lines.append(json.dumps(cells, ensure_ascii=False, separators=(",", ":")))
            size += len(lines[-1])
            if size > MOST_CARRIED:
                return None
    text = ibis.literal(f"[{','.join(lines)}]").name("j").as_table()
    rows = text.select(r=text.j.cast(dt.JSON(binary=True)).array.unnest())
    kinds = ibis.Schema.from_pyarrow(table.schema)
    return rows.select(
        **{name: _read(rows.r[place], kind) for place, (name, kind) in enumerate(kinds.items())}
    )


def _cell(held: Any) -> Any:
    """Return a cell as JSON has it: numbers as texts, for JSON has another notion of them."""
    if held is None or isinstance(held, str):
        return held
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, list):
        return held
    return repr(held)


def _read(cell: "ir.JSONValue", kind: "dt.DataType") -> "ir.Value":
    """Return a cell in the type that it had."""
    import ibis  # noqa: PLC0415  # takes half a second

    if not kind.is_array():
        text = cell.str
        return text if kind.is_string() else text.cast(kind)
    is_empty = cell.array.isnull()  # the nothing of JSON is something to SQL
    if kind.value_type.is_struct():
        return is_empty.ifelse(ibis.null(cell.type()), cell)
    texts = cell.array.map(lambda each: each.str)
    return is_empty.ifelse(ibis.null(texts.type()), texts)
