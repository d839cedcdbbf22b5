"""What people wrote is counted whole, and listed where a report lists it."""

import json
from pathlib import Path

import pytest

import rosace
from rosace.appraisal import Remarks
from rosace.intake import Intake
from rosace.interfaces import Order
from rosace.sizes import MOST_REMARKS
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace_bulk.engines import DuckEngine

INSTRUMENT = rosace.Appraiser().instrument("diagnostic")
FIRST, SECOND, *OTHERS = (item.id for item in INSTRUMENT.items)
STUDY = Study(
    id="s",
    title={"en": "S"},
    subject=Subject(id="all", title={"en": "All"}),
    instruments=(StudyInstrument(id=INSTRUMENT.id),),
    waves=(Wave(id="w1"), Wave(id="w2")),
    identity="anonymous",
)


def line(number: int, wave: str, kind: str, said: dict[str, str]) -> str:
    """Return a response in which some items have comments."""
    answers: dict[str, object] = dict.fromkeys((FIRST, SECOND, *OTHERS), "B")
    answers |= {item: {"value": "B", "comment": text} for item, text in said.items()}
    document = {
        "schema": "rosace/response/1",
        "id": f"r{number}",
        "instrument": INSTRUMENT.id,
        "version": INSTRUMENT.version,
        "wave": wave,
        "respondent": {"id": f"p{number}", "kind": kind},
        "answers": answers,
    }
    return json.dumps(document) + "\n"


@pytest.mark.parametrize("more", [0, 1])
def test_remarks_are_counted_and_few_are_listed(more: int, tmp_path: Path) -> None:
    """What individuals wrote is counted by item and wave, and listed where it is not too much."""
    many = [f"Much {number:04}." for number in range(MOST_REMARKS + more)]
    lines = [line(number, "w1", "individual", {FIRST: text}) for number, text in enumerate(many)]
    lines.append(line(-1, "w2", "individual", {FIRST: "« Zut ! »", SECOND: "Après."}))
    lines.append(line(-2, "w2", "individual", {SECOND: "Avant."}))
    lines.append(line(-3, "w2", "collective", {SECOND: "We."}))
    path = tmp_path / "said.ndjson"
    path.write_text("".join(lines), "utf-8")
    order = Order(sources=(str(path),), intake=Intake(instrument=INSTRUMENT), most_problems=1)
    with DuckEngine(processes=1).open(order) as held:
        assert held.examined.refused == 0
        remarks = held.count(STUDY).remarks
    assert set(remarks) == {
        Remarks(item=FIRST, wave="w1", texts=() if more else tuple(many), count=len(many)),
        Remarks(item=FIRST, wave="w2", texts=("« Zut ! »",), count=1),
        Remarks(item=SECOND, wave="w2", texts=("Après.", "Avant."), count=2),
    }
