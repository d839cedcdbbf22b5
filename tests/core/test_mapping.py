"""What mappings promise: every cell is read, kept as it is, or reported with its place."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import rosace_schemas
from rosace.cells import cell_reader
from rosace.conversion import structure, unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.instrument import Instrument, Item
from rosace.interfaces import ImportedRecord, ImportedTable
from rosace.loading import load_yaml
from rosace.mapping import (
    ColumnMapping,
    FileMapping,
    direct_mapping,
    propose_mapping,
    rows_to_documents,
)
from rosace.testing.samples import sketch
from rosace.writing import dump_yaml

MEETING = """
schema: rosace/instrument/1
id: meeting
version: 1.2.0
title: {fr: Réunion, en: Meeting}
languages: [fr, en]
provenance: ours
rights: {holder: Test, wording: ours}
scales:
  abc:
    kind: ordinal
    missing: [dont-know]
    choices:
      - {code: A, value: 3, label: {fr: Tout à fait, en: Fully}}
      - {code: B, value: 2, label: {fr: En partie, en: Partly}}
      - {code: C, value: 1, label: {fr: Peu, en: Little}}
  topics:
    kind: nominal
    choices:
      - {code: health, label: {fr: Santé, en: Health}}
      - {code: housing, label: {fr: Logement, en: Housing}}
sections:
  - id: all
    title: {fr: Tout, en: All}
    items: [q01, q02, topics, order, hours, share, note, day, again, events]
items:
  - id: q01
    type: choice
    scale: abc
    text: {fr: L’écoute, en: Listening}
    choices:
      A: {fr: Chaque personne est entendue., en: Everyone is heard.}
    comment: allowed
  - {id: q02, type: choice, scale: abc, text: {fr: Le partage, en: Sharing}}
  - {id: topics, type: multiple-choice, scale: topics, text: {fr: Sujets, en: Topics}}
  - {id: order, type: ranking, scale: topics, text: {fr: Ordre, en: Order}}
  - {id: hours, type: integer, text: {fr: Heures, en: Hours}}
  - {id: share, type: number, text: {fr: Part, en: Share}}
  - {id: note, type: text, text: {fr: Note, en: Note}}
  - {id: day, type: date, text: {fr: Jour, en: Day}}
  - {id: again, type: yes-no, text: {fr: Encore, en: Again}}
  - id: events
    type: records
    text: {fr: Événements, en: Events}
    fields: [{id: title, type: text, text: {fr: Titre, en: Title}}]
"""
INSTRUMENT = structure(load_yaml(MEETING.encode())[0], Instrument)


def table(columns: Iterable[str], *rows: Iterable[Any]) -> ImportedTable:
    """Return a table as an importer would."""
    numbered = [(number, tuple(row)) for number, row in enumerate(rows, start=2)]
    return ImportedTable(columns=tuple(columns), rows=iter(numbered), understood={})


def read(
    columns: Iterable[str],
    *rows: Iterable[Any],
    mapping: FileMapping | None = None,
    attributes: Iterable[str] = (),
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return the documents of a table, and its problems."""
    found = table(columns, *rows)
    mapping = mapping or direct_mapping(found.columns, INSTRUMENT, attributes)
    parts = [part for _, part in rows_to_documents(found, mapping, INSTRUMENT, file="a.csv")]
    return (
        [part for part in parts if isinstance(part, dict)],
        [part for part in parts if isinstance(part, Problem)],
    )


def answer(item: str, cell: Any) -> Any:
    """Return the answer that a cell gives."""
    documents, _ = read(["@respondent", item], ["p1", cell])
    return documents[0]["answers"].get(item) if documents else None


def codes(problems: Iterable[Problem]) -> list[str]:
    """Return the codes of problems."""
    return [problem.code for problem in problems]


def test_a_row_becomes_a_whole_document() -> None:
    """Reserved columns, attributes, answers and words each find their place."""
    documents, problems = read(
        ["@id", "@respondent", "@organization", "@kind", "@wave", "@version", "@weight",
         "@attribute.sector", "q01", "q01@comment", "q02@missing"],
        ["r9", "p1", "o1", "Collective", 2024, "1.0.0", "0,5",
         "community", "A", "Oui.", "dont-know"],
    )  # fmt: skip
    assert problems == []
    assert documents == [
        {
            "schema": "rosace/response/1",
            "id": "r9",
            "instrument": "meeting",
            "version": "1.0.0",
            "wave": "2024",
            "respondent": {
                "id": "p1",
                "kind": "collective",
                "organization": "o1",
                "attributes": {"sector": "community"},
                "weight": "0.5",
            },
            "answers": {
                "q01": {"value": "A", "comment": "Oui."},
                "q02": {"missing": "dont-know"},
            },
        }
    ]


