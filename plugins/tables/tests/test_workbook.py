"""What workbooks promise: every number, every text, no formula, names that programs take."""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from rosace import report as r
from rosace.formatting import DASH, Formatter
from rosace.values import evolve
from rosace_tables.exporters import XlsxExporter
from rosace_tables.sheets.cells import rows_of
from rosace_tables.sheets.parts import read_parts
from rosace_tables.workbook.charts import ORDINAL, shades
from rosace_tables.workbook.texts import LONGEST_CELL, in_xml, parts_of, sheet_name, units

DISGUISES = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "\uff1d1+1", "'=1",
    "=cmd|'/C calc'!A0", '=HYPERLINK("http://x";"y")', "{=1}", "<r>=1</r>", "<r><t>x</t></r>",
    "_x003D_1+1", "_x0041_x0042_", "http://example.org", "internal:A1", "#REF!", "TRUE", "1e5",
)  # fmt: skip


def words(text: str) -> r.Verbatim:
    """Return somebody’s words."""
    return r.Verbatim(verbatim=text)


def column(identifier: str, kind: Any = "count", title: str = "C", **more: Any) -> r.Column:
    """Return a column."""
    return r.Column(id=identifier, title=words(title), kind=kind, **more)


def report(*blocks: r.Block, title: str = "R", section: str = "S") -> r.Report:
    """Return a report of one section."""
    return r.Report(
        language="fr",
        title=words(title),
        sections=(r.Section(id="one", title=words(section), blocks=blocks),),
        messages={},
        provenance=r.ReportProvenance(
            rosace="0.1.0",
            plugins={},
            instruments=(),
            received=(),
            disclosure=r.DisclosureUsed(mode="protected", group=5, subgroup=10, subgroup_mean=5),
            withheld=(),
        ),
    )


def export(document: r.Report, language: str = "fr") -> bytes:
    """Return the workbook of a report."""
    formatter = Formatter(language=language, messages=document.messages)
    ((_, chunks),) = XlsxExporter().export(document, language, lambda *_: None, formatter)
    return b"".join(chunks)


def cells(data: bytes, sheet: int = 4) -> list[list[Any]]:
    """Return the cells of a sheet from the headings on."""
    page = load_workbook(io.BytesIO(data)).worksheets[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]


def table(columns: tuple[r.Column, ...], *rows: tuple[r.Cell, ...], title: str = "T") -> r.Table:
    """Return a table."""
    return r.Table(id="t", title=words(title), columns=columns, rows=rows)


NAMED = column("name", "text", "N", header=True)


def test_a_range_is_words_for_people_and_two_numbers_for_who_counts() -> None:
    """A range shows as the formatter has it, with its bounds to the right; a dash has neither."""
    held = (
        (r.TextCell(text=words("a")), r.CountCell(low=4, high=4)),
        (r.TextCell(text=words("b")), r.CountCell(low=0, high=1)),
        (r.TextCell(text=words("c")), r.CountCell(low=2, high=3.5)),
        (r.TextCell(text=words("d")), r.WithheldCell()),
    )
    heads, *rows = cells(export(report(table((NAMED, column("n")), *held))))
    assert heads == ["N", "C", "C (minimum)", "C (maximum)"]
    assert rows[:4] == [
        ["a", 4, 4, 4],
        ["b", "aucun ou un", 0, 1],
        ["c", "de 2 à 3,5", 2, 3.5],
        ["d", DASH, None, None],
    ]


@given(st.floats(-1e18, 1e18))
def test_a_number_keeps_all_its_digits(number: float) -> None:
    """What is read of the file is the number of the report, to the last bit."""
    held = r.NumberCell(low=number, high=number)
    ((_, read),) = cells(
        export(report(table((NAMED, column("n", "number")), (r.TextCell(text=words("a")), held))))
    )[1:2]
    assert read == number


def test_numbers_show_as_the_report_has_them() -> None:
    """Shares, decimals, days and dates have the format of their kind in the reader's language."""
    columns = (*(column(f"n{i}", "number") for i in range(3)), column("d", "date"))
    row = (
        r.NumberCell(low=0.45, high=0.45, digits=0, unit="share"),
        r.NumberCell(low=2.5, high=2.5, digits=2),
        r.NumberCell(low=3, high=3, digits=0, unit="days"),
        r.DateCell(date="2024-05-14"),
    )
    page = load_workbook(io.BytesIO(export(report(table(columns, row))))).worksheets[4]
    formats = [cell.number_format for cell in page[5]]
    assert formats[:2] == ['0"\u00a0"%', "#,##0.00"]
    assert re.fullmatch(r'\[<2\]#,##0"\s?jour";#,##0"\s?jours"', formats[2])
    assert page["D5"].value.date().isoformat() == "2024-05-14"


