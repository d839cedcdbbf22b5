"""What is released bounds what each person can have answered.

Unknown is, for each item, how many of an atom's persons gave each code. Every count, exact or
coarsened, bounds a sum of those; every mean, exact or a band, bounds a weighted one. The ends
of each unknown are found by interval propagation, or by linear programming. What holds of an
atom holds of each of its persons, as nothing tells them apart: one of them has a code for
certain where all have, and cannot have it where none has.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final

from campaigns.attack.facts import Facts, group
from campaigns.attack.numbers import Number
from campaigns.attack.studies import DIMENSION, ITEMS, Case

__all__ = [
    "CLOSE",
    "Ends",
    "Row",
    "System",
    "holds",
    "programmed",
    "propagated",
    "systems",
]

CLOSE: Final = 1e-6
"""What linear programming may be off by."""

_ROUNDS: Final = 30
_MOST_DERIVED: Final = 400
Unknown = tuple[str, int, str]
"""An item, the place of an atom, and a code or ``@`` with a missing reason."""

Ends = Mapping[Unknown, tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A sum of unknowns, and what it lies between."""

    terms: Mapping[Unknown, Fraction]
    low: Fraction
    high: Fraction


@dataclass(frozen=True, kw_only=True)
class System:
    """What is known of the answers of one wave to one item, or to all.

    Args:
        groups: The groups of which something is released.
        atoms: The persons that nothing released tells apart.
        unknowns: What is sought.
        rows: What bounds it.
    """

    groups: frozenset[frozenset[str]]
    atoms: tuple[frozenset[str], ...]
    unknowns: tuple[Unknown, ...]
    rows: tuple[Row, ...]


def systems(case: Case, facts: Facts) -> Iterator[tuple[System, str]]:
    """Yield what is known of each wave: by item, or of all items where their scores join them.

    Args:
        case: The study.
        facts: All that was released of it.
    """
    for wave, members in case.members.items():
        here = {key: numbers for key, numbers in facts.items() if key.wave == wave}
        groups = {group(case, key) for key in here if key.of in {*ITEMS, DIMENSION}}
        atoms = _atoms([member.id for member in members], sorted(groups, key=sorted))
        places = {
            held: [place for place, atom in enumerate(atoms) if atom <= held] for held in groups
        }
        maker = _Maker(case, here, atoms, places)
        joined = tuple(maker.scores()) if maker.complete else ()
        for items in (ITEMS,) if joined else tuple((item,) for item in ITEMS):
            yield maker.system(items, joined), wave


def propagated(system: System) -> Ends:
    """Return the ends of each unknown by interval propagation, in whole persons."""
    ends = {
        unknown: (Fraction(0), Fraction(len(system.atoms[unknown[1]])))
        for unknown in system.unknowns
    }
    rows = system.rows
    for _ in range(_ROUNDS):
        narrowed = [_tighten(row, ends) for row in rows]
        if not any(narrowed):
            break
    return {unknown: (float(low), float(high)) for unknown, (low, high) in ends.items()}


def programmed(system: System) -> Ends:
    """Return the ends of each unknown by linear programming (HiGHS, through SciPy)."""
    # In the campaign's own environment alone.
    import numpy as np  # noqa: PLC0415  # a dependency of that one
    from scipy.optimize import linprog  # noqa: PLC0415  # likewise

    column = {unknown: place for place, unknown in enumerate(system.unknowns)}
    sides: dict[bool, list[tuple[dict[int, float], float]]] = {True: [], False: []}
    for row in system.rows:
        terms = {column[unknown]: float(each) for unknown, each in row.terms.items()}
        if row.low == row.high:
            sides[True].append((terms, float(row.low)))
            continue
        sides[False].append((terms, float(row.high)))
        negative = {place: -each for place, each in terms.items()}
        sides[False].append((negative, -float(row.low)))

    def table(exact: bool) -> tuple[object, object]:  # noqa: FBT001  # which of two sides
        held = sides[exact]
        matrix = np.zeros((len(held), len(column)))
        for at, (terms, _) in enumerate(held):
            for place, each in terms.items():
                matrix[at, place] = each
        return (matrix, np.array([end for _, end in held])) if held else (None, None)

    equal, equals = table(exact=True)
    below, ends = table(exact=False)
    limits = [(0, len(system.atoms[place])) for _, place, _ in system.unknowns]

    def extreme(place: int, sign: int) -> float:
        aim = np.zeros(len(column))
        aim[place] = sign
        done = linprog(aim, below, ends, equal, equals, limits, method="highs")
        if done.status:
            message = f"the answers that gave these figures do not fit them: {done.message}"
            raise ArithmeticError(message)
        return sign * float(done.fun)

    return {unknown: (extreme(place, 1), extreme(place, -1)) for unknown, place in column.items()}


def holds(system: System, truth: Callable[[str, str], str]) -> bool:
    """Say whether the true answers are within all bounds: if not, something was misread.

    Args:
        system: What is said to be known.
        truth: Gives a person's true answer to an item.
    """
    counts = {
        (item, place, code): sum(truth(item, person) == code for person in system.atoms[place])
        for item, place, code in system.unknowns
    }
    return all(
        row.low <= sum(counts[unknown] * each for unknown, each in row.terms.items()) <= row.high
        for row in system.rows
    )


