"""The audit of the disclosure gate: what the groups shown give back of too few persons.

A group that is shown is a row: the sum of its members' answers. Whatever a reader can
work out exactly from sums is in the span of the rows. Members whom no row tells apart
are one column, an atom. The search goes in three steps:

1. By exact elimination only the part of the span is kept that is zero outside atoms
   which could belong to a set that is too small; by leverage such atoms are left out,
   and again. For a projection P onto the span, weighted by persons, any vector v of the
   span has v = Pv; so the leverages of the persons that v touches sum to one or more.
   (Leverage: Hoaglin and Welsch 1978, The American Statistician 32:17-22.)
2. What is left is enumerated within the same bounds.
3. Each set found is decided by exact elimination in integers.

Leverages are floating-point numbers and only ever leave out what misses the bound by more than
their error; every verdict is exact. A search that goes on too long is a finding.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import gcd, sqrt
from typing import Final, Literal

from rosace.membership import Atom, organizations

__all__ = ["Row", "recoverable"]

Row = Mapping[int, int]
"""A sum of answers: by the index of an atom, what each of its members counts for."""

_PAIRED: Final = 1_000
_SLACK: Final = 1e-6
_ONE: Final = 1 - _SLACK
_Counted = Literal["persons", "organizations"]
_Unit = int | str


class _TooLongError(Exception):
    """The enumeration passes its bound."""


def recoverable(
    rows: Sequence[Row], atoms: Sequence[Atom], fewest: int, steps: int = 10_000
) -> frozenset[int] | None:
    """Return a part of fewer persons, or organizations, of whom the rows give something back.

    That is any combination of their answers, such as one answer, the sum over some of them or
    the difference of two.

    Args:
        rows: Those of the groups shown.
        atoms: The columns.
        fewest: The fewest persons, and organizations, of whom something may be given back.
        steps: How many sets are looked at before the search is given up.

    Returns:
        The indices of the part's atoms, none where the search was given up; None where
        nothing can be given back.
    """
    shared = organizations(atoms) < sum(atom.persons for atom in atoms)
    counts: tuple[_Counted, ...] = ("persons", "organizations") if shared else ("persons",)
    for counted in counts:
        try:
            found = _Search(rows, _Cost(atoms, counted), fewest - 1, steps).combinations()
        except _TooLongError:
            return frozenset()
        if found is not None:
            return found
    return None


def _vanishing(rows: Iterable[Row], kept: Collection[int]) -> list[dict[int, int]]:
    """Return a basis of what the rows span and is zero outside some columns."""
    held = [dict(row) for row in rows]
    columns = sorted(set().union(*held), key=lambda column: (column in kept, column))
    order = {column: place for place, column in enumerate(columns)}
    basis = _eliminated(held, order).values()
    return [row for row in basis if min(row, key=order.__getitem__) in kept]


def _eliminated(rows: Iterable[Row], order: Mapping[int, int]) -> dict[int, dict[int, int]]:
    """Return a basis of what the rows span, in echelon form, by the first column of each."""
    pivots: dict[int, dict[int, int]] = {}
    for row in rows:
        left = _reduced(dict(row), pivots, order)
        if left:
            pivots[min(left, key=order.__getitem__)] = left
    return pivots


def _reduced(
    row: dict[int, int], pivots: Mapping[int, Mapping[int, int]], order: Mapping[int, int]
) -> dict[int, int]:
    """Return what is left of a row once the rows of a basis are taken off; empty if nothing."""
    while row:
        first = min(row, key=order.__getitem__)
        pivot = pivots.get(first)
        if pivot is None:
            return row
        own, other = row[first], pivot[first]
        for column in row:
            row[column] *= other
        for column, number in pivot.items():
            row[column] = row.get(column, 0) - own * number
        row = {column: number for column, number in row.items() if number}
        shared = gcd(*row.values())
        if shared > 1:
            row = {column: number // shared for column, number in row.items()}
    return row


class _Cost:
    """What atoms cost: their persons, or their organizations.

    An atom is made of units, which are paid for once: itself where persons are counted;
    otherwise its organizations, and those of its members who answer for none.
    """

    def __init__(self, atoms: Sequence[Atom], counted: _Counted) -> None:
        self.persons = [atom.persons for atom in atoms]
        self.costs: dict[_Unit, int] = {}
        self.units: list[Mapping[_Unit, float]] = []
        for index, atom in enumerate(atoms):
            if counted == "persons":
                costs: dict[_Unit, int] = {index: atom.persons}
            else:
                costs = {**dict.fromkeys(atom.organizations, 1), index: atom.alone}
            paid = {unit: cost for unit, cost in costs.items() if cost}
            self.costs |= paid
            whole = sum(paid.values())
            self.units.append({unit: cost / whole for unit, cost in paid.items()})

    def paid(self, inside: Iterable[int]) -> frozenset[_Unit]:
        """Return the units that some atoms are made of."""
        return frozenset(unit for index in inside for unit in self.units[index])

    def of(self, units: Iterable[_Unit]) -> int:
        """Return what units cost together."""
        return sum(self.costs[unit] for unit in units)

    def worth(self, worth: Mapping[int, float]) -> dict[_Unit, float]:
        """Return the worth of units: each atom's is shared out among its own."""
        found: dict[_Unit, float] = {}
        for index, each in worth.items():
            for unit, share in self.units[index].items():
                found[unit] = found.get(unit, 0.0) + each * share
        return found

    def most(self, worth: Mapping[_Unit, float], budget: int, paid: Collection[_Unit]) -> float:
        """Return a bound on what units are worth within a budget, those paid for being free."""
        total = sum(worth.get(unit, 0.0) for unit in paid)
        budget -= self.of(paid)
        costs = self.costs
        parts = [(each / costs[unit], unit) for unit, each in worth.items() if unit not in paid]
        for each, unit in sorted(parts, key=lambda part: part[0], reverse=True):
            taken = min(costs[unit], budget)
            total += each * taken
            budget -= taken
            if not budget:
                break
        return total


