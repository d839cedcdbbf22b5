"""What closing a wave promises: it is released once, and reports come from the releases alone."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from rosace import Appraiser
from rosace.appraisal import Appraisal, Late, Movement
from rosace.appraising import narrowed
from rosace.configuration import AllowedPlugin, Configuration
from rosace.conversion import unstructure
from rosace.counting import counted
from rosace.errors import DisclosureError, InvalidDocumentError, Problem, UsageError
from rosace.ledger import digest_of
from rosace.loading import dump_json
from rosace.membership import memberships
from rosace.participation import participation, received
from rosace.releasing import read_ledger
from rosace.report import Notice, Report, Verbatim
from rosace.study_appraisal import appraisals_of
from rosace.study_reading import read_responses
from rosace.tally import Group
from rosace.testing import people, sketch
from rosace.values import evolve
from rosace.withdrawing import withdraw
from rosace.writing import dump_responses

CHOICES = [
    {"code": code, "value": value, "label": {"en": code}}
    for code, value in (("A", 3), ("B", 2), ("C", 1))
]
MADE = sketch(
    [{"id": "q", "type": "choice", "scale": "abc", "comment": "allowed"}],
    scales={"abc": {"kind": "ordinal", "choices": CHOICES}},
    dimensions=[],
)
STUDY: Mapping[str, Any] = {
    "schema": "rosace/study/1",
    "id": "table",
    "title": {"en": "Table"},
    "subject": {"id": "table", "title": {"en": "Table"}},
    "instruments": [{"id": MADE.id, "file": "sketch.json"}],
    "waves": [{"id": "w1"}, {"id": "w2"}],
    "attributes": [{"id": "sector"}],
    "breakdowns": [["sector"]],
}


@pytest.fixture
def appraiser() -> Appraiser:
    """Return an appraiser without plugins."""
    return Appraiser(Configuration(plugins=()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a study of two waves, without answers."""
    (tmp_path / "study.yaml").write_bytes(dump_json(dict(STUDY)))
    (tmp_path / "sketch.json").write_bytes(dump_json(unstructure(MADE)))
    return tmp_path


def answer(  # noqa: PLR0913, PLR0917  # each by its name
    folder: Path,
    codes: str,
    wave: str = "w1",
    name: str = "sketch.ndjson",
    ids: Sequence[str] = (),
    sectors: str = "",
) -> None:
    """Write what people answered, a letter each, to a file of a wave."""
    named = ids or [f"p{number}" for number in range(len(codes))]
    known = [
        {"id": each, "attributes": {"sector": sector} if sector != " " else {}}
        for each, sector in zip(named, sectors or "a" * len(codes), strict=True)
    ]
    made = people(MADE, [{"q": code} for code in codes], known=known)
    path = folder / "responses" / wave / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(dump_responses(_in_wave(made, wave, name), "ndjson")))


def _in_wave(made: Iterable[Any], wave: str, name: str) -> list[Any]:
    return [evolve(each, wave=wave, id=f"{name}-{each.respondent.id}") for each in made]


def shown(appraiser: Appraiser, folder: Path) -> Appraisal:
    """Return what may be seen of a study."""
    _, found, _ = appraisals_of(appraiser, appraiser.open_study(folder), "en")
    return found[MADE.id]


def report(appraiser: Appraiser, folder: Path) -> Report:
    """Return the report on a study."""
    return appraiser.appraise_study(appraiser.open_study(folder), language="en")


def notices(made: Report) -> list[Any]:
    """Return the phrases of a report's notices."""
    return [
        block.text
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Notice)
    ]


def without_notices(made: Report) -> list[Any]:
    """Return the other blocks of a report's sections."""
    return [
        [block for block in section.blocks if not isinstance(block, Notice)]
        for section in made.sections
    ]


def close(appraiser: Appraiser, folder: Path, wave: str = "w1") -> None:
    """Close a wave."""
    appraiser.close_wave(appraiser.open_study(folder), wave)


