"""An instrument as a workbook that a person edits in a spreadsheet program."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.messages import translate
from rosace_authoring import PACKAGE
from rosace_authoring.workbook.cells import write_answer, write_cell, write_score
from rosace_authoring.workbook.layout import (
    ANSWER,
    INSTRUMENT,
    README,
    REMARK,
    SHEETS,
    VECTORS,
    Column,
    Sheet,
    inside,
)
from rosace_authoring.workbook.rows import Row, languages_of, rows_of, types_of, vector_headings
from rosace_authoring.workbook.styles import style_heads, style_readme, style_rows

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["LONGEST_CELL", "workbook"]

LONGEST_CELL: Final = 32_767
"""Most characters of a cell, for every spreadsheet program."""

_LINES: Final = 9
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_ESCAPED: Final = re.compile("_x[0-9a-fA-F]{4}_")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def workbook(document: Mapping[str, Any], spoken: str, file: str) -> bytes:
    """Return the workbook of an instrument; the same one has the same bytes.

    Every cell is text or a number: none is a formula, whatever it begins with.

    Args:
        document: An instrument of the contract, as plain data.
        spoken: The author's language, of the help.
        file: The workbook's name, for problems.

    Raises:
        InvalidDocumentError: A text is longer than a cell can hold.
    """
    from openpyxl import Workbook  # noqa: PLC0415  # takes 200 ms

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    rows = rows_of(document)
    languages = languages_of(document, rows)
    problems: list[Problem] = []
    _write_readme(book.create_sheet(README[spoken == "fr"]), spoken)
    for sheet in SHEETS.values():
        page = book.create_sheet(sheet.name)
        if sheet is INSTRUMENT:
            table = list(_instrument(rows["instrument"][0], languages, spoken))
        elif sheet is VECTORS:
            table = list(_vectors(document, rows["vectors"], spoken))
        else:
            table = list(_table(sheet, rows[sheet.name], languages, spoken))
        for number, line in enumerate(table, start=1):
            for column, held in enumerate(line, start=1):
                if held is not None:
                    _put(page.cell(number, column), held)
                    problems.extend(_too_long(held, inside(file, sheet.name), number, line))
        style_heads(page, sheet, languages, len(table))
        style_rows(page, sheet)
    if problems:
        raise InvalidDocumentError(problems)
    held = io.BytesIO()
    book.save(held)
    return _without_time(held.getvalue())


def _table(
    sheet: Sheet, rows: Sequence[Row], languages: Sequence[str], spoken: str
) -> Iterator[list[Any]]:
    """Yield the lines of a sheet: headings, help, rows."""
    spread = [(column, each) for column in sheet.columns for each in _each(column, languages)]
    yield [_heading(column, language) for column, language in spread]
    yield [
        f"{REMARK} {said}" if number == 0 else said
        for number, (column, language) in enumerate(spread)
        for said in (_help(column, spoken, language, languages),)
    ]
    for row in rows:
        yield [_cell(column, row.get(column.name), language) for column, language in spread]


def _instrument(row: Row, languages: Sequence[str], spoken: str) -> Iterator[list[Any]]:
    """Yield the lines of the sheet of the instrument itself, one a property."""
    yield ["property", "value", *(f"text ({each})" for each in languages), REMARK]
    for column in INSTRUMENT.columns:
        held = row.get(column.name)
        worded = column.kind == "localized"
        words = [(held or {}).get(each) if worded else None for each in languages]
        yield [
            column.name,
            None if worded else write_cell(column, held),
            *words,
            translate(f"authoring.workbook.help.{column.help_id}", spoken, {}, PACKAGE),
        ]


def _vectors(document: Mapping[str, Any], rows: Sequence[Row], spoken: str) -> Iterator[list[Any]]:
    headings = vector_headings(document)
    types = types_of(document)
    yield ["vector", *headings]
    said = translate("authoring.workbook.help.vector", spoken, {}, PACKAGE)
    yield [f"{REMARK} {said}"]
    for row in rows:
        yield [
            row["vector"],
            *(_of_vector(each, row[each], types) if each in row else None for each in headings),
        ]


def _of_vector(heading: str, held: Any, types: Mapping[str, str]) -> Any:
    if heading.startswith(ANSWER):
        return write_answer(held, types.get(heading.removeprefix(ANSWER)))
    return write_score(held)


def _each(column: Column, languages: Sequence[str]) -> Sequence[str | None]:
    return list(languages) if column.kind == "localized" else [None]


def _heading(column: Column, language: str | None) -> str:
    return column.name if language is None else f"{column.name} ({language})"


def _help(column: Column, spoken: str, language: str | None, languages: Sequence[str]) -> str:
    """Return what a column is for; of words by language the first says it."""
    if language is not None and language != languages[0]:
        return ""
    return translate(f"authoring.workbook.help.{column.help_id}", spoken, {}, PACKAGE)


def _cell(column: Column, held: Any, language: str | None) -> Any:
    if language is not None:
        return (held or {}).get(language)
    return write_cell(column, held)


def _write_readme(page: "Worksheet", spoken: str) -> None:
    for number in range(1, _LINES + 1):
        said = translate(f"authoring.workbook.readme.{number}", spoken, {}, PACKAGE)
        _put(page.cell(number, 1), said)
    style_readme(page, _LINES)


def _put(cell: "Cell | Any", held: str | float) -> None:
    """Put text or a number into a cell, as what it is."""
    if not isinstance(held, str):
        cell.value = held
        return
    text = _ESCAPED.sub(lambda found: f"_x005F{found[0]}", held)
    cell.value = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    # What begins like a formula or an error is neither, whoever edits the cell.
    cell.data_type = "s"
    if held.startswith(_FORMULA):
        cell.quotePrefix = True


def _too_long(held: Any, file: str, row: int, line: Sequence[Any]) -> Iterator[Problem]:
    if isinstance(held, str) and len(held) > LONGEST_CELL:
        arguments: dict[str, str | int] = {
            "n": len(held),
            "limit": LONGEST_CELL,
            "found": str(line[0]),
        }
        code = "authoring-cell-too-long"
        yield Problem(code, file=file, row=row, arguments=arguments, catalogue=PACKAGE)


def _without_time(data: bytes) -> bytes:
    """Return a workbook without the moment at which it was made, or whose program made it."""
    held = io.BytesIO()
    moment = b"1980-01-01T00:00:00"
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+", moment, content)
                content = re.sub(rb"<dc:creator\b[^>]*>[^<]*</dc:creator>", b"", content)
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(member, content)
    return held.getvalue()
