"""What several groups wrote together, and who wrote what in records: counts, gate and report."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import Appraiser
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.appraising import appraise_all, make_study
from rosace.assembling import for_audience
from rosace.conditions import shown
from rosace.conversion import unstructure
from rosace.counting import counted, vetted
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.mixes import Mix, mixes
from rosace.report import Block, CountCell, Notice, NumberCell, Report, Table
from rosace.response import Response
from rosace.sections import core_sections
from rosace.sizes import MOST_LISTED
from rosace.strategies import assemblies, instruments
from rosace.study import Study, StudyInstrument, Subject, Wave
from rosace.tally import Group
from rosace.testing import people, sketch
from rosace.values import evolve

CODED = {"choice", "multiple-choice", "yes-no"}
PLAN = (("sector",), ("place", "sector"))
SCALES = {
    "kinds": {
        "kind": "nominal",
        "choices": [{"code": code, "label": {"en": f"Kind {code}"}} for code in "abc"],
    }
}
EVENTS = sketch(
    [
        {
            "id": "events",
            "type": "records",
            "text": {"en": "Events"},
            "fields": [
                {"id": "title", "type": "text", "text": {"en": "Title"}},
                {"id": "kind", "type": "choice", "scale": "kinds", "text": {"en": "Outcome"}},
                {
                    "id": "sly",
                    "type": "yes-no",
                    "text": {"en": "How to win them over"},
                    "audience": "facilitator",
                },
                {
                    "id": "two",
                    "type": "multiple-choice",
                    "scale": "kinds",
                    "text": {"en": "Two"},
                    "min_count": 2,
                    "max_count": 2,
                },
                {
                    "id": "asked",
                    "type": "yes-no",
                    "text": {"en": "Asked"},
                    "when": {"item": "sly", "equals": True},
                },
            ],
        },
        {"id": "done", "type": "yes-no", "text": {"en": "Done"}},
    ],
    scales=SCALES,
)


def study_of(instrument: Instrument, plan: tuple[tuple[str, ...], ...] = PLAN) -> Study:
    """Return a study of two closed waves."""
    return Study(
        id="study",
        title={"en": "Study"},
        subject=Subject(id="group", title={"en": "Group"}),
        instruments=(StudyInstrument(id=instrument.id),),
        waves=(Wave(id="w1", closed=True), Wave(id="w2", closed=True)),
        breakdowns=plan,
    )


def codes(held: Any) -> set[str]:
    """Return the codes of a value, as tallies spell them."""
    if held is None:
        return set()
    if isinstance(held, bool):
        return {"yes" if held else "no"}
    return set(held) if isinstance(held, tuple) else {held}


def rows_of(
    instrument: Instrument, response: Response
) -> Iterator[tuple[str, str | None, set[str]]]:
    """Yield each row of each field, and each answer, with the keys that it counts for."""
    for item in instrument.items:
        if item.type in CODED:
            answer = response.answers.get(item.id)
            if item.id not in shown(instrument, response.answers):
                held = {"@not-shown"}
            elif answer is None:
                held = {"@no-answer"}
            elif answer.missing:
                held = {f"@{answer.missing}"}
            else:
                held = codes(answer.value) or {"@none-picked"}
            yield item.id, None, held
        for field, row in product(item.fields or (), response.rows(item.id)):
            if field.type in CODED:
                yield item.id, field.id, codes(row.fields.get(field.id)) or {"@no-answer"}


def by_hand(study: Study, instrument: Instrument, responses: Iterable[Response]) -> dict[Any, Any]:
    """Return the counts and the rows of each part and group, from every group's responses."""
    found = {}
    held = list(responses)
    cells = [()] + [
        tuple(zip(names, values, strict=True))
        for names in study.breakdowns
        for values in product(*({"sector": "ab", "place": "xy"}[name] for name in names))
    ]
    for wave, cell in product(("w1", "w2"), cells):
        inside = [
            each
            for each in held
            if each.wave == wave and dict(cell).items() <= each.respondent.attributes.items()
        ]
        rows = [row for each in inside for row in rows_of(instrument, each)]
        for part in {(item, field) for item, field, _ in rows}:
            keys = [held for item, field, held in rows if (item, field) == part]
            counts = Counter(key for each in keys for key in each)
            found[*part, Group(wave=wave, cell=cell)] = (dict(counts), len(keys), len(inside))
    return found


def told(found: Iterable[Mix]) -> dict[Any, Any]:
    """Return mixes as `by_hand` does, without those of records of which there is no row."""
    return {
        (mix.item, mix.field, mix.group): (dict(mix.counts), mix.rows, mix.responses)
        for mix in found
        if mix.rows
    }


