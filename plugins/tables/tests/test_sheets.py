"""What sheets for typing promise: whatever is typed in them is read back as it was meant."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from rosace.conversion import structure
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument, Item
from rosace.interfaces import ImportOptions
from rosace.loading import load_yaml
from rosace.mapping import direct_mapping, rows_to_documents
from rosace.messages import translate
from rosace.packing import PackingLimits
from rosace.response import Answer, Record, Respondent, Response
from rosace.strategies import answers, instruments
from rosace.values import evolve
from rosace.writing import sorted_responses
from rosace_tables.entry.book import entry_workbook
from rosace_tables.entry.plan import EntryColumn, Wanted, plan_of
from rosace_tables.sheets.importer import SheetLimits, XlsxImporter

EVERY = structure(
    load_yaml((Path(__file__).parent / "every-type.yaml").read_bytes())[0], Instrument
)
FIRST = 5
_PICKS = {"multiple-choice", "ranking"}


def documents(data: bytes, instrument: Instrument) -> list[Any]:
    """Return what is read of a workbook: documents and problems."""
    table = XlsxImporter().read(io.BytesIO(data), "a.xlsx", ImportOptions())
    mapping = direct_mapping(table.columns, instrument)
    return [each for _, each in rows_to_documents(table, mapping, instrument, file="a.xlsx")]


def read(data: bytes, instrument: Instrument) -> list[Response]:
    """Return the responses in a workbook, of which nothing else is to be said."""
    found = documents(data, instrument)
    assert not [each for each in found if isinstance(each, Problem)]
    return [structure(each, Response) for each in found]


def typed(instrument: Instrument, responses: list[Response], language: str) -> bytes:
    """Return the sheet of an instrument, filled in as somebody would who has the forms at hand."""
    wanted = Wanted(language=language, attributes=("sector",), rows=3, voice="individual")
    plan = plan_of(instrument, wanted)
    book = load_workbook(io.BytesIO(entry_workbook(instrument, wanted)))
    pages = book.worksheets[1 : 1 + len(plan.sheets)]
    lines: dict[int, int] = {}
    for place, response in enumerate(responses):
        for sheet, page in zip(plan.sheets, pages, strict=True):
            for row in _rows(instrument, sheet.columns, response, is_records=sheet.is_records):
                line = lines.get(id(page), FIRST)
                lines[id(page)] = line + 1 if sheet.is_records else FIRST + place + 1
                for number, (column, held) in enumerate(zip(sheet.columns, row, strict=True), 1):
                    assert page.cell(4, number).value == column.heading
                    if held is not None:
                        page.cell(line, number).value = held
                        # As a cell that is text for whoever types into it.
                        if isinstance(held, str):
                            page.cell(line, number).data_type = "s"
    held_file = io.BytesIO()
    book.save(held_file)
    return held_file.getvalue()


def _rows(
    instrument: Instrument,
    columns: tuple[EntryColumn, ...],
    response: Response,
    *,
    is_records: bool,
) -> Iterator[list[Any]]:
    if not is_records:
        yield [_typed(instrument, column, response) for column in columns]
        return
    item = instrument.item(columns[1].heading.partition(".")[0])
    for record in response.rows(item.id):
        fields = {field.id: field for field in item.fields or ()}
        yield [
            response.respondent.id,
            record.id,
            *(
                _value(instrument, fields[name], column, record.fields.get(name))
                for column in columns[2:]
                for name in (column.heading.partition(".")[2],)
            ),
        ]


def _typed(instrument: Instrument, column: EntryColumn, response: Response) -> Any:  # noqa: PLR0911  # one for each kind of column
    """Return what is typed into a column for a response."""
    known = {
        "@respondent": response.respondent.id,
        "@organization": response.respondent.organization,
        "@wave": response.wave,
        "@kind": response.respondent.kind,
        "@version": response.version,
        "@attribute.sector": response.respondent.attributes.get("sector"),
    }
    if column.heading in known:
        return known[column.heading]
    for sign in ":#":
        name, mark, code = column.heading.partition(sign)
        if mark:
            picks = getattr(response.answers.get(name), "value", None)
            if picks == ():
                return 0
            if not picks or code not in picks:
                return None
            return "x" if sign == ":" else picks.index(code) + 1
    name, mark, part = column.heading.partition("@")
    answer = response.answers.get(name)
    if answer is None:
        return None
    if mark and part != "missing":
        return getattr(answer, part)
    if answer.missing is not None:
        said = translate(f"core.missing.{answer.missing}", "fr")
        is_offered = mark or not any(
            each.heading == f"{name}@missing"
            for each in plan_of(instrument, _ASKED).sheets[0].columns
        )
        return (
            said
            if is_offered and answer.missing in instrument.missing_of(instrument.item(name))
            else None
        )
    return None if mark else _value(instrument, instrument.item(name), column, answer.value)


_ASKED = Wanted(language="fr", voice="individual")


def _value(instrument: Instrument, item: Item, column: EntryColumn, held: Any) -> Any:  # noqa: PLR0911  # one for each type
    if held is None:
        return None
    if isinstance(held, bool):
        return column.check.entries[0 if held else 1]
    if item.type == "choice":
        codes = [choice.code for choice in instrument.scales[item.scale or ""].choices]
        return column.check.entries[codes.index(held)]
    if item.type == "reference" and item.many:
        return " ".join(held) or None
    if item.type in _PICKS:
        return " | ".join(held) or "[]"
    if item.type in {"integer", "number"} and len(repr(held)) > 15:
        return repr(held)
    return held


def _sayable(instrument: Instrument, held: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return answers without what no form on paper says, and nobody can type."""
    said = {}
    for name, answer in held.items():
        item = instrument.item(name)
        plain = evolve(answer, rationale=None, dissent=None)
        plain = plain if item.comment else evolve(plain, comment=None)
        if answer.missing is not None and answer.missing not in instrument.missing_of(item):
            if plain.comment is None:
                continue
            plain = evolve(plain, missing="no-answer")
        if isinstance(plain.value, str) and (not plain.value.strip() or _is_odd(plain.value)):
            continue
        if plain.comment is not None and _is_odd(plain.comment):
            continue
        if item.type == "multiple-choice" and plain.value:
            order = [choice.code for choice in instrument.scales[item.scale or ""].choices]
            plain = evolve(plain, value=tuple(sorted(plain.value, key=order.index)))
        if item.type == "records":
            rows = tuple(_record(row) for row in plain.rows)
            if plain.value is not None and not rows:
                continue
            plain = evolve(plain, value=rows) if rows else plain
        said[name] = plain
    return said


