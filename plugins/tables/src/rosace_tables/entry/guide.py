"""The sheets that are there to be read: how to fill in the others, and what the letters mean."""

from typing import TYPE_CHECKING, Final

from rosace.instrument import Instrument
from rosace.palette import FAINT
from rosace_tables.entry.plan import Plan
from rosace_tables.entry.vocabulary import said
from rosace_tables.words import say
from rosace_tables.workbook.book import TINT, Book
from rosace_tables.workbook.readme import Lines
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from rosace_tables.sheets.terms import Terms

__all__ = ["write_choices", "write_guide"]

_WIDTHS: Final = (44, 60, 28)


def write_guide(
    book: Book,
    page: "Worksheet",
    instrument: Instrument,
    plan: Plan,
    names: list[str],
) -> None:
    """Write what the workbook is for, and how it is filled in.

    Args:
        book: The workbook.
        page: The sheet, empty.
        instrument: The instrument, resolved.
        plan: Its sheets.
        names: The names of the sheets to lead to.
    """
    language = book.language
    lines = Lines(book, page)
    lines.head(said(instrument.title, language), 18)
    lines.add("", say("tables.entry.readme.what", language, version=instrument.version))
    lines.skip()
    study = "-study" if plan.in_study else ""
    steps = ["respondent", "answers", "missing"]
    if any(
        not column.part and column.check.kind == "day"
        for each in plan.sheets
        for column in each.columns
    ):
        steps.append("dates")
    if any(sheet.is_records for sheet in plan.sheets):
        steps.append("records")
    for number, step in enumerate((*steps, f"check{study}"), start=1):
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


def write_choices(book: Book, page: "Worksheet", plan: Plan) -> None:
    """Write every list whose letters are typed instead of chosen: what each letter means.

    Args:
        book: The workbook.
        page: The sheet, empty.
        plan: The sheets.
    """
    asked: dict[Terms, list[str]] = {}
    for column in (each for sheet in plan.sheets for each in sheet.columns):
        if column.is_looked_up and column.terms is not None:
            asked.setdefault(column.terms, []).append(f"{column.number}. {column.title}")
    names = ("items", "choice", "code")
    for index, (name, width) in enumerate(zip(names, _WIDTHS, strict=True)):
        page.set_column(index, index, width, book.look())
        words = say(f"tables.entry.choices.{name}", book.language)
        book.text(page, 0, index, words, bold=True, bg_color=TINT, bottom=1, bottom_color=FAINT)
    row = 1
    for terms, items in asked.items():
        for place, term in enumerate(terms.terms):
            held = ("\n".join(items) if not place else "", term.shown, term.code)
            look = {"top": 1, "top_color": FAINT} if not place else {}
            cells = [next(parts_of(text)) for text in held]
            for index, text in enumerate(cells):
                book.text(page, row, index, text, text_wrap=True, **look)
            book.fit(page, row, list(zip(cells, _WIDTHS, strict=True)))
            row += 1
    page.freeze_panes(1, 0)
    page.set_portrait()
