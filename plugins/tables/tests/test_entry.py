"""What our own sheets promise besides: letters as on paper, titles of a study, mishaps told."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from rosace import asking
from rosace.conversion import structure
from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.intake import Intake, Taken
from rosace.loading import load_yaml
from rosace.study import Study
from rosace_tables.entry.book import entry_workbook
from rosace_tables.entry.plan import Wanted
from rosace_tables.importer import CsvImporter
from rosace_tables.sheets.importer import XlsxImporter

RECORD = [(2, "events.title/5", "x")]
MADE = """
schema: rosace/instrument/1
id: made
version: 1.0.0
title: {fr: Outil, en: Tool}
languages: [fr, en]
provenance: ours
rights: {holder: Rosace, wording: ours}
scales:
  effects:
    kind: nominal
    missing: [dont-know]
    choices:
      - {code: networks, label: {fr: Création de réseaux, en: New networks}}
      - {code: actors, label: {fr: "Progression des acteurs, et plus", en: Actors}}
      - {code: goods, label: {fr: B, en: Goods}}
  odd:
    kind: nominal
    choices:
      - {code: b, label: {fr: Un, en: One}}
      - {code: a, label: {fr: Deux, en: Two}}
      - {code: words, label: {fr: Trois, en: Three}}
sections:
  - {id: all, title: {fr: Tout, en: All}, items: [one, odd, order, whole, again, events]}
items:
  - {id: one, type: choice, scale: effects, text: {fr: Un effet, en: An effect}}
  - {id: odd, type: choice, scale: odd, text: {fr: Bizarre, en: Odd}}
  - {id: order, type: ranking, scale: effects, text: {fr: Un ordre, en: An order}}
  - {id: whole, type: integer, text: {fr: Combien, en: How many}}
  - {id: again, type: yes-no, text: {fr: Encore, en: Again}}
  - id: events
    type: records
    text: {fr: Événements, en: Events}
    fields:
      - {id: title, type: text, required: true, text: {fr: Titre, en: Title}}
      - {id: result, type: choice, scale: effects, text: {fr: Résultat, en: Result}}
      - {id: results, type: multiple-choice, scale: effects, text: {fr: Des résultats, en: Results}}
      - {id: people, type: integer, text: {fr: Personnes, en: People}}
"""
STUDY = """
schema: rosace/study/1
id: study
title: {fr: Étude, en: Study}
subject: {id: us, title: {fr: Nous, en: Us}}
instruments: [{id: made}]
waves:
  - {id: a24, title: {fr: Automne 2024, en: Autumn 2024}}
  - {id: p25, title: {fr: Printemps 2025, en: Spring 2025}}
attributes:
  - id: sector
    title: {fr: Secteur, en: Sector}
    values:
      - {id: community, title: {fr: Communautaire, en: Community}}
      - {id: state, title: {fr: Public, en: Public}}
      - {id: other, title: {fr: PUBLIC, en: Other}}
  - {id: town, title: {fr: Ville, en: Town}}
"""


def plain(text: str) -> Any:
    """Return the data of a document."""
    return load_yaml(text.encode())[0]


INSTRUMENT = structure(plain(MADE), Instrument)


def sheet(
    *cells: tuple[int, str, Any], study: Study | None = None, merged: Iterable[str] = ()
) -> bytes:
    """Return our sheets with cells typed in: the sheet's number, ``HEADING/ROW``, content."""
    wanted = Wanted(language="fr", rows=9, study=study)
    book = load_workbook(io.BytesIO(entry_workbook(INSTRUMENT, wanted)))
    for number, place, content in cells:
        page = book.worksheets[number]
        heading, _, row = place.rpartition("/")
        column = next(cell.column for cell in page[4] if cell.value == heading)
        page.cell(int(row), column).value = content
    for each in merged:
        book.worksheets[1].merge_cells(each)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def take(tmp_path: Path, data: bytes, study: Study | None = None, name: str = "a.xlsx") -> Taken:
    """Return what comes of a file."""
    (tmp_path / name).write_bytes(data)
    importers = (XlsxImporter(), CsvImporter())
    return Intake(instrument=INSTRUMENT, importers=importers, study=study).take(tmp_path / name)


def answers(taken: Taken) -> list[Mapping[str, Any]]:
    """Return what was answered; nothing may be refused or said."""
    assert taken.problems == ()
    return [
        {name: answer.value for name, answer in each.answers.items()} for each in taken.responses
    ]


