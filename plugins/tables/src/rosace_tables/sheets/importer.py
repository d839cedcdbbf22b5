"""The importer of XLSX: a plain table, or the sheets that ``rosace sheet`` makes."""

import itertools
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final, NoReturn

import attrs

from rosace.cells import spell, tidy
from rosace.errors import InvalidDocumentError, Problem
from rosace.interfaces import ImportedCell, ImportedTable, ImportOptions
from rosace.packing import PACKING_LIMITS, PackingLimits, open_packed, refuse_damaged
from rosace.values import value
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.cells import Held, Line, column_letters, rows_of
from rosace_tables.sheets.checking import checked
from rosace_tables.sheets.layout import LOOKED_AT, RESPONDENT, WAVE, Layout, Options, layout_of
from rosace_tables.sheets.marker import Content, Marker, marker_of
from rosace_tables.sheets.merges import merged_cells
from rosace_tables.sheets.missing import missing_columns
from rosace_tables.sheets.options import picked
from rosace_tables.sheets.parts import Parts, SheetPart, read_parts
from rosace_tables.sheets.records import Records, records_of
from rosace_tables.words import say

__all__ = ["SHEET_LIMITS", "SheetLimits", "XlsxImporter"]

_PART: Final = "@part."
_OURS: Final = "@id"
_GIVEN: Final = frozenset({"@kind", "@wave", "@version"})
_README: Final = "tables.entry.sheet.readme"

Row = tuple[int, tuple[ImportedCell, ...] | Problem]


@attrs.frozen(kw_only=True)
class SheetLimits:
    """How large a workbook may be.

    Args:
        packing: As a ZIP file.
        sheets: Its sheets.
        rows: Rows of a sheet.
        columns: Columns of a sheet.
    """

    packing: PackingLimits = PACKING_LIMITS
    sheets: int = 100
    rows: int = 200_000
    columns: int = 5_000


SHEET_LIMITS: Final = SheetLimits()
"""The limits where none are given."""


