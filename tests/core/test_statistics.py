"""Statistics of protected tables, against lists of the answers themselves."""

import math
import statistics as plain
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace import statistics
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.appraising import appraise, make_study
from rosace.counting import counted
from rosace.holding import RowHolding
from rosace.instrument import Instrument
from rosace.score_tables import dimension_mean
from rosace.scoring import Numeric, item_values, scorer
from rosace.study import Disclosure
from rosace.testing import people, sketch
from rosace.values import evolve

CODES = ("A", "B", "C", "D")
VALUES = {"A": Fraction(5), "B": Fraction(3), "C": Fraction(2), "D": Fraction(-1)}
MISSING = {"missing": "dont-know"}
NEAR = 1e-12


def scale(values: Mapping[str, Fraction], kind: str = "ordinal") -> dict[str, Any]:
    """Return a scale of some codes and their values."""
    return {
        "kind": kind,
        "missing": ["dont-know"],
        "choices": [
            {"code": code, "value": str(value), "label": {"en": code}}
            for code, value in values.items()
        ],
    }


ITEM = sketch([{"id": "q", "type": "choice", "scale": "s"}], scales={"s": scale(VALUES)})


def protected(
    instrument: Instrument,
    sheets: Sequence[Mapping[str, Any]],
    weights: Sequence[Fraction] = (),
    mode: Any = "protected",
) -> Appraisal:
    """Return the appraisal of people who answer some sheets."""
    known = [{"weight": str(weight)} for weight in weights]
    responses = people(instrument, sheets, known=known)
    made = make_study([RowHolding(instrument, responses)], [])
    study = evolve(made, disclosure=Disclosure(mode=mode))
    return appraise(study, instrument, counted(study, instrument, responses), "en")


def answered(
    codes: Sequence[str | None], weights: Sequence[Fraction] = (), mode: str = "protected"
) -> ProtectedTable:
    """Return the protected table of an item; None is a missing answer."""
    sheets = [{"q": MISSING if code is None else code} for code in codes]
    table = protected(ITEM, sheets, weights, mode).table("item.q", "w1")
    assert table is not None
    return table


GIVEN = st.sampled_from([*CODES, None])
WEIGHTS = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3)])


@given(st.lists(GIVEN, min_size=10, max_size=24))
def test_exact_counts_give_exact_statistics(codes: list[str | None]) -> None:
    """Mean, deviation, median and shares are those of the list of values; missing is none."""
    table = answered(codes)
    numbers = [VALUES[code] for code in codes if code is not None]
    mean = statistics.mean(table, VALUES)
    deviation = statistics.deviation(table, VALUES)
    for code in CODES:
        share = Fraction(codes.count(code), len(codes))
        assert statistics.share(table, code) == Bounds(low=share, high=share)
    if not numbers:
        assert (mean, deviation, statistics.median_category(table, CODES)) == (None, None, None)
        return
    expected = plain.mean(numbers)
    assert mean == Bounds(low=expected, high=expected)
    ranks = sorted(CODES.index(code) for code in codes if code is not None)
    middle = (plain.median_low(ranks), plain.median_high(ranks))
    assert statistics.median_category(table, CODES) == (CODES[middle[0]], CODES[middle[1]])
    if len(numbers) > 1:
        assert deviation is not None
        assert deviation[0] == deviation[1] == pytest.approx(plain.stdev(map(float, numbers)))


@given(st.lists(st.tuples(GIVEN, WEIGHTS), min_size=1, max_size=15))
def test_weights_count_as_that_many_voices(pairs: list[tuple[str | None, Fraction]]) -> None:
    """Mean, shares and median are those of a list in which each value stands by its weight."""
    codes, weights = [code for code, _ in pairs], [weight for _, weight in pairs]
    table = answered(codes, weights, "open")
    voices = [code for code, weight in pairs for _ in range(int(weight * 2))]
    numbers = [VALUES[code] for code in voices if code is not None]
    share = Fraction(voices.count("A"), len(voices))
    assert statistics.share(table, "A") == Bounds(low=share, high=share)
    if numbers:
        mean = plain.mean(numbers)
        assert statistics.mean(table, VALUES) == Bounds(low=mean, high=mean)
        ranks = sorted(CODES.index(code) for code in voices if code is not None)
        middle = (CODES[plain.median_low(ranks)], CODES[plain.median_high(ranks)])
        assert statistics.median_category(table, CODES) == middle


