"""What the core's engine counts, against a count by hand of the same responses."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import given, settings

from rosace.appraising import make_study
from rosace.conditions import shown
from rosace.errors import InvalidDocumentError
from rosace.holding import RowHolding
from rosace.instrument import Instrument, Item
from rosace.membership import Membership, Voice, atoms, fits, memberships
from rosace.pairing import paired
from rosace.response import Record, Response
from rosace.scoring import Numeric, scorer
from rosace.strategies import walks
from rosace.study import Study
from rosace.tabulating import tabulate
from rosace.tally import ALPHA, Count, Group, add
from rosace.testing import people, sketch
from rosace.values import evolve

Held = dict[tuple[str, Group], dict[str, tuple[int, Fraction]]]

SKETCH = sketch(
    [{"id": "q1", "type": "yes-no"}, {"id": "q2", "type": "multiple-choice", "scale": "ab"}],
    scales={
        "ab": {
            "kind": "nominal",
            "choices": [{"code": "a", "label": {"en": "a"}}, {"code": "b", "label": {"en": "b"}}],
        }
    },
)


def spelled(item: Item, value: object) -> list[str]:
    """Return the keys of a value, spelled as the contract of tallies says."""
    if item.type == "yes-no":
        return ["yes" if value else "no"]
    if item.type in {"integer", "number"}:
        return [str(Fraction(str(value)))]
    if item.type == "multiple-choice":
        assert isinstance(value, tuple)
        return [str(code) for code in value] or ["@none-picked"]
    if item.type == "ranking":
        assert isinstance(value, tuple)
        return [f"{rank + 1}:{code}" for rank, code in enumerate(value)]
    return [str(value)] if item.type == "choice" else ["answered"]


def rows_hold(field: Item, rows: Iterable[Record]) -> set[str]:
    """Return the codes that any of somebody's rows has in a field."""
    held = [spelled(field, row.fields[field.id]) for row in rows if field.id in row.fields]
    return set(chain(*held)) - {"@none-picked"} or {"@none-picked"}


def keys_of(instrument: Instrument, response: Response) -> Iterator[tuple[str, str]]:
    """Yield everything that one response counts for, except flags and alpha."""
    visible = shown(instrument, response.answers)
    for item in instrument.items:
        answer = response.answers.get(item.id)
        if item.id not in visible:
            keys = ["@not-shown"]
        elif answer is None:
            keys = ["@no-answer"]
        elif answer.value is None:
            keys = [f"@{answer.missing}"]
        else:
            keys = spelled(item, answer.value)
        yield from ((f"item.{item.id}", key) for key in keys)
        for field in item.fields or ():
            if field.type in {"choice", "multiple-choice", "yes-no"}:
                name, rows = f"record.{item.id}.{field.id}", response.rows(item.id)
                held = rows_hold(field, rows) if rows else [key for key in keys if key[0] == "@"]
                yield from ((name, key) for key in held or ["@no-answer"])
    for name, score in scorer(instrument)(response.answers).items():
        if isinstance(score, Numeric):
            number = "@no-answer" if score.score is None else str(score.score)
            yield f"dimension.{name}", number
            rule = next(d.scoring for d in instrument.all_dimensions() if d.id == name)
            if rule and rule.levels and rule.levels.applies_to == "score":
                yield f"level.{name}", score.level or "@no-answer"


def groups(study: Study, response: Response) -> Iterator[Group]:
    """Yield the groups that someone belongs to."""
    held = response.respondent.attributes
    for names in ((), *study.breakdowns):
        if set(names) <= held.keys():
            yield Group(wave=response.wave, cell=tuple((name, held[name]) for name in names))


def by_hand(study: Study, instrument: Instrument, responses: Iterable[Response]) -> Held:
    """Return persons and weight by thing, group and key, counted one response at a time."""
    alone = [each for each in responses if each.respondent.kind == "individual"]
    found: Held = defaultdict(dict)
    for response in alone:
        weight = response.respondent.weight
        if study.voice == "organization" and response.respondent.organization is None:
            weight = Fraction(1)
        elif study.voice == "organization":
            weight /= sum(
                other.respondent.weight
                for other in alone
                if (other.wave, other.respondent.organization)
                == (response.wave, response.respondent.organization)
            )
        for group in groups(study, response):
            for of, key in keys_of(instrument, response):
                persons, total = found[of, group].get(key, (0, Fraction(0)))
                found[of, group][key] = (persons + 1, total + weight)
    return found


@given(walks(most=8))
@settings(max_examples=60)
def test_counts_agree_with_a_count_by_hand(
    walk: tuple[Instrument, Study, tuple[Response, ...]],
) -> None:
    """Items, scores and levels are counted alike for every voice, weight and breakdown."""
    instrument, study, responses = walk
    found = {
        (tally.of, tally.group): {key: (n.persons, n.weight) for key, n in tally.counts.items()}
        for tally in tabulate(instrument, responses, study)
        if not tally.of.startswith((ALPHA, "flag."))
    }
    assert found == by_hand(study, instrument, responses)


