"""Tabulating: from responses, row by row, to the tallies of every item and score.

People who share wave, planned attribute values and weight are counted together
once (an atom), and each planned group is then a sum of atoms.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Final

from rosace.conditions import conditional, holds, shown
from rosace.instrument import Dimension, Flag, Instrument, Item
from rosace.membership import Membership, atoms, groups_of, members, memberships, weights
from rosace.response import Answer, Response
from rosace.scoring import Numeric, Score, readers, rules
from rosace.study import Study
from rosace.tally import (
    ALPHA,
    ANSWERED,
    FLAGGED,
    MISSING_MARK,
    NONE_PICKED,
    WHOLE,
    Count,
    Group,
    Tally,
    TallyKind,
)
from rosace.values import value

__all__ = ["tabulate"]

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
_Cell = tuple[tuple[str, str], ...]
_Keys = tuple[str, ...]
_Row = tuple[Mapping[str, Answer], Collection[str] | None, Mapping[str, Score]]
"""One response's answers, the items shown where some are not, and its scores."""


@value
class _Atom:
    wave: str
    attributes: _Cell
    weight: Fraction


@value
class _Counter:
    """Counts one or several things at once: by each, the keys of a row."""

    counted: tuple[tuple[str, TallyKind], ...]
    keys: Callable[[_Row], Sequence[_Keys]]


def tabulate(
    instrument: Instrument, responses: Iterable[Response], study: Study
) -> tuple[Tally, ...]:
    """Return the tallies of every item, dimension and level, by wave and planned breakdown.

    Args:
        instrument: A resolved instrument.
        responses: Checked responses; collective ones are not counted.
        study: Whose voice counts, and which breakdowns exist.
    """
    counted = members(responses)
    counters = tuple(_counters(instrument))
    scored = rules(instrument)
    some_hidden = conditional(instrument.items)
    planned = sorted({name for breakdown in study.breakdowns for name in breakdown})
    width = sum(len(counter.counted) for counter in counters)
    cells: dict[_Atom, list[dict[str, int]]] = {}
    for response, weight in zip(counted, weights(study, counted), strict=True):
        known = response.respondent.attributes
        attributes = tuple((name, known[name]) for name in planned if name in known)
        atom = _Atom(wave=response.wave, attributes=attributes, weight=weight)
        if (tables := cells.get(atom)) is None:
            tables = cells[atom] = [defaultdict(int) for _ in range(width)]
        answers = response.answers
        visible = shown(instrument, answers) if some_hidden else None
        scores = {name: rule(answers, visible) for name, rule in scored.items()}
        row = (answers, visible, scores)
        place = 0
        for counter in counters:
            for keys in counter.keys(row):
                table = tables[place]
                place += 1
                for key in keys:
                    table[key] += 1
    counted_of = [each for counter in counters for each in counter.counted]
    return tuple(_gather(study, counted_of, cells, memberships(study, atoms(study, counted))))


def _gather(
    study: Study,
    counted: Sequence[tuple[str, TallyKind]],
    cells: Mapping[_Atom, Sequence[Mapping[str, int]]],
    groups: Mapping[Group, Membership],
) -> Iterator[Tally]:
    atoms_of: dict[Group, list[_Atom]] = defaultdict(list)
    for atom in cells:
        for group in groups_of(study, atom.wave, dict(atom.attributes)):
            atoms_of[group].append(atom)
    for group, parts in atoms_of.items():
        for index, (of, kind) in enumerate(counted):
            if group.cell != WHOLE and of.startswith(ALPHA):
                continue
            yield Tally(
                of=of,
                kind=kind,
                group=group,
                persons=groups[group].persons,
                organizations=groups[group].organizations,
                weight=groups[group].weight,
                counts=_sum((atom.weight, cells[atom][index]) for atom in parts),
            )


def _sum(parts: Iterable[tuple[Fraction, Mapping[str, int]]]) -> dict[str, Count]:
    by_weight: dict[Fraction, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each, counts in parts:
        held = by_weight[each]
        for key, number in counts.items():
            held[key] += number
    found: dict[str, Count] = {}
    for each, held in by_weight.items():
        for key, number in held.items():
            before = found.get(key)
            found[key] = Count(
                persons=number + (before.persons if before else 0),
                weight=each * number + (before.weight if before else 0),
            )
    return found


def _counters(instrument: Instrument) -> Iterator[_Counter]:
    for item in instrument.items:
        kind = _KINDS.get(item.type, "answered")
        yield _Counter(counted=((f"item.{item.id}", kind),), keys=_item_keys(item))
        if item.flag is not None:
            counted: tuple[tuple[str, TallyKind], ...] = ((f"flag.{item.id}", "choices"),)
            yield _Counter(counted=counted, keys=_flag_keys(item, item.flag))
    for dimension in instrument.all_dimensions():
        scoring = dimension.scoring
        if scoring is None or scoring.method == "distribution":
            continue
        counted = ((f"dimension.{dimension.id}", "scores"),)
        yield _Counter(counted=counted, keys=_score_keys(dimension.id))
        if scoring.levels is not None and scoring.levels.applies_to == "score":
            counted = ((f"level.{dimension.id}", "choices"),)
            yield _Counter(counted=counted, keys=_level_keys(dimension.id))
        if scoring.alpha:
            yield _alpha_counter(instrument, dimension)


def _item_keys(item: Item) -> Callable[[_Row], Sequence[_Keys]]:
    name, spell = item.id, _speller(item)

    def keys(row: _Row) -> Sequence[_Keys]:
        answers, visible, _ = row
        if visible is not None and name not in visible:
            return (_NOT_SHOWN,)
        answer = answers.get(name)
        if answer is None:
            return (_NO_ANSWER,)
        if answer.value is None:
            return ((f"{MISSING_MARK}{answer.missing}",),)
        return (spell(answer.value),)

    return keys


def _flag_keys(item: Item, flag: Flag) -> Callable[[_Row], Sequence[_Keys]]:
    def keys(row: _Row) -> Sequence[_Keys]:
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


def _score_keys(dimension: str) -> Callable[[_Row], Sequence[_Keys]]:
    def keys(row: _Row) -> Sequence[_Keys]:
        found = row[2][dimension]
        number = found.score if isinstance(found, Numeric) else None
        return (_NO_ANSWER if number is None else (str(number),),)

    return keys


def _level_keys(dimension: str) -> Callable[[_Row], Sequence[_Keys]]:
    def keys(row: _Row) -> Sequence[_Keys]:
        found = row[2][dimension]
        level = found.level if isinstance(found, Numeric) else None
        return (_NO_ANSWER if level is None else (level,),)

    return keys


def _alpha_counter(instrument: Instrument, dimension: Dimension) -> _Counter:
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

    def keys(row: _Row) -> Sequence[_Keys]:
        answers, visible, _ = row
        found = []
        for item, read in reads.items():
            answer = answers.get(item)
            number = None if answer is None else read(answer.value)
            if number is None or (visible is not None and item not in visible):
                return nothing
            found.append(number)
        return [spell(sum(found)), *map(spell, found)]

    return _Counter(counted=tuple((each, "scores") for each in names), keys=keys)
