"""What real files promise: they come in as they are, without losing a cell or a character."""

import csv
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rosace.appraiser import Appraiser
from rosace.cli import run
from rosace.conversion import structure
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.loading import load_document, load_json
from rosace.mapping import FileMapping
from rosace.reading import read_documents
from rosace.report import Figure
from rosace.response import Record
from rosace_tables.importer import CsvImporter

HERE = Path(__file__).parent
DATA = Path(os.environ.get("ROSACE_DATA") or HERE.parents[2] / "shared" / "data")


def shared(name: str) -> Path:
    """Return a file of the shared data; without it the test is skipped, and fails under CI."""
    path = DATA / name
    if not path.exists():
        reason = f"{path} is not here: set ROSACE_DATA to the folder of the shared data"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def instrument(name: str) -> Instrument:
    """Return a data-only instrument of these tests."""
    return structure(load_document(HERE / "instruments" / f"{name}.yaml")[0], Instrument)


def read(name: str, mapping: FileMapping | None = None) -> tuple[list[Any], list[Problem]]:
    """Return the documents of a shared file, and what was said of it."""
    found = [
        each
        for _, each in read_documents(
            shared(f"{name}.csv"), instrument(name), importers=[CsvImporter()], mapping=mapping
        )
    ]
    documents = [each for each in found if isinstance(each, dict)]
    return documents, [each for each in found if isinstance(each, Problem)]


def test_the_personality_file_comes_in_through_a_mapping() -> None:
    """All 2,800 people arrive, blank cells as no answer, and every other cell as its code."""
    mapping = structure(load_document(HERE / "mappings" / "bfi.yaml")[0], FileMapping)
    documents, problems = read("bfi", mapping)
    assert len(documents) == 2800
    assert {each.severity for each in problems} == {"notice"}
    assert [each.arguments["column"] for each in problems if each.code == "ignored-column"] == [
        "age"
    ]
    with shared("bfi.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["rownames"]: row for row in csv.DictReader(stream)}
    items = [item.id for item in instrument("bfi").items]
    gender = {"1": "men", "2": "women"}
    for each in documents:
        row = rows[each["respondent"]["id"]]
        assert each["answers"] == {item: row[item.upper()] for item in items if row[item.upper()]}
        assert each["respondent"]["attributes"]["gender"] == gender[row["gender"]]


def test_the_personality_instrument_follows_the_dictionary() -> None:
    """Dimensions and reversed items are those of the dictionary."""
    with shared("bfi.dictionary.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Keying"]]
    wanted: dict[str, tuple[list[str], list[str]]] = {}
    for row in rows:
        items, reverse = wanted.setdefault(row["Big6"], ([], []))
        items.append(row["rownames"].lower())
        reverse += [row["rownames"].lower()] * (row["Keying"] == "-1")
    found = {
        each.title["en"]: (list(each.items or ()), list(each.scoring.reverse or ()))
        for each in instrument("bfi").dimensions
        if each.scoring
    }
    assert found == wanted
    texts = {row["rownames"].lower(): row["Item"] for row in rows}
    assert {item.id: item.text["en"] for item in instrument("bfi").items} == texts


def test_the_review_loses_no_character() -> None:
    """Dots, dashes, guillemets and straight quotes arrive as the participants' words stand."""
    documents, problems = read("review-2019")
    assert {each.severity for each in problems} == {"notice"}
    with shared("review-2019.csv").open(encoding="utf-8", newline="") as stream:
        rows = [{"column": row["column"], "text": row["text"]} for row in csv.DictReader(stream)]
    assert [each["answers"] for each in documents] == rows
    assert len({each["id"] for each in documents}) == len(rows) == 39


NAMES = ("Agreeableness", "Conscientiousness", "Extraversion", "Emotional Stability", "Openness")
MEANS = (4.6521, 4.2657, 4.1451, 3.8377, 4.5866)
ALPHAS = (0.7038, 0.7293, 0.7609, 0.8133, 0.6025)


@pytest.fixture(scope="module")
def appraised(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, float]:
    """Appraise the personality file by gender, and return its report and the seconds taken."""
    path = shared("bfi.csv")
    appraiser = Appraiser()
    made = appraiser.instrument(HERE / "instruments" / "bfi.yaml")
    responses = appraiser.read(
        path, made, mapping=HERE / "mappings" / "bfi.yaml", by=["gender", "education"]
    )
    began = time.process_time()
    report = appraiser.appraise(made, responses, language="en", by=["gender"])
    taken = time.process_time() - began
    out = tmp_path_factory.mktemp("bfi") / "report.json"
    return load_json(appraiser.export(report, "json", out).read_bytes()), taken


def rows(report: Any, table: str) -> list[dict[str, Any]]:
    """Return the rows of a report's table: number or words by column."""
    (found,) = (
        block
        for section in report["sections"]
        for block in section["blocks"]
        if block["kind"] == "table" and block["id"] == table
    )
    return [
        {column["id"]: plain(cell) for column, cell in zip(found["columns"], row, strict=True)}
        for row in found["rows"]
    ]


def plain(cell: Any) -> Any:
    """Return the number or words of a cell, which here is never a range."""
    if cell["kind"] == "text":
        return cell["text"].get("verbatim") or cell["text"]["localized"]["en"]
    assert cell["low"] == cell["high"]
    return cell["low"]


def test_the_personality_scores_are_those_that_others_computed(
    appraised: tuple[Any, float],
) -> None:
    """Means and alphas of 2,800 people agree with the reference values, to four decimals."""
    found = {row["dimension"]: row for row in rows(appraised[0], "scores")}
    assert [round(found[name]["mean"], 4) for name in NAMES] == list(MEANS)
    assert [round(found[name]["alpha"], 4) for name in NAMES] == list(ALPHAS)


