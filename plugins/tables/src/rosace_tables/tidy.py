"""Reports as a folder of tidy tables, and instruments as a codebook."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rosace.formatting import Formatter
from rosace.instrument import Choice, Instrument, Item
from rosace.report import (
    Cell,
    Column,
    CountCell,
    DateCell,
    NumberCell,
    Phrase,
    Report,
    Section,
    Table,
    TextCell,
    Translated,
)
from rosace.values import Localized, plain_number, spell_rational
from rosace_tables import writing
from rosace_tables.describing import NAME, listing_fields, package, report_fields, resource
from rosace_tables.words import say

__all__ = ["codebook", "heads_of", "parts_of", "report_tables", "table_names"]

_MEASURED = ("count", "number")
_TABLES = ("file", "section", "section_title", "audience", "table", "title", "rows", "notes")
_COLUMNS = ("file", "column", "title", "kind", "unit")


def report_tables(report: Report, format: Formatter) -> Iterator[tuple[str, Iterator[bytes]]]:  # noqa: A002  # the word of the contract
    """Yield a file for each table of a report, the lists of tables and of columns, a descriptor.

    Args:
        report: The report.
        format: Writes its phrases.
    """
    tables: list[list[writing.Cell]] = []
    columns: list[list[writing.Cell]] = []
    resources = []
    for stem, section, block in table_names(report):
        name = f"{stem}.csv"
        heads, rows = _grid(block, format)
        yield name, writing.table(heads, rows)
        about = _about(name, section, block, format)
        tables.append(about)
        columns += _columns(name, block, format)
        fields = _fields(block, rows, format)
        resources.append(resource(name, str(about[5] or stem), fields, str(about[7] or "")))
    for name, kinds, lines in (("tables", _TABLES, tables), ("columns", _COLUMNS, columns)):
        yield f"{name}.csv", writing.table(kinds, lines)
        title = say(f"tables.package.{name}", format.language)
        resources.append(resource(f"{name}.csv", title, listing_fields(kinds, frozenset({"rows"}))))
    title = format.phrase(report.title)
    yield NAME, iter((package(title, format.language, resources),))


def table_names(report: Report) -> Iterator[tuple[str, Section, Table]]:
    """Yield a name for each table of a report, its section, and itself.

    Args:
        report: The report.
    """
    taken: set[str] = set()
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                stem = base = f"{section.id}-{block.id}"
                # Ids joined by hyphens may meet.
                number = 2
                while stem in taken:
                    stem = f"{base}-{number}"
                    number += 1
                taken.add(stem)
                yield stem, section, block


def codebook(instrument: Instrument, format: Formatter) -> writing.Grid:  # noqa: A002  # as above
    """Return the items of an instrument as one table, a row for each choice or free answer.

    Args:
        instrument: The instrument, resolved.
        format: Writes its words.
    """
    sections = {item: section.id for section in instrument.sections for item in section.items}
    heads = ("section", "item", "type", "text", "required", "missing", "code", "value", "label",
             "provenance")  # fmt: skip
    rows = (
        row
        for item in instrument.items
        for row in _items(instrument, item, sections.get(item.id, ""), "", format)
    )
    return heads, rows


def _grid(block: Table, format: Formatter) -> tuple[list[str], list[list[writing.Cell]]]:  # noqa: A002  # as above
    heads = [head for column in block.columns for head in heads_of(column)]
    rows = [
        [
            part
            for column, cell in zip(block.columns, row, strict=True)
            for part in parts_of(column, cell, format)
        ]
        for row in block.rows
    ]
    return heads, rows


def _fields(
    block: Table,
    rows: Sequence[Sequence[writing.Cell]],
    format: Formatter,  # noqa: A002  # as above
) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = []
    for column in block.columns:
        heads = heads_of(column)
        first = len(fields)
        held = [[row[first + place] for row in rows] for place in range(len(heads))]
        fields += report_fields(column, heads, held, format)
    return fields


def heads_of(column: Column) -> list[str]:
    """Return the headings of a column: two bounds where it is measured."""
    if column.kind in _MEASURED:
        return [f"{column.id}_low", f"{column.id}_high"]
    return [column.id]


def parts_of(column: Column, cell: Cell, format: Formatter) -> list[writing.Cell]:  # noqa: A002  # as above
    """Return what a cell is under each heading of its column.

    Args:
        column: The column.
        cell: The cell.
        format: Writes its words.
    """
    low: writing.Cell = None
    high: writing.Cell = None
    match cell:
        case CountCell() | NumberCell():
            low, high = plain_number(cell.low), plain_number(cell.high)
            if low != high and column.kind not in _MEASURED:
                # One bound alone would pass for the number.
                low = format.cell(cell)
        case TextCell(text=text):
            low = _words(text, format)
        case DateCell(date=date):
            low = date
    return [low, high] if column.kind in _MEASURED else [low]


def _about(name: str, section: Section, block: Table, format: Formatter) -> list[writing.Cell]:  # noqa: A002  # as above
    return [
        name,
        section.id,
        _words(section.title, format),
        section.audience,
        block.id,
        _words(block.title, format),
        len(block.rows),
        "\n".join(format.phrase(note) for note in block.notes) or None,
    ]


def _columns(name: str, block: Table, format: Formatter) -> Iterator[list[writing.Cell]]:  # noqa: A002  # as above
    for index, column in enumerate(block.columns):
        cells = (row[index] for row in block.rows)
        unit = next((each.unit for each in cells if isinstance(each, CountCell | NumberCell)), None)
        for head in heads_of(column):
            yield [name, head, _words(column.title, format), column.kind, unit]


def _items(
    instrument: Instrument,
    item: Item,
    section: str,
    above: str,
    format: Formatter,  # noqa: A002  # as above
) -> Iterator[list[writing.Cell]]:
    begin: list[writing.Cell] = [
        section,
        above + item.id,
        item.type,
        _localized(item.text, format),
        "yes" if item.required else "no",
        " | ".join(instrument.missing_of(item)) or None,
    ]
    choices: Iterable[Choice | None] = (
        instrument.scales[item.scale].choices if item.scale else (None,)
    )
    for choice in choices:
        parts: list[writing.Cell] = [None, None, None]
        if choice is not None:
            value = None if choice.value is None else spell_rational(choice.value)
            parts = [choice.code, value, _localized(instrument.label(item, choice), format)]
        yield [*begin, *parts, item.provenance or instrument.provenance]
    for field in item.fields or ():
        yield from _items(instrument, field, section, f"{above}{item.id}.", format)


def _localized(words: Localized, format: Formatter) -> str:  # noqa: A002  # as above
    return format.phrase(Translated(localized=words))


def _words(phrase: Phrase, format: Formatter) -> str | None:  # noqa: A002  # as above
    words = format.phrase(phrase)
    return words if words.strip() else None
