"""What the exporter to CSV promises: tidy tables, no formula, and responses read back whole."""

import csv
import io
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import report as r
from rosace.conversion import structure, unstructure
from rosace.errors import Problem
from rosace.formatting import Formatter
from rosace.instrument import Instrument
from rosace.interfaces import ImportedTable, ImportOptions, Responses
from rosace.loading import load_yaml
from rosace.mapping import direct_mapping, rows_to_documents
from rosace.response import Answer, Record, Respondent, Response
from rosace.writing import sorted_responses
from rosace_tables.exporters import CsvExporter
from rosace_tables.importer import CsvImporter

INSTRUMENT = structure(
    load_yaml((Path(__file__).parent / "every-type.yaml").read_bytes())[0], Instrument
)
FORMATTER = Formatter(language="fr", messages={})


def export(document: Any) -> dict[str, bytes]:
    """Return the files that the exporter makes."""
    files = CsvExporter().export(document, "fr", lambda *_: None, FORMATTER)
    return {name: b"".join(chunks) for name, chunks in files}


def grid(data: bytes) -> list[list[str]]:
    """Return the cells of a file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_back(data: bytes) -> list[Any]:
    """Return what is read of a file of ours."""
    table: ImportedTable = CsvImporter().read(io.BytesIO(data), "a.csv", ImportOptions())
    mapping = direct_mapping(table.columns, INSTRUMENT)
    return [each for _, each in rows_to_documents(table, mapping, INSTRUMENT, file="a.csv")]


NAMED = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u00a0")
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
    | st.text(st.sampled_from("=+-@\t\r\n ,;'\"a|[\ufeff\uff1d"), max_size=8)
    | st.sampled_from(["dont-know", "@dont-know", "Ne sait pas", "A", "=cmd|'/C calc'!A0", "oui"])
)
WORDS = TEXTS.filter(lambda text: any(each > " " and each != "\u00a0" for each in text))
NAMES = st.sampled_from(["p1", "=1", "@p", "'=x", "-5", "é", "a;=1"]) | (
    st.text(NAMED, min_size=1, max_size=8)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: text == text.strip(" "))
)
CODES = st.sampled_from(["A", "B", "dont-know", "1"])
RECORDS = st.lists(
    st.builds(
        Record,
        id=st.sampled_from(["e1", "e2"]),
        fields=st.fixed_dictionaries({}, optional={"title": TEXTS, "when": st.just("2024-05")}),
    ),
    max_size=2,
).map(tuple)
VALUES = {
    "one": CODES,
    "several": st.lists(CODES, max_size=4, unique=True).map(tuple),
    "order": st.lists(CODES, max_size=4, unique=True).map(tuple),
    "whole": st.integers(-(10**17), 10**17),
    "real": st.integers(-5, 5) | st.floats(-1e18, 1e18),
    "words": TEXTS,
    "day": st.sampled_from(["2024", "2024-05", "2024-05-14"]),
    "again": st.booleans(),
    "events": RECORDS,
}
OPTIONAL = st.none() | WORDS
REASONS = st.sampled_from(["dont-know", "not-applicable", "no-answer", "not-shown"])


def _answers(values: Any) -> Any:
    full = st.builds(Answer, value=values, comment=OPTIONAL, rationale=OPTIONAL, dissent=OPTIONAL)
    return full | st.builds(Answer, missing=REASONS, comment=OPTIONAL)


RESPONDENTS = st.builds(
    Respondent,
    id=NAMES,
    kind=st.sampled_from(["individual", "collective"]),
    organization=st.none() | NAMES,
    attributes=st.dictionaries(st.sampled_from(["sector", "role"]), NAMES, max_size=2),
    weight=st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(2), Fraction(0)]),
)
RESPONSES = st.builds(
    Response,
    id=NAMES,
    instrument=st.just("every-type"),
    version=st.sampled_from(["1.0.0", "1.1.0"]),
    wave=st.sampled_from(["2024", "2025"]),
    respondent=RESPONDENTS,
    answers=st.fixed_dictionaries(
        {}, optional={key: _answers(each) for key, each in VALUES.items()}
    ),
)


@settings(deadline=None)
@given(st.lists(RESPONSES, max_size=4))
def test_responses_are_read_back_whole(responses: list[Response]) -> None:
    """Answers of every type, words and hostile text come back as they were written."""
    data = export(Responses(instrument=INSTRUMENT, responses=tuple(responses)))["responses.csv"]
    found = read_back(data)
    assert not [each for each in found if isinstance(each, Problem)]
    assert [structure(each, Response) for each in found] == sorted_responses(responses)


def words(text: str) -> r.Translated:
    """Return a phrase."""
    return r.Translated(localized={"fr": text})


REPORT = r.Report(
    language="fr",
    title=words("Rapport"),
    sections=tuple(
        r.Section(
            id=section,
            title=words("Partie"),
            blocks=(
                r.Paragraph(text=words("Rien à mettre en tableau.")),
                r.Table(
                    id=table,
                    title=words("Réponses"),
                    columns=(
                        r.Column(id="choice", title=words("Choix"), kind="text", header=True),
                        r.Column(id="n", title=words("Nombre"), kind="count"),
                        r.Column(id="share", title=words("Part"), kind="number"),
                        r.Column(id="day", title=words("Jour"), kind="date"),
                    ),
                    rows=(
                        (
                            r.TextCell(text=r.Verbatim(verbatim="=1+1")),
                            r.CountCell(low=7, high=8),
                            r.NumberCell(low=-0.25, high=-0.25, unit="share"),
                            r.DateCell(date="2024-05"),
                        ),
                        (r.TextCell(text=words("B")), *(r.WithheldCell(),) * 3),
                    ),
                    notes=(words("Un tiret : retenu."),),
                ),
            ),
        )
        for section, table in (("a-b", "c"), ("a", "b-c"))
    ),
    messages={},
    provenance=r.ReportProvenance(
        rosace="1.0.0",
        plugins={},
        instruments=(),
        received=(),
        disclosure=r.DisclosureUsed(mode="protected", group=5, subgroup=10, subgroup_mean=5),
        withheld=(),
    ),
)


def test_a_report_becomes_a_folder_of_tidy_tables() -> None:
    """Each table is a file of its own, with ranges in two columns and nothing where withheld."""
    files = export(REPORT)
    assert list(files) == ["a-b-c.csv", "a-b-c-2.csv", "tables.csv", "columns.csv"]
    assert all(data.startswith(b"\xef\xbb\xbf") for data in files.values())
    assert grid(files["a-b-c.csv"]) == [
        ["choice", "n_low", "n_high", "share_low", "share_high", "day"],
        ["'=1+1", "7", "8", "-0.25", "-0.25", "2024-05"],
        ["B", "", "", "", "", ""],
    ]


def test_the_lists_say_what_each_table_and_column_is() -> None:
    """A reader of the folder alone finds titles, notes, kinds and units."""
    files = export(REPORT)
    tables = grid(files["tables.csv"])
    assert tables[1] == [
        "a-b-c.csv", "a-b", "Partie", "group", "c", "Réponses", "2", "Un tiret : retenu.",
    ]  # fmt: skip
    columns = grid(files["columns.csv"])
    assert columns[2] == ["a-b-c.csv", "n_low", "Nombre", "count", "persons"]
    assert columns[4] == ["a-b-c.csv", "share_low", "Part", "number", "share"]


def test_an_instrument_becomes_a_codebook() -> None:
    """Every item, field and choice has its row, in the language asked for."""
    (data,) = export(INSTRUMENT).values()
    head, *rows = grid(data)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    first = found[0]
    assert (first["item"], first["code"], first["label"], first["value"]) == (
        "one",
        "A",
        "Bien",
        "1/3",
    )
    assert (first["text"], first["missing"], first["provenance"]) == (
        "Un choix",
        "dont-know",
        "ours",
    )
    assert {each["item"] for each in found} >= {"events", "events.title", "words"}


def test_plain_data_and_values_agree() -> None:
    """What is exported is what the contract holds."""
    answer = Answer(value=(Record(id="e1", fields={"title": "=x"}),))
    response = Response(
        id="r1",
        instrument="every-type",
        version="1.0.0",
        wave="2024",
        respondent=Respondent(id="p1", kind="collective"),
        answers={"events": answer},
    )
    data = export(Responses(instrument=INSTRUMENT, responses=(response,)))["responses.csv"]
    assert read_back(data) == [unstructure(response)]
