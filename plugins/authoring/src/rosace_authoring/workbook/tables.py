"""The sheets of a workbook as rows by heading, with the place of each cell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from rosace.cells import SPACES, spell
from rosace.errors import Problem
from rosace.spelling import nearest
from rosace.values import LANGUAGE, value
from rosace_authoring import PACKAGE
from rosace_authoring.workbook.cells import (
    UnreadableCellError,
    read_answer,
    read_cell,
    read_score,
)
from rosace_authoring.workbook.layout import (
    ANSWER,
    INSTRUMENT,
    README,
    REMARK,
    SCORE,
    SHEETS,
    VECTORS,
    Column,
    Sheet,
    inside,
)
from rosace_authoring.workbook.opening import Lines, OpenCell

__all__ = ["Place", "TableReader", "TableRow"]

_PROPERTY, _VALUE = "property", "value"
_LOCALIZED: Final = "{} ({})"


@value
class Place:
    """Where a part of a document stands in a workbook."""

    sheet: str
    row: int | None = None
    heading: str | None = None


@value
class TableRow:
    """A row: what it holds by column, words by language together, and where that stands."""

    place: Place
    held: Mapping[str, Any]
    headings: Mapping[str, str]


@attrs.define
class TableReader:
    """Reads the sheets of one workbook, and gathers all that is wrong with them.

    Args:
        file: The workbook's name.
        problems: What was found so far.
        wrong: Where that cannot be gone on with.
    """

    file: str
    problems: list[Problem] = attrs.field(factory=list)
    wrong: list[Place] = attrs.field(factory=list)

    def tables(self, sheets: Mapping[str, Lines]) -> dict[str, list[TableRow]]:
        """Return the rows of every sheet that is known but the vectors', by its name.

        Args:
            sheets: The cells of every sheet, as `open_sheets` gives them.
        """
        found: dict[str, list[TableRow]] = {}
        for title, lines in sheets.items():
            name = title.strip().lower()
            if name in README or name.startswith(REMARK):
                continue
            if name not in SHEETS:
                self.find("authoring-sheet-unknown", Place(sheet=title), title, SHEETS)
            elif SHEETS[name] is INSTRUMENT:
                found[name] = self._properties(lines)
            elif SHEETS[name] is not VECTORS:
                found[name] = list(self._rows(SHEETS[name], lines))
        return found

    def vectors(self, lines: Lines, types: Mapping[str, str]) -> Iterator[TableRow]:
        """Yield the rows of the reference vectors: answers and scores by heading.

        Args:
            lines: The cells of their sheet.
            types: The type of each item.
        """
        heads = self._heads("vectors", lines, _vector_heading)
        for number, cells in _filled(lines):
            held: dict[str, Any] = {}
            for cell in cells:
                heading = heads.get(cell.column)
                if heading is None or heading == "vector":
                    continue
                place = Place(sheet="vectors", row=number, heading=heading)
                item = heading.removeprefix(ANSWER)
                kind = types.get(item) if heading.startswith(ANSWER) else None
                given = self._given(cell, place)
                if given is None:
                    continue
                try:
                    is_answer = heading.startswith(ANSWER)
                    read = read_answer(given, kind) if is_answer else read_score(given)
                except UnreadableCellError as error:
                    self._unreadable(error, place, given)
                    continue
                if read is not None or heading.startswith(SCORE):
                    held[heading] = read
            if held:
                place = Place(sheet="vectors", row=number)
                yield TableRow(place=place, held=held, headings={each: each for each in held})

    def find(
        self, code: str, place: Place, found: str, known: Sequence[str] | Mapping[str, Any] = ()
    ) -> None:
        """Keep what was found wrong, with the known name that comes nearest if one does.

        Args:
            code: The code of the problem.
            place: Where.
            found: What stands there.
            known: What could stand there.
        """
        near = nearest(found.strip().lower(), list(known)) if known else None
        arguments = {"found": found, "known": ", ".join(known)}
        if near:
            code, arguments["nearest"] = f"{code}-suggestion", near
        self._add(code, place, arguments)

    def at(self, place: Place) -> str:
        """Return the file and the sheet of a place, for problems."""
        return inside(self.file, place.sheet)

    def _add(
        self, code: str, place: Place, arguments: Mapping[str, str], *, notice: bool = False
    ) -> None:
        if not notice:
            self.wrong.append(place)
        self.problems.append(
            Problem(
                code,
                file=self.at(place),
                row=place.row,
                heading=place.heading,
                arguments=arguments,
                severity="notice" if notice else "error",
                catalogue=PACKAGE,
            )
        )

    def _properties(self, lines: Lines) -> list[TableRow]:
        """Return the one row that the sheet of the instrument makes, property by property."""
        heads = self._heads("instrument", lines, _property_heading)
        held: dict[str, Any] = {}
        headings: dict[str, str] = {}
        for number, cells in _filled(lines):
            by_heading = {heads.get(cell.column): cell for cell in cells}
            named = by_heading.pop(_PROPERTY, None)
            by_heading.pop(None, None)
            name = spell(named.held).strip(SPACES).lower() if named else ""
            column = INSTRUMENT.column(name)
            if column is None:
                place = Place(sheet="instrument", row=number)
                known = [each.name for each in INSTRUMENT.columns]
                self.find("authoring-property-unknown", place, name or "?", known)
                continue
            for heading, cell in by_heading.items():
                place = Place(sheet="instrument", row=number, heading=heading)
                language = None if heading == _VALUE else _language(str(heading))
                if (language is None) == (column.kind == "localized"):
                    wanted = "text (fr)" if language is None else _VALUE
                    self._add("authoring-cell-misplaced", place, {"wanted": wanted})
                else:
                    self._take(column, language, cell, place, held)
            headings[column.name] = str(number)
        return [TableRow(place=Place(sheet="instrument"), held=held, headings=headings)]

    def _rows(self, sheet: Sheet, lines: Lines) -> Iterator[TableRow]:
        known = _Known(sheet)
        heads = self._heads(sheet.name, lines, known)
        for number, cells in _filled(lines):
            held: dict[str, Any] = {}
            headings: dict[str, str] = {}
            for cell in cells:
                heading = heads.get(cell.column)
                found = known.columns(heading) if heading else None
                if heading is None or found is None:
                    continue
                column, language = found
                place = Place(sheet=sheet.name, row=number, heading=heading)
                self._take(column, language, cell, place, held)
                headings.setdefault(column.name, heading)
                headings[_LOCALIZED.format(column.name, language)] = heading
            if held:
                place = Place(sheet=sheet.name, row=number)
                yield TableRow(place=place, held=held, headings=headings)

    def _heads(self, sheet: str, lines: Lines, known: Any) -> dict[int, str]:
        """Return the heading of each column that has one we know."""
        first = next((line for line in lines if not _is_remark(line[1])), None)
        found: dict[int, str] = {}
        for cell in first[1] if first else ():
            text = spell(cell.held).strip(SPACES)
            place = Place(sheet=sheet, row=first[0] if first else None)
            heading = known(text)
            if not text or text.startswith(REMARK):
                continue
            if heading is None:
                self.find("authoring-heading-unknown", place, text, getattr(known, "names", ()))
            elif heading in found.values():
                self._add("authoring-heading-twice", place, {"found": text})
            else:
                found[cell.column] = heading
        return found

    def _take(
        self,
        column: Column,
        language: str | None,
        cell: OpenCell,
        place: Place,
        held: dict[str, Any],
    ) -> None:
        given = self._given(cell, place)
        if given is None:
            return
        try:
            read = read_cell(column, given)
        except UnreadableCellError as error:
            self._unreadable(error, place, given)
            return
        if column.known and column.kind == "choice" and read not in {None, *column.known}:
            self.find("authoring-cell-unknown", place, str(read), column.known)
        elif read is not None and language is not None:
            held.setdefault(column.name, {})[language] = read
        elif read is not None:
            held[column.name] = read

    def _given(self, cell: OpenCell, place: Place) -> Any:
        """Return what stands in a cell, or None where it can be of no use."""
        if cell.kind in {"error", "date"}:
            self._add(f"authoring-cell-{cell.kind}", place, {"found": str(cell.held)})
            return None
        if cell.kind == "formula":
            self._add("authoring-cell-formula", place, {"found": str(cell.held)}, notice=True)
        return cell.held

    def _unreadable(self, error: UnreadableCellError, place: Place, given: Any) -> None:
        self._add(f"authoring-cell-no-{error.args[0]}", place, {"found": str(given)})


class _Known:
    """Knows the headings of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.names = [
            _LOCALIZED.format(each.name, "fr") if each.kind == "localized" else each.name
            for each in sheet.columns
        ]

    def __call__(self, text: str) -> str | None:
        found = self.columns(text)
        if found is None:
            return None
        column, language = found
        return column.name if language is None else _LOCALIZED.format(column.name, language)

    def columns(self, text: str) -> tuple[Column, str | None] | None:
        """Return the column of a heading and its language, or None."""
        language = _language(text)
        name = text.partition("(")[0] if language else text
        column = self.sheet.column(name.strip(SPACES).lower())
        if column is None or (column.kind == "localized") != (language is not None):
            return None
        return column, language


def _property_heading(text: str) -> str | None:
    lowered = text.lower()
    if lowered in {_PROPERTY, _VALUE}:
        return lowered
    language = _language(text)
    is_text = text.partition("(")[0].strip(SPACES).lower() == "text"
    return _LOCALIZED.format("text", language) if language and is_text else None


def _vector_heading(text: str) -> str | None:
    known = text == "vector" or text.startswith((ANSWER, SCORE))
    return " ".join(text.split()) if known else None


def _language(text: str) -> str | None:
    found = text.rpartition("(")[2].removesuffix(")").strip(SPACES)
    return found if text.endswith(")") and LANGUAGE.fullmatch(found) else None


def _is_remark(cells: Sequence[OpenCell]) -> bool:
    return cells[0].column == 1 and str(cells[0].held).lstrip(SPACES).startswith(REMARK)


def _filled(lines: Lines) -> Iterator[tuple[int, list[OpenCell]]]:
    """Yield the rows after the headings, without those that are remarks."""
    rows = (line for line in lines if not _is_remark(line[1]))
    next(rows, None)
    yield from rows
