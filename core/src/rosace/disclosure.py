"""The disclosure gate: what of the tallies may be shown, and how finely.

Refusals depend on who is in a group and on the plan, never on answers. A size
is the smaller of a group's persons and organizations.

Rules, by id:

- ``wave-open``: the wave is not closed; nothing of it is shown.
- ``group-too-small``: a whole group below its threshold; nothing is shown.
- ``subgroup-too-small``: a subgroup below the threshold of a mean; nothing is shown.
- ``mean-only``: a subgroup large enough for a mean but not for a distribution. Beside
  the whole group's table an exact mean can tell every answer, so the mean is given
  as a band (`rosace.bands`).
- ``coarsened``: a whole group below ten. One person more or less than none, or
  than all, cannot be told, so that unanimity gives nobody away.
- ``scores-withheld``: a whole group below ten. Scores that few people share are
  not listed, nor levels, rankings, picks of a fixed number and what not everybody is asked;
  a mean is worked out from the coarsened answers.
- ``subtraction``, ``subtraction-mean``: a subgroup that would give back a smaller one beside the
  others (`rosace.suppression`); shown as for ``subgroup-too-small`` and ``mean-only``.
- ``voices-coarsened``: voices weigh differently, and few weigh alike. Exact weights
  beside exact numbers of persons would tell what those few answered, so weights
  are the range that the membership permits; below ten, as for ``coarsened``.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable
from rosace.bands import band
from rosace.ends import Ends, ranges
from rosace.instrument import Instrument, Item
from rosace.membership import Membership
from rosace.response import MISSING_REASONS
from rosace.scoring import CODED, codes_of, item_values
from rosace.statistics import alpha
from rosace.study import Disclosure, Study
from rosace.tally import (
    ALPHA,
    ANSWERED,
    FLAGGED,
    MISSING_MARK,
    NONE_PICKED,
    RECORD,
    WHOLE,
    Count,
    Group,
    Tally,
    number_of,
)
from rosace.values import evolve

__all__ = [
    "COARSE_BELOW",
    "DISTRIBUTION",
    "MEAN",
    "NOTHING",
    "RULES",
    "degree",
    "protect",
    "released",
    "rule_of",
]

COARSE_BELOW: Final = 10
"""Groups smaller than this have unanimity coarsened."""

RULES: Final = (
    "wave-open",
    "group-too-small",
    "subgroup-too-small",
    "mean-only",
    "subtraction",
    "subtraction-mean",
    "coarsened",
    "scores-withheld",
    "voices-coarsened",
)

NOTHING: Final = 0
MEAN: Final = 1
DISTRIBUTION: Final = 2
"""How much of a group is shown, from the least to the most."""

_WITHHELD: Final = frozenset({"wave-open", "group-too-small", "subgroup-too-small", "subtraction"})
_MEAN_ONLY: Final = frozenset({"mean-only", "subtraction-mean"})
_LISTED: Final = frozenset({None, "coarsened", "voices-coarsened"})
_ALPHA_DIGITS: Final = 4


def released(study: Study, wave: str) -> bool:
    """Say whether anything of a wave may be shown: it is closed."""
    return any(known.id == wave and known.closed for known in study.waves)


def protect(
    study: Study,
    instrument: Instrument,
    tallies: Iterable[Tally],
    groups: Mapping[Group, Membership],
    suppressed: Mapping[Group, str],
) -> tuple[ProtectedTable, ...]:
    """Let tallies through the gate, each as finely as its group's size permits.

    Args:
        study: The study, with its thresholds, plan and waves.
        instrument: The instrument, for the order of codes and the range of scores.
        tallies: Counts of planned groups; those of others are left out.
        groups: Who belongs to each planned group, as `rosace.membership` finds it:
            what a tally says of its own size is not looked at.
        suppressed: The groups that are shown less than their size permits, each with
            its rule, as `rosace.suppression` finds them.
    """
    orders = _orders(instrument)
    ends = ranges(instrument)
    tables: dict[tuple[str, Group], ProtectedTable] = {}
    inner: dict[tuple[str, Group], Tally] = {}
    for tally in tallies:
        if tally.group not in groups:
            continue
        if tally.of.startswith(ALPHA):
            inner[tally.of, tally.group] = tally
            continue
        members = groups[tally.group]
        rule = suppressed.get(tally.group) or rule_of(
            study, tally.group, members, joined=_is_joined(instrument, tally)
        )
        gate = _Gate(study.disclosure, instrument, tally, members, rule)
        tables[tally.of, tally.group] = gate.table(orders.get(tally.of, ()), ends.get(tally.of))
    for dimension in instrument.all_dimensions():
        name = f"{ALPHA}{dimension.id}"
        names = (name, *(f"{name}.{item}" for item in dimension.all_items()))
        for group in groups:
            table = tables.get((f"dimension.{dimension.id}", group))
            if table is not None and table.counts is not None:
                found = _alpha([inner.get((each, group)) for each in names])
                tables[table.of, group] = evolve(table, alpha=found)
    return tuple(tables.values())


def _is_joined(instrument: Instrument, tally: Tally) -> bool:
    """Say whether counts tell of one another, or of another item's, so that each must be coarse.

    Scores and their levels are made of several answers. Ranks, and picks of a fixed number, add
    up to what everybody gave. Who is shown an item, or a field of a record, is told by who
    answered it.
    """
    if tally.kind == "scores" or tally.of.startswith("level."):
        return True
    asked = _asked(instrument, tally.of)
    return any(
        item.type == "ranking"
        or (item.type == "multiple-choice" and item.min_count == item.max_count is not None)
        or item.when is not None
        for item in asked
    )


def _asked(instrument: Instrument, of: str) -> tuple[Item, ...]:
    """Return the item that a tally is of, or a record with its field; nothing of other tallies."""
    if of.startswith("item."):
        return (instrument.item(of.removeprefix("item.")),)
    if of.startswith(RECORD):
        name, _, part = of.removeprefix(RECORD).partition(".")
        item = instrument.item(name)
        return (item, *(field for field in item.fields or () if field.id == part))
    return ()


def rule_of(study: Study, group: Group, members: Membership, *, joined: bool = False) -> str | None:
    """Return the rule that holds for a group by itself, from its membership and the plan alone.

    Args:
        study: The study, with its thresholds, plan and waves.
        group: The group.
        members: Who belongs to it.
        joined: Whether what is counted tells of other counts too, as scores do: of that a
            small group has a stricter rule.
    """
    limits = study.disclosure
    if not released(study, group.wave):
        return "wave-open"
    if limits.mode == "open":
        return None
    if group.cell != WHOLE:
        rule = _subgroup_rule(limits, members)
    else:
        rule = _group_rule(limits, members, joined=joined)
    fine = members.alike or members.fewest_alike >= limits.least_for_distribution
    return "voices-coarsened" if rule in _LISTED and not fine else rule


def degree(rule: str | None) -> int:
    """Return how much of a group is shown under a rule: `NOTHING`, `MEAN` or `DISTRIBUTION`."""
    if rule in _WITHHELD:
        return NOTHING
    return MEAN if rule in _MEAN_ONLY else DISTRIBUTION


def _subgroup_rule(limits: Disclosure, group: Membership) -> str | None:
    if group.size < limits.least_for_mean:
        return "subgroup-too-small"
    return "mean-only" if group.size < limits.least_for_distribution else None


def _group_rule(limits: Disclosure, group: Membership, *, joined: bool) -> str | None:
    if group.size < limits.group:
        return "group-too-small"
    if group.size >= COARSE_BELOW:
        return None
    return "scores-withheld" if joined else "coarsened"


class _Gate:
    """One tally before the gate, with all that decides how it passes."""

    def __init__(
        self,
        limits: Disclosure,
        instrument: Instrument,
        tally: Tally,
        group: Membership,
        rule: str | None,
    ) -> None:
        self.instrument = instrument
        self.tally = tally
        self.group = group
        self.limits = limits
        self.rule = rule
        self.coarse = group.size < COARSE_BELOW and self.limits.mode != "open"

    def table(self, order: tuple[str, ...], ends: Ends | None) -> ProtectedTable:
        """Return what may be shown of it."""
        tally, group = self.tally, self.group
        table = ProtectedTable(of=tally.of, kind=tally.kind, group=tally.group, rule=self.rule)
        if self.rule in _WITHHELD:
            return table
        alone = self.rule in _MEAN_ONLY or (
            self.rule == "scores-withheld" and tally.of.startswith("item.")
        )
        return evolve(
            table,
            persons=group.persons,
            weight=group.weight,
            counts=self._counts(order) if self.rule in _LISTED else None,
            mean=self._mean(ends) if alone else None,
        )

    def _counts(self, order: tuple[str, ...]) -> tuple[ProtectedCount, ...]:
        none = Count(persons=0, weight=Fraction(0))
        held = self.tally.counts
        # A key that the plan does not name would tell by being there that someone holds it.
        further = [
            key for key in held.keys() - set(order) if not self.coarse or held[key].persons > 1
        ]
        return tuple(
            self._count(key, held.get(key, none)) for key in (*order, *sorted(further, key=_rank))
        )

    def _count(self, key: str, count: Count) -> ProtectedCount:
        """Make none and one alike, and all and all but one, where the group is small."""
        low = high = count.persons
        if self.coarse and count.persons <= 1:
            low, high = 0, 1
        elif self.coarse and count.persons >= self.group.persons - 1:
            low, high = self.group.persons - 1, self.group.persons
        weight = Bounds(low=count.weight, high=count.weight)
        if low != high or self.rule == "voices-coarsened":
            weight = Bounds(low=self.group.lightest(low), high=self.group.heaviest(high))
        return ProtectedCount(
            key=key, persons=Bounds(low=Fraction(low), high=Fraction(high)), weight=weight
        )

    def _mean(self, ends: Ends | None) -> Bounds | None:
        """Return the band that a group's mean lies in.

        A mean of few answers would tell them: there is none where fewer have a value
        than the threshold, or than all but one, where few voices weigh alike, or where no
        ends are known, and the dash is that of an empty cell. How wide bands are hangs on
        who belongs to the group, not on who has a value.
        """
        whole = self.tally.group.cell == WHOLE
        least = self.limits.group if whole else self.limits.least_for_mean
        if ends is None or not (self.group.alike or self.group.fewest_alike >= least):
            return None
        values = self._values()
        held = [(values[key], count) for key, count in self.tally.counts.items() if key in values]
        base = sum((count.weight for _, count in held), Fraction(0))
        few = min(least, self.group.persons - 1)
        if sum(count.persons for _, count in held) < few or not base:
            return None
        mean = sum((number * count.weight for number, count in held), Fraction(0)) / base
        share = max(self.group.heaviest(1) / self.group.weight, Fraction(1, self.group.size))
        return band(mean, ends, share, values.values() if self.tally.kind == "choices" else ())

    def _values(self) -> Mapping[str, Fraction]:
        tally = self.tally
        if tally.kind == "scores":
            return {key: number_of(key) for key in tally.counts if key[0] != MISSING_MARK}
        if tally.kind == "choices" and tally.of.startswith("item."):
            item = self.instrument.item(tally.of.removeprefix("item."))
            return item_values(self.instrument, item)
        return {}


def _alpha(tallies: list[Tally | None]) -> Fraction | None:
    """Return alpha, rounded: more digits would tell more of single answers."""
    tables = [
        ProtectedTable(
            of=tally.of,
            kind=tally.kind,
            group=tally.group,
            counts=tuple(_exact(key, count) for key, count in tally.counts.items()),
        )
        for tally in tallies
        if tally is not None
    ]
    if len(tables) < len(tallies):
        return None
    found = alpha(tables[0], tables[1:])
    return None if found is None else round(found, _ALPHA_DIGITS)


def _exact(key: str, count: Count) -> ProtectedCount:
    persons = Fraction(count.persons)
    return ProtectedCount(
        key=key,
        persons=Bounds(low=persons, high=persons),
        weight=Bounds(low=count.weight, high=count.weight),
    )


def _orders(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the keys of each thing in the order in which they are shown."""
    orders: dict[str, tuple[str, ...]] = {}
    for item in instrument.items:
        orders[f"item.{item.id}"] = (*_keys(instrument, item), *_reasons(instrument, item))
        orders[f"flag.{item.id}"] = (FLAGGED, f"{MISSING_MARK}no-flag")
        for field in item.fields or ():
            if field.type in CODED:
                keys = (*codes_of(instrument, field), NONE_PICKED, *_reasons(instrument, item))
                orders[f"{RECORD}{item.id}.{field.id}"] = keys
    for dimension in instrument.all_dimensions():
        levels = dimension.scoring.levels if dimension.scoring else None
        if levels is not None:
            ids = tuple(cutoff.id for cutoff in levels.cutoffs)
            orders[f"level.{dimension.id}"] = (*ids, f"{MISSING_MARK}no-answer")
    return orders


def _keys(instrument: Instrument, item: Item) -> tuple[str, ...]:
    codes = codes_of(instrument, item)
    if item.type == "ranking":
        ranks = range(1, min(len(codes), item.max_count or len(codes)) + 1)
        return tuple(f"{rank}:{code}" for rank in ranks for code in codes)
    if item.type == "multiple-choice":
        return (*codes, NONE_PICKED)
    if item.type in {"choice", "yes-no"}:
        return codes
    return () if item.type in {"integer", "number"} else (ANSWERED,)


def _reasons(instrument: Instrument, item: Item) -> tuple[str, ...]:
    hidden = ("not-shown",) if item.when is not None else ()
    reasons = (*instrument.missing_of(item), "no-answer", *hidden)
    return tuple(f"{MISSING_MARK}{reason}" for reason in reasons)


def _rank(key: str) -> tuple[int, Fraction, str]:
    """Put numbers in order, then other keys, then missing reasons."""
    if key.startswith(MISSING_MARK):
        reason = key.removeprefix(MISSING_MARK)
        place = MISSING_REASONS.index(reason) if reason in MISSING_REASONS else -1
        return (2, Fraction(place), key)
    try:
        return (0, number_of(key), key)
    except ValueError:
        return (1, Fraction(0), key)