def test_a_number_is_nobody_of_another_wave() -> None:
    """The first rows of two waves are two persons, unless a column names them as one."""
    documents, _ = read(["@wave", "q01"], ["2023", "A"], ["2024", "A"])
    first, second = (each["respondent"]["id"] for each in documents)
    assert (first, second) == ("r1/2023", "r2/2024")


def test_what_a_file_does_not_say_is_given_and_said() -> None:
    """Respondents are numbered with a notice; wave, kind and version have defaults."""
    documents, problems = read(["q01"], ["A"], ["B"])
    assert [each["respondent"] for each in documents] == [
        {"id": "r1/wave-1", "kind": "individual"},
        {"id": "r2/wave-1", "kind": "individual"},
    ]
    assert documents[0]["wave"] == "wave-1"
    assert documents[0]["version"] == "1.2.0"
    assert documents[0]["id"] != documents[1]["id"]
    assert codes(problems) == ["respondents-numbered"]
    assert problems[0].severity == "notice"


@pytest.mark.parametrize(
    "cell",
    [
        "A",
        " A ",
        "a",
        "Tout à fait",
        "fully",
        "Chaque personne est entendue.",
        "EVERYONE IS HEARD.",
    ],
)
def test_a_choice_is_known_by_code_label_or_statement(cell: str) -> None:
    """Any language will do, in any case."""
    assert answer("q01", cell) == "A"


def test_labels_are_compared_after_composition() -> None:
    """A decomposed accent is the same letter."""
    assert answer("q01", unicodedata.normalize("NFD", "Tout à fait")) == "A"


@pytest.mark.parametrize(
    "cell", ["dont-know", "@dont-know", "Ne sait pas", "Don’t know", "DON'T KNOW"]
)
def test_a_missing_reason_is_known_by_id_or_words(cell: str) -> None:
    """Reasons may be written as people read them."""
    assert answer("q01", cell) == {"missing": "dont-know"}


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0"])
def test_a_blank_cell_is_no_answer(cell: str | None) -> None:
    """Nothing is made of nothing."""
    assert answer("q01", cell) is None


def test_an_unknown_cell_stays_for_validation_to_name() -> None:
    """A cell that stands for no choice is kept, and its place tells row and heading."""
    found = table(["@respondent", "Listening"], ["p1", "Z"])
    mapping = direct_mapping(found.columns, INSTRUMENT)
    ((place, document),) = rows_to_documents(found, mapping, INSTRUMENT, file="a.csv")
    assert isinstance(document, dict)
    assert document["answers"] == {"q01": "Z"}
    placed = place.locate(Problem("unknown-choice", pointer="/answers/q01"))
    assert (placed.file, placed.row, placed.heading, placed.pointer) == (
        "a.csv", 2, "Listening", None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("item", "cell", "expected"),
    [
        ("topics", "health | housing", ["health", "housing"]),
        ("topics", "Logement|Santé", ["housing", "health"]),
        ("topics", "[]", []),
        ("topics", "health | else", ["health", "else"]),
        ("order", "Housing", ["housing"]),
        ("hours", "7", 7),
        ("hours", 7.0, 7),
        ("hours", "7,0", 7),
        ("hours", "seven", "seven"),
        ("hours", "-3", -3),
        ("share", "1,5", 1.5),
        ("share", "0,125", 0.125),
        ("share", "1e3", 1000.0),
        ("share", "1e999", "1e999"),
        ("share", "12345678901234567890", "12345678901234567890"),
        ("note", " as it stands ", " as it stands "),
        ("note", "dont-know", "dont-know"),
        ("note", "@dont-know", "@dont-know"),
        ("note", 5, "5"),
        ("day", "2024-05", "2024-05"),
        ("day", 2024, "2024"),
        ("again", "Oui", True),
        ("again", "0", False),
        ("again", True, True),
        ("again", "maybe", "maybe"),
        ("events", '[{"id": "e1", "title": "Début"}]', [{"id": "e1", "title": "Début"}]),
    ],
)
def test_cells_are_read_by_the_type_of_their_item(item: str, cell: Any, expected: Any) -> None:
    """Each type has its spelling, and what is not understood stays as it is."""
    found = answer(item, cell)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("item", "cell", "decimal", "code"),
    [
        ("share", "1,234", None, "ambiguous-number"),
        ("share", "1 234", None, "thousands-separator"),
        ("share", "1\u202f234,5", ",", "thousands-separator"),
        ("share", "1.234,5", ",", "thousands-separator"),
        ("share", "1,234,567", None, "thousands-separator"),
        ("hours", "1,234", None, "ambiguous-number"),
        ("share", "1.5", ",", "other-decimal-mark"),
        ("share", "1,5", ".", "other-decimal-mark"),
        ("events", "[{]", None, "json-key-expected"),
        ("events", '[{"id": 1, "id": 2}]', None, "duplicate-key"),
    ],
)
def test_a_doubtful_cell_is_refused_with_row_and_heading(
    item: str, cell: str, decimal: Any, code: str
) -> None:
    """Nothing is guessed: the row gives a problem and no document."""
    mapping = FileMapping(
        instrument="meeting",
        decimal=decimal,
        columns=(
            ColumnMapping(column="who", to="@respondent"),
            ColumnMapping(column="what", to=item),
        ),
    )
    documents, problems = read(["who", "what"], ["p1", cell], mapping=mapping)
    assert documents == []
    assert codes(problems) == [code]
    assert (problems[0].file, problems[0].row, problems[0].heading) == ("a.csv", 2, "what")