@given(st.lists(st.tuples(GIVEN, WEIGHTS), min_size=5, max_size=14), st.sampled_from([2, 7]))
@settings(max_examples=60)
def test_weights_all_multiplied_change_nothing(
    pairs: list[tuple[str | None, Fraction]], factor: int
) -> None:
    """Only the proportions of weights count, in exact and in coarsened tables."""
    codes, weights = [code for code, _ in pairs], [weight for _, weight in pairs]
    for given_weights in (weights, [Fraction(1)] * len(codes)):
        for mode in ("open", "protected"):
            one = answered(codes, given_weights, mode)
            other = answered(codes, [weight * factor for weight in given_weights], mode)
            assert every(one) == pytest.approx(every(other))


def every(table: ProtectedTable) -> list[float | None]:
    """Return every statistic of a table, as a flat list."""
    found: list[float | None] = []
    shares = [statistics.share(table, code) for code in CODES]
    for bounds in (*shares, statistics.mean(table, VALUES)):
        found += [None, None] if bounds is None else [float(bounds.low), float(bounds.high)]
    for pair in (statistics.deviation(table, VALUES), statistics.agreement(table, CODES)):
        found += [None, None] if pair is None else list(pair)
    middle = statistics.median_category(table, CODES)
    return found + ([None, None] if middle is None else [float(map_rank(each)) for each in middle])


def map_rank(code: str) -> int:
    """Return the place of a code."""
    return CODES.index(code)


def agreement_of(ranks: Sequence[int]) -> float:
    """Return Tastle and Wierman's measure, straight from their formula."""
    mean = sum(ranks) / len(ranks)
    return 1 + sum(
        ranks.count(rank) / len(ranks) * math.log2(1 - abs(rank - mean) / (len(CODES) - 1))
        for rank in set(ranks)
    )


@given(st.lists(st.sampled_from(CODES), min_size=10, max_size=20))
def test_agreement_is_the_published_measure(codes: list[str]) -> None:
    """Agreement is what the formula gives for the ranks of the answers."""
    found = statistics.agreement(answered(codes), CODES)
    assert found is not None
    assert found[0] == found[1] == pytest.approx(agreement_of([CODES.index(c) for c in codes]))


def test_agreement_goes_from_nothing_to_one() -> None:
    """A group split between the ends agrees on nothing; one of a single mind agrees wholly."""
    assert statistics.agreement(answered(["A", "D"] * 6), CODES) == (0, 0)
    for code in CODES:
        assert statistics.agreement(answered([code] * 12), CODES) == (1, 1)
    nearer = statistics.agreement(answered(["B", "C"] * 6), CODES)
    assert nearer is not None
    assert 0 < nearer[0] < 1
    assert statistics.agreement(answered([None] * 12), CODES) is None


def tables(size: int) -> Iterator[tuple[str | None, ...]]:
    """Yield every way in which a group of a size can answer, whoever gives which answer."""
    yield from combinations_with_replacement([*CODES, None], size)


def holds_truth(table: ProtectedTable, codes: Sequence[str | None]) -> None:
    """Check that every statistic of a table has the truth within its bounds."""
    numbers = [VALUES[code] for code in codes if code is not None]
    ranks = sorted(CODES.index(code) for code in codes if code is not None)
    if not numbers:
        return
    mean = statistics.mean(table, VALUES)
    assert mean is not None
    assert mean.low <= plain.mean(numbers) <= mean.high
    agreement = statistics.agreement(table, CODES)
    assert agreement is not None
    assert agreement[0] - NEAR <= agreement_of(ranks) <= agreement[1] + NEAR
    middle = statistics.median_category(table, CODES)
    assert middle is not None
    assert CODES.index(middle[0]) <= plain.median_low(ranks)
    assert CODES.index(middle[1]) >= plain.median_high(ranks)
    if len(numbers) > 1:
        deviation = statistics.deviation(table, VALUES)
        assert deviation is not None
        assert deviation[0] - NEAR <= plain.stdev(map(float, numbers)) <= deviation[1] + NEAR


