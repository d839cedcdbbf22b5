"""Headers of rows in a tagged PDF, which Typst cannot mark yet."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from rosace_document.table_data import RowHeaders

__all__ = ["with_row_headers"]

_TABLE: Final = "/Table"


def with_row_headers(document: bytes, headers: "tuple[RowHeaders, ...]") -> bytes:
    """Return a tagged PDF in whose tables the first cells of rows head their rows.

    Such a cell becomes a ``TH`` with the scope ``Row`` (ISO 32000-1, tables 337 and 349), and
    the cells of its rows name it among their headers, after those of their column. The same
    arguments give the same bytes.

    Args:
        document: A tagged PDF whose tables Typst made.
        headers: Of each of its tables, in order, which cells head its rows.

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
        for place, (table, heading) in enumerate(zip(tables, headers, strict=True)):
            named |= _headed(table, heading, place)
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


def _headed(table: Any, headers: "RowHeaders", place: int) -> dict[str, Any]:
    """Mark the headers of the rows of a table, and return them by their new ids."""
    import pikepdf  # noqa: PLC0415  # as above

    rows = [row for row in _found(table.K, "/TR") if not _titles(row)]
    if len(rows) != len(headers):
        message = f"table {place}: {len(rows)} rows are tagged, and {len(headers)} were set"
        raise ValueError(message)
    named: dict[str, Any] = {}
    # Ids of what heads this row and those below, with how many of them.
    heading: list[tuple[str, int]] = []
    for turn, (row, own) in enumerate(zip(rows, headers, strict=True)):
        cells = list(row.get("/K", []))
        for at in own:
            name = f"R{place}x{at}y{turn}"
            named[name] = cell = cells[at]
            cell.S, cell.ID = pikepdf.Name.TH, pikepdf.String(name)
            attributes = _attributes(cell)
            attributes.Scope = pikepdf.Name.Row
            heading.append((name, int(attributes.get("/RowSpan", 1))))
        for at, cell in enumerate(cells):
            if at not in own:
                attributes = _attributes(cell)
                attributes.Headers = pikepdf.Array(
                    [
                        *attributes.get("/Headers", []),
                        *(pikepdf.String(name) for name, _ in heading),
                    ]
                )
        heading = [(name, left - 1) for name, left in heading if left > 1]
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
