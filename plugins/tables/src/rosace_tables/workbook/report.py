"""A report as a workbook: what it is, its words, its columns, a sheet a table, its charts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rosace.formatting import Formatter
from rosace.report import (
    CountCell,
    Figure,
    Heading,
    ListBlock,
    Notice,
    NumberCell,
    Paragraph,
    Report,
    Section,
    Table,
)
from rosace_tables.tidy import table_names
from rosace_tables.words import say
from rosace_tables.workbook.book import MUTED, PALE, SIZE, Book
from rosace_tables.workbook.charts import chart_of, write_chart
from rosace_tables.workbook.readme import write_readme
from rosace_tables.workbook.table_sheets import Entry, Shown, write_table
from rosace_tables.workbook.texts import parts_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["report_workbook"]

_TEXT_WIDTH = 96


def report_workbook(report: Report, formatter: Formatter) -> bytes:
    """Return a report as a workbook.

    Args:
        report: The report.
        formatter: Writes its words and cells.
    """
    language = formatter.language
    book = Book(formatter.phrase(report.title), language)
    names = {
        each: book.name(say(f"tables.book.sheet.{each}", language))
        for each in ("readme", "contents", "text", "columns")
    }
    entries = {
        name: _entry(book, name, section, table, formatter)
        for name, section, table in table_names(report)
    }
    charts = list(_charts(book, report, entries, formatter))
    write_readme(book, book.sheet(names["readme"]), report, names["contents"], formatter)
    contents = book.sheet(names["contents"])
    _write_text(book, book.sheet(names["text"]), report, entries, formatter)
    columns_sheet = book.sheet(names["columns"])
    by_table: dict[str, list[tuple[str, Any]]] = {}
    for name, chart_sheet, chart in charts:
        by_table.setdefault(name, []).append((chart_sheet, chart))
    shown: list[tuple[Entry, tuple[Shown, ...]]] = []
    for name, entry in entries.items():
        _, columns = write_table(book, entry, formatter, names["contents"])
        shown.append((entry, columns))
        for chart_sheet, chart in by_table.get(name, ()):
            page = book.sheet(chart_sheet)
            write_chart(book, page, chart)
            book.link(page, 2, 0, entry.sheet, f"← {entry.sheet}")
    _write_contents(book, contents, shown, by_table)
    _write_columns(book, columns_sheet, shown, formatter)
    return book.close()


def _entry(book: Book, name: str, section: Section, table: Table, formatter: Formatter) -> Entry:
    title = formatter.phrase(table.title)
    held = formatter.phrase(section.title)
    number = len(book.names) - _OWN + 1
    return Entry(
        sheet=book.name(f"{number} {title}"),
        file=name,
        title=title,
        section=held,
        audience=section.audience,
        table=table,
    )


_OWN = 4
"""Sheets that are no table's."""


def _charts(
    book: Book, report: Report, entries: dict[str, Entry], formatter: Formatter
) -> Iterator[tuple[str, str, Any]]:
    """Yield the charts that can be drawn: the table's name, their sheet's, and themselves."""
    by_block = {id(entry.table): name for name, entry in entries.items()}
    for section in report.sections:
        tables = {block.id: block for block in section.blocks if isinstance(block, Table)}
        for block in section.blocks:
            if not isinstance(block, Figure) or block.table not in tables:
                continue
            chart = chart_of(block, tables[block.table], formatter)
            if chart is not None:
                name = by_block[id(tables[block.table])]
                number = entries[name].sheet.partition(" ")[0]
                wanted = say("tables.book.sheet.chart", formatter.language, n=number)
                yield name, book.name(f"{wanted} {chart.title}"), chart


def _write_text(
    book: Book,
    page: "Worksheet",
    report: Report,
    entries: dict[str, Entry],
    formatter: Formatter,
) -> None:
    """Write the running text of a report, with links to its tables where they stand."""
    page.set_column(0, 0, _TEXT_WIDTH, book.look())
    page.set_portrait()
    page.hide_gridlines(2)
    by_block = {id(entry.table): entry for entry in entries.values()}
    row = 0
    for section in report.sections:
        row = _lines(book, page, row, formatter.phrase(section.title), bold=True, font_size=15)
        if section.audience != "group":
            words = say(f"tables.book.audience.{section.audience}", formatter.language)
            row = _lines(book, page, row, words, font_color=MUTED)
        for block in section.blocks:
            if isinstance(block, Table):
                entry = by_block[id(block)]
                book.link(page, row, 0, entry.sheet, f"→ {entry.sheet}")
                row += 1
            else:
                row = _block(book, page, row, block, formatter)
        row += 1


