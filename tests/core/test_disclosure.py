"""What the gate promises: thresholds, coarsening, closed waves, and rules of membership alone."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import building
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.appraising import appraise, make_study
from rosace.contributions import vetted_tally
from rosace.counting import counted
from rosace.disclosure import COARSE_BELOW, RULES
from rosace.formatting import Formatter
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.membership import atoms, memberships
from rosace.response import Response
from rosace.strategies import answers, walks
from rosace.study import Breakdown, Disclosure, Invited, Study, Wave
from rosace.tally import Count, Group, Tally
from rosace.testing import people, sketch
from rosace.values import evolve

CHOICES = [
    {"code": code, "value": value, "label": {"en": code}}
    for code, value in (("A", 3), ("B", 2), ("C", 1))
]
MADE = sketch(
    [
        {"id": "q", "type": "choice", "scale": "abc", "comment": "allowed"},
        {"id": "n", "type": "integer", "minimum": 0, "maximum": 10},
        {"id": "m", "type": "multiple-choice", "scale": "abc"},
    ],
    scales={"abc": {"kind": "ordinal", "missing": ["dont-know"], "choices": CHOICES}},
    dimensions=[
        {"id": "d", "title": {"en": "D"}, "items": ["q", "n"], "scoring": {"method": "mean"}}
    ],
)
SECTOR: tuple[Breakdown, ...] = (("sector",),)


def gate(
    sheets: Sequence[Mapping[str, Any]],
    known: Sequence[Mapping[str, Any]] = (),
    extra: Sequence[Tally] = (),
    **study: Any,
) -> Appraisal:
    """Return the appraisal of people who answer some sheets in one closed wave."""
    responses = people(MADE, sheets, known=known)
    made = evolve(make_study([RowHolding(MADE, responses)], []), **study)
    held = counted(made, MADE, responses)
    return appraise(made, MADE, evolve(held, tallies=(*held.tallies, *extra)), "en")


def table(appraisal: Appraisal, of: str = "item.q", **cell: str) -> ProtectedTable:
    """Return a table of the one wave."""
    found = appraisal.table(of, "w1", tuple(cell.items()))
    assert found is not None
    return found


def sheets(size: int, code: str = "A") -> list[dict[str, Any]]:
    """Return sheets of people who all answer alike."""
    return [{"q": code, "n": 5, "m": ["A"]} for _ in range(size)]


@pytest.mark.parametrize(
    ("size", "rule"),
    [
        (1, "group-too-small"),
        (4, "group-too-small"),
        (5, "coarsened"),
        (9, "coarsened"),
        (10, None),
    ],
)
def test_a_whole_group_is_shown_from_five_and_exactly_from_ten(size: int, rule: str | None) -> None:
    """Four show nothing, five to nine are coarsened, and ten are shown as they are."""
    found = table(gate(sheets(size)))
    assert found.rule == rule
    assert (found.counts is None) == (found.persons is None) == (size < 5)
    scores = table(gate(sheets(size)), "dimension.d")
    assert scores.rule == ("scores-withheld" if rule == "coarsened" else rule)
    assert (scores.counts is not None) == (size >= 10)


@pytest.mark.parametrize(
    ("size", "rule"),
    [(4, "subgroup-too-small"), (5, "mean-only"), (9, "mean-only"), (10, None)],
)
def test_a_subgroup_has_a_mean_from_five_and_a_distribution_from_ten(
    size: int, rule: str | None
) -> None:
    """Four of a sector show nothing, five a mean alone, ten their distribution."""
    known = [{"attributes": {"sector": "a"}}] * size + [{"attributes": {"sector": "b"}}] * 12
    found = table(gate(sheets(size) + sheets(12), known, breakdowns=SECTOR), sector="a")
    assert found.rule == rule
    assert (found.counts is not None) == (size >= 10)
    assert (found.mean is not None) == (rule == "mean-only")


@pytest.mark.parametrize(
    ("organizations", "rule"),
    [(4, "group-too-small"), (5, "coarsened"), (9, "coarsened"), (10, None)],
)
def test_organizations_count_as_persons_do(organizations: int, rule: str | None) -> None:
    """Twenty people of four organizations are a group of four."""
    known = [{"organization": f"o{index % organizations}"} for index in range(20)]
    assert table(gate(sheets(20), known)).rule == rule


def test_thresholds_that_are_raised_hold() -> None:
    """A study that asks for twelve people shows nothing of eleven."""
    raised = Disclosure(group=12, subgroup=15)
    assert table(gate(sheets(11), disclosure=raised)).rule == "group-too-small"
    assert table(gate(sheets(12), disclosure=raised)).rule is None


def test_the_threshold_of_the_whole_raises_those_of_its_parts() -> None:
    """Where twelve are asked of the whole, a part of eleven shows nothing, and that is stated."""
    raised = Disclosure(group=12)
    assert (raised.least_for_mean, raised.least_for_distribution) == (12, 12)
    known = [{"attributes": {"sector": "x" if place < 11 else "y"}} for place in range(24)]
    made = gate(sheets(24), known, breakdowns=SECTOR, disclosure=raised)
    assert table(made, sector="x").rule == "subgroup-too-small"
    (note,) = building.notes([table(made, sector="x")], made.study)[1:]
    assert Formatter(language="en", messages={}).phrase(note).count("12") == 1


def test_an_open_study_shows_everything_of_closed_waves() -> None:
    """Where the group speaks openly no threshold holds, but an open wave still shows nothing."""
    opened = Disclosure(mode="open")
    assert table(gate(sheets(1), disclosure=opened)).counts is not None
    still = (Wave(id="w1", closed=False),)
    appraisal = gate(sheets(30), disclosure=opened, waves=still)
    assert {each.rule for each in appraisal.tables} == {"wave-open"}


def test_of_an_open_wave_only_the_number_received_is_known() -> None:
    """Until it is closed a wave has no tables, remarks, subgroups or collective answers."""
    known = [{"attributes": {"sector": "a"}}] * 11 + [{"kind": "collective"}]
    spoken = [{"q": {"value": "A", "comment": "candid"}, "n": 1}] * 12
    appraisal = gate(
        spoken,
        known,
        waves=(Wave(id="w1"),),
        breakdowns=SECTOR,
        invited=(Invited(wave="w1", count=20),),
    )
    assert all(
        each.counts is each.mean is each.persons is each.weight is None for each in appraisal.tables
    )
    assert (appraisal.collective, appraisal.remarks, appraisal.waves) == ((), (), ())
    (part,) = appraisal.participation
    assert (part.group.cell, part.answered, part.invited) == ((), 11, 20)


@pytest.mark.parametrize("size", range(5, COARSE_BELOW))
def test_unanimity_cannot_be_told_from_all_but_one(size: int) -> None:
    """Whatever the odd one out answers, or leaves out, the table is that of one mind."""
    unanimous = table(gate(sheets(size)))
    assert unanimous.count("A") is not None
    for odd in ({"q": "B"}, {"q": "C"}, {"q": {"missing": "dont-know"}}, {}):
        assert table(gate([*sheets(size - 1), odd])) == unanimous
    two = table(gate([*sheets(size - 2), {"q": "B"}, {"q": "B"}]))
    assert two != unanimous


@pytest.mark.parametrize("size", range(5, COARSE_BELOW))
def test_none_and_one_read_the_same(size: int) -> None:
    """That nobody, or one, took a choice or none at all, shows in no key and no count."""
    for of, one in (("item.q", {"q": "B"}), ("item.m", {"m": []}), ("item.m", {"m": ["A", "B"]})):
        alone = table(gate([*sheets(size - 1), {**sheets(1)[0], **one}]), of)
        assert alone == table(gate(sheets(size)), of)


def test_a_mean_at_an_end_of_its_range_is_no_unanimity() -> None:
    """Means within one person's reach of an end read alike, of items and of dimensions."""
    known = [{"attributes": {"sector": "a"}}] * 6
    for of in ("item.n", "dimension.d"):
        found = [
            table(
                gate([{"q": "A", "n": 10}] * 5 + [{"q": "A", "n": last}], known, breakdowns=SECTOR),
                of,
                sector="a",
            )
            for last in (10, 9, 5)
        ]
        assert found[0] == found[1] == found[2]
        assert found[0].mean is not None
        assert not found[0].mean.exact