@pytest.mark.parametrize("size", [5, 6, 9])
def test_bounds_hold_the_truth_of_every_small_table(size: int) -> None:
    """Whatever a group of fewer than ten answered, each statistic's range contains it."""
    for codes in tables(size):
        holds_truth(answered(codes), codes)


@given(st.lists(st.tuples(GIVEN, WEIGHTS), min_size=5, max_size=24))
def test_bounds_hold_the_truth_of_unlike_voices(pairs: list[tuple[str | None, Fraction]]) -> None:
    """Where weights are given as ranges, mean and median lie in theirs."""
    codes, weights = [code for code, _ in pairs], [weight for _, weight in pairs]
    table, truth = answered(codes, weights), answered(codes, weights, "open")
    exact, found = statistics.mean(truth, VALUES), statistics.mean(table, VALUES)
    if exact is not None:
        assert found is not None
        assert found.low <= exact.low <= found.high
        for statistic, argument in ((statistics.deviation, VALUES), (statistics.agreement, CODES)):
            true, reach = statistic(truth, argument), statistic(table, argument)  # type: ignore[operator]  # each takes its own
            if true is not None:
                assert reach[0] - NEAR <= true[0] <= reach[1] + NEAR
    for code in CODES:
        share, reach = statistics.share(truth, code), statistics.share(table, code)
        assert share is not None
        assert reach is not None
        assert reach.low <= share.low <= reach.high
    middle = statistics.median_category(truth, CODES)
    if middle is not None:
        span = statistics.median_category(table, CODES)
        assert span is not None
        assert CODES.index(span[0]) <= CODES.index(middle[0])
        assert CODES.index(span[1]) >= CODES.index(middle[1])


def test_bounds_of_a_long_scale_are_found_at_once() -> None:
    """A scale of two hundred choices, of which few were taken, keeps nobody waiting."""
    values = {f"c{number}": Fraction(number) for number in range(200)}
    made = sketch([{"id": "q", "type": "choice", "scale": "s"}], scales={"s": scale(values)})
    sheets = [{"q": f"c{number * 20}"} for number in range(9)]
    began = time.process_time()
    table = protected(made, sheets).table("item.q", "w1")
    assert table is not None
    mean = statistics.mean(table, values)
    agreement = statistics.agreement(table, tuple(values))
    middle = statistics.median_category(table, tuple(values))
    deviation = statistics.deviation(table, values)
    assert time.process_time() - began < 1
    assert mean is not None
    assert mean.low <= 80 <= mean.high
    assert agreement is not None
    assert 0 <= agreement[0] <= agreement[1] <= 1
    assert middle is not None
    assert list(values).index(middle[0]) <= 80 <= list(values).index(middle[1])
    assert deviation is not None
    assert deviation[0] <= plain.stdev(range(0, 180, 20)) <= deviation[1]


@given(st.lists(st.integers(-5, 5), min_size=10, max_size=21))
def test_the_median_of_scores_is_the_midpoint_of_the_middle_ones(numbers: list[int]) -> None:
    """Scores have the exact median of their list."""
    made = sketch([{"id": "n", "type": "integer"}])
    table = protected(made, [{"n": number} for number in numbers]).table("item.n", "w1")
    assert table is not None
    middle = plain.median(map(Fraction, numbers))
    assert statistics.median_score(table) == Bounds(low=middle, high=middle)


