"""Hypothesis strategies of dimensions, scoring and reference vectors."""

from typing import Any, Final

from hypothesis import strategies as st

from rosace.instrument import (
    Cutoff,
    Dimension,
    Instrument,
    Item,
    Levels,
    Scoring,
    Vector,
    VectorCounts,
    VectorLevel,
    VectorScore,
)
from rosace.scoring import Distribution, Score, codes_of, item_values, level_of, scorer
from rosace.strategies.answers import answers
from rosace.strategies.texts import localized, marks, optional, rationals
from rosace.values import evolve

__all__ = ["with_scores"]

_CODED: Final = ("choice", "yes-no")
_LARGEST: Final = 10**10
_SCORED: Final = (*_CODED, "integer", "number")


@st.composite
def with_scores(draw: st.DrawFn, instrument: Instrument) -> Instrument:
    """Generate copies of an instrument that have dimensions and reference vectors.

    Args:
        draw: Hypothesis's own.
        instrument: An instrument without dimensions.
    """
    scorable = [item for item in instrument.items if item.type in _SCORED]
    if not scorable:
        return instrument
    dimensions = []
    for index in range(draw(st.integers(0, 3))):
        picked = st.lists(
            st.sampled_from(scorable), min_size=1, max_size=4, unique_by=lambda item: item.id
        )
        held = draw(picked)
        scoring = draw(optional(_scorings(instrument, held)))
        dimensions.append(
            Dimension(
                id=f"d{index}",
                title=draw(localized()),
                items=tuple(item.id for item in held),
                scoring=scoring,
                **draw(marks()),
            )
        )
    nested = dimensions
    if len(dimensions) > 1 and draw(st.booleans()):
        top = Dimension(id="top", title=draw(localized()), dimensions=tuple(dimensions))
        nested = [top]
    scored = evolve(instrument, dimensions=tuple(nested))
    given = draw(st.lists(answers(scored, kind="collective"), max_size=2))
    score = scorer(scored)
    levels = {each.id: each.scoring.levels for each in dimensions if each.scoring}
    found = [
        Vector(
            answers=each,
            scores={key: _expected(part, levels.get(key)) for key, part in score(each).items()},
        )
        for each in given
        if score(each) and all(map(_is_spellable, score(each).values()))
    ]
    return evolve(scored, vectors=tuple(found))


def _is_spellable(score: Score) -> bool:
    """Say whether the contract can spell a score in a reference vector."""
    if isinstance(score, Distribution) or score.score is None:
        return True
    return score.score.denominator < _LARGEST and abs(score.score.numerator) < _LARGEST


def _expected(score: Score, levels: Levels | None) -> VectorScore:
    if isinstance(score, Distribution):
        return VectorCounts(counts=score.counts)
    if levels is not None and score.score is not None:
        level = level_of(levels, score.score)
        return VectorLevel(score=score.score, level=level) if level else score.score
    return score.score


@st.composite
def _scorings(draw: st.DrawFn, instrument: Instrument, items: list[Item]) -> Scoring | None:
    methods = _methods(instrument, items)
    if not methods:
        return None
    method = draw(st.sampled_from(methods))
    if method == "distribution":
        return Scoring(method=method)
    extra: dict[str, Any] = {}
    if method in {"count", "proportion"}:
        extra["of"] = tuple(dict.fromkeys(codes_of(instrument, item)[0] for item in items))
    elif method == "weighted-mean":
        extra["weights"] = {item.id: draw(rationals(1, 9)) for item in items}
    if method not in {"count", "proportion"}:
        turned = [item.id for item in items if _is_reversible(instrument, item)]
        extra["reverse"] = draw(optional(_some(turned))) if turned else None
    if method in {"sum", "count"}:
        extra["prorate"] = draw(st.sampled_from([None, True, False]))
    if method in {"sum", "mean"} and len(items) > 1:
        extra["alpha"] = draw(st.sampled_from([None, True]))
    return Scoring(
        method=method,
        minimum_answered=draw(optional(st.integers(1, len(items)))),
        levels=draw(optional(_levels())),
        **extra,
    )


def _methods(instrument: Instrument, items: list[Item]) -> list[Any]:
    methods: list[Any] = []
    if all(item.type in _CODED for item in items):
        methods += ["distribution", "count", "proportion"]
    if all(
        item.type not in _CODED
        or len(item_values(instrument, item)) == len(codes_of(instrument, item))
        for item in items
    ):
        methods += ["sum", "mean", "weighted-mean"]
    return methods


def _some(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)


def _is_reversible(instrument: Instrument, item: Item) -> bool:
    if item.type == "choice":
        return instrument.scales[item.scale or ""].kind == "ordinal"
    return item.type == "yes-no" or None not in {item.minimum, item.maximum}


@st.composite
def _levels(draw: st.DrawFn) -> Levels:
    bounds = sorted(draw(st.lists(rationals(), min_size=1, max_size=3, unique=True)))
    cutoffs = tuple(
        Cutoff(at_least=bound, id=f"l{index}", title=draw(localized()))
        for index, bound in enumerate(bounds)
    )
    return Levels(applies_to=draw(st.sampled_from(["score", "group-mean"])), cutoffs=cutoffs)
