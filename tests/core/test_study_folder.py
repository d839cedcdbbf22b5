"""What a study's folder promises: each file of answers is found, and nothing is passed over."""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.configuration import Configuration
from rosace.conversion import unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.loading import dump_json
from rosace.response import Response
from rosace.strategies import studies
from rosace.study import Study
from rosace.study_examining import examine_study
from rosace.study_folder import StudyFolder, open_folder
from rosace.study_reading import read_responses, sound, taken_together
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace.writing import dump_responses

MADE = sketch([{"id": "q", "type": "yes-no"}])
STUDY: Mapping[str, Any] = {
    "schema": "rosace/study/1",
    "id": "table",
    "title": {"en": "Table"},
    "subject": {"id": "table", "title": {"en": "Table"}},
    "instruments": [
        {"id": MADE.id, "file": "sketch.json"},
        {"id": "actor"},
        {"id": "actor-map", "waves": ["w2"]},
    ],
    "waves": [{"id": "w1"}, {"id": "w2"}],
}
DAY = dt.date(2027, 6, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a study without answers."""
    (tmp_path / "sketch.json").write_bytes(dump_json(unstructure(MADE)))
    return write_study(tmp_path)


@pytest.fixture
def appraiser() -> Appraiser:
    """Return an appraiser that reads the core's own formats and CSV."""
    return Appraiser(Configuration(plugins="all"))


def write_study(folder: Path, **changes: Any) -> Path:
    """Write the study with some of its keys changed, and return its folder."""
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, **changes}))
    return folder