def test_marks_name_no_other_choice() -> None:
    """A letter stands for one choice alone: never is it another's code."""
    marks = asking.marks(INSTRUMENT, INSTRUMENT.item("odd"))
    assert len(set(marks.values())) == len(marks)
    for code, mark in marks.items():
        assert mark.casefold() == code or mark.casefold() not in {"a", "b"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("A", "networks"),
        ("b – progression des acteurs, et plus", "actors"),
        ("networks", "networks"),
        ("Création de réseaux", "networks"),
        ("C – B", "goods"),
        ("New networks", "networks"),
        ("c", "goods"),
    ],
)
def test_letters_of_the_paper_are_understood(tmp_path: Path, typed: str, code: str) -> None:
    """A letter, a code, a label or both together are the choice, among answers and records."""
    data = sheet((1, "@respondent/5", "p1"), (1, "one/5", typed),
                 *RECORD, (2, "events.result/5", typed))  # fmt: skip
    (found,) = answers(take(tmp_path, data))
    assert found["one"] == code
    assert found["events"][0].fields == {"title": "x", "result": code}


def test_lists_offer_letters_before_words() -> None:
    """The list of a cell reads as the boxes on paper do."""
    book = load_workbook(io.BytesIO(sheet()))
    offered = [[cell.value for cell in column] for column in book["Listes"].iter_cols()]
    marks = asking.marks(INSTRUMENT, INSTRUMENT.item("one"))
    wanted = f"{marks['networks']} – Création de réseaux"
    assert any(each[0] == wanted for each in offered)


def test_a_letter_that_is_anothers_label_is_refused_with_the_list(tmp_path: Path) -> None:
    """What two choices are called is neither: the list is told, in the words that it offers."""
    taken = take(tmp_path, sheet((1, "@respondent/5", "p1"), (1, "one/5", "B")))
    (problem,) = taken.problems
    assert (problem.code, problem.cell) == ("tables-not-offered", "'Réponses'!E5")
    assert "A – Création de réseaux" in problem.explain("fr")
    assert "«\u00a0B\u00a0»" in problem.explain("fr")


def test_letters_mean_nothing_in_other_tables(tmp_path: Path) -> None:
    """A CSV file has no letters: what is no code and no label is refused."""
    taken = take(tmp_path, b"@respondent,one\np1,A\n", name="a.csv")
    assert [each.code for each in taken.problems if each.severity == "error"] == ["unknown-choice"]


@pytest.mark.parametrize(
    "typed", ["A | C", "A, C", "a c", "networks;goods", "A – Création de réseaux | Goods"]
)
def test_several_in_one_cell(tmp_path: Path, typed: str) -> None:
    """Several choices of a record are letters, codes or labels, with signs or spaces between."""
    data = sheet((1, "@respondent/5", "p1"), *RECORD, (2, "events.results/5", typed))
    (found,) = answers(take(tmp_path, data))
    assert found["events"][0].fields["results"] == ("networks", "goods")


