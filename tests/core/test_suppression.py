"""What complementary suppression promises: all that is shown of a wave gives nothing small back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rosace.audit import Row, recoverable
from rosace.disclosure import DISTRIBUTION, MEAN
from rosace.membership import Atom, groups_of, memberships
from rosace.study import Disclosure, Study, StudyInstrument, Subject, Wave
from rosace.suppression import degrees
from rosace.tally import Group
from rosace.values import evolve

STUDY = Study(
    id="study",
    title={"en": "Study"},
    subject=Subject(id="table", title={"en": "Table"}),
    instruments=(StudyInstrument(id="tool"),),
    waves=(Wave(id="w1", closed=True),),
    breakdowns=(("sector",), ("role",), ("sector", "role")),
)


def atom(persons: int, *shared: str, **attributes: str) -> Atom:
    """Return persons with some attributes; those who share organizations name them."""
    return Atom(
        wave="w1",
        attributes=attributes,
        weight=Fraction(1),
        persons=persons,
        organizations=frozenset(shared),
        alone=0 if shared else persons,
    )


def shown(held: Sequence[Atom], study: Study = STUDY) -> dict[Group, int]:
    """Return how much is shown of each group."""
    return degrees(study, held, memberships(study, held))


def sector(value: str) -> Group:
    """Return a cell of the breakdown by sector."""
    return Group(wave="w1", cell=(("sector", value),))


BY_SECTOR = evolve(STUDY, breakdowns=(("sector",),))


def test_what_is_left_over_takes_the_smallest_other_with_it() -> None:
    """Beside a cell of three, the smallest other cell is withheld, and no further one."""
    held = [atom(size, sector=name) for name, size in (("a", 12), ("b", 11), ("c", 10), ("d", 3))]
    found = shown(held, BY_SECTOR)
    cells = {group.cell[0][1]: found[group] for group in found if group.cell}
    assert cells == {"a": DISTRIBUTION, "b": DISTRIBUTION, "c": 0, "d": 0}


def test_a_distribution_is_given_up_before_a_mean() -> None:
    """Beside a cell of seven with means, the smallest distribution becomes means as well."""
    held = [atom(size, sector=name) for name, size in (("a", 12), ("b", 11), ("c", 7))]
    found = shown(held, BY_SECTOR)
    assert [found[sector(name)] for name in "abc"] == [DISTRIBUTION, MEAN, MEAN]


def test_those_of_an_unknown_attribute_are_left_over_too() -> None:
    """People who have no value of an attribute are found by subtraction like any cell."""
    held = [atom(12, sector="a"), atom(11, sector="b"), atom(2)]
    assert shown(held, BY_SECTOR)[sector("b")] == 0
    enough = [atom(12, sector="a"), atom(11, sector="b"), atom(10)]
    assert shown(enough, BY_SECTOR)[sector("b")] == DISTRIBUTION


def test_one_organization_is_left_over_whatever_its_persons() -> None:
    """Thirteen persons of one organization are not given back by all others."""
    alone = [atom(20, sector="a"), atom(13, "ministry", sector="b")]
    assert shown(alone, BY_SECTOR)[sector("a")] == 0


def test_an_open_study_withholds_nothing() -> None:
    """A group that speaks openly sees every cell."""
    study = evolve(BY_SECTOR, disclosure=Disclosure(mode="open"))
    held = [atom(12, sector="a"), atom(1, sector="b")]
    assert set(shown(held, study).values()) == {DISTRIBUTION}


ATOMS = st.builds(
    lambda size, sector, role: atom(
        size,
        **({"sector": sector} if sector else {}),
        **({"role": role} if role else {}),
    ),
    st.integers(1, 9),
    st.sampled_from(["a", "b", "c", None]),
    st.sampled_from(["x", "y", None]),
)
HELD = st.lists(ATOMS, min_size=1, max_size=10, unique_by=lambda each: str(each.attributes))


def rows_of(found: Mapping[Group, int], held: Sequence[Atom], least: int) -> dict[Group, Row]:
    """Return the groups of which so much is shown at least, as sums over the atoms."""
    return {
        group: {
            index: 1
            for index, each in enumerate(held)
            if group in groups_of(STUDY, each.wave, each.attributes)
        }
        for group in found
        if found[group] >= least
    }


@given(held=HELD)
def test_nothing_small_is_given_back_by_all_that_is_shown(held: list[Atom]) -> None:
    """Of any membership, what is shown gives back nothing of few, and distributions still less."""
    found = shown(held)
    assert recoverable([*rows_of(found, held, MEAN).values()], held, 5) is None
    fine = rows_of(found, held, DISTRIBUTION)
    if sum(each.persons for each in held) >= 10:
        assert recoverable([*fine.values()], held, 10) is None


@given(held=HELD)
def test_two_breakdowns_tell_nobody_apart_from_fewer_than_nine_others(held: list[Atom]) -> None:
    """Whoever has a distribution of any two breakdowns shares them with nine others at least."""
    fine = rows_of(shown(held), held, DISTRIBUTION)
    for pair in combinations_with_replacement(((), *STUDY.breakdowns), 2):
        alike: Counter[frozenset[Group]] = Counter()
        for index, each in enumerate(held):
            inside = {group for group in fine if index in fine[group]}
            alike[frozenset(group for group in inside if group.breakdown in pair)] += each.persons
        if len(fine) > 1:
            assert min(alike.values()) >= 10


def test_the_first_breakdown_of_the_plan_comes_first() -> None:
    """Where two breakdowns meet in few, the one that the plan names first has distributions."""
    shares = {("a", "x"): 6, ("a", "y"): 6, ("b", "x"): 6, ("b", "y"): 6}
    held = [atom(size, sector=one, role=other) for (one, other), size in shares.items()]
    for plan in ((("sector",), ("role",)), (("role",), ("sector",))):
        found = shown(held, evolve(STUDY, breakdowns=plan))
        met = {group.breakdown for group in found if found[group] == DISTRIBUTION}
        assert met == {(), plan[0]}
        assert {found[group] for group in found if group.breakdown == plan[1]} == {MEAN}


@given(held=HELD, order=st.randoms(use_true_random=False))
def test_the_order_of_the_answers_decides_nothing(held: list[Atom], order: Random) -> None:
    """The same members, met in another order, see the same groups."""
    shuffled = list(held)
    order.shuffle(shuffled)
    assert shown(held) == shown(shuffled)
