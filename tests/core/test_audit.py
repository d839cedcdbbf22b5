"""What the audit promises: it finds what the groups shown give back of too few, and no more."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.audit import Row, recoverable, sources
from rosace.membership import Atom, organizations
from rosace.strategies import crowds


def rank(rows: Sequence[Row], columns: Collection[int]) -> int:
    """Return the rank of rows, by elimination in fractions."""
    matrix = [[Fraction(row.get(column, 0)) for column in columns] for row in rows]
    found = 0
    for place in range(len(columns)):
        pivot = next((row for row in matrix[found:] if row[place]), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        matrix.insert(found, pivot)
        found += 1
        for row in matrix[found:]:
            factor = row[place] / pivot[place]
            row[:] = [mine - factor * other for mine, other in zip(row, pivot, strict=True)]
    return found


def size(atoms: Sequence[Atom], inside: Collection[int]) -> int:
    """Return the smaller of the persons and organizations of some atoms."""
    held = [atoms[index] for index in inside]
    return min(sum(atom.persons for atom in held), organizations(held))


def gives_back(rows: Sequence[Row], inside: Collection[int], columns: range, *, sums: bool) -> bool:
    """Say whether rows give back the sum over atoms, or any combination of theirs."""
    if sums:
        return rank([*rows, dict.fromkeys(inside, 1)], columns) == rank(rows, columns)
    outside = [column for column in columns if column not in inside]
    return rank(rows, outside) < rank(rows, columns)


@given(crowd=crowds(), fewest=st.integers(2, 8), sums=st.booleans())
def test_the_audit_agrees_with_trying_every_set(
    crowd: tuple[Sequence[Row], Sequence[Atom]], fewest: int, *, sums: bool
) -> None:
    """The audit finds something exactly where some small set of atoms is given back."""
    rows, atoms = crowd
    columns = range(len(atoms))
    small = [
        inside
        for number in range(1, len(atoms) + 1)
        for inside in combinations(columns, number)
        if size(atoms, inside) < fewest and gives_back(rows, inside, columns, sums=sums)
    ]
    found = recoverable(rows, atoms, fewest, sums=sums)
    assert (found is not None) == bool(small)
    if found is not None:
        assert size(atoms, found.atoms) < fewest
        assert gives_back(rows, found.atoms, columns, sums=sums)


@given(crowd=crowds(), fewest=st.integers(2, 8), sums=st.booleans())
def test_the_sources_of_a_finding_are_enough_for_it(
    crowd: tuple[Sequence[Row], Sequence[Atom]], fewest: int, *, sums: bool
) -> None:
    """The rows named as the sources of a finding give it back by themselves."""
    rows, atoms = crowd
    found = recoverable(rows, atoms, fewest, sums=sums)
    if found is not None:
        taking = [rows[index] for index in sources(rows, found, sums=sums)]
        assert gives_back(taking, found.atoms, range(len(atoms)), sums=sums)


def lone(persons: int) -> Atom:
    """Return persons who answer for nobody else."""
    return Atom(
        wave="w1",
        attributes={},
        weight=Fraction(1),
        persons=persons,
        organizations=frozenset(),
        alone=persons,
    )


@pytest.mark.parametrize(("left", "found"), [(4, True), (5, False)])
def test_what_is_left_of_a_whole_is_given_back(left: int, found: bool) -> None:  # noqa: FBT001  # a case of the table
    """A whole and all its parts but one give back the one that is left."""
    atoms = [lone(6), lone(7), lone(left)]
    rows: list[Row] = [{0: 1, 1: 1, 2: 1}, {0: 1}, {1: 1}]
    finding = recoverable(rows, atoms, 5, sums=True)
    assert (finding is not None) == found
    if finding is not None:
        assert finding.atoms == {2}


def test_two_groups_that_differ_by_two_persons_tell_them_apart() -> None:
    """The difference of two persons is a combination, though neither is given back alone."""
    atoms = [lone(20), lone(1), lone(1)]
    rows: list[Row] = [{0: 1, 1: 1}, {0: 1, 2: 1}]
    assert recoverable(rows, atoms, 5, sums=True) is None
    finding = recoverable(rows, atoms, 5, sums=False)
    assert finding is not None
    assert finding.atoms == {1, 2}


def test_a_search_that_goes_on_too_long_is_a_finding() -> None:
    """Where the search is given up nothing is certain, so something is found, of no atoms."""
    groups = ((0, 2, 3, 5), (0, 2, 4, 5), (1, 2, 3, 4), (0, 1, 3, 4, 5))
    rows: list[Row] = [dict.fromkeys(each, 1) for each in groups]
    atoms = [lone(1)] * 6
    assert recoverable(rows, atoms, 4, sums=True) is None
    finding = recoverable(rows, atoms, 4, sums=True, steps=0)
    assert finding is not None
    assert not finding.atoms
