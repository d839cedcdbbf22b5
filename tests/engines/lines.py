"""Lines turned into columns, beside what the core makes of them row by row."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyarrow import parquet

import rosace
from rosace.columnar import WORDS
from rosace.conversion import unstructure
from rosace.instrument import Instrument, Item
from rosace.intake import Intake, Seen
from rosace.loading import LIMITS, Limits
from rosace.reading import read_documents
from rosace.response import Response
from rosace.sizes import LARGEST
from rosace.testing import sketch
from rosace_bulk.numbers import numbering_of
from rosace_bulk.parts import PART, Outcome, take_lines

INSTRUMENT = rosace.Appraiser().instrument("diagnostic")


CHOICES = [{"code": code, "label": {"en": code}} for code in "ABC"]


EVERY = sketch(
    [
        {"id": "choice", "type": "choice", "scale": "abc", "comment": "allowed"},
        {"id": "whole", "type": "integer", "minimum": -3, "maximum": 9},
        {"id": "endless", "type": "integer"},
        {"id": "part", "type": "number", "minimum": 0, "maximum": 9},
        {"id": "anything", "type": "number"},
        {"id": "text", "type": "text", "min_length": 2, "max_length": 5, "comment": "allowed"},
        {"id": "day", "type": "date"},
        {"id": "month", "type": "date", "precision": "month"},
        {"id": "year", "type": "date", "precision": "year"},
        {"id": "truth", "type": "yes-no", "required": True},
        {"id": "several", "type": "multiple-choice", "scale": "abc", "max_count": 2},
        {"id": "ranks", "type": "ranking", "scale": "abc", "min_count": 2},
    ],
    scales={"abc": {"kind": "nominal", "choices": CHOICES, "missing": ["dont-know"]}},
)
"""Each type of item of which responses decode whole."""


def response(**changes: Any) -> dict[str, Any]:
    """Return a sound response to the diagnostic tool, with some changes."""
    return {
        "schema": "rosace/response/1",
        "id": "r1",
        "instrument": INSTRUMENT.id,
        "version": INSTRUMENT.version,
        "wave": "2024",
        "respondent": {"id": "p1", "kind": "individual"},
        "answers": {item.id: "A" for item in INSTRUMENT.items},
        **changes,
    }


def line(document: Any) -> bytes:
    """Return a document on a line."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def seen_by_core(path: Path, intake: Intake, limits: Limits) -> list[Seen]:
    """Return what the core sees in a file, document by document."""
    look = intake.look()
    return [
        look(place, document)
        for place, document in read_documents(path, intake.instrument, importers=(), limits=limits)
    ]


def read_back(outcomes: Sequence[Outcome], instrument: Instrument) -> dict[int, dict[str, Any]]:
    """Return the plain documents of all parts by their rows."""
    found = {}
    for outcome in outcomes:
        if outcome.parquet is not None:
            table = parquet.read_table(outcome.parquet)
            for cells in table.to_pylist():
                found[cells["@row"]] = document_of(cells, instrument)
    return found


def document_of(cells: dict[str, Any], instrument: Instrument) -> dict[str, Any]:
    """Return what a row of the canonical table says."""
    attributes = {
        name.removeprefix("@attribute."): text
        for name, text in cells.items()
        if name.startswith("@attribute.") and text is not None
    }
    answers: dict[str, Any] = {}
    for item in instrument.items:
        parts = {"value": _plain(cells[item.id]), "missing": cells.get(f"{item.id}@missing")}
        if item.type == "choice":
            known, number = numbering_of(instrument, item), cells[item.id]
            parts["value"] = next((code for code, n in known.codes.items() if n == number), None)
            parts["missing"] = next((why for why, n in known.reasons.items() if n == number), None)
        parts |= {part: cells.get(f"{item.id}@{part}") for part in WORDS}
        answers[item.id] = {key: held for key, held in parts.items() if held is not None}
    return {
        "id": cells["@id"],
        "respondent": cells["@respondent"],
        "organization": cells.get("@organization"),
        "kind": cells["@kind"],
        "wave": cells["@wave"],
        "version": cells["@version"],
        "weight": Fraction(cells.get("@weight") or 1),
        "attributes": attributes,
        "answers": {item: held for item, held in answers.items() if held},
    }


def _plain(held: Any) -> Any:
    if isinstance(held, list):
        return [
            {key: cell for key, cell in row.items() if cell is not None}
            if isinstance(row, dict)
            else row
            for row in held
        ]
    return held


def said_of(response: Response) -> dict[str, Any]:
    """Return the same of a response that the core accepted."""
    answers = {}
    for item, answer in response.answers.items():
        plain = unstructure(answer)
        answers[item] = plain if isinstance(plain, dict) else {"value": plain}
    person = response.respondent
    return {
        "id": response.id,
        "respondent": person.id,
        "organization": person.organization,
        "kind": person.kind,
        "wave": response.wave,
        "version": response.version,
        "weight": person.weight,
        "attributes": dict(person.attributes),
        "answers": answers,
    }


def assert_as_core(
    data: bytes, intake: Intake, limits: Limits = LIMITS, part_bytes: int = PART
) -> None:
    """Assert that a file is taken as the core takes it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.ndjson"
        path.write_bytes(data)
        parts = Path(folder) / "parts"
        parts.mkdir()
        outcomes = list(
            take_lines(
                [path],
                intake,
                parts,
                processes=1,
                most_problems=10_000,
                limits=limits,
                part_bytes=part_bytes,
            )
        )
        core = seen_by_core(path, intake, limits)
        sound = {
            each.place.row: said_of(each.response)
            for each in core
            if each.response is not None and not each.errors
        }
        assert read_back(outcomes, intake.instrument) == sound
        refused = [(each.place, each.document, each.errors) for each in core if each.errors]
        held = [rejected for outcome in outcomes for rejected in outcome.rejected()]
        assert [(each.place, each.document, each.problems) for each in held] == refused
        problems = [problem for outcome in outcomes for problem in outcome.problems]
        assert problems == [problem for _, _, errors in refused for problem in errors]


def is_held(item: Item, held: Any) -> bool:
    """Say whether a column can hold a value to its last digit: those of fractions hold 53 bits."""
    if item.type != "number" or not isinstance(held, int) or abs(held) > LARGEST:
        return True
    return float(held) == held