@given(
    st.lists(
        st.lists(st.sampled_from([*CODES * 9, None]), min_size=3, max_size=3),
        min_size=31,
        max_size=45,
    )
)
@settings(max_examples=40)
def test_alpha_is_that_of_complete_responses(sheets: list[list[str | None]]) -> None:
    """Alpha is Cronbach's formula over those who answered all items, reversed ones turned."""
    items = ("q1", "q2", "q3")
    made = sketch(
        [{"id": item, "type": "choice", "scale": "s"} for item in items],
        scales={"s": scale(VALUES)},
        dimensions=[
            {
                "id": "d",
                "title": {"en": "D"},
                "items": list(items),
                "scoring": {"method": "mean", "alpha": True, "reverse": ["q2"]},
            }
        ],
    )
    table = protected(
        made, [{i: c for i, c in zip(items, sheet, strict=True) if c} for sheet in sheets]
    ).table("dimension.d", "w1")
    assert table is not None
    turned = [VALUES, {code: 4 - value for code, value in VALUES.items()}, VALUES]
    rows = [
        [values[code] for values, code in zip(turned, sheet, strict=True) if code]
        for sheet in sheets
        if None not in sheet
    ]
    if len(rows) < statistics.ALPHA_LEAST or len(set(map(sum, rows))) < 2:
        assert table.alpha is None
        return
    spread = sum(plain.variance(column) for column in zip(*rows, strict=True))
    expected = Fraction(3, 2) * (1 - Fraction(spread) / plain.variance(map(sum, rows)))
    assert table.alpha == round(expected, 4)


SCORINGS: tuple[dict[str, Any], ...] = (
    {"method": "mean"},
    {"method": "mean", "minimum_answered": 1},
    {"method": "mean", "minimum_answered": 2, "reverse": ["q1"]},
    {"method": "sum"},
    {"method": "sum", "prorate": True},
    {"method": "sum", "prorate": True, "minimum_answered": 2},
    {"method": "weighted-mean", "weights": {"q1": 1, "q2": 3, "q3": "1/2"}},
    {
        "method": "weighted-mean",
        "weights": {"q1": 1, "q2": 3, "q3": "1/2"},
        "minimum_answered": 1,
    },
    {"method": "proportion", "of": ["A", "B"]},
    {"method": "proportion", "of": ["A"], "minimum_answered": 1},
    {"method": "count", "of": ["A", "C"]},
    {"method": "count", "of": ["A"], "prorate": True},
)
SHEET = st.tuples(
    st.sampled_from([*CODES, None]),
    st.sampled_from([*CODES, None]),
    st.sampled_from(["A", "B", None]),
)


@pytest.mark.parametrize("scoring", SCORINGS, ids=str)
@given(sheets=st.lists(SHEET, min_size=5, max_size=9), weighted=st.booleans())
@settings(max_examples=60)
def test_a_mean_made_of_items_holds_the_true_mean(
    scoring: dict[str, Any], sheets: list[tuple[str | None, ...]], *, weighted: bool
) -> None:
    """In a group below ten the mean score lies in its range, whoever left out what."""
    items = ("q1", "q2", "q3")
    short = {"A": Fraction(20), "B": Fraction(-20)}
    made = sketch(
        [{"id": item, "type": "choice", "scale": "t" if item == "q3" else "s"} for item in items],
        scales={"s": scale(VALUES), "t": scale(short)},
        dimensions=[{"id": "d", "title": {"en": "D"}, "items": list(items), "scoring": scoring}],
    )
    given_sheets = [
        {item: code for item, code in zip(items, sheet, strict=True) if code} for sheet in sheets
    ]
    weights = [Fraction(1 + index % 2) for index in range(len(sheets))] if weighted else []
    appraisal = protected(made, given_sheets, weights)
    table = appraisal.table("dimension.d", "w1")
    assert table is not None
    assert table.counts is None
    score = scorer(made)
    responses = people(made, given_sheets)
    scores = [score(response.answers)["d"] for response in responses]
    held = [
        (each.score, weight)
        for each, weight in zip(scores, weights or [Fraction(1)] * len(scores), strict=True)
        if isinstance(each, Numeric) and each.score is not None
    ]
    found = dimension_mean(appraisal, made.dimensions[0], table)
    assert found is not None
    if held:
        true = sum(number * weight for number, weight in held) / sum(weight for _, weight in held)
        assert found.low <= true <= found.high
    complete = all(None not in sheet for sheet in sheets)
    if complete and not weighted and all(count_is_exact(appraisal, item) for item in items):
        assert found.exact


def count_is_exact(appraisal: Appraisal, item: str) -> bool:
    """Say whether no count of an item was coarsened but those of nobody."""
    table = appraisal.table(f"item.{item}", "w1")
    assert table is not None
    values = item_values(appraisal.instrument, appraisal.instrument.item(item))
    return all(table.count(code).persons.exact for code in values)  # type: ignore[union-attr]  # it is there