def put(folder: Path, name: str, data: bytes = b"") -> Path:
    """Write a file of a folder and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def answers(wave: str, kind: str = "individual") -> tuple[Response, ...]:
    """Return the answers of two people, or of two groups."""
    made = people(MADE, [{"q": True}, {"q": False}], known=[{"kind": kind}] * 2)
    return tuple(evolve(each, wave=wave) for each in made)


def ndjson(given: Iterable[Response]) -> bytes:
    """Return responses as a file."""
    return b"".join(dump_responses(given, "ndjson"))


def codes(path: Path) -> list[str]:
    """Return the codes of what keeps a folder from being opened."""
    with pytest.raises(InvalidDocumentError) as caught:
        open_folder(path)
    return [problem.code for problem in caught.value.problems]


def test_a_folder_is_opened_by_its_name_or_by_that_of_its_study(folder: Path) -> None:
    """Both ways lead to the same study and files, wherever one stands."""
    put(folder, "responses/w1/sketch.csv")
    for named in (folder, folder / "study.yaml", str(folder)):
        found = open_folder(named)
        assert found.root == folder
        assert [path.name for _, _, path in found.all_files("responses")] == ["sketch.csv"]


def test_files_belong_to_the_instrument_that_their_name_begins_with(folder: Path) -> None:
    """Several files answer one instrument, and of two ids that fit the longer one is meant."""
    for name in ("actor.csv", "actor-map.csv", "actor-late.json", "actor-map-2.ndjson"):
        put(folder, f"responses/w2/{name}")
    put(folder, "collective/w2/actor.yaml")
    found = open_folder(folder)
    named = {
        instrument: [path.name for path in found.files("responses", "w2", instrument)]
        for instrument in ("actor", "actor-map", MADE.id)
    }
    assert named == {
        "actor": ["actor-late.json", "actor.csv"],
        "actor-map": ["actor-map-2.ndjson", "actor-map.csv"],
        MADE.id: [],
    }
    assert [path.name for path in found.files("collective", "w2", "actor")] == ["actor.yaml"]
    assert found.files("responses", "w1", "actor") == ()


def test_a_mapping_is_that_of_its_file_or_else_of_its_instrument(folder: Path) -> None:
    """One mapping serves all files of an instrument, but for a file that has its own."""
    own, other = (put(folder, f"responses/w1/{name}.csv") for name in ("actor-2", "actor-3"))
    for name in ("actor", "actor-2"):
        put(folder, f"responses/w1/{name}.mapping.yaml")
    found = open_folder(folder)
    assert [str(found.mapping(each)).rpartition("/")[2] for each in (own, other)] == [
        "actor-2.mapping.yaml",
        "actor.mapping.yaml",
    ]


@pytest.mark.parametrize(
    ("retention", "code"),
    [
        ("2028-02-29", None),
        ("2029-02-29", "date-form"),
        ("2029-02-31", "date-form"),
        ("2029-04-31", "date-form"),
        ("2029-04", None),
        ("2029-13", "date-form"),
        ("2029", None),
        ("0000", "date-form"),
        (2029, "text-unquoted"),
    ],
)
def test_a_date_is_one_of_the_calendar(folder: Path, retention: object, code: str | None) -> None:
    """A year, a month or a day that does not exist is refused, and so is a year without quotes."""
    write_study(folder, retention=retention)
    if code is None:
        assert open_folder(folder).study.retention == retention
    else:
        assert codes(folder) == [code]


@pytest.mark.parametrize(
    ("dates", "pointer"),
    [
        (["2024", "2025"], None),
        (["2024-05", "2024-05-01", "2024"], None),
        ([None, "2024", None, "2024"], None),
        (["2025", "2024"], "/waves/1/date"),
        (["2024-05-14", None, "2024-04"], "/waves/2/date"),
        (["2024-05-14", "2024", "2024-01"], "/waves/2/date"),
    ],
)
def test_waves_stand_in_the_order_of_their_dates(
    folder: Path, dates: list[str | None], pointer: str | None
) -> None:
    """A wave after one of a later date is refused, since change would be told backwards."""
    waves = [
        {"id": f"w{number}", **({} if date is None else {"date": date})}
        for number, date in enumerate(dates, 1)
    ]
    write_study(folder, waves=waves)
    try:
        found = [each.id for each in open_folder(folder).study.waves]
    except InvalidDocumentError as error:
        (problem,) = error.problems
        assert (problem.code, problem.pointer) == ("waves-out-of-order", pointer)
        assert problem.file == str(folder / "study.yaml")
    else:
        assert (pointer, len(found)) == (None, len(dates))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("responses/w9/sketch.csv", "folder-of-no-wave"),
        ("collective/actor.json", "file-outside-wave"),
        ("responses/w1/deeper/sketch.csv", "folder-in-wave"),
        ("responses/w1/other.csv", "file-of-no-instrument"),
        ("responses/w1/actorial.csv", "file-of-no-instrument"),
        ("responses/w1/actor.csv.rejected.ndjson", "file-of-no-instrument"),
        ("responses/w1/actor-2.csv.rejected.ndjson", "file-of-no-instrument"),
        ("responses/w1/actor-map.csv", "instrument-not-in-wave"),
        ("collective/w2/actor.mapping.yaml", "mapping-of-no-file"),
    ],
)
def test_what_has_no_place_is_told_with_its_path(folder: Path, name: str, code: str) -> None:
    """A file under no declared wave or instrument keeps the folder shut until it is moved."""
    put(folder, name)
    put(folder, "responses/w1/actor.csv")
    assert codes(folder) == [code]


def test_what_programs_leave_behind_is_passed_over(folder: Path) -> None:
    """Hidden files and the locks of office programs are nobody's answers."""
    for name in ("responses/.DS_Store", "responses/w1/~$actor.xlsx", "collective/w1/.gitkeep"):
        put(folder, name)
    assert list(open_folder(folder).all_files("responses")) == []


def test_an_overlay_that_nothing_names_is_told(folder: Path) -> None:
    """An overlay left in its folder without being named is a notice; a named one is none."""
    put(folder, "overlays/left.yaml")
    write_study(folder, instruments=[{"id": "actor", "overlay": "overlays/used.yaml"}])
    put(folder, "overlays/used.yaml")
    found = list(open_folder(folder).unused_overlays())
    assert [(each.code, each.severity) for each in found] == [("overlay-not-used", "notice")]
    assert str(found[0].file).endswith("left.yaml")


def test_answers_are_of_the_wave_and_kind_of_their_folder(
    folder: Path, appraiser: Appraiser
) -> None:
    """Rows that name another wave, or are of the other kind, are refused one by one."""
    put(folder, "responses/w1/sketch.ndjson", ndjson(answers("w2")))
    put(folder, "responses/w2/sketch.ndjson", ndjson(answers("w2", "collective")))
    put(folder, "collective/w2/sketch.ndjson", ndjson(answers("w2")[:1]))
    found = examine_study(appraiser, open_folder(_without_unknown(folder)))
    assert [problem.code for one in found.taken for problem in one.problems] == [
        *["wave-not-of-folder"] * 2,
        *["collective-in-responses"] * 2,
        "individual-in-collective",
    ]


