"""What taking responses in promises: all or nothing, no voice twice, and everything told."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rosace.appraiser import Appraiser
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError, Problem, UsageError
from rosace.instrument import Instrument
from rosace.intake import Intake, Taken
from rosace.loading import dump_json
from rosace.response import Response
from rosace.study import Attribute, AttributeValue, Study, StudyInstrument, Subject, Wave
from rosace.study_checks import check_study, load_study
from rosace.testing import people, sketch
from rosace.values import evolve

MADE = sketch([{"id": "q", "type": "yes-no", "required": True}, {"id": "t", "type": "text"}])
STUDY = Study(
    id="study",
    title={"en": "Study"},
    subject=Subject(id="group", title={"en": "Group"}),
    instruments=(StudyInstrument(id="sketch"),),
    waves=(Wave(id="w1"),),
    attributes=(
        Attribute(id="sector", values=(AttributeValue(id="a"), AttributeValue(id="b"))),
        Attribute(id="place"),
    ),
)


def documents(size: int, first: int = 0, **known: Any) -> list[dict[str, Any]]:
    """Return response documents of so many people."""
    made = people(MADE, [{"q": True}] * (first + size), known=[known] * (first + size))
    plain: list[dict[str, Any]] = [unstructure(each) for each in made[first:]]
    return plain


def file(folder: Path, name: str, plain: Sequence[object]) -> Path:
    """Return an NDJSON file of documents."""
    path = folder / f"{name}.ndjson"
    path.write_bytes(b"".join(dump_json(each) for each in plain))
    return path


def codes(taken: Taken) -> list[list[str]]:
    """Return the codes of what was found in each refused document."""
    return [[problem.code for problem in refused.problems] for refused in taken.rejected]


def test_sound_responses_come_in_whole(tmp_path: Path) -> None:
    """Every response of a sound file is taken, in its order, and nothing is said."""
    taken = Intake(instrument=MADE).take(file(tmp_path, "a", documents(3)))
    assert [each.respondent.id for each in taken.responses] == ["p0", "p1", "p2"]
    assert (taken.rejected, taken.notices, taken.problems) == ((), (), ())


def test_rows_without_a_wave_take_the_studys(tmp_path: Path) -> None:
    """Where the study has one wave rows need not name it; where it has two they must."""
    path = tmp_path / "answers.csv"
    path.write_text("@respondent,@sector,q\np1,a,yes\n", "utf-8")
    appraiser = Appraiser()
    taken = appraiser.examine(path, MADE, study=STUDY)
    assert [each.wave for each in taken.responses] == ["w1"]
    two = evolve(STUDY, waves=(Wave(id="w1"), Wave(id="w2")))
    assert not appraiser.examine(path, MADE, study=two).responses
    assert appraiser.examine(path, MADE, study=two, wave="w2").responses[0].wave == "w2"


def test_a_column_of_an_attribute_is_enough_to_break_results_down(tmp_path: Path) -> None:
    """A file with ``@sector`` is read plainly, and its report can be broken down by it."""
    path = tmp_path / "answers.csv"
    path.write_text("@respondent,@sector,place,q\np1,a,x,yes\np2,b,y,no\n", "utf-8")
    appraiser = Appraiser()
    responses = appraiser.read(path, MADE)
    assert [dict(each.respondent.attributes) for each in responses] == [
        {"sector": "a"},
        {"sector": "b"},
    ]
    assert appraiser.appraise(MADE, responses, by=["sector"]).sections
    path.write_text("@respondent,place,q\np1,x,yes\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        appraiser.appraise(MADE, appraiser.read(path, MADE), by=["place"])
    assert caught.value.code == "usage-unknown-breakdown-none"
    assert "@place" in caught.value.advice("fr")


def test_a_voice_heard_twice_counts_once(tmp_path: Path) -> None:
    """The second response of a person, or of an id, is refused where it stands."""
    plain = documents(2)
    again = [
        {**plain[0], "id": "another"},
        {**plain[1], "respondent": {"id": "x", "kind": "individual"}},
    ]
    taken = Intake(instrument=MADE).take(file(tmp_path, "a", [*plain, *again]))
    assert len(taken.responses) == 2
    assert codes(taken) == [["respondent-twice"], ["duplicate-response"]]
    assert [refused.place.row for refused in taken.rejected] == [3, 4]


def test_a_voice_heard_in_two_files_counts_once(tmp_path: Path) -> None:
    """What an earlier file said is not heard again, and the later file is blamed."""
    intake = Intake(instrument=MADE)
    first = intake.take(file(tmp_path, "a", documents(2)))
    second = intake.take(file(tmp_path, "b", documents(2, 1)), after=[first])
    assert [each.respondent.id for each in second.responses] == ["p2"]
    (refused,) = second.rejected
    (problem,) = refused.problems
    assert problem.code == "respondent-twice-in-files"
    assert Path(str(problem.arguments["first"])).name == "a.ndjson"
    assert (Path(refused.place.file or "").name, refused.place.row) == ("b.ndjson", 1)


def test_who_was_refused_may_speak_again(tmp_path: Path) -> None:
    """A faulty response does not take the place of the sound one that follows it."""
    (plain,) = documents(1)
    faulty = {**plain, "answers": {"q": "maybe"}}
    taken = Intake(instrument=MADE).take(file(tmp_path, "a", [faulty, plain]))
    assert (len(taken.responses), len(taken.rejected)) == (1, 1)


def test_reading_is_all_or_nothing(tmp_path: Path) -> None:
    """One faulty line of many stops a reading, and every fault of the file is told."""
    plain: list[Any] = documents(4)
    plain[1] = {**plain[1], "answers": {"q": "maybe"}}
    plain[3] = {**plain[3], "answers": {}}
    path = file(tmp_path, "a", plain)
    appraiser = Appraiser()
    with pytest.raises(InvalidDocumentError) as caught:
        appraiser.read(path, MADE)
    assert [each.row for each in caught.value.problems] == [2, 4]
    taken = appraiser.examine(path, MADE)
    assert [each.respondent.id for each in taken.responses] == ["p0", "p2"]
    assert [refused.document for refused in taken.rejected] == [plain[1], plain[3]]


def test_what_a_plugin_finds_counts_by_its_weight(tmp_path: Path) -> None:
    """An error of a plugin's refuses the response; its notice is told and lets it in."""

    def check(instrument: Instrument, response: Response) -> Iterator[Problem]:
        assert instrument is MADE
        severity: Any = "error" if response.respondent.id == "p0" else "notice"
        yield Problem(
            "duplicate-id", pointer="/answers/q", arguments={"id": "x"}, severity=severity
        )

    taken = Intake(instrument=MADE, check=check).take(file(tmp_path, "a", documents(2)))
    assert [each.respondent.id for each in taken.responses] == ["p1"]
    assert codes(taken) == [["duplicate-id"]]
    assert [(each.severity, each.row) for each in taken.notices] == [("notice", 2)]
    assert [each.severity for each in taken.problems] == ["error", "notice"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"wave": "w9"}, "wave-not-declared"),
        (
            {"respondent": {"id": "p", "kind": "individual", "attributes": {"sector": "z"}}},
            "not-permitted",
        ),
    ],
)
def test_a_study_admits_what_it_declares(change: dict[str, Any], code: str, tmp_path: Path) -> None:
    """A wave, or a value of an attribute, that the study does not name is refused."""
    (plain,) = documents(1)
    intake = Intake(instrument=MADE, study=STUDY)
    assert codes(intake.take(file(tmp_path, "a", [{**plain, **change}]))) == [[code]]
    fine = {"id": "p", "kind": "individual", "attributes": {"sector": "a", "place": "anywhere"}}
    assert codes(intake.take(file(tmp_path, "b", [{**plain, "respondent": fine}]))) == []


