"""Tabulating: from responses, row by row, to the tallies of every item and score.

People who share wave, planned attribute values and weight are counted together
once (a cell), and each planned group is then a sum of cells.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from rosace.conditions import conditional, shown
from rosace.counters import Row, Thing, counters
from rosace.instrument import Instrument
from rosace.membership import Membership, atoms, groups_of, members, memberships, weights
from rosace.response import Response
from rosace.scoring import rules
from rosace.study import Study
from rosace.tally import ALPHA, WHOLE, Count, Group, Tally
from rosace.values import value

__all__ = ["Cell", "tabulate", "tallies_of"]


@value
class Cell:
    """Whom no planned group and no weight tells apart; what is counted is counted of all at once.

    Args:
        wave: The wave.
        attributes: What they share of the attributes that the plan names, sorted.
        weight: What the voice of each weighs.
    """

    wave: str
    attributes: tuple[tuple[str, str], ...]
    weight: Fraction


def tabulate(
    instrument: Instrument, responses: Iterable[Response], study: Study
) -> tuple[Tally, ...]:
    """Return the tallies of every item, dimension and level, by wave and planned breakdown.

    Args:
        instrument: A resolved instrument.
        responses: Checked responses; collective ones are not counted.
        study: Whose voice counts, and which breakdowns exist.
    """
    counted = members(responses)
    made = tuple(counters(instrument))
    scored = rules(instrument)
    some_hidden = conditional(instrument.items)
    planned = sorted({name for breakdown in study.breakdowns for name in breakdown})
    width = sum(len(counter.counted) for counter in made)
    cells: dict[Cell, list[dict[str, int]]] = {}
    for response, weight in zip(counted, weights(study, counted), strict=True):
        known = response.respondent.attributes
        attributes = tuple((name, known[name]) for name in planned if name in known)
        cell = Cell(wave=response.wave, attributes=attributes, weight=weight)
        if (tables := cells.get(cell)) is None:
            tables = cells[cell] = [defaultdict(int) for _ in range(width)]
        answers = response.answers
        visible = shown(instrument, answers) if some_hidden else None
        scores = {name: rule(answers, visible) for name, rule in scored.items()}
        row: Row = (answers, visible, scores)
        place = 0
        for counter in made:
            for keys in counter.keys(row):
                table = tables[place]
                place += 1
                for key in keys:
                    table[key] += 1
    things = [thing for counter in made for thing in counter.counted]
    return tuple(tallies_of(study, things, cells, memberships(study, atoms(study, counted))))


def tallies_of(
    study: Study,
    things: Sequence[Thing],
    cells: Mapping[Cell, Sequence[Mapping[str, int]]],
    groups: Mapping[Group, Membership],
) -> Iterator[Tally]:
    """Yield the tallies of every planned group, each a sum of cells.

    Args:
        study: The study, whose breakdowns are the plan.
        things: What was counted.
        cells: By cell, for each of the things, how many persons count for each key.
        groups: Who belongs to each planned group.
    """
    cells_of: dict[Group, list[Cell]] = defaultdict(list)
    for cell in cells:
        for group in groups_of(study, cell.wave, dict(cell.attributes)):
            cells_of[group].append(cell)
    for group, parts in cells_of.items():
        for index, (of, kind) in enumerate(things):
            if group.cell != WHOLE and of.startswith(ALPHA):
                continue
            yield Tally(
                of=of,
                kind=kind,
                group=group,
                persons=groups[group].persons,
                organizations=groups[group].organizations,
                weight=groups[group].weight,
                counts=_sum((cell.weight, cells[cell][index]) for cell in parts),
            )


def _sum(parts: Iterable[tuple[Fraction, Mapping[str, int]]]) -> dict[str, Count]:
    by_weight: dict[Fraction, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each, counts in parts:
        held = by_weight[each]
        for key, number in counts.items():
            held[key] += number
    found: dict[str, Count] = {}
    for each, held in by_weight.items():
        for key, number in held.items():
            before = found.get(key)
            found[key] = Count(
                persons=number + (before.persons if before else 0),
                weight=each * number + (before.weight if before else 0),
            )
    return found
