"""What following people promises: persons are counted, named nowhere, and judged as counted."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.following import Followed, Standing, Trajectory, followed, transitions, used_by_wave
from rosace.membership import Atom, atoms, memberships
from rosace.movement import movements
from rosace.response import Response
from rosace.spelling import alike
from rosace.strategies import Panel, panels
from rosace.values import evolve


def responses(panel: Panel) -> list[Response]:
    """Return all responses of a panel that are to waves that are closed."""
    closed = {wave.id for wave in panel.study.waves if wave.closed}
    return [each for _, held in panel.versions for each in held if each.wave in closed]


@given(panels())
def test_moves_are_counted_person_by_person(panel: Panel) -> None:
    """How many gave which code and then which is what a look at each person finds."""
    study = panel.study
    sheets: dict[tuple[str, str], dict[str, str]] = {
        (each.wave, alike(each.respondent.id)): {
            item: str(answer.value) for item, answer in each.answers.items() if answer.value
        }
        for each in responses(panel)
    }
    used = used_by_wave(panel.versions)
    true: Counter[tuple[str, str, str, str, str]] = Counter()
    for before, after in transitions(study, {wave for wave, _ in sheets}):
        same = used[before] == used[after]
        for (wave, name), sheet in sheets.items():
            then = sheets.get((before, name), {}) if wave == after else {}
            for item in {"trust", "voice"} & sheet.keys() & then.keys():
                # In the second version the first item asks something else.
                if same or item == "voice":
                    true[before, after, item, then[item], sheet[item]] += 1
    found = followed(study, panel.versions)
    assert true == {
        (*key, *pair): number
        for key, pairs in found.moves.items()
        for pair, number in pairs.items()
    }


@given(panels())
def test_those_followed_are_those_who_belong_to_the_groups(panel: Panel) -> None:
    """In each closed wave, trajectories give every planned group the members that it has.

    Where no wave follows another there is nobody to follow.
    """
    study = evolve(panel.study, identity="confidential")
    found = followed(study, panel.versions)
    if not transitions(study, {each.wave for each in responses(panel)}):
        assert found == Followed()
        return
    held = [
        Atom(
            wave=wave,
            attributes=dict(standing.attributes),
            weight=standing.weight,
            persons=each.persons,
            organizations=frozenset({standing.organization} - {None}),
            alone=0 if standing.organization else each.persons,
        )
        for each in found.trajectories
        for wave, standing in each.stood.items()
    ]
    assert memberships(study, held) == memberships(study, atoms(study, responses(panel)))


@given(panels(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_nobody_is_named(panel: Panel, chance: Random) -> None:
    """Other names, and another order, give the very same trajectories and moves."""
    people = {alike(each.respondent.id) for _, held in panel.versions for each in held}
    numbers = list(range(len(people)))
    chance.shuffle(numbers)
    names = {name: f"q{number}" for name, number in zip(sorted(people), numbers, strict=True)}
    renamed = [
        (
            used,
            [
                evolve(
                    each,
                    respondent=evolve(each.respondent, id=names[alike(each.respondent.id)]),
                )
                for each in reversed(held)
            ],
        )
        for used, held in panel.versions
    ]
    assert followed(panel.study, renamed) == followed(panel.study, panel.versions)


@given(panels(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_movement_does_not_hang_on_how_persons_are_merged(panel: Panel, chance: Random) -> None:
    """Split, shuffled, and with a wave that is still open, those followed move as before."""
    used = used_by_wave(panel.versions)
    found = followed(panel.study, panel.versions)
    later = {wave.id: Standing() for wave in panel.study.waves if not wave.closed}
    split = [
        Trajectory(stood={**each.stood, **(later if chance.random() < 1 / 2 else {})}, persons=part)
        for each in found.trajectories
        for part in ([1] * each.persons if chance.random() < 1 / 2 else [each.persons])
    ]
    chance.shuffle(split)
    other = Followed(trajectories=tuple(split), moves=found.moves)
    assert movements(panel.study, used, other) == movements(panel.study, used, found)
    assert other.within({wave.id for wave in panel.study.waves if wave.closed}) == found


@given(panels())
def test_an_anonymous_study_follows_nobody(panel: Panel) -> None:
    """Where nobody can be followed, no waves are paired and nothing of anybody is kept."""
    study = evolve(panel.study, identity="anonymous")
    assert followed(study, panel.versions) == Followed()
    assert transitions(study, {wave.id for wave in study.waves}) == ()


@given(panels(), st.sets(st.sampled_from(["w0", "w1", "w2", "w3", "other"])))
def test_waves_follow_one_another(panel: Panel, answered: set[str]) -> None:
    """Each closed wave with answers follows the one before it, whatever lies between."""
    study = evolve(panel.study, identity="confidential")
    found = transitions(study, answered)
    met = [wave.id for wave in study.waves if wave.closed and wave.id in answered]
    assert [*(before for before, _ in found), *met[-1:]] == met
    assert [*met[:1], *(after for _, after in found)] == met
