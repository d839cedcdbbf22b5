"""Which wheel an instrument makes follows from its shape alone, and never misleads."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.response import Answer
from rosace.scoring import Numeric, scorer
from rosace_wheel.geometry import Sector, measure
from rosace_wheel.planning import plan, possible_scores
from rosace_wheel.specification import wheel
from rosace_wheel.spokes import ScoreSpoke

Make = Callable[..., Instrument]
Scale = Callable[..., dict[str, Any]]

SUM = {"method": "sum", "minimum_answered": 1, "prorate": True}
NUMBER = {"type": "integer", "minimum": 0, "maximum": 10}


@pytest.mark.parametrize("sectors", range(3, 13))
def test_three_to_twelve_dimensions_make_a_wheel(make: Make, sectors: int) -> None:
    """Each dimension is a sector, in the instrument's order, and each of its items a spoke."""
    found = plan(make([2] * sectors))
    assert found is not None
    assert found.kind == "items"
    assert [spoke.dimension.id for spoke in found.spokes[::2]] == [
        f"d{place}" for place in range(sectors)
    ]


@pytest.mark.parametrize("sectors", [1, 2, 13])
def test_too_few_or_too_many_dimensions_make_none(make: Make, sectors: int) -> None:
    """Two dimensions make a pair, and thirteen a tangle: neither is a wheel."""
    assert plan(make([2] * sectors)) is None


@pytest.mark.parametrize("codes", ["AB", "ABC", "ABCDEFG"])
def test_rings_run_from_the_strongest_choice_to_the_weakest(
    make: Make, make_scale: Scale, codes: str
) -> None:
    """The outermost ring is the choice of the greatest value, however the scale is listed."""
    rising = make_scale(codes)
    rising["choices"].reverse()
    for scale in (make_scale(codes), rising):
        found = plan(make([1, 1, 1], {"only": scale}))
        assert found is not None
        assert found.marks == tuple(codes)


@pytest.mark.parametrize("codes", ["A", "ABCDEFGH"])
def test_one_ring_or_eight_make_no_wheel(make: Make, make_scale: Scale, codes: str) -> None:
    """What rings cannot show legibly is left to the tables."""
    assert plan(make([1, 1, 1], {"only": make_scale(codes)})) is None


def test_more_than_forty_items_are_put_together_by_dimension(make: Make) -> None:
    """An instrument of 67 items still has a wheel: one spoke a dimension."""
    found = plan(make([14, 14, 13]))
    assert found is not None
    assert (found.kind, len(found.spokes)) == ("pooled", 3)
    fewer = plan(make([14, 14, 12]))
    assert fewer is not None
    assert (fewer.kind, len(fewer.spokes)) == ("items", 40)


def test_scales_with_the_same_codes_are_put_together_by_code(make: Make, make_scale: Scale) -> None:
    """Frequency and agreement from 1 to 3 share rings, named by their codes and not by words."""
    found = plan(make([2, 2, 2], {"often": make_scale(), "agree": make_scale()}))
    assert found is not None
    assert found.kind == "pooled"


def test_scales_without_anything_in_common_make_none(make: Make, make_scale: Scale) -> None:
    """Where no ring would mean the same from one spoke to the next, there is no wheel."""
    scales = {"three": make_scale("ABC"), "five": make_scale("VWXYZ")}
    assert plan(make([2, 2, 2], scales)) is None


def test_nominal_choices_make_none(make: Make, make_scale: Scale) -> None:
    """Kinds without an order have no rim and no centre."""
    assert plan(make([2, 2, 2], {"kinds": make_scale("ABC", "nominal")})) is None


def test_different_scales_are_compared_by_their_scores(make: Make, make_scale: Scale) -> None:
    """With numeric scores each spoke goes from its own lowest possible score to its highest."""
    scales = {"three": make_scale("ABC"), "five": make_scale("VWXYZ")}
    found = plan(make([2, 2, 2], scales, scoring={"method": "sum"}))
    assert found is not None
    assert found.kind == "scores"
    assert [(spoke.lowest, spoke.highest) for spoke in found.spokes] == [(2, 6), (2, 10), (2, 6)]


def test_numbers_with_bounds_make_a_wheel_and_others_none(make: Make) -> None:
    """A rating from 0 to 10 has a rim; an open number has none."""
    found = plan(make([2, 1, 1], {}, NUMBER, {"method": "mean"}))
    assert found is not None
    assert found.kind == "scores"
    assert plan(make([2, 1, 1], {}, {"type": "integer", "minimum": 0}, {"method": "mean"})) is None


def test_reversed_items_never_share_rings_with_others(make: Make) -> None:
    """Where some answers are turned round, the choice at the rim would not always be the best."""
    for turned, kind in ((False, "items"), (True, "scores")):
        found = plan(make([2, 2, 2], scoring={"method": "mean"}, turned=turned))
        assert found is not None
        assert found.kind == kind