def test_the_personality_scores_by_gender_are_those_of_the_file(
    appraised: tuple[Any, float],
) -> None:
    """Each gender's means are those worked out from the cells of the file, number by number."""
    with shared("bfi.csv").open(encoding="utf-8", newline="") as stream:
        people = list(csv.DictReader(stream))
    with shared("bfi.dictionary.csv").open(encoding="utf-8", newline="") as stream:
        keys = [row for row in csv.DictReader(stream) if row["Keying"]]
    found = {(row["dimension"], row["group"]): row for row in rows(appraised[0], "scores-gender")}
    for name in NAMES:
        keyed = {row["rownames"]: row["Keying"] for row in keys if row["Big6"] == name}
        for group, code in (("men", "1"), ("women", "2")):
            scores = []
            for person in (each for each in people if each["gender"] == code):
                values = [
                    7 - int(person[item]) if keying == "-1" else int(person[item])
                    for item, keying in keyed.items()
                    if person[item]
                ]
                scores += [sum(values) / len(values)] if values else []
            assert found[name, group]["mean"] == pytest.approx(sum(scores) / len(scores))


def test_the_personality_counts_are_those_of_the_file(appraised: tuple[Any, float]) -> None:
    """Every count of every item is that of the cells of its column, blanks as no answer."""
    with shared("bfi.csv").open(encoding="utf-8", newline="") as stream:
        people = list(csv.DictReader(stream))
    items = {item.text["en"]: item.id.upper() for item in instrument("bfi").items}
    for row in rows(appraised[0], "items-accuracy"):
        column = Counter(person[items[row["item"]]] for person in people)
        assert [row[f"n_{code}"] for code in "123456"] == [column[code] for code in "123456"]
        assert row["missing_no_answer"] == column[""]


def test_thousands_are_appraised_in_moments(appraised: tuple[Any, float]) -> None:
    """2,800 people, 25 items and five dimensions by gender take well under three seconds."""
    assert appraised[1] < 3


@pytest.mark.parametrize("exporter", ["ndjson", "json", "yaml", "csv"])
def test_the_review_comes_back_out_as_it_went_in(exporter: str, tmp_path: Path) -> None:
    """Exported and read again, the participants' words have not lost a character."""
    appraiser = Appraiser()
    made = appraiser.instrument(HERE / "instruments" / "review-2019.yaml")
    responses = appraiser.read(shared("review-2019.csv"), made)
    with shared("review-2019.csv").open(encoding="utf-8", newline="") as stream:
        words = [row["text"] for row in csv.DictReader(stream)]
    assert [each.answers["text"].value for each in responses] == words
    suffix = appraiser.exporters[exporter].suffix or f".{exporter}"
    out = appraiser.export_responses(made, responses, exporter, tmp_path / f"out{suffix}", raw=True)
    again = appraiser.read(out, made)
    assert sorted(str(each.answers["text"].value) for each in again) == sorted(words)
    assert {each.id: each.answers for each in again} == {
        each.id: each.answers for each in responses
    }


def filed(tmp_path: Path, *options: str) -> list[dict[str, Any]]:
    """File the review's cards in a board, and return its entries."""
    out = tmp_path / "board.json"
    assert run(["board", str(shared("review-2019.csv")), "--out", str(out), *options]) == 0
    appraiser = Appraiser(strict=True)
    (board,) = appraiser.read(out, appraiser.instrument("review"))
    entries = board.answers["entries"].value
    assert isinstance(entries, tuple)
    return [dict(each.fields) for each in entries if isinstance(each, Record)]


def test_the_review_is_filed_in_a_board_card_by_card(tmp_path: Path) -> None:
    """Every card stands on the board in its column and words; one counts twice, as written."""
    with shared("review-2019.csv").open(encoding="utf-8", newline="") as stream:
        cards = [(row["column"], row["text"]) for row in csv.DictReader(stream)]
    entries = filed(tmp_path)
    twice = [each for each in entries if "multiplicity" in each]
    assert [(each["text"], each["multiplicity"]) for each in twice] == [("Le plaisir", 2)]
    written = [
        (each["column"], f"{each['text']} x2" if each in twice else each["text"])
        for each in entries
    ]
    assert sorted(written) == sorted(cards)
    assert not any("author" in each for each in entries)


def test_the_review_is_filed_through_a_mapping_too(tmp_path: Path) -> None:
    """A mapping that names the file's columns and codes makes the same board."""
    mapping = str(HERE / "mappings" / "review-2019.yaml")
    assert filed(tmp_path / "mapped", "--mapping", mapping) == filed(tmp_path / "plain")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_review_is_reported_on_whole(language: str, tmp_path: Path) -> None:
    """The report holds every idea of the board, with no picture of votes that nobody cast."""
    entries = filed(tmp_path)
    appraiser = Appraiser(strict=True)
    made = appraiser.instrument("review")
    board = appraiser.read(tmp_path / "board.json", made)
    report = appraiser.appraise(made, board, language=language)
    told = load_json(appraiser.export(report, "json", tmp_path / "report.json").read_bytes())
    found = [row["entry"] for name in ("board-1-1", "board-1-2") for row in rows(told, name)]
    assert sorted(found) == sorted(each["text"] for each in entries)
    blocks = [block for section in report.sections for block in section.blocks]
    assert not any(isinstance(block, Figure) for block in blocks)