def _record(row: Record) -> Record:
    fields = {
        name: held
        for name, held in row.fields.items()
        if not (isinstance(held, str) and (not held.strip() or _is_odd(held))) and held != ()
    }
    return evolve(row, fields=fields)


def _is_odd(text: str) -> bool:
    """Say whether a text is one that the program which fills in the sheets would spoil."""
    return (
        "_x" in text
        or "x005F" in text
        or "\r" in text
        or any(each < " " and each not in "\t\n" for each in text)
    )


@st.composite
def filled(draw: st.DrawFn) -> tuple[Instrument, list[Response]]:
    """Generate an instrument with what some people answered."""
    instrument = draw(instruments(scored=False))
    responses = []
    for place in range(draw(st.integers(1, 3))):
        who = Respondent(
            id=f"p{place}",
            kind="individual",
            organization=draw(st.sampled_from([None, "=1+1", "Coop é"])),
            attributes=draw(st.sampled_from([{}, {"sector": "@santé"}])),
        )
        said = _sayable(instrument, draw(answers(instrument)))
        if not said:
            # Who says nothing has no row that counts.
            continue
        responses.append(
            Response(
                id=f"p{place}/2024",
                instrument=instrument.id,
                version=instrument.version,
                wave="2024",
                respondent=who,
                answers=said,
            )
        )
    return instrument, responses


@settings(deadline=None, max_examples=20)
@given(filled(), st.sampled_from(["fr", "en"]))
def test_what_is_typed_is_read_back_whole(
    case: tuple[Instrument, list[Response]], language: str
) -> None:
    """Answers of every type, of any instrument, come back equal from the sheets."""
    instrument, responses = case
    found = read(typed(instrument, responses, language), instrument)
    assert sorted_responses(found) == sorted_responses(responses)


