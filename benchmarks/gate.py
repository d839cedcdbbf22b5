"""How long the disclosure gate takes to decide what is shown, and how much of a plan it shows.

    python benchmarks/gate.py

Attributes take four values in uneven shares where nothing else is said, and one person in twenty
has none.
"""

import random
import statistics
import time
from collections import defaultdict
from fractions import Fraction

from rosace.disclosure import MEAN, NOTHING, degree, rule_of
from rosace.membership import Atom, memberships
from rosace.study import Breakdown, Study, StudyInstrument, Subject, Wave
from rosace.suppression import degrees
from rosace.tally import WHOLE

RUNS = 5
WAVES = ("w1", "w2", "w3")


def study(breakdowns: list[Breakdown]) -> Study:
    """Return a study of three closed waves with a plan."""
    return Study(
        id="study",
        title={"en": "Study"},
        subject=Subject(id="table", title={"en": "Table"}),
        instruments=(StudyInstrument(id="tool"),),
        waves=tuple(Wave(id=wave, closed=True) for wave in WAVES),
        breakdowns=tuple(breakdowns),
    )


def crowd(size: int, attributes: int, values: int, organizations: int, seed: int) -> list[Atom]:
    """Return so many people in each wave; without organizations each is one of their own."""
    draw = random.Random(seed)  # noqa: S311  # made up, and the same in every run
    found = []
    for wave in WAVES:
        cells: dict[tuple[tuple[str, str], ...], list[str | None]] = defaultdict(list)
        for _ in range(size):
            held = [
                (f"a{number}", str(min(draw.randrange(values), draw.randrange(values))))
                for number in range(attributes)
                if draw.random() > 1 / 20
            ]
            named = f"o{draw.randrange(organizations)}" if organizations else None
            cells[tuple(held)].append(named)
        for cell, named_ones in cells.items():
            found.append(
                Atom(
                    wave=wave,
                    attributes=dict(cell),
                    weight=Fraction(1),
                    persons=len(named_ones),
                    organizations=frozenset(name for name in named_ones if name),
                    alone=named_ones.count(None),
                )
            )
    return found


def measure(
    size: int, attributes: int, *, values: int = 4, organizations: int = 0, crossed: bool = False
) -> str:
    """Return a line: the median time, and the share of the plan's cells that are shown."""
    plan: list[Breakdown] = [(f"a{number}",) for number in range(attributes)]
    made = study([*plan, ("a0", "a1")] if crossed else plan)
    times, by_size, shown, exact = [], 0, 0, 0
    cells = 0
    for seed in range(RUNS):
        held = crowd(size, attributes, values, organizations, seed)
        begun = time.perf_counter()
        groups = memberships(made, held)
        found = degrees(made, held, groups)
        times.append(time.perf_counter() - begun)
        for group, members in groups.items():
            if group.cell != WHOLE:
                cells += 1
                by_size += degree(rule_of(made, group, members)) > NOTHING
                shown += found[group] > NOTHING
                exact += found[group] > MEAN
    kind = f"{values} values, {organizations or size} organizations"
    kind += ", two crossed" if crossed else ""
    return (
        f"{size:6} people, {len(made.breakdowns)} breakdowns, {kind}: "
        f"{statistics.median(times):.2f} s; shown {shown / cells:.0%} of {cells} cells "
        f"({by_size / cells:.0%} by size alone), {exact / cells:.0%} with a distribution"
    )


if __name__ == "__main__":
    for size in (8, 12, 30, 80):
        print(measure(size, 3))
    for attributes in (1, 2):
        for values in (2, 3, 4):
            print(measure(30, attributes, values=values))
    print(measure(30, 3, organizations=15))
    print(measure(200, 6))
    print(measure(200, 6, organizations=60))
    print(measure(200, 5, crossed=True))
    print(measure(10_000, 6))
    print(measure(10_000, 6, organizations=2_000))
