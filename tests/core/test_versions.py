"""What several versions of one instrument in one study promise: none is taken for another."""

from pathlib import Path
from typing import Any

import pytest

from rosace.appraiser import Appraiser
from rosace.appraising import appraise_all, make_study
from rosace.conversion import structure, unstructure
from rosace.counting import counted
from rosace.errors import InvalidDocumentError
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.loading import dump_json
from rosace.pairing import paired
from rosace.study import Study
from rosace.study_checks import check_membership, check_study
from rosace.testing import people, sketch
from rosace.values import evolve

ITEM = {"id": "one", "type": "yes-no"}
OLD = sketch([ITEM, {"id": "gone", "type": "yes-no"}], version="1.9.0")
NEW = sketch([ITEM], version="1.10.0")
YES = [{"one": True}] * 6


def study(*instruments: dict[str, Any], **parts: Any) -> Study:
    """Return a study of two closed waves, and of these instruments."""
    document = {
        "schema": "rosace/study/1",
        "id": "table",
        "title": {"en": "Table"},
        "subject": {"id": "table", "title": {"en": "Table"}},
        "instruments": list(instruments),
        "waves": [{"id": "w1", "closed": True}, {"id": "w2", "closed": True}],
        **parts,
    }
    return structure(document, Study)


EARLY = {"id": "sketch", "version": "1.9.0", "waves": ["w1"]}
LATE = {"id": "sketch", "version": "1.10.0", "waves": ["w2"]}


@pytest.mark.parametrize(
    ("instruments", "codes"),
    [
        ((EARLY, LATE), []),
        (({"id": "sketch"}, {"id": "other"}), []),
        (({"id": "sketch"}, LATE), ["versions-not-told-apart"]),
        ((EARLY, {"id": "sketch", "version": "1.10.0"}), ["versions-not-told-apart"]),
        ((EARLY, {**EARLY, "waves": ["w2"]}), ["versions-not-told-apart"]),
        ((EARLY, {**LATE, "waves": ["w1", "w2"]}), ["two-versions-in-wave"]),
        (({**EARLY, "waves": ["w3"]},), ["wave-not-declared"]),
    ],
)
def test_declared(instruments: tuple[dict[str, Any], ...], codes: list[str]) -> None:
    """A study says of each version in which waves it serves, one in a wave."""
    assert [problem.code for problem in check_study(study(*instruments))] == codes


@pytest.mark.parametrize(
    ("version", "wave", "codes"),
    [
        (OLD, "w1", []),
        (NEW, "w2", []),
        (NEW, "w1", ["wrong-version"]),
        (OLD, "w2", ["wrong-version"]),
    ],
)
def test_answers(version: Instrument, wave: str, codes: list[str]) -> None:
    """An answer to another version than its wave's is refused."""
    (response,) = people(version, [{"one": True}], wave=wave)
    assert [each.code for each in check_membership(study(EARLY, LATE), response)] == codes


def test_unused() -> None:
    """An answer in a wave that does not use the instrument is refused."""
    (response,) = people(NEW, [{"one": True}], wave="w1")
    found = check_membership(study(LATE), response)
    assert [(each.code, each.pointer) for each in found] == [("instrument-not-in-wave", "/wave")]


def test_kept_apart() -> None:
    """The newest version is reported on, and the appraisals of earlier ones are kept."""
    before, after = people(OLD, YES, wave="w1"), people(NEW, YES, wave="w2")
    pairs = paired([(NEW, after), (OLD, before)])
    held = evolve(study(EARLY, LATE), invited=())
    found = appraise_all(held, [(each, counted(held, each, given)) for each, given in pairs], "en")
    newest = found["sketch"]
    assert newest.instrument == NEW
    assert [each.instrument for each in newest.earlier] == [OLD]
    assert (newest.waves, newest.earlier[0].waves) == (("w2",), ("w1",))
    assert [(part.group.wave, part.answered) for part in newest.participation] == [
        ("w1", 6),
        ("w2", 6),
    ]


def test_invited() -> None:
    """A wave that does not use an instrument has no participation in it."""
    invited = [{"wave": wave, "count": 9} for wave in ("w1", "w2")]
    held = study(LATE, invited=invited)
    after = people(NEW, YES, wave="w2")
    found = appraise_all(held, [(NEW, counted(held, NEW, after))], "en")
    assert [part.group.wave for part in found["sketch"].participation] == ["w2"]


def test_split_wave() -> None:
    """A wave answered to two versions is refused: its group would be two small ones."""
    before, after = people(OLD, YES), people(NEW, [{"one": True}] * 7)[6:]
    with pytest.raises(InvalidDocumentError) as caught:
        paired([(OLD, before), (NEW, after)])
    (problem,) = caught.value.problems
    assert problem.code == "two-versions-in-wave"
    assert problem.arguments["versions"] == "1.9.0, 1.10.0"


def test_person_in_two_versions() -> None:
    """Whoever answers two versions in one wave is found, as whoever answers one twice."""
    with pytest.raises(InvalidDocumentError) as caught:
        paired([(OLD, people(OLD, YES)), (NEW, people(NEW, YES))])
    assert "respondent-twice" in {problem.code for problem in caught.value.problems}


def test_made_study() -> None:
    """A study that is made of responses names an instrument once, whatever its versions."""
    made = make_study([RowHolding(OLD, people(OLD, YES)), RowHolding(NEW, ())], [])
    assert [used.id for used in made.instruments] == ["sketch"]
    assert list(check_study(made)) == []


def test_files(tmp_path: Path) -> None:
    """A study's files give its versions: the newest, or that of a wave; the report names both."""
    used = []
    for instrument, entry in ((OLD, EARLY), (NEW, LATE)):
        name = f"sketch-{instrument.version}.json"
        (tmp_path / name).write_bytes(dump_json(unstructure(instrument)))
        used.append({**entry, "file": name})
    (tmp_path / "study.json").write_bytes(dump_json(unstructure(study(*used))))
    appraiser = Appraiser()
    held = appraiser.study(tmp_path / "study.json")
    assert appraiser.instrument("sketch", study=held) == NEW
    before = appraiser.instrument("sketch", study=held, wave="w1")
    assert before == OLD
    report = appraiser.appraise(
        NEW,
        people(NEW, YES, wave="w2"),
        study=held,
        others=[(before, people(OLD, YES, wave="w1"))],
    )
    versions = [each.version for each in report.provenance.instruments]
    assert versions == ["1.9.0", "1.10.0"]
    assert [(each.wave, each.persons) for each in report.provenance.received] == [
        ("w1", 6),
        ("w2", 6),
    ]
    assert "movement-too-few" in {each.rule for each in report.provenance.withheld}
    (tmp_path / "sketch-1.9.0.json").write_bytes(dump_json(unstructure(NEW)))
    with pytest.raises(InvalidDocumentError) as caught:
        Appraiser().instrument("sketch", study=held, wave="w1")
    assert caught.value.problems[0].code == "other-instrument-in-file"