@st.composite
def meetings(draw: st.DrawFn) -> tuple[Instrument, tuple[Response, ...]]:
    """Generate an instrument, with what several groups wrote in it."""
    instrument = draw(st.just(EVENTS) | instruments(scored=False))
    return instrument, draw(assemblies(instrument))


@settings(max_examples=60)
@given(meetings())
def test_mixes_agree_with_a_count_by_hand(meeting: tuple[Instrument, tuple[Response, ...]]) -> None:
    """Each row and each answer counts once for each code that it holds, in each of its groups."""
    instrument, responses = meeting
    study = study_of(instrument)
    assert told(mixes(study, instrument, responses)) == by_hand(study, instrument, responses)


@settings(max_examples=40)
@given(meetings(), st.integers(0, 12))
def test_mixes_of_parts_add_up_to_the_whole(
    meeting: tuple[Instrument, tuple[Response, ...]], cut: int
) -> None:
    """Mixes are plain sums: two parts, in any order, make the whole; single choices sum to rows."""
    instrument, responses = meeting
    study = study_of(instrument)
    whole = mixes(study, instrument, responses)
    assert mixes(study, instrument, responses[::-1]) == whole
    added: dict[Any, tuple[Counter[str], int, int]] = {}
    for part in (responses[:cut], responses[cut:]):
        for key, (counts, rows, number) in told(mixes(study, instrument, part)).items():
            before = added.get(key, (Counter(), 0, 0))
            added[key] = (before[0] + Counter(counts), before[1] + rows, before[2] + number)
    sums = {key: (dict(counts), rows) for key, (counts, rows, _) in added.items()}
    assert sums == {key: held[:2] for key, held in told(whole).items()}
    for mix in whole:
        item = instrument.item(mix.item)
        part = next((each for each in item.fields or () if each.id == mix.field), item)
        assert all(0 < number <= mix.rows for number in mix.counts.values())
        if part.type != "multiple-choice":
            assert sum(mix.counts.values()) == mix.rows


def test_individuals_are_in_no_mix() -> None:
    """What one person wrote alone stays behind the gate."""
    responses = people(EVENTS, [{"events": [{"id": "e1", "kind": "a"}]}])
    assert mixes(study_of(EVENTS), EVENTS, responses) == ()


def appraised(responses: Iterable[Response], plan: tuple[tuple[str, ...], ...] = ()) -> Appraisal:
    """Return the appraisal of responses to the instrument of events."""
    held = tuple(responses)
    study = make_study([RowHolding(EVENTS, held)], plan)
    return appraise_all(study, [(EVENTS, counted(study, EVENTS, held))], "en")[EVENTS.id]


def writers(number: int, rows: list[dict[str, Any]], rest: int = 0) -> tuple[Response, ...]:
    """Return individuals of whom some wrote the same rows, and the rest none."""
    held = [{"id": f"e{place}", **row} for place, row in enumerate(rows)]
    return people(EVENTS, [{"events": held}] * number + [{}] * rest)


def test_persons_are_counted_and_not_their_rows() -> None:
    """Whoever wrote a code in five rows is one person; who wrote none has no answer."""
    rows = [{"kind": "a"}] * 5 + [{"kind": "b"}]
    table = appraised(writers(7, rows, 5)).table("record.events.kind", "w1")
    assert table is not None
    assert table.counts is not None
    counts = {each.key: int(each.persons.low) for each in table.counts if each.persons.high}
    assert (table.kind, table.persons) == ("picks", 12)
    assert counts == {"a": 7, "b": 7, "@no-answer": 5}


@pytest.mark.parametrize(
    ("persons", "field", "rule"),
    [
        (4, "kind", "group-too-small"),
        (9, "kind", "coarsened"),
        (9, "two", "scores-withheld"),
        (9, "asked", "scores-withheld"),
        (10, "kind", None),
        (10, "two", None),
    ],
)
def test_fields_of_records_pass_the_gate_as_items_do(
    persons: int, field: str, rule: str | None
) -> None:
    """Small groups are withheld or coarse; counts that tell of others are not listed at all."""
    row = {"kind": "a", "two": ["a", "b"], "sly": True, "asked": True}
    table = appraised(writers(persons, [row])).table(f"record.events.{field}", "w1")
    assert isinstance(table, ProtectedTable)
    assert table.rule == rule
    assert (table.counts is None) is (rule in {"group-too-small", "scores-withheld"})
    if rule == "coarsened":
        assert all(not each.persons.exact for each in table.counts or ())


def test_a_subgroup_too_small_tells_nothing_of_its_rows() -> None:
    """Of a subgroup below its threshold not even the number of persons is shown."""
    known = [{"attributes": {"sector": "a"}}] * 12 + [{"attributes": {"sector": "b"}}] * 3
    held = [{"events": [{"id": "e1", "kind": "c"}]}] * 15
    found = appraised(people(EVENTS, held, known=known), (("sector",),))
    table = found.table("record.events.kind", "w1", (("sector", "b"),))
    assert table is not None
    assert (table.persons, table.counts) == (None, None)


