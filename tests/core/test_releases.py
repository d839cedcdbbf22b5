"""What releases and their ledger promise: what was shown stays as it was, and a reset shows."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.appraising import appraise
from rosace.closing import degrees_of, merged
from rosace.conversion import structure, unstructure
from rosace.counting import counted
from rosace.errors import InvalidDocumentError
from rosace.instrument import Instrument
from rosace.late import shown_with
from rosace.ledger import Ledger
from rosace.loading import dump_json, load_json
from rosace.movement import movements
from rosace.release import Release, movements_of, protected_tables, release_of, remarks_of
from rosace.releasing import LEDGER, read_ledger, read_releases, write_batch
from rosace.response import Response
from rosace.strategies import ledgers, walks
from rosace.study import Breakdown, Disclosure, Study, StudyInstrument, Subject, Wave
from rosace.tally import Group
from rosace.testing import people, sketch
from rosace.values import evolve

MADE = sketch(
    [{"id": "q", "type": "yes-no", "comment": "allowed"}],
    scales={},
    dimensions=[],
)
SECTOR: tuple[Breakdown, ...] = (("sector",),)
STUDY = Study(
    id="study",
    title={"en": "Study"},
    subject=Subject(id="table", title={"en": "Table"}),
    instruments=(StudyInstrument(id=MADE.id),),
    waves=(Wave(id="w1", closed=True),),
    breakdowns=SECTOR,
)


def group(sectors: str, *, yes: int = 6, first: int = 0) -> tuple[Response, ...]:
    """Return people of one sector a letter, of whom some say yes."""
    sheets = [{"q": number < yes} for number in range(len(sectors))]
    known = [
        {"id": f"p{first + number}", "attributes": {"sector": sector}}
        for number, sector in enumerate(sectors)
    ]
    return tuple(people(MADE, sheets, known=known))


def released(responses: Sequence[Response]) -> Release:
    """Return the first release of one wave."""
    held = appraise(STUDY, MADE, counted(STUDY, MADE, responses), "en")
    return release_of(held, "w1", 1)


def released_again(before: Release, early: Sequence[Response], late: Sequence[Response]) -> Release:
    """Return the release of one wave once late ones came in."""
    everybody = (*early, *late)
    shown = shown_with(STUDY, degrees_of(before), early, late)
    held = appraise(STUDY, MADE, counted(STUDY, MADE, everybody), "en", shown.less)
    return merged(before, release_of(held, "w1", 2), shown)


@given(walk=walks())
@settings(max_examples=40)
def test_a_release_gives_back_the_tables_it_was_made_of(
    walk: tuple[Instrument, Study, tuple[Response, ...]],
) -> None:
    """Written and read again, a release holds every table and remark of its wave unchanged."""
    instrument, study, responses = walk
    alone = appraise(study, instrument, counted(study, instrument, responses), "fr")
    held = evolve(alone, movements=movements(study, [(instrument, responses)]))
    for wave in held.waves:
        made = release_of(held, wave, 1)
        again = structure(load_json(dump_json(unstructure(made))), Release)
        assert protected_tables(again) == tuple(
            table for table in held.tables if table.group.wave == wave
        )
        assert movements_of(again) == tuple(each for each in held.movements if each.after == wave)
        assert remarks_of(again) == tuple(each for each in held.remarks if each.wave == wave)


@given(ledger=ledgers(), data=st.data())
def test_whoever_changes_an_entry_breaks_the_seal(ledger: Ledger, data: st.DataObject) -> None:
    """A ledger is sound as it was made, and no longer once an entry is changed or taken out."""
    assert ledger.sound
    if not ledger.entries:
        return
    place = data.draw(st.integers(0, len(ledger.entries) - 1))
    entry = ledger.entries[place]
    before, after = ledger.entries[:place], ledger.entries[place + 1 :]
    changed = evolve(entry, batch=entry.batch + 1)
    assert not evolve(ledger, entries=(*before, changed, *after)).sound
    if after:
        assert not evolve(ledger, entries=(*before, *after)).sound


def test_the_head_stands_for_all_entries(tmp_path: Path) -> None:
    """Two ledgers that differ in any entry differ in the digest of their head."""
    release = released(group("a" * 12))
    first = write_batch(
        tmp_path, Ledger(study="study", entries=()), STUDY, ("w1", 1), ([release], []), []
    )
    other = evolve(STUDY, disclosure=Disclosure(group=6))
    second = write_batch(
        tmp_path, Ledger(study="study", entries=()), other, ("w1", 1), ([release], []), []
    )
    assert first.head != second.head


def test_what_was_released_is_read_again(tmp_path: Path) -> None:
    """A batch that was written is read with its ledger, release by release."""
    answers = tmp_path / "responses" / "w1" / "sketch.json"
    answers.parent.mkdir(parents=True)
    answers.write_text("[]", "utf-8")
    release = released(group("a" * 12))
    ledger = write_batch(
        tmp_path, read_ledger(tmp_path, STUDY), STUDY, ("w1", 1), ([release], []), [answers]
    )
    assert read_ledger(tmp_path, STUDY) == ledger
    assert list(ledger.entries[0].files) == ["responses/w1/sketch.json"]
    assert read_releases(tmp_path, ledger, "w1") == {"sketch": (release,)}


@pytest.mark.parametrize(
    ("name", "code"),
    [(LEDGER, "ledger-unsound"), ("releases/w1/sketch-1.json", "release-changed")],
)
def test_what_was_changed_since_is_refused(tmp_path: Path, name: str, code: str) -> None:
    """A ledger or a release that somebody has edited is named, and nothing is shown of it."""
    release = released(group("a" * 12))
    write_batch(tmp_path, read_ledger(tmp_path, STUDY), STUDY, ("w1", 1), ([release], []), [])
    path = tmp_path / name
    path.write_text(path.read_text("utf-8").replace("w1", "w2"), "utf-8")
    with pytest.raises(InvalidDocumentError) as caught:
        read_releases(tmp_path, read_ledger(tmp_path, STUDY), "w1")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_ledger_belongs_to_one_study(tmp_path: Path) -> None:
    """The ledger of another study is refused."""
    write_batch(
        tmp_path,
        read_ledger(tmp_path, STUDY),
        STUDY,
        ("w1", 1),
        ([released(group("a" * 12))], []),
        [],
    )
    with pytest.raises(InvalidDocumentError) as caught:
        read_ledger(tmp_path, evolve(STUDY, id="other"))
    assert caught.value.problems[0].code == "ledger-of-another"


def test_a_late_batch_changes_only_the_groups_that_it_is_large_enough_for() -> None:
    """The whole grows; a cell stays as it was where few would be left over beside it."""
    early = group("a" * 14 + "b" * 14)
    late = group("a" * 12 + "b" * 2, first=100)
    first = released(early)
    second = released_again(first, early, late)
    persons = {
        table.cell[0].value if table.cell else "": table.persons
        for table in second.tables
        if table.of == "item.q"
    }
    assert persons == {"a": 14, "b": 14, "": 42}


def test_late_ones_do_not_move_a_group_that_would_tell_of_them() -> None:
    """Between two batches no group of a few is left over, whatever is shown of either."""
    early = group("a" * 14 + "b" * 14)
    late = group("a" * 9 + "b" * 1, first=100)
    first = released(early)
    second = released_again(first, early, late)
    groups = {group: shown for group, shown in degrees_of(second).items() if group.cell}
    assert set(groups) == {Group(wave="w1", cell=(("sector", each),)) for each in "ab"}
    assert [table.persons for table in second.tables if table.of == "item.q" and table.cell] == [
        14,
        14,
    ]