def test_a_decimal_comma_is_said_once() -> None:
    """Where no mark is declared and no doubt is possible, a comma is read, with one notice."""
    documents, problems = read(["@respondent", "share"], ["p1", "1,5"], ["p2", "2,25"])
    assert [each["answers"]["share"] for each in documents] == [1.5, 2.25]
    assert codes(problems) == ["decimal-comma-understood"]
    assert (problems[0].row, problems[0].severity) == (2, "notice")


def test_a_declared_decimal_comma_settles_doubt() -> None:
    """With the mark declared, three decimals are no thousands."""
    columns = tuple(
        ColumnMapping(column=name, to=to)
        for name, to in (("who", "@respondent"), ("share", "share"))
    )
    mapping = FileMapping(instrument="meeting", decimal=",", columns=columns)
    documents, problems = read(["who", "share"], ["p1", "1,234"], mapping=mapping)
    assert (documents[0]["answers"], problems) == ({"share": 1.234}, [])


def test_a_comment_without_an_answer_is_kept() -> None:
    """Words are never lost because the cell beside them is blank."""
    documents, _ = read(["@respondent", "q01", "q01@comment"], ["p1", "", "Trop tôt."])
    assert documents[0]["answers"] == {"q01": {"missing": "no-answer", "comment": "Trop tôt."}}


def test_a_value_and_a_missing_reason_contradict_each_other() -> None:
    """A row that says both is refused."""
    documents, problems = read(["@respondent", "q01", "q01@missing"], ["p1", "A", "dont-know"])
    assert (documents, codes(problems)) == ([], ["value-and-missing"])


def test_an_unknown_missing_reason_is_refused() -> None:
    """Missing reasons are a closed list."""
    documents, problems = read(["@respondent", "q01@missing"], ["p1", "tired"])
    assert (documents, codes(problems)) == ([], ["unknown-missing-reason"])


def test_a_row_without_respondent_is_refused() -> None:
    """Where a column names respondents, every row does."""
    documents, problems = read(["@respondent", "q01"], ["", "A"], ["p2", "B"])
    assert [each["respondent"]["id"] for each in documents] == ["p2"]
    assert (codes(problems), problems[0].row) == (["respondent-missing"], 2)


def test_unknown_columns_are_reported() -> None:
    """A column that goes nowhere is said, with the name that comes near."""
    _, problems = read(["@respondent", "q01", "Heure d’arrivée", "@organisation"], ["p1", "A"])
    assert codes(problems) == ["unknown-column", "unknown-column-suggestion"]
    assert problems[1].arguments["nearest"] == "@organization"
    assert {problem.severity for problem in problems} == {"notice"}


def test_ignored_columns_are_reported() -> None:
    """What a mapping leaves aside is said too."""
    columns = (
        ColumnMapping(column="who", to="@respondent"),
        ColumnMapping(column="q", to="q01"),
        ColumnMapping(column="age", to="ignore"),
        ColumnMapping(column="size", to="ignore"),
    )
    mapping = FileMapping(instrument="meeting", columns=columns)
    _, problems = read(["who", "q", "age", "size"], ["p1", "A", "5", "6"], mapping=mapping)
    assert codes(problems) == ["ignored-column", "ignored-column"]


