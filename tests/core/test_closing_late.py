"""What late answers to a closed wave promise: enough of them come in, fewer wait unseen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.study_of_waves import MADE, STUDY, answer, close, counts, notices, report, shown

from rosace import Appraiser
from rosace.appraisal import Late
from rosace.appraising import narrowed
from rosace.configuration import AllowedPlugin, Configuration
from rosace.errors import DisclosureError, InvalidDocumentError, Problem
from rosace.loading import dump_json
from rosace.releasing import read_ledger
from rosace.report import Notice, Report, Verbatim
from rosace.tally import Group
from rosace.values import evolve
from rosace.withdrawing import withdraw


def without_notices(made: Report) -> list[Any]:
    """Return the other blocks of a report's sections."""
    return [
        [block for block in section.blocks if not isinstance(block, Notice)]
        for section in made.sections
    ]


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
