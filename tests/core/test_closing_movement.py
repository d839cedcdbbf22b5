"""Who is followed between closed waves: those who were released with the later one, and stay."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.study_of_waves import STUDY, answer, close, report, shown

from rosace import Appraiser
from rosace.appraisal import Movement
from rosace.loading import dump_json


def unfollowed(appraiser: Appraiser, folder: Path) -> str:
    """Return why nobody is followed from the first wave to the second, as a report says it."""
    (found,) = shown(appraiser, folder).movements
    assert found == Movement(before="w1", after="w2", rule=found.rule)
    reason = str(found.rule).removeprefix("movement-")
    assert f"core.movement.{reason}" in str(report(appraiser, folder).sections)
    return reason


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