@pytest.mark.parametrize(
    ("heading", "to"),
    [
        ("q01", "q01"),
        ("Q01", "q01"),
        ("L'écoute", "q01"),
        ("  l’ÉCOUTE ", "q01"),
        ("listening", "q01"),
        ("Q01@Comment", "q01@comment"),
        ("Listening@dissent", "q01@dissent"),
        ("@WAVE", "@wave"),
        ("@attribute.sector", "@attribute.sector"),
        ("sector", "@attribute.sector"),
        ("@sector", "@attribute.sector"),
    ],
)
def test_headings_are_known_by_id_or_text(heading: str, to: str) -> None:
    """Items, reserved columns and named attributes are found in any case and language."""
    mapping = direct_mapping(["q02", heading], INSTRUMENT, ["sector"])
    assert mapping.columns[1].to == to


def test_a_heading_with_a_sign_before_it_is_an_attribute() -> None:
    """``@sector`` needs nobody to name it; plain ``sector`` does, and a slip is no attribute."""
    headings = ["q01", "@Sector", "@age", "sector", "@weigth", "@a b"]
    mapping = direct_mapping(headings, INSTRUMENT)
    assert [each.to for each in mapping.columns] == ["q01", "@attribute.sector", "@attribute.age"]


def test_a_table_without_items_is_refused() -> None:
    """A file of something else is not read as empty answers."""
    with pytest.raises(InvalidDocumentError) as raised:
        direct_mapping(["@respondent", "x"], INSTRUMENT)
    assert codes(raised.value.problems) == ["no-item-column"]


def test_two_columns_for_one_item_are_refused() -> None:
    """Nothing is overwritten in silence."""
    with pytest.raises(InvalidDocumentError) as raised:
        read(["q01", "Listening"], ["A", "B"])
    assert codes(raised.value.problems) == ["column-mapped-twice"]


@pytest.mark.parametrize(
    ("instrument", "column", "to", "code"),
    [
        ("other", "q", "q01", "mapping-other-instrument"),
        ("meeting", "absent", "q01", "mapped-column-missing"),
        ("meeting", "q", "q99", "mapped-item-unknown"),
        ("meeting", "q", "q99@comment", "mapped-item-unknown"),
    ],
)
def test_a_mapping_of_something_else_is_refused(
    instrument: str, column: str, to: str, code: str
) -> None:
    """A mapping fits its instrument and its table, or is refused before any row."""
    mapping = FileMapping(instrument=instrument, columns=(ColumnMapping(column=column, to=to),))
    with pytest.raises(InvalidDocumentError) as raised:
        read(["q"], ["A"], mapping=mapping)
    assert codes(raised.value.problems) == [code]
    assert raised.value.problems[0].file == "a.csv"


def test_a_mapping_says_what_cells_stand_for() -> None:
    """Values, missing cells and constants of the mapping come before anything else."""
    mapping = structure(
        {
            "schema": "rosace/mapping/1",
            "instrument": "meeting",
            "columns": [
                {"column": "Nº", "to": "@respondent"},
                {"column": "1", "to": "q01", "values": {"3": "A", "1": "C", "8": "@dont-know"}},
                {"column": "2", "to": "note"},
                {"column": "g", "to": "@attribute.gender", "values": {"1": "men"}},
            ],
            "missing": {"9": "not-applicable"},
            "constants": {"@wave": "2024", "@kind": "collective"},
        },
        FileMapping,
    )
    documents, problems = read(
        ["Nº", "1", "2", "g"], [1, 3, "9", 1], [2, "8", "ok", "2"], mapping=mapping
    )
    assert problems == []
    assert [each["answers"] for each in documents] == [
        {"q01": "A", "note": {"missing": "not-applicable"}},
        {"q01": {"missing": "dont-know"}, "note": "ok"},
    ]
    assert documents[0]["respondent"]["attributes"] == {"gender": "men"}
    assert documents[1]["respondent"] == {
        "id": "2",
        "kind": "collective",
        "attributes": {"gender": "2"},
    }
    assert {each["wave"] for each in documents} == {"2024"}


