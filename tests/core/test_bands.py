"""What a band promises: it holds the mean, and hides whether a small group is of one mind."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rosace.bands import MOST_BANDS, band
from rosace.ends import Ends

SCALE = [Fraction(value) for value in (1, 2, 3, 4)]


def ends(values: Sequence[Fraction]) -> Ends:
    """Return the ends of what one respondent can have."""
    return Ends.between(min(values), max(values))


@given(
    values=st.lists(st.fractions(-5, 5), min_size=2, max_size=8, unique=True),
    persons=st.integers(5, 12),
    draw=st.data(),
)
def test_a_band_holds_the_mean_and_is_one_of_few(
    values: list[Fraction], persons: int, draw: st.DataObject
) -> None:
    """Any mean lies in its band, and all means together in five bands at most."""
    chosen = st.lists(st.sampled_from(values), min_size=persons, max_size=persons)
    answers = draw.draw(st.lists(chosen, min_size=1, max_size=20))
    met = set()
    for each in answers:
        mean = sum(each, Fraction(0)) / persons
        found = band(mean, ends(values), Fraction(1, persons), values)
        assert found is not None
        assert found.low <= mean <= found.high
        met.add((found.low, found.high))
    assert len(met) <= MOST_BANDS
    assert all(one[1] <= other[0] for one, other in pairwise(sorted(met)))


@example(persons=6, said=SCALE[0], other=SCALE[-1])
@example(persons=6, said=SCALE[-1], other=SCALE[0])
@given(persons=st.integers(6, 40), said=st.sampled_from(SCALE), other=st.sampled_from(SCALE))
def test_all_of_one_answer_read_like_all_but_one(
    persons: int, said: Fraction, other: Fraction
) -> None:
    """Whatever choice a group agrees on, the band is that of a group in which one did not."""
    share = Fraction(1, persons)
    assert band(said, ends(SCALE), share, SCALE) == band(
        said + (other - said) * share, ends(SCALE), share, SCALE
    )


@given(persons=st.integers(5, 40), values=st.lists(st.fractions(-5, 5), min_size=2, unique=True))
def test_unanimity_at_an_end_reads_like_all_but_one(persons: int, values: list[Fraction]) -> None:
    """However choices are spread, one person cannot move a mean at an end out of its band."""
    share = Fraction(1, persons)
    low, high = min(values), max(values)
    for end, other in ((low, high), (high, low)):
        moved = end + (other - end) * share
        found = band(end, ends(values), share, values)
        assert found is not None
        assert found.low <= moved <= found.high


@pytest.mark.parametrize(
    ("persons", "edges"),
    [
        (5, [1, "7/4", "13/4", 4]),
        (6, [1, "3/2", "5/2", "7/2", 4]),
        (9, [1, "3/2", "5/2", "7/2", 4]),
    ],
)
def test_bands_lie_around_the_choices_where_those_are_far_enough_apart(
    persons: int, edges: list[int | str]
) -> None:
    """Four choices make four bands from six persons on, and three in a group of five."""
    found = {
        band(Fraction(number, 100), ends(SCALE), Fraction(1, persons), SCALE)
        for number in range(100, 401)
    }
    expected = [(Fraction(low), Fraction(high)) for low, high in pairwise(edges)]
    assert sorted((each.low, each.high) for each in found if each) == expected


def test_where_one_person_counts_for_much_there_is_no_band() -> None:
    """A voice of more than a quarter leaves no room for three bands, and nothing is said."""
    assert band(Fraction(2), ends(SCALE), Fraction(1, 4), SCALE) is not None
    assert band(Fraction(2), ends(SCALE), Fraction(1, 3), SCALE) is None
