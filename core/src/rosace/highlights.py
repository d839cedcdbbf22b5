"""What a group's answers make certain, in a few findings to open a discussion with.

Everything here is a function of the protected tables alone, and is found only where it
holds for every table of counts that the shown bounds permit. What cannot be told apart is
found together, and what would take in more than half of all there is stands out from
nothing. Nothing names or ranks a person or an organization; of two groups it is only found
that they lie apart, not which of them lies higher.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from rosace import statistics
from rosace.appraisal import Appraisal, Bounds, Moved, ProtectedTable
from rosace.comparing import compare
from rosace.distributions import cells_of
from rosace.finding import Finding, FindingKind, Part, leading, named
from rosace.instrument import Dimension, Instrument
from rosace.leaning import appraised, position
from rosace.score_tables import dimension_mean
from rosace.scoring import item_values, strongest_first
from rosace.tally import WHOLE
from rosace.values import value

__all__ = ["Highlights", "highlights"]

_LEAST_SHARE: Final = Fraction(1, 4)
"""The share that must hold a choice, or have moved, for it to be worth a word."""

_CLOSE: Final = Fraction(1, 2)
"""Agreement above which answers are not called spread: halves on neighbours of three choices."""

_APART: Final = Fraction(1, 4)
"""How much of the scale must lie between two groups: half a step of three choices."""

_SHIFT: Final = Fraction(1, 8)
"""How much of the scale a group must have moved: of ten people on three choices, three a step."""

_MOST_GROUPS: Final = 3
_DIGITS: Final = 9
_MOST: Final = Fraction(1, 2)
_ENDS: Final[tuple[tuple[FindingKind, FindingKind, int], ...]] = (
    ("mostly-strongest", "strongest", 0),
    ("mostly-weakest", "weakest", -1),
)
_ENDS_OF_DIMENSIONS: Final[tuple[tuple[FindingKind, int], ...]] = (
    ("dimension-strongest", 0),
    ("dimension-weakest", -1),
)


@value
class Highlights:
    """What may be said first of the latest closed wave of a study.

    Args:
        wave: The wave; None where nothing of individual answers may be shown.
        instruments: The instruments, in the version that the wave used, in order.
        findings: What is certain, instrument by instrument.
    """

    wave: str | None = None
    instruments: tuple[Instrument, ...] = ()
    findings: tuple[Finding, ...] = ()


def highlights(appraisals: Iterable[Appraisal]) -> Highlights | None:
    """Return what stands out, where answers differ and what changed, over all instruments.

    None where nobody answered alone to anything that is appraised by ordered choices.

    Args:
        appraisals: The newest version of each instrument, in the order of the report.
    """
    asked = [each for each in appraisals if _asked(each)]
    if not asked:
        return None
    seen = [(each, list(_occasions(each))) for each in asked]
    last = max((held[-1][0] for _, held in seen if held), default=None)
    latest = [(newest, held) for newest, held in seen if held and held[-1][0] == last]
    shown = [(newest, held) for newest, held in latest if held[-1][2].shown]
    if not shown:
        return Highlights()
    return Highlights(
        wave=shown[0][1][-1][1],
        instruments=tuple(held[-1][2].instrument for _, held in shown),
        findings=tuple(finding for newest, held in shown for finding in _found(newest, held)),
    )


class _Occasion:
    """One closed wave of a version of an instrument, with its items that are appraised."""

    def __init__(self, appraisal: Appraisal, wave: str) -> None:
        self.appraisal = appraisal
        self.instrument = appraisal.instrument
        self.wave = wave
        self.items = appraised(appraisal.instrument)
        self._tables = {
            (table.of, table.group.cell): table
            for table in appraisal.tables
            if table.group.wave == wave
        }
        tables = ((item, self.table(item)) for item in self.items)
        self.tables = {item: table for item, table in tables if table is not None}

    def table(self, item: str, cell: tuple[tuple[str, str], ...] = WHOLE) -> ProtectedTable | None:
        """Return what passed the gate of a group's answers to an item."""
        return self._tables.get((f"item.{item}", cell))

    @property
    def shown(self) -> bool:
        """Whether anything of it passed the gate."""
        return any(table.counts is not None for table in self.tables.values())

    def place(self, item: str, table: ProtectedTable | None) -> Bounds | None:
        """Return where a group's answers to an item lie, from 0 to 1."""
        if table is None:
            return None
        held = self.instrument.item(item)
        return position(self.instrument, held, self.items[item], table)


def _asked(appraisal: Appraisal) -> bool:
    """Say whether somebody answered an instrument alone, on something that is appraised."""
    versions = (*appraisal.earlier, appraisal)
    return any(each.persons for each in appraisal.received) and any(
        appraised(each.instrument) for each in versions
    )


_Seen = tuple[int, str, _Occasion]


