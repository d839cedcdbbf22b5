"""Whether an instrument's dimensions can be scored as they declare."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from rosace.instrument import Dimension, Instrument, Item, Levels, Scoring
from rosace.scoring import codes_of, item_values
from rosace.spelling import nearest

__all__ = ["check_dimensions"]

_Path = tuple[str | int, ...]
_Finding = tuple[str, _Path, dict[str, str | int]]
_CODED = frozenset({"choice", "yes-no"})
_NUMERIC = frozenset({"integer", "number"})
_COUNTING = frozenset({"distribution", "count", "proportion"})
_PRORATED = frozenset({"sum", "count"})
_RELIABLE = frozenset({"sum", "mean"})
_FEWEST_FOR_ALPHA = 2


def check_dimensions(instrument: Instrument) -> Iterator[_Finding]:
    """Yield what keeps dimensions from being scored: code, path, arguments of each finding.

    Args:
        instrument: A resolved instrument.
    """
    seen: set[str] = set()
    known = {item.id: item for item in instrument.items}
    for path, dimension in _walk(instrument.dimensions, ()):
        if dimension.id in seen:
            yield "duplicate-id", (*path, "id"), {"id": dimension.id}
        seen.add(dimension.id)
        yield from _dimension(instrument, known, dimension, path)


def _walk(dimensions: Sequence[Dimension], path: _Path) -> Iterator[tuple[_Path, Dimension]]:
    for index, dimension in enumerate(dimensions):
        here = (*path, "dimensions", index)
        yield here, dimension
        yield from _walk(dimension.dimensions or (), here)


def _dimension(
    instrument: Instrument, known: Mapping[str, Item], dimension: Dimension, path: _Path
) -> Iterator[_Finding]:
    for index, identifier in enumerate(dimension.items or ()):
        at = (*path, "items", index)
        if identifier not in known:
            yield _unknown_item(at, identifier, known)
        elif known[identifier].type not in _CODED | _NUMERIC:
            kind = known[identifier].type
            yield "item-not-scorable", at, {"item": identifier, "type": kind}
    items = [known[identifier] for identifier in dimension.all_items() if identifier in known]
    if dimension.scoring is not None:
        yield from _scoring(instrument, dimension, items, (*path, "scoring"))


def _unknown_item(path: _Path, identifier: str, known: Iterable[str]) -> _Finding:
    if near := nearest(identifier, known):
        return "unknown-item-suggestion", path, {"item": identifier, "nearest": near}
    return "unknown-item", path, {"item": identifier}


def _scoring(
    instrument: Instrument, dimension: Dimension, items: list[Item], path: _Path
) -> Iterator[_Finding]:
    scoring = dimension.scoring
    if scoring is None:
        return
    said: dict[str, str | int] = {"dimension": dimension.id, "method": scoring.method}
    scorable = [item for item in items if item.type in _CODED | _NUMERIC]
    if any(not _has(instrument, item, scoring.method) for item in scorable):
        yield "scoring-not-computable", (*path, "method"), said
    if scoring.minimum_answered is not None and scoring.minimum_answered > len(items):
        at = (*path, "minimum_answered")
        yield "above-maximum", at, {"found": scoring.minimum_answered, "maximum": len(items)}
    if scoring.prorate and scoring.method not in _PRORATED:
        yield "scoring-not-fit", (*path, "prorate"), {**said, "key": "prorate"}
    if scoring.alpha and (scoring.method not in _RELIABLE or len(items) < _FEWEST_FOR_ALPHA):
        yield "scoring-not-fit", (*path, "alpha"), {**said, "key": "alpha"}
    yield from _codes(instrument, scoring, scorable, path)
    yield from _weights(scoring, items, path)
    yield from _reversals(instrument, scoring, items, path)
    if scoring.levels is not None:
        yield from _levels(dimension, scoring.levels, (*path, "levels", "cutoffs"))


def _has(instrument: Instrument, item: Item, method: str) -> bool:
    """Say whether an item has what a method counts: codes, or a number for each."""
    if item.type in _NUMERIC:
        return method not in _COUNTING
    if item.scale is not None and item.scale not in instrument.scales:
        return True
    return method in _COUNTING or len(item_values(instrument, item)) == len(
        set(codes_of(instrument, item))
    )


def _codes(
    instrument: Instrument, scoring: Scoring, items: list[Item], path: _Path
) -> Iterator[_Finding]:
    """Tell of codes to count that no item has, and of items that have none of them."""
    if scoring.of is None:
        return
    coded = [item for item in items if item.scale is None or item.scale in instrument.scales]
    by_item = {item.id: codes_of(instrument, item) for item in coded}
    known = dict.fromkeys(code for codes in by_item.values() for code in codes)
    for index, code in enumerate(scoring.of):
        if code not in known:
            found: dict[str, str | int] = {"found": code, "known": ", ".join(known) or "–"}
            yield "not-permitted", (*path, "of", index), found
    for item, codes in by_item.items():
        if codes and not set(codes) & set(scoring.of):
            yield "counts-nothing", (*path, "of"), {"item": item}


def _weights(scoring: Scoring, items: list[Item], path: _Path) -> Iterator[_Finding]:
    if scoring.weights is None:
        return
    known = dict.fromkeys(item.id for item in items)
    for identifier, weight in scoring.weights.items():
        at = (*path, "weights", identifier)
        if identifier not in known:
            yield _unknown_item(at, identifier, known)
        if weight <= 0:
            yield "weight-not-positive", at, {"item": identifier, "found": str(weight)}
    for identifier in known:
        if identifier not in scoring.weights:
            yield "missing-key", (*path, "weights"), {"key": identifier}


def _reversals(
    instrument: Instrument, scoring: Scoring, items: list[Item], path: _Path
) -> Iterator[_Finding]:
    by_id = {item.id: item for item in items}
    for index, identifier in enumerate(scoring.reverse or ()):
        at = (*path, "reverse", index)
        item = by_id.get(identifier)
        if item is None:
            yield _unknown_item(at, identifier, by_id)
        elif scoring.method in _COUNTING or not _is_reversible(instrument, item):
            yield "reverse-impossible", at, {"item": identifier}


def _is_reversible(instrument: Instrument, item: Item) -> bool:
    if item.type in _NUMERIC:
        return item.minimum is not None and item.maximum is not None
    if item.type == "choice":
        scale = instrument.scales.get(item.scale or "")
        return scale is None or scale.kind == "ordinal"
    return item.type == "yes-no"


def _levels(dimension: Dimension, levels: Levels, path: _Path) -> Iterator[_Finding]:
    seen: set[str] = set()
    for index, cutoff in enumerate(levels.cutoffs):
        if cutoff.id in seen:
            yield "duplicate-id", (*path, index, "id"), {"id": cutoff.id}
        seen.add(cutoff.id)
    if any(one.at_least >= other.at_least for one, other in pairwise(levels.cutoffs)):
        yield "cutoffs-not-ascending", path, {"dimension": dimension.id}
