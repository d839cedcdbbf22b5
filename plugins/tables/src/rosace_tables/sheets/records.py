"""The rows of repeating records, which stand on sheets of their own, beside their respondents."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import attrs

from rosace.cells import spell, tidy
from rosace.errors import Problem
from rosace.interfaces import ImportedRecord
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.cells import Held, Line
from rosace_tables.sheets.checking import checked
from rosace_tables.sheets.layout import RESPONDENT, WAVE, Layout
from rosace_tables.sheets.marker import Marker

__all__ = ["Records", "records_of"]

_NOBODY: Final = ""
_ID: Final = "id"
_LISTED: Final = 10


@attrs.define
class Records:
    """The records of a workbook, by item, respondent and wave; each is taken once.

    Args:
        held: The records, with the sheet and row of the first.
        sheets: The name of the sheet of each item.
        is_unsure: Whether some row of answers does not say whose it is.
        problems: What cannot be read.
    """

    held: dict[str, dict[tuple[str, str], list[ImportedRecord]]] = attrs.field(factory=dict)
    sheets: dict[str, str] = attrs.field(factory=dict)
    is_unsure: bool = False
    problems: list[tuple[int, Problem]] = attrs.field(factory=list)

    def take(
        self, item: str, who: tuple[str, str], findings: list[Problem], *, is_only: bool
    ) -> tuple[ImportedRecord, ...]:
        """Return the records of a respondent, who has them no more.

        Args:
            item: The item.
            who: The respondent and the wave.
            findings: Takes the records that have the number of another.
            is_only: Whether nobody else answered: records of nobody are then theirs.
        """
        by_who = self.held.get(item, {})
        respondent, wave = who
        keys = dict.fromkeys([(respondent, wave), (respondent, _NOBODY)])
        if is_only:
            keys |= dict.fromkeys([(_NOBODY, wave), (_NOBODY, _NOBODY)])
        found = [record for key in keys for record in by_who.pop(key, [])]
        held = tuple(sorted(found, key=lambda record: record.row))
        findings += self._twice(item, respondent, held)
        return held

    def _twice(
        self, item: str, respondent: str, held: tuple[ImportedRecord, ...]
    ) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for record in held:
            number = tidy(spell(record.cells.get(_ID)))
            if number and number in first:
                arguments: dict[str, str | int] = {
                    "found": number,
                    "first": first[number],
                    "form": respondent,
                }
                yield Problem(
                    "tables-record-twice",
                    row=record.row,
                    heading=f"{item}.{_ID}",
                    cell=record.columns.cell(_ID, record.row) if record.columns else None,
                    arguments=arguments,
                    catalogue=CATALOGUE,
                )
            first.setdefault(number, record.row)

    def left(self) -> Iterator[tuple[int, Problem]]:
        """Yield a problem for the records of each name that nobody took.

        Where rows of answers do not say whose they are, these may be theirs: it is told once.
        """
        left = [
            (item, respondent, records)
            for item, by_who in self.held.items()
            for (respondent, _), records in by_who.items()
            if records
        ]
        if self.is_unsure:
            if left:
                many = sum(len(records) for _, _, records in left)
                arguments: dict[str, str | int] = {"n": many}
                yield left[0][2][0].row, _left("tables-records-waiting", arguments, "notice")
            return
        for item, respondent, records in left:
            code = "tables-record-of-nobody" if respondent else "tables-record-unnamed"
            rows = [record.row for record in records]
            listed = ", ".join(map(str, rows[:_LISTED])) + (", …" if len(rows) > _LISTED else "")
            arguments = {"found": respondent, "sheet": self.sheets[item], "rows": listed}
            yield rows[0], attrs.evolve(_left(code, {**arguments, "n": len(rows)}), row=rows[0])


def _left(
    code: str, arguments: Mapping[str, str | int], severity: Literal["error", "notice"] = "error"
) -> Problem:
    return Problem(code, arguments=arguments, severity=severity, catalogue=CATALOGUE)


def records_of(sheets: Iterable[tuple[Layout, Iterable[Line]]], marker: Marker) -> Records:
    """Return the records on some sheets.

    Args:
        sheets: The sheets of records, with their rows.
        marker: What the workbook says of itself.
    """
    records = Records()
    for layout, lines in sheets:
        fields, columns = layout.fields(), layout.columns()
        item = next(iter(fields.values()))[0]
        records.sheets.setdefault(item, layout.sheet.name)
        by_who = records.held.setdefault(item, {})
        for row, cells in lines:
            findings: list[Problem] = []
            sound = checked(row, cells, layout.headings, findings)
            found = {
                field: marker.read(layout.headings[number], sound[number].content, findings)
                for number, (_, field) in fields.items()
                if number in sound
            }
            records.problems += [(row, each) for each in layout.placed(findings, row)]
            if found and not any(each.severity == "error" for each in findings):
                key = (_named(RESPONDENT, layout, sound), _named(WAVE, layout, sound))
                by_who.setdefault(key, []).append(
                    ImportedRecord(row=row, cells=found, columns=columns)
                )
    return records


def _named(heading: str, layout: Layout, cells: Mapping[int, Held]) -> str:
    number = next((n for n, text in layout.headings.items() if text == heading), 0)
    return tidy(spell(cells[number].content)) if number in cells else _NOBODY
