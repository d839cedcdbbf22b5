"""What opens a report: certain whatever the gate hides, about nobody, and made into questions."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.appraising import appraise_all, make_study
from rosace.finding import Finding, FindingKind, Part, leading
from rosace.formatting import Formatter
from rosace.highlight_sections import highlight_section
from rosace.highlights import highlights
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.leaning import appraised
from rosace.report import Heading, ListBlock, Paragraph, Section
from rosace.response import Answer, Respondent, Response
from rosace.study import Breakdown, Disclosure, Wave
from rosace.testing import people, sketch
from rosace.values import evolve

CODES = ("A", "B", "C")
PLACES = {"A": Fraction(1), "B": Fraction(1, 2), "C": Fraction(0)}
SCALE: dict[str, Any] = {
    "kind": "ordinal",
    "missing": ["dont-know"],
    "choices": [
        {"code": code, "value": value, "label": {"en": code}}
        for code, value in zip(CODES, (3, 2, 1), strict=True)
    ],
}
MISSING = {"missing": "dont-know"}


def tool(
    items: Sequence[str], dimensions: Sequence[Mapping[str, Any]] = (), **more: Any
) -> Instrument:
    """Return an instrument of items on one scale, in the dimensions given or in one."""
    scoring = {"method": "distribution"}
    one = {"id": "all", "title": {"en": "All"}, "items": list(items), "scoring": scoring}
    return sketch(
        [{"id": item, "type": "choice", "scale": "abc"} for item in items],
        scales={"abc": SCALE},
        dimensions=list(dimensions) or [one],
        **more,
    )


def dimension(name: str, items: Sequence[str], method: str, **more: Any) -> dict[str, Any]:
    """Return a dimension as a document has it."""
    scoring = {"method": method, **more}
    return {"id": name, "title": {"en": name}, "items": list(items), "scoring": scoring}


NAMES = ("q1", "q2", "q3", "q4", "q5", "q6")
MADE = tool(NAMES)


def sheets(columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return one sheet a person: by item, a letter for each; a dot is a missing answer."""
    size = len(next(iter(columns.values())))
    return [
        {item: MISSING if said[turn] == "." else said[turn] for item, said in columns.items()}
        for turn in range(size)
    ]


def appraisals(
    responses: Sequence[Response],
    instruments: Sequence[Instrument] = (MADE,),
    by: Sequence[Breakdown] = (),
    **study: Any,
) -> list[Appraisal]:
    """Return the appraisals of some responses, one an instrument."""
    holdings = [
        RowHolding(used, [each for each in responses if each.instrument == used.id])
        for used in instruments
    ]
    made = evolve(make_study(holdings, by), **study)
    counts = [(held.instrument, held.count(made)) for held in holdings]
    found = appraise_all(made, counts, "en")
    return list(found.values())


def asked(
    columns: Mapping[str, str], instrument: Instrument = MADE, **more: Any
) -> list[Appraisal]:
    """Return the appraisal of people who answer in columns."""
    return appraisals(people(instrument, sheets(columns)), [instrument], **more)


def found(held: Sequence[Appraisal]) -> dict[FindingKind, tuple[str, ...]]:
    """Return the names that each kind of finding names."""
    made = highlights(held)
    assert made is not None
    return {each.kind: tuple(part.of for part in each.parts) for each in made.findings}


def section(held: Sequence[Appraisal]) -> Section:
    """Return the section, which there must be."""
    made = highlight_section(held)
    assert made is not None
    return made


def spoken(held: Sequence[Appraisal], language: str = "en") -> list[str]:
    """Return each line of the section, as it is read."""
    say = Formatter(language=language, messages={}).phrase
    lines: list[str] = []
    for block in section(held).blocks:
        if isinstance(block, ListBlock):
            lines += [say(each) for each in block.items]
        elif isinstance(block, Paragraph | Heading):
            lines.append(say(block.text))
    return lines


VARIED = {
    "q1": "AAAAAAAAAABB",
    "q2": "AAAABBBBBBBB",
    "q3": "BBBBBBBBBBBB",
    "q4": "AAAAAACCCCCC",
    "q5": "BBBBBBBBBBCC",
    "q6": "AABBBBBBBCCC",
}


