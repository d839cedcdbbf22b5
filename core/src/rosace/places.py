"""Where a document came from, so that what is found in it can be pointed at."""

from collections.abc import Mapping
from typing import Final, TypeVar

import attrs

from rosace.errors import Problem
from rosace.interfaces import ImportedRecord, SheetColumns
from rosace.values import evolve, value

__all__ = ["Place", "nowhere"]

Found = TypeVar("Found")

_ANSWERS: Final = "answers"
_VALUE: Final = "value"


@value
class Place:
    """Where one document stands in the file that it was read from.

    Args:
        file: The file's name.
        row: The row of a table, or the line of NDJSON, from 1.
        index: The position in a list of documents, from 0.
        headings: For a table, the heading of each column, by the JSON Pointer of
            what it holds.
        positions: For YAML, line and column by JSON Pointer in the whole file.
        sheet: For a workbook, where the columns stand.
        records: For a table, the records that stand in rows of their own, by item.
    """

    file: str | None = None
    row: int | None = None
    index: int | None = None
    headings: Mapping[str, str] | None = None
    positions: Mapping[str, tuple[int, int]] | None = None
    sheet: SheetColumns | None = None
    records: Mapping[str, tuple[ImportedRecord, ...]] = attrs.field(factory=dict)

    def locate(self, problem: Problem) -> Problem:
        """Return a problem of the document with its place in the file.

        A table's reader is told the row and the heading in place of the JSON
        Pointer; a YAML file's, line and column too.

        Args:
            problem: What was found, with a pointer inside the document.
        """
        pointer = problem.pointer or ""
        if self.headings is not None:
            heading = _nearest(pointer, self.headings)
            kept = problem.pointer if heading is None else None
            row, cell = self.row, self.sheet and self.sheet.cell(heading, self.row)
            if found := self._record(pointer):
                record, item, field = found
                row, heading = record.row, f"{item}.{field}" if field else heading
                cell = record.columns and record.columns.cell(field, row)
            return evolve(
                problem, file=self.file, row=row, heading=heading, cell=cell, pointer=kept
            )
        if self.index is not None:
            pointer = f"/{self.index}{pointer}"
        line, column = _nearest(pointer, self.positions or {}) or (None, None)
        return evolve(
            problem,
            file=self.file,
            row=self.row,
            line=line,
            column=column,
            pointer=pointer or problem.pointer,
        )

    def _record(self, pointer: str) -> tuple[ImportedRecord, str, str | None] | None:
        """Return the record that a pointer leads to, its item and its field."""
        part, item, *rest = [*pointer.split("/")[1:], "", ""]
        if part != _ANSWERS or item not in self.records:
            return None
        number, field, *_ = [*(each for each in rest if each != _VALUE), "", ""]
        held = self.records[item]
        if not number.isdecimal() or int(number) >= len(held):
            return None
        return held[int(number)], item, field or None


def nowhere(_: object) -> Place:
    """Return the place of what stood in no file."""
    return Place()


def _nearest(pointer: str, known: Mapping[str, Found]) -> Found | None:
    """Return what is known of a pointer, or of the nearest part that holds it."""
    while pointer and pointer not in known:
        pointer = pointer.rpartition("/")[0]
    return known.get(pointer)