class _Maker:
    """Makes the rows of one wave's systems."""

    def __init__(
        self,
        case: Case,
        facts: Facts,
        atoms: tuple[frozenset[str], ...],
        places: Mapping[frozenset[str], Sequence[int]],
    ) -> None:
        self.facts = facts
        self.atoms = atoms
        self.places = places
        self.values = case.values
        self.scoring = case.scoring
        self.case = case
        self.codes = (*self.values, *(f"@{reason}" for reason in case.reasons))

    @property
    def complete(self) -> bool:
        """Whether it is released that everybody answered every item."""
        none = {
            (key.of, key.what)
            for key, numbers in self.facts.items()
            if not key.cell and not key.early and any(number.high == 0 for number in numbers)
        }
        return all((item, code) in none for item in ITEMS for code in self.codes if code[0] == "@")

    def system(self, items: Sequence[str], joined: tuple[Row, ...]) -> System:
        """Return what is known of some items."""
        unknowns = tuple(
            (item, place, code)
            for item in items
            for place in range(len(self.atoms))
            for code in self.codes
        )
        rows = [*self._whole(items), *joined]
        for key, numbers in self.facts.items():
            if key.of not in items:
                continue
            places = self.places[group(self.case, key)]
            size = sum(len(self.atoms[place]) for place in places)
            for number in (each.among(size) for each in numbers):
                if key.what in self.codes:
                    rows.append(self._count(key.of, key.what, places, number))
                elif key.what == "mean":
                    rows += self._mean(key.of, places, number)
        return System(
            groups=frozenset(self.places),
            atoms=self.atoms,
            unknowns=unknowns,
            rows=(*rows, *_derived(rows)),
        )

    def scores(self) -> Iterator[Row]:
        """Yield what the dimension's means say, where everybody answered everything."""
        if self.scoring["method"] == "distribution":
            return
        parts = 1 if self.scoring["method"] == "sum" else len(ITEMS)
        for key, numbers in self.facts.items():
            if key.of != DIMENSION or key.what != "mean":
                continue
            places = self.places[group(self.case, key)]
            persons = sum(len(self.atoms[place]) for place in places)
            terms = {
                (item, place, code): value / parts
                for item in ITEMS
                for place in places
                for code, value in self.values.items()
            }
            for number in numbers:
                low, high = number.low - number.within, number.high + number.within
                yield Row(terms=terms, low=low * persons, high=high * persons)

    def _whole(self, items: Sequence[str]) -> Iterator[Row]:
        for item in items:
            for place, atom in enumerate(self.atoms):
                size = Fraction(len(atom))
                terms = {(item, place, code): Fraction(1) for code in self.codes}
                yield Row(terms=terms, low=size, high=size)

    @staticmethod
    def _count(item: str, code: str, places: Sequence[int], number: Number) -> Row:
        terms = {(item, place, code): Fraction(1) for place in places}
        return Row(terms=terms, low=number.low, high=number.high)

    def _mean(self, item: str, places: Sequence[int], number: Number) -> Iterator[Row]:
        low, high = number.low - number.within, number.high + number.within
        most = sum(len(self.atoms[place]) for place in places) * max(self.values.values())
        for end, ends in ((low, (Fraction(0), most)), (high, (-most, Fraction(0)))):
            terms = {
                (item, place, code): value - end
                for place in places
                for code, value in self.values.items()
            }
            yield Row(terms=terms, low=ends[0], high=ends[1])


def _atoms(persons: Sequence[str], groups: Sequence[frozenset[str]]) -> tuple[frozenset[str], ...]:
    alike: dict[tuple[bool, ...], set[str]] = defaultdict(set)
    for person in persons:
        alike[tuple(person in group for group in groups)].add(person)
    return tuple(frozenset(atom) for atom in alike.values())


def _derived(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield what nested counts leave over, and what those leave over in turn."""
    counts: dict[frozenset[Unknown], tuple[Fraction, Fraction]] = {}
    for row in rows:
        if set(row.terms.values()) == {Fraction(1)}:
            _keep(counts, frozenset(row.terms), row.low, row.high)
    fresh = list(counts)
    for _ in range(2):
        met: dict[frozenset[Unknown], tuple[Fraction, Fraction]] = {}
        for inner in fresh:
            for outer, (low, high) in counts.items():
                if inner < outer and len(met) < _MOST_DERIVED:
                    own = counts[inner]
                    _keep(met, outer - inner, low - own[1], high - own[0])
        for unknowns, (low, high) in met.items():
            _keep(counts, unknowns, low, high)
            yield Row(terms=dict.fromkeys(unknowns, Fraction(1)), low=low, high=high)
        fresh = list(met)


def _keep(
    counts: dict[frozenset[Unknown], tuple[Fraction, Fraction]],
    unknowns: frozenset[Unknown],
    low: Fraction,
    high: Fraction,
) -> None:
    known = counts.get(unknowns, (low, high))
    counts[unknowns] = max(low, known[0]), min(high, known[1])


def _tighten(row: Row, ends: dict[Unknown, tuple[Fraction, Fraction]]) -> bool:
    """Narrow each unknown of a row by what the others leave; say whether any was narrowed."""
    spans = {
        unknown: sorted((each * ends[unknown][0], each * ends[unknown][1]))
        for unknown, each in row.terms.items()
        if each
    }
    least = sum((low for low, _ in spans.values()), Fraction(0))
    most = sum((high for _, high in spans.values()), Fraction(0))
    changed = False
    for unknown, (low, high) in spans.items():
        each = row.terms[unknown]
        rest = sorted(((row.low - (most - high)) / each, (row.high - (least - low)) / each))
        before = ends[unknown]
        after = max(before[0], Fraction(ceil(rest[0]))), min(before[1], Fraction(floor(rest[1])))
        if after != before:
            ends[unknown] = after
            changed = True
            spans_now = sorted((each * after[0], each * after[1]))
            least += spans_now[0] - low
            most += spans_now[1] - high
    return changed
