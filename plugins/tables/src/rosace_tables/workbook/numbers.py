"""How a spreadsheet shows the numbers and dates of a report."""

from typing import Final

from rosace.formatting import Formatter
from rosace.report import CountCell, NumberCell

__all__ = ["day_format", "number_format"]

_WHOLE: Final = "#,##0"
_FEW: Final = 2
_DAYS: Final = {"fr": "[$-C0C]d mmmm yyyy", "en": "[$-1009]mmmm d, yyyy"}


def number_format(cell: CountCell | NumberCell, formatter: Formatter) -> str:
    """Return the number format of a cell, after how the formatter writes it.

    What parts thousands and decimals is the spreadsheet program's own affair.

    Args:
        cell: A count or a number.
        formatter: Writes the report's cells.
    """
    if isinstance(cell, CountCell):
        is_whole = float(cell.low).is_integer() and float(cell.high).is_integer()
        return _WHOLE if is_whole else _WHOLE + "." + "0" * _FEW
    decimals = "." + "0" * cell.digits if cell.digits else ""
    if cell.unit == "share":
        after = formatter.share(0.5).removeprefix("50")
        return f"0{decimals}" + (f'"{after[:-1]}"%' if len(after) > 1 else "%")
    if cell.unit == "days":
        one, two = (_after(number, formatter) for number in (1, 2))
        few = "<2" if formatter.language.startswith("fr") else "=1"
        return f'[{few}]{_WHOLE}{decimals}"{one}";{_WHOLE}{decimals}"{two}"'
    return _WHOLE + decimals


def day_format(language: str) -> str:
    """Return the number format of a whole day."""
    return _DAYS.get(language.partition("-")[0], "yyyy-mm-dd")


def _after(number: int, formatter: Formatter) -> str:
    """Return the words after a number of days."""
    cell = NumberCell(low=number, high=number, digits=0, unit="days")
    return formatter.cell(cell).removeprefix(str(number)).replace('"', "")