def counts(appraiser: Appraiser, folder: Path, wave: str = "w1", **cell: str) -> dict[str, int]:
    """Return the exact counts of the one item in a group."""
    table = shown(appraiser, folder).table("item.q", wave, tuple(cell.items()))
    assert table is not None
    assert table.counts is not None
    return {each.key: int(each.persons.low) for each in table.counts if each.persons.exact}


def test_of_an_open_wave_only_the_number_is_told(appraiser: Appraiser, folder: Path) -> None:
    """Before a wave is closed its report says how many answered, and nothing else."""
    answer(folder, "A" * 12)
    found = shown(appraiser, folder)
    assert found.tables == ()
    assert [(each.group, each.answered) for each in found.participation] == [(Group(wave="w1"), 12)]
    assert found.waves == ()


def test_a_faulty_file_of_an_open_wave_leaves_the_closed_ones(
    appraiser: Appraiser, folder: Path
) -> None:
    """The closed wave is reported on in full; the open one is told of as not counted."""
    (folder / "study.yaml").write_bytes(
        dump_json({**STUDY, "invited": [{"wave": "w2", "count": 20}]})
    )
    answer(folder, "A" * 8 + "B" * 4)
    answer(folder, "A" * 7, "w2")
    close(appraiser, folder)
    sound = shown(appraiser, folder)
    faulty = folder / "responses" / "w2" / "sketch.ndjson"
    faulty.write_bytes(faulty.read_bytes() + b"{}\n")
    told: list[Problem] = []
    opened = appraiser.open_study(folder)
    _, found, _ = appraisals_of(appraiser, opened, "en", tell=told.append)
    assert [(each.code, each.file) for each in told] == [("wave-not-counted", str(faulty))]
    assert found[MADE.id].tables == sound.tables
    assert [
        (each.group.wave, each.answered, each.invited) for each in found[MADE.id].participation
    ] == [("w1", 12, None), ("w1", 12, None), ("w2", None, 20)]
    assert [each.wave for each in sound.received] == ["w1", "w2"]
    assert [each.wave for each in found[MADE.id].received] == ["w1"]
    said = str(report(appraiser, folder).sections)
    assert "core.wave-uncounted" in said
    assert "core.wave-open" not in said


def test_a_faulty_file_is_refused_while_no_wave_is_closed(
    appraiser: Appraiser, folder: Path
) -> None:
    """Where a number is all that could be told, and it cannot be, there is no report."""
    answer(folder, "A" * 12)
    (folder / "responses" / "w1" / "sketch-2.ndjson").write_bytes(b"{}\n")
    with pytest.raises(InvalidDocumentError) as caught:
        report(appraiser, folder)
    assert "wave-not-counted" not in [each.code for each in caught.value.problems]


def test_a_release_tells_of_the_participation_that_its_responses_have(
    appraiser: Appraiser, folder: Path
) -> None:
    """From its release a closed wave has the participation, and the invitations, it had before."""
    invited = [
        {"wave": "w1", "count": 30},
        {"wave": "w1", "attributes": {"sector": "b"}, "count": 9},
        {"wave": "w2", "count": 0},
    ]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "invited": invited}))
    answer(folder, "A" * 18, sectors="a" * 10 + "b" * 7 + "c")
    close(appraiser, folder)
    opened = appraiser.open_study(folder)
    closed = evolve(opened.study, waves=tuple(evolve(w, closed=True) for w in opened.study.waves))
    held = counted(closed, MADE, read_responses(appraiser, opened, "w1", MADE.id))
    found = shown(appraiser, folder)
    groups = memberships(closed, held.atoms)
    assert found.participation == participation(closed, MADE, groups, held.received)
    assert found.received == received(closed, MADE, held.received)
    assert [each.invited for each in found.participation] == [30, None, 9, None, 0]


def test_a_closed_wave_is_shown_as_it_was(appraiser: Appraiser, folder: Path) -> None:
    """After closing, the report is the same whatever becomes of the answers."""
    answer(folder, "A" * 8 + "B" * 4)
    close(appraiser, folder)
    before = report(appraiser, folder)
    assert counts(appraiser, folder) == {"A": 8, "B": 4, "C": 0, "@no-answer": 0}
    answer(folder, "C" * 11)
    assert report(appraiser, folder) == before
    shutil.rmtree(folder / "responses")
    assert report(appraiser, folder) == before