@value
class XlsxImporter:
    """Reads workbooks: one table, or a sheet of answers with sheets of records.

    Args:
        name: Name by which it is asked for.
        suffixes: Suffixes of the files it reads.
        limits: What is too large.
    """

    name: str = "xlsx"
    suffixes: tuple[str, ...] = (".xlsx",)
    limits: SheetLimits = SHEET_LIMITS

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Read the table of a workbook.

        The first sheet that begins a row with ``@respondent`` is the table, or else the
        first that holds anything; sheets of records are read into its rows.

        Args:
            source: The file, open for reading; whoever opened it closes it.
            file: Its name, for problems.
            options: Not used: a workbook says how it is encoded.

        Raises:
            InvalidDocumentError: It is damaged or too large, or its headings are missing,
                doubled, or formulas.
        """
        del options
        held = open_packed(source, file, self.limits.packing)
        try:
            return _Workbook(held, read_parts(held), file, self.limits).table()
        except InvalidDocumentError:
            raise
        except Exception:  # noqa: BLE001  # what damaged XML raises has no one class
            refuse_damaged(file)


class _Workbook:
    def __init__(self, held: zipfile.ZipFile, parts: Parts, file: str, limits: SheetLimits) -> None:
        self._held = held
        self._parts = parts
        self._file = file
        self._limits = limits

    def table(self) -> ImportedTable:
        """Return the table."""
        if len(self._parts.sheets) > self._limits.sheets:
            many = len(self._parts.sheets)
            _refuse("tables-too-many-sheets", self._file, n=many, limit=self._limits.sheets)
        layouts = [
            found
            for sheet in self._parts.sheets
            if not sheet.is_hidden and (found := self._look(sheet))
        ]
        main = next((each for each in layouts if each.kind == "entry"), None)
        marker = self._marker()
        if marker is not None and main is None:
            _refuse("tables-ids-lost", self._file)
        main = main or next((each for each in layouts if each.kind == "plain"), None)
        if main is None:
            raise InvalidDocumentError((Problem("empty-file", file=self._file),))
        _check_headings(main, self._first_cells(main), self._file, self._limits)
        of_records = [each for each in layouts if each.kind == "records" and main.kind == "entry"]
        self._refuse_merged((main, *of_records))
        ours = marker or Marker()
        records = records_of(((each, self._below(each)) for each in of_records), ours)
        known = {say(_README, language) for language in ("fr", "en")} | ours.others
        ignored = [
            each
            for each in layouts
            if each is not main and each not in of_records and each.sheet.name not in known
        ]
        columns = _Columns(main, records, ours)
        notices = [_ignored(each) for each in ignored]
        notices += missing_columns(ours, (main, *of_records))
        return ImportedTable(
            columns=columns.headings,
            rows=self._rows(main, columns, records, notices),
            understood={} if marker else {"sheet": main.sheet.name},
            sheet=main.columns(),
        )

    def _marker(self) -> Marker | None:
        """Return what the workbook says of itself, where it is one of ours."""
        hidden = (each for each in self._parts.sheets if each.is_hidden)
        found = (marker_of(rows_of(self._held, each, self._parts)) for each in hidden)
        return next((each for each in found if each is not None), None)

    def _refuse_merged(self, layouts: Iterable[Layout]) -> None:
        problems = [each for layout in layouts for each in merged_cells(self._held, layout)]
        if problems:
            raise InvalidDocumentError([attrs.evolve(each, file=self._file) for each in problems])

    def _look(self, sheet: SheetPart) -> Layout | None:
        lines = rows_of(self._held, sheet, self._parts)
        return layout_of(sheet, itertools.islice(lines, LOOKED_AT))

    def _first_cells(self, layout: Layout) -> Mapping[int, Held]:
        lines = rows_of(self._held, layout.sheet, self._parts)
        return next(cells for row, cells in lines if row == layout.row)

    def _below(self, layout: Layout) -> Iterator[Line]:
        """Yield the rows under the headings of a sheet, up to the limit."""
        for row, cells in rows_of(self._held, layout.sheet, self._parts):
            if row > self._limits.rows:
                _refuse("tables-too-many-rows", self._file, n=row, limit=self._limits.rows)
            if row > layout.row:
                yield row, cells

    def _rows(
        self, main: Layout, columns: "_Columns", records: Records, notices: Iterable[Problem]
    ) -> Iterator[Row]:
        yield from ((main.row, each) for each in notices)
        yield from records.problems
        try:
            below: Iterable[Line] = self._below(main)
            if records.held:
                below = list(below)
                columns.is_only = len([1 for _, cells in below if columns.says(cells)]) == 1
            for row, cells in below:
                yield from columns.read(row, cells)
        except InvalidDocumentError as error:
            records.is_unsure = True
            yield from ((main.row, problem) for problem in error.problems)
        except Exception:  # noqa: BLE001  # as above
            records.is_unsure = True
            yield main.row, Problem("packed-damaged")
        yield from records.left()


class _Columns:
    """The columns of the table, out of those of the sheet: some hold one answer together."""

    def __init__(self, layout: Layout, records: Records, marker: Marker) -> None:
        self.is_only = False
        self._marker = marker
        self._layout = layout
        self._records = records
        self._options = layout.options()
        together = {number for each in self._options for number in each.codes}
        self._plain = {n: text for n, text in layout.headings.items() if n not in together}
        self._parts: dict[str, list[int]] = {}
        for number, text in list(self._plain.items()):
            base, mark, place = text.rpartition(_PART)
            if mark and place.isdecimal() and base in self._plain.values():
                self._parts.setdefault(base, []).append(number)
                del self._plain[number]
        own = list(self._plain.values())
        joined = (*(each.item for each in self._options), *records.held)
        self.headings = (*own, *(each for each in dict.fromkeys(joined) if each not in own))
        self._keeps_blanks = layout.headings.get(1) == _OURS
        self._by_heading = {text: number for number, text in self._plain.items()}

    def says(self, cells: Mapping[int, Held]) -> bool:
        """Return whether a row says more than what every row was given."""
        given = _GIVEN if self._layout.kind == "entry" else frozenset()
        return any(
            self._layout.headings.get(number, WAVE) not in given
            and (cell.kind != "value" or spell(cell.content).strip())
            for number, cell in cells.items()
            if number in self._layout.headings
        )

    def read(self, row: int, cells: Mapping[int, Held]) -> Iterator[Row]:
        """Yield what a row says, or its problems."""
        findings: list[Problem] = []
        sound = checked(row, cells, self._layout.headings, findings)
        if not self.says(cells):
            yield from ((row, each) for each in self._layout.placed(findings, row))
            return
        found: dict[str, ImportedCell] = {
            text: self._marker.read(text, self._text(text, number, sound), findings)
            for number, text in self._plain.items()
        }
        for options in self._options:
            self._join(options, found, sound, findings)
        self._add_records(found, findings)
        yield from ((each.row or row, each) for each in self._layout.placed(findings, row))
        if all(each.severity == "notice" for each in findings):
            yield row, tuple(found.get(heading) for heading in self.headings)

    def _text(self, heading: str, number: int, cells: Mapping[int, Held]) -> Content:
        cell = cells.get(number)
        rest = [cells[each] for each in self._parts.get(heading, ()) if each in cells]
        if cell is None:
            return None
        if rest:
            return "".join(spell(each.content) for each in (cell, *rest))
        if isinstance(cell.content, str) and not self._keeps_blanks and not cell.content.strip():
            return None
        return cell.content

    def _join(
        self,
        options: Options,
        found: dict[str, ImportedCell],
        cells: Mapping[int, Held],
        findings: list[Problem],
    ) -> None:
        codes = picked(options, cells, findings)
        if codes is not None:
            self._put(options.item, codes, found, findings)

    def _add_records(self, found: dict[str, ImportedCell], findings: list[Problem]) -> None:
        respondent, wave = (tidy(spell(_flat(found.get(each)))) for each in (RESPONDENT, WAVE))
        self._records.is_unsure |= not respondent
        for item in self._records.held:
            held = self._records.take(item, (respondent, wave), findings, is_only=self.is_only)
            if held:
                self._put(item, held, found, findings)

    def _put(
        self,
        item: str,
        answer: ImportedCell,
        found: dict[str, ImportedCell],
        findings: list[Problem],
    ) -> None:
        if found.get(item) is not None:
            findings.append(Problem("tables-said-twice", heading=item, catalogue=CATALOGUE))
        found[item] = answer


def _ignored(layout: Layout) -> Problem:
    arguments = {"sheet": layout.sheet.name}
    return Problem(
        "tables-sheet-ignored", arguments=arguments, severity="notice", catalogue=CATALOGUE
    )


def _flat(cell: ImportedCell) -> str | float | None:
    return None if isinstance(cell, tuple) else cell


def _check_headings(
    layout: Layout, cells: Mapping[int, Held], file: str, limits: SheetLimits
) -> None:
    problems = []
    first: dict[str, int] = {}
    if max(layout.headings) > limits.columns:
        _refuse("tables-too-many-columns", file, limit=limits.columns)
    for number, heading in sorted(layout.headings.items()):
        place = f"{column_letters(number)}{layout.row}"
        if cells[number].kind != "value":
            problems.append(_headed("tables-formula", file, layout.row, found=place))
        elif "\0" in heading:
            problems.append(Problem("nul-character", file=file, row=layout.row))
        elif heading in first:
            problem = _headed("tables-duplicate-heading", file, layout.row, number=number,
                              first=first[heading])  # fmt: skip
            problems.append(attrs.evolve(problem, heading=heading))
        first.setdefault(heading, number)
    if problems:
        raise InvalidDocumentError(problems)


def _headed(code: str, file: str, row: int, **arguments: str | int) -> Problem:
    return Problem(code, file=file, row=row, arguments=arguments, catalogue=CATALOGUE)


def _refuse(code: str, file: str, **arguments: int) -> NoReturn:
    problem = Problem(code, file=file, arguments=arguments, catalogue=CATALOGUE)
    raise InvalidDocumentError((problem,))