def test_of_five_all_with_a_value_read_like_all_but_one() -> None:
    """Whether one of five lacks a value shows neither in the band nor by its being there."""
    known = [{"attributes": {"sector": "a"}}] * 5
    found = [
        table(gate(given_sheets, known, breakdowns=SECTOR), "item.n", sector="a")
        for given_sheets in ([{"n": 10}] * 5, [{"n": 10}] * 4 + [{}])
    ]
    assert found[0].mean is not None
    assert found[0].mean == found[1].mean


@pytest.mark.parametrize("answered", range(7))
def test_a_mean_of_few_answers_is_not_shown(answered: int) -> None:
    """Where fewer than five of a subgroup have a value, none is told, as where nobody has."""
    known = [{"attributes": {"sector": "a"}}] * 6
    given_sheets = [{"n": 7}] * answered + [{}] * (6 - answered)
    found = table(gate(given_sheets[:6], known, breakdowns=SECTOR), "item.n", sector="a")
    assert found.rule == "mean-only"
    assert (found.mean is not None) == (answered >= 5)
    if found.mean is not None:
        assert found.mean.low <= 7 <= found.mean.high


def test_a_mean_in_the_middle_is_no_unanimity() -> None:
    """Five who agree on the middle read like four of them and a neighbour, beside any whole."""
    known = [{"attributes": {"sector": sector}} for sector in "aaaaabbbbb"]
    others = [{"q": "C"}] * 5
    found = [
        table(gate([*mine, *others], known, breakdowns=SECTOR), sector="a")
        for mine in ([{"q": "B"}] * 5, [{"q": "B"}] * 4 + [{"q": "C"}])
    ]
    assert found[0].rule == "mean-only"
    assert found[0].mean == found[1].mean
    assert found[0].mean is not None
    assert not found[0].mean.exact


