"""What closing a wave promises: it is released once, and reports come from the releases alone."""

import shutil
from pathlib import Path

import pytest
from tests.study_of_waves import MADE, STUDY, answer, close, counts, in_wave, report, shown

from rosace import Appraiser
from rosace.conversion import unstructure
from rosace.counting import counted
from rosace.errors import DisclosureError, InvalidDocumentError, Problem, UsageError
from rosace.ledger import digest_of
from rosace.loading import dump_json
from rosace.membership import memberships
from rosace.participation import participation, received
from rosace.releasing import read_ledger
from rosace.study_appraisal import appraisals_of
from rosace.study_reading import read_responses
from rosace.tally import Group
from rosace.testing import people
from rosace.values import evolve
from rosace.writing import dump_responses


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
    path.write_bytes(b"".join(dump_responses(in_wave(made, "w1", "other"), "ndjson")))
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
