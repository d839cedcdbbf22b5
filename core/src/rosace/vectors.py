"""Reference vectors: whether scoring gives what an instrument says it must."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rosace.conversion import unstructure
from rosace.errors import Problem
from rosace.explaining import locate
from rosace.instrument import Instrument, Levels, Vector, VectorCounts, VectorLevel, VectorScore
from rosace.responses import ResponseChecker
from rosace.scoring import Distribution, Numeric, Score, level_of, scorer
from rosace.values import evolve

if TYPE_CHECKING:
    from rosace.loading import Positions

__all__ = ["check_vectors"]


def check_vectors(
    instrument: Instrument, positions: "Positions | None" = None, *, file: str | None = None
) -> tuple[Problem, ...]:
    """Return problems of reference vectors: wrong answers, and scores that scoring does not give.

    A level is checked whatever it applies to: one response alone is its group's mean.

    Args:
        instrument: A resolved instrument in which `check_instrument` finds nothing.
        positions: Where each part of its YAML document stands.
        file: Name of its file, for problems.
    """
    score = scorer(instrument)
    levels = {
        dimension.id: dimension.scoring.levels
        for dimension in instrument.all_dimensions()
        if dimension.scoring and dimension.scoring.levels
    }
    checker = ResponseChecker(instrument)
    problems = []
    for index, vector in enumerate(instrument.vectors):
        wrong = checker.check(_response(instrument, vector))
        for problem in wrong:
            parts = (problem.pointer or "").split("/")[2:]
            path: tuple[str | int, ...] = ("vectors", index, "answers", *parts)
            problems.append(locate(problem.code, path, problem.arguments, positions, file=file))
        if wrong:
            # What is no answer has no score either.
            continue
        scores = score(vector.answers)
        for identifier, expected in vector.scores.items():
            found = _placed(scores.get(identifier), levels.get(identifier))
            if found is None or not _meets(found, expected):
                arguments = {
                    "dimension": identifier,
                    "expected": _expected(expected),
                    "found": _found(found),
                }
                path = ("vectors", index, "scores", identifier)
                problems.append(locate("vector-mismatch", path, arguments, positions, file=file))
    return tuple(problems)


def _response(instrument: Instrument, vector: Vector) -> dict[str, Any]:
    """Return the group's response that a vector's answers amount to."""
    return {
        "schema": "rosace/response/1",
        "id": "vector",
        "instrument": instrument.id,
        "version": instrument.version,
        "wave": "vector",
        "respondent": {"id": "group", "kind": "collective"},
        "answers": {item: unstructure(answer) for item, answer in vector.answers.items()},
    }


def _placed(found: Score | None, levels: Levels | None) -> Score | None:
    """Return a score with the level that it falls in."""
    if levels is None or not isinstance(found, Numeric) or found.score is None:
        return found
    return evolve(found, level=level_of(levels, found.score))


def _meets(found: Score, expected: VectorScore) -> bool:
    if isinstance(expected, VectorCounts):
        if not isinstance(found, Distribution):
            return False
        keys = found.counts.keys() | expected.counts.keys()
        return all(found.counts.get(key, 0) == expected.counts.get(key, 0) for key in keys)
    if isinstance(found, Distribution):
        return False
    if isinstance(expected, VectorLevel):
        return (found.score, found.level) == (expected.score, expected.level)
    return found.score == expected


def _expected(expected: VectorScore) -> str:
    if isinstance(expected, VectorCounts):
        return _counts(expected.counts)
    if isinstance(expected, VectorLevel):
        return f"{expected.score} ({expected.level})"
    return _number(expected)


def _found(found: Score | None) -> str:
    if isinstance(found, Distribution):
        return _counts(found.counts)
    if found is None:
        return "–"
    return f"{found.score} ({found.level})" if found.level else _number(found.score)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code}: {n}" for code, n in counts.items())


def _number(score: Fraction | None) -> str:
    return "–" if score is None else str(score)