def test_a_proposed_mapping_can_be_amended_and_used() -> None:
    """A proposal names every column, lists labels with their codes, and meets the schema."""
    columns = ["wave", "Listening", "Durée", "q02"]
    rows = [["2024", "Partly", "2 h", "A"], ["2024", "Tout à fait", "3 h", "?"]]
    understood = {"encoding": "Windows-1252", "separator": ";"}
    sample = table(columns, *rows)
    found = ImportedTable(columns=sample.columns, rows=sample.rows, understood=understood)
    proposed = propose_mapping(found, INSTRUMENT)
    assert (proposed.encoding, proposed.separator) == ("windows-1252", ";")
    assert {each.column: (each.to, each.values) for each in proposed.columns} == {
        "wave": ("@wave", None),
        "Listening": ("q01", {"Partly": "B", "Tout à fait": "A"}),
        "Durée": ("ignore", None),
        "q02": ("q02", None),
    }
    written = dump_yaml(unstructure(proposed))
    plain = load_yaml(written)[0]
    Draft202012Validator(
        rosace_schemas.schema("mapping"), registry=rosace_schemas.registry()
    ).validate(plain)
    assert structure(plain, FileMapping) == proposed
    documents, _ = read(columns, *rows, mapping=proposed)
    assert [each["answers"] for each in documents] == [
        {"q01": "B", "q02": "A"},
        {"q01": "A", "q02": "?"},
    ]


def test_the_examples_of_the_schema_are_mappings() -> None:
    """What the contract shows is structured and written back the same."""
    for example in rosace_schemas.schema("mapping")["examples"]:
        assert unstructure(structure(example, FileMapping)) == example


@pytest.mark.parametrize(
    "change",
    [
        {"columns": []},
        {"encoding": "latin-1"},
        {"separator": "|"},
        {"decimal": "·"},
        {"constants": {}},
        {"constants": {"@id": "x"}},
        {"constants": {"@wave": ""}},
        {"missing": {"9": "tired"}},
        {"columns": [{"column": "a", "to": "@who"}]},
        {"columns": [{"column": "a", "to": "Q01"}]},
        {"columns": [{"column": "a", "to": "q01\n"}]},
        {"columns": [{"column": "a", "to": "q01", "values": {}}]},
        {"columns": [{"column": "a", "to": "q01", "values": {"1": 2}}]},
        {"columns": [{"column": "a", "to": "q01", "values": {"1": "x" * 1001}}]},
        {"columns": [{"column": "a" * 1001, "to": "q01"}]},
        {"columns": [{"column": "a", "to": "q01", "unknown": 1}]},
        {"unknown": 1},
    ],
)
def test_schema_and_structuring_refuse_the_same_mappings(change: dict[str, Any]) -> None:
    """What the schema refuses, the value refuses."""
    document = {
        "schema": "rosace/mapping/1",
        "instrument": "meeting",
        "columns": [{"column": "a", "to": "q01"}],
        **change,
    }
    schema = rosace_schemas.schema("mapping")
    assert not Draft202012Validator(schema, registry=rosace_schemas.registry()).is_valid(document)
    with pytest.raises(Exception, match=r"."):
        structure(document, FileMapping)


def test_records_in_tables_of_their_own_are_read_field_by_field() -> None:
    """Fields are understood as items are, rows get the id they lack, and findings say their row."""
    fields = [
        {"id": "when", "type": "date", "text": {"en": "When"}},
        {"id": "many", "type": "integer", "text": {"en": "Many"}},
        {"id": "after", "type": "reference", "text": {"en": "After"}, "many": True,
         "to": {"item": "events"}},
    ]  # fmt: skip
    item = structure(
        {"id": "events", "type": "records", "text": {"en": "Events"}, "fields": fields}, Item
    )
    instrument = sketch([unstructure(item)], title={"en": "Events"})
    reader = cell_reader(instrument, item, values={}, missing={})
    held = (
        ImportedRecord(row=5, cells={"id": None, "when": "2024-05", "many": 3.0, "after": "b, 2"}),
        ImportedRecord(row=6, cells={"id": "1", "when": None, "after": "[]"}),
        ImportedRecord(row=9, cells={"id": "b", "many": "1 000"}),
    )
    findings: list[Problem] = []
    assert reader.read(held, findings)[:2] == [
        {"id": "2", "when": "2024-05", "many": 3, "after": ["b", "2"]},
        {"id": "1", "after": []},
    ]
    assert [(each.code, each.row, each.heading) for each in findings] == [
        ("thousands-separator", 9, "events.many")
    ]
