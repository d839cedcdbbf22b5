"""The disclosure gate: what of the tallies may be shown, and how finely.

Refusals depend on who is in a group and on the plan, never on answers. A size
is the smaller of a group's persons and organizations.

Rules, by id:

- ``wave-open``: the wave is not closed; nothing of it is shown.
- ``group-too-small``: a whole group below its threshold; nothing is shown.
- ``subgroup-too-small``: a subgroup below the threshold of a mean; nothing is shown.
- ``mean-only``: a subgroup large enough for a mean but not for a distribution.
- ``coarsened``: a whole group below ten. One person more or less than none, or
  than all, cannot be told, so that unanimity gives nobody away.
- ``scores-withheld``: a whole group below ten. Scores that few people share are
  not listed; a mean is worked out from the coarsened answers.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from rosace.appraisal import Bounds, ProtectedCount, ProtectedTable
from rosace.instrument import Instrument
from rosace.response import MISSING_REASONS
from rosace.scoring import codes_of, item_values
from rosace.study import Study
from rosace.tally import ANSWERED, FLAGGED, MISSING_MARK, WHOLE, Count, Tally
from rosace.values import rational

__all__ = ["COARSE_BELOW", "RULES", "protect", "released"]

COARSE_BELOW: Final = 10
"""Groups smaller than this have unanimity coarsened."""


RULES: Final = (
    "wave-open",
    "group-too-small",
    "subgroup-too-small",
    "mean-only",
    "coarsened",
    "scores-withheld",
)


def released(study: Study, wave: str) -> bool:
    """Say whether anything of a wave may be shown: it is closed, or the study is open."""
    return any(known.id == wave and known.closed for known in study.waves)


def protect(
    study: Study, instrument: Instrument, tallies: Iterable[Tally]
) -> tuple[ProtectedTable, ...]:
    """Let tallies through the gate, each as finely as its group's size permits.

    Args:
        study: The study, with its thresholds, plan and waves.
        instrument: The instrument, for the order of codes and the range of scores.
        tallies: Counts of every planned group.
    """
    orders = _orders(instrument)
    return tuple(_protect(study, instrument, orders.get(tally.of, ()), tally) for tally in tallies)


def rule_of(study: Study, tally: Tally) -> str | None:
    """Return the rule that holds for a tally, from its membership and the plan alone."""
    if not released(study, tally.group.wave):
        return "wave-open"
    if study.disclosure.mode == "open":
        return None
    size = min(tally.persons, tally.organizations)
    if tally.group.cell != WHOLE:
        if size < study.disclosure.subgroup_mean:
            return "subgroup-too-small"
        return "mean-only" if size < study.disclosure.subgroup else None
    if size < study.disclosure.group:
        return "group-too-small"
    if size >= COARSE_BELOW:
        return None
    return "scores-withheld" if tally.kind == "scores" else "coarsened"


def _protect(
    study: Study, instrument: Instrument, order: tuple[str, ...], tally: Tally
) -> ProtectedTable:
    rule = rule_of(study, tally)
    if rule in {"wave-open", "group-too-small", "subgroup-too-small"}:
        return ProtectedTable(of=tally.of, kind=tally.kind, group=tally.group, rule=rule)
    counts = None
    if rule in {None, "coarsened"}:
        counts = _counts(order, tally, coarse=rule == "coarsened", voice=study.voice)
    mean = None
    if rule == "mean-only" or (rule == "scores-withheld" and tally.of.startswith("item.")):
        mean = _mean(instrument, tally)
    return ProtectedTable(
        of=tally.of,
        kind=tally.kind,
        group=tally.group,
        rule=rule,
        persons=tally.persons,
        weight=tally.weight,
        counts=counts,
        mean=mean,
    )


def _orders(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the keys of each thing in the order in which they are shown."""
    orders: dict[str, tuple[str, ...]] = {}
    for item in instrument.items:
        reasons = [
            f"{MISSING_MARK}{reason}" for reason in (*instrument.missing_of(item), "no-answer")
        ]
        if item.when is not None:
            reasons.append(f"{MISSING_MARK}not-shown")
        if item.type == "ranking":
            codes = codes_of(instrument, item)
            keys = [f"{rank}:{code}" for rank in range(1, len(codes) + 1) for code in codes]
        elif item.type in {"choice", "yes-no", "multiple-choice"}:
            keys = list(codes_of(instrument, item))
        else:
            keys = [] if item.type in {"integer", "number"} else [ANSWERED]
        orders[f"item.{item.id}"] = (*keys, *reasons)
        orders[f"flag.{item.id}"] = (FLAGGED, f"{MISSING_MARK}no-flag")
    for dimension in instrument.all_dimensions():
        levels = dimension.scoring.levels if dimension.scoring else None
        if levels is not None:
            ids = tuple(cutoff.id for cutoff in levels.cutoffs)
            orders[f"level.{dimension.id}"] = (*ids, f"{MISSING_MARK}no-answer")
    return orders