class _Search:
    """The search for parts that cost no more than a budget."""

    def __init__(self, rows: Sequence[Row], cost: _Cost, budget: int, steps: int) -> None:
        self.cost = cost
        self.budget = budget
        self.steps = steps
        self.basis = [dict(row) for row in rows]
        met: set[int] = set().union(*self.basis)
        self.able = {index for index in met if cost.of(cost.units[index]) <= budget}
        self.vectors: list[dict[int, float]] = []
        self.leverages: dict[int, float] = {}
        self.worths: dict[int, dict[int, float]] = {}

    def combinations(self) -> frozenset[int] | None:
        """Return atoms that some vector of the span touches and no other, or None."""
        self._narrow()
        leverages = self.cost.worth(self.leverages)
        tried: set[frozenset[_Unit]] = set()
        for index in sorted(self.able):
            entries = {other: abs(each) for other, each in self._worth(index).items()}
            worth = self.cost.worth(entries)
            units = frozenset(self.cost.units[index])
            order = sorted(worth.keys() - units, key=lambda unit: (-worth[unit], str(unit)))
            found = self._combination_with(units, (worth, leverages), order, tried)
            if found is not None:
                return found
        return None

    def _narrow(self) -> None:
        """Leave out atoms and directions of the span until no more can be."""
        while self.able:
            self.basis = _vanishing(self.basis, self.able)
            if not self.basis:
                self.able = set()
                return
            self._project()
            kept = self._kept()
            if kept == self.able:
                return
            self.able = kept

    def _project(self) -> None:
        """Make the basis orthonormal, each atom weighing as its persons."""
        persons = self.cost.persons
        self.vectors = []
        for row in self.basis:
            vector = {index: float(number) for index, number in row.items()}
            # Once more takes off what rounding left the first time.
            for other in (*self.vectors, *self.vectors):
                along = sum(
                    persons[index] * number * other.get(index, 0.0)
                    for index, number in vector.items()
                )
                for index, number in other.items():
                    vector[index] = vector.get(index, 0.0) - along * number
            length = sqrt(sum(persons[index] * each * each for index, each in vector.items()))
            self.vectors.append({index: each / length for index, each in vector.items()})
        self.worths = {}
        self.leverages = dict.fromkeys(self.able, 0.0)
        for vector in self.vectors:
            for index, number in vector.items():
                self.leverages[index] += persons[index] * number * number

    def _worth(self, index: int) -> Mapping[int, float]:
        """Return a row of the projection: what the members of each atom give to one's."""
        if index not in self.worths:
            found = dict.fromkeys(self.able, 0.0)
            for vector in self.vectors:
                own = vector.get(index)
                if own:
                    for other, number in vector.items():
                        found[other] += own * number * self.cost.persons[other]
            self.worths[index] = found
        return self.worths[index]

    def _reach(self, index: int, worth: Mapping[int, float]) -> float:
        """Return a bound on what a set that an atom belongs to is worth."""
        others = {other: each for other, each in worth.items() if each > 0 and other != index}
        units = self.cost.units[index]
        return worth[index] + self.cost.most(self.cost.worth(others), self.budget, units)

    def _kept(self) -> set[int]:
        if self.cost.most(self.cost.worth(self.leverages), self.budget, ()) < _ONE:
            return set()
        if len(self.able) > _PAIRED:
            return self.able
        return {index for index in self.able if self._reach(index, self.leverages) >= _ONE}

    def _step(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise _TooLongError

    def _combination_with(
        self,
        inside: frozenset[_Unit],
        worths: tuple[Mapping[_Unit, float], ...],
        order: Sequence[_Unit],
        tried: set[frozenset[_Unit]],
    ) -> frozenset[int] | None:
        """Return atoms made of some units, and of further ones in order, or None."""
        self._step()
        for worth in worths:
            left = {unit: worth.get(unit, 0.0) for unit in (*inside, *order)}
            if self.cost.most(left, self.budget, inside) < _ONE:
                return None
        full = True
        for place, unit in enumerate(order):
            wider = inside | {unit}
            if self.cost.of(wider) <= self.budget:
                full = False
                found = self._combination_with(wider, worths, order[place + 1 :], tried)
                if found is not None:
                    return found
        # More units only ever give back more, so those that can take one more need no trial.
        if not full or inside in tried:
            return None
        tried.add(inside)
        atoms = {index for index in self.able if self.cost.units[index].keys() <= inside}
        return frozenset(atoms) if _vanishing(self.basis, atoms) else None
