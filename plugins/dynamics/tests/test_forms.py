"""The form of collaboration: two spreads side by side, never crossed, and no form above another."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.report import Figure, ListBlock, Message, Report, Section
from rosace.response import Answer, Respondent, Response
from rosace.values import evolve

Appraise = Callable[..., Report]
Own = Callable[[Report], dict[str, Section]]
Cells = Callable[[Report, str], list[dict[str, Any]]]

FORMS = ("networking", "coordination", "cooperation", "collaboration", "partnership")
forms = st.sampled_from(FORMS)
groups = st.lists(st.tuples(forms, forms), min_size=10, max_size=16)


def response(who: str, held: Mapping[str, str], kind: Any = "individual") -> Response:
    """Return somebody's answers, or the group's."""
    return Response(
        id=who,
        instrument="collaboration-form",
        version="1.0.0",
        wave="w1",
        respondent=Respondent(id=who, kind=kind),
        answers={item: Answer(value=form) for item, form in held.items()},
    )


def people(held: Sequence[tuple[str, str]]) -> tuple[str, list[Response]]:
    """Return what people answered to both questions, as the fixture `appraise` takes it."""
    answers = [
        response(f"p{n}", {"now": now, "wanted": wanted}) for n, (now, wanted) in enumerate(held)
    ]
    return "collaboration-form", answers


def messages(report: Report, sections: Own) -> dict[str, Message]:
    """Return what the section says in lists, by the end of its message's id."""
    section = sections(report)["collaboration-form-forms"]
    return {
        item.message.removeprefix("dynamics.form."): item
        for block in section.blocks
        if isinstance(block, ListBlock)
        for item in block.items
        if isinstance(item, Message)
    }


@given(groups)
@settings(max_examples=25, deadline=None)
def test_both_spreads_are_told_and_what_follows_from_them_alone(
    appraise: Appraise, table: Cells, sections: Own, held: list[tuple[str, str]]
) -> None:
    """Counts are those given; how many may be content is the most that the two spreads allow."""
    report = appraise(people(held))
    rows = iter(table(report, "forms-table"))
    spreads = [Counter(now for now, _ in held), Counter(wanted for _, wanted in held)]
    for spread in spreads:
        assert [next(rows)["count"].low for _ in FORMS] == [spread[form] for form in FORMS]
        assert [next(rows)["count"].low for _ in range(2)] == [0, 0]
    most = sum(min(spread[form] for spread in spreads) for form in FORMS)
    said = messages(report, sections).get("at-most")
    assert (said.arguments["n"].low if said else len(held)) == most  # type: ignore[union-attr]  # a count
    assert most >= sum(now == wanted for now, wanted in held)


@given(groups, st.permutations(range(16)))
@settings(max_examples=15, deadline=None)
def test_who_wants_what_changes_nothing(
    appraise: Appraise, held: list[tuple[str, str]], order: list[int]
) -> None:
    """Dealing the wanted forms out among other people gives the very same report."""
    wanted = [held[place][1] for place in order if place < len(held)]
    mixed = [(now, other) for (now, _), other in zip(held, wanted, strict=True)]
    assert appraise(people(held)).sections == appraise(people(mixed)).sections


@given(forms, forms)
@settings(max_examples=25, deadline=None)
def test_the_way_goes_where_the_wish_stands(
    appraise: Appraise, sections: Own, now: str, wanted: str
) -> None:
    """Where all see one form and want one, the way is told with its steps, in either direction."""
    said = messages(appraise(people([(now, wanted)] * 12)), sections)
    steps = FORMS.index(wanted) - FORMS.index(now)
    way = "same" if not steps else "closer.steps" if steps > 0 else "lighter.steps"
    assert {"same", "closer.steps", "lighter.steps"} & set(said) == {way}
    if steps:
        assert said[way].arguments["n"].low == abs(steps)  # type: ignore[union-attr]  # a count


@pytest.mark.parametrize(("number", "drawn"), [(0, 0), (4, 0), (5, 1), (12, 1)])
def test_nothing_is_shown_of_what_the_gate_holds_back(
    appraise: Appraise, sections: Own, number: int, drawn: int
) -> None:
    """Below five people there is no picture and nothing on their answers, whatever they say."""
    group = response("group", {"now": FORMS[1], "wanted": FORMS[0]}, "collective")
    name, answers = people([(FORMS[2], FORMS[4])] * number)
    section = sections(appraise((name, [*answers, group])))["collaboration-form-forms"]
    assert sum(isinstance(block, Figure) for block in section.blocks) == drawn
    assert ("dynamics.form.middles" in str(section)) is bool(drawn)
    assert "dynamics.form.group.now" in str(section)
    assert "dynamics.form.lighter.steps" in str(section)


def test_no_form_is_above_another(appraiser: Appraiser) -> None:
    """No number, score or level is tied to a form, and the tool says that none is better."""
    instrument = appraiser.instrument("collaboration-form")
    assert [choice.code for choice in instrument.scales["forms"].choices] == list(FORMS)
    assert {choice.value for choice in instrument.scales["forms"].choices} == {None}
    assert instrument.dimensions == ()
    assert instrument.use is not None
    assert "Aucune forme n’est meilleure" in instrument.use.statement["fr"]
    assert "No form is better" in instrument.use.statement["en"]


def test_no_change_of_form_is_called_weaker_or_stronger(appraise: Appraise) -> None:
    """From wave to wave spreads stand side by side, and nobody is said to gain or lose."""
    name, first = people([(FORMS[0], FORMS[2])] * 12)
    second = [
        evolve(each, id=f"{each.id}-2", wave="w2")
        for each in people([(FORMS[3], FORMS[3])] * 12)[1]
    ]
    report = appraise((name, [*first, *second]))
    told = repr(report.sections)
    assert "core.change.reading" in told
    assert "core.movement" not in told
    assert "core.highlights.stronger" not in told


def test_all_bars_of_a_question_have_one_colour(appraise: Appraise, sections: Own) -> None:
    """Colour tells the questions apart, and never one form from another."""
    section = sections(appraise(people([(FORMS[0], FORMS[1])] * 12)))["collaboration-form-forms"]
    (figure,) = (block for block in section.blocks if isinstance(block, Figure))

    def colours(part: Any) -> set[str]:
        if isinstance(part, Mapping):
            own = {part["color"]["field"]} if isinstance(part.get("color"), Mapping) else set()
            return own.union(*map(colours, part.values()))
        return set().union(*map(colours, part)) if isinstance(part, list) else set()

    assert colours(figure.specification) == {"side"}
