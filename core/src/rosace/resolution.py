"""From an instrument's file to the instrument in use: views are completed, overlays laid over."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final, NoReturn, TypeVar

from rosace.checking import check_instrument
from rosace.errors import InvalidDocumentError, Problem, UnknownInstrumentError
from rosace.instrument import Dimension, Instrument, Item, Provenance, Scale, Scoring, Section
from rosace.overlay import DimensionTexts, ItemTexts, Overlay, SectionTexts
from rosace.spelling import json_pointer, nearest
from rosace.values import evolve

__all__ = ["apply_overlay", "is_compatible", "resolve"]

T = TypeVar("T", Scale, Section, Item, Dimension)
_Find = Callable[[str], Instrument]
P = TypeVar("P", Section, Item, Dimension)
_WORDS: Final = ("title", "instructions", "text", "help", "choices", "description")
_WHOLE: Final = frozenset({"sum", "count"})


def is_compatible(found: str, expected: str) -> bool:
    """Say whether what was written for one version holds for another: same major version."""
    return found.partition(".")[0] == expected.partition(".")[0]


def resolve(instrument: Instrument, find: _Find) -> Instrument:
    """Return a view completed by its base; an instrument that is no view is returned as it is.

    The view's own items, scales, sections and dimensions come first; what it
    lacks comes from the base, reduced to the items that it takes. A sum or count
    that loses items loses its levels, which hold for all of them only. Parts of
    the base keep their provenance.

    Args:
        instrument: What a file holds.
        find: Returns the instrument of an id, resolved or not.

    Raises:
        InvalidDocumentError: The base is not available or is a view of this very
            instrument, or an item to take is not in it.
    """
    return _resolve(instrument, find, ())


def _resolve(instrument: Instrument, find: _Find, trail: tuple[str, ...]) -> Instrument:
    if instrument.based_on is None:
        return instrument
    trail = (*trail, instrument.id)
    if instrument.based_on in trail:
        _refuse("view-cycle", ("based_on",), chain=" → ".join((*trail, instrument.based_on)))
    try:
        found = find(instrument.based_on)
    except (UnknownInstrumentError, KeyError):
        _refuse("view-base-missing", ("based_on",), base=instrument.based_on)
    return _complete(instrument, _resolve(found, find, trail))


def _complete(view: Instrument, base: Instrument) -> Instrument:
    taken = _taken(view, base)
    items = _items(view, base, taken)
    known = {item.id for item in items}
    changed = view.items or view.scales or view.dimensions or view.take
    return evolve(
        view,
        description=view.description or base.description,
        use=view.use or base.use,
        scales={**{key: _owned(scale, base) for key, scale in base.scales.items()}, **view.scales},
        items=items,
        sections=view.sections or _sections(base, known),
        dimensions=view.dimensions or _dimensions(base, known),
        vectors=view.vectors or (() if changed else base.vectors),
    )


def _taken(view: Instrument, base: Instrument) -> tuple[str, ...]:
    known = tuple(item.id for item in base.items)
    if view.take is None:
        return known
    problems = [
        _unknown("item", ("take", index), identifier, known)
        for index, identifier in enumerate(view.take)
        if identifier not in known
    ]
    if problems:
        raise InvalidDocumentError(tuple(problems))
    return view.take


def _items(view: Instrument, base: Instrument, taken: tuple[str, ...]) -> tuple[Item, ...]:
    """Return the items taken, in the base's order, with the view's own in their place or after."""
    own = {item.id: item for item in view.items}
    kept = {item.id: _owned(item, base) for item in base.items if item.id in taken}
    return tuple({**kept, **own}.values())


def _sections(base: Instrument, known: set[str]) -> tuple[Section, ...]:
    reduced = (
        evolve(_owned(section, base), items=items)
        for section in base.sections
        if (items := _only(section.items, known))
    )
    return tuple(reduced)


def _dimensions(base: Instrument, known: set[str]) -> tuple[Dimension, ...]:
    reduced = (_reduced(_owned(dimension, base), known) for dimension in base.dimensions)
    return tuple(dimension for dimension in reduced if dimension is not None)


def _reduced(dimension: Dimension, known: set[str]) -> Dimension | None:
    """Return a dimension with those of its items that are known, or None without any."""
    before = dimension.all_items()
    after = _only(before, known)
    if not after:
        return None
    if len(after) == len(before):
        return dimension
    beneath = (_reduced(part, known) for part in dimension.dimensions or ())
    return evolve(
        dimension,
        items=None if dimension.items is None else _only(dimension.items, known),
        dimensions=tuple(part for part in beneath if part is not None) or None,
        scoring=dimension.scoring and _scoring(dimension.scoring, after),
    )


def _scoring(scoring: Scoring, items: tuple[str, ...]) -> Scoring:
    weights = scoring.weights and _of(scoring.weights, items)
    return evolve(
        scoring,
        weights=weights,
        reverse=(scoring.reverse and _only(scoring.reverse, items)) or None,
        minimum_answered=scoring.minimum_answered and min(scoring.minimum_answered, len(items)),
        levels=None if scoring.method in _WHOLE else scoring.levels,
        alpha=scoring.alpha if len(items) > 1 else None,
    )


def _of(weights: Mapping[str, Fraction], items: tuple[str, ...]) -> Mapping[str, Fraction]:
    return {item: weight for item, weight in weights.items() if item in items}


def _only(identifiers: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    kept = frozenset(known)
    return tuple(identifier for identifier in identifiers if identifier in kept)


def _owned(part: T, base: Instrument) -> T:
    """Return a part that says by itself what the base's default said of it."""
    return evolve(part, provenance=part.provenance or base.provenance)