def test_the_ends_of_the_scale_and_the_least_agreement_are_found() -> None:
    """Items that lead certainly are named, the furthest first, and no others."""
    assert found(asked(VARIED)) == {
        "strongest": ("q1", "q4"),
        "weakest": ("q4", "q6"),
        "spread": ("q4",),
    }


def test_what_a_few_say_is_no_finding() -> None:
    """A choice of fewer than a quarter of the voices does not stand out, even where it leads."""
    few = dict.fromkeys(NAMES, "BBBBBBBBBBBB")
    assert found(asked({**few, "q1": "AABBBBBBBBBB"})) == {}
    assert found(asked({**few, "q1": "AAABBBBBBBBB"})) == {"strongest": ("q1",)}


def test_items_that_are_alike_are_named_together_or_not_at_all() -> None:
    """A tie names two and counts the rest; one over more than half of the items is no finding."""
    plain = dict.fromkeys(NAMES, "BBBBBBBBBBBB")
    three = {**plain, **dict.fromkeys(NAMES[3:], "AAAAAABBBBBB")}
    made = highlights(asked(three))
    assert made is not None
    assert [(each.parts[0].of, each.parts[1].of, each.more) for each in made.findings] == [
        ("q4", "q5", 1)
    ]
    assert any("“q5” (6 of 12) and 1 other" in line for line in spoken(asked(three)))
    steps = {**plain, "q1": "A" * 12, "q2": "A" * 8 + "BBBB", "q3": "A" * 6 + "BBBBBB"}
    first = highlights(asked(steps))
    assert first is not None
    assert [(len(each.parts), each.more) for each in first.findings] == [(2, 0)]
    four = {**plain, **dict.fromkeys(NAMES[2:], "AAAAAABBBBBB")}
    assert found(asked(four)) == {}


def test_voices_that_weigh_differently_are_told_as_shares() -> None:
    """Numbers of persons would say nothing of the weight that the finding rests on."""
    known = [{"weight": "3" if turn < 10 else "1"} for turn in range(20)]
    said = {**dict.fromkeys(NAMES, "B" * 20), "q1": "A" * 10 + "B" * 10}
    lines = spoken(appraisals(people(MADE, sheets(said), known=known)))
    assert "The strongest choice comes up most often here: “q1” (75%)." in lines


def test_dimensions_that_are_distributions_are_compared_by_their_share() -> None:
    """The dimension with most of the strongest and of the weakest choice over its items leads."""
    made = tool(
        NAMES,
        [dimension(f"d{n}", NAMES[2 * n : 2 * n + 2], "distribution") for n in range(3)],
    )
    named = found(asked(VARIED, made))
    assert named["dimension-strongest"] == ("d0",)
    assert named["dimension-weakest"] == ("d1",)


def test_dimensions_that_are_means_are_compared_by_their_mean() -> None:
    """The highest and the lowest mean are named where all are on one scale."""
    made = tool(NAMES, [dimension(f"d{n}", NAMES[2 * n : 2 * n + 2], "mean") for n in range(3)])
    named = found(asked(VARIED, made))
    assert (named["highest-mean"], named["lowest-mean"]) == (("d0",), ("d2",))
    assert "“d0” (2.58, of 3 at most)" in "".join(spoken(asked(VARIED, made)))
    turned = tool(
        NAMES,
        [
            dimension("d0", NAMES[:2], "mean", reverse=["q1", "q2"]),
            dimension("d1", NAMES[2:4], "mean"),
        ],
    )
    assert found(asked(VARIED, turned))["highest-mean"] == ("d1",)


def test_the_strongest_choice_is_what_counts_for_most() -> None:
    """A dimension may turn an item round, by its values or by the choices that it counts."""
    made = tool(
        ("straight", "turned", "counted", "both", "middle", "alone"),
        [
            dimension("one", ["straight", "turned", "both"], "mean", reverse=["turned"]),
            dimension("two", ["counted"], "count", of=["C"]),
            dimension("three", ["both"], "sum", reverse=["both"]),
            dimension("four", ["middle"], "count", of=["B"]),
        ],
    )
    assert appraised(made) == {
        "straight": CODES,
        "turned": CODES[::-1],
        "counted": CODES[::-1],
    }


