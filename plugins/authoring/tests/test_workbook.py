"""What a workbook promises: it reads back equal, holds no formula, and says where it is wrong."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from rosace import Appraiser
from rosace.conversion import structure, unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument
from rosace.loading import load_yaml
from rosace.messages import load
from rosace.strategies import instruments
from rosace_authoring.beginning.starting import start_text
from rosace_authoring.workbook.layout import SHEETS
from rosace_authoring.workbook.opening import WorkbookLimits, open_sheets
from rosace_authoring.workbook.reading import read_workbook
from rosace_authoring.workbook.writing import workbook

START: Any = load_yaml(start_text("my-tool", ["fr", "en"], "en").encode())[0]
Change = Callable[[Workbook], object]


def no_base(name: str) -> NoReturn:
    """Find no instrument of which another could be a view."""
    raise KeyError(name)


def read(data: bytes) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Read an instrument's workbook."""
    return read_workbook(data, "a.xlsx", no_base)


def changed(change: Change) -> bytes:
    """Return the workbook of the start, changed by hand and saved by a spreadsheet program."""
    book = load_workbook(io.BytesIO(workbook(START, "en", "a.xlsx")))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def refusal(data: bytes) -> list[tuple[str, str | None, int | None, str | None]]:
    """Return code, sheet, row and heading of everything for which a workbook is refused."""
    with pytest.raises(InvalidDocumentError) as raised:
        read(data)
    for problem in raised.value.problems:
        for language in ("fr", "en"):
            assert "{" not in problem.explain(language).replace("{1,", "")
            known = {**load(problem.catalogue, language), **load("rosace", language)}
            assert f"problem.{problem.code}" in known
    return [
        (each.code, (each.file or "").partition(" › ")[2], each.row, each.heading)  # noqa: RUF001  # as it is written
        for each in raised.value.problems
    ]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(instruments())
def test_an_instrument_comes_back_equal(instrument: Instrument) -> None:
    """Whatever the instrument, its workbook is that instrument, and no cell is a formula."""
    data = workbook(unstructure(instrument), "fr", "a.xlsx")
    found, notices = read(data)
    assert structure(found, Instrument) == instrument
    assert notices == ()
    kinds = {
        cell.data_type
        for page in load_workbook(io.BytesIO(data))
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds <= {"s", "n"}


@pytest.mark.parametrize("name", sorted(Appraiser().instruments))
def test_the_instruments_at_hand_come_back_equal(name: str) -> None:
    """Every installed instrument can be worked on in a spreadsheet program."""
    appraiser = Appraiser()
    document, _ = appraiser.instruments[name].read()
    assert isinstance(document, dict)
    found, _ = read_workbook(workbook(document, "en", "a.xlsx"), "a.xlsx", appraiser.instrument)
    assert structure(found, Instrument) == structure(document, Instrument)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "=1+1",
            "+1",
            "-1",
            "@x",
            "#N/A",
            "'=x",
            "\t=x",
            "_x0041_",
            "_x005F_",
            "a\r\nb",
            " é ",
            "1",
        ),
        *(
            "TRUE",
            "\ufffe",
            "\uffff",
            "a\x01",
            "2024-01-01",
            "# x",
            "yes",
            "none",
            "{a: 1}",
            "\x85",
        ),
    ],
)
def test_no_text_changes_or_becomes_a_formula(text: str) -> None:
    """What looks like a formula, an error, a number or an escape is text, and stays it."""
    document = {**START, "title": {"fr": text, "en": text}}
    document["rights"] = {**START["rights"], "holder": text}
    document["vectors"] = [
        {"answers": {"suggestion": text, "voices": "agree"}, "scores": {"working-together": 3}}
    ]
    data = workbook(document, "en", "a.xlsx")
    assert read(data)[0] == document
    assert load_workbook(io.BytesIO(data))["instrument"]["C4"].data_type == "s"