def book_of(
    *rows: list[Any], name: str = "a", formats: Mapping[str, str] = {}
) -> bytes:  # is read only
    """Return a workbook of one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(row)
    for place, form in formats.items():
        page[place].number_format = form
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def table_of(data: bytes) -> tuple[tuple[str, ...], list[Any]]:
    """Return the headings and rows of a workbook."""
    table = XlsxImporter().read(io.BytesIO(data), "a.xlsx", ImportOptions())
    return table.columns, list(table.rows)


def test_a_plain_workbook_is_read_as_a_table_would_be() -> None:
    """Numbers, whole ones written as 3.0, numbers as text, dates, and yes or no are understood."""
    data = book_of(
        ["@respondent", "whole", "real", "day", "again", "words"],
        ["p1", 3.0, "2,5", date(2024, 5, 14), True, "007"],
        ["p2", "3", 0.1, "2024-05", "Oui", 12],
        [None, "  ", None],
        ["p3", 10**14 + 1, 1e-7, 45426, "non", " x "],
    )
    _, rows = table_of(data)
    assert [row for row, _ in rows] == [2, 3, 5]
    held = [each for each in documents(data, EVERY) if isinstance(each, dict)]
    said = [{name: each["answers"].get(name) for name in each["answers"]} for each in held]
    assert said[0] == {"whole": 3, "real": 2.5, "day": "2024-05-14", "again": True, "words": "007"}
    assert said[1] == {"whole": 3, "real": 0.1, "day": "2024-05", "again": True, "words": "12"}
    assert said[2]["whole"] == 10**14 + 1
    assert said[2]["words"] == " x "


def test_labels_and_codes_of_a_list_mean_the_choice() -> None:
    """What a list offers, its label alone and its code alone are one answer, in each language."""
    cells = ["A", "A – Bien", "Good", "b – moins bien", "Ne sait pas"]
    data = book_of(["@respondent", "one"], *([f"p{n}", cell] for n, cell in enumerate(cells)))
    found = [each["answers"]["one"] for each in documents(data, EVERY)]
    assert found == ["A", "A", "A", "B", {"missing": "dont-know"}]


def test_formulas_and_errors_are_refused_where_they_stand() -> None:
    """A formula is never worked out: its row is refused, with the cell; so is an error."""
    data = book_of(["@respondent", "whole"], ["p1", "=1+1"], ["p2", "#N/A"], ["p3", 3])
    found = documents(data, EVERY)
    problems = [each for each in found if isinstance(each, Problem)]
    assert [(each.code, each.row, each.heading) for each in problems] == [
        ("tables-formula", 2, "whole"),
        ("tables-cell-error", 3, "whole"),
    ]
    assert "B2" in problems[0].explain("fr")
    assert [each["respondent"]["id"] for each in found if isinstance(each, dict)] == ["p3"]
    with pytest.raises(InvalidDocumentError) as raised:
        table_of(book_of(["@respondent", "=1+1"], ["p1", 3]))
    assert [each.code for each in raised.value.problems] == ["tables-formula"]


def test_other_sheets_and_what_stands_beside_are_ignored_aloud() -> None:
    """A notice names each sheet and each cell that is left aside, and hidden sheets say nothing."""
    book = load_workbook(io.BytesIO(book_of(["@respondent", "whole", None], ["p1", 3, "note"])))
    book.create_sheet("Brouillon")["A1"] = "x"
    book.create_sheet("caché")["A1"] = "x"
    book["caché"].sheet_state = "hidden"
    held = io.BytesIO()
    book.save(held)
    _, rows = table_of(held.getvalue())
    notices = [each for _, each in rows if isinstance(each, Problem)]
    assert [(each.code, each.severity) for each in notices] == [
        ("tables-sheet-ignored", "notice"),
        ("tables-outside", "notice"),
    ]
    assert "Brouillon" in notices[0].explain("en")
    assert rows[-1] == (2, ("p1", 3))


def entered(*changes: tuple[int, str, Any]) -> bytes:
    """Return the sheets of every type with cells typed in: the sheet's number, place, content."""
    book = load_workbook(io.BytesIO(entry_workbook(EVERY, Wanted(language="fr", rows=3))))
    for sheet, heading, held in changes:
        page = book.worksheets[sheet]
        name, _, row = heading.rpartition("/")
        number = next(cell.column for cell in page[4] if cell.value == name)
        page.cell(int(row), number).value = held
    held_file = io.BytesIO()
    book.save(held_file)
    return held_file.getvalue()