@pytest.mark.parametrize("text", DISGUISES)
def test_no_disguise_makes_a_formula_and_no_text_is_lost(text: str) -> None:
    """As title, section, header, cell, note or running text, it is text, and whole."""
    said = words(text)
    held = evolve(
        table((column("n", "text", text),), (r.TextCell(text=said),), title=text), notes=(said,)
    )
    data = export(report(r.Paragraph(text=said), held, title=text, section=text))
    shown = Formatter(language="fr", messages={}).phrase(said)
    book = load_workbook(io.BytesIO(data))
    found = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in found)
    assert not [name for name, held in _members(data).items() if re.search(rb"<f[ >/]", held)]
    assert _texts(data).count(shown) >= 6


def _texts(data: bytes) -> list[str]:
    """Return the texts of every cell, as spreadsheet programs read them."""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        parts = read_parts(held)
        return [
            str(cell.content)
            for sheet in parts.sheets
            for _, line in rows_of(held, sheet, parts)
            for cell in line.values()
        ]


def _read(text: str) -> str:
    """Return a text as spreadsheet programs read it: escapes from left to right."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist() if "worksheets/sheet" in name}


@given(st.text(st.sampled_from("_x0041FDd=<&>\r\x00\x7f\ufffe é😀") | st.characters(codec="utf-8")))
def test_every_text_survives_the_xml(text: str) -> None:
    """What is written of a text parses, and reads as the text, escapes undone."""
    parsed = ET.fromstring(f"<t>{in_xml(text)}</t>").text or ""  # ours
    assert _read(parsed) == text


def test_a_text_longer_than_a_cell_goes_on_beside_it() -> None:
    """No text is cut: the rest stands in columns whose headings say so."""
    text = "é😀x" * 30_000
    data = export(report(table((column("n", "text"),), (r.TextCell(text=words(text)),))))
    heads, row, *_ = cells(data)
    assert heads[:2] == ["C", "C (suite 2)"]
    assert "".join(filter(None, row)) == text
    assert all(units(part) <= LONGEST_CELL for part in row if part)


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.integers(1, 40))
def test_parts_of_a_text_make_it_whole(text: str, longest: int) -> None:
    """Joined, the parts are the text, and none is too long."""
    longest = max(longest, 2)
    parts = list(parts_of(text, longest))
    assert "".join(parts) == text
    assert all(units(part) <= longest for part in parts)


@given(st.lists(st.text(st.sampled_from("aA[]:*?/\\'=é😀 _x0041_\n"), max_size=45), max_size=12))
def test_sheets_have_names_that_programs_take(wanted: list[str]) -> None:
    """Names are short enough, of permitted characters, and unlike in any case."""
    taken: set[str] = set()
    names = [sheet_name(each, taken) for each in wanted]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < units(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]|^'|'$|_x[0-9A-Fa-f]{4}_", name)


def test_a_workbook_says_nothing_of_who_made_it_and_when() -> None:
    """Its properties are title, language and a fixed moment; its parts have no time."""
    with zipfile.ZipFile(io.BytesIO(export(report(), "en"))) as held:
        core = held.read("docProps/core.xml").decode()
        assert {info.date_time for info in held.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "<dc:title>R</dc:title>" in core
    assert "<dc:language>en</dc:language>" in core
    assert "creator" not in core
    assert "lastModifiedBy" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}


def test_an_ordinal_table_has_a_chart_with_words_for_who_cannot_see_it() -> None:
    """A figure of a distribution is a native chart: coloured in order, described, of shares."""
    choices = ("Fort", "Moyen", "Faible")
    rows = tuple(
        (
            r.TextCell(text=words(item)),
            r.TextCell(text=words(choice)),
            r.CountCell(low=low, high=low + 1),
            r.NumberCell(low=low / 10, high=(low + 1) / 10, unit="share"),
        )
        for item in ("Un", "Deux")
        for choice, low in zip(choices, (2, 3, 4), strict=True)
    )
    columns = (
        column("item", "text", header=True),
        column("choice", "text", header=True),
        column("count"),
        column("share", "number"),
    )
    figure = r.Figure(
        id="f", table="t", title=words("F"), alternative=words("<A&"), specification={}
    )
    data = export(report(table(columns, *rows), figure))
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        chart = held.read("xl/charts/chart1.xml").decode()
        drawing = held.read("xl/drawings/drawing1.xml").decode()
    assert re.findall('<a:srgbClr val="([0-9A-F]{6})"/></a:solidFill><a:ln', chart)[:3] == [
        colour.removeprefix("#").upper() for colour in shades(3)
    ]
    assert 'descr="F – &lt;A&amp;"' in drawing
    assert "<c:v>Fort</c:v>" in chart
    page = load_workbook(io.BytesIO(data)).worksheets[5]
    numbers = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "n"]
    shares = [number for number in numbers if number is not None]
    assert sum(shares[:3]) == pytest.approx(1)


def test_shades_are_those_of_the_pictures() -> None:
    """Three choices take the colours inside the range, the strongest first."""
    assert shades(3) == (ORDINAL[3], ORDINAL[2], ORDINAL[1])
