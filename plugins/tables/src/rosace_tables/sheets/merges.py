"""Cells that were merged: but one of them holds what all seem to."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.handler import ContentHandler  # the reader is defused

from rosace.errors import Problem
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.layout import Layout
from rosace_tables.sheets.parts import parse

__all__ = ["merged_cells"]

_CHUNK: Final = 1 << 16
_NAMED: Final = b"mergeCell"
_LAST_ROW: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}([0-9]{1,7})")


def merged_cells(held: zipfile.ZipFile, layout: Layout) -> Iterator[Problem]:
    """Yield a problem for each range of cells that was merged under the headings of a sheet.

    Args:
        held: The workbook.
        layout: The sheet.

    Raises:
        Exception: It is damaged, or its XML declares a document type.
    """
    if not _may_be_merged(held, layout.sheet.part):
        return
    merges = _Merges()
    for _ in parse(held, layout.sheet.part, merges):
        continue
    for found in merges.ranges:
        last = _LAST_ROW.fullmatch(found)
        if last and int(last[1]) > layout.row:
            arguments = {"found": found, "sheet": layout.sheet.name}
            yield Problem("tables-merged", arguments=arguments, catalogue=CATALOGUE)


def _may_be_merged(held: zipfile.ZipFile, part: str) -> bool:
    """Return whether a part names merged cells, in whatever encoding, without parsing it."""
    rest = b""
    with held.open(part) as source:
        while chunk := source.read(_CHUNK):
            rest += chunk.replace(b"\0", b"")
            if _NAMED in rest:
                return True
            rest = rest[-len(_NAMED) :]
    return False


class _Merges(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.ranges: list[str] = []

    def startElement(self, name: str, attributes: Any) -> None:  # noqa: N802  # as it is called
        """Take a range."""
        if name.rpartition(":")[2] == _NAMED.decode():
            self.ranges.append(attributes.get("ref") or "")
