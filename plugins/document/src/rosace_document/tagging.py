"""Headers of rows in a tagged PDF, which Typst cannot mark yet."""

import io
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["with_row_headers"]

_TABLE: Final = "/Table"


def with_row_headers(document: bytes, headers: tuple[tuple[int, ...], ...]) -> bytes:
    """Return a tagged PDF in whose tables the first cells of rows head their rows.

    Such a cell becomes a ``TH`` with the scope ``Row`` (ISO 32000-1, tables 337 and 349), and
    the cells of its rows name it among their headers, after those of their column. The same
    arguments give the same bytes.

    Args:
        document: A tagged PDF whose tables Typst made.
        headers: Of each of its tables, in order, of each row below the titles: how many of
            its cells head the row.

    Raises:
        ValueError: The document has other tables.
    """
    # A tenth of a second, and only a document needs it.
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(document)) as pdf:
        root = pdf.Root.StructTreeRoot
        tables = list(_found(root.K, _TABLE))
        if len(tables) != len(headers):
            message = f"{len(tables)} tables are tagged, and {len(headers)} were set"
            raise ValueError(message)
        named: dict[str, Any] = {}
        for place, (table, counts) in enumerate(zip(tables, headers, strict=True)):
            named |= _headed(table, counts, place)
        if named:
            names = pikepdf.NameTree(root.IDTree)
            for name, cell in named.items():
                names[name] = cell
        made = io.BytesIO()
        pdf.save(
            made,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return made.getvalue()


def _headed(table: Any, counts: tuple[int, ...], place: int) -> dict[str, Any]:
    """Mark the headers of the rows of a table, and return them by their new ids."""
    import pikepdf  # noqa: PLC0415  # as above

    rows = [row for row in _found(table.K, "/TR") if not _titles(row)]
    if len(rows) != len(counts):
        message = f"table {place}: {len(rows)} rows are tagged, and {len(counts)} were set"
        raise ValueError(message)
    named: dict[str, Any] = {}
    # What still heads the rows below, with how many of them.
    open_headers: list[tuple[str, int]] = []
    for turn, (row, count) in enumerate(zip(rows, counts, strict=True)):
        cells = list(row.get("/K", []))
        for column, cell in enumerate(cells[:count]):
            cell.S = pikepdf.Name.TH
            name = f"R{place}x{column}y{turn}"
            cell.ID = pikepdf.String(name)
            attributes = _attributes(cell)
            attributes.Scope = pikepdf.Name.Row
            named[name] = cell
            open_headers.append((name, int(attributes.get("/RowSpan", 1))))
        for cell in cells[count:]:
            attributes = _attributes(cell)
            above = [str(each) for each in attributes.get("/Headers", [])]
            attributes.Headers = pikepdf.Array(
                [pikepdf.String(name) for name in (*above, *(name for name, _ in open_headers))]
            )
        open_headers = [(name, left - 1) for name, left in open_headers if left > 1]
    return named


def _attributes(cell: Any) -> Any:
    """Return a cell's attributes as a table has them, made where it has none."""
    import pikepdf  # noqa: PLC0415  # as above

    held = cell.get("/A")
    if held is None:
        held = cell.A = pikepdf.Array([])
    for each in held:
        if each.get("/O") == "/Table":
            return each
    held.append(pikepdf.Dictionary(O=pikepdf.Name.Table))
    return held[-1]


def _titles(row: Any) -> bool:
    cells = list(row.get("/K", []))
    return bool(cells) and all(cell.S == "/TH" for cell in cells)


def _found(kids: Any, kind: str) -> Iterator[Any]:
    """Yield the elements of a kind below, in reading order."""
    import pikepdf  # noqa: PLC0415  # as above

    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            continue
        if kind == kid.S:
            yield kid
        elif "/K" in kid:
            yield from _found(kid.K, kind)