@given(walks(most=8))
@settings(max_examples=40)
def test_membership_says_who_is_counted(
    walk: tuple[Instrument, Study, tuple[Response, ...]],
) -> None:
    """Every tally has the members of its group; an organization is one, and so is who has none."""
    instrument, study, responses = walk
    met = memberships(study, atoms(study, responses))
    for tally in tabulate(instrument, responses, study):
        group = met[tally.group]
        inside = [
            each.respondent
            for each in responses
            if each.respondent.kind == "individual" and tally.group in groups(study, each)
        ]
        assert group.persons == tally.persons == len(inside)
        named = {each.organization for each in inside if each.organization}
        alone = sum(each.organization is None for each in inside)
        assert group.organizations == tally.organizations == len(named) + alone
        assert fits(tally, group)
        if tally.kind != "picks" and not tally.of.startswith(ALPHA):
            assert sum(n.persons for n in tally.counts.values()) == group.persons
            assert sum(n.weight for n in tally.counts.values()) == group.weight


def test_each_organization_weighs_one_and_its_people_share_it() -> None:
    """Three employees of one body weigh together what one person alone weighs."""
    known = [{"organization": "o1"}] * 3 + [{"organization": "o2"}, {}]
    responses = people(SKETCH, [{"q1": True}] * 3 + [{"q1": False}] * 2, known=known)
    study = evolve(make_study([RowHolding(SKETCH, responses)], []), voice="organization")
    (tally,) = (each for each in tabulate(SKETCH, responses, study) if each.of == "item.q1")
    assert (tally.persons, tally.organizations, tally.weight) == (5, 3, 3)
    assert tally.counts == {
        "yes": Count(persons=3, weight=Fraction(1)),
        "no": Count(persons=2, weight=Fraction(2)),
    }


def test_a_group_that_answers_together_is_not_counted() -> None:
    """Collective responses add nothing to any tally."""
    responses = people(SKETCH, [{"q1": True}], known=[{"kind": "collective"}])
    assert tabulate(SKETCH, responses, make_study([RowHolding(SKETCH, responses)], [])) == ()


def test_flags_are_raised_by_answers_that_are_shown() -> None:
    """A flag counts those whose answers meet it; of who was not asked, it says nothing."""
    flag = {"when": {"not": {"item": "b", "equals": True}}, "text": {"en": "Look"}}
    made = sketch(
        [
            {"id": "a", "type": "yes-no"},
            {"id": "b", "type": "yes-no", "when": {"item": "a", "equals": True}, "flag": flag},
        ]
    )
    sheets = [{"a": True, "b": True}, {"a": True, "b": False}, {"a": False}]
    responses = people(made, sheets)
    tallies = tabulate(made, responses, make_study([RowHolding(made, responses)], []))
    (tally,) = (each for each in tallies if each.of == "flag.b")
    assert {key: n.persons for key, n in tally.counts.items()} == {"flagged": 1, "@no-flag": 2}


def test_the_same_person_twice_is_refused() -> None:
    """Nobody counts twice, which would lift a group over a threshold."""
    four = people(SKETCH, [{"q1": True}] * 4)
    again = evolve(four[0], id="another")
    with pytest.raises(InvalidDocumentError) as caught:
        paired([(SKETCH, (*four, again))])
    assert [each.code for each in caught.value.problems] == ["respondent-twice"]
    with pytest.raises(InvalidDocumentError):
        paired([(SKETCH, four), (SKETCH, four)])


@given(walks(most=8))
@settings(max_examples=20)
def test_tallies_of_parts_add_up_to_the_whole(
    walk: tuple[Instrument, Study, tuple[Response, ...]],
) -> None:
    """Counts are additive: two halves counted apart make the counts of the whole."""
    instrument, study, responses = walk
    plain = evolve(study, voice="person")
    half = len(responses) // 2
    parts = [tabulate(instrument, held, plain) for held in (responses[:half], responses[half:])]
    added = {(t.of, t.group): dict(t.counts) for t in add(chain(*parts))}
    whole = {(t.of, t.group): dict(t.counts) for t in tabulate(instrument, responses, plain)}
    assert added == whole


def test_the_lightest_and_the_heaviest_are_taken_in_turn() -> None:
    """What so many members can weigh lies between the lightest and the heaviest of them."""
    group = Membership(
        persons=4,
        organizations=3,
        voices=(
            Voice(weight=Fraction(1, 2), persons=2, organizations=1),
            Voice(weight=Fraction(1), persons=2, organizations=2),
        ),
    )
    assert (group.size, group.weight, group.alike, group.fewest_alike) == (3, 3, False, 1)
    assert [group.lightest(n) for n in range(5)] == [0, Fraction(1, 2), 1, 2, 3]
    assert [group.heaviest(n) for n in range(5)] == [0, 1, 2, Fraction(5, 2), 3]


def test_a_wave_that_is_only_numbered_has_a_title_and_a_named_one_keeps_its_name() -> None:
    """Where no study names the waves, none is shown by an id that only programs use."""
    responses = [*people(SKETCH, [{}], wave="wave-2"), *people(SKETCH, [{}], wave="wave-spring")]
    titles = {wave.id: wave.title for wave in make_study([RowHolding(SKETCH, responses)], []).waves}
    assert titles == {
        "wave-2": {"fr": "Vague\N{NO-BREAK SPACE}2", "en": "Wave\N{NO-BREAK SPACE}2"},
        "wave-spring": None,
    }
