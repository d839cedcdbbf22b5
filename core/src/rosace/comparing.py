"""What two versions of an instrument have in common, item by item and dimension by dimension.

Answers to an item are compared over versions where it still asks the same: of the same
people, by the same words, with the same choices. The third number of a version counts
corrections of wording that leave the meaning alone: of two versions that differ in no more
than that, an item in other words is still comparable. Otherwise nothing says that other
words mean the same, and the item is not compared.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, TypeVar

from rosace.derived import count_bounds, length_bounds, missing_of, number_bounds
from rosace.instrument import Choice, Condition, Dimension, Instrument, Item, Levels
from rosace.values import Localized, evolve, value

__all__ = ["Comparison", "DimensionComparison", "ItemComparison", "compare", "only_corrected"]

ItemChange = Literal["same", "reworded", "rescaled", "gone", "new"]
"""What became of an item. ``rescaled``: what may be answered, or who is asked, differs."""

DimensionChange = Literal["same", "changed", "gone", "new"]

_REASONS: Final[tuple[tuple[str, ItemChange], ...]] = (
    ("type", "rescaled"),
    ("choices", "rescaled"),
    ("values", "rescaled"),
    ("bounds", "rescaled"),
    ("missing", "rescaled"),
    ("condition", "rescaled"),
    ("text", "reworded"),
    ("help", "reworded"),
    ("labels", "reworded"),
    ("fields", "rescaled"),
)


@value
class ItemComparison:
    """One item in two versions.

    Args:
        id: The item's id.
        change: What became of it.
        comparable: Whether answers to both may be compared.
        differs: What of it differs: ids such as ``text``, ``choices``, ``values``.
    """

    id: str
    change: ItemChange
    comparable: bool
    differs: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why it may be compared or not: ``same``, ``corrected``, or what became of it."""
        return "corrected" if self.comparable and self.change == "reworded" else self.change