def groups(number: int, wave: str = "w1") -> tuple[Response, ...]:
    """Return what some groups wrote in a wave, in two regions by turns."""
    known = [
        {"kind": "collective", "attributes": {"sector": "ab"[place % 2]}} for place in range(number)
    ]
    rows = [{"id": "e1", "title": "Flood of words", "kind": "a", "sly": True}, {"id": "e2"}]
    return people(EVENTS, [{"events": rows, "done": True}] * number, wave=wave, known=known)


def blocks(found: Appraisal, section: str) -> tuple[Block, ...]:
    """Return the blocks of a section of the core."""
    return next((each.blocks for each in core_sections(found) if each.id == section), ())


def test_several_collective_responses_are_shown_together() -> None:
    """A table by wave and one by region, a row a choice and a column a group, and their bases."""
    found = appraised((*groups(4), *groups(1, "w2")), (("sector",),))
    tables = {each.id: each for each in blocks(found, "mixes") if isinstance(each, Table)}
    table = tables["mix-events-kind-sector-1"]
    cells = [[cell.low for cell in row if isinstance(cell, CountCell)] for row in table.rows]
    # Kinds a, b and c, rows without a kind, and all rows, in each of two regions.
    assert cells == [[2, 2], [0, 0], [0, 0], [2, 2], [4, 4]]
    shares = [[cell.low for cell in row if isinstance(cell, NumberCell)] for row in table.rows]
    assert shares == [[0.5, 0.5], [0, 0], [0, 0], [0.5, 0.5], [1, 1]]
    assert table.title != tables["mix-events-kind-1"].title
    bases = [[cell.low for cell in row[2:]] for row in tables["mix-groups"].rows]  # type: ignore[union-attr]  # counts
    assert bases == [[4, 8], [2, 4], [2, 4]]
    assert "mix-done-1" in tables
    assert not blocks(appraised(groups(1)), "mixes")


@pytest.mark.parametrize("number", [MOST_LISTED, MOST_LISTED + 1])
def test_too_many_collective_responses_give_their_place_to_mixes(number: int) -> None:
    """Beyond the limit of a wave none is listed, what all hold together is; it is said once."""
    listed = number <= MOST_LISTED
    found = appraised((*groups(number), *groups(2, "w2"), *groups(number, "w3")))
    assert len(found.collective) == (2 * number if listed else 0) + 2
    notices = [each for each in blocks(found, "mixes") if isinstance(each, Notice)]
    assert len(notices) == (0 if listed else 1)
    assert sum(mix.rows for mix in found.mixes if mix.field == "kind") == 2 * (2 * number + 2)
    assert found.received[0].collective == number


def test_an_engine_cannot_invent_groups() -> None:
    """A mix of more responses than came in, or of more codes than rows, is refused."""
    held = groups(3)
    study = study_of(EVENTS)
    found = counted(study, EVENTS, held)
    assert vetted(study, found) == found
    for wrong in ({"responses": 4}, {"rows": 1}):
        false = tuple(evolve(mix, **wrong) for mix in found.mixes)
        with pytest.raises(ValueError, match="mix of"):
            vetted(study, evolve(found, mixes=false))


def report_of(responses: tuple[Response, ...]) -> Report:
    """Return the report of the installed tools on the instrument of events."""
    return Appraiser().appraise(EVENTS, responses, language="en")


@pytest.mark.parametrize("responses", [groups(3), writers(12, [{"kind": "a", "sly": True}])])
def test_what_is_the_facilitators_is_counted_for_the_facilitator_alone(
    responses: tuple[Response, ...],
) -> None:
    """Counts of a field with that audience are in the facilitator's report and in no other."""
    report = report_of(responses)
    for audience, seen in (("facilitator", True), ("group", False), ("public", False)):
        words = str(unstructure(for_audience(report, audience)))  # type: ignore[arg-type]  # of the words
        assert ("How to win them over" in words) is seen
    assert "Outcome" in str(unstructure(for_audience(report, "group")))


def test_a_report_without_the_plan_of_the_study_shows_no_group_of_it() -> None:
    """A breakdown that is not asked for leaves its mixes out."""
    study = evolve(study_of(EVENTS, (("sector",), ("place",))))
    report = Appraiser().appraise(EVENTS, groups(3), language="en", study=study, by="place")
    ids = [each.id for part in report.sections for each in part.blocks if isinstance(each, Table)]
    assert "mix-events-kind-1" in ids
    assert not [each for each in ids if "sector" in each]