def test_items_asked_of_some_and_choices_in_no_order_are_not_appraised() -> None:
    """They are not compared with the rest, which everyone is asked."""
    made = sketch(
        [
            {"id": "kind", "type": "choice", "scale": "names"},
            {"id": "yes", "type": "yes-no"},
            {"id": "then", "type": "yes-no", "when": {"item": "yes", "equals": True}},
        ],
        scales={"names": {**SCALE, "kind": "nominal"}},
        dimensions=[dimension("d", ["kind", "yes", "then"], "distribution")],
    )
    assert appraised(made) == {"yes": ("yes", "no")}


def sectors(*sizes: int) -> list[dict[str, Any]]:
    """Return what is known of people of so many of each sector."""
    return [
        {"attributes": {"sector": "abc"[turn]}}
        for turn, size in enumerate(sizes)
        for _ in range(size)
    ]


def grouped(said: str, *sizes: int, **more: Any) -> list[Appraisal]:
    """Return the appraisal of sectors, with one item that they answer in a row."""
    given_sheets = sheets({**dict.fromkeys(NAMES, "B" * len(said)), "q3": said})
    responses = people(MADE, given_sheets, known=sectors(*sizes))
    return appraisals(responses, by=[("sector",)], **more)


@pytest.mark.parametrize(
    ("code", "kind", "size"),
    [("A", "mostly-strongest", 30), ("C", "mostly-weakest", 30), ("C", "mostly-weakest", 8)],
)
def test_a_group_of_one_mind_on_everything_is_told_so(
    code: str, kind: FindingKind, size: int
) -> None:
    """Where most answers to most items are one end of the scale, that is what stands out."""
    held = asked(dict.fromkeys(NAMES, code * size))
    assert kind in found(held)
    (line,) = (line for line in spoken(held) if "On most items, 6 in all" in line)
    assert line.endswith("choice.")
    half = asked({name: (code if turn < 3 else "B") * size for turn, name in enumerate(NAMES)})
    assert kind not in found(half)


def test_groups_that_lie_apart_are_named_without_saying_which_is_higher() -> None:
    """The sentence is the same whichever of the two lies higher; bands decide too."""
    for size in (12, 6):
        lines = []
        for one, other in (("A", "C"), ("C", "A")):
            held = grouped(one * size + other * size, size, size)
            assert found(held)["groups"] == ("q3",)
            lines.append(
                [line for line in spoken(held) if "lie apart" in line or "from where" in line]
            )
        assert lines[0] == lines[1]
        assert lines[0][0] == "Answers of “a” and “b” lie apart here: “q3”."
        assert len(lines[0]) == 2


def test_groups_that_are_not_shown_or_hardly_differ_are_not_told_apart() -> None:
    """Small groups, bands that touch, and less than a quarter of the scale are no difference."""
    assert "groups" not in found(grouped("A" * 4 + "C" * 4, 4, 4))
    assert "groups" not in found(grouped("AAAAAA" + "BBBBBB", 6, 6))
    assert "groups" not in found(grouped("A" * 5 + "B" * 7 + "B" * 12, 12, 12))
    assert "groups" in found(grouped("A" * 6 + "B" * 6 + "B" * 12, 12, 12))


def test_no_groups_are_told_apart_in_an_open_study() -> None:
    """Nothing there keeps a group from being one organization, or one person."""
    held = grouped("A" * 12 + "C" * 12, 12, 12, disclosure=Disclosure(mode="open"))
    assert "groups" not in found(held)


def twice(
    before: Mapping[str, str], after: Mapping[str, str], later: Instrument = MADE, **more: Any
) -> list[Appraisal]:
    """Return the appraisals of two waves."""
    plain = dict.fromkeys(NAMES, "B" * len(next(iter(after.values()))))
    first = people(MADE, sheets({**plain, **before}), wave="w1")
    second = people(later, sheets({**plain, **after}), wave="w2")
    if later is MADE:
        return appraisals([*first, *second], **more)
    holdings = [RowHolding(MADE, first), RowHolding(later, second)]
    made = evolve(make_study(holdings, []), **more)
    counts = [(held.instrument, held.count(made)) for held in holdings]
    together = appraise_all(made, counts, "en")
    return list(together.values())