def test_a_table_takes_wave_and_kind_from_its_folder(folder: Path, appraiser: Appraiser) -> None:
    """A table without a column for either is read as its folder says."""
    for part in ("responses", "collective"):
        put(folder, f"{part}/w2/sketch.csv", b"@respondent,q\np1,yes\n")
    found = open_folder(_without_unknown(folder))
    (alone,) = read_responses(appraiser, found, "w2", MADE.id)
    (together,) = sound(taken_together(appraiser, found, "w2", MADE.id))
    assert (alone.wave, alone.respondent.kind) == ("w2", "individual")
    assert (together.wave, together.respondent.kind) == ("w2", "collective")


def test_a_voice_is_heard_once_over_the_files_of_a_wave(folder: Path, appraiser: Appraiser) -> None:
    """Who stands in two files of one wave is refused the second time."""
    for name in ("sketch", "sketch-late"):
        put(folder, f"responses/w1/{name}.ndjson", ndjson(answers("w1")))
    found = examine_study(appraiser, open_folder(_without_unknown(folder)))
    assert [len(one.responses) for one in found.taken] == [2, 0]


def test_what_is_wrong_between_files_names_one(folder: Path, appraiser: Appraiser) -> None:
    """An id used again in another wave, or a reference to no row, stands in a file and row."""
    _without_unknown(folder)
    first = answers("w1")
    put(folder, "responses/w1/sketch.ndjson", ndjson(first))
    again = (evolve(each, wave="w2") for each in first)
    later = put(folder, "responses/w2/sketch.ndjson", ndjson(again))
    found = examine_study(appraiser, open_folder(folder)).problems
    assert [(each.code, each.file, each.row, each.pointer) for each in found] == [
        ("duplicate-response", str(later), row, "/id") for row in (1, 2)
    ]


def test_a_reference_to_no_row_names_its_file(folder: Path, appraiser: Appraiser) -> None:
    """Whether a study is checked, closed or reported on, the file and the row of it are told."""
    field = {"id": "who", "type": "reference", "text": {"en": "Who?"}}
    outward = {**field, "to": {"instrument": MADE.id, "item": "q"}}
    events = {"id": "events", "type": "records", "text": {"en": "What?"}, "fields": [outward]}
    other = sketch([events], id="other")
    put(folder, "other.json", dump_json(unstructure(other)))
    named = [STUDY["instruments"][0], {"id": "other", "file": "other.json"}]
    write_study(folder, instruments=named)
    put(folder, "collective/w1/sketch.ndjson", ndjson(answers("w1", "collective")[:1]))
    row = {"events": [{"id": "e1", "who": "nobody"}]}
    (made,) = people(other, [row], known=[{"kind": "collective"}])
    faulty = b"\n" + ndjson([evolve(made, wave="w1")])
    file = put(folder, "collective/w1/other.ndjson", faulty)
    (checked,) = examine_study(appraiser, open_folder(folder)).problems
    with pytest.raises(InvalidDocumentError) as closing:
        appraiser.close_wave(open_folder(folder), "w1")
    file.unlink()
    appraiser.close_wave(open_folder(folder), "w1")
    put(folder, "collective/w1/other.ndjson", faulty)
    with pytest.raises(InvalidDocumentError) as reporting:
        appraiser.appraise_study(open_folder(folder))
    for problem in (checked, *closing.value.problems, *reporting.value.problems):
        assert (problem.code, problem.file, problem.row) == ("dangling-reference", str(file), 2)


def test_a_wave_is_not_closed_by_writing_so(folder: Path, appraiser: Appraiser) -> None:
    """What the study's file alone calls closed is told to be open, until it is closed."""
    waves = [{"id": "w1", "closed": True}, {"id": "w2"}]
    _without_unknown(folder, waves=waves)
    put(folder, "responses/w1/sketch.ndjson", ndjson(answers("w1")))
    told: list[Problem] = []
    appraiser.appraise_study(open_folder(folder), tell=told.append)
    (found,) = examine_study(appraiser, open_folder(folder)).problems
    assert told == [found]
    assert (found.code, found.severity) == ("wave-not-sealed", "notice")
    assert (found.file, found.pointer) == (str(folder / "study.yaml"), "/waves/0/closed")
    appraiser.close_wave(open_folder(folder), "w1")
    assert examine_study(appraiser, open_folder(folder)).problems == ()


