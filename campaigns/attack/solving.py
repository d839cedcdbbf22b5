"""Whose answers follow from the groups released: exact linear algebra over the rationals.

A released sum is the row of its group: one for each member. Persons whom no row tells apart
are one atom. A sum over a set follows from those released exactly where its row is in their
span, and so where it is at right angles to everything that they are at right angles to (the
null space). Each atom has one vector in the null space's coordinates; a set follows where
the vectors of its atoms sum to nothing, and a difference within a set where they depend on
each other. Sets of up to four atoms are found by meeting in the middle.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from random import Random
from typing import Final

__all__ = ["FEWEST", "Recovered", "recovered", "touched"]

FEWEST: Final = 5
"""The fewest persons, and organizations, whose answers may follow from what is released."""

_PRIME: Final = (1 << 61) - 1
_COORDINATES: Final = 6
_MOST_COMBINED: Final = 16
Vector = tuple[int, ...]
Group = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Recovered:
    """A set of persons about whom the released sums say something that they should not.

    Args:
        persons: Who they are.
        weights: What each counts for in the sum that follows: one, where it is the set's own.
        taken: How often the sum over each group is taken to make it.
    """

    persons: Group
    weights: Mapping[str, Fraction]
    taken: Mapping[Group, Fraction]

    @property
    def is_sum(self) -> bool:
        """Whether the set's own sum follows, and not only a difference within it."""
        return set(self.weights.values()) == {Fraction(1)}


def recovered(
    groups: Iterable[Group], organizations: Mapping[str, str | None], fewest: int
) -> list[Recovered]:
    """Return the sets of too few persons, or organizations, that released sums give back.

    Args:
        groups: The groups whose sums are released.
        organizations: The organization of each person; alone, one is their own.
        fewest: The fewest persons and organizations whose answers may follow.
    """
    rows = sorted(set(groups), key=sorted)
    atoms = _atoms(rows)
    if not atoms:
        return []
    vectors = _null_space(rows, atoms)
    small = [place for place, atom in enumerate(atoms) if len(atom) < fewest]
    found: dict[Group, Recovered] = {}
    for places in (
        *_sums(vectors, atoms, small, fewest),
        *_dependent(vectors, atoms, small, fewest),
        *_of_few_organizations(vectors, atoms, organizations, fewest),
    ):
        persons = frozenset[str]().union(*(atoms[place] for place in places))
        own = _weights(vectors, places)
        if own is not None and persons not in found:
            weights = {
                person: weight
                for place, weight in zip(places, own, strict=True)
                for person in atoms[place]
            }
            taken = _combination(rows, atoms, weights)
            found[persons] = Recovered(persons=persons, weights=weights, taken=taken)
    return list(found.values())


def touched(groups: Iterable[Group], inside: Group) -> Group:
    """Return those of a set of persons about whom groups alone, or what they leave over, tell.

    Args:
        groups: The groups of which something is released.
        inside: The set.

    Returns:
        Whoever belongs to a combination of the groups that touches nobody outside the set.
    """
    rows = sorted(set(groups), key=sorted)
    atoms = _atoms(rows)
    able = [place for place, atom in enumerate(atoms) if atom <= inside]
    if not able:
        return frozenset()
    places = _narrowed(_null_space(rows, atoms), able)
    return frozenset[str]().union(*(atoms[place] for place in places))


def _atoms(rows: Sequence[Group]) -> list[Group]:
    """Return the persons of all rows, those together whom no row tells apart."""
    alike: dict[tuple[bool, ...], set[str]] = defaultdict(set)
    for person in sorted(frozenset[str]().union(*rows)):
        alike[tuple(person in row for row in rows)].add(person)
    return [frozenset(atom) for atom in alike.values()]


def _combination(
    rows: Sequence[Group], atoms: Sequence[Group], weights: Mapping[str, Fraction]
) -> dict[Group, Fraction]:
    """Return how often each released sum is taken to make another.

    Raises:
        ArithmeticError: It cannot be made of them.
    """
    firsts = [min(atom) for atom in atoms]
    table = [
        [Fraction(first in row) for row in rows] + [weights.get(first, Fraction(0))]
        for first in firsts
    ]
    pivots = _eliminate(table, len(rows))
    if any(line[-1] for line in table[len(pivots) :]):
        message = "what was found to follow does not follow"
        raise ArithmeticError(message)
    return {rows[column]: line[-1] for column, line in zip(pivots, table, strict=False) if line[-1]}


