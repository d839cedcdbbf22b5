"""Text that a spreadsheet would run: put into every place of a document, looked for in files."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.interfaces import Document, Responses
from rosace.report import Report, TextCell, Verbatim
from rosace.response import Response
from rosace.testing.decoding import cells_of
from rosace.testing.samples import people, sketch
from rosace.testing.specimens import one_cell
from rosace.values import evolve

__all__ = ["formula_in", "formulas", "poisoned"]

_SIGNS: Final = "=+-@\uff1d\uff0b\uff0d\uff20"
_BEFORE: Final = ("", " ", "\u00a0", "\u200b", "\ufeff", "\u3000", "\u2060 ")
_SHEET: Final = re.compile(rb"<f[ >/]")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?(e[-+]?[0-9]+)?", re.IGNORECASE)
_INVISIBLE: Final = "\u0020\u00a0\u00ad\u180e\u200b\u200c\u200d\u2060\u3000\ufeff"
_DANGEROUS: Final = tuple(f"{_SIGNS}\t\r\x00")
_WORKBOOKS: Final = frozenset({".xlsm", ".xlsx"})
_TEXTS: Final = frozenset({".csv", ".tsv"})


def formulas() -> st.SearchStrategy[str]:
    """Generate text that a spreadsheet takes for a formula, at times after what nobody sees."""
    rest = st.sampled_from(["1", "1+1", "SUM(A1)", "cmd|'/C calc'!A0", 'HYPERLINK("x";"y")'])
    signs = st.sampled_from(sorted(_SIGNS))
    return st.builds(lambda *parts: "".join(parts), st.sampled_from(_BEFORE), signs, rest)


def poisoned(kind: str, text: str) -> Document:
    """Return a document of a kind that holds a text wherever words may stand.

    Args:
        kind: ``report``, ``responses`` or ``instrument``.
        text: The text.
    """
    if kind == "report":
        return _report(text)
    instrument = _instrument(text)
    if kind == "responses":
        return Responses(instrument=instrument, responses=_answers(instrument, text))
    return instrument


def formula_in(files: Mapping[str, bytes], media_types: tuple[str, ...]) -> Iterator[str]:
    """Yield what a spreadsheet would take for a formula in the tables among some files.

    Args:
        files: What was written, by name.
        media_types: What the exporter says it makes.
    """
    for name, data in files.items():
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in _WORKBOOKS:
            yield from _in_workbook(name, data)
        elif suffix in _TEXTS or "text/csv" in media_types:
            for cell in cells_of(name, data):
                shown = cell.lstrip(_INVISIBLE)
                if shown.startswith(_DANGEROUS) and not _NUMBER.fullmatch(shown):
                    yield f"cell {cell!r} of {name}"


def _in_workbook(name: str, data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for member in archive.namelist():
            if "/worksheets/" in member and _SHEET.search(archive.read(member)):
                yield f"a formula in {member} of {name}"


def _report(text: str) -> Report:
    said = Verbatim(verbatim=text)
    report = one_cell("text", TextCell(text=said))
    (section,) = report.sections
    (table,) = section.blocks
    columns = tuple(evolve(column, title=said) for column in table.columns)  # type: ignore[union-attr]  # it is a table
    filled = evolve(table, title=said, columns=columns, notes=(said,))
    return evolve(report, title=said, sections=(evolve(section, title=said, blocks=(filled,)),))


def _instrument(text: str) -> Instrument:
    item = {"id": "q1", "type": "text", "text": {"en": text}, "comment": "allowed"}
    return sketch([item], title={"en": text})


def _answers(instrument: Instrument, text: str) -> tuple[Response, ...]:
    name = text.strip(_INVISIBLE)
    known = {"id": name, "organization": name, "attributes": {"sector": name}}
    sheet = {"q1": {"value": text, "comment": text}}
    return people(instrument, [sheet], known=[known])