def _occasions(appraisal: Appraisal) -> Iterator[_Seen]:
    """Yield the closed waves that an instrument has answers of, in the study's order."""
    for place, wave in enumerate(appraisal.study.waves):
        for version in (*appraisal.earlier, appraisal):
            if wave.id in version.waves and (occasion := _Occasion(version, wave.id)).tables:
                yield place, wave.id, occasion


def _found(newest: Appraisal, held: Sequence[_Seen]) -> Iterator[Finding]:
    occasion = held[-1][2]
    yield from _items(occasion)
    yield from _dimensions(occasion)
    yield from _means(occasion)
    yield from _spread(occasion)
    yield from _groups(occasion)
    yield from _apart(occasion)
    if len(held) > 1 and held[-2][2].shown:
        before = held[-2][2]
        changes = tuple(_changes(newest, before, occasion))
        unchanged = Finding(kind="unchanged", instrument=newest.instrument.id, before=before.wave)
        yield from changes or (unchanged,)


def _items(occasion: _Occasion) -> Iterator[Finding]:
    """Yield how many items most answer with an end of the scale, and where it comes up most."""
    for most, kind, end in _ENDS:
        ranked = []
        for item, table in occasion.tables.items():
            key = occasion.items[item][end]
            share = statistics.share(table, key)
            if share is not None:
                ranked.append((share, _held(item, table, key, share)))
        many = sum(share.low > _MOST for share, _ in ranked)
        if many > _MOST * len(ranked):
            yield Finding(kind=most, instrument=occasion.instrument.id, more=many)
        yield from named(kind, occasion.instrument.id, leading(ranked, _LEAST_SHARE))


def _held(item: str, table: ProtectedTable, key: str, share: Bounds) -> Part:
    """Return how many hold a choice: in persons where their voices weigh alike."""
    count = table.count(key)
    persons = Fraction(table.persons or 0)
    if count and persons:
        ends = ((count.persons.low, share.low), (count.persons.high, share.high))
        if all(number == part * persons for number, part in ends):
            return Part(of=item, unit="persons", amount=count.persons, base=persons)
    return Part(of=item, unit="share", amount=share)


def _dimensions(occasion: _Occasion) -> Iterator[Finding]:
    """Yield the dimensions in whose answers each end of the scale has most of a share."""
    for kind, end in _ENDS_OF_DIMENSIONS:
        ranked = []
        for dimension in _lowest(occasion.instrument):
            share = None if _is_mean(dimension) else _pooled(occasion, dimension, end)
            if share is not None:
                ranked.append((share, Part(of=dimension.id, unit="share", amount=share)))
        yield from named(kind, occasion.instrument.id, leading(ranked, _LEAST_SHARE))


def _lowest(instrument: Instrument) -> list[Dimension]:
    return [dimension for dimension in instrument.all_dimensions() if dimension.items]


def _is_mean(dimension: Dimension) -> bool:
    return dimension.scoring is not None and dimension.scoring.method in {"mean", "weighted-mean"}


def _pooled(occasion: _Occasion, dimension: Dimension, end: int) -> Bounds | None:
    """Return the share of one end of the scale in all answers to a dimension's items."""
    low = high = whole = Fraction(0)
    for item in dimension.all_items():
        table = occasion.tables.get(item)
        count = table.count(occasion.items[item][end]) if table else None
        if table is None or count is None or not table.weight:
            return None
        low, high = low + count.weight.low, high + count.weight.high
        whole += table.weight
    return Bounds(low=low / whole, high=high / whole)


def _means(occasion: _Occasion) -> Iterator[Finding]:
    """Yield the highest and the lowest mean, of dimensions whose items share one scale."""
    instrument = occasion.instrument
    ranked: list[tuple[Bounds, Part]] = []
    scales = set()
    for dimension in filter(_is_mean, _lowest(instrument)):
        table = occasion.appraisal.table(f"dimension.{dimension.id}", occasion.wave)
        mean = dimension_mean(occasion.appraisal, dimension, table) if table else None
        values = [
            tuple(item_values(instrument, instrument.item(item)).values())
            for item in dimension.all_items()
        ]
        scales |= {(min(each), max(each)) for each in values if each}
        if mean is not None and all(values):
            top = max(max(each) for each in values)
            ranked.append((mean, Part(of=dimension.id, unit="mean", amount=mean, base=top)))
    if len(scales) == 1:
        yield from named("highest-mean", instrument.id, leading(ranked))
        yield from named("lowest-mean", instrument.id, leading(_turned(ranked)))


def _turned(ranked: Iterable[tuple[Bounds, Part]]) -> list[tuple[Bounds, Part]]:
    return [(Bounds(low=-bounds.high, high=-bounds.low), part) for bounds, part in ranked]


