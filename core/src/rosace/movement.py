"""How those who answered in two waves moved: counted left of the gate, and coarsened here.

A movement joins two answers of one person, which no table of a wave does. What is shown of it
depends, like all that is withheld, on who answered when and never on an answer. A size is the
smaller of persons and organizations.

Rules, by id:

- ``movement-too-few``: fewer answered both times than a whole group needs; nothing is shown,
  not even how many.
- ``movement-few-once``: in one of the two waves a few answered that time only, fewer than a
  subgroup's distribution needs. Only how many answered both times is shown. Any bound on how
  many moved, however wide, can tell what those few answered: where six of ten gave a stronger
  answer, and six answers of all eleven leave room for one, the eleventh gave the strongest.
- ``movement-subtraction``: beside the groups shown of a wave, and those followed to another one,
  those who answered both times would give back few by elimination (`rosace.audit`). Only how
  many they are is shown.
- ``movement-coarsened``: fewer answered both times than a subgroup's distribution needs. One
  person more or less than none, or than all, cannot be told.
- ``movement-changed``: since one of the waves was closed, answers to it came in late or were
  taken out, or a file was changed; who they were could be told from what was shown before.
  Nobody is followed, and nothing is shown.
- ``movement-plan``: the waves were not closed under one plan. What was shown of the earlier one
  cannot be looked at beside the rest; nobody is followed.
- ``movement-order``: the later wave was closed before the earlier one. What was released of
  it says nothing of the other, and stays as it is.

In an anonymous study nobody can be followed from one wave to the next, and nothing is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from rosace.appraisal import Bounds, Moved, Movement
from rosace.audit import Row, recoverable
from rosace.comparing import compare
from rosace.disclosure import COARSE_BELOW, DISTRIBUTION, MEAN, released
from rosace.instrument import Instrument, Item
from rosace.membership import atoms, groups_of, members, memberships, organization
from rosace.response import Response
from rosace.scoring import strongest_first
from rosace.study import Disclosure, Study
from rosace.suppression import degrees
from rosace.tally import WHOLE
from rosace.values import value

__all__ = ["MOVEMENT_RULES", "UNCOUNTED", "UNFOLLOWED", "movement_rule", "movements"]

MOVEMENT_RULES: Final = (
    "movement-too-few",
    "movement-few-once",
    "movement-subtraction",
    "movement-coarsened",
    "movement-changed",
    "movement-plan",
    "movement-order",
)

UNFOLLOWED: Final = frozenset({"movement-changed", "movement-plan", "movement-order"})
"""The rules under which nobody is followed at all, however many answered both times."""

UNCOUNTED: Final = UNFOLLOWED | {"movement-too-few", "movement-few-once", "movement-subtraction"}
"""The rules under which it is not told how many moved."""

_Answers = Mapping[str, Response]


@value
class _Occasion:
    """One wave of an instrument: the version that it uses, and who answered, by pseudonym."""

    wave: str
    instrument: Instrument
    answers: _Answers


def movements(
    study: Study, versions: Iterable[tuple[Instrument, Sequence[Response]]]
) -> tuple[Movement, ...]:
    """Return how those who answered in each wave and in the one before it moved.

    A wave that is not closed, or that nobody answered, is passed over: those before and
    after it follow one another.

    Args:
        study: The study, with its waves and thresholds.
        versions: The versions of one instrument, each with the responses to it.
    """
    if study.identity == "anonymous":
        return ()
    held = [(used, members(responses)) for used, responses in versions]
    occasions = [
        _Occasion(wave=wave.id, instrument=used, answers=answers)
        for wave in study.waves
        if released(study, wave.id)
        for used, responses in held
        if (answers := {each.respondent.id: each for each in responses if each.wave == wave.id})
    ]
    found: list[Movement] = []
    followed: dict[str, list[Collection[str]]] = defaultdict(list)
    for before, after in pairwise(occasions):
        found.append(_movement(study, before, after, followed))
        if found[-1].items:
            for each in (before, after):
                followed[each.wave].append(before.answers.keys() & after.answers.keys())
    return tuple(found)


def movement_rule(
    limits: Disclosure, both: tuple[int, int], once: Iterable[tuple[int, int]]
) -> str | None:
    """Return the rule that holds for a movement, from membership and thresholds alone.

    Args:
        limits: The thresholds.
        both: How many persons answered both times, and for how many organizations.
        once: For each of the two waves, how many persons answered in it alone, and for
            how many organizations.
    """
    if limits.mode == "open":
        return None if both[0] else "movement-too-few"
    if min(both) < limits.group:
        return "movement-too-few"
    if any(
        persons and min(persons, held) < limits.least_for_distribution for persons, held in once
    ):
        return "movement-few-once"
    least = max(COARSE_BELOW, limits.least_for_distribution)
    return "movement-coarsened" if min(both) < least else None


def _gives_back(study: Study, answers: _Answers, followed: Sequence[Collection[str]]) -> bool:
    """Say whether the groups shown of a wave and those who are followed give back few."""
    held = atoms(study, answers.values(), followed)
    if len({atom.weight for atom in held}) > 1:
        # Tables count voices, and those who are followed are persons: the two tell them apart.
        return True
    groups = memberships(study, held)
    shown = degrees(study, held, groups)
    inside = [set(groups_of(study, atom.wave, atom.attributes)) for atom in held]

    def rows(least: int, numbers: Iterable[int]) -> Iterator[Row]:
        for group, degree in shown.items():
            if degree >= least:
                yield {index: 1 for index, own in enumerate(inside) if group in own}
        for number in numbers:
            yield {index: 1 for index, atom in enumerate(held) if number in atom.inside}

    limits = study.disclosure
    everyone = range(len(followed))
    if recoverable([*rows(MEAN, everyone)], held, limits.least_for_mean) is not None:
        return True
    # On a scale of two choices who moved which way can be as good as a distribution.
    fewest = limits.least_for_distribution
    if not any(degree == DISTRIBUTION and group.cell != WHOLE for group, degree in shown.items()):
        return False
    if any(min(_size(answers, names)) < fewest for names in followed):
        return True
    return recoverable([*rows(DISTRIBUTION, everyone)], held, fewest) is not None


def _movement(
    study: Study,
    before: _Occasion,
    after: _Occasion,
    followed: Mapping[str, Sequence[Collection[str]]],
) -> Movement:
    both = sorted(before.answers.keys() & after.answers.keys())
    waves = (before.answers, after.answers)
    sizes = [_size(answers, both) for answers in waves]
    once = [_size(answers, answers.keys() - set(both)) for answers in waves]
    organizations = min(held for _, held in sizes)
    limits = study.disclosure
    rule = movement_rule(limits, (len(both), organizations), once)
    # A long search: only where people would be counted.
    if (
        rule not in UNCOUNTED
        and limits.mode != "open"
        and any(
            _gives_back(study, each.answers, [*followed.get(each.wave, ()), set(both)])
            for each in (before, after)
        )
    ):
        rule = "movement-subtraction"
    if rule == "movement-too-few":
        return Movement(before=before.wave, after=after.wave, rule=rule)
    pairs = [(before.answers[name], after.answers[name]) for name in both]
    ordered = _ordered(before.instrument, after.instrument) if rule not in UNCOUNTED else ()
    return Movement(
        before=before.wave,
        after=after.wave,
        rule=rule,
        persons=len(both),
        items=tuple(_moved(item, order, pairs, rule) for item, order in ordered),
    )


def _size(answers: _Answers, names: Iterable[str]) -> tuple[int, int]:
    """Return how many persons these are, and for how many organizations they answer."""
    held = [organization(answers[name]) for name in names]
    return len(held), len(set(held))


def _ordered(before: Instrument, after: Instrument) -> Iterator[tuple[Item, Mapping[object, int]]]:
    """Yield the items with ordered choices that may be compared, with how strong each choice is."""
    found = compare(before, after)
    for item in after.items:
        codes = strongest_first(after, item) if item.type == "choice" else None
        if codes and found.item(item.id).comparable:
            yield item, {code: -place for place, code in enumerate(codes)}


def _moved(
    item: Item,
    order: Mapping[object, int],
    pairs: Iterable[tuple[Response, Response]],
    rule: str | None,
) -> Moved:
    persons = stronger = same = weaker = 0
    for before, after in pairs:
        persons += 1
        was, now = (order.get(_answer(response, item)) for response in (before, after))
        if was is not None and now is not None:
            stronger += now > was
            same += now == was
            weaker += now < was
    return Moved(
        item=item.id,
        stronger=_protected(stronger, persons, rule),
        same=_protected(same, persons, rule),
        weaker=_protected(weaker, persons, rule),
    )


def _answer(response: Response, item: Item) -> object:
    answer = response.answers.get(item.id)
    given = answer.value if answer else None
    return given if isinstance(given, str) else None


def _protected(count: int, persons: int, rule: str | None) -> Bounds:
    """Return a count as finely as its rule permits."""
    low = high = count
    if rule == "movement-coarsened" and count <= 1:
        low, high = 0, 1
    elif rule == "movement-coarsened" and count >= persons - 1:
        low, high = persons - 1, persons
    return Bounds(low=Fraction(low), high=Fraction(high))
