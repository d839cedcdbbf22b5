"""What counting movement promises: it adds up, and what is shown rests on membership alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.appraisal import Moved, Movement
from rosace.appraising import make_study
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.movement import MOVEMENT_RULES, movement_rule, movements
from rosace.response import Response
from rosace.study import Disclosure, Study, Wave
from rosace.testing import people, sketch
from rosace.values import evolve

SCALE: dict[str, Any] = {
    "kind": "ordinal",
    "choices": [
        {"code": code, "value": value, "label": {"en": code}}
        for value, code in enumerate("CBA", start=1)
    ],
}
ONE: dict[str, Any] = {"id": "one", "type": "choice", "scale": "abc"}
NAMED: dict[str, Any] = {"id": "kind", "type": "choice", "scale": "names"}
SCALES = {"abc": SCALE, "names": {**SCALE, "kind": "nominal"}}
MADE = sketch([ONE, NAMED], scales=SCALES)

answers = st.sampled_from(["A", "B", "C", None])
pairs = st.lists(st.tuples(answers, answers), min_size=5, max_size=14)


def sheets(given_answers: Sequence[str | None]) -> list[dict[str, Any]]:
    """Return what each answers, nothing where None."""
    return [{} if answer is None else {"one": answer} for answer in given_answers]


def waves(
    both: Sequence[tuple[str | None, str | None]],
    first: Sequence[str | None] = (),
    second: Sequence[str | None] = (),
    instrument: Instrument = MADE,
) -> tuple[tuple[Response, ...], tuple[Response, ...]]:
    """Return the answers of those who answered twice, and of those who answered once."""
    known = [{"id": f"both{number}"} for number in range(len(both))]
    one, other = (
        people(
            used,
            sheets([*(pair[turn] for pair in both), *once]),
            wave=f"w{turn + 1}",
            known=[*known, *({"id": f"once{turn}-{number}"} for number in range(len(once)))],
        )
        for turn, used, once in ((0, MADE, first), (1, instrument, second))
    )
    return one, other


def study_of(responses: Sequence[Response], **parts: Any) -> Study:
    """Return a study of all waves of some responses, all closed."""
    return evolve(make_study([RowHolding(MADE, responses)], []), **parts)


def movement(
    both: Sequence[tuple[str | None, str | None]],
    first: Sequence[str | None] = (),
    second: Sequence[str | None] = (),
    **parts: Any,
) -> Movement:
    """Return the only movement of two waves."""
    one, other = waves(both, first, second)
    (found,) = movements(study_of([*one, *other], **parts), [(MADE, (*one, *other))])
    return found


def ends(moved: Moved) -> list[tuple[int, int]]:
    """Return the bounds of the three counts."""
    return [(int(b.low), int(b.high)) for b in (moved.stronger, moved.same, moved.weaker)]


once = st.sampled_from([0, 10, 4]).flatmap(lambda n: st.lists(answers, min_size=n, max_size=n))


@given(pairs, once, once)
def test_counts_are_true(
    both: list[tuple[str | None, str | None]], first: list[str | None], second: list[str | None]
) -> None:
    """What is shown is what is true, of ten who answered twice or more."""
    known = [(was, now) for was, now in both if was and now]
    true = (
        sum(now < was for was, now in known),
        sum(now == was for was, now in known),
        sum(now > was for was, now in known),
    )
    found = movement(both, first, second)
    if len(both) < 10 or found.rule == "movement-few-once":
        assert found.items == ()
        return
    (moved,) = found.items
    assert (moved.item, found.persons) == ("one", len(both))
    assert ends(moved) == [(count, count) for count in true]


@given(st.data(), st.integers(1, 12), st.integers(0, 6), st.integers(0, 6))
def test_refusal_by_membership_alone(
    data: st.DataObject, both: int, first: int, second: int
) -> None:
    """Whatever anybody answers, the rule and the number shown are the same."""

    def drawn() -> tuple[str | None, int | None, int]:
        twice = data.draw(st.lists(st.tuples(answers, answers), min_size=both, max_size=both))
        once = (
            data.draw(st.lists(answers, min_size=number, max_size=number))
            for number in (first, second)
        )
        found = movement(twice, *once)
        return found.rule, found.persons, len(found.items)

    assert drawn() == drawn()


@pytest.mark.parametrize(
    ("both", "first", "second", "rule"),
    [
        (4, 0, 0, "movement-too-few"),
        (4, 9, 9, "movement-too-few"),
        (9, 0, 0, "movement-too-few"),
        (9, 10, 0, "movement-too-few"),
        (10, 0, 0, None),
        (10, 10, 12, None),
        (10, 1, 0, "movement-few-once"),
        (10, 0, 9, "movement-few-once"),
        (10, 4, 12, "movement-few-once"),
    ],
)
def test_thresholds(both: int, first: int, second: int, rule: str | None) -> None:
    """Small groups are withheld, and a few who answered once withhold the others."""
    found = movement([("A", "B")] * both, ["A"] * first, ["B"] * second)
    assert found.rule == rule
    assert found.persons == (None if rule == "movement-too-few" else both)
    assert bool(found.items) == (rule is None)
    assert rule is None or rule in MOVEMENT_RULES


def test_raised_thresholds() -> None:
    """Raised thresholds hold for movement too."""
    raised = Disclosure(group=7, subgroup=12)
    assert movement([("A", "B")] * 11, disclosure=raised).rule == "movement-too-few"
    assert movement([("A", "B")] * 12, disclosure=raised).rule is None
    assert movement([("A", "B")] * 12, ["A"] * 11, disclosure=raised).rule == "movement-few-once"


def test_open() -> None:
    """A group that speaks openly sees exact counts, even of one person."""
    found = movement([("B", "A")], ["C"], disclosure=Disclosure(mode="open"))
    assert (found.rule, found.persons) == (None, 1)
    assert ends(found.items[0]) == [(1, 1), (0, 0), (0, 0)]


def test_organizations() -> None:
    """Ten persons of two organizations are a group of two, whichever wave says so."""
    one, other = waves([("A", "B")] * 10)
    known = tuple(
        evolve(each, respondent=evolve(each.respondent, organization=f"o{place % 2}"))
        for place, each in enumerate(other)
    )
    (found,) = movements(study_of([*one, *known]), [(MADE, (*one, *known))])
    assert found.rule == "movement-too-few"


def test_one_who_answered_once() -> None:
    """Beside the wave's table, how ten moved would tell the eleventh: so it is not said."""
    # Six moved up, so six of the ten had room; six of all eleven had: the eleventh had none.
    both = [("B", "A")] * 6 + [("A", "A")] * 4
    found = movement(both, ["A"])
    assert (found.rule, found.persons, found.items) == ("movement-few-once", 10, ())


