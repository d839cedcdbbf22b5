"""One row of a table as one response document."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

import attrs

from rosace.cells import SPACES, Cell, CellReader, reason_of, spell, tidy
from rosace.errors import Problem
from rosace.interfaces import ImportedRecord
from rosace.response import MISSING_REASONS
from rosace.values import Known, evolve, value

__all__ = ["Column", "ItemColumns", "RowReader"]

_LONGEST_ID: Final = 200
_LONGEST_KEPT: Final = 64
_MOST_KEPT: Final = 1 << 12
_NEW: Final = object()
_TIDIED: Final = Known(tidy)


@value
class Column:
    """A column of the file, and what its cells stand for.

    Args:
        index: Its position in a row, from 0.
        heading: Its heading in the file.
        values: What a cell stands for, by its text.
    """

    index: int
    heading: str
    values: Mapping[str, str] = attrs.field(factory=dict)

    def cell(self, cells: Sequence[Cell]) -> Cell:
        """Return the cell of a row as it stands, None when it is empty."""
        return cells[self.index] if self.index < len(cells) else None

    def text(self, cells: Sequence[Cell]) -> str | None:
        """Return what the cell of a row stands for, or None when it is blank."""
        cell = self.cell(cells)
        if cell is None or cell == "":
            return None
        key = _TIDIED[cell] if type(cell) is str else tidy(spell(cell))
        return self.values.get(key, key) or None

    def words(self, cells: Sequence[Cell]) -> str | None:
        """Return a person's words as they stand, or None when the cell is blank."""
        text = spell(self.cell(cells))
        return text if text.strip(SPACES) else None