def test_choices_that_are_typed_are_listed_on_a_sheet() -> None:
    """Where letters are typed without a list, a sheet says what each of them means."""
    page = load_workbook(io.BytesIO(sheet()))["Choix"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [row[2] for row in rows] == ["networks", "actors", "goods"]
    assert rows[0][:2] == ["6.3. Des résultats", "A – Création de réseaux"]


@pytest.mark.parametrize(
    ("sector", "wave", "wanted"),
    [
        ("Communautaire", "Automne 2024", ("community", "a24")),
        ("communautaire", "a24", ("community", "a24")),
        ("Public", "Spring 2025", ("state", "p25")),
        ("PUBLIC", "printemps  2025", ("other", "p25")),
    ],
)
def test_titles_of_a_study_are_understood(
    tmp_path: Path, sector: str, wave: str, wanted: tuple[str, str]
) -> None:
    """Titles in any language, and ids, are the waves and values of the study."""
    study = structure(plain(STUDY), Study)
    data = sheet(
        (1, "@respondent/5", "p1"),
        (1, "@attribute.sector/5", sector),
        (1, "@attribute.town/5", "Gaspé"),
        (1, "@wave/5", wave),
        (1, "one/5", "A"),
        study=study,
    )
    taken = take(tmp_path, data, study)
    answers(taken)
    (response,) = taken.responses
    assert (response.respondent.attributes["sector"], response.wave) == wanted
    assert response.respondent.attributes["town"] == "Gaspé"


def test_a_title_that_two_values_share_is_refused(tmp_path: Path) -> None:
    """Without regard to case two values are called so: neither is meant."""
    study = structure(plain(STUDY), Study)
    cells = [(1, "@respondent/5", "p1"), (1, "@attribute.sector/5", "public"), (1, "one/5", "A")]
    taken = take(tmp_path, sheet(*cells, (1, "@wave/5", "a24"), study=study), study)
    assert [each.code for each in taken.problems] == ["tables-not-offered"]


@pytest.mark.parametrize("ranks", [(1, None, 3), (2, 3, None), (None, None, 2)])
def test_a_rank_that_was_left_out_is_told(tmp_path: Path, ranks: tuple[int | None, ...]) -> None:
    """A ranking with a gap is not closed up: it is refused at the cell after the gap."""
    codes = ("networks", "actors", "goods")
    cells = [(1, f"order#{code}/5", rank) for code, rank in zip(codes, ranks, strict=True)]
    taken = take(tmp_path, sheet((1, "@respondent/5", "p1"), *cells))
    (problem,) = taken.problems
    after = next(place for place, rank in enumerate(ranks) if rank and rank > 1)
    assert (problem.code, problem.cell) == ("tables-rank-gap", f"'Réponses'!{'GHI'[after]}5")
    assert all(
        "1" in problem.explain(each) or "2" in problem.explain(each) for each in ("fr", "en")
    )


def test_errors_in_records_are_told_by_sheet_and_cell(tmp_path: Path) -> None:
    """Each wrong cell of a sheet of records is named, and what it needs and holds."""
    wrong = [(2, f"events.people/{row}", f"beaucoup {row}") for row in (5, 6, 7)]
    titles = [(2, f"events.title/{row}", "x") for row in (5, 6, 7)]
    taken = take(tmp_path, sheet((1, "@respondent/5", "p1"), *titles, *wrong))
    places = [(each.code, each.row, each.cell) for each in taken.problems]
    assert places == [("cell-not-integer", row, f"'6 Événements'!F{row}") for row in (5, 6, 7)]
    said = taken.problems[1].explain("fr")
    assert "«\u00a0beaucoup 6\u00a0»" in said
    assert "guillemets droits" not in said


def test_a_cell_that_a_record_lacks_is_told(tmp_path: Path) -> None:
    """What a record needs and has not is told at the empty cell, in no word of documents."""
    data = sheet((1, "@respondent/5", "p1"), (2, "events.people/7", 3))
    (problem,) = take(tmp_path, data).problems
    assert (problem.code, problem.cell) == ("required-unanswered", "'6 Événements'!C7")


def test_a_wrong_cell_says_what_it_needs(tmp_path: Path) -> None:
    """Numbers and yes or no are told in words of cells, without advice on documents."""
    cells = [(1, "@respondent/5", "p1"), (1, "whole/5", "douze"), (1, "again/5", "peut-être")]
    taken = take(tmp_path, sheet(*cells[:2]))
    assert [(each.code, each.cell) for each in taken.problems] == [
        ("cell-not-integer", "'Réponses'!K5")
    ]
    taken = take(tmp_path, sheet(cells[0], cells[2]))
    assert [each.code for each in taken.problems] == ["tables-not-offered"]
    assert "Oui; Non" in taken.problems[0].explain("fr")


def test_merged_cells_are_refused(tmp_path: Path) -> None:
    """Cells merged under the headings are refused with their range; titles may be merged."""
    data = sheet((1, "@respondent/5", "p1"), (1, "one/5", "A"), merged=["D5:D7", "E6:F6"])
    with pytest.raises(InvalidDocumentError) as raised:
        take(tmp_path, data)
    assert [each.code for each in raised.value.problems] == ["tables-merged"] * 2
    assert "D5:D7" in raised.value.problems[0].explain("fr")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_note_under_the_rows_is_nobody(tmp_path: Path, kind: str) -> None:
    """A row with a name alone is not counted, and told, in every kind of table."""
    if kind == "csv":
        data = b"@respondent,one\np1,networks\nTotal : 1,\np3,dont-know\n"
    else:
        data = sheet(
            (1, "@respondent/5", "p1"), (1, "one/5", "A"), (1, "@respondent/7", "Total : 1"),
            (1, "@respondent/8", "p3"), (1, "one/8", "Ne sait pas"),
        )  # fmt: skip
    taken = take(tmp_path, data, name=f"a.{kind}")
    assert [each.respondent.id for each in taken.responses] == ["p1", "p3"]
    told = [each for each in taken.problems if each.code == "rows-unanswered"]
    assert [each.arguments["rows"] for each in told] == ["3" if kind == "csv" else "7"]


def test_a_row_with_the_id_of_a_response_counts(tmp_path: Path) -> None:
    """Who answered nothing is kept where the row says that it is a response."""
    taken = take(tmp_path, b"@id,@respondent,one\nr1,p1,\n", name="a.csv")
    assert [each.id for each in taken.responses] == ["r1"]


def test_our_own_sheets_are_read_without_a_word(tmp_path: Path) -> None:
    """Nothing is said of which sheet was read, where it is ours."""
    answers(take(tmp_path, sheet((1, "@respondent/5", "p1"), (1, "one/5", "A"))))


def test_columns_that_are_gone_are_told(tmp_path: Path) -> None:
    """A deleted or renamed column of ours, and a deleted sheet, are always told."""
    book = load_workbook(io.BytesIO(sheet((1, "@respondent/5", "p1"), (1, "whole/5", 3))))
    page = book.worksheets[1]
    places = {cell.value: cell for cell in page[4]}
    places["one"].value = "un"
    page.delete_cols(places["again"].column)
    del book["6 Événements"]
    taken = take(tmp_path, saved(book))
    gone = [each for each in taken.problems if each.code == "tables-column-missing"]
    assert [each.arguments["column"] for each in gone] == ["one", "again"]
    assert "1. Un effet" in gone[0].explain("fr")
    assert "tables-sheet-missing" in [each.code for each in taken.problems]


def test_lost_ids_are_told(tmp_path: Path) -> None:
    """Without its row of ids a sheet of ours is refused, not read as another table."""
    book = load_workbook(io.BytesIO(sheet((1, "@respondent/5", "p1"))))
    for page in book.worksheets[1:3]:
        page.delete_rows(4)
    with pytest.raises(InvalidDocumentError) as raised:
        take(tmp_path, saved(book))
    assert [each.code for each in raised.value.problems] == ["tables-ids-lost"]


def test_a_refused_row_draws_no_others_along(tmp_path: Path) -> None:
    """Where a row does not say whose it is, its records are one notice, not an error each."""
    rows = [(2, f"@respondent/{row}", "p1") for row in (5, 6, 7)]
    titles = [(2, f"events.title/{row}", "x") for row in (5, 6, 7)]
    cells = [(1, "@respondent/5", "=A1"), (1, "one/5", "A"), (1, "@respondent/6", "p2")]
    taken = take(tmp_path, sheet(*cells, (1, "one/6", "B – x"), *rows, *titles))
    found = [(each.code, each.severity) for each in taken.problems]
    assert found == [
        ("tables-formula", "error"),
        ("tables-not-offered", "error"),
        ("tables-records-waiting", "notice"),
    ]


def test_records_of_nobody_are_told_once(tmp_path: Path) -> None:
    """All records of one unknown name are one finding, with their rows."""
    rows = [(2, f"@respondent/{row}", "p9") for row in (5, 6)]
    titles = [(2, f"events.title/{row}", "x") for row in (5, 6)]
    taken = take(tmp_path, sheet((1, "@respondent/5", "p1"), (1, "one/5", "A"), *rows, *titles))
    (problem,) = taken.problems
    assert problem.code == "tables-record-of-nobody"
    assert "5, 6" in problem.explain("en")


def test_a_number_typed_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    """Two records of one form with one number are told, with the advice that helps."""
    rows = [(2, f"events.id/{row}", "1") for row in (5, 8)]
    titles = [(2, f"events.title/{row}", "x") for row in (5, 8)]
    taken = take(tmp_path, sheet((1, "@respondent/5", "p1"), *rows, *titles))
    (problem,) = taken.problems
    assert (problem.code, problem.cell) == ("tables-record-twice", "'6 Événements'!B8")
    said = problem.explain("fr")
    assert "rangée 5" in said
    assert "continuez la suite" in said
