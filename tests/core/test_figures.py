"""The pictures' specifications hold structure alone, and refuse what they cannot draw."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rosace.conversion import unstructure
from rosace.figures import Spec, distribution, waves
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
    assert_of_the_contract(waves(sizes, choices, missing))


@pytest.mark.parametrize(("sizes", "choices"), [([], 3), ([0], 3), ([1], 1), ([1], 8)])
def test_what_no_bar_can_show_is_refused(sizes: list[int], choices: int) -> None:
    """No bar, or too few or too many choices, is an error that says what is taken."""
    with pytest.raises(ValueError, match="from 2 to 7 choices"):
        distribution(sizes, choices, headed=False)