@value
class ItemColumns:
    """The columns that hold the answer to one item.

    Args:
        item: The item's id.
        reader: Reads its answers.
        answer: The column of the answers.
        missing: The column of the missing reasons.
        words: The columns of comment, rationale and dissent.
    """

    item: str
    reader: CellReader
    answer: Column | None = None
    missing: Column | None = None
    words: Mapping[str, Column] = attrs.field(factory=dict)
    _known: dict[tuple[Cell, ...], Any] = attrs.field(factory=dict, init=False, eq=False)
    _cells: "Callable[[Sequence[Cell]], tuple[Cell, ...]]" = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Find the cells of the columns."""
        columns = (self.answer, self.missing, *self.words.values())
        # One cell alone would come without a tuple around it.
        places = [column.index for column in columns if column is not None]
        object.__setattr__(self, "_cells", itemgetter(*places, places[0]))

    def read(self, cells: Sequence[Cell], findings: list[Problem]) -> Any:
        """Return the answer of a row as plain data, or None where there is none.

        Most rows say what others said: what came of it is kept. It is not to be changed.
        """
        try:
            found = self._known.get(held := self._cells(cells), _NEW)
        except (IndexError, TypeError):
            # The row is too short, or holds records.
            return self._read(cells, findings)
        if found is not _NEW:
            return found
        before = len(findings)
        found = self._read(cells, findings)
        if len(findings) == before and len(self._known) < _MOST_KEPT and _is_short(held):
            self._known[held] = found
        return found

    def _read(self, cells: Sequence[Cell], findings: list[Problem]) -> Any:
        answer = None
        if self.answer is not None:
            before = len(findings)
            answer = self.reader.read(self.answer.cell(cells), findings)
            findings[before:] = [
                found if found.heading else evolve(found, heading=self.answer.heading)
                for found in findings[before:]
            ]
        reason = self._reason(cells, findings)
        if reason is not None:
            if answer is not None and answer != {"missing": reason} and self.missing:
                findings.append(Problem("value-and-missing", heading=self.missing.heading))
            answer = {"missing": reason}
        words = {name: text for name, column in self.words.items() if (text := column.words(cells))}
        if not words:
            return answer
        if isinstance(answer, dict):
            return answer | words
        return ({"missing": "no-answer"} if answer is None else {"value": answer}) | words

    def _reason(self, cells: Sequence[Cell], findings: list[Problem]) -> str | None:
        if self.missing is None or (text := self.missing.text(cells)) is None:
            return None
        reason = reason_of(text)
        if reason is None:
            arguments = {"found": text, "item": self.item, "known": ", ".join(MISSING_REASONS)}
            findings.append(
                Problem("unknown-missing-reason", heading=self.missing.heading, arguments=arguments)
            )
        return reason


@value
class RowReader:
    """Makes response documents of rows.

    Args:
        instrument: The instrument's id.
        version: Its version.
        wave: The wave of rows that name none.
        kind: ``individual`` or ``collective``, of rows that do not say.
        reserved: Columns by reserved name.
        attributes: Columns by attribute.
        items: The columns of each item.
        constants: Values of reserved columns that the file lacks.
    """

    instrument: str
    version: str
    wave: str
    kind: str
    reserved: Mapping[str, Column]
    attributes: Mapping[str, Column]
    items: tuple[ItemColumns, ...]
    constants: Mapping[str, str]

    def document(self, row: int, cells: Sequence[Cell], findings: list[Problem]) -> dict[str, Any]:
        """Return the response document of a row.

        Args:
            row: The row's number; headings are row 1.
            cells: Its cells.
            findings: Takes what was found, with the heading but not the row.
        """
        wave = self._held("@wave", cells) or self.wave
        # Who has but a number is nobody of another wave, whose rows are numbered too.
        numbered = f"r{row - 1}/{wave}"[:_LONGEST_ID]
        respondent = self._respondent(numbered, cells, findings)
        identifier = self._held("@id", cells)
        if identifier is None:
            identifier = f"{respondent['id']}/{wave}"
            if respondent["id"] == numbered:
                identifier = numbered
            elif len(identifier) > _LONGEST_ID:
                identifier = f"r{row - 1}"
        answers = {}
        for columns in self.items:
            answer = columns.read(cells, findings)
            if answer is not None:
                answers[columns.item] = answer
        return {
            "schema": "rosace/response/1",
            "id": identifier,
            "instrument": self.instrument,
            "version": self._held("@version", cells) or self.version,
            "wave": wave,
            "respondent": respondent,
            "answers": answers,
        }

    def is_said(self, document: Mapping[str, Any], cells: Sequence[Cell]) -> bool:
        """Return whether a row is somebody's response, and not a name or a note alone.

        It is where anything is answered, or a reason given why not, and where the row has
        the id of a response.

        Args:
            document: What `document` made of it.
            cells: Its cells.
        """
        return bool(document["answers"]) or self._held("@id", cells) is not None

    def records(self, cells: Sequence[Cell]) -> dict[str, tuple[ImportedRecord, ...]]:
        """Return the records of a row that stand in rows of their own, by item."""
        if tuple not in map(type, cells):
            return {}
        held = {each.item: each.answer.cell(cells) for each in self.items if each.answer}
        return {item: cell for item, cell in held.items() if isinstance(cell, tuple)}

    def headings(self) -> dict[str, str]:
        """Return the heading of each column by the JSON Pointer of what it holds."""
        found = {
            "/id": "@id",
            "/wave": "@wave",
            "/version": "@version",
            "/respondent/id": "@respondent",
            "/respondent/kind": "@kind",
            "/respondent/organization": "@organization",
            "/respondent/weight": "@weight",
        }
        known = {
            pointer: self.reserved[name].heading
            for pointer, name in found.items()
            if name in self.reserved
        }
        for name, column in self.attributes.items():
            known[f"/respondent/attributes/{name}"] = column.heading
        for each in self.items:
            pointer = f"/answers/{each.item}"
            first = each.answer or each.missing or next(iter(each.words.values()))
            known[pointer] = first.heading
            known |= {f"{pointer}/{name}": column.heading for name, column in each.words.items()}
        return known

    def _held(self, name: str, cells: Sequence[Cell]) -> str | None:
        column = self.reserved.get(name)
        held = column.text(cells) if column else None
        return self.constants.get(name) if held is None else held

    def _respondent(
        self, numbered: str, cells: Sequence[Cell], findings: list[Problem]
    ) -> dict[str, Any]:
        column = self.reserved.get("@respondent")
        identifier = column.text(cells) if column else numbered
        if identifier is None and column:
            findings.append(Problem("respondent-missing", heading=column.heading))
        kind = self._held("@kind", cells) or self.kind
        respondent: dict[str, Any] = {"id": identifier, "kind": kind.casefold()}
        if organization := self._held("@organization", cells):
            respondent["organization"] = organization
        attributes = {
            name: text for name, each in self.attributes.items() if (text := each.text(cells))
        }
        if attributes:
            respondent["attributes"] = attributes
        if weight := self._held("@weight", cells):
            respondent["weight"] = weight.replace(",", ".")
        return respondent


def _is_short(cells: Sequence[Cell]) -> bool:
    """Say whether cells are short texts: these differ from others, as 1 does not from true."""
    texts = [cell for cell in cells if cell is not None]
    return all(isinstance(cell, str) and len(cell) <= _LONGEST_KEPT for cell in texts)