def test_the_report_names_the_head_of_the_ledger(appraiser: Appraiser, folder: Path) -> None:
    """A report says how many releases it comes from, and another ledger has another head."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    first = report(appraiser, folder).provenance.ledger
    assert first is not None
    assert first.entries == 1
    shutil.rmtree(folder / "releases")
    answer(folder, "A" * 11 + "B")
    close(appraiser, folder)
    second = report(appraiser, folder).provenance.ledger
    assert second is not None
    assert second.head != first.head


def test_few_late_answers_wait_and_leave_all_as_it_was(appraiser: Appraiser, folder: Path) -> None:
    """Nine late answers are refused; nothing is shown of them but that they are nine."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    before = report(appraiser, folder)
    answer(folder, "C" * 9, name="sketch-late.ndjson", ids=[f"l{each}" for each in range(9)])
    with pytest.raises(DisclosureError) as caught:
        close(appraiser, folder)
    assert caught.value.reason == "late-too-few"
    assert shown(appraiser, folder).late == (Late(wave="w1", persons=9, needed=10),)
    after = report(appraiser, folder)
    assert notices(after)[:-1] == notices(before)
    (late,) = (each for each in notices(after) if each not in notices(before))
    assert (late.message, late.arguments["n"].low) == ("core.late", 9)
    assert without_notices(after) == without_notices(before)


def test_of_late_answers_only_the_number_of_persons_is_told(
    appraiser: Appraiser, folder: Path
) -> None:
    """A report is the same whatever late answers say, the same again included; open, it says so."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    made = []
    for codes in ("A" * 9, "C" * 9):
        answer(folder, codes, name="sketch-late.ndjson")
        made.append(report(appraiser, folder))
    assert made[0] == made[1]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "disclosure": {"mode": "open"}}))
    assert shown(appraiser, folder).late == (Late(wave="w1", persons=9, needed=None),)
    assert "core.late-open" in [each.message for each in notices(report(appraiser, folder))]


def test_faulty_late_answers_leave_the_report(appraiser: Appraiser, folder: Path) -> None:
    """A late file that cannot be counted is told of, and the report is what it was without it."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    before = report(appraiser, folder)
    faulty = folder / "responses/w1/sketch-late.ndjson"
    faulty.write_bytes(b"{}\n")
    told: list[Problem] = []
    after = appraiser.appraise_study(appraiser.open_study(folder), language="en", tell=told.append)
    assert [(each.code, each.file) for each in told] == [("wave-not-counted", str(faulty))]
    assert after == before