def test_what_moved_by_an_eighth_of_the_scale_is_a_change() -> None:
    """Three of twelve who move by one choice change the group's answers, told once; two do not."""
    named = found(twice({"q1": "B" * 12}, {"q1": "AAA" + "B" * 9}))
    assert named == {"strongest": ("q1",), "stronger": ("q1",)}
    assert found(twice({"q1": "AAA" + "B" * 9}, {"q1": "B" * 12}))["weaker"] == ("q1",)
    assert "unchanged" in found(twice({"q1": "B" * 12}, {"q1": "AA" + "B" * 10}))


def test_what_moved_in_those_who_answered_twice_is_told_where_the_groups_mean_is_not() -> None:
    """More people moved up than down, though those who moved down moved further."""
    before, after = {"q1": "BBBBB" + "AA" + "B" * 5}, {"q1": "AAAAA" + "CC" + "B" * 5}
    named = found(twice(before, after))
    assert "stronger" not in named
    assert named["risen"] == ("q1",)


def test_items_that_may_not_be_compared_have_not_changed() -> None:
    """An item in other words in a later version is no change, whatever was answered."""
    other = evolve(MADE.item("q1"), text={"en": "Something else"})
    later = evolve(MADE, version="1.1.0", items=(other, *MADE.items[1:]))
    held = twice({"q1": "C" * 12, "q2": "C" * 12}, {"q1": "A" * 12, "q2": "A" * 12}, later)
    assert found(held)["stronger"] == ("q2",)


def test_the_latest_closed_wave_is_spoken_of_and_an_open_one_is_not() -> None:
    """While the second wave is open, what is said is what the first one says."""
    first = {"q1": "A" * 12}
    waves = (Wave(id="w1", closed=True), Wave(id="w2"))
    held = twice(first, {"q2": "A" * 12}, waves=waves)
    assert found(held) == found(twice(first, first, waves=waves)) == {"strongest": ("q1",)}


