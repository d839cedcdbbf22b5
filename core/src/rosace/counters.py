"""What is counted of a response, and by which keys: the one definition for every engine.

Of a repeating record each field of choices is counted too, as ``record.ITEM.FIELD``: how many
respondents wrote at least one row with a code, however many rows of theirs have it. Who wrote no
row counts for why the record has no answer, ``no-answer`` where nothing else is said; who wrote
rows without any code of the field, for ``none-picked``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from rosace.conditions import holds
from rosace.instrument import Condition, Dimension, Flag, Instrument, Item
from rosace.response import Answer
from rosace.scoring import CODED, Numeric, Score, readers
from rosace.tally import ALPHA, ANSWERED, FLAGGED, MISSING_MARK, NONE_PICKED, RECORD, TallyKind
from rosace.values import value

__all__ = ["Counter", "Row", "Thing", "counters", "read_by"]

_NO_ANSWER: Final = (f"{MISSING_MARK}no-answer",)
_NOT_SHOWN: Final = (f"{MISSING_MARK}not-shown",)
_NO_FLAG: Final = (f"{MISSING_MARK}no-flag",)
_KINDS: Final[Mapping[str, TallyKind]] = {
    "choice": "choices",
    "yes-no": "choices",
    "multiple-choice": "picks",
    "ranking": "picks",
    "integer": "scores",
    "number": "scores",
}
_Keys = tuple[str, ...]

Thing = tuple[str, TallyKind]
"""What is counted: its name as in a tally, and its kind."""

Row = tuple[Mapping[str, Answer], Collection[str] | None, Mapping[str, Score]]
"""One response's answers, the items shown where some are not, and its scores."""


@value
class Counter:
    """Counts one or several things at once.

    Args:
        counted: The things.
        items: The items whose answers decide it.
        dimension: The dimension whose score it counts, if it counts one.
        sums: Whether it counts sums over its items, such as a score.
        keys: Gives for each thing the keys that a row counts for.
    """

    counted: tuple[Thing, ...]
    items: frozenset[str]
    dimension: str | None = None
    sums: bool = False
    keys: Callable[[Row], Sequence[_Keys]]


def counters(instrument: Instrument) -> Iterator[Counter]:
    """Yield what is counted of the responses to an instrument.

    Args:
        instrument: A resolved instrument that passes its checks.
    """
    for item in instrument.items:
        kind = _KINDS.get(item.type, "answered")
        items = read_by(instrument, [item.id])
        yield Counter(counted=((f"item.{item.id}", kind),), items=items, keys=_item_keys(item))
        if item.flag is not None:
            counted: tuple[Thing, ...] = ((f"flag.{item.id}", "choices"),)
            items |= read_by(instrument, _named(item.flag.when))
            yield Counter(counted=counted, items=items, keys=_flag_keys(item, item.flag))
        for field in item.fields or ():
            if field.type in CODED:
                counted = ((f"{RECORD}{item.id}.{field.id}", "picks"),)
                items = read_by(instrument, [item.id])
                yield Counter(counted=counted, items=items, keys=_field_keys(item, field))
    for dimension in instrument.all_dimensions():
        scoring = dimension.scoring
        if scoring is None or scoring.method == "distribution":
            continue
        name, items = dimension.id, read_by(instrument, dimension.all_items())
        counted = ((f"dimension.{name}", "scores"),)
        yield Counter(
            counted=counted, items=items, dimension=name, sums=True, keys=_score_keys(name)
        )
        if scoring.levels is not None and scoring.levels.applies_to == "score":
            counted = ((f"level.{name}", "choices"),)
            yield Counter(
                counted=counted, items=items, dimension=name, sums=True, keys=_level_keys(name)
            )
        if scoring.alpha:
            yield _alpha_counter(instrument, dimension)


def read_by(instrument: Instrument, items: Iterable[str]) -> frozenset[str]:
    """Return items with all others that decide whether they are shown.

    Args:
        instrument: The instrument.
        items: The ids of items.
    """
    found: set[str] = set()
    waiting = list(items)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            when = instrument.item(name).when
            waiting += _named(when) if when is not None else ()
    return frozenset(found)


def _named(condition: Condition) -> Iterator[str]:
    """Yield the items that a condition is on."""
    if condition.item is not None:
        yield condition.item
    inner = condition.not_
    for part in (*(condition.all or ()), *(condition.any or ()), *((inner,) if inner else ())):
        yield from _named(part)