def _spread(occasion: _Occasion) -> Iterator[Finding]:
    """Yield the items on which answers agree least, where that is little."""
    ranked: list[tuple[Bounds, Part]] = []
    for item, table in occasion.tables.items():
        found = statistics.agreement(table, occasion.items[item])
        if found is not None:
            # What differs by the last bit of a logarithm is alike.
            ends = [round(Fraction(end), _DIGITS) for end in found]
            bounds = Bounds(low=ends[0], high=ends[1])
            ranked.append((bounds, Part(of=item, unit="agreement", amount=bounds)))
    yield from named("spread", occasion.instrument.id, leading(_turned(ranked), -_CLOSE))


def _groups(occasion: _Occasion) -> Iterator[Finding]:
    """Yield the items on which two planned groups certainly lie apart, the furthest first.

    In an open study nothing keeps a group from being a single organization, and no groups
    are told apart.
    """
    appraisal = occasion.appraisal
    if appraisal.study.disclosure.mode == "open":
        return
    found: list[tuple[Fraction, Finding]] = []
    for breakdown in appraisal.study.breakdowns:
        cells = cells_of(appraisal, occasion.wave, breakdown)
        for item in occasion.tables:
            places = [
                (cell, place)
                for cell in cells
                if (place := occasion.place(item, occasion.table(item, cell)))
            ]
            pairs = [
                (max(one.low - other.high, other.low - one.high), (first, second))
                for (first, one), (second, other) in combinations(places, 2)
            ]
            gap, both = max(pairs, key=lambda pair: pair[0], default=(Fraction(-1), ()))
            if gap >= _APART:
                parts = (Part(of=item),)
                told = Finding(
                    kind="groups", instrument=occasion.instrument.id, parts=parts, cells=both
                )
                found.append((gap, told))
    found.sort(key=lambda pair: pair[0], reverse=True)
    yield from (told for _, told in found[:_MOST_GROUPS])


def _apart(occasion: _Occasion) -> Iterator[Finding]:
    """Yield the items on which the group's own answer lies outside the middle half."""
    given = {
        item: answer.value
        for response in occasion.appraisal.collective
        if response.wave == occasion.wave
        for item, answer in response.answers.items()
    }
    parts = [
        Part(of=item)
        for item, table in occasion.tables.items()
        if isinstance(own := given.get(item), str)
        and statistics.outside_middle(table, occasion.items[item], own)
    ]
    yield from named("apart", occasion.instrument.id, parts)


def _comparable(before: _Occasion, after: _Occasion) -> list[str]:
    compared = compare(before.instrument, after.instrument)
    return [item for item in after.tables if compared.item(item).comparable]


def _changes(newest: Appraisal, before: _Occasion, after: _Occasion) -> Iterator[Finding]:
    """Yield what moved in the whole group, then what else moved in those who answered twice."""
    shifts = {}
    compared = compare(before.instrument, after.instrument)
    for item, table in after.tables.items():
        if compared.item(item).comparable:
            then = after.place(item, before.table(item))
            now = after.place(item, table)
            if then is not None and now is not None:
                shifts[item] = (now.low - then.high, then.low - now.high)
    yield from _both_ways(("stronger", "weaker"), (before, after), shifts, _SHIFT)
    moved = {item for item, both in shifts.items() if max(both) >= _SHIFT}
    others = {
        item: both for item, both in _movements(newest, before, after).items() if item not in moved
    }
    yield from _both_ways(("risen", "fallen"), (before, after), others, _LEAST_SHARE)


def _movements(
    newest: Appraisal, before: _Occasion, after: _Occasion
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return, by item, how many more at least moved up than down and the other way, as shares."""
    found = {}
    for movement in newest.movements:
        if (movement.before, movement.after) != (before.wave, after.wave) or not movement.persons:
            continue
        for moved in movement.items:
            if moved.item in after.items:
                up, down = _ways(after, moved)
                both = (up.low - down.high, down.low - up.high)
                found[moved.item] = (both[0] / movement.persons, both[1] / movement.persons)
    return found


def _both_ways(
    kinds: tuple[FindingKind, FindingKind],
    pair: tuple[_Occasion, _Occasion],
    shifts: Mapping[str, tuple[Fraction, Fraction]],
    least: Fraction,
) -> Iterator[Finding]:
    """Yield the items that moved at least so far each way, the furthest first."""
    before, after = pair
    for way, kind in enumerate(kinds):
        moved = [(both[way], item) for item, both in shifts.items() if both[way] >= least]
        moved.sort(key=lambda pair: pair[0], reverse=True)
        parts = [Part(of=item) for _, item in moved]
        yield from named(kind, after.instrument.id, parts, before.wave)


def _ways(occasion: _Occasion, moved: Moved) -> tuple[Bounds, Bounds]:
    """Return how many moved to a stronger and to a weaker choice, as the dimensions count it."""
    item = occasion.instrument.item(moved.item)
    if strongest_first(occasion.instrument, item) == occasion.items[moved.item]:
        return moved.stronger, moved.weaker
    return moved.weaker, moved.stronger
