"""What the audit promises: it finds what the groups shown give back of too few, and no more."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosace.audit import Row, recoverable
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


def gives_back(rows: Sequence[Row], inside: Collection[int], columns: range) -> bool:
    """Say whether rows give back any combination of some atoms' answers."""
    outside = [column for column in columns if column not in inside]
    return rank(rows, outside) < rank(rows, columns)


@given(crowd=crowds(), fewest=st.integers(2, 10))
def test_the_audit_agrees_with_trying_every_set(
    crowd: tuple[Sequence[Row], Sequence[Atom]], fewest: int
) -> None:
    """The audit finds something exactly where something of some small set is given back."""
    rows, atoms = crowd
    columns = range(len(atoms))
    small = [
        inside
        for number in range(1, len(atoms) + 1)
        for inside in combinations(columns, number)
        if size(atoms, inside) < fewest and gives_back(rows, inside, columns)
    ]
    found = recoverable(rows, atoms, fewest)
    assert (found is not None) == bool(small)
    if found is not None:
        assert size(atoms, found) < fewest
        assert gives_back(rows, found, columns)


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
    assert recoverable(rows, atoms, 5) == ({2} if found else None)


def test_two_groups_that_differ_by_two_persons_tell_them_apart() -> None:
    """The difference of two persons is a combination, though neither is given back alone."""
    atoms = [lone(20), lone(1), lone(1)]
    rows: list[Row] = [{0: 1, 1: 1}, {0: 1, 2: 1}]
    assert recoverable(rows, atoms, 5) == {1, 2}


def test_a_search_that_goes_on_too_long_finds_something_of_no_atoms() -> None:
    """Where the search is given up nothing is certain, so it is no clean bill."""
    groups = ((3, 4, 5, 6), (0, 1, 5, 6))
    rows: list[Row] = [dict.fromkeys(each, 1) for each in groups]
    atoms = [lone(1)] * 7
    assert recoverable(rows, atoms, 4) is None
    assert recoverable(rows, atoms, 4, steps=0) == frozenset()