def test_an_instrument_of_a_study_must_be_at_hand(folder: Path, appraiser: Appraiser) -> None:
    """One that nothing brings is told where it is named, before the files called after another."""
    put(folder, "responses/w1/diagnostic.csv")
    with pytest.raises(InvalidDocumentError) as caught:
        appraiser.open_study(folder)
    (problem,) = caught.value.problems
    assert (problem.code, problem.pointer) == ("instrument-not-known", "/instruments/1/id")
    assert problem.file == str(folder / "study.yaml")
    assert "diagnostic" in str(problem.arguments["known"])
    assert codes(folder) == ["file-of-no-instrument"]


def test_a_mode_must_be_one_of_the_instruments(folder: Path, appraiser: Appraiser) -> None:
    """A study that names a mode its instrument lacks is told which there are."""
    write_study(folder, instruments=[{"id": "diagnostic", "mode": "by-telephone"}])
    (problem,) = examine_study(appraiser, open_folder(folder)).problems
    assert (problem.code, problem.pointer) == ("unknown-mode", "/instruments/0/mode")
    assert "individual-compiled" in str(problem.arguments["known"])
    put(folder, "collective/w1/diagnostic.json", b"[]")
    with pytest.raises(InvalidDocumentError) as caught:
        appraiser.appraise_study(appraiser.open_study(folder))
    assert [each.code for each in caught.value.problems] == ["unknown-mode"]


def test_a_study_without_answers_has_no_report(folder: Path, appraiser: Appraiser) -> None:
    """Where nothing was answered the study says where answers go, and makes no empty report."""
    with pytest.raises(InvalidDocumentError) as caught:
        appraiser.appraise_study(appraiser.open_study(_without_unknown(folder)))
    assert [each.code for each in caught.value.problems] == ["study-without-answers"]


@given(study=studies(), today=st.dates(dt.date(2029, 1, 1), dt.date(2031, 12, 31)))
def test_answers_are_kept_until_their_date_and_no_longer(study: Study, today: dt.date) -> None:
    """The last day of a retention date, month or year is the last on which answers are kept."""
    last = {
        "2030": dt.date(2030, 12, 31),
        "2030-06": dt.date(2030, 6, 30),
        "2030-06-30": dt.date(2030, 6, 30),
    }
    kept = study.retention is None or today <= last[study.retention]
    assert study.kept_on(today) is kept


def test_past_the_date_individual_answers_are_not_read(folder: Path, appraiser: Appraiser) -> None:
    """After the retention date individual answers stay shut, and what the group wrote does not."""
    _without_unknown(folder, retention="2027-06-14")
    put(folder, "responses/w1/sketch.ndjson", ndjson(answers("w1")))
    put(folder, "collective/w1/sketch.ndjson", ndjson(answers("w1", "collective")[:1]))
    before, after = (open_folder(folder, day) for day in (DAY - dt.timedelta(days=1), DAY))
    assert len(read_responses(appraiser, before, "w1", MADE.id)) == 2
    assert len(sound(taken_together(appraiser, after, "w1", MADE.id))) == 1
    asked = (
        lambda: read_responses(appraiser, after, "w1", MADE.id),
        lambda: examine_study(appraiser, after),
        lambda: appraiser.appraise_study(after),
        lambda: appraiser.close_wave(after, "w1"),
    )
    for ask in asked:
        with pytest.raises(InvalidDocumentError) as caught:
            ask()
        assert [each.code for each in caught.value.problems] == ["retention-passed"]
    assert not (folder / "releases").exists()


def test_a_closed_wave_is_still_reported_past_the_date(folder: Path, appraiser: Appraiser) -> None:
    """What was released before the date is shown after it, without opening any answer."""
    _without_unknown(folder, retention="2027-06-14", disclosure={"mode": "open"})
    path = put(folder, "responses/w1/sketch.ndjson", ndjson(answers("w1")))
    appraiser.close_wave(open_folder(folder), "w1")
    report = appraiser.appraise_study(open_folder(folder), language="en")
    path.write_bytes(b"broken")
    assert appraiser.appraise_study(open_folder(folder, DAY), language="en") == report


def _without_unknown(folder: Path, **changes: Any) -> Path:
    """Let a study use the sketch alone, which is at hand."""
    return write_study(folder, **{"instruments": list(STUDY["instruments"][:1]), **changes})


def test_a_study_folder_holds_no_clock(folder: Path) -> None:
    """Only the day that is given makes answers too old: without one they may be read."""
    write_study(folder, retention="1999")
    assert not open_folder(folder).expired
    assert open_folder(folder, DAY).expired
    assert StudyFolder(file=folder / "study.yaml", study=open_folder(folder).study).root == folder