def _counts(
    order: tuple[str, ...], tally: Tally, *, coarse: bool, voice: str
) -> tuple[ProtectedCount, ...]:
    none = Count(persons=0, weight=Fraction(0))
    keys = [*order, *sorted(tally.counts.keys() - set(order), key=_rank)]
    shared = voice == "organization" or tally.weight == tally.persons
    heaviest = Fraction(1) if shared else tally.weight
    return tuple(
        _coarsen(key, tally.counts.get(key, none), tally, heaviest)
        if coarse
        else _exact(key, tally.counts.get(key, none))
        for key in keys
    )


def _rank(key: str) -> tuple[int, Fraction, str]:
    """Put numbers in order, then other keys, then missing reasons."""
    if key.startswith(MISSING_MARK):
        reason = key.removeprefix(MISSING_MARK)
        place = MISSING_REASONS.index(reason) if reason in MISSING_REASONS else -1  # type: ignore[arg-type]  # looked up only when it is one
        return (2, Fraction(place), key)
    try:
        return (0, rational(key), key)
    except ValueError:
        return (1, Fraction(0), key)


def _exact(key: str, count: Count) -> ProtectedCount:
    persons = Fraction(count.persons)
    return ProtectedCount(
        key=key,
        persons=Bounds(low=persons, high=persons),
        weight=Bounds(low=count.weight, high=count.weight),
    )


def _coarsen(key: str, count: Count, tally: Tally, heaviest: Fraction) -> ProtectedCount:
    """Make none and one alike, and all and all but one.

    ``heaviest`` bounds what one voice may weigh, from the membership alone.
    """
    everyone = Fraction(tally.persons)
    if count.persons <= 1:
        return ProtectedCount(
            key=key,
            persons=Bounds(low=Fraction(0), high=Fraction(1)),
            weight=Bounds(low=Fraction(0), high=heaviest),
        )
    if count.persons >= tally.persons - 1:
        return ProtectedCount(
            key=key,
            persons=Bounds(low=everyone - 1, high=everyone),
            weight=Bounds(low=max(Fraction(0), tally.weight - heaviest), high=tally.weight),
        )
    return _exact(key, count)


def _mean(instrument: Instrument, tally: Tally) -> Bounds | None:
    """Return a group's mean, with both ends of the possible range coded together.

    A mean within one person's reach of an end reads as that whole reach, so that
    unanimity at an end cannot be told from all but one.
    """
    values = _values_of(instrument, tally)
    held = [(values[key], count) for key, count in tally.counts.items() if key in values]
    base = sum((count.weight for _, count in held), Fraction(0))
    if not base:
        return None
    mean = sum((number * count.weight for number, count in held), Fraction(0)) / base
    ends = _range_of(instrument, tally)
    if ends is None:
        return Bounds(low=mean, high=mean)
    reach = (ends[1] - ends[0]) / min(tally.persons, tally.organizations)
    if mean <= ends[0] + reach:
        return Bounds(low=ends[0], high=ends[0] + reach)
    if mean >= ends[1] - reach:
        return Bounds(low=ends[1] - reach, high=ends[1])
    return Bounds(low=mean, high=mean)


def _values_of(instrument: Instrument, tally: Tally) -> Mapping[str, Fraction]:
    if tally.kind == "scores":
        return {key: rational(key) for key in tally.counts if not key.startswith(MISSING_MARK)}
    if tally.kind == "choices" and tally.of.startswith("item."):
        return item_values(instrument, instrument.item(tally.of.removeprefix("item.")))
    return {}


def _range_of(instrument: Instrument, tally: Tally) -> tuple[Fraction, Fraction] | None:
    """Return the lowest and highest value that one respondent can have, where they are known."""
    what, _, identifier = tally.of.partition(".")
    if what != "item":
        return None
    item = instrument.item(identifier)
    if item.minimum is not None and item.maximum is not None:
        return (item.minimum, item.maximum)
    values = item_values(instrument, item).values()
    return (min(values), max(values)) if values else None