def test_enough_late_answers_come_in_together(appraiser: Appraiser, folder: Path) -> None:
    """Ten newcomers become a second batch; what one sends who was counted changes nothing."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    ids = ["p0", *(f"l{each}" for each in range(10))]
    answer(folder, "C" * 11, name="sketch-late.ndjson", ids=ids)
    close(appraiser, folder)
    assert counts(appraiser, folder) == {"A": 12, "B": 0, "C": 10, "@no-answer": 0}
    ledger = report(appraiser, folder).provenance.ledger
    assert ledger is not None
    assert ledger.entries == 2


def test_a_cell_that_few_late_ones_join_stays_as_it_was(appraiser: Appraiser, folder: Path) -> None:
    """A subgroup with one late member is not shown with them, nor can they be found beside it."""
    answer(folder, "A" * 30, sectors="a" * 15 + "b" * 15)
    close(appraiser, folder)
    late = [f"l{each}" for each in range(21)]
    answer(folder, "C" * 21, name="sketch-late.ndjson", ids=late, sectors="a" * 20 + "b")
    close(appraiser, folder)
    assert sum(counts(appraiser, folder).values()) == 51
    assert sum(counts(appraiser, folder, sector="b").values()) == 15
    assert sum(counts(appraiser, folder, sector="a").values()) == 15


def test_figures_of_before_late_answers_say_so(appraiser: Appraiser, folder: Path) -> None:
    """A group that stays as it was, beside its participation of now, is named; others are not."""
    answer(folder, "A" * 30, sectors="a" * 15 + "b" * 15)
    close(appraiser, folder)
    late = [f"l{each}" for each in range(20)]
    answer(folder, "C" * 20, name="sketch-late.ndjson", ids=late, sectors="a" * 20)
    close(appraiser, folder)
    assert shown(appraiser, folder).kept == ()
    more = [f"m{each}" for each in range(11)]
    answer(folder, "C" * 11, name="sketch-more.ndjson", ids=more, sectors="a" * 10 + "b")
    close(appraiser, folder)
    found = shown(appraiser, folder)
    assert found.kept == tuple(Group(wave="w1", cell=(("sector", held),)) for held in "ab")
    told = [each for each in notices(report(appraiser, folder)) if each.message == "core.kept"]
    assert [each.arguments["group"] for each in told] == [Verbatim(verbatim=held) for held in "ab"]
    unplanned = evolve(found.study, breakdowns=())
    assert narrowed({MADE.id: found}, unplanned)[MADE.id].kept == ()


def test_a_sealed_file_that_changed_lets_nothing_further_in(
    appraiser: Appraiser, folder: Path
) -> None:
    """Late answers beside a changed file are refused, with the file's name."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    answer(folder, "A" * 11)
    answer(folder, "C" * 12, name="sketch-late.ndjson", ids=[f"l{each}" for each in range(12)])
    with pytest.raises(InvalidDocumentError) as caught:
        close(appraiser, folder)
    assert [(each.code, each.file) for each in caught.value.problems] == [
        ("sealed-file-changed", "responses/w1/sketch.ndjson")
    ]


def test_who_answered_twice_is_followed_once(appraiser: Appraiser, folder: Path) -> None:
    """The movement between two waves is released with the later one, and stays."""
    answer(folder, "C" * 12)
    close(appraiser, folder)
    answer(folder, "A" * 12, wave="w2")
    close(appraiser, folder, "w2")
    found = shown(appraiser, folder).movements
    assert [(each.before, each.after, each.persons) for each in found] == [("w1", "w2", 12)]
    assert found[0].items[0].stronger.low == 12
    shutil.rmtree(folder / "responses")
    assert shown(appraiser, folder).movements == found


def test_nobody_is_followed_from_a_wave_that_changed(appraiser: Appraiser, folder: Path) -> None:
    """Once somebody was taken out of the earlier wave, nothing is told of who answered twice."""
    answer(folder, "C" * 12)
    close(appraiser, folder)
    answer(folder, "C" * 11)
    answer(folder, "A" * 12, wave="w2")
    close(appraiser, folder, "w2")
    assert unfollowed(appraiser, folder) == "changed"


def unfollowed(appraiser: Appraiser, folder: Path) -> str:
    """Return why nobody is followed from the first wave to the second, as a report says it."""
    (found,) = shown(appraiser, folder).movements
    assert found == Movement(before="w1", after="w2", rule=found.rule)
    reason = str(found.rule).removeprefix("movement-")
    assert f"core.movement.{reason}" in str(report(appraiser, folder).sections)
    return reason


def test_late_answers_and_those_who_are_followed(appraiser: Appraiser, folder: Path) -> None:
    """From a wave with a second batch nobody is followed; one to a wave leaves what was told."""
    late = [f"l{number}" for number in range(12)]
    answer(folder, "C" * 12)
    close(appraiser, folder)
    answer(folder, "C" * 12, wave="w2")
    close(appraiser, folder, "w2")
    (told,) = shown(appraiser, folder).movements
    answer(folder, "A" * 12, wave="w2", name="sketch-late.ndjson", ids=late)
    close(appraiser, folder, "w2")
    assert told.persons == 12
    assert shown(appraiser, folder).movements == (told,)
    shutil.rmtree(folder / "releases")
    (folder / "responses/w2/sketch-late.ndjson").rename(folder / "responses/w1/sketch-late.ndjson")
    answer(folder, "A" * 12, name="sketch-late.ndjson", ids=late)
    late_file = (folder / "responses/w1/sketch-late.ndjson").rename(folder / "late.ndjson")
    close(appraiser, folder)
    late_file.rename(folder / "responses/w1/sketch-late.ndjson")
    close(appraiser, folder)
    close(appraiser, folder, "w2")
    assert unfollowed(appraiser, folder) == "changed"


