"""Late responses: newcomers alone are let in, and no two releases tell of few between them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.audit import Row, recoverable
from rosace.disclosure import DISTRIBUTION, MEAN, degree
from rosace.errors import DisclosureError
from rosace.late import newcomers, refuse_late, refuse_unnamed, shown_with
from rosace.membership import Atom, atoms, groups_of, memberships
from rosace.places import nowhere
from rosace.response import Response
from rosace.responses import check_all
from rosace.study import Breakdown, Study, StudyInstrument, Subject, Wave
from rosace.suppression import degrees
from rosace.tally import WHOLE, Group
from rosace.testing import people, sketch
from rosace.values import evolve

MADE = sketch([{"id": "q", "type": "yes-no", "comment": "allowed"}], scales={}, dimensions=[])
PLAN: tuple[Breakdown, ...] = (("sector",), ("role",))
STUDY = Study(
    id="study",
    title={"en": "Study"},
    subject=Subject(id="table", title={"en": "Table"}),
    instruments=(StudyInstrument(id=MADE.id),),
    waves=(Wave(id="w1", closed=True),),
    breakdowns=PLAN,
)
Cells = Sequence[tuple[str, str]]


def group(cells: Cells, *, first: int = 0, organization: str | None = None) -> list[Response]:
    """Return a person for each sector and role."""
    known = [
        {
            "id": f"p{first + number}",
            "attributes": {"sector": sector, "role": role},
            **({"organization": f"{organization}{number}"} if organization else {}),
        }
        for number, (sector, role) in enumerate(cells)
    ]
    return list(people(MADE, [{"q": True}] * len(cells), known=known))


def refusal(before: list[Response], late: list[Response], study: Study = STUDY) -> str | None:
    """Return why newcomers are refused beside those before them; None where they are let in."""
    try:
        refuse_late(study, "w1", before, late, study.disclosure.least_for_distribution)
    except DisclosureError as error:
        return error.reason
    return None


def test_few_newcomers_wait() -> None:
    """Nine are refused, ten are let in, and ten of nine organizations are nine."""
    before = group([("x", "r")] * 12)
    ten = group([("x", "r")] * 10, first=100)
    assert refusal(before, ten[:9]) == "late-too-few"
    assert refusal(before, ten) is None
    shared = group([("x", "r")] * 9, first=100, organization="o")
    tenth = evolve(ten[9], respondent=evolve(ten[9].respondent, organization="o1"))
    assert refusal(before, [*shared, tenth]) == "late-too-few"
    refuse_late(STUDY, "w1", before, ten[:1], None)
    with pytest.raises(DisclosureError):
        refuse_late(STUDY, "w1", before, [], None)


def test_voices_that_late_ones_would_change_are_refused() -> None:
    """A second person of an organization, or a heavier voice, changes what the others weigh."""
    heard = evolve(STUDY, voice="organization")
    before = group([("x", "r")] * 12, organization="o")
    again = group([("x", "r")] * 11, first=100, organization="o")
    assert refusal(before, again, heard) == "late-voices"
    assert refusal(before, group([("x", "r")] * 11, first=100, organization="n"), heard) is None
    ten = group([("x", "r")] * 10, first=100)
    heavy = evolve(ten[0], respondent=evolve(ten[0].respondent, weight=3))
    assert refusal(before, [heavy, *ten[1:]]) == "late-voices"


def test_whoever_was_counted_is_no_newcomer() -> None:
    """What somebody sends again is left out, whatever it says; the rows of no one are refused."""
    before = group([("x", "r")] * 3)
    again = [evolve(each, answers={}) for each in group([("y", "r")] * 4)]
    assert newcomers(before, again) == (again[3],)
    numbered = evolve(again[0], respondent=evolve(again[0].respondent, id="r1/w1"))
    refuse_unnamed("w1", again)
    with pytest.raises(DisclosureError):
        refuse_unnamed("w1", [*again, numbered])


cells = st.tuples(st.sampled_from("xyz"), st.sampled_from("rs"))


def row(held: Sequence[Atom], wanted: Group, batches: int) -> Row:
    """Return whom a group's table counts: those of it who came in the first batches."""
    return {
        index: 1
        for index, atom in enumerate(held)
        if wanted in set(groups_of(STUDY, "w1", atom.attributes)) and min(atom.inside) < batches
    }


