"""The pictures' specifications hold structure alone, and refuse what they cannot draw."""

import re
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.conversion import unstructure
from rosace.figures import Spec, distribution, dumbbells, waves
from rosace.report import Figure, Translated
from rosace.validation import check_part

WORDS = Translated(localized={"fr": "Titre", "en": "Title"})

groups = st.lists(st.integers(1, 6), min_size=1, max_size=6)


def assert_of_the_contract(specification: Spec) -> None:
    """Check a specification as the contract checks a figure's."""
    figure = Figure(
        id="bars", table="bars", title=WORDS, alternative=WORDS, specification=specification
    )
    assert check_part(unstructure(figure), "report", "figure") == ()


@given(sizes=groups, choices=st.integers(2, 7), missing=st.integers(0, 4), headed=st.booleans())
@settings(max_examples=25)
def test_any_bars_are_of_the_contract(
    sizes: list[int], choices: int, missing: int, *, headed: bool
) -> None:
    """Whatever the number of bars, choices and missing reasons, no data is in the picture."""
    assert_of_the_contract(distribution(sizes, choices, missing, headed=headed))
    assert_of_the_contract(distribution(sizes, choices, missing, headed=headed, collective=True))
    assert_of_the_contract(waves(sizes, choices, missing))


@pytest.mark.parametrize(("sizes", "choices"), [([], 3), ([0], 3), ([1], 1), ([1], 8)])
def test_what_no_bar_can_show_is_refused(sizes: list[int], choices: int) -> None:
    """No bar, or too few or too many choices, is an error that says what is taken."""
    with pytest.raises(ValueError, match="from 2 to 7 choices"):
        distribution(sizes, choices, headed=False)


@given(
    waves=st.lists(st.sets(st.integers(0, 8), min_size=1, max_size=6), min_size=1, max_size=6),
    low=st.integers(-50, 50),
    span=st.floats(0.01, 1e6),
)
@settings(max_examples=25)
def test_any_dumbbells_are_of_the_contract(waves: list[set[int]], low: int, span: float) -> None:
    """Whatever the dimensions, their waves and their range, no data is in the picture."""
    row = count(1)
    lanes = [{wave: next(row) for wave in sorted(held)} for held in waves]
    specification = dumbbells(lanes, low, low + span)
    assert_of_the_contract(specification)
    ticks = re.findall(r"'calculate': '([-\d.e+]+)', 'as': 'tick'", str(specification))
    assert 2 <= len(set(ticks)) <= 8
    assert all(low - 1e-6 * span <= float(tick) <= low + span * (1 + 1e-6) for tick in ticks)


@pytest.mark.parametrize(
    ("lanes", "low", "high"), [([], 0, 1), ([{}], 0, 1), ([{0: 1}], 1, 1), ([{0: 1}], 2, 1)]
)
def test_what_no_dumbbell_can_show_is_refused(
    lanes: list[dict[int, int]], low: float, high: float
) -> None:
    """No lane, a lane without a wave, or scores without a range is an error that says so."""
    with pytest.raises(ValueError, match="lowest score below the highest"):
        dumbbells(lanes, low, high)