ROW = FIRST
WRONG: Mapping[str, tuple[list[tuple[int, str, Any]], str]] = {
    "a mark that is none": ([(1, f"several:A/{ROW}", "peut-être")], "tables-mark"),
    "a rank that is none": ([(1, f"order#A/{ROW}", "x")], "tables-rank"),
    "a rank given twice": (
        [(1, f"order#A/{ROW}", 1), (1, f"order#B/{ROW}", 1)],
        "tables-rank-twice",
    ),
    "a record of nobody": (
        [(2, f"@respondent/{ROW}", "p9"), (2, f"events.title/{ROW}", "x")],
        "tables-record-of-nobody",
    ),
    "a record of one of two": (
        [(1, f"@respondent/{ROW + 1}", "p2"), (2, f"events.title/{ROW}", "x")],
        "tables-record-unnamed",
    ),
    "a formula in a record": (
        [(2, f"@respondent/{ROW}", "p1"), (2, f"events.title/{ROW}", "=1+1")],
        "tables-formula",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_understood_is_told_at_its_place(case: str) -> None:
    """Nothing that was typed is dropped in silence: it is a problem of its row."""
    changes, code = WRONG[case]
    found = documents(entered((1, f"@respondent/{ROW}", "p1"), *changes), EVERY)
    problems = [each for each in found if isinstance(each, Problem)]
    assert [each.code for each in problems if each.severity == "error"] == [code]
    assert all(each.explain(language) for each in problems for language in ("fr", "en"))


def test_what_is_typed_by_hand_is_understood() -> None:
    """Marks, ranks, days and the records of an only form need no care in typing."""
    (found,) = documents(
        entered(
            (1, f"@respondent/{ROW}", "p1"),
            (1, f"one/{ROW}", "bien"),
            (1, f"several:B/{ROW}", "X"),
            (1, f"several:A/{ROW}", 1),
            (1, f"order#B/{ROW}", 1),
            (1, f"order#A/{ROW}", "2"),
            (1, f"day/{ROW}", date(2024, 5, 14)),
            (2, f"events.title/{ROW}", "Fête"),
            (2, f"events.when/{ROW}", datetime(2024, 5, 1)),  # noqa: DTZ001  # as a sheet has it
            (2, f"events.title/{ROW + 2}", "Bilan"),
        ),
        EVERY,
    )
    assert found["answers"] == {
        "one": "A",
        "several": ["A", "B"],
        "order": ["B", "A"],
        "day": "2024-05-14",
        "events": [
            {"id": "1", "title": "Fête", "when": "2024-05-01"},
            {"id": "2", "title": "Bilan"},
        ],
    }
    assert found["respondent"]["kind"] == "individual"
    assert found["version"] == EVERY.version


def test_a_sheet_offers_what_may_be_typed_and_no_cell_is_a_formula() -> None:
    """Lists, bounds and messages are there in the language, and every cell is text."""
    book = load_workbook(io.BytesIO(entry_workbook(EVERY, Wanted(language="fr", rows=3))))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    page = book.worksheets[1]
    told = {each.type for each in page.data_validations.dataValidation}
    assert {"list", "whole", "decimal", "date"} <= told
    lists = [[cell.value for cell in column] for column in book["Listes"].iter_cols()]
    offered = ["A – Bien", "B – Moins bien", "C – Un code qui ressemble à une raison", "D – A"]
    assert offered in [each[:4] for each in lists]
    assert any("Ne sait pas" in each for each in lists)
    assert all(
        each.errorTitle == "Pas dans cette colonne" for each in page.data_validations.dataValidation
    )


def test_the_same_sheet_has_the_same_bytes() -> None:
    """Nothing of the moment or the machine gets into it."""
    wanted = Wanted(language="en", is_protected=True)
    assert entry_workbook(EVERY, wanted) == entry_workbook(EVERY, wanted)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a small workbook with some of its parts replaced."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book_of(["@respondent", "whole"], ["p1", 3]))) as given,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in [*given.namelist(), *(set(parts) - set(given.namelist()))]:
            made.writestr(name, parts[name] if name in parts else given.read(name))
    return held.getvalue()


def one_cell(place: str) -> bytes:
    """Return a sheet with a heading, and one cell at a place."""
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (
        HEAD
        + (
            f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{place}">'
            "<v>1</v></c></row></sheetData></worksheet>"
        ).encode()
    )


SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>'
HOSTILE: Mapping[str, tuple[bytes, str]] = {
    "not a workbook": (b"id;text\n1;2\n", "packed-damaged"),
    "nothing": (b"", "packed-damaged"),
    "cut short": (packed({})[:-400], "packed-damaged"),
    "entity": (packed({SHEET: ENTITY}), "packed-damaged"),
    "entity in UTF-16": (
        packed(
            {SHEET: ENTITY.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")}
        ),
        "packed-damaged",
    ),
    "swollen": (packed({"xl/media/a.xml": b" " * 40_000_000}), "packed-swollen"),
    "huge": (b"PK" * 11_000_000, "document-too-large"),
    "many parts": (packed({f"x/{n}": b"" for n in range(600)}), "packed-members"),
    "far row": (packed({SHEET: one_cell("A900000")}), "tables-too-many-rows"),
    "far column": (packed({SHEET: one_cell("XFD1")}), "tables-too-many-columns"),
    "a text that is not there": (
        packed(
            {SHEET: one_cell("A2").replace(b'"A2"', b'"A2" t="s"').replace(b"<v>1<", b"<v>99<")}
        ),
        "packed-damaged",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_workbooks_are_refused(case: str) -> None:
    """Damaged, swollen or cunning files end in one finding, never in a fault of the program."""
    data, code = HOSTILE[case]
    try:
        _, rows = table_of(data)
    except InvalidDocumentError as error:
        found = list(error.problems)
    else:
        found = [each for _, each in rows if isinstance(each, Problem)]
    assert [each.code for each in found] == [code]


def test_limits_are_told() -> None:
    """A refusal for size names the limit, in both languages."""
    limits = SheetLimits(packing=PackingLimits(unpacked_bytes=1_000))
    with pytest.raises(InvalidDocumentError) as raised:
        XlsxImporter(limits=limits).read(io.BytesIO(packed({})), "a.xlsx", ImportOptions())
    (problem,) = raised.value.problems
    assert all("1" in problem.explain(language) for language in ("fr", "en"))
