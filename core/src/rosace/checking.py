"""What a schema cannot say of an instrument: names that must meet, order, sense."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from rosace.derived import count_bounds, length_bounds, number_bounds
from rosace.errors import Problem
from rosace.explaining import locate
from rosace.instrument import Condition, Instrument, Item, Scale
from rosace.scorability import check_dimensions
from rosace.spelling import nearest
from rosace.values import WORDS, Scalar

if TYPE_CHECKING:
    from rosace.loading import Positions

__all__ = ["check_instrument", "texts"]

_Path = tuple[str | int, ...]
_Finding = tuple[str, _Path, dict[str, str | int]]
_RESERVED_ITEMS: Final = frozenset({"ignore"})
_RESERVED_FIELDS: Final = frozenset({"id"})
_WORDLESS: Final = frozenset({"records", "reference", "ranking"})
_LISTED: Final = 12


def check_instrument(
    instrument: Instrument, positions: "Positions | None" = None, *, file: str | None = None
) -> tuple[Problem, ...]:
    """Return what is wrong with an instrument that its schema accepts.

    Args:
        instrument: A resolved instrument.
        positions: Where each part of its YAML document stands.
        file: Name of its file, for problems.
    """
    findings = (
        *_languages(instrument),
        *_identifiers(instrument),
        *_sections(instrument),
        *_scales(instrument),
        *_items(instrument),
        *check_dimensions(instrument),
        *_vectors(instrument),
    )
    return tuple(locate(*finding, positions, file=file) for finding in findings)


def _languages(instrument: Instrument) -> Iterator[_Finding]:
    for path, words in texts(instrument):
        for language in instrument.languages:
            if language not in words:
                yield "incomplete-language", path, {"language": language}


def texts(part: Any, path: _Path = ()) -> Iterator[tuple[_Path, Mapping[str, str]]]:
    """Yield every text of a part with its path: the fields that hold words by language.

    Args:
        part: An instrument, or what it is made of.
        path: Where the part stands.
    """
    if isinstance(part, tuple):
        for index, each in enumerate(part):
            yield from texts(each, (*path, index))
    elif isinstance(part, Mapping):
        for key, each in part.items():
            yield from texts(each, (*path, key))
    elif attrs.has(type(part)):
        for field in attrs.fields(type(part)):
            held = getattr(part, field.name)
            if held is None or field.name == "vectors":
                continue
            if field.metadata.get(WORDS):
                yield (*path, field.name), held
            elif isinstance(part, Item) and field.name == "choices":
                yield from (((*path, "choices", code), words) for code, words in held.items())
            else:
                yield from texts(held, (*path, field.name))


def _identifiers(instrument: Instrument) -> Iterator[_Finding]:
    yield from _twice(("sections",), (section.id for section in instrument.sections))
    yield from _twice(("items",), (item.id for item in instrument.items))
    yield from _reserved(("items",), instrument.items, _RESERVED_ITEMS)
    for index, item in enumerate(instrument.items):
        path: _Path = ("items", index, "fields")
        yield from _twice(path, (field.id for field in item.fields or ()))
        yield from _reserved(path, item.fields or (), _RESERVED_FIELDS)
    for key, scale in instrument.scales.items():
        path = ("scales", key, "choices")
        yield from _twice(path, (choice.code for choice in scale.choices), "code")
        groups = (group.id for group in scale.groups or ())
        yield from _twice(("scales", key, "groups"), groups)
    if instrument.use:
        needs = (each.id for each in instrument.use.prerequisites)
        yield from _twice(("use", "prerequisites"), needs)
        yield from _twice(("use", "modes"), (mode.id for mode in instrument.use.modes))


def _twice(path: _Path, identifiers: Iterable[str], key: str = "id") -> Iterator[_Finding]:
    seen = set()
    for index, identifier in enumerate(identifiers):
        if identifier in seen:
            yield "duplicate-id", (*path, index, key), {"id": identifier}
        seen.add(identifier)


def _reserved(path: _Path, items: Iterable[Item], names: frozenset[str]) -> Iterator[_Finding]:
    for index, item in enumerate(items):
        if item.id in names:
            yield "reserved-id", (*path, index, "id"), {"id": item.id}


def _sections(instrument: Instrument) -> Iterator[_Finding]:
    known = dict.fromkeys(item.id for item in instrument.items)
    listed: set[str] = set()
    for index, section in enumerate(instrument.sections):
        for number, identifier in enumerate(section.items):
            path = ("sections", index, "items", number)
            if identifier not in known:
                yield _unknown_item(path, identifier, known)
            elif identifier in listed:
                yield "item-in-two-sections", path, {"item": identifier}
            listed.add(identifier)
    for index, identifier in enumerate(known):
        if identifier not in listed:
            yield "item-in-no-section", ("items", index), {"item": identifier}


def _unknown_item(path: _Path, identifier: str, known: Iterable[str]) -> _Finding:
    if near := nearest(identifier, known):
        return "unknown-item-suggestion", path, {"item": identifier, "nearest": near}
    return "unknown-item", path, {"item": identifier}


def _scales(instrument: Instrument) -> Iterator[_Finding]:
    for key, scale in instrument.scales.items():
        groups = [group.id for group in scale.groups or ()]
        for index, choice in enumerate(scale.choices):
            if choice.group is not None and choice.group not in groups:
                path = ("scales", key, "choices", index, "group")
                yield "unknown-group", path, {"found": choice.group, "known": _list(groups)}


def _list(known: Sequence[object]) -> str:
    more = ["…"] if len(known) > _LISTED else []
    return ", ".join([*map(str, known[:_LISTED]), *more]) or "–"


def _items(instrument: Instrument) -> Iterator[_Finding]:
    order = _order(instrument)
    known = {item.id: item for item in instrument.items}
    listed: set[str] = set()
    for index, item in enumerate(instrument.items):
        path: _Path = ("items", index)
        named = {name for name, _ in _named(item.when, ()) if name in listed}
        place = order.get(item.id, -1)
        earlier = {name for name in named if order.get(name, place) < place}
        yield from _item(instrument, item, path, known, earlier)
        listed.add(item.id)
        fields = {field.id: field for field in item.fields or ()}
        before: set[str] = set()
        for number, field in enumerate(item.fields or ()):
            yield from _item(instrument, field, (*path, "fields", number), fields, before)
            before.add(field.id)


def _order(instrument: Instrument) -> dict[str, int]:
    """Return the place of each item in the form."""
    form = [identifier for section in instrument.sections for identifier in section.items]
    return {identifier: index for index, identifier in enumerate(form)}


def _item(
    instrument: Instrument,
    item: Item,
    path: _Path,
    siblings: Mapping[str, Item],
    earlier: Collection[str],
) -> Iterator[_Finding]:
    yield from _choices(instrument, item, path)
    yield from _bounds(instrument, item, path)
    yield from _target(instrument, item, path)
    if item.when is not None:
        yield from _condition(instrument, item.when, (*path, "when"), siblings)
    for named, at in _named(item.when, (*path, "when")):
        if named in siblings and named not in earlier:
            yield "condition-not-earlier", at, {"item": item.id, "other": named}
    if item.flag is not None:
        yield from _condition(instrument, item.flag.when, (*path, "flag", "when"), siblings)


def _choices(instrument: Instrument, item: Item, path: _Path) -> Iterator[_Finding]:
    if item.scale is None:
        return
    scale = instrument.scales.get(item.scale)
    if scale is None:
        known = _list(list(instrument.scales))
        yield (
            "unknown-scale",
            (*path, "scale"),
            {"item": item.id, "scale": item.scale, "known": known},
        )
        return
    codes = [choice.code for choice in scale.choices]
    for code in item.choices or ():
        if code not in codes:
            yield "unknown-choice", (*path, "choices", code), _not_among(item, code, codes)


def _not_among(item: Item, found: object, codes: Sequence[object]) -> dict[str, str | int]:
    return {"item": item.id, "found": str(found), "known": _list(codes)}


def _bounds(instrument: Instrument, item: Item, path: _Path) -> Iterator[_Finding]:
    """Tell of bounds that no answer can meet."""
    bounds = _BOUNDED.get(item.type)
    if bounds is None:
        return
    keys, (lowest, highest) = bounds(item)
    scale = instrument.scales.get(item.scale or "")
    if scale and keys[0] == "min_count":
        highest = min(highest, len(scale.choices))
    if lowest > highest:
        key = keys[1] if getattr(item, keys[1]) is not None else keys[0]
        arguments: dict[str, str | int] = {
            "item": item.id,
            "minimum": str(lowest),
            "maximum": str(highest),
        }
        yield "bounds-reversed", (*path, key), arguments


_Bounds = tuple[tuple[str, str], tuple[float, float]]


def _numbers(item: Item) -> _Bounds:
    return ("minimum", "maximum"), number_bounds(item)


def _lengths(item: Item) -> _Bounds:
    return ("min_length", "max_length"), length_bounds(item)


def _counts(item: Item) -> _Bounds:
    return ("min_count", "max_count"), count_bounds(item)


_BOUNDED: Final[Mapping[str, Callable[[Item], _Bounds]]] = {
    **dict.fromkeys(("integer", "number"), _numbers),
    **dict.fromkeys(("text",), _lengths),
    **dict.fromkeys(("multiple-choice", "ranking", "records"), _counts),
}


def _target(instrument: Instrument, item: Item, path: _Path) -> Iterator[_Finding]:
    if item.to is None or item.to.instrument not in {None, instrument.id}:
        return
    at = (*path, "to", "item")
    try:
        target = instrument.item(item.to.item)
    except KeyError:
        yield _unknown_item(at, item.to.item, [other.id for other in instrument.items])
        return
    if target.type != "records":
        yield "reference-not-records", at, {"item": item.id, "other": item.to.item}


def _named(condition: Condition | None, path: _Path) -> Iterator[tuple[str, _Path]]:
    """Yield the items that a condition names, each with its path."""
    if condition is None:
        return
    if condition.item is not None:
        yield condition.item, (*path, "item")
    for key in ("all", "any"):
        for index, part in enumerate(getattr(condition, key) or ()):
            yield from _named(part, (*path, key, index))
    yield from _named(condition.not_, (*path, "not"))


def _condition(
    instrument: Instrument, condition: Condition, path: _Path, siblings: Mapping[str, Item]
) -> Iterator[_Finding]:
    """Tell of conditions on items that are not there, or on values that they never have."""
    for key in ("all", "any"):
        for index, part in enumerate(getattr(condition, key) or ()):
            yield from _condition(instrument, part, (*path, key, index), siblings)
    if condition.not_ is not None:
        yield from _condition(instrument, condition.not_, (*path, "not"), siblings)
    if condition.item is None:
        return
    item = siblings.get(condition.item)
    if item is None:
        yield _unknown_item((*path, "item"), condition.item, siblings)
        return
    wanted = {"equals": condition.equals} if condition.equals is not None else {}
    values = [((*path, "equals"), one) for one in wanted.values()]
    values += [((*path, "in", index), one) for index, one in enumerate(condition.in_ or ())]
    for at, one in values:
        if not _is_possible(item, one, instrument.scales.get(item.scale or "")):
            yield "condition-impossible", at, {"item": item.id, "found": _spelt(one)}


def _spelt(one: Scalar) -> str:
    return str(one).lower() if isinstance(one, bool) else str(one)


def _is_possible(item: Item, wanted: Scalar, scale: Scale | None) -> bool:
    """Say whether an answer to an item may be, or hold, a value."""
    if item.type == "yes-no":
        return isinstance(wanted, bool)
    if item.type in {"integer", "number"}:
        return (
            isinstance(wanted, int)
            and not isinstance(wanted, bool)
            and (item.minimum is None or wanted >= item.minimum)
            and (item.maximum is None or wanted <= item.maximum)
        )
    if not isinstance(wanted, str) or item.type in _WORDLESS - {"ranking"}:
        return False
    return scale is None or wanted in {choice.code for choice in scale.choices}


def _vectors(instrument: Instrument) -> Iterator[_Finding]:
    items = dict.fromkeys(item.id for item in instrument.items)
    dimensions = {dimension.id for dimension in instrument.all_dimensions()}
    for index, vector in enumerate(instrument.vectors):
        for identifier in vector.answers:
            if identifier not in items:
                path = ("vectors", index, "answers", identifier)
                yield _unknown_item(path, identifier, items)
        for identifier in vector.scores:
            if identifier not in dimensions:
                path = ("vectors", index, "scores", identifier)
                yield "unknown-dimension", path, {"dimension": identifier}