def _item_keys(item: Item) -> Callable[[Row], Sequence[_Keys]]:
    spell = _speller(item)
    return _keys_of(item, lambda answer: spell(answer.value))


def _field_keys(item: Item, field: Item) -> Callable[[Row], Sequence[_Keys]]:
    """Return what gives the codes that any row of a record has in a field, each once."""
    name, spell = field.id, _speller(field)

    def met(answer: Answer) -> _Keys:
        rows = answer.rows
        given = (row.fields[name] for row in rows if name in row.fields)
        codes = dict.fromkeys(code for held in given for code in spell(held))
        codes.pop(NONE_PICKED, None)
        return tuple(codes) or ((NONE_PICKED,) if rows else _NO_ANSWER)

    return _keys_of(item, met)


def _keys_of(item: Item, keys_given: Callable[[Answer], _Keys]) -> Callable[[Row], Sequence[_Keys]]:
    """Return what gives the keys of an item's value, or the reason why there is none."""
    name = item.id

    def keys(row: Row) -> Sequence[_Keys]:
        answers, visible, _ = row
        if visible is not None and name not in visible:
            return (_NOT_SHOWN,)
        answer = answers.get(name)
        if answer is None:
            return (_NO_ANSWER,)
        if answer.value is None:
            return ((f"{MISSING_MARK}{answer.missing}",),)
        return (keys_given(answer),)

    return keys


def _flag_keys(item: Item, flag: Flag) -> Callable[[Row], Sequence[_Keys]]:
    def keys(row: Row) -> Sequence[_Keys]:
        answers, visible, _ = row
        if visible is not None and item.id not in visible:
            return (_NO_FLAG,)
        values = {
            name: answer.value
            for name, answer in answers.items()
            if visible is None or name in visible
        }
        return ((FLAGGED,) if holds(flag.when, values) else _NO_FLAG,)

    return keys


def _speller(item: Item) -> Callable[[Any], _Keys]:
    """Return what spells the keys that a value given to an item counts for."""
    if item.type == "choice":
        return _alone
    if item.type == "yes-no":
        return lambda given: ("yes",) if given else ("no",)
    if item.type in {"integer", "number"}:
        return lambda given: (str(Fraction(str(given))),)
    if item.type == "multiple-choice":
        return lambda given: given or (NONE_PICKED,)
    if item.type == "ranking":
        return lambda given: tuple(f"{rank}:{code}" for rank, code in enumerate(given, start=1))
    return lambda _: (ANSWERED,)


@lru_cache(maxsize=4096)
def _alone(code: str) -> _Keys:
    return (code,)


def _score_keys(dimension: str) -> Callable[[Row], Sequence[_Keys]]:
    def keys(row: Row) -> Sequence[_Keys]:
        found = row[2][dimension]
        number = found.score if isinstance(found, Numeric) else None
        return (_NO_ANSWER if number is None else (str(number),),)

    return keys


def _level_keys(dimension: str) -> Callable[[Row], Sequence[_Keys]]:
    def keys(row: Row) -> Sequence[_Keys]:
        found = row[2][dimension]
        level = found.level if isinstance(found, Numeric) else None
        return (_NO_ANSWER if level is None else (level,),)

    return keys


def _alpha_counter(instrument: Instrument, dimension: Dimension) -> Counter:
    """Count, over those who answered all of a dimension's items, their sum and each item."""
    items = [instrument.item(identifier) for identifier in dimension.all_items()]
    turned = (dimension.scoring and dimension.scoring.reverse) or ()
    unit, reads = readers(instrument, items, turned)
    name = f"{ALPHA}{dimension.id}"
    names = (name, *(f"{name}.{item.id}" for item in items))
    nothing: tuple[_Keys, ...] = ((),) * len(names)

    @cache
    def spell(parts: int | Fraction) -> _Keys:
        return (str(Fraction(parts) / unit),)

    def keys(row: Row) -> Sequence[_Keys]:
        answers, visible, _ = row
        found = []
        for item, read in reads.items():
            answer = answers.get(item)
            number = None if answer is None else read(answer.value)
            if number is None or (visible is not None and item not in visible):
                return nothing
            found.append(number)
        return [spell(sum(found)), *map(spell, found)]

    counted: tuple[Thing, ...] = tuple((each, "scores") for each in names)
    return Counter(counted=counted, items=read_by(instrument, reads), sums=True, keys=keys)