@pytest.mark.parametrize(
    "change",
    [
        {"breakdowns": []},
        {"disclosure": {"group": 15}},
        {"disclosure": {"mode": "open"}},
        {"identity": "anonymous"},
        {"voice": "organization"},
    ],
)
def test_nobody_is_followed_from_one_plan_to_another(
    appraiser: Appraiser, folder: Path, change: Mapping[str, Any]
) -> None:
    """What was shown under another plan cannot be looked at: whoever was promised it is left."""
    plans: list[Mapping[str, Any]] = [STUDY, {**STUDY, **change}]
    for first, second in (plans, plans[::-1]):
        for wave, plan in (("w1", first), ("w2", second)):
            (folder / "study.yaml").write_bytes(dump_json(dict(plan)))
            answer(folder, "C" * 20, wave=wave)
            close(appraiser, folder, wave)
        if second.get("identity") == "anonymous":
            assert shown(appraiser, folder).movements == ()
        else:
            assert unfollowed(appraiser, folder) == "plan"
        shutil.rmtree(folder / "releases")


def test_a_wave_closed_between_two_that_were_is_followed_by_nobody(
    appraiser: Appraiser, folder: Path
) -> None:
    """Of two movements from one wave, each safe, the difference would be one person."""
    waves = [{"id": wave} for wave in ("w1", "w2", "w3")]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "waves": waves}))
    for wave, persons in (("w1", 30), ("w3", 19), ("w2", 20)):
        answer(folder, "A" * persons, wave=wave)
        close(appraiser, folder, wave)
    found = {(each.before, each.after): each.rule for each in shown(appraiser, folder).movements}
    assert found == {("w1", "w2"): "movement-order", ("w1", "w3"): None}


def test_a_mapping_is_sealed_with_what_it_reads(folder: Path) -> None:
    """A mapping that is changed, or put beside a sealed file, could move people between groups."""
    appraiser = Appraiser(Configuration(plugins=(AllowedPlugin(name="tables"),)))
    rows = "".join(f"p{number},A,{'x' if number < 14 else 'y'}\n" for number in range(30))
    file = folder / "responses/w1/sketch.csv"
    file.parent.mkdir(parents=True)
    file.write_text(f"@respondent,q,@sector\n{rows}", "utf-8")
    close(appraiser, folder)
    columns = [("@respondent", "@respondent"), ("q", "q"), ("@sector", "ignore")]
    mapping = {
        "schema": "rosace/mapping/1",
        "columns": [{"column": column, "to": to} for column, to in columns],
    }
    beside = folder / "responses/w1/sketch.mapping.yaml"
    beside.write_bytes(dump_json(mapping))
    late = [f"l{number}" for number in range(12)]
    answer(folder, "C" * 12, name="sketch-late.ndjson", ids=late)
    with pytest.raises(InvalidDocumentError) as caught:
        close(appraiser, folder)
    assert [(each.code, each.file) for each in caught.value.problems] == [
        ("sealed-file-changed", "responses/w1/sketch.mapping.yaml")
    ]
    beside.unlink()
    close(appraiser, folder)


def test_waves_closed_in_another_order_say_so(appraiser: Appraiser, folder: Path) -> None:
    """Where the later wave was closed first nobody is followed, and the report says why."""
    answer(folder, "C" * 12)
    answer(folder, "A" * 12, wave="w2")
    for wave in ("w2", "w1"):
        close(appraiser, folder, wave)
    assert unfollowed(appraiser, folder) == "order"


def test_of_an_anonymous_study_no_movement_is_missed(appraiser: Appraiser, folder: Path) -> None:
    """Where nobody can be followed from wave to wave, no reason is given for it."""
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "identity": "anonymous"}))
    for wave in ("w1", "w2"):
        answer(folder, "C" * 12, wave=wave)
        close(appraiser, folder, wave)
        answer(folder, "C" * 11, wave=wave)
    assert shown(appraiser, folder).movements == ()