def apply_overlay(instrument: Instrument, overlay: Overlay) -> Instrument:
    """Return an instrument with an overlay's words and scales, under the overlay's rights.

    What is replaced takes the overlay's provenance and source. Wordings of
    choices that a replaced scale no longer has are left out, and so are the
    reference vectors once a scale has other codes or values.

    Args:
        instrument: A resolved instrument.
        overlay: What lies over it.

    Raises:
        InvalidDocumentError: The overlay is for another instrument or major version,
            replaces what is not there, or leaves something that cannot be scored or asked.
    """
    problems = [*_misfits(instrument, overlay), *_strangers(instrument, overlay)]
    if problems:
        raise InvalidDocumentError(tuple(problems))
    marks = (overlay.provenance, overlay.source)
    scales = {key: _of_overlay(scale, marks) for key, scale in overlay.scales.items()}
    same = all(_codes(scale) == _codes(instrument.scales[key]) for key, scale in scales.items())
    result = evolve(
        instrument,
        rights=overlay.rights,
        title=overlay.title or instrument.title,
        description=overlay.description or instrument.description,
        use=overlay.use or instrument.use,
        scales={**instrument.scales, **scales},
        sections=_over(instrument.sections, overlay.sections, marks),
        items=tuple(
            _fitted(item, scales) for item in _over(instrument.items, overlay.items, marks)
        ),
        dimensions=_over_dimensions(instrument.dimensions, overlay.dimensions, marks),
        vectors=instrument.vectors if same else (),
    )
    if found := check_instrument(result):
        before = {(problem.code, problem.pointer) for problem in check_instrument(instrument)}
        new = tuple(each for each in found if (each.code, each.pointer) not in before)
        if new:
            raise InvalidDocumentError(new)
    return result


_Marks = tuple[Provenance, str | None]
_Texts = SectionTexts | ItemTexts | DimensionTexts


def _misfits(instrument: Instrument, overlay: Overlay) -> Iterable[Problem]:
    if overlay.instrument != instrument.id:
        yield _problem(
            "overlay-of-other", ("instrument",), found=overlay.instrument, expected=instrument.id
        )
    elif not is_compatible(overlay.version, instrument.version):
        found, expected = overlay.version, instrument.version
        yield _problem("overlay-version", ("version",), found=found, expected=expected)


