"""What real files promise: they come in as they are, without losing a cell or a character."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from rosace.conversion import structure
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.loading import load_document
from rosace.mapping import FileMapping
from rosace.reading import read_documents
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