def test_yes_and_no_make_two_rings(make: Make) -> None:
    """A checklist is a wheel of two rings, yes at the rim."""
    found = plan(make([2, 2, 2], {}, {"type": "yes-no"}))
    assert found is not None
    assert (found.kind, found.marks) == ("items", ("yes", "no"))
    counted = plan(make([2, 2, 2], {}, {"type": "yes-no"}, {"method": "count", "of": ["no"]}))
    assert counted is not None
    assert counted.kind == "scores"


ends = st.tuples(st.integers(-5, 5), st.integers(1, 5)).map(lambda held: (held[0], sum(held)))


@given(
    ends=ends,
    answers=st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=4),
    method=st.sampled_from(["sum", "mean", "weighted-mean"]),
    partial=st.sampled_from([{}, {"prorate": True}, {"minimum_answered": 1}]),
    turned=st.booleans(),
)
@settings(deadline=None)
def test_no_score_leaves_the_range_that_is_called_possible(  # noqa: PLR0913  # drawn
    make: Make,
    ends: tuple[int, int],
    answers: list[float | None],
    method: str,
    partial: dict[str, Any],
    *,
    turned: bool,
) -> None:
    """Whatever is answered, skipped, weighted or reversed, a score lies between its ends."""
    scoring: dict[str, Any] = {"method": method, **partial}
    if method == "weighted-mean":
        scoring["weights"] = {f"i0-{place}": place + 1 for place in range(len(answers))}
    if method != "sum":
        scoring.pop("prorate", None)
    item = {"type": "integer", "minimum": ends[0], "maximum": ends[1]}
    shape = make([len(answers)], {}, item, scoring, turned=turned)
    given_ = {
        f"i0-{place}": Answer(value=ends[0] + round(part * (ends[1] - ends[0])))
        for place, part in enumerate(answers)
        if part is not None
    }
    found = possible_scores(shape, shape.dimensions[0])
    score = scorer(shape)(given_)["d0"]
    assert found is not None
    assert isinstance(score, Numeric)
    if score.score is not None:
        assert found[0] <= score.score <= found[1]


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        ({"method": "sum"}, (3, 15)),
        ({"method": "mean"}, (1, 5)),
        ({"method": "sum", "minimum_answered": 1}, (1, 15)),
        ({"method": "distribution"}, None),
    ],
    ids=["sum", "mean", "partial", "distribution"],
)
def test_possible_scores_are_as_narrow_as_the_rule(
    make: Make, make_scale: Scale, scoring: dict[str, Any], expected: tuple[int, int] | None
) -> None:
    """Three items from 1 to 5 sum to 3 at least and 15 at most, and less if some may be skipped."""
    shape = make([3], {"five": make_scale("ABCDE")}, scoring=scoring)
    assert possible_scores(shape, shape.dimensions[0]) == expected


def test_quarters_hold_their_lower_bound(make: Make) -> None:
    """The four rings cut a range into equal parts, and its two ends fall in the outer two."""
    dimension = make([1]).dimensions[0]
    spoke = ScoreSpoke(dimension=dimension, lowest=Fraction(0), highest=Fraction(8))
    rings = [spoke.ring(Fraction(score)) for score in range(9)]
    assert rings == [3, 3, 2, 2, 1, 1, 0, 0, 0]


sizes = st.lists(st.integers(1, 9), min_size=3, max_size=12).filter(lambda held: sum(held) <= 40)


@given(counts=sizes, rings=st.integers(2, 7), before=st.booleans())
def test_sectors_fill_the_circle_without_overlapping(
    counts: list[int], rings: int, *, before: bool
) -> None:
    """Sectors follow one another clockwise, each as wide as its spokes, with one gap left."""
    sectors = [
        Sector(id=f"s{place}", items=tuple(map(str, range(count))))
        for place, count in enumerate(counts)
    ]
    found = measure(sectors, rings, before=before)
    ends = [end for band in found.bands for end in band]
    assert ends == sorted(ends)
    assert ends[-1] - ends[0] < 2 * 3.14159265
    assert all(start in {begin for begin, _ in found.bands} for start in found.starts[:1])
    assert len(found.starts) == sum(counts)


@pytest.mark.parametrize(("sectors", "rings"), [(2, 3), (13, 3), (3, 1), (3, 8)], ids=str)
def test_what_no_wheel_can_hold_is_refused(sectors: int, rings: int) -> None:
    """The specification says what a wheel takes, rather than drawing something else."""
    held = [Sector(id=f"s{place}", items=("i",)) for place in range(sectors)]
    with pytest.raises(ValueError, match="3 to 12 sectors"):
        wheel(held, [str(ring) for ring in range(rings)])
