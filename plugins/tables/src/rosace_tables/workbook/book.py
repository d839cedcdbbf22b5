"""A workbook written so that no cell is a formula, no text is damaged, and bytes are the same."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from rosace_tables.workbook.texts import in_xml, lines_in, sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["FAINT", "FONT", "INK", "MUTED", "PALE", "SIZE", "Book", "is_day"]

INK: Final = "#1d2b33"
MUTED: Final = "#4d5c66"
FAINT: Final = "#c9d2d6"
PALE: Final = "#ebf2f2"
FONT: Final = "Arial"
"""The look of every sheet, in the colours of the pictures."""

SIZE: Final = 10
"""Size of the letters, in points."""


_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_CREATED: Final = datetime(1980, 1, 1, tzinfo=UTC)
_LONGEST_TITLE: Final = 200
_LINE: Final = 13.0
_ROOM: Final = 3.0
_TALLEST: Final = 409.0
_RISKY: Final = re.compile(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20'\t\r]")
# XlsxWriter takes a text that begins and ends in a certain way for markup, and leaves gaps
# in its escapes: it is given a number for each text, which is put in the text's place.
_STAND_IN: Final = re.compile(">\ue000([0-9]+)\ue001<")
_FIRST_EXCEL_DAY: Final = date(1900, 3, 1)


class _Exact(float):
    """A number that is written with all its digits, not with XlsxWriter's sixteen."""

    def __format__(self, _: str) -> str:
        return repr(float(self)).removesuffix(".0").replace("e", "E")


class Book:
    """A workbook in the making.

    Args:
        title: Its title, among its properties.
        language: Language tag of what is written.
    """

    def __init__(self, title: str, language: str) -> None:
        from xlsxwriter import Workbook  # noqa: PLC0415  # takes 100 ms

        self.language = language
        self._held = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        }
        self.file = Workbook(self._held, options)
        self.file.set_properties({"title": title[:_LONGEST_TITLE], "created": _CREATED})
        self._texts: dict[str, int] = {}
        self.names: set[str] = set()
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def name(self, wanted: str) -> str:
        """Return a name for a sheet that none has yet, and take it."""
        return sheet_name(wanted, self.names)

    def sheet(self, name: str) -> "Worksheet":
        """Add a sheet.

        Args:
            name: One that `name` gave.
        """
        page = self.file.add_worksheet(name)
        page.set_landscape()
        page.set_paper(1)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.set_footer("&L&A&R&P / &N")
        return page

    def look(self, **properties: Any) -> "Format":
        """Return a format with these properties besides those of every cell."""
        full = {
            "font_name": FONT,
            "font_size": SIZE,
            "font_color": INK,
            "valign": "top",
            **properties,
        }
        key = tuple(sorted(full.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(full)
        return self._formats[key]

    def text(self, page: "Worksheet", row: int, column: int, text: str, **look: Any) -> None:
        """Write a text as text, whatever it looks like.

        Args:
            page: The sheet.
            row: Its row, from 0.
            column: Its column, from 0.
            text: No longer than a cell can hold.
            look: Properties of its format.
        """
        if _RISKY.match(text):
            # Whoever edits the cell does not make a formula of it either.
            look["quote_prefix"] = True
        page.write_string(row, column, self._stand_in(text), self.look(**look))

    def link(self, page: "Worksheet", row: int, column: int, name: str, text: str) -> None:
        """Write a text that leads to a sheet."""
        target = "internal:'{}'!A1".format(name.replace("'", "''"))
        look = self.look(font_color="#1d5668", underline=1)
        page.write_url(row, column, target, look, self._stand_in(text))

    def number(self, page: "Worksheet", row: int, column: int, number: float, **look: Any) -> None:
        """Write a number, exactly."""
        page.write_number(row, column, _Exact(number), self.look(**look))

    def day(self, page: "Worksheet", row: int, column: int, day: str, **look: Any) -> None:
        """Write a day that `is_day` accepts."""
        page.write_datetime(row, column, date.fromisoformat(day), self.look(**look))

    def fit(
        self, page: "Worksheet", row: int, held: "Iterable[tuple[str, float]]", size: float = SIZE
    ) -> None:
        """Make a row as tall as its texts need; not every program does so by itself.

        Args:
            page: The sheet.
            row: The row, from 0.
            held: Its wrapped texts, each with the width of its column.
            size: The size of its letters, in points.
        """
        scale = size / SIZE
        lines = max((lines_in(text, width / scale) for text, width in held), default=1)
        page.set_row(row, min(lines * _LINE * scale + _ROOM, _TALLEST))

    def close(self) -> bytes:
        """Return the finished workbook."""
        self.file.close()
        texts = list(self._texts)
        held = io.BytesIO()
        given = zipfile.ZipFile(io.BytesIO(self._held.getvalue()))
        with given, zipfile.ZipFile(held, "w") as made:
            for name in given.namelist():
                content = given.read(name).decode()
                if name == "docProps/core.xml":
                    content = _with_language(content, self.language)
                elif name == "xl/sharedStrings.xml":
                    content = content.replace("<t>", '<t xml:space="preserve">')
                if name == "xl/sharedStrings.xml" or name.startswith("xl/charts/"):
                    content = _STAND_IN.sub(lambda at: f">{in_xml(texts[int(at[1])])}<", content)
                member = zipfile.ZipInfo(name, _EPOCH)
                member.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(member, content.encode())
        return held.getvalue()

    def _stand_in(self, text: str) -> str:
        return f"\ue000{self._texts.setdefault(text, len(self._texts))}\ue001"


def is_day(text: str) -> bool:
    """Return whether a date is a whole day that every spreadsheet program counts alike."""
    try:
        return len(text) == len("2024-05-14") and date.fromisoformat(text) >= _FIRST_EXCEL_DAY
    except ValueError:
        return False


def _with_language(core: str, language: str) -> str:
    """Return the properties with the language, which XlsxWriter does not write."""
    given = {
        "<dc:creator></dc:creator>": "",
        "<cp:lastModifiedBy></cp:lastModifiedBy>": "",
        "</cp:coreProperties>": f"<dc:language>{language}</dc:language></cp:coreProperties>",
    }
    for found, wanted in given.items():
        core = core.replace(found, wanted)
    return core