@value
class DimensionComparison:
    """One dimension in two versions.

    Args:
        id: The dimension's id.
        change: What became of it.
        comparable: Whether its scores and distributions in both may be compared.
        differs: What differs: ``items``, where it holds others; ``scoring``; and
            ``answers``, where an item that it holds may not be compared.
        items: The items on which it fails: those that only one version holds, and
            those that may not be compared.
    """

    id: str
    change: DimensionChange
    comparable: bool
    differs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why it may be compared or not: ``same``, ``gone``, ``new``, or what differs first."""
        return self.differs[0] if self.differs else self.change


@value
class Comparison:
    """Two versions of an instrument, or two instruments, side by side.

    Items and dimensions stand in the order of the second, those gone at the end.
    """

    before: tuple[str, str]
    after: tuple[str, str]
    items: tuple[ItemComparison, ...]
    dimensions: tuple[DimensionComparison, ...]

    def item(self, identifier: str) -> ItemComparison:
        """Return what became of an item.

        Raises:
            KeyError: Neither version has it.
        """
        return _named(self.items, identifier)

    def dimension(self, identifier: str) -> DimensionComparison:
        """Return what became of a dimension.

        Raises:
            KeyError: Neither version has it.
        """
        return _named(self.dimensions, identifier)


_Part = TypeVar("_Part", ItemComparison, DimensionComparison)


def _named(found: Iterable[_Part], identifier: str) -> _Part:
    for each in found:
        if each.id == identifier:
            return each
    raise KeyError(identifier)


def only_corrected(before: Instrument, after: Instrument) -> bool:
    """Say whether two instruments are one whose wording alone may have been corrected.

    They have the same id, and versions that differ at most in the third number.
    """
    first, second = (each.version.rpartition(".")[0] for each in (before, after))
    return before.id == after.id and first == second


def compare(before: Instrument, after: Instrument) -> Comparison:
    """Return what two versions of an instrument have in common.

    Args:
        before: The one version, resolved.
        after: The other, resolved; it may be another instrument that shares ids.
    """
    corrected = only_corrected(before, after)
    olds, news = ({item.id: item for item in each.items} for each in (before, after))
    items = {
        name: _item((before, olds.get(name)), (after, news.get(name)), name, corrected=corrected)
        for name in {**news, **olds}
    }
    for item in after.items:
        asked_by = _asked_by(item.when) if item.when and items[item.id].comparable else ()
        if not all(items[name].comparable for name in asked_by if name in items):
            items[item.id] = ItemComparison(
                id=item.id, change="rescaled", comparable=False, differs=("condition",)
            )
    first, second = (
        {each.id: each for each in version.all_dimensions()} for version in (before, after)
    )
    return Comparison(
        before=(before.id, before.version),
        after=(after.id, after.version),
        items=tuple(items.values()),
        dimensions=tuple(
            _dimension(first.get(name), second.get(name), name, items)
            for name in {**second, **first}
        ),
    )


def _asked_by(condition: Condition) -> Iterator[str]:
    """Yield the items whose answers decide whether an item is asked."""
    if condition.item is not None:
        yield condition.item
    parts = (*(condition.all or ()), *(condition.any or ()))
    for part in (*parts, *((condition.not_,) if condition.not_ else ())):
        yield from _asked_by(part)


def _item(
    before: tuple[Instrument, Item | None],
    after: tuple[Instrument, Item | None],
    name: str,
    *,
    corrected: bool,
) -> ItemComparison:
    (one, old), (other, new) = before, after
    if old is None or new is None:
        change: ItemChange = "new" if old is None else "gone"
        return ItemComparison(id=name, change=change, comparable=False)
    found = set(_differences(one, old, other, new, corrected=corrected))
    differs = tuple(reason for reason, _ in _REASONS if reason in found)
    changes = {change for reason, change in _REASONS if reason in found}
    if "rescaled" in changes:
        return ItemComparison(id=name, change="rescaled", comparable=False, differs=differs)
    if changes:
        return ItemComparison(id=name, change="reworded", comparable=corrected, differs=differs)
    return ItemComparison(id=name, change="same", comparable=True)


def _differences(
    one: Instrument, old: Item, other: Instrument, new: Item, *, corrected: bool
) -> Iterator[str]:
    """Yield what differs in an item, by the ids of `_REASONS`."""
    if old.type != new.type or old.many != new.many or old.to != new.to:
        yield "type"
    else:
        yield from _differing_scales(one, old, other, new)
        if _bounds(old) != _bounds(new):
            yield "bounds"
    if set(missing_of(one, old)) != set(missing_of(other, new)):
        yield "missing"
    if old.when != new.when:
        yield "condition"
    if _reworded(old.text, new.text):
        yield "text"
    if _reworded(old.help or {}, new.help or {}):
        yield "help"
    fields = [{field.id: field for field in item.fields or ()} for item in (old, new)]
    parts = (
        _item((one, fields[0].get(name)), (other, fields[1].get(name)), name, corrected=corrected)
        for name in {**fields[0], **fields[1]}
    )
    for part in parts:
        if part.change == "reworded":
            yield "text"
        elif part.change != "same":
            yield "fields"


def _differing_scales(one: Instrument, old: Item, other: Instrument, new: Item) -> Iterator[str]:
    if old.scale is None or new.scale is None:
        return
    first, second = one.scales[old.scale], other.scales[new.scale]
    ordered = "ordinal" in {first.kind, second.kind}
    codes = [[choice.code for choice in scale.choices] for scale in (first, second)]
    same = codes[0] == codes[1] if ordered else set(codes[0]) == set(codes[1])
    if first.kind != second.kind or not same:
        yield "choices"
        return
    pairs = [(choice, second.choice(choice.code)) for choice in first.choices]
    if any(was.value != now.value for was, now in pairs):
        yield "values"
    if any(_relabelled(one, old, was, other, new, now) for was, now in pairs):
        yield "labels"


def _relabelled(  # noqa: PLR0913, PLR0917  # a choice with its item and instrument, twice
    one: Instrument, old: Item, was: Choice, other: Instrument, new: Item, now: Choice
) -> bool:
    return _reworded(one.label(old, was), other.label(new, now)) or _reworded(
        was.description or {}, now.description or {}
    )


def _bounds(item: Item) -> tuple[object, ...]:
    """Return what limits an answer of an item's type."""
    return (number_bounds(item), length_bounds(item), count_bounds(item), item.precision)


def _reworded(before: Localized, after: Localized) -> bool:
    """Say whether words differ in a language that both have, or whether none is shared.

    A further language leaves those who read the others their words.
    """
    if not before or not after:
        return bool(before or after)
    shared = before.keys() & after.keys()
    return not shared or any(_plain(before[each]) != _plain(after[each]) for each in shared)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _dimension(
    before: Dimension | None,
    after: Dimension | None,
    name: str,
    items: Mapping[str, ItemComparison],
) -> DimensionComparison:
    if before is None or after is None:
        change: DimensionChange = "new" if before is None else "gone"
        return DimensionComparison(id=name, change=change, comparable=False)
    first, second = before.all_items(), after.all_items()
    apart = tuple(
        each for each in dict.fromkeys((*second, *first)) if (each in first) != (each in second)
    )
    unlike = tuple(each for each in second if each in first and not items[each].comparable)
    differs = (
        *(("items",) if apart else ()),
        *(("scoring",) if _rule(before) != _rule(after) else ()),
        *(("answers",) if unlike else ()),
    )
    return DimensionComparison(
        id=name,
        change="changed" if differs else "same",
        comparable=not differs,
        differs=differs,
        items=(*apart, *unlike),
    )


def _rule(dimension: Dimension) -> object:
    """Return what makes a dimension's score: all of its scoring but the words of its levels."""
    scoring = dimension.scoring
    if scoring is None:
        return None
    levels = scoring.levels and _bare(scoring.levels)
    reverse, of = (each and tuple(sorted(each)) for each in (scoring.reverse, scoring.of))
    return evolve(scoring, levels=levels, reverse=reverse, of=of, alpha=None)


def _bare(levels: Levels) -> Levels:
    cutoffs = tuple(evolve(each, title={"fr": each.id}) for each in levels.cutoffs)
    return evolve(levels, cutoffs=cutoffs)
