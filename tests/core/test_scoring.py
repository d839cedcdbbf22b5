"""Laws of scoring: reversal, order, missing answers, hidden items, prorating, cut-offs, vectors."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.instrument import Cutoff, Dimension, Instrument, Item, Levels, Scoring, Vector
from rosace.response import Answer
from rosace.scoring import Distribution, Numeric, item_values, level_of, scorer
from rosace.strategies import answers, instruments
from rosace.testing import sketch
from rosace.values import evolve
from rosace.vectors import check_vectors

CODES = ("A", "B", "C")
ITEMS = ("q1", "q2", "q3")
SHEETS = st.dictionaries(
    st.sampled_from(ITEMS), st.sampled_from([*CODES, "dont-know", "not-applicable", "no-answer"])
)


def form(scoring: Mapping[str, Any], **items: Mapping[str, Any]) -> Instrument:
    """Return an instrument of three items worth 4, 2 and 1, scored as one dimension."""
    choices = [
        {"code": code, "value": value, "label": {"en": code}}
        for code, value in zip(CODES, (4, 2, 1), strict=True)
    ]
    missing = ["dont-know", "not-applicable"]
    return sketch(
        [{"id": item, "type": "choice", "scale": "abc", **items.get(item, {})} for item in ITEMS],
        scales={"abc": {"kind": "ordinal", "missing": missing, "choices": choices}},
        dimensions=[
            {"id": "d", "title": {"en": "D"}, "items": list(ITEMS), "scoring": dict(scoring)}
        ],
    )


def sheet(*given: str, **more: str) -> dict[str, Answer]:
    """Return answers to the items in order; a missing reason stands for itself."""
    held = {**dict(zip(ITEMS, given, strict=False)), **more}
    return {
        item: Answer(value=said) if said in CODES else Answer(missing=said)  # type: ignore[arg-type]  # a reason
        for item, said in held.items()
    }


def score(scoring: Mapping[str, Any], answers: Mapping[str, Answer], **items: Any) -> Any:
    """Return the score of the one dimension."""
    found = scorer(form(scoring, **items))(answers)["d"]
    return found.counts if isinstance(found, Distribution) else found.score


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        ({"method": "distribution"}, {"A": 1, "B": 1, "C": 1}),
        ({"method": "sum"}, 7),
        ({"method": "mean"}, Fraction(7, 3)),
        ({"method": "weighted-mean", "weights": {"q1": 1, "q2": "1/2", "q3": 3}}, Fraction(16, 9)),
        ({"method": "proportion", "of": ["A", "B"]}, Fraction(2, 3)),
        ({"method": "count", "of": ["A", "B"]}, 2),
        ({"method": "sum", "reverse": ["q1"]}, 4),
    ],
)
def test_each_method_gives_what_it_says(scoring: Mapping[str, Any], expected: object) -> None:
    """Methods over A, B and C worth 4, 2 and 1 agree with the sums done by hand."""
    assert score(scoring, sheet("A", "B", "C")) == expected


@given(instruments(scored=False))
@settings(max_examples=40)
def test_reversal_twice_changes_nothing_and_mirrors_the_scale(instrument: Instrument) -> None:
    """A reversed value lies as far from one end as the value from the other, in the same range."""
    for item in instrument.items:
        values = item_values(instrument, item)
        turned = item_values(instrument, item, reverse=True)
        if not values:
            assert not turned
            continue
        low, high = min(values.values()), max(values.values())
        assert {low + high - number for number in turned.values()} == set(values.values())
        assert all(turned[code] - low == high - values[code] for code in values)


@given(SHEETS)
def test_a_reversed_item_scores_as_its_mirror(said: dict[str, str]) -> None:
    """Reversing every item mirrors a mean within the scale, and leaves alone who has none."""
    given_answers = sheet(**said)
    plain = score({"method": "mean", "minimum_answered": 1}, given_answers)
    turned = score({"method": "mean", "minimum_answered": 1, "reverse": list(ITEMS)}, given_answers)
    assert turned == (None if plain is None else 5 - plain)


@given(st.permutations(ITEMS), st.permutations(ITEMS), SHEETS)
@settings(max_examples=50)
def test_the_order_of_items_changes_nothing(
    listed: list[str], answered: list[str], said: dict[str, str]
) -> None:
    """Items may be listed and answered in any order."""
    for method in ("sum", "mean", "distribution"):
        scoring = {"method": method}
        made = form(scoring)
        dimension = evolve(made.dimensions[0], items=tuple(listed))
        shuffled = evolve(made, dimensions=(dimension,))
        held = sheet(**said)
        moved = {item: held[item] for item in answered if item in held}
        assert scorer(shuffled)(moved) == scorer(made)(held)


@given(SHEETS)
def test_a_missing_answer_never_counts_as_a_value(said: dict[str, str]) -> None:
    """Whoever leaves an item out scores as if the item were not there."""
    held = {item: code for item, code in said.items() if code in CODES}
    for scoring in (
        {"method": "mean", "minimum_answered": 1},
        {"method": "sum", "minimum_answered": 1},
        {"method": "proportion", "of": ["A"], "minimum_answered": 1},
        {"method": "weighted-mean", "weights": {"q1": 1, "q2": 2, "q3": 3}, "minimum_answered": 1},
    ):
        found = score(scoring, sheet(**said))
        if not held:
            assert found is None
            continue
        made = form(scoring)
        rule = made.dimensions[0].scoring
        assert rule is not None
        if rule.weights:
            rule = evolve(rule, weights={item: rule.weights[item] for item in held})
        short = evolve(made.dimensions[0], items=tuple(held), scoring=rule)
        expected = scorer(evolve(made, dimensions=(short,)))(sheet(**held))["d"]
        assert isinstance(expected, Numeric)
        assert found == expected.score
    assert sum(score({"method": "distribution"}, sheet(**said)).values()) == len(held)


def test_every_item_must_be_answered_unless_a_minimum_says_otherwise() -> None:
    """Without a minimum one missing answer takes the score away; with one, two answers do."""
    given_answers = sheet("A", "B", "dont-know")
    assert score({"method": "mean"}, given_answers) is None
    assert score({"method": "mean", "minimum_answered": 2}, given_answers) == 3
    assert score({"method": "mean", "minimum_answered": 3}, given_answers) is None


def test_prorating_stretches_a_sum_over_what_was_asked() -> None:
    """A prorated sum is the mean of the answers times the items asked; one answer suffices."""
    scoring = {"method": "sum", "prorate": True}
    assert score(scoring, sheet("A", "B")) == 9
    assert score(scoring, sheet("A")) == 12
    assert score(scoring, {}) is None
    assert score({**scoring, "minimum_answered": 2}, sheet("A")) is None
    assert score({"method": "count", "of": ["A"], "prorate": True}, sheet("A", "B")) == Fraction(
        3, 2
    )


def test_a_hidden_item_is_neither_answered_nor_unanswered() -> None:
    """Who was not asked an item has a score of the others, and prorating does not reach it."""
    hidden = {"q3": {"when": {"item": "q1", "equals": "A"}}}
    assert score({"method": "mean"}, sheet("B", "C"), **hidden) == Fraction(3, 2)
    assert score({"method": "mean"}, sheet("A", "C"), **hidden) is None
    assert score({"method": "sum", "prorate": True}, sheet("B", "C"), **hidden) == 3
    assert score({"method": "mean"}, sheet("B", "C", "A"), **hidden) == Fraction(3, 2)
    assert score({"method": "distribution"}, sheet("B", "C", "A"), **hidden)["A"] == 0


@given(
    st.lists(st.fractions(-9, 9, max_denominator=4), min_size=1, max_size=4, unique=True),
    st.fractions(-10, 10, max_denominator=8),
)
def test_cutoffs_are_half_open(bounds: list[Fraction], number: Fraction) -> None:
    """A score lies in the level whose lower bound it reaches and whose upper it does not."""
    levels = Levels(
        applies_to="score",
        cutoffs=tuple(
            Cutoff(at_least=bound, id=f"l{index}", title={"en": "L"})
            for index, bound in enumerate(sorted(bounds))
        ),
    )
    reached = sum(bound <= number for bound in bounds)
    assert level_of(levels, number) == (f"l{reached - 1}" if reached else None)
    for index, bound in enumerate(sorted(bounds)):
        assert level_of(levels, bound) == f"l{index}"


def test_numbers_are_scored_exactly_and_turned_round_between_their_bounds() -> None:
    """Decimals count as they are spelled, in sums and in reversals."""
    item = Item(id="n", type="number", text={"en": "N"}, minimum=Fraction(0), maximum=Fraction(1))
    made = form({"method": "sum"})
    for reverse, expected in ((None, Fraction(3, 10)), (("n",), Fraction(7, 10))):
        dimension = Dimension(
            id="d", title={"en": "D"}, items=("n",), scoring=Scoring(method="sum", reverse=reverse)
        )
        scored = evolve(made, items=(*made.items, item), dimensions=(dimension,))
        assert scorer(scored)({"n": Answer(value=0.3)})["d"] == Numeric(score=expected)


@given(st.data())
@settings(max_examples=25)
def test_vectors_tell_a_scoring_from_its_neighbour(data: st.DataObject) -> None:
    """Vectors that scoring made are kept by it; a vector with another number is found out."""
    instrument = data.draw(instruments().filter(lambda made: bool(made.dimensions)))
    held = data.draw(answers(instrument, kind="collective"))
    found = scorer(instrument)(held)
    numbers = {
        name: each.score
        for name, each in found.items()
        if isinstance(each, Numeric) and each.score is not None and each.level is None
    }
    if numbers:
        right = Vector(answers=held, scores=dict(numbers))
        wrong = Vector(answers=held, scores={name: each + 1 for name, each in numbers.items()})
        assert check_vectors(evolve(instrument, vectors=(right,))) == ()
        said = check_vectors(evolve(instrument, vectors=(wrong,)))
        assert [each.code for each in said] == ["vector-mismatch"] * len(numbers)
