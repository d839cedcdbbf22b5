"""Tables of dimension scores: means, medians, deviations, alpha and levels."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.dumbbells import dumbbells
from rosace.ends import ranges
from rosace.instrument import Dimension, Levels
from rosace.report import Block, Cell, Column, Figure, Phrase, Table
from rosace.scoring import codes_of, item_values, level_of

__all__ = ["SCORES", "dimension_mean", "score_blocks", "score_figures", "scored"]

SCORES: Final = "scores"
"""Id of the table of scores."""


def score_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield the tables of numeric scores, and of the levels that they fall in."""
    numeric = _numeric(appraisal)
    if not numeric or not appraisal.waves:
        return
    yield _scores(appraisal, numeric)
    alike: list[tuple[Levels, list[Dimension]]] = []
    for dimension in numeric:
        levels = dimension.scoring.levels if dimension.scoring else None
        if levels is None:
            continue
        if levels.applies_to == "score":
            yield _levels(appraisal, dimension, levels)
        elif known := next((each for met, each in alike if met == levels), None):
            known.append(dimension)
        else:
            alike.append((levels, [dimension]))
    for number, (levels, dimensions) in enumerate(alike, start=1):
        yield _placed_means(appraisal, f"levels-of-means-{number}", levels, dimensions)


def score_figures(appraisal: Appraisal, table: str) -> Iterator[Figure]:
    """Yield how mean scores move from wave to wave: one picture for scores of one range.

    Scores without a known range have none, nor has a range within which no dimension has two
    waves.

    Args:
        appraisal: What the table of scores was made of.
        table: The id of that table.
    """
    known = ranges(appraisal.instrument)
    found: dict[tuple[Fraction, Fraction], list[dict[int, int]]] = {}
    row = 0
    for dimension in _numeric(appraisal):
        lane: dict[int, int] = {}
        for place, wave in enumerate(appraisal.waves):
            if appraisal.table(f"dimension.{dimension.id}", wave) is not None:
                row += 1
                lane[place] = row
        ends = known.get(f"dimension.{dimension.id}")
        if ends is not None and lane:
            found.setdefault((ends.lowest, ends.highest), []).append(lane)
    drawn = [held for held in found.items() if max(map(len, held[1])) > 1]
    for number, ((low, high), lanes) in enumerate(drawn, start=1):
        if low < high:
            digits = 0 if low.denominator == high.denominator == 1 else 2
            span = {"low": b.number(low, digits), "high": b.number(high, digits)}
            yield Figure(
                id=b.identifier(table, "figure", str(number)),
                table=table,
                title=b.message("core.scores.figure", **span),
                alternative=b.message("core.scores.alternative"),
                specification=dumbbells(lanes, float(low), float(high)),
            )


def _numeric(appraisal: Appraisal) -> list[Dimension]:
    return [
        dimension
        for dimension in appraisal.instrument.all_dimensions()
        if dimension.scoring is not None and dimension.scoring.method != "distribution"
    ]


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
        id=SCORES,
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


def _levels(appraisal: Appraisal, dimension: Dimension, levels: Levels) -> Table:
    """Return how many responses' scores fall in each level."""
    digits = _digits(levels)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for wave in appraisal.waves:
        placed = appraisal.table(f"level.{dimension.id}", wave)
        if placed is None:
            continue
        used.append(placed)
        for cutoff in levels.cutoffs:
            held = placed.count(cutoff.id)
            rows.append(
                (
                    b.text(b.wave_title(appraisal.study, wave)),
                    b.text(b.words(cutoff.title)),
                    b.number(cutoff.at_least, digits),
                    b.count(held.persons if held else None),
                )
            )
    return Table(
        id=b.identifier("levels", dimension.id),
        title=b.message("core.levels", dimension=b.words(dimension.title)),
        columns=(
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="level", title=b.message("core.level"), kind="text", header=True),
            Column(id="at_least", title=b.message("core.at-least"), kind="number"),
            Column(id="persons", title=b.message("core.persons"), kind="count"),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _placed_means(
    appraisal: Appraisal,
    identifier: str,
    levels: Levels,
    dimensions: Sequence[Dimension],
) -> Table:
    """Return the level that the group's mean falls in, of dimensions with the same cut-offs."""
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for dimension in dimensions:
        for wave in appraisal.waves:
            table = appraisal.table(f"dimension.{dimension.id}", wave)
            if table is None:
                continue
            used.append(table)
            mean = dimension_mean(appraisal, dimension, table)
            rows.append(
                (
                    b.text(b.words(dimension.title)),
                    b.text(b.wave_title(appraisal.study, wave)),
                    b.number(mean),
                    b.text(_level_phrase(levels, mean)),
                )
            )
    digits = _digits(levels)
    bounds = [
        b.message("core.level.from", level=b.words(each.title), at=b.number(each.at_least, digits))
        for each in levels.cutoffs
    ]
    return Table(
        id=identifier,
        title=b.message("core.levels.means"),
        columns=(
            Column(id="dimension", title=b.message("core.dimension"), kind="text", header=True),
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="mean", title=b.message("core.mean"), kind="number"),
            Column(id="level", title=b.message("core.level"), kind="text"),
        ),
        rows=tuple(rows),
        notes=(b.joined(bounds), *b.notes(used, appraisal.study)),
    )


def _level_phrase(levels: Levels, mean: Bounds | None) -> Phrase | None:
    """Return the level of a mean, or the lowest and highest that its range allows."""
    if mean is None:
        return None
    titles = {cutoff.id: b.words(cutoff.title) for cutoff in levels.cutoffs}
    low, high = (level_of(levels, end) for end in (mean.low, mean.high))
    if low is None or high is None:
        return None
    between = b.message("core.between", low=titles[low], high=titles[high])
    return titles[low] if low == high else between


def _digits(levels: Levels) -> int:
    """Return how many decimals the cut-offs are shown with: none where all are whole."""
    return 0 if all(cutoff.at_least.denominator == 1 for cutoff in levels.cutoffs) else 2