def test_nothing_is_closed_where_nothing_is(appraiser: Appraiser, folder: Path) -> None:
    """A wave without answers, one closed with nothing new, and one not declared are refused."""
    with pytest.raises(DisclosureError) as caught:
        close(appraiser, folder)
    assert caught.value.reason == "nothing-to-close"
    answer(folder, "A" * 12)
    close(appraiser, folder)
    with pytest.raises(DisclosureError):
        close(appraiser, folder)
    with pytest.raises(UsageError):
        close(appraiser, folder, "w9")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("responses/w9/sketch.ndjson", "folder-of-no-wave"),
        ("responses/w1/other.ndjson", "file-of-no-instrument"),
        ("collective/notes.txt", "file-outside-wave"),
    ],
)
def test_files_that_belong_to_nothing_are_named(
    appraiser: Appraiser, folder: Path, path: str, code: str
) -> None:
    """A file under no declared wave or instrument is told, never passed over."""
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text("", "utf-8")
    with pytest.raises(InvalidDocumentError) as caught:
        appraiser.open_study(folder)
    assert [each.code for each in caught.value.problems] == [code]


def test_a_file_in_the_folder_of_another_wave_is_refused(
    appraiser: Appraiser, folder: Path
) -> None:
    """Rows that name another wave than their folder's are refused, and nothing is sealed."""
    answer(folder, "A" * 12, wave="w1")
    shutil.move(folder / "responses" / "w1", folder / "responses" / "w2")
    with pytest.raises(InvalidDocumentError) as caught:
        close(appraiser, folder, "w2")
    assert [each.code for each in caught.value.problems] == ["wave-not-of-folder"] * 12
    assert not (folder / "releases").exists()


def refused(appraiser: Appraiser, folder: Path, wave: str = "w1") -> str:
    """Return why a wave cannot be closed, once nothing of its ledger has changed."""
    before = (folder / "releases/ledger.json").read_bytes()
    with pytest.raises(DisclosureError) as caught:
        close(appraiser, folder, wave)
    assert (folder / "releases/ledger.json").read_bytes() == before
    return caught.value.reason


def test_what_is_sent_once_more_is_not_late(appraiser: Appraiser, folder: Path) -> None:
    """All answers of before, whatever they say now, with one new one are one and no batch."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    for codes, ids in (("A" * 12 + "C", range(13)), ("C" * 12, range(12)), ("C" * 13, range(13))):
        answer(folder, codes, name="sketch-late.ndjson", ids=[f"p{number}" for number in ids])
        assert refused(appraiser, folder) == "late-too-few"
    assert counts(appraiser, folder)["A"] == 12


def test_late_answers_need_names(appraiser: Appraiser, folder: Path) -> None:
    """Late answers that are numbered, as the first were, take nobody's place: they are refused."""
    numbered = [f"r{number}/w1" for number in range(1, 13)]
    answer(folder, "A" * 12, ids=numbered)
    close(appraiser, folder)
    answer(folder, "C" * 12, name="sketch-late.ndjson", ids=numbered)
    assert refused(appraiser, folder) == "late-unnamed"


@pytest.mark.parametrize(
    "change",
    [
        {"disclosure": {"mode": "open"}},
        {"disclosure": {"group": 6}},
        {"breakdowns": []},
        {"voice": "organization"},
    ],
)
def test_a_wave_is_released_under_one_plan(
    appraiser: Appraiser, folder: Path, change: Mapping[str, Any]
) -> None:
    """Late answers under another plan are refused; the next wave may have it."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, **change}))
    answer(folder, "C" * 12, name="sketch-late.ndjson", ids=[f"q{number}" for number in range(12)])
    assert refused(appraiser, folder) == "plan-changed"
    answer(folder, "B" * 12, wave="w2")
    close(appraiser, folder, "w2")


def test_a_report_states_the_thresholds_that_held(appraiser: Appraiser, folder: Path) -> None:
    """Whatever the study says by now, a report tells under which thresholds it was released."""
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "disclosure": {"mode": "open"}}))
    answer(folder, "AAC")
    close(appraiser, folder)
    (folder / "study.yaml").write_bytes(dump_json(dict(STUDY)))
    assert report(appraiser, folder).provenance.disclosure.mode == "open"


def test_thresholds_raised_later_are_not_claimed(appraiser: Appraiser, folder: Path) -> None:
    """Raised after a wave was closed, thresholds hold for what is released from then on."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "disclosure": {"group": 20}}))
    assert report(appraiser, folder).provenance.disclosure.group == 5