def _eliminate(table: list[list[Fraction]], width: int) -> list[int]:
    """Bring a table into reduced echelon form, over its first columns, and return its pivots."""
    pivots: list[int] = []
    for column in range(width):
        at = len(pivots)
        pivot = next((row for row in range(at, len(table)) if table[row][column]), None)
        if pivot is None:
            continue
        table[at], table[pivot] = table[pivot], table[at]
        own = table[at][column]
        table[at] = [number / own for number in table[at]]
        for row, held in enumerate(table):
            times = held[column]
            if row != at and times:
                table[row] = [
                    number - times * taken if taken else number
                    for number, taken in zip(held, table[at], strict=True)
                ]
        pivots.append(column)
    return pivots


def _null_space(rows: Sequence[Group], atoms: Sequence[Group]) -> list[Vector]:
    """Return each atom's coordinates in the null space of the rows, in whole numbers."""
    firsts = [min(atom) for atom in atoms]
    table = [[Fraction(person in row) for person in firsts] for row in rows]
    pivots = _eliminate(table, len(atoms))
    free = [column for column in range(len(atoms)) if column not in pivots]
    basis = []
    for column in free:
        vector = [Fraction(0)] * len(atoms)
        vector[column] = Fraction(1)
        for row, pivot in enumerate(pivots):
            vector[pivot] = -table[row][column]
        unit = lcm(*(number.denominator for number in vector))
        basis.append([int(number * unit) for number in vector])
    return [tuple(vector[place] for vector in basis) for place in range(len(atoms))]


def _columns(vectors: Sequence[Vector], places: Iterable[int]) -> Iterator[Vector]:
    """Yield, coordinate by coordinate, what some atoms have of it."""
    return zip(*(vectors[place] for place in places), strict=True)


def _sums(
    vectors: Sequence[Vector], atoms: Sequence[Group], small: Sequence[int], fewest: int
) -> Iterator[tuple[int, ...]]:
    """Yield the sets of fewer persons whose vectors sum to nothing."""

    def total(places: tuple[int, ...]) -> Vector:
        return tuple(sum(numbers) for numbers in _columns(vectors, places))

    halves: dict[Vector, list[tuple[int, ...]]] = defaultdict(list)
    for size in (1, 2):
        for places in combinations(small, size):
            if sum(len(atoms[place]) for place in places) < fewest:
                halves[total(places)].append(places)
    met: set[tuple[int, ...]] = set()
    for held, mine in halves.items():
        if not any(held):
            yield from mine
        for one in mine:
            for other in halves.get(tuple(-number for number in held), ()):
                places = tuple(sorted({*one, *other}))
                many = sum(len(atoms[place]) for place in places)
                if len(places) == len(one) + len(other) and many < fewest and places not in met:
                    met.add(places)
                    yield places


def _dependent(
    vectors: Sequence[Vector], atoms: Sequence[Group], small: Sequence[int], fewest: int
) -> Iterator[tuple[int, ...]]:
    """Yield the sets of fewer persons whose vectors depend on each other, and no part's do.

    The search goes by a random image modulo a prime, in which what depends stays
    dependent: whatever it finds too much, `_weights` refuses.
    """
    random = Random(0)
    width = len(vectors[0])
    image = [[random.randrange(_PRIME) for _ in range(width)] for _ in range(_COORDINATES)]
    seen = {
        place: tuple(
            sum(number * by for number, by in zip(vectors[place], line, strict=True)) % _PRIME
            for line in image
        )
        for place in small
    }
    met = {tuple(sorted(places)) for places in _grown((), seen, atoms, fewest - 1)}
    yield from sorted(met)


