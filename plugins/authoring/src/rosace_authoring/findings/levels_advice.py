"""Advice on levels that scores cannot reach, and on what no reference vector proves."""

from collections.abc import Iterator
from fractions import Fraction

from rosace.instrument import Dimension, Instrument, Levels, VectorCounts, VectorLevel
from rosace.scoring import level_of
from rosace.values import spell_rational
from rosace_authoring.findings.advising import Advice
from rosace_authoring.findings.attainable import Attainable, attainable
from rosace_authoring.findings.parts_advice import placed_dimensions
from rosace_authoring.findings.pruning import Path

__all__ = ["level_advice", "vector_advice"]

_RESTS_ON = ("items", "scales", "dimensions")


def level_advice(instrument: Instrument) -> Iterator[Advice]:
    """Yield which scores have no level, and which levels no score can reach."""
    for path, dimension in placed_dimensions(instrument.dimensions):
        if dimension.scoring is None or dimension.scoring.levels is None:
            continue
        if (reached := attainable(instrument, dimension)) is not None:
            at = (*path, "scoring", "levels", "cutoffs")
            yield from _levels(dimension, dimension.scoring.levels, reached, at)


def _levels(
    dimension: Dimension, levels: Levels, reached: Attainable, path: Path
) -> Iterator[Advice]:
    first = levels.cutoffs[0]
    if reached.low is not None and reached.low < first.at_least:
        yield Advice(
            code="authoring-score-without-level",
            path=(*path, 0, "at_least"),
            arguments={
                "dimension": dimension.id,
                "lowest": str(spell_rational(reached.low)),
                "first": str(spell_rational(first.at_least)),
            },
            rests_on=_RESTS_ON,
        )
    for index, cutoff in enumerate(levels.cutoffs):
        if cutoff.id in _unreached(levels, reached):
            yield Advice(
                code="authoring-unreachable-level",
                path=(*path, index),
                arguments={"dimension": dimension.id, "level": cutoff.id, **_range(reached)},
                rests_on=_RESTS_ON,
            )


def _unreached(levels: Levels, reached: Attainable) -> list[str]:
    """Return the levels that no score falls in."""
    ends: list[Fraction | None] = [*(each.at_least for each in levels.cutoffs[1:]), None]
    return [
        cutoff.id
        for cutoff, end in zip(levels.cutoffs, ends, strict=True)
        if not _is_reached(cutoff.at_least, end, reached, levels)
    ]


def _is_reached(start: Fraction, end: Fraction | None, reached: Attainable, levels: Levels) -> bool:
    if reached.scores is not None and levels.applies_to == "score":
        return any(start <= each and (end is None or each < end) for each in reached.scores)
    too_high = reached.high is not None and start > reached.high
    too_low = reached.low is not None and end is not None and end <= reached.low
    return not too_high and not too_low


def _range(reached: Attainable) -> dict[str, str]:
    return {
        "lowest": "–" if reached.low is None else str(spell_rational(reached.low)),
        "highest": "–" if reached.high is None else str(spell_rational(reached.high)),
    }


def vector_advice(instrument: Instrument) -> Iterator[Advice]:
    """Yield which scores and levels no reference vector proves."""
    scored = [
        (path, dimension)
        for path, dimension in placed_dimensions(instrument.dimensions)
        if dimension.scoring is not None
    ]
    rests_on = ("dimensions", "vectors")
    if scored and not instrument.vectors:
        yield Advice(code="authoring-no-vectors", path=("dimensions",), rests_on=rests_on)
        return
    proved = {name for vector in instrument.vectors for name in vector.scores}
    for path, dimension in scored:
        if dimension.id not in proved:
            said = {"dimension": dimension.id}
            yield Advice(
                code="authoring-unproved-dimension", path=path, arguments=said, rests_on=rests_on
            )
        elif unmet := ", ".join(_unproved(instrument, dimension)):
            said = {"dimension": dimension.id, "levels": unmet}
            at = (*path, "scoring", "levels")
            yield Advice(
                code="authoring-unproved-level", path=at, arguments=said, rests_on=rests_on
            )


def _unproved(instrument: Instrument, dimension: Dimension) -> Iterator[str]:
    """Yield the levels of a dimension that a score may reach and no reference vector does."""
    levels = dimension.scoring.levels if dimension.scoring else None
    if levels is None or levels.applies_to != "score":
        return
    reached = attainable(instrument, dimension)
    met: set[str | None] = set(_unreached(levels, reached) if reached else ())
    for vector in instrument.vectors:
        score = vector.scores.get(dimension.id)
        if isinstance(score, VectorLevel):
            met.add(score.level)
        elif score is not None and not isinstance(score, VectorCounts):
            met.add(level_of(levels, score))
    yield from (cutoff.id for cutoff in levels.cutoffs if cutoff.id not in met)
