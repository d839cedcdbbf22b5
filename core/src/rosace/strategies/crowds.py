"""Hypothesis strategies of atoms, and of rows that sum the answers of some."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from rosace.audit import Row
from rosace.membership import Atom

__all__ = ["crowds"]

_ORGANIZATIONS = "abcd"


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Sequence[Row], Sequence[Atom]]:
    """Generate up to seven atoms, and groups of them as rows of ones."""
    atoms = draw(st.lists(_atoms(), min_size=1, max_size=7))
    groups = st.sets(st.sampled_from(range(len(atoms))), min_size=1)
    shown = draw(st.lists(groups, min_size=1, max_size=6))
    return [dict.fromkeys(group, 1) for group in shown], atoms


@st.composite
def _atoms(draw: st.DrawFn) -> Atom:
    named = draw(st.lists(st.sampled_from(_ORGANIZATIONS), max_size=4))
    alone = draw(st.integers(0 if named else 1, 4))
    return Atom(
        wave="w1",
        attributes={},
        weight=Fraction(1),
        persons=len(named) + alone,
        organizations=frozenset(named),
        alone=alone,
    )