def test_direction() -> None:
    """Stronger is the choice of higher value, in whatever order the scale stands."""
    falling = sketch(
        [ONE], scales={"abc": {**SCALE, "choices": SCALE["choices"][::-1]}}, version="1.0.0"
    )
    for instrument in (MADE, falling):
        both = [("C", "A")] * 12
        known = [{"id": f"p{number}"} for number in range(12)]
        held = [
            response
            for turn in (0, 1)
            for response in people(
                instrument,
                sheets([pair[turn] for pair in both]),
                wave=f"w{turn + 1}",
                known=known,
            )
        ]
        (found,) = movements(study_of(held), [(instrument, held)])
        assert ends(found.items[0])[0] == (12, 12)


def test_other_versions() -> None:
    """Only items that ask the same in both versions have a movement."""
    later = sketch(
        [{**ONE, "text": {"en": "Another?"}}, NAMED, {**ONE, "id": "further"}],
        scales=SCALES,
        version="1.1.0",
    )
    one, other = waves([("A", "B")] * 10, instrument=later)
    (found,) = movements(study_of([*one, *other]), [(MADE, one), (later, other)])
    assert (found.rule, found.persons, found.items) == (None, 10, ())


def test_open_waves_and_gaps() -> None:
    """A wave that is not closed, or that nobody answered, is passed over and never filled."""
    one, other = waves([("A", "B")] * 10)
    third = tuple(evolve(each, wave="w3", id=f"{each.id}-3") for each in other)
    every = (*one, *other, *third)
    listed = [Wave(id=f"w{n}", closed=n != 2) for n in (1, 2, 3)]  # the second
    (found,) = movements(study_of(every, waves=tuple(listed)), [(MADE, every)])
    assert (found.before, found.after) == ("w1", "w3")
    assert movements(study_of(one), [(MADE, one)]) == ()


def test_anonymous() -> None:
    """Where nobody can be followed, nobody is."""
    one, other = waves([("A", "B")] * 10)
    study = study_of([*one, *other], identity="anonymous")
    assert movements(study, [(MADE, (*one, *other))]) == ()


@given(st.tuples(st.integers(0, 30), st.integers(0, 30)), st.integers(0, 30))
def test_a_rule_for_every_group(both: tuple[int, int], once: int) -> None:
    """Every membership has a rule of the list, and more people never lose what fewer are shown."""
    limits = Disclosure()
    rule = movement_rule(limits, both, [(once, once), (0, 0)])
    assert rule in {None, *MOVEMENT_RULES}
    more = movement_rule(limits, (both[0] + 1, both[1] + 1), [(once, once), (0, 0)])
    if rule is None:
        assert more is None