def test_the_same_instrument_has_the_same_bytes() -> None:
    """A workbook tells neither when nor by whose program it was made."""
    one, other = (workbook(START, "fr", "a.xlsx") for _ in range(2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as held:
        assert b"openpyxl" not in held.read("docProps/core.xml")
        year = str(datetime.now(tz=UTC).year).encode()
        assert year not in held.read("docProps/core.xml")
        assert {member.date_time[0] for member in held.infolist()} == {1980}


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_a_workbook_explains_itself_and_offers_what_can_be_chosen(spoken: str) -> None:
    """Headings are frozen, every column says what it is for, and names come from lists."""
    book = load_workbook(io.BytesIO(workbook(START, spoken, "a.xlsx")))
    assert book.sheetnames == [{"fr": "lisez-moi", "en": "readme"}[spoken], *SHEETS]
    for page in list(book)[2:-1]:
        assert page.freeze_panes == "B3"
        assert str(page["A2"].value).startswith("# ")
        said = [
            cell.value
            for cell, head in zip(page[2], page[1], strict=True)
            if "(en)" not in head.value
        ]
        assert all(said)
    rules = {rule.formula1 for rule in book["items"].data_validations.dataValidation}
    assert any("multiple-choice" in rule for rule in rules)
    assert "'scales'!$A$3:$A$1000" in rules


def put(sheet: str, cell: str, value: object) -> Change:
    """Return a change of one cell."""

    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


FAULTS: Mapping[str, tuple[Change, tuple[str, str | None, int | None, str | None]]] = {
    "type": (
        put("items", "C3", "choise"),
        ("authoring-cell-unknown-suggestion", "items", 3, "type"),
    ),
    "heading": (
        put("items", "D1", "scael"),
        ("authoring-heading-unknown-suggestion", "items", 1, None),
    ),
    "heading twice": (
        put("sections", "D1", "title (fr)"),
        ("authoring-heading-twice", "sections", 1, None),
    ),
    "sheet": (
        lambda book: book.create_sheet("itms"),
        ("authoring-sheet-unknown-suggestion", "itms", None, None),
    ),
    "no instrument": (
        lambda book: book.remove(book["instrument"]),
        ("authoring-sheet-missing", "instrument", None, None),
    ),
    "property": (
        put("instrument", "A3", "versoin"),
        ("authoring-property-unknown-suggestion", "instrument", 3, None),
    ),
    "misplaced": (
        put("instrument", "C3", "1.0.0"),
        ("authoring-cell-misplaced", "instrument", 3, "text (fr)"),
    ),
    "scale": (
        put("choices", "A3", "agreemnt"),
        ("authoring-parent-unknown-suggestion", "choices", 3, "scale"),
    ),
    "no scale": (put("choices", "A3", None), ("authoring-parent-missing", "choices", 3, "scale")),
    "item's scale": (put("items", "D3", "agreemnt"), ("unknown-scale", "items", 3, "scale")),
    "section": (put("items", "B3", "x"), ("authoring-parent-unknown", "items", 3, "section")),
    "value": (put("choices", "C3", "trois"), ("authoring-cell-no-number", "choices", 3, "value")),
    "date": (
        put("choices", "C3", date(2024, 1, 2)),
        ("authoring-cell-date", "choices", 3, "value"),
    ),
    "count": (put("items", "O8", "1.5"), ("authoring-cell-no-integer", "items", 8, "max_length")),
    "flag": (put("items", "I3", "maybe"), ("authoring-cell-no-yes-no", "items", 3, "required")),
    "condition": (
        put("items", "S6", "item met"),
        ("authoring-cell-no-condition", "items", 6, "when"),
    ),
    "condition's item": (
        put("items", "S6", "item: mt, equals: true"),
        ("unknown-item-suggestion", "items", 6, "when"),
    ),
    "scale twice": (put("scales", "A4", "agreement"), ("authoring-row-twice", "scales", 4, None)),
    "language": (put("items", "F3", None), ("incomplete-language", "items", 3, "text (fr)")),
    "id": (put("items", "A3", "Deux mots"), ("pattern", "items", 3, "id")),
    "score": (
        put("vectors", "H3", 7),
        ("vector-wrong", "vectors", 3, "score working-together"),
    ),
    "error": (put("items", "E3", "#REF!"), ("authoring-cell-error", "items", 3, "text (fr)")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_with_its_cell(fault: str) -> None:
    """Each fault is told in both languages, with sheet, row and column."""
    change, (code, *place) = FAULTS[fault]
    found = refusal(changed(change))
    assert place in [list(each[1:]) for each in found], found
    if code.startswith("authoring"):
        assert code in [each[0] for each in found]


def test_everything_wrong_is_told_at_once() -> None:
    """Two faults of cells and one of the contract come in one refusal."""

    def change(book: Workbook) -> None:
        book["items"]["C3"] = "x"
        book["choices"]["C3"] = "y"
        book["sections"]["A3"] = "Deux mots"

    places = {(sheet, row) for _, sheet, row, _ in refusal(changed(change))}
    assert places >= {("items", 3), ("choices", 3), ("sections", 3)}


def test_a_cell_that_cannot_be_read_hides_nothing_else() -> None:
    """One wrong type is told once, and so is all that does not depend on it."""

    def change(book: Workbook) -> None:
        book["items"]["C6"] = "integr"
        book["items"]["D3"] = "agreemnt"
        book["items"]["F5"] = None
        book["items"]["S6"] = "item: mt, equals: true"

    assert sorted(refusal(changed(change)), key=str) == [
        ("authoring-cell-unknown-suggestion", "items", 6, "type"),
        ("incomplete-language", "items", 5, "text (fr)"),
        ("unknown-item-suggestion", "items", 6, "when"),
        ("unknown-scale", "items", 3, "scale"),
    ]


def test_a_score_is_checked_beside_a_cell_that_cannot_be_read() -> None:
    """Examples of scoring that rest on nothing wrong are worked out; others are left unsaid."""

    def change(book: Workbook) -> None:
        book["items"]["C6"] = "integr"
        book["vectors"]["H3"] = 7

    assert "vector-mismatch" in [code for code, *_ in refusal(changed(change))]
    (only,) = refusal(changed(put("choices", "C3", "trois")))
    assert only[0] == "authoring-cell-no-number"


@pytest.mark.parametrize(
    "fault", ["type", "scale", "section", "value", "date", "count", "flag", "condition", "error"]
)
def test_a_cell_that_cannot_be_read_is_told_once(fault: str) -> None:
    """What only follows from one faulty cell is no finding of its own."""
    assert len(refusal(changed(FAULTS[fault][0]))) == 1


def test_numbers_and_remarks_of_a_spreadsheet_program_are_understood() -> None:
    """Codes that became numbers, decimals, yes in French and remarks mean what they say."""

    def change(book: Workbook) -> None:
        book["choices"]["C3"] = 2.5
        book["choices"]["C4"] = "1,5"
        book["items"]["I3"] = "oui"
        book["items"]["A20"] = "# à revoir"
        book["items"]["B20"] = "avec l’équipe"
        book["items"]["ZA1"] = "# notes"
        book["items"]["ZA3"] = "x"
        book["vectors"].delete_rows(3, 2)
        book.create_sheet("# brouillon")["A1"] = "x"

    found, notices = read(changed(change))
    values = [choice.get("value") for choice in found["scales"]["agreement"]["choices"]]
    assert values == ["2.5", "1.5", 1]
    assert found["items"][0]["required"] is True
    assert len(found["items"]) == len(START["items"])
    assert notices == ()


def test_a_formula_is_text_and_is_told() -> None:
    """A formula is never worked out: its own text is taken, with a notice at its cell."""
    found, notices = read(changed(put("items", "E3", '=CONCATENATE("a","b")')))
    assert found["items"][0]["text"]["fr"] == '=CONCATENATE("a","b")'
    (notice,) = notices
    assert (notice.code, notice.row, notice.heading) == ("authoring-cell-formula", 3, "text (fr)")


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the workbook of the start with some of its parts replaced."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(START, "en", "a.xlsx"))) as given,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in [*given.namelist(), *(set(parts) - set(given.namelist()))]:
            made.writestr(name, parts[name] if name in parts else given.read(name))
    return held.getvalue()


def cells(place: str) -> bytes:
    """Return a sheet with one cell, at a place of its first column or row."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    held = f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'.encode()
    return HEAD + b"<sheetData>" + held + b"</sheetData></worksheet>"


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'
IN_UTF_16 = ENTITY.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "not a workbook": (lambda: b"id;text\n1;2\n", "packed-damaged"),
    "nothing": (lambda: b"", "packed-damaged"),
    "cut short": (lambda: workbook(START, "en", "a.xlsx")[:-800], "packed-damaged"),
    "no parts": (lambda: packed({"xl/workbook.xml": b"<x/>"}), "authoring-sheet-missing"),
    "entity": (lambda: packed({SHEET: ENTITY}), "packed-damaged"),
    "entity in UTF-16": (lambda: packed({SHEET: IN_UTF_16}), "packed-damaged"),
    "swollen": (lambda: packed({"xl/media/a.xml": b" " * 40_000_000}), "packed-swollen"),
    "huge": (lambda: b"PK" * 6_000_000, "document-too-large"),
    "many parts": (lambda: packed({f"x/{n}": b"" for n in range(600)}), "packed-members"),
    "far row": (lambda: packed({SHEET: cells("A900000")}), "authoring-workbook-rows"),
    "far column": (lambda: packed({SHEET: cells("XFD1")}), "authoring-workbook-columns"),
}
"""What makes each file, when its test asks for it, and the code of the finding."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_workbooks_are_refused(kind: str) -> None:
    """Damaged, swollen or cunning files end in one finding, never in a fault of the program."""
    make, code = HOSTILE[kind]
    data = make()
    with pytest.raises(InvalidDocumentError) as raised:
        read(data)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_a_size_that_a_sheet_claims_is_not_believed() -> None:
    """A sheet that says it is a million rows wide costs no more than what it holds."""
    lie = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    sheets = open_sheets(packed({SHEET: cells("A1").replace(b"<sheetData>", lie)}), "a.xlsx")
    assert [len(cells) for _, cells in next(iter(sheets.values()))] == [1]


def test_limits_are_told() -> None:
    """A refusal for size names the limit, in both languages."""
    with pytest.raises(InvalidDocumentError) as raised:
        open_sheets(workbook(START, "en", "a.xlsx"), "a.xlsx", WorkbookLimits(rows=2))
    (problem,) = raised.value.problems
    assert all("2" in problem.explain(language) for language in ("fr", "en"))


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    """Rather than cut a text, the workbook is not made."""
    del tmp_path
    long = {"answers": {"suggestion": "x" * 40_000}, "scores": {"working-together": None}}
    with pytest.raises(InvalidDocumentError) as raised:
        workbook({**START, "vectors": [long]}, "en", "a.xlsx")
    assert [problem.code for problem in raised.value.problems] == ["authoring-cell-too-long"]