def test_a_released_wave_keeps_its_id(appraiser: Appraiser, folder: Path) -> None:
    """Under another id a wave would be released twice: its study is refused."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    waves = [{"id": "fall"}, {"id": "w2"}]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "waves": waves}))
    (folder / "responses/w1").rename(folder / "responses/fall")
    with pytest.raises(InvalidDocumentError) as caught:
        close(appraiser, folder, "fall")
    assert [problem.code for problem in caught.value.problems] == ["released-wave-gone"]


def test_no_digest_gives_answers_away(appraiser: Appraiser, folder: Path, tmp_path: Path) -> None:
    """The same answers are sealed by other digests elsewhere; none is that of the file alone."""
    heads = set()
    for place in ("one", "other"):
        own = tmp_path / place
        own.mkdir()
        for name in ("study.yaml", "sketch.json"):
            shutil.copy(folder / name, own / name)
        answer(own, "AABC")
        close(appraiser, own)
        (digest,) = read_ledger(own, appraiser.open_study(own).study).entries[0].files.values()
        assert digest != digest_of((own / "responses/w1/sketch.ndjson").read_bytes())
        heads.add(report(appraiser, own).provenance.ledger)
    assert len(heads) == 2


def test_what_was_taken_out_cannot_be_tried(appraiser: Appraiser, folder: Path) -> None:
    """After a withdrawal nothing is left to check guesses by, and nothing late can come in."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    before = report(appraiser, folder)
    withdraw(appraiser, appraiser.open_study(folder), "p3")
    study = appraiser.open_study(folder).study
    assert [entry.salt for entry in read_ledger(folder, study).entries] == [None]
    assert report(appraiser, folder) == before
    answer(folder, "C" * 12, name="sketch-late.ndjson", ids=[f"q{number}" for number in range(12)])
    assert refused(appraiser, folder) == "answers-withdrawn"


def test_instruments_of_like_names_are_told_apart(appraiser: Appraiser, folder: Path) -> None:
    """A wave of an instrument is not taken for one of another whose name begins with its own."""
    other = evolve(MADE, id=f"{MADE.id}-b")
    (folder / "other.json").write_bytes(dump_json(unstructure(other)))
    uses = [
        {"id": other.id, "file": "other.json", "waves": ["w1"]},
        {"id": MADE.id, "file": "sketch.json", "waves": ["w2"]},
    ]
    (folder / "study.yaml").write_bytes(dump_json({**STUDY, "instruments": uses}))
    made = people(other, [{"q": "A"}] * 12)
    path = folder / "responses/w1" / f"{other.id}.ndjson"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(dump_responses(_in_wave(made, "w1", "other"), "ndjson")))
    answer(folder, "B" * 12, wave="w2")
    for wave in ("w1", "w2"):
        close(appraiser, folder, wave)
    assert counts(appraiser, folder, "w2")["B"] == 12


def test_releases_without_their_ledger_are_refused(appraiser: Appraiser, folder: Path) -> None:
    """Who removes the ledger cannot have a wave released a second time."""
    answer(folder, "A" * 12)
    close(appraiser, folder)
    kept = {path: path.read_bytes() for path in folder.glob("releases/*/*.json")}
    (folder / "releases/ledger.json").unlink()
    for act in (report, close):
        with pytest.raises(InvalidDocumentError) as caught:
            act(appraiser, folder)
        assert [problem.code for problem in caught.value.problems] == ["ledger-missing"]
    assert kept == {path: path.read_bytes() for path in folder.glob("releases/*/*.json")}