def test_an_instrument_of_an_earlier_wave_alone_is_passed_over() -> None:
    """What was answered in the first wave does not stand beside what the last one says."""
    other = evolve(MADE, id="other", title={"en": "Other"})
    last = people(MADE, sheets(VARIED), wave="w2")
    responses = [*people(other, sheets(VARIED)), *last]
    made = highlights(appraisals(responses, [other, MADE]))
    assert made is not None
    assert made.wave == "w2"
    assert {each.instrument for each in made.findings} == {"sketch"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_one_sentence_says_that_nothing_can_be_said(language: str) -> None:
    """Four people, or an open wave, leave one plain sentence, and answers all alike another."""
    small = spoken(asked({**dict.fromkeys(NAMES, "BBBB"), "q1": "AAAA"}), language)
    still_open = spoken(asked(VARIED, waves=(Wave(id="w1"),)), language)
    assert small == still_open
    assert len(small) == 1
    alike = spoken(asked(dict.fromkeys(NAMES, "B" * 12)), language)
    assert len(alike) == 1
    assert alike != small


def test_where_nobody_answers_alone_nothing_opens_the_report() -> None:
    """A tool that only the group fills in, or one without ordered choices, has no such section."""
    assert highlight_section(appraisals([])) is None
    texts = sketch([{"id": "q", "type": "text"}])
    said = people(texts, [{"q": "Said."}] * 12)
    assert highlight_section(appraisals(said, [texts])) is None


def test_questions_are_made_from_what_was_found() -> None:
    """Three to five of them, on different items where there are, what goes well first."""
    held = twice({"q2": "C" * 12}, VARIED)
    lines = spoken(held)
    questions = lines[lines.index("To open the discussion") + 1 :]
    assert [line for line in questions if "?" not in line] == []
    assert 3 <= len(questions) <= 5
    assert questions[0].startswith("“q1”")
    assert sum("You are divided on “q4”" in line for line in questions) == 1
    assert sum("what makes this so" in line for line in questions) == 1
    plain = spoken(twice({"q2": "C" * 12}, {**VARIED, "q4": "AAAAAABBBBBB"}))
    assert len(plain) - plain.index("To open the discussion") - 1 == 3
    about = [line[line.index("“") : line.index("”")] for line in questions]
    assert len(set(about)) == len(about)


def test_each_instrument_speaks_under_its_own_name() -> None:
    """With two instruments points stand under the name of each, and each of them has its turn."""
    other = evolve(MADE, id="other", title={"en": "Other"})
    responses = [*people(MADE, sheets(VARIED)), *people(other, sheets(VARIED))]
    lines = spoken(appraisals(responses, [MADE, other]))
    strongest = [place for place, line in enumerate(lines) if line.startswith("The strongest")]
    assert [lines[place - 1] for place in strongest] == ["Sketch", "Other"]
    assert "Sketch" not in spoken(asked(VARIED))


def test_a_groups_answer_far_from_those_of_its_members_is_told_and_asked_about() -> None:
    """It is named where it is outside the middle half of individual answers, and only there."""
    together = Response(
        id="g",
        instrument=MADE.id,
        version=MADE.version,
        wave="w1",
        respondent=Respondent(id="g", kind="collective"),
        answers={"q1": Answer(value="C"), "q3": Answer(value="B"), "q4": Answer(value="A")},
    )
    held = appraisals([*people(MADE, sheets(VARIED)), together])
    assert found(held)["apart"] == ("q1",)
    lines = spoken(held)
    assert sum("outside the middle half" in line and "q1" in line for line in lines) == 1
    assert sum("?" in line and "the group’s answer" in line for line in lines) == 1
    near = evolve(together, answers={"q1": Answer(value="A")})
    assert "apart" not in found(appraisals([*people(MADE, sheets(VARIED)), near]))


CODE = st.sampled_from([*CODES, "."])
COLUMN = st.one_of(
    st.lists(CODE, min_size=12, max_size=12).map("".join),
    st.tuples(CODE, CODE, st.integers(0, 3)).map(lambda p: p[0] * (12 - p[2]) + p[1] * p[2]),
)
ANSWERS = st.fixed_dictionaries(dict.fromkeys(NAMES, COLUMN))
SIZES = st.integers(5, 12)


def cut(columns: Mapping[str, str], size: int) -> dict[str, str]:
    """Return the answers of the last of twelve people, among whom the odd ones are."""
    return {item: said[-size:] for item, said in columns.items()}


@given(ANSWERS, SIZES, st.sampled_from(NAMES), CODE)
def test_a_hidden_answer_never_changes_what_is_said(
    columns: Mapping[str, str], size: int, item: str, odd: str
) -> None:
    """Where the tables stay as they are, so does every word, whatever was answered."""
    first = cut(columns, size)
    second = {**first, item: odd + first[item][1:]}
    one, other = asked(first), asked(second)
    if one[0].tables == other[0].tables:
        assert section(one) == section(other)


@st.composite
def permitted(draw: st.DrawFn, table: ProtectedTable) -> dict[str, int]:
    """Return numbers of persons that agree with a protected table."""
    counts = table.counts or ()
    loose = [count.key for count in counts if not count.persons.exact]
    rest = (table.persons or 0) - int(sum(count.persons.low for count in counts))
    more = draw(st.permutations(loose))[:rest]
    return {count.key: int(count.persons.low) + (count.key in more) for count in counts}


def mean(counts: Mapping[str, int]) -> Fraction | None:
    """Return where the mean lies, from 0 to 1."""
    base = sum(counts.get(code, 0) for code in CODES)
    total = sum((PLACES[code] * counts.get(code, 0) for code in CODES), Fraction(0))
    return total / base if base else None


def agreement(counts: Mapping[str, int]) -> float | None:
    """Return the agreement of exact counts, by its formula."""
    centre, base = mean(counts), sum(counts.get(code, 0) for code in CODES)
    if centre is None:
        return None
    held = [(counts[code], float(abs(PLACES[code] - centre))) for code in CODES if counts.get(code)]
    return 1 + sum(number / base * math.log2(1 - apart) for number, apart in held)


def holds(finding: Finding, now: Mapping[str, Mapping[str, int]], then: Any) -> bool:
    """Say whether a finding holds of exact counts."""
    named = [part.of for part in finding.parts]
    if finding.kind in {"mostly-strongest", "mostly-weakest"}:
        code = "A" if finding.kind == "mostly-strongest" else "C"
        most = sum(2 * now[item][code] > sum(now[item].values()) for item in NAMES)
        return most >= finding.more > len(NAMES) / 2
    if finding.kind in {"strongest", "weakest"}:
        code = "A" if finding.kind == "strongest" else "C"
        ranked = sorted((now[item][code] for item in NAMES), reverse=True)
        front = min(now[item][code] for item in named)
        return front > ranked[len(named) + finding.more]
    if finding.kind == "spread":
        held = {item: each for item in NAMES if (each := agreement(now[item])) is not None}
        rest = sorted(held.values())[len(named) + finding.more :]
        return max(held[item] for item in named) < min(rest)
    if finding.kind in {"stronger", "weaker"}:
        pairs = [(mean(then[item]), mean(now[item])) for item in named]
        up = finding.kind == "stronger"
        return all(a is not None and b is not None and (b > a if up else b < a) for a, b in pairs)
    return finding.kind == "unchanged"


def moved(before: str, after: str) -> int:
    """Return how many more people moved to a stronger choice than to a weaker one."""
    pairs = [
        (PLACES[one], PLACES[other])
        for one, other in zip(before, after, strict=True)
        if "." not in {one, other}
    ]
    return sum((other > one) - (other < one) for one, other in pairs)


@given(ANSWERS, ANSWERS, SIZES, st.data())
def test_what_is_said_holds_for_every_table_that_the_bounds_permit(
    before: Mapping[str, str], after: Mapping[str, str], size: int, data: st.DataObject
) -> None:
    """Whichever counts stand behind the coarsened ones, each sentence is true of them."""
    first, second = cut(before, size), cut(after, size)
    held = twice(first, second)
    made = highlights(held)
    assert made is not None
    exact = {}
    for wave in ("w1", "w2"):
        tables = {item: held[0].table(f"item.{item}", wave) for item in NAMES}
        exact[wave] = {
            item: data.draw(permitted(table)) for item, table in tables.items() if table is not None
        }
    for finding in made.findings:
        if finding.kind in {"risen", "fallen"}:
            shifts = [moved(first[part.of], second[part.of]) for part in finding.parts]
            assert all(each > 0 if finding.kind == "risen" else each < 0 for each in shifts)
        else:
            assert holds(finding, exact["w2"], exact["w1"]), finding


@given(COLUMN, COLUMN, st.integers(5, 12), st.integers(5, 12))
def test_groups_that_are_said_to_lie_apart_do(one: str, other: str, few: int, many: int) -> None:
    """Their means, of whatever they answered, are at least a quarter of the scale apart."""
    said = one[-few:] + other[-many:]
    if "groups" in found(grouped(said, few, many)):
        counts = [{code: part.count(code) for code in CODES} for part in (said[:few], said[few:])]
        first, second = map(mean, counts)
        assert first is not None
        assert second is not None
        assert abs(first - second) >= Fraction(1, 4)


@given(ANSWERS, st.lists(st.sampled_from(["1", "1/2", "3"]), min_size=12, max_size=12), SIZES)
def test_what_is_said_holds_where_voices_weigh_differently(
    columns: Mapping[str, str], weights: list[str], size: int
) -> None:
    """The items named are those whose choice has most weight in the answers themselves."""
    said = cut(columns, size)
    known = [{"weight": weight} for weight in weights[:size]]
    made = highlights(appraisals(people(MADE, sheets(said), known=known)))
    assert made is not None
    for finding in made.findings:
        if finding.kind in {"strongest", "weakest"}:
            code = "A" if finding.kind == "strongest" else "C"
            heavy = {
                item: sum(
                    Fraction(weight)
                    for given_code, weight in zip(said[item], weights, strict=False)
                    if given_code == code
                )
                for item in NAMES
            }
            front = min(heavy[part.of] for part in finding.parts)
            rest = sorted(heavy.values(), reverse=True)[len(finding.parts) + finding.more :]
            assert front > max(rest)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), min_size=1, max_size=8))
def test_what_leads_is_over_all_others_and_never_more_than_half(
    drawn: list[tuple[int, int]],
) -> None:
    """Every one that leads is surely over every one that does not, and they come in order."""
    ranked = [
        (Bounds(low=Fraction(low), high=Fraction(low + width)), Part(of=str(number)))
        for number, (low, width) in enumerate(drawn)
    ]
    front = {part.of for part in leading(ranked)}
    assert 2 * len(front) <= len(ranked)
    inside = [bounds.low for bounds, part in ranked if part.of in front]
    outside = [bounds.high for bounds, part in ranked if part.of not in front]
    assert not inside or min(inside) > max(outside)
    alone = [
        low
        for number, (low, _) in enumerate(drawn)
        if all(low > other + width for place, (other, width) in enumerate(drawn) if place != number)
    ]
    assert front or not alone or len(ranked) == 1
