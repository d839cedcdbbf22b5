"""One instrument over all its waves and versions: what of it may stand side by side."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from rosace.appraisal import Appraisal, ProtectedTable
from rosace.comparing import Comparison, compare
from rosace.instrument import Dimension
from rosace.tally import WHOLE, Group
from rosace.values import evolve, value

__all__ = ["Series", "answered", "series"]

_MISSING: Final = "wave-missing"


@value
class Series:
    """What can be compared over waves.

    Args:
        appraisal: The newest version's appraisal, with the tables of every wave that has
            answers to show, as far as what they count asks the same. A thing that one
            wave alone has is left out. A wave without answers has a table without
            counts of whatever was there before, so that it is seen to be missing.
        missing: The waves without answers, before the last that has some.
        comparisons: The appraisals of earlier versions, each with what changed since.
    """

    appraisal: Appraisal
    missing: tuple[str, ...]
    comparisons: tuple[tuple[Appraisal, Comparison], ...]

    def items_of(self, dimension: Dimension, wave: str) -> tuple[ProtectedTable, ...] | None:
        """Return the tables of a dimension's items in a wave; None where it is not comparable."""
        for held, found in self.comparisons:
            if wave in held.waves and not found.dimension(dimension.id).comparable:
                return None
        tables = [self.appraisal.table(f"item.{name}", wave) for name in dimension.all_items()]
        held_here = tuple(table for table in tables if table is not None)
        return held_here if len(held_here) == len(tables) else None


def answered(appraisal: Appraisal) -> tuple[str, ...]:
    """Return the waves that have individual answers, those withheld among them."""
    met = {table.group.wave for table in appraisal.tables}
    return tuple(wave for wave in appraisal.waves if wave in met)


def series(appraisal: Appraisal) -> Series | None:
    """Return an instrument over its waves; None where fewer than two have answers."""
    versions = (*appraisal.earlier, appraisal)
    met = {wave for held in versions for wave in answered(held)}
    order = [wave.id for wave in appraisal.study.waves]
    if len(met) < 2:  # noqa: PLR2004  # one wave alone has nothing to be compared with
        return None
    uses = [used for used in appraisal.study.instruments if used.id == appraisal.instrument.id]
    last = max(order.index(wave) for wave in met)
    used = [wave for wave in order[:last] if not uses or any(each.used_in(wave) for each in uses)]
    missing = tuple(wave for wave in used if wave not in met)
    comparisons = tuple(
        (held, compare(held.instrument, appraisal.instrument)) for held in appraisal.earlier
    )
    shown = [
        *_whole(appraisal),
        *(table for held, found in comparisons for table in _comparable(held, found)),
    ]
    waves = Counter(table.of for table in shown if table.group.wave in met)
    kept = [table for table in shown if waves[table.of] > 1 and table.group.wave in met]
    gaps = _gaps(kept, appraisal, missing)
    return Series(
        appraisal=evolve(
            appraisal,
            tables=(*kept, *gaps),
            waves=tuple(wave for wave in order if wave in {*met, *missing}),
        ),
        missing=missing,
        comparisons=comparisons,
    )


def _whole(appraisal: Appraisal) -> Iterator[ProtectedTable]:
    return (table for table in appraisal.tables if table.group.cell == WHOLE)


def _comparable(held: Appraisal, found: Comparison) -> Iterator[ProtectedTable]:
    """Yield the tables of an earlier version that count what the newest counts."""
    names = {f"item.{item.id}" for item in found.items if item.comparable}
    for dimension in found.dimensions:
        if dimension.comparable:
            names |= {f"dimension.{dimension.id}", f"level.{dimension.id}"}
    return (table for table in _whole(held) if table.of in names)


def _gaps(
    kept: Sequence[ProtectedTable], appraisal: Appraisal, missing: tuple[str, ...]
) -> Iterator[ProtectedTable]:
    """Yield a table without counts of each thing in each wave missing since it was first there."""
    place = {wave.id: number for number, wave in enumerate(appraisal.study.waves)}
    closed = {wave.id for wave in appraisal.study.waves if wave.closed}
    first: dict[str, ProtectedTable] = {}
    for table in sorted(kept, key=lambda table: place[table.group.wave]):
        first.setdefault(table.of, table)
    for wave in missing:
        rule = _MISSING if wave in closed else "wave-open"
        for name, table in first.items():
            if place[table.group.wave] < place[wave]:
                yield ProtectedTable(of=name, kind=table.kind, group=Group(wave=wave), rule=rule)