def crowd(
    wave: str, numbers: Iterable[int], sectors: Mapping[int, str] | None = None
) -> list[Response]:
    """Return answers of people known by number, and perhaps by sector."""
    known = [
        {"id": f"p{number}", "attributes": {"sector": sectors[number]} if sectors else {}}
        for number in numbers
    ]
    return people(MADE, sheets(["A"] * len(known)), wave=wave, known=known)


def test_following_twice_tells_of_nobody() -> None:
    """Where those followed to a wave and from it differ by two people, the later are not."""
    one, two = crowd("w1", range(30)), crowd("w2", range(10, 40))
    enough, few = crowd("w3", range(20, 50)), crowd("w3", [*range(11, 31), *range(50, 60)])
    for three, rules in ((enough, [None, None]), (few, [None, "movement-subtraction"])):
        held = [*one, *two, *three]
        found = movements(study_of(held), [(MADE, held)])
        assert [each.rule for each in found] == rules


def test_following_a_sector_but_for_a_few_tells_of_nobody() -> None:
    """Where those who answered twice are a sector with a few exchanged, nobody is followed."""
    one = crowd("w1", range(20), dict.fromkeys(range(20), "a"))
    for exchanged, rule in ((10, None), (9, "movement-subtraction"), (1, "movement-subtraction")):
        inside = {*range(exchanged, 20), *range(20, 20 + exchanged)}
        sectors = {number: "a" if number in inside else "b" for number in range(40)}
        held = [*one, *crowd("w2", range(40), sectors)]
        study = evolve(make_study([RowHolding(MADE, held)], [("sector",)]))
        (found,) = movements(study, [(MADE, held)])
        assert found.rule == rule


def followed(*told: Mapping[int, str]) -> list[str | None]:
    """Return the rules of the movements between waves, each of who answered, by sector."""
    study = evolve(
        make_study([RowHolding(MADE, [])], []),
        waves=tuple(Wave(id=f"w{turn}", closed=True) for turn in range(len(told))),
        breakdowns=(("sector",),),
    )
    answers = [
        each for turn, sectors in enumerate(told) for each in crowd(f"w{turn}", sectors, sectors)
    ]
    return [each.rule for each in movements(study, [(MADE, answers)])]


HALVES = {number: "x" if number < 12 else "y" for number in range(24)}


def test_a_group_that_one_person_joins_or_leaves_withholds_the_movement() -> None:
    """Where nobody moved, a group's two tables would tell what whoever came or left answered."""
    assert followed(HALVES, HALVES) == [None]
    assert followed(HALVES, {**HALVES, 11: "y"}) == ["movement-subtraction"]
    joined = {number: "x" if number == 30 else "y" for number in range(30, 40)}
    assert followed(HALVES, {**HALVES, **joined}) == ["movement-subtraction"]
    assert followed(HALVES, {**HALVES, **dict.fromkeys(joined, "y")}) == [None]


def test_whoever_is_followed_twice_gives_nobody_away_between_the_two() -> None:
    """Of twenty followed to a wave and fifteen from it, or nineteen two waves on, few are left."""
    one = dict.fromkeys(range(20), "x")
    two = dict.fromkeys(range(30), "x")
    assert followed(one, two, dict.fromkeys(range(15), "x"))[1] == "movement-subtraction"
    assert followed(one, two, two, dict.fromkeys(range(19), "x"))[2] == "movement-subtraction"
    assert followed(one, two, two, one) == [None, None, None]


def test_a_few_who_leave_or_come_in_a_sector_withhold_the_movement() -> None:
    """Where all who are followed answered, what is missing in a sector is of the few others."""
    whole = {number: "x" if number < 20 else "y" for number in range(40)}
    gone = {number: sector for number, sector in whole.items() if number not in range(16, 26)}
    come = {number: "x" if number < 46 else "y" for number in range(40, 50)}
    assert followed(whole, {**gone, **come}) == ["movement-subtraction"]
    apart = {number: sector for number, sector in whole.items() if number < 30}
    assert followed(whole, {**apart, **dict.fromkeys(range(40, 50), "y")}) == [None]


def test_one_who_answered_in_the_wave_between_alone_withholds_the_movement() -> None:
    """Ten left after a wave, nine of whom had been there before: the tenth is told by neither."""
    waves_of = [range(20), range(30), [*range(10, 29), *range(40, 50)]]
    told = followed(*(dict.fromkeys(numbers, "x") for numbers in waves_of))
    assert told == [None, "movement-subtraction"]


def test_whoever_answers_for_another_organization_is_not_followed() -> None:
    """What an organization answered would be what is left where nobody moved."""
    one, other = waves([("A", "B")] * 12)
    moved = evolve(other[0], respondent=evolve(other[0].respondent, organization="o"))
    held = (*one, moved, *other[1:])
    (found,) = movements(study_of(held), [(MADE, held)])
    assert found.rule == "movement-subtraction"
