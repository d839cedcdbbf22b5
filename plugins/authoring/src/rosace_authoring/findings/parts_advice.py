"""Advice on parts that nothing uses, and on rules that are left to chance."""

from collections.abc import Iterable, Iterator, Sequence

from rosace.instrument import Dimension, Instrument, Item
from rosace_authoring.findings.advising import Advice
from rosace_authoring.findings.pruning import Path

__all__ = ["part_advice", "placed_dimensions"]

_SCORED = frozenset({"choice", "yes-no", "integer", "number"})
_ALL = ("items", "scales", "dimensions")


def part_advice(instrument: Instrument) -> Iterator[Advice]:
    """Yield which parts nothing uses, and where no rule says what happens to blanks."""
    yield from _scales(instrument)
    yield from _dimensions(instrument)
    yield from _unscored(instrument)
    yield from _no_missing(instrument)
    yield from _no_minimum(instrument)


def placed_dimensions(
    dimensions: Sequence[Dimension], path: Path = ()
) -> Iterator[tuple[Path, Dimension]]:
    """Yield every dimension with its place, each before those beneath it."""
    for index, dimension in enumerate(dimensions):
        here = (*path, "dimensions", index)
        yield here, dimension
        yield from placed_dimensions(dimension.dimensions or (), here)


def _scales(instrument: Instrument) -> Iterator[Advice]:
    asked = [each for item in instrument.items for each in (item, *(item.fields or ()))]
    used = {item.scale for item in asked}
    for key, scale in instrument.scales.items():
        if key not in used:
            yield Advice(
                code="authoring-unused-scale",
                path=("scales", key),
                arguments={"scale": key},
                rests_on=("items",),
            )
        grouped = {choice.group for choice in scale.choices}
        for index, group in enumerate(scale.groups or ()):
            if group.id not in grouped:
                yield Advice(
                    code="authoring-unused-group",
                    path=("scales", key, "groups", index),
                    arguments={"group": group.id},
                    rests_on=("scales",),
                )


def _dimensions(instrument: Instrument) -> Iterator[Advice]:
    """Tell of dimensions that yield no score, neither by themselves nor in one above."""
    scored = [
        path
        for path, dimension in placed_dimensions(instrument.dimensions)
        if dimension.scoring is not None
    ]
    for path, dimension in placed_dimensions(instrument.dimensions):
        if dimension.items and not any(path[: len(each)] == each for each in scored):
            yield Advice(
                code="authoring-unscored-dimension",
                path=path,
                arguments={"dimension": dimension.id},
                rests_on=("dimensions",),
            )


def _unscored(instrument: Instrument) -> Iterator[Advice]:
    """Tell of items that no dimension takes, though it takes others of their kind."""
    taken = {item for each in instrument.dimensions for item in each.all_items()}
    kinds = {_kind(item) for item in instrument.items if item.id in taken}
    for index, item in enumerate(instrument.items):
        if item.id not in taken and item.type in _SCORED and _kind(item) in kinds:
            yield Advice(
                code="authoring-item-in-no-dimension",
                path=("items", index),
                arguments={"item": item.id},
                rests_on=("dimensions",),
            )


def _kind(item: Item) -> tuple[str, str | None]:
    return item.type, item.scale


def _no_missing(instrument: Instrument) -> Iterator[Advice]:
    """Tell of scales of scored items with which nobody can say that they do not know."""
    taken = {item for each in instrument.dimensions for item in each.all_items()}
    forced: dict[str, list[str]] = {}
    for item in instrument.items:
        if item.id in taken and item.type == "choice" and item.missing is None:
            scale = item.scale or ""
            if not instrument.scales[scale].missing:
                forced.setdefault(scale, []).append(item.id)
    for scale, items in forced.items():
        arguments: dict[str, str | int] = {"scale": scale, "n": len(items)}
        yield Advice(
            code="authoring-no-missing-reason",
            path=("scales", scale),
            arguments=arguments,
            rests_on=_ALL,
        )


def _no_minimum(instrument: Instrument) -> Iterator[Advice]:
    """Tell once of scores that one blank answer undoes."""
    strict = [
        (path, dimension)
        for path, dimension in placed_dimensions(instrument.dimensions)
        if dimension.scoring is not None
        and dimension.scoring.method != "distribution"
        and dimension.scoring.minimum_answered is None
        and not dimension.scoring.prorate
        and _is_several(dimension.all_items())
    ]
    if strict:
        path, dimension = strict[0]
        arguments: dict[str, str | int] = {"dimension": dimension.id, "n": len(strict)}
        yield Advice(
            code="authoring-no-minimum",
            path=(*path, "scoring"),
            arguments=arguments,
            rests_on=("dimensions",),
        )


def _is_several(items: Iterable[str]) -> bool:
    return len(list(items)) > 1
