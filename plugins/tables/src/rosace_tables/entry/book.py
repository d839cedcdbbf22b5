"""The workbook in which people type what was filled in on paper."""

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from rosace.instrument import Instrument
from rosace_tables.entry.checks import Check, said, validation
from rosace_tables.entry.plan import EntryColumn, EntrySheet, Plan, Wanted, plan_of
from rosace_tables.sheets.cells import column_letters
from rosace_tables.words import say
from rosace_tables.workbook.book import FAINT, MUTED, PALE, Book
from rosace_tables.workbook.readme import Lines
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["entry_workbook"]

_SECTIONS, _TITLES, _PARTS, _IDS = range(4)
_FIRST: Final = _IDS + 1
_DEEP: Final = "#123f54"
_RECORDS_EACH: Final = 10
_MOST_RECORDS: Final = 5_000
_FORMATS: Final = {"day": "yyyy-mm-dd", "whole": "0", "decimal": "General"}


class _Lists:
    """The lists to choose from, on a sheet of their own that nobody needs to see."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name
        self._places: dict[tuple[str, ...], str] = {}

    def place(self, entries: tuple[str, ...]) -> str:
        """Return where a list stands."""
        if entries not in self._places:
            letter = column_letters(len(self._places) + 1)
            quoted = self._name.replace("'", "''")
            place = f"='{quoted}'!${letter}$1:${letter}${len(entries)}"
            self._places[entries] = place
        return self._places[entries]

    def write(self) -> None:
        """Write the lists."""
        page = self._book.sheet(self._name)
        for column, entries in enumerate(self._places):
            for row, entry in enumerate(entries):
                self._book.text(page, row, column, entry)
        page.hide()


def entry_workbook(instrument: Instrument, wanted: Wanted) -> bytes:
    """Return a workbook to type responses in, which the importer reads without loss.

    Args:
        instrument: The instrument, resolved.
        wanted: How it is wanted.
    """
    language = wanted.language
    plan = plan_of(instrument, wanted)
    book = Book(said(instrument.title, language), language)
    readme = book.name(say("tables.entry.sheet.readme", language))
    names = [book.name(sheet.title) for sheet in plan.sheets]
    lists = _Lists(book, book.name(say("tables.entry.sheet.lists", language)))
    _write_readme(book, book.sheet(readme), instrument, plan, names)
    for sheet, name in zip(plan.sheets, names, strict=True):
        page = book.sheet(name)
        rows = min(wanted.rows * _RECORDS_EACH, _MOST_RECORDS) if sheet.is_records else wanted.rows
        _write_sheet(book, page, sheet, lists, rows)
        if wanted.is_protected:
            page.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    lists.write()
    page = book.file.get_worksheet_by_name(names[0])
    page.activate()
    return book.close()


def _write_sheet(
    book: Book, page: "Worksheet", sheet: EntrySheet, lists: _Lists, rows: int
) -> None:
    for index, column in enumerate(sheet.columns):
        form = _FORMATS.get(column.check.kind, "@")
        look = book.look(num_format=form, text_wrap=True, locked=False)
        page.set_column(index, index, column.width, look, {"hidden": column.is_hidden})
        book.text(page, _IDS, index, column.heading, font_size=8, font_color=MUTED,
                  bottom=1, bottom_color=MUTED)  # fmt: skip
        part, *_ = parts_of(column.part or column.check.hint)
        book.text(page, _PARTS, index, part, font_size=9, font_color=MUTED, text_wrap=True)
        if column.given:
            for row in range(_FIRST, _FIRST + rows):
                book.text(page, row, index, column.given, font_color=MUTED, locked=False)
        told = validation(column.check, _source(column.check, lists), _name(column), book.language)
        if told is not None:
            page.data_validation(_FIRST, index, _FIRST + rows - 1, index, told)
    _write_titles(book, page, sheet)
    page.set_print_scale(70)
    page.freeze_panes(_FIRST, 1)
    page.repeat_rows(_SECTIONS, _IDS)


def _source(check: Check, lists: _Lists) -> str:
    return lists.place(check.entries) if check.entries else ""


def _name(column: EntryColumn) -> str:
    return column.number or column.title


def _write_titles(book: Book, page: "Worksheet", sheet: EntrySheet) -> None:
    """Write the sections, and the words of each item over all its columns."""
    for index, column in enumerate(sheet.columns):
        dark: dict[str, Any] = {"bold": True, "font_color": "#ffffff", "bg_color": _DEEP}
        text, *_ = parts_of(column.section or (sheet.title if not index else ""))
        if sheet.is_records or column.section or not index:
            book.text(page, _SECTIONS, index, text, **dark)
        else:
            page.write_blank(_SECTIONS, index, None, book.look(**dark))
    held: list[tuple[str, float]] = []
    index = 0
    for (number, title), group in groupby(
        sheet.columns, key=lambda each: (each.number, each.title)
    ):
        columns = list(group)
        words, *_ = parts_of(f"{number}. {title}" if number else title)
        look = {"bold": True, "text_wrap": True, "bg_color": PALE, "bottom": 1, "left": 1}
        look |= {"bottom_color": FAINT, "left_color": FAINT}
        last = index + len(columns) - 1
        if last > index:
            page.merge_range(_TITLES, index, _TITLES, last, "", book.look(**look))
        book.text(page, _TITLES, index, words, **look)
        held.append((words, sum(each.width for each in columns) * 0.92))
        index = last + 1
    book.fit(page, _TITLES, held)
    parts = [(each.part or each.check.hint, each.width * 1.05) for each in sheet.columns]
    book.fit(page, _PARTS, parts, 9)
    page.set_row(_SECTIONS, 18)


def _write_readme(
    book: Book, page: "Worksheet", instrument: Instrument, plan: Plan, names: list[str]
) -> None:
    language = book.language
    lines = Lines(book, page)
    lines.head(said(instrument.title, language), 18)
    lines.add("", say("tables.entry.readme.what", language, version=instrument.version))
    lines.skip()
    steps = ["respondent", "answers", "missing"]
    if any(
        not column.part and column.check.kind == "day"
        for each in plan.sheets
        for column in each.columns
    ):
        steps.append("dates")
    if any(sheet.is_records for sheet in plan.sheets):
        steps.append("records")
    for number, step in enumerate((*steps, "check"), start=1):
        lines.add(str(number), say(f"tables.entry.step.{step}", language, id=instrument.id))
    lines.skip()
    for name in names:
        row = lines.row
        lines.add(say("tables.book.contents", language) if name == names[0] else "", "")
        book.link(page, row, 1, name, name)
    if instrument.use is not None:
        lines.skip()
        lines.add(
            say("tables.entry.readme.use", language), said(instrument.use.statement, language)
        )
    lines.add(
        say("tables.entry.readme.care", language), say("tables.entry.readme.care.words", language)
    )
    page.set_portrait()
