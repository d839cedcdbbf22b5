"""The workbook in which people type what was filled in on paper."""

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from rosace.instrument import Instrument
from rosace.palette import FAINT, GREY
from rosace_tables.entry.checks import Check, choices_name, validation
from rosace_tables.entry.guide import write_choices, write_guide
from rosace_tables.entry.plan import EntryColumn, EntrySheet, Plan, Wanted, plan_of
from rosace_tables.entry.vocabulary import said
from rosace_tables.sheets.cells import column_letters
from rosace_tables.sheets.marker import Marked, Marker, marker_rows
from rosace_tables.words import say
from rosace_tables.workbook.book import TINT, Book
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["entry_workbook"]

_SECTIONS, _TITLES, _PARTS, _IDS = range(4)
_FIRST: Final = _IDS + 1
_DEEP: Final = "#123f54"
_RECORDS_EACH: Final = 10
_MARKER: Final = "rosace"
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
    looked_up = any(each.is_looked_up for sheet in plan.sheets for each in sheet.columns)
    choices = [book.name(choices_name(language))] if looked_up else []
    lists = _Lists(book, book.name(say("tables.entry.sheet.lists", language)))
    write_guide(book, book.sheet(readme), instrument, plan, [*names, *choices])
    for sheet, name in zip(plan.sheets, names, strict=True):
        page = book.sheet(name)
        rows = min(wanted.rows * _RECORDS_EACH, _MOST_RECORDS) if sheet.is_records else wanted.rows
        _write_sheet(book, page, sheet, lists, rows)
        if wanted.is_protected:
            page.protect("", {"format_columns": True, "format_rows": True, "sort": True})
    for name in choices:
        write_choices(book, book.sheet(name), plan)
    lists.write()
    others = frozenset((readme, *choices))
    _write_marker(book, _marker(instrument, plan, names, others))
    page = book.file.get_worksheet_by_name(names[0])
    page.activate()
    return book.close()


def _marker(instrument: Instrument, plan: Plan, names: list[str], others: frozenset[str]) -> Marker:
    """Return what the workbook says of itself, to be known again."""
    return Marker(
        instrument=instrument.id,
        version=instrument.version,
        others=others,
        columns=tuple(
            Marked(
                sheet=name,
                heading=column.heading,
                label=f"{column.number}. {column.title}" if column.number else column.title,
                terms=column.terms,
            )
            for sheet, name in zip(plan.sheets, names, strict=True)
            for column in sheet.columns
        ),
    )


def _write_marker(book: Book, marker: Marker) -> None:
    """Write the sheet that nobody needs to see, by which the workbook is known again."""
    page = book.sheet(book.name(_MARKER))
    for row, texts in enumerate(marker_rows(marker)):
        for column, text in enumerate(texts):
            if text:
                book.text(page, row, column, text)
    page.hide()


def _write_sheet(
    book: Book, page: "Worksheet", sheet: EntrySheet, lists: _Lists, rows: int
) -> None:
    for index, column in enumerate(sheet.columns):
        form = _FORMATS.get(column.check.kind, "@")
        look = book.look(num_format=form, text_wrap=True, locked=False)
        page.set_column(index, index, column.width, look, {"hidden": column.is_hidden})
        book.text(page, _IDS, index, column.heading, font_size=8, font_color=GREY,
                  bottom=1, bottom_color=GREY)  # fmt: skip
        part, *_ = parts_of(column.part or column.check.hint)
        book.text(page, _PARTS, index, part, font_size=9, font_color=GREY, text_wrap=True)
        if column.given:
            for row in range(_FIRST, _FIRST + rows):
                book.text(page, row, index, column.given, font_color=GREY, locked=False)
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
        look = {"bold": True, "text_wrap": True, "bg_color": TINT, "bottom": 1, "left": 1}
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