@given(
    st.lists(cells, min_size=5, max_size=40),
    st.lists(st.lists(cells, min_size=10, max_size=30), min_size=1, max_size=3),
)
def test_batches_together_give_back_nothing_of_few(early: Cells, batches: list[Cells]) -> None:
    """Of all that releases one after another show, elimination finds no group under five or ten."""
    counted = group(early)
    held = atoms(STUDY, counted)
    shown = {each: degree for each, degree in _degrees(STUDY, held).items() if degree}
    before, stay = _degrees(STUDY, held), frozenset[Group]()
    sets = [{each.respondent.id for each in counted}]
    rows = [(each, 1, degree) for each, degree in shown.items()]
    for number, batch in enumerate(batches, start=1):
        late = group(batch, first=100 * number)
        made = shown_with(STUDY, before, counted, late, stay)
        counted = [*counted, *late]
        sets.append({each.respondent.id for each in late})
        sizes = memberships(STUDY, atoms(STUDY, counted))
        now = {each: _degree(made.less.get(each), sizes[each].size) for each in made.updated}
        rows += [(each, number + 1, degree) for each, degree in now.items()]
        before, stay = {**before, **now}, made.kept
        assert Group(wave="w1", cell=WHOLE) in made.updated
        assert not made.kept & made.updated
    everybody = atoms(STUDY, counted, sets)
    for least, fewest in ((MEAN, 5), (DISTRIBUTION, 10)):
        told = [row(everybody, each, batches) for each, batches, degree in rows if degree >= least]
        if least == MEAN or len(early) >= 10:
            assert recoverable(told, everybody, fewest) is None


def _degrees(study: Study, held: Sequence[Atom]) -> dict[Group, int]:
    return degrees(study, held, memberships(study, held))


def _degree(rule: str | None, size: int) -> int:
    """Return how much is shown of a group whose tables count newcomers."""
    by_size = sum(size >= fewest for fewest in (STUDY.disclosure.least_for_mean, 10))
    return by_size if rule is None else degree(rule)


def test_a_group_of_newcomers_gives_no_coarse_group_back() -> None:
    """Where eight had answered, ten newcomers of one sector are shown in the whole alone."""
    early, late = group([("x", "r")] * 8), group([("z", "s")] * 10, first=100)
    before = _degrees(STUDY, atoms(STUDY, early))
    made = shown_with(STUDY, before, early, late)
    assert made.updated == {Group(wave="w1", cell=WHOLE)}
    exact = group([("x", "r")] * 12)
    made = shown_with(STUDY, _degrees(STUDY, atoms(STUDY, exact)), exact, late)
    assert Group(wave="w1", cell=(("sector", "z"),)) in made.updated


def test_a_group_that_stayed_as_it_was_stays_so() -> None:
    """One late member in a second batch is not told by a third that brings ten more."""
    early = group([("x", "r")] * 12 + [("y", "r")] * 12)
    second = group([("x", "r")] + [("y", "r")] * 11, first=100)
    third = group([("x", "r")] * 10, first=200)
    before = _degrees(STUDY, atoms(STUDY, early))
    x = Group(wave="w1", cell=(("sector", "x"),))
    made = shown_with(STUDY, before, early, second)
    assert x in made.kept
    again = shown_with(STUDY, before, [*early, *second], third, made.kept)
    assert x in again.kept
    assert x not in again.updated


@pytest.mark.parametrize("name", ["P0", " p-0", "p_0", "\uff50" + "0", "p0.0"])
def test_one_person_under_two_names_is_no_newcomer(name: str) -> None:
    """Names that differ in capitals, widths, spaces and signs alone are one person's."""
    (one,) = group([("x", "r")])
    other = evolve(one, respondent=evolve(one.respondent, id=name.strip()))
    assert newcomers([one], [other]) == ()


def test_one_person_or_organization_counts_once_however_it_is_spelt() -> None:
    """Ten spellings of one organization are one, and one person twice in a wave is refused."""
    names = ["Town", "town", "TOWN", "To wn", "T-own", "Town.", "town ", " Town", "tOwn", "(Town)"]
    people_of = [
        evolve(each, respondent=evolve(each.respondent, organization=name.strip()))
        for each, name in zip(group([("x", "r")] * 10), names, strict=True)
    ]
    assert {
        each.organizations for each in memberships(STUDY, atoms(STUDY, people_of)).values()
    } == {1}
    one, other = group([("x", "r")] * 2)
    twice = [one, evolve(other, respondent=evolve(other.respondent, id="P0"))]
    assert [each.code for each in check_all(twice, nowhere)] == ["respondent-twice"]
