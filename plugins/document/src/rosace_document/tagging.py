"""Headers of rows in a tagged PDF, which Typst cannot mark yet."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pylopdf import Dictionary

    from rosace_document.table_data import RowHeaders

__all__ = ["with_row_headers"]

_TABLE: Final = "Table"


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
    import pylopdf  # noqa: PLC0415

    with pylopdf.open(stream=document) as pdf:
        root = pdf.catalog["StructTreeRoot"]
        tables = list(_found(root["K"], _TABLE))
        if len(tables) != len(headers):
            message = f"{len(tables)} tables are tagged, and {len(headers)} were set"
            raise ValueError(message)
        named: dict[bytes, Dictionary] = {}
        for place, (table, heading) in enumerate(zip(tables, headers, strict=True)):
            named |= _headed(table, heading, place)
        if named:
            _name(root, named)
        return pdf.tobytes(deflate=True, object_streams=True)


def _name(root: "Dictionary", named: "dict[bytes, Dictionary]") -> None:
    """Add elements to the tree of the ids of elements, which is sorted and has no branches."""
    tree = root["IDTree"]
    held = tree.get("Names", [])
    known = {bytes(held[at]): held[at + 1] for at in range(0, len(held), 2)}
    every = sorted((known | named).items())
    tree["Names"] = [part for pair in every for part in pair]


def _headed(table: "Dictionary", headers: "RowHeaders", place: int) -> "dict[bytes, Dictionary]":
    """Mark the headers of the rows of a table, and return them by their new ids."""
    from pylopdf import Name  # noqa: PLC0415  # as above

    every = (list(row.get("K", [])) for row in _found(table["K"], "TR"))
    rows = [cells for cells in every if not _titles(cells)]
    if len(rows) != len(headers):
        message = f"table {place}: {len(rows)} rows are tagged, and {len(headers)} were set"
        raise ValueError(message)
    named: dict[bytes, Dictionary] = {}
    # Ids of what heads this row and those below, with how many of them.
    heading: list[tuple[bytes, int]] = []
    for turn, (cells, own) in enumerate(zip(rows, headers, strict=True)):
        for at in own:
            name = f"R{place}x{at}y{turn}".encode()
            named[name] = cell = cells[at]
            cell["S"], cell["ID"] = Name("TH"), name
            attributes = _attributes(cell)
            attributes["Scope"] = Name("Row")
            heading.append((name, int(attributes.get("RowSpan", 1))))
        for at, cell in enumerate(cells):
            if at not in own:
                attributes = _attributes(cell)
                before = list(attributes.get("Headers", []))
                attributes["Headers"] = [*before, *(name for name, _ in heading)]
        heading = [(name, left - 1) for name, left in heading if left > 1]
    return named


def _attributes(cell: "Dictionary") -> "Dictionary":
    """Return a cell's attributes as a table has them, made where it has none."""
    from pylopdf import Name  # noqa: PLC0415  # as above

    held = cell.get("A")
    if held is None:
        cell["A"] = []
        held = cell["A"]
    found: Dictionary | None = next((each for each in held if each.get("O") == _TABLE), None)
    if found is None:
        held.append({"O": Name(_TABLE)})
        found = held[-1]
    return found


def _titles(cells: "list[Dictionary]") -> bool:
    return bool(cells) and all(cell["S"] == "TH" for cell in cells)


def _found(kids: Any, kind: str) -> "Iterator[Dictionary]":
    """Yield the elements of a kind below, in reading order."""
    from pylopdf import Array, Dictionary  # noqa: PLC0415  # as above

    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary) or "S" not in kid:
            continue
        if kid["S"] == kind:
            yield kid
        elif "K" in kid:
            yield from _found(kid["K"], kind)