def _block(book: Book, page: "Worksheet", row: int, block: Any, formatter: Formatter) -> int:
    """Write a block of running text, and return the row after it."""
    match block:
        case Paragraph(text=text):
            return _lines(book, page, row, formatter.phrase(text))
        case Heading(text=text):
            return _lines(book, page, row, formatter.phrase(text), bold=True, font_size=12)
        case ListBlock(items=items):
            for item in items:
                row = _lines(book, page, row, f"•\u00a0{formatter.phrase(item)}", indent=1)
        case Notice(level=level, text=text):
            lead = say(f"tables.book.notice.{level}", formatter.language)
            words = f"{lead} {formatter.phrase(text)}"
            return _lines(book, page, row, words, bg_color=PALE)
        case Figure(title=title, alternative=alternative):
            row = _lines(book, page, row, formatter.phrase(title), bold=True)
            return _lines(book, page, row, formatter.phrase(alternative), font_color=MUTED)
    return row


def _lines(book: Book, page: "Worksheet", row: int, text: str, **look: Any) -> int:
    """Write a text, a part that a cell can hold a row, and return the row after it."""
    for part in parts_of(text):
        book.text(page, row, 0, part, text_wrap=True, **look)
        book.fit(page, row, [(part, _TEXT_WIDTH)], look.get("font_size", SIZE))
        row += 1
    return row


def _write_contents(
    book: Book,
    page: "Worksheet",
    shown: "list[tuple[Entry, tuple[Shown, ...]]]",
    charts: dict[str, list[tuple[str, Any]]],
) -> None:
    heads = ("sheet", "title", "section", "audience", "rows", "file")
    rows: list[tuple[str | int, ...]] = []
    for entry, _ in shown:
        audience = say(f"tables.book.audience.{entry.audience}", book.language)
        many = len(entry.table.rows)
        rows.append((entry.sheet, entry.title, entry.section, audience, many, entry.file))
        rows += [
            (sheet, chart.title, entry.section, audience, "", "")
            for sheet, chart in charts.get(entry.file, ())
        ]
    _grid(book, page, [say(f"tables.book.head.{head}", book.language) for head in heads], rows,
          widths=(34, 52, 44, 28, 10, 44))  # fmt: skip


def _write_columns(
    book: Book,
    page: "Worksheet",
    shown: "list[tuple[Entry, tuple[Shown, ...]]]",
    formatter: Formatter,
) -> None:
    heads = ("sheet", "table", "column", "id", "kind", "unit")
    rows: list[tuple[str, ...]] = []
    for entry, _ in shown:
        for index, column in enumerate(entry.table.columns):
            cells = [row[index] for row in entry.table.rows]
            units = (each.unit for each in cells if isinstance(each, CountCell | NumberCell))
            unit = next(units, None)
            rows.append(
                (
                    entry.sheet,
                    entry.title,
                    formatter.phrase(column.title),
                    column.id,
                    say(f"tables.book.kind.{column.kind}", book.language),
                    say(f"tables.book.unit.{unit}", book.language) if unit else "",
                )
            )
    _grid(book, page, [say(f"tables.book.head.{head}", book.language) for head in heads], rows,
          widths=(34, 52, 52, 26, 12, 16))  # fmt: skip


def _grid(
    book: Book,
    page: "Worksheet",
    heads: list[str],
    rows: Sequence[tuple[str | int, ...]],
    widths: tuple[int, ...],
) -> None:
    """Write a plain list whose first column leads to sheets."""
    for index, (head, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(index, index, width, book.look())
        book.text(page, 0, index, head, bold=True, bg_color=PALE, bottom=1, bottom_color=MUTED)
    for number, row in enumerate(rows, start=1):
        for index, held in enumerate(row):
            if isinstance(held, int):
                book.number(page, number, index, held)
                continue
            text, *_ = parts_of(held)
            if not index:
                book.link(page, number, 0, text, text)
            elif text:
                book.text(page, number, index, text, text_wrap=True)
        book.fit(
            page, number, [(str(held), width) for held, width in zip(row, widths, strict=True)]
        )
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    if rows:
        page.autofilter(0, 0, len(rows), len(heads) - 1)
