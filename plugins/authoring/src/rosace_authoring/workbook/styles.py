"""How an instrument's workbook looks: headings, widths, lists to choose from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rosace_authoring.workbook.layout import HELP_ROW, INSTRUMENT, SHEETS, VECTORS, Column, Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["style_heads", "style_readme", "style_rows"]

_INK: Final = "1F3A4D"
_PALE: Final = "EAF1F4"
_QUIET: Final = "51606B"
_LINE: Final = "D3DCE1"
_EDITED: Final = 1_000
"""Rows that are prepared for what is still to be written."""

_TEXT: Final = "@"
_README_WIDTH: Final = 100
_HEAD_HEIGHT: Final = 22
_HELP_WIDTH: Final = 60
_WIDE: Final = 24
_FONT: Final = "Calibri"
_LINE_HEIGHT: Final = 15.5
_MOST_LINES: Final = 20


def style_readme(page: "Worksheet", lines: int) -> None:
    """Make the sheet of instructions easy to read.

    Args:
        page: The sheet.
        lines: How many lines it has; the first is its title.
    """
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  # only where a workbook is written

    page.column_dimensions["A"].width = _README_WIDTH
    page.sheet_view.showGridLines = False
    for number in range(1, lines + 1):
        cell = page.cell(number, 1)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=_FONT, size=16 if number == 1 else 11, bold=number == 1, color=_INK)
        lines_of = _lines_of(cell.value, _README_WIDTH)
        page.row_dimensions[number].height = _LINE_HEIGHT * (lines_of + 1)
    _print(page)


def style_heads(page: "Worksheet", sheet: Sheet, languages: Sequence[str], rows: int) -> None:
    """Style the headings and the help of a sheet, and freeze them.

    Args:
        page: The sheet.
        sheet: Its layout.
        languages: The languages of its texts.
        rows: How many rows are filled.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415  # as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # as above

    line = Border(bottom=Side(style="thin", color=_LINE), right=Side(style="thin", color=_LINE))
    for row in page.iter_rows(min_row=1, max_row=rows):
        is_help = row[0].row == HELP_ROW and sheet is not INSTRUMENT
        for cell in row:
            cell.border = line
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name=_FONT, size=11)
            if is_help:
                cell.font = Font(name=_FONT, italic=True, size=9, color=_QUIET)
                cell.fill = PatternFill("solid", start_color=_PALE)
    for cell in page[1]:
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=_INK)
        cell.alignment = Alignment(vertical="center")
    page.row_dimensions[1].height = _HEAD_HEIGHT
    widths = _widths(sheet, languages, page.max_column)
    for row in page.iter_rows(min_row=2, max_row=rows):
        most = max(
            _lines_of(*pair) for pair in zip((cell.value for cell in row), widths, strict=True)
        )
        page.row_dimensions[row[0].row or 1].height = _LINE_HEIGHT * most + 3
    for number, width in enumerate(widths, start=1):
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = width
        page.column_dimensions[letter].number_format = _TEXT
        page.column_dimensions[letter].alignment = Alignment(wrap_text=True, vertical="top")
    if sheet is INSTRUMENT:
        for number, cells in enumerate(page.iter_rows(min_row=2, max_row=rows)):
            cells[0].font = Font(name=_FONT, bold=True, color=_INK)
            cells[-1].font = Font(name=_FONT, italic=True, size=9, color=_QUIET)
            is_worded = sheet.columns[number].kind == "localized"
            for cell in cells[1:2] if is_worded else cells[2:-1]:
                cell.fill = PatternFill("solid", start_color=_PALE)
    page.freeze_panes = "B2" if sheet is INSTRUMENT else f"B{HELP_ROW + 1}"
    _print(page)


def style_rows(page: "Worksheet", sheet: Sheet) -> None:
    """Give a sheet its lists to choose from, and keep what is typed as it is typed.

    Args:
        page: The sheet, filled.
        sheet: Its layout.
    """
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # as above

    headings = {
        str(cell.value): get_column_letter(number) for number, cell in enumerate(page[1], start=1)
    }
    for row in page.iter_rows():
        for cell in row:
            cell.number_format = _TEXT
    for column in sheet.columns:
        if sheet is INSTRUMENT:
            place = f"B{1 + 1 + sheet.columns.index(column)}"
        elif column.name in headings:
            letter = headings[column.name]
            place = f"{letter}{HELP_ROW + 1}:{letter}{_EDITED}"
        else:
            continue
        if listed := _list(column):
            _validate(page, place, listed, is_strict=bool(column.known))


def _list(column: Column) -> str:
    """Return the list to choose from, as a spreadsheet program has it; empty where none is."""
    if column.known:
        return '"' + ",".join(column.known) + '"'
    if column.listed:
        assert column.listed in SHEETS  # noqa: S101  # a slip of ours
        return f"'{column.listed}'!$A${HELP_ROW + 1}:$A${_EDITED}"
    return ""


def _validate(page: "Worksheet", place: str, listed: str, *, is_strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415  # as above

    validation = DataValidation(type="list", formula1=listed, allow_blank=True)
    validation.errorStyle = "stop" if is_strict else "warning"
    validation.showErrorMessage = True
    validation.add(place)
    page.add_data_validation(validation)


def _widths(sheet: Sheet, languages: Sequence[str], most: int) -> list[int]:
    if sheet is INSTRUMENT:
        return [18, 30, *(42 for _ in languages), _HELP_WIDTH]
    if sheet is VECTORS:
        return [sheet.columns[0].width * 3, *(_WIDE for _ in range(most - 1))]
    return [
        column.width
        for column in sheet.columns
        for _ in (languages if column.kind == "localized" else [None])
    ]


def _lines_of(held: object, width: int) -> int:
    """Return about how many lines a text takes in a column; programs differ."""
    paragraphs = str(held or "").split("\n")
    return min(_MOST_LINES, sum(1 + len(each) * 11 // (10 * width) for each in paragraphs))


def _print(page: Any) -> None:
    """Print a sheet as wide as a page that lies on its side."""
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