def _grown(
    chosen: tuple[int, ...], left: Mapping[int, Vector], atoms: Sequence[Group], room: int
) -> Iterator[tuple[int, ...]]:
    """Yield sets that depend: of atoms chosen, and of those left, less their part along them."""
    by_line: dict[Vector, list[int]] = defaultdict(list)
    for place, vector in left.items():
        if any(vector):
            by_line[_direction(vector)].append(place)
        else:
            yield (*chosen, place)
    for alike in by_line.values():
        for one, other in combinations(alike, 2):
            if len(atoms[one]) + len(atoms[other]) <= room:
                yield (*chosen, one, other)
    for place, vector in left.items():
        rest = room - len(atoms[place])
        if any(vector) and rest > 1:
            narrowed = {
                other: _without(held, vector)
                for other, held in left.items()
                if other > place and len(atoms[other]) <= rest
            }
            yield from _grown((*chosen, place), narrowed, atoms, rest)


def _direction(vector: Vector) -> Vector:
    """Return a vector's line, modulo the prime."""
    first = next(number for number in vector if number)
    by = pow(first, -1, _PRIME)
    return tuple(number * by % _PRIME for number in vector)


def _without(vector: Vector, other: Vector) -> Vector:
    """Return a vector without its part along another, modulo the prime."""
    place = next(index for index, number in enumerate(other) if number)
    times = vector[place] * pow(other[place], -1, _PRIME) % _PRIME
    return tuple(
        (number - times * taken) % _PRIME for number, taken in zip(vector, other, strict=True)
    )


def _weights(vectors: Sequence[Vector], places: Sequence[int]) -> list[Fraction] | None:
    """Return what atoms count for in a sum that follows and touches all of them, exactly."""
    if not any(map(sum, _columns(vectors, places))):
        return [Fraction(1)] * len(places)
    rows = [list(map(Fraction, column)) for column in _columns(vectors, places)]
    pivots = _eliminate(rows, len(places))
    free = [column for column in range(len(places)) if column not in pivots]
    if not free:
        return None
    found = [Fraction(0)] * len(places)
    for number, column in enumerate(free, start=1):
        found[column] += number
        for row, pivot in enumerate(pivots):
            found[pivot] -= rows[row][column] * number
    return found if all(found) else None


def _of_few_organizations(
    vectors: Sequence[Vector],
    atoms: Sequence[Group],
    organizations: Mapping[str, str | None],
    fewest: int,
) -> Iterator[tuple[int, ...]]:
    """Yield sets of atoms of few organizations, more persons than few, that give something back."""
    units = [frozenset(organizations[each] or each for each in atom) for atom in atoms]
    if sum(map(len, atoms)) == len(frozenset[str]().union(*units)):
        return
    able = _narrowed(vectors, [place for place, own in enumerate(units) if len(own) < fewest])
    met: set[frozenset[int]] = set()
    waiting = [(units[place], place) for place in able]
    tried = {own for own, _ in waiting}
    while waiting:
        own, _ = waiting.pop()
        places = frozenset(place for place in able if units[place] <= own)
        if places not in met:
            met.add(places)
            yield from _given_back(vectors, sorted(places))
        for place in able:
            wider = own | units[place]
            if len(wider) < fewest and wider not in tried:
                tried.add(wider)
                waiting.append((wider, place))


def _narrowed(vectors: Sequence[Vector], able: list[int]) -> list[int]:
    """Return the atoms that take part in anything that follows and touches only such atoms."""
    rows = [list(map(Fraction, column)) for column in _columns(vectors, able)]
    pivots = _eliminate(rows, len(able))
    free = [column for column in range(len(able)) if column not in pivots]
    touched = {
        column for row, column in enumerate(pivots) if any(rows[row][other] for other in free)
    }
    return [able[column] for column in sorted({*free, *touched})]


def _given_back(vectors: Sequence[Vector], places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the smallest parts of some atoms whose sums follow; else one that depends."""
    if len(places) <= _MOST_COMBINED:
        for size in range(1, len(places) + 1):
            found = [
                part
                for part in combinations(places, size)
                if not any(map(sum, _columns(vectors, part)))
            ]
            yield from found
            if found:
                return
    touched = _narrowed(vectors, list(places))
    if touched:
        yield tuple(touched)
