"""How far the cells of a workbook reach, by its XML alone, which may declare nothing."""

import io
import re
from typing import Any, Final
from xml.sax.handler import ContentHandler  # the reader is defused

import attrs

__all__ = ["Extent", "measure"]

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_HOLDERS: Final = frozenset({"v", "f", "is"})
_LETTERS: Final = 26


@attrs.define
class Extent:
    """How far the cells that hold something reach, over all sheets.

    Args:
        rows: The last row.
        columns: The last column.
    """

    rows: int = 0
    columns: int = 0


def measure(data: bytes, extent: Extent) -> None:
    """Read a part of a workbook for how far its cells reach.

    Args:
        data: The part, which is XML.
        extent: Is widened.

    Raises:
        Exception: It is no XML, or declares a document type, in whatever encoding.
    """
    from defusedxml.sax import make_parser  # noqa: PLC0415  # only where a workbook is read

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(_Cells(extent))
    parser.parse(io.BytesIO(data))


class _Cells(ContentHandler):
    """Follows the cells, whose places may be stated or not."""

    def __init__(self, extent: Extent) -> None:
        super().__init__()
        self.extent = extent
        self.row = self.column = 0

    def startElement(self, name: str, attributes: Any) -> None:  # noqa: N802  # as it is called
        """Look at a row, a cell, or what it holds."""
        kind = name.rpartition(":")[2]
        stated = attributes.get("r") or ""
        if kind == "row":
            self.row = int(stated) if stated.isdigit() else self.row + 1
            self.column = 0
        elif kind == "c":
            self.column += 1
            if found := _REFERENCE.fullmatch(stated):
                self.column, self.row = _number(found[1]), int(found[2])
        elif kind in _HOLDERS and self.column:
            self.extent.rows = max(self.extent.rows, self.row)
            self.extent.columns = max(self.extent.columns, self.column)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