def _strangers(instrument: Instrument, overlay: Overlay) -> Iterable[Problem]:
    """Yield a problem for each part of an overlay that has nothing to replace."""
    for key in overlay.scales:
        if key not in instrument.scales:
            yield _problem("invalid-overlay-target", ("scales", key), target=key)
    parts: tuple[tuple[str, tuple[_Texts, ...], set[str]], ...] = (
        ("sections", overlay.sections, {section.id for section in instrument.sections}),
        ("items", overlay.items, {item.id for item in instrument.items}),
        ("dimensions", overlay.dimensions, {each.id for each in instrument.all_dimensions()}),
    )
    for name, texts, known in parts:
        seen = set()
        for index, text in enumerate(texts):
            path = (name, index, "id")
            if text.id not in known:
                yield _problem("invalid-overlay-target", path, target=text.id)
            elif text.id in seen:
                yield _problem("duplicate-id", path, id=text.id)
            seen.add(text.id)
    yield from _strange_choices(instrument, overlay)


def _strange_choices(instrument: Instrument, overlay: Overlay) -> Iterable[Problem]:
    scales = {**instrument.scales, **overlay.scales}
    items = {item.id: item for item in instrument.items}
    for index, texts in enumerate(overlay.items):
        item = items.get(texts.id)
        scale = scales.get(item.scale) if item and item.scale else None
        known = {choice.code for choice in scale.choices} if scale else set()
        for code in texts.choices or ():
            if item and code not in known:
                path = ("items", index, "choices", code)
                yield _problem("invalid-overlay-target", path, target=f"{texts.id}: {code}")


def _of_overlay(scale: Scale, marks: _Marks) -> Scale:
    provenance, source = marks
    return evolve(scale, provenance=scale.provenance or provenance, source=scale.source or source)


def _codes(scale: Scale) -> list[tuple[str, Fraction | None]]:
    return [(choice.code, choice.value) for choice in scale.choices]


def _over(parts: tuple[P, ...], texts: Iterable[_Texts], marks: _Marks) -> tuple[P, ...]:
    by_id = {text.id: text for text in texts}
    return tuple(_replaced(part, by_id, marks) for part in parts)


def _replaced(part: P, by_id: Mapping[str, _Texts], marks: _Marks) -> P:
    text = by_id.get(part.id)
    if text is None:
        return part
    words = {name: given for name in _WORDS if (given := getattr(text, name, None)) is not None}
    if "choices" in words:
        words["choices"] = {**(getattr(part, "choices", None) or {}), **words["choices"]}
    provenance, source = marks
    return evolve(part, **words, provenance=provenance, source=source) if words else part


def _fitted(item: Item, scales: Mapping[str, Scale]) -> Item:
    """Return an item without wordings of choices that its replaced scale has no more."""
    if item.scale is None or item.scale not in scales or not item.choices:
        return item
    known = {choice.code for choice in scales[item.scale].choices}
    kept = {code: words for code, words in item.choices.items() if code in known}
    return evolve(item, choices=kept or None)


def _over_dimensions(
    dimensions: tuple[Dimension, ...], texts: Iterable[DimensionTexts], marks: _Marks
) -> tuple[Dimension, ...]:
    by_id = {text.id: text for text in texts}

    def over(dimension: Dimension) -> Dimension:
        beneath = dimension.dimensions and tuple(over(part) for part in dimension.dimensions)
        return evolve(_replaced(dimension, by_id, marks), dimensions=beneath)

    return tuple(over(dimension) for dimension in dimensions)


def _problem(code: str, path: tuple[str | int, ...], **arguments: str | int) -> Problem:
    return Problem(code, pointer=json_pointer(path), arguments=arguments)


def _unknown(
    kind: str, path: tuple[str | int, ...], identifier: str, known: Iterable[str]
) -> Problem:
    if near := nearest(identifier, known):
        return _problem(f"unknown-{kind}-suggestion", path, **{kind: identifier, "nearest": near})
    return _problem(f"unknown-{kind}", path, **{kind: identifier})


def _refuse(code: str, path: tuple[str | int, ...], **arguments: str) -> NoReturn:
    raise InvalidDocumentError((_problem(code, path, **arguments),)) from None
