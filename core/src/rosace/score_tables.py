"""Tables of dimension scores: means, medians, deviations, alpha and levels."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.instrument import Dimension
from rosace.report import Block, Cell, Column, Table
from rosace.scoring import codes_of, item_values, level_of

__all__ = ["dimension_mean", "score_blocks", "scored"]


def score_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield the tables of numeric scores, and of the levels that they fall in."""
    numeric = [
        dimension
        for dimension in appraisal.instrument.all_dimensions()
        if dimension.scoring is not None and dimension.scoring.method != "distribution"
    ]
    if numeric and appraisal.waves:
        yield _scores(appraisal, numeric)
    for dimension in numeric:
        if dimension.scoring and dimension.scoring.levels and appraisal.waves:
            yield _levels(appraisal, dimension)


def dimension_mean(
    appraisal: Appraisal, dimension: Dimension, table: ProtectedTable
) -> Bounds | None:
    """Return a group's mean score on a dimension, or the range that it must lie in.

    Where the gate withholds the scores of a small whole group, the range comes
    from the coarsened answers to the dimension's items; None where the items
    do not settle one.
    """
    if table.counts is not None:
        return statistics.mean(table, statistics.score_values(table))
    scoring = dimension.scoring
    if table.rule != "scores-withheld" or scoring is None:
        return table.mean
    items = [appraisal.instrument.item(item) for item in dimension.all_items()]
    summed = scoring.method in {"sum", "count"}
    if any(item.when for item in items):
        return None
    if summed and scoring.minimum_answered and not scoring.prorate:
        return None
    parts = []
    for item in items:
        answered = appraisal.table(f"item.{item.id}", table.group.wave, table.group.cell)
        if answered is None:
            return None
        values = item_values(appraisal.instrument, item, reverse=item.id in (scoring.reverse or ()))
        if scoring.of is not None:
            values = {
                code: Fraction(code in scoring.of) for code in codes_of(appraisal.instrument, item)
            }
        parts.append((answered, values, (scoring.weights or {}).get(item.id, Fraction(1))))
    scale = Fraction(1) if summed else sum((part[2] for part in parts), Fraction(0))
    needed = scoring.minimum_answered or (1 if scoring.prorate else None)
    return statistics.mean_of_items(parts, scale, needed)


def _scores(appraisal: Appraisal, dimensions: Sequence[Dimension]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for dimension in dimensions:
        for wave in appraisal.waves:
            table = appraisal.table(f"dimension.{dimension.id}", wave)
            if table is None:
                continue
            used.append(table)
            spread = statistics.deviation(table, statistics.score_values(table))
            rows.append(
                (
                    b.text(b.words(dimension.title)),
                    b.text(b.wave_title(appraisal.study, wave)),
                    b.count(scored(table)),
                    b.number(dimension_mean(appraisal, dimension, table)),
                    b.number(statistics.median_score(table)),
                    b.number(spread),
                    b.number(table.alpha),
                )
            )
    return Table(
        id="scores",
        title=b.message("core.scores"),
        columns=(
            Column(id="dimension", title=b.message("core.dimension"), kind="text", header=True),
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="persons", title=b.message("core.persons"), kind="count"),
            Column(id="mean", title=b.message("core.mean"), kind="number"),
            Column(id="median", title=b.message("core.median"), kind="number"),
            Column(id="deviation", title=b.message("core.deviation"), kind="number"),
            Column(id="alpha", title=b.message("core.alpha"), kind="number"),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def scored(table: ProtectedTable) -> int | None:
    """Return how many have a number, or the group's size where the numbers are withheld."""
    if table.counts is None:
        return table.persons
    return int(sum(count.persons.low for count in statistics.valid(table)))


def _levels(appraisal: Appraisal, dimension: Dimension) -> Table:
    levels = dimension.scoring.levels if dimension.scoring else None
    cutoffs = levels.cutoffs if levels else ()
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for wave in appraisal.waves:
        placed = appraisal.table(f"level.{dimension.id}", wave)
        scored = appraisal.table(f"dimension.{dimension.id}", wave)
        used.extend(table for table in (placed, scored) if table is not None)
        for cutoff in cutoffs:
            held = placed.count(cutoff.id) if placed else None
            here: Cell = b.WITHHELD
            if placed is None and scored is not None and levels is not None:
                mean = dimension_mean(appraisal, dimension, scored)
                reached = mean and {level_of(levels, mean.low), level_of(levels, mean.high)}
                here = b.text(b.message("core.level.here") if reached == {cutoff.id} else None)
            rows.append(
                (
                    b.text(b.wave_title(appraisal.study, wave)),
                    b.text(b.words(cutoff.title)),
                    b.number(cutoff.at_least),
                    b.count(held.persons) if held else here,
                )
            )
    return Table(
        id=b.identifier("levels", dimension.id),
        title=b.message("core.levels", dimension=b.words(dimension.title)),
        columns=(
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="level", title=b.message("core.level"), kind="text", header=True),
            Column(id="at_least", title=b.message("core.at-least"), kind="number"),
            Column(
                id="persons",
                title=b.message("core.persons"),
                kind="text" if levels and levels.applies_to == "group-mean" else "count",
            ),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )
