"""The rows of repeating records, which stand on sheets of their own, beside their respondents."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from rosace.cells import spell, tidy
from rosace.errors import Problem
from rosace.interfaces import ImportedRecord
from rosace_tables.detection import CATALOGUE
from rosace_tables.sheets.cells import Held, Line
from rosace_tables.sheets.checking import checked
from rosace_tables.sheets.layout import RESPONDENT, WAVE, Layout

__all__ = ["Records", "records_of"]

_NOBODY: Final = ""


@attrs.define
class Records:
    """The records of a workbook, by item, respondent and wave; each is taken once.

    Args:
        held: The records, with the sheet and row of the first.
        problems: What cannot be read.
    """

    held: dict[str, dict[tuple[str, str], list[ImportedRecord]]] = attrs.field(factory=dict)
    sheets: dict[str, str] = attrs.field(factory=dict)
    problems: list[tuple[int, Problem]] = attrs.field(factory=list)

    def take(
        self, item: str, respondent: str, wave: str, *, is_only: bool
    ) -> tuple[ImportedRecord, ...]:
        """Return the records of a respondent, who has them no more.

        Args:
            item: The item.
            respondent: The respondent.
            wave: The wave.
            is_only: Whether nobody else answered: records of nobody are then theirs.
        """
        by_who = self.held.get(item, {})
        keys = dict.fromkeys([(respondent, wave), (respondent, _NOBODY)])
        if is_only:
            keys |= dict.fromkeys([(_NOBODY, wave), (_NOBODY, _NOBODY)])
        found = [record for key in keys for record in by_who.pop(key, [])]
        return tuple(sorted(found, key=lambda record: record.row))

    def left(self) -> Iterator[tuple[int, Problem]]:
        """Yield a problem for each record that nobody took."""
        for item, by_who in self.held.items():
            for (respondent, _), records in by_who.items():
                for record in records:
                    code = "tables-record-of-nobody" if respondent else "tables-record-unnamed"
                    arguments = {"found": respondent, "sheet": self.sheets[item]}
                    yield (
                        record.row,
                        Problem(code, row=record.row, arguments=arguments, catalogue=CATALOGUE),
                    )


def records_of(sheets: Iterable[tuple[Layout, Iterable[Line]]]) -> Records:
    """Return the records on some sheets.

    Args:
        sheets: The sheets of records, with their rows.
    """
    records = Records()
    for layout, lines in sheets:
        fields = layout.fields()
        item = next(iter(fields.values()))[0]
        records.sheets.setdefault(item, layout.sheet.name)
        by_who = records.held.setdefault(item, {})
        for row, cells in lines:
            findings: list[Problem] = []
            sound = checked(row, cells, layout.headings, findings)
            records.problems += [(row, each) for each in findings]
            found = {
                field: sound[number].content
                for number, (_, field) in fields.items()
                if number in sound
            }
            if found and not any(each.severity == "error" for each in findings):
                key = (_named(RESPONDENT, layout, sound), _named(WAVE, layout, sound))
                by_who.setdefault(key, []).append(ImportedRecord(row=row, cells=found))
    return records


def _named(heading: str, layout: Layout, cells: Mapping[int, Held]) -> str:
    number = next((n for n, text in layout.headings.items() if text == heading), 0)
    return tidy(spell(cells[number].content)) if number in cells else _NOBODY