def test_addresses_become_pseudonyms_before_anything_is_checked(tmp_path: Path) -> None:
    """With a key an e-mail address is a pseudonym, the same in every file; without, refused."""
    plain = [
        {**each, "respondent": {"id": "a@example.org", "kind": "individual"}}
        for each in documents(1)
    ]
    path = file(tmp_path, "a", plain)
    assert codes(Intake(instrument=MADE).take(path)) == [["respondent-is-email"]]
    key = str(tmp_path / "key")
    one, other = (Intake(instrument=MADE, key=key).take(path).responses for _ in range(2))
    assert one == other
    assert "@" not in one[0].respondent.id


BROKEN: dict[str, dict[str, Any]] = {
    "duplicate-id": {"waves": [{"id": "w1"}, {"id": "w1"}]},
    "attribute-not-declared": {"breakdowns": [["role"]]},
    "wave-not-declared": {"invited": [{"wave": "w9", "count": 3}]},
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_study_that_contradicts_itself_is_refused(code: str, tmp_path: Path) -> None:
    """Ids twice, breakdowns by nothing and invitations to no wave are found before any reading."""
    assert list(check_study(STUDY)) == []
    path = tmp_path / "study.json"
    path.write_bytes(dump_json({**unstructure(STUDY), **BROKEN[code]}))
    with pytest.raises(InvalidDocumentError) as caught:
        load_study(path)
    assert [each.code for each in caught.value.problems] == [code]
    assert caught.value.problems[0].file == str(path)
