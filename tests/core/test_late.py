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
from rosace.response import Response
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


def row(held: Sequence[Atom], wanted: Group, batches: frozenset[int]) -> Row:
    """Return whom a group's table counts: those of it who came in some batches."""
    return {
        index: 1
        for index, atom in enumerate(held)
        if wanted in set(groups_of(STUDY, "w1", atom.attributes)) and atom.inside & batches
    }


@given(st.lists(cells, min_size=10, max_size=40), st.lists(cells, min_size=10, max_size=30))
def test_two_batches_together_give_back_nothing_of_few(early: Cells, late: Cells) -> None:
    """Of all that both releases show, exact elimination finds no group under five or ten."""
    first, second = group(early), group(late, first=100)
    held = atoms(STUDY, first)
    before = degrees(STUDY, held, memberships(STUDY, held))
    shown = shown_with(STUDY, before, second, [*first, *second])
    sets = [{each.respondent.id for each in batch} for batch in (first, second)]
    everybody = atoms(STUDY, [*first, *second], sets)
    counted = memberships(STUDY, everybody)
    for least, fewest in (
        (MEAN, STUDY.disclosure.least_for_mean),
        (DISTRIBUTION, STUDY.disclosure.least_for_distribution),
    ):
        rows = [
            row(everybody, each, frozenset({0})) for each, shown in before.items() if shown >= least
        ]
        rows += [
            row(everybody, each, frozenset({0, 1}))
            for each in shown.updated
            if each in counted and _degree(shown.less.get(each), counted[each].size) >= least
        ]
        assert recoverable(rows, everybody, fewest) is None
    assert Group(wave="w1", cell=WHOLE) in shown.updated
    assert not shown.kept & shown.updated


def _degree(rule: str | None, size: int) -> int:
    """Return how much is shown of a group whose tables count newcomers."""
    by_size = sum(size >= fewest for fewest in (STUDY.disclosure.least_for_mean, 10))
    return by_size if rule is None else degree(rule)