@given(st.lists(st.integers(0, 10), min_size=5, max_size=9))
def test_a_subgroups_mean_is_one_of_a_few_bands(numbers: list[int]) -> None:
    """Whatever a small subgroup answers, its mean reads as a band that its size alone decides."""
    known = [{"attributes": {"sector": "a"}}] * len(numbers)
    made = gate([{"n": number} for number in numbers], known, breakdowns=SECTOR)
    mean = table(made, "item.n", sector="a").mean
    steps = min(4, len(numbers) // 2)
    halves = [Fraction(10 * place, 2 * steps) for place in range(1, 2 * steps, 2)]
    assert mean is not None
    assert (mean.low, mean.high) in set(pairwise([Fraction(0), *halves, Fraction(10)]))
    assert mean.low <= Fraction(sum(numbers), len(numbers)) <= mean.high


def test_a_withheld_group_shows_none_of_its_parts() -> None:
    """A threshold raised above the group's size hides its subgroups with it, sizes too."""
    known = [{"attributes": {"sector": sector}} for sector in "aaaaabbbbb"]
    made = gate(sheets(10), known, breakdowns=SECTOR, disclosure=Disclosure(group=12, subgroup=14))
    assert {table.rule for table in made.tables} == {"group-too-small", "subgroup-too-small"}
    assert [part.answered for part in made.participation if part.group.cell] == [None, None]


def test_weights_do_not_tell_what_their_few_bearers_answered() -> None:
    """Where voices weigh differently, tables depend on the counts of persons alone."""
    known = [{"organization": "o1"}] * 2 + [{"organization": f"o{index}"} for index in range(2, 12)]
    found = set()
    for pair in (("A", "A"), ("A", "B"), ("B", "B")):
        rest = ["A"] * (7 - pair.count("A")) + ["B"] * (5 - pair.count("B"))
        appraisal = gate([{"q": code} for code in (*pair, *rest)], known, voice="organization")
        assert table(appraisal).rule == "voices-coarsened"
        found.add(table(appraisal).counts)
    assert len(found) == 1
    (counts,) = found
    assert counts is not None
    assert (counts[0].persons.low, counts[0].weight) == (
        7,
        Bounds(low=Fraction(6), high=Fraction(7)),
    )


def test_weights_borne_by_many_are_exact() -> None:
    """Where ten people and organizations bear each weight, shares are exact."""
    known = [{"weight": 1 + index % 2} for index in range(20)]
    found = table(gate(sheets(20), known))
    assert found.rule is None
    assert found.counts is not None
    assert found.counts[0].weight == Bounds(low=Fraction(30), high=Fraction(30))


def test_complete_responses_are_counted_inside_the_gate_alone() -> None:
    """What alpha is made of would tell apart who left something out: it never gets through."""
    scoring = {"method": "mean", "alpha": True, "minimum_answered": 1}
    made = evolve(MADE, dimensions=sketch_dimensions(scoring))
    given_sheets = [{"q": "ABC"[index % 3], "n": index % 7} for index in range(40)]
    responses = people(made, given_sheets)
    study = make_study([RowHolding(made, responses)], [])
    held = counted(study, made, responses)
    assert any(tally.of.startswith("alpha.d.") for tally in held.tallies)
    appraisal = appraise(study, made, held, "en")
    assert not any(each.of.startswith("alpha") for each in appraisal.tables)
    assert table(appraisal, "dimension.d").alpha is not None


def sketch_dimensions(scoring: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the dimensions of an instrument with one of two items."""
    dimension = {"id": "d", "title": {"en": "D"}, "items": ["q", "n"], "scoring": dict(scoring)}
    parts = {"scales": {"abc": {"kind": "ordinal", "choices": CHOICES}}}
    items = [{"id": "q", "type": "choice", "scale": "abc"}, {"id": "n", "type": "integer"}]
    return sketch(items, dimensions=[dimension], **parts).dimensions


def ruled(appraisal: Appraisal) -> object:
    """Return which tables there are, what rule each has, and how much of it is shown."""
    return {
        (each.of, each.group): (each.rule, each.persons, each.weight, each.counts is None)
        for each in appraisal.tables
    }


def through(study: Study, instrument: Instrument, responses: Sequence[Response]) -> Appraisal:
    """Return the appraisal of responses."""
    return appraise(study, instrument, counted(study, instrument, responses), "fr")


@given(walks(most=14), st.data())
@settings(max_examples=60)
def test_refusals_depend_on_membership_alone(
    walk: tuple[Instrument, Study, tuple[Response, ...]], data: st.DataObject
) -> None:
    """The same people with any other answers have the same tables under the same rules."""
    instrument, study, responses = walk
    others = [data.draw(answers(instrument)) for _ in range(2)]
    changed = [
        evolve(each, answers=data.draw(st.sampled_from(others)))
        if each.respondent.kind == "individual"
        else each
        for each in responses
    ]
    one, other = through(study, instrument, responses), through(study, instrument, changed)
    assert ruled(one) == ruled(other)
    assert one.participation == other.participation
    assert {each.rule for each in one.tables} <= {None, *RULES}


@given(walks(most=14), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_whatever_is_released_says_nothing_of_an_order(
    walk: tuple[Instrument, Study, tuple[Response, ...]], chance: Random
) -> None:
    """Appraisals are the same whoever answered first."""
    instrument, study, responses = walk
    alone = [each for each in responses if each.respondent.kind == "individual"]
    rest = [each for each in responses if each.respondent.kind != "individual"]
    shuffled = [*chance.sample(alone, len(alone)), *rest]
    one, other = through(study, instrument, [*alone, *rest]), through(study, instrument, shuffled)
    assert {(t.of, t.group): t for t in one.tables} == {(t.of, t.group): t for t in other.tables}
    assert one.remarks == other.remarks


def own(size: int, counts: Mapping[str, int], **fields: Any) -> Tally:
    """Return a plugin's tally of the whole group, as the plugin would have it."""
    weight = Fraction(size)
    fields = {"persons": size, "organizations": size, "weight": weight, **fields}
    return Tally(
        of="stranger.own",
        group=Group(wave="w1"),
        counts={key: Count(persons=n, weight=Fraction(n)) for key, n in counts.items()},
        **{"kind": "choices", **fields},
    )


@pytest.mark.parametrize("size", [4, 5, 9, 10])
def test_a_plugins_tally_passes_as_the_cores_does(size: int) -> None:
    """Thresholds and coarsening hold for what a plugin counts, whatever size it claims."""
    claimed = own(size, {"x": size}, persons=1000, organizations=1000, weight=Fraction(1000))
    appraisal = gate(sheets(size), extra=[claimed])
    found, core = table(appraisal, "stranger.own"), table(appraisal)
    assert (found.rule, found.persons, found.weight) == (core.rule, core.persons, core.weight)
    if size >= 5:
        assert found.count("x") is not None
        assert found.count("x").persons == core.count("A").persons  # type: ignore[union-attr]  # both are there
    assert (found.counts is None) == (size < 5)


def test_a_plugins_key_that_one_person_holds_is_not_shown_in_a_small_group() -> None:
    """A key that is there only because somebody holds it would tell that somebody does."""
    found = table(gate(sheets(8), extra=[own(8, {"x": 6, "y": 1, "z": 1})]), "stranger.own")
    assert [count.key for count in found.counts or ()] == ["x"]
    shown = table(gate(sheets(12), extra=[own(12, {"x": 11, "y": 1})]), "stranger.own")
    assert [count.key for count in shown.counts or ()] == ["x", "y"]


def test_a_plugins_tally_of_no_planned_group_goes_nowhere() -> None:
    """What is counted of a crossing that the study does not plan is left out."""
    crossed = Group(wave="w1", cell=(("sector", "a"),))
    appraisal = gate(sheets(12), extra=[evolve(own(12, {"x": 12}), group=crossed)])
    assert appraisal.table("stranger.own", "w1", crossed.cell) is None


@pytest.mark.parametrize(
    "tally",
    [
        own(1000, {"x": 13}, persons=1000),
        own(12, {"words": 1}, kind="scores"),
        own(12, {"1e999999999": 1}, kind="scores"),
        evolve(own(12, {}), counts={"x": Count(persons=1, weight=Fraction(2))}),
    ],
    ids=["too-many", "no-number", "no-exact-number", "too-heavy"],
)
def test_a_plugins_tally_that_cannot_be_is_refused(tally: Tally) -> None:
    """More persons or weight than the group has, and scores that are no numbers, are blamed."""
    responses = people(MADE, sheets(12))
    study = make_study([RowHolding(MADE, responses)], [])
    groups = memberships(study, atoms(study, responses))
    with pytest.raises(ValueError, match=r"belongs|number"):
        vetted_tally(tally, "stranger", groups)


def test_eight_partners_see_every_item_in_both_waves() -> None:
    """A table of eight has each item's distribution, coarsened, in each of two closed waves."""
    codes = list(product("ABC", repeat=2))[:8]
    responses = [
        *people(MADE, [{"q": one, "m": [one]} for one, _ in codes], wave="w1"),
        *people(MADE, [{"q": other, "m": [other]} for _, other in codes], wave="w2"),
    ]
    study = make_study([RowHolding(MADE, responses)], [])
    appraisal = through(study, MADE, responses)
    for wave in ("w1", "w2"):
        for item in ("q", "m"):
            found = appraisal.table(f"item.{item}", wave)
            assert found is not None
            assert found.counts
            assert found.persons == 8


def test_comments_are_shown_from_ten_people_on_and_sorted() -> None:
    """Nine people's comments stay unread; ten people's come in an order that says nothing."""
    spoken = [{"q": {"value": "A", "comment": f"Remark {9 - index}"}} for index in range(10)]
    assert gate(spoken[:9]).remarks == ()
    (remarks,) = gate(spoken).remarks
    assert remarks.texts == tuple(sorted(remarks.texts))
    assert len(remarks.texts) == 10
    few = [{"organization": f"o{index % 9}"} for index in range(10)]
    assert gate(spoken, few).remarks == ()


def test_small_subgroups_are_not_numbered() -> None:
    """How many answered is told of a subgroup from five on."""
    known = [{"attributes": {"sector": "a"}}] * 4 + [{"attributes": {"sector": "b"}}] * 5
    invited = (Invited(wave="w1", attributes={"sector": "b"}, count=6),)
    appraisal = gate(sheets(9), known, breakdowns=SECTOR, invited=invited)
    found = {part.group.cell: (part.answered, part.invited) for part in appraisal.participation}
    assert found == {
        (): (9, None),
        (("sector", "a"),): (None, None),
        (("sector", "b"),): (5, 6),
    }


RANKED: dict[str, Any] = {"id": "r", "type": "ranking", "scale": "abc"}
PICKED: dict[str, Any] = {"id": "p", "type": "multiple-choice", "scale": "abc", "max_count": 2}
ASKED: dict[str, Any] = {"id": "w", "type": "yes-no", "when": {"item": "q", "equals": "A"}}


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        (RANKED, "scores-withheld"),
        ({**PICKED, "min_count": 2}, "scores-withheld"),
        (PICKED, "coarsened"),
        (ASKED, "scores-withheld"),
    ],
)
def test_what_tells_of_other_counts_is_not_listed_of_few(item: dict[str, Any], rule: str) -> None:
    """Ranks, picks of a fixed number and follow-up questions add up: below ten none is listed."""
    scale = {"kind": "ordinal", "choices": CHOICES}
    asked: dict[str, Any] = {"id": "q", "type": "choice", "scale": "abc"}
    made = sketch([asked, item], scales={"abc": scale}, dimensions=[])
    for size, expected in ((8, rule), (10, None)):
        responses = people(made, [{"q": "A"}] * size)
        study = make_study([RowHolding(made, responses)], [])
        held = appraise(study, made, counted(study, made, responses), "en")
        found = held.table(f"item.{item['id']}", "w1")
        assert found is not None
        assert found.rule == expected
        assert (found.counts is None) == (expected == "scores-withheld")
