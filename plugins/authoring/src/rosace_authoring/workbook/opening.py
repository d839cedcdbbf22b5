"""The cells of a workbook from outside, opened only when its size is known to be harmless."""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace.packing import PackingLimits, open_packed, refuse_damaged
from rosace.values import value
from rosace_authoring import PACKAGE
from rosace_authoring.workbook.measuring import Extent, measure

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["LIMITS", "Lines", "OpenCell", "WorkbookLimits", "is_workbook", "open_sheets"]

_ESCAPED: Final = re.compile(r"_x([0-9a-fA-F]{4})_")
_SURROGATES: Final = range(0xD800, 0xE000)
_SMALL: Final = 1 << 20


@attrs.frozen(kw_only=True)
class WorkbookLimits:
    """How large a workbook may be.

    Args:
        bytes: Size of the file.
        unpacked_bytes: Size of all that is packed in it.
        ratio: How many times larger than packed a part of a megabyte or more may be.
        members: Files packed in it.
        sheets: Its sheets.
        rows: Rows of a sheet.
        columns: Columns of a sheet.
    """

    bytes: int = 10_000_000
    unpacked_bytes: int = 60_000_000
    ratio: int = 200
    members: int = 500
    sheets: int = 50
    rows: int = 20_000
    columns: int = 2_000


LIMITS: Final = WorkbookLimits()
"""The limits where none are given."""


@value
class OpenCell:
    """A cell that is not empty.

    Args:
        column: Its number, from 1.
        held: Text, a number, yes or no, or a moment.
        kind: ``value``, ``formula`` (whose text is held), ``error`` or ``date``.
    """

    column: int
    held: Any
    kind: str = "value"


Lines = list[tuple[int, list[OpenCell]]]
"""The rows of a sheet that are not empty: their numbers and cells."""


def is_workbook(data: bytes, sheet: str) -> bool:
    """Say whether a file is a workbook with a sheet of that name, without unpacking it all.

    Args:
        data: The file.
        sheet: The name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            if held.getinfo("xl/workbook.xml").file_size > _SMALL:
                return False
            return f'"{sheet}"'.encode() in held.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


def open_sheets(data: bytes, file: str, limits: WorkbookLimits = LIMITS) -> Mapping[str, Lines]:
    """Return the rows of every sheet, by its name: their numbers and the cells that are filled.

    No formula is worked out, no reference is followed, and nothing is unpacked before
    the sizes that the file states are known to be harmless.

    Args:
        data: The file.
        file: Its name, for problems.
        limits: What is too large.

    Raises:
        InvalidDocumentError: It is no workbook, is damaged, or passes a limit.
    """
    extent = _check_packing(data, file, limits)
    try:
        with warnings.catch_warnings():
            # The library warns of decorations that it will not keep; nothing is written back.
            warnings.simplefilter("ignore")
            from openpyxl import load_workbook  # noqa: PLC0415  # takes 200 ms

            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                return _sheets(book, file, limits, extent)
            finally:
                book.close()
    except InvalidDocumentError:
        raise
    except Exception:  # noqa: BLE001  # a damaged file may raise anything in the library
        refuse_damaged(file)


def _check_packing(data: bytes, file: str, limits: WorkbookLimits) -> Extent:
    """Refuse what would grow too large, and XML that declares entities, before it is read."""
    sizes = PackingLimits(
        bytes=limits.bytes,
        unpacked_bytes=limits.unpacked_bytes,
        ratio=limits.ratio,
        members=limits.members,
    )
    extent = Extent()
    with open_packed(data, file, sizes) as held:
        try:
            for member in held.infolist():
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    measure(held.read(member), extent)
        except Exception:  # noqa: BLE001  # what a damaged or hostile part raises has no one class
            refuse_damaged(file)
    if extent.rows > limits.rows:
        _refuse("authoring-workbook-rows", file, n=extent.rows, limit=limits.rows)
    if extent.columns > limits.columns:
        _refuse("authoring-workbook-columns", file, n=extent.columns, limit=limits.columns)
    return extent


def _sheets(
    book: "Workbook", file: str, limits: WorkbookLimits, extent: Extent
) -> dict[str, Lines]:
    if len(book.worksheets) > limits.sheets:
        _refuse("authoring-workbook-sheets", file, n=len(book.worksheets), limit=limits.sheets)
    return {page.title: list(_lines(page, extent)) for page in book.worksheets}


def _lines(page: Any, extent: Extent) -> Iterator[tuple[int, list[OpenCell]]]:
    if not extent.rows:
        return
    # As far as cells reach: the size that a sheet states may be a lie.
    for row in page.iter_rows(max_row=extent.rows, max_col=extent.columns):
        filled = [cell for cell in row if cell.value is not None and cell.value != ""]
        if filled:
            yield filled[0].row, [_cell(cell) for cell in filled]


def _cell(cell: Any) -> OpenCell:
    held = cell.value
    kind = {"f": "formula", "e": "error"}.get(cell.data_type, "value")
    if isinstance(held, dt.date | dt.time | dt.timedelta):
        kind = "date"
    elif isinstance(held, str):
        held = _ESCAPED.sub(_unescaped, held)
    elif not isinstance(held, bool | int | float):
        held = str(getattr(held, "text", held))
    return OpenCell(column=cell.column, held=held, kind=kind)


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code in _SURROGATES else chr(code)


def _refuse(code: str, file: str, **arguments: int) -> NoReturn:
    problem = Problem(code, file=file, arguments=arguments, catalogue=PACKAGE)
    raise InvalidDocumentError((problem,)) from None
