"""Tables of mixes: what several groups wrote, a row a choice and a column a group of groups."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal, Bounds
from rosace.disclosure import released
from rosace.distributions import in_study_order
from rosace.instrument import Item
from rosace.mixes import Mix
from rosace.record_tables import field_title
from rosace.report import Block, Cell, Column, Notice, Paragraph, Phrase, Table
from rosace.scoring import codes_of
from rosace.sizes import MOST_LISTED
from rosace.tally import MISSING_MARK, WHOLE, Group

__all__ = ["mix_blocks", "reserved_mix_blocks"]

_MOST_GROUPS: Final = 4
"""Groups side by side in one table; further ones stand in a table of their own."""


def mix_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield what the collective responses of a wave hold together, where there are several.

    Where a wave has more than are listed one by one, that is said first.

    Args:
        appraisal: The newest version's appraisal.
    """
    yield from _crowded(appraisal)
    versions = (*appraisal.earlier, appraisal)
    tables = [table for held in versions for table in _tables(held, reserved=False)]
    if tables:
        yield Paragraph(text=b.message("core.mixes.reading"))
        yield from (_bases(held) for held in versions if _several(held))
        yield from tables


def reserved_mix_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield the mixes of the fields that the facilitator alone reads."""
    for held in (*appraisal.earlier, appraisal):
        yield from _tables(held, reserved=True)


def _crowded(appraisal: Appraisal) -> Iterator[Notice]:
    waves = [
        b.message(
            "core.mixes.crowded-wave",
            wave=b.wave_title(appraisal.study, part.wave),
            responses=b.count(part.collective, "things"),
        )
        for part in appraisal.received
        if part.collective > MOST_LISTED and released(appraisal.study, part.wave)
    ]
    if waves:
        most = b.count(MOST_LISTED, "things")
        said = b.message("core.mixes.crowded", waves=b.joined(waves), most=most)
        yield Notice(level="information", text=said)


def _several(appraisal: Appraisal) -> tuple[str, ...]:
    """Return the waves that have more than one collective response."""
    several = (
        mix.group.wave for mix in appraisal.mixes if mix.group.cell == WHOLE and mix.responses > 1
    )
    return tuple(dict.fromkeys(several))


def _groups(appraisal: Appraisal) -> Iterator[tuple[tuple[str, ...], list[Group]]]:
    """Yield each breakdown with its groups in those waves, the whole groups first."""
    waves = _several(appraisal)
    met = {mix.group for mix in appraisal.mixes}
    for breakdown in dict.fromkeys(((), *appraisal.study.breakdowns)):
        cells = {group.cell for group in met if group.breakdown == breakdown}
        ordered = in_study_order(appraisal.study, cells)
        found = (Group(wave=wave, cell=cell) for cell in ordered for wave in waves)
        groups = [group for group in found if group in met]
        if groups:
            yield breakdown, groups


def _tables(appraisal: Appraisal, *, reserved: bool) -> Iterator[Table]:
    by_group = {(mix.item, mix.field, mix.group): mix for mix in appraisal.mixes}
    planned = list(_groups(appraisal))
    alone = len(_several(appraisal)) == 1
    for item, field in _parts(appraisal):
        if (field is not None and field.audience is not None) is not reserved:
            continue
        name = (item.id, field.id) if field else (item.id,)
        for breakdown, groups in planned:
            found = [by_group[item.id, field.id if field else None, group] for group in groups]
            if not any(mix.rows for mix in found):
                continue
            runs = [found[at : at + _MOST_GROUPS] for at in range(0, len(found), _MOST_GROUPS)]
            for number, run in enumerate(runs, start=1):
                title = field_title(item, field)
                if breakdown:
                    title = b.message("core.mixes.by-group", what=title)
                if len(runs) > 1:
                    place = {"part": b.count(number, "things"), "of": b.count(len(runs), "things")}
                    title = b.message("core.mixes.part", what=title, **place)
                identifier = b.identifier("mix", *name, *breakdown, str(number))
                heads = [_head(appraisal, mix.group, alone=alone) for mix in run]
                rows = _rows(appraisal, field or item, run)
                yield _table(identifier, title, heads, rows)


def _parts(appraisal: Appraisal) -> Iterator[tuple[Item, Item | None]]:
    """Yield what the mixes are of: an item, or a record with one of its fields."""
    for name, part in dict.fromkeys((mix.item, mix.field) for mix in appraisal.mixes):
        item = appraisal.instrument.item(name)
        yield item, next((field for field in item.fields or () if field.id == part), None)


def _rows(appraisal: Appraisal, item: Item, found: Sequence[Mix]) -> list[tuple[Cell, ...]]:
    reasons = sorted({key for mix in found for key in mix.counts if key[0] == MISSING_MARK})
    rows = [
        (
            b.text(b.answer_title(appraisal.instrument, item, key)),
            *(b.count(mix.counts.get(key, 0), "things") for mix in found),
            *(_share(mix.counts.get(key, 0), mix.rows) for mix in found),
        )
        for key in (*codes_of(appraisal.instrument, item), *reasons)
    ]
    totals = (b.count(mix.rows, "things") for mix in found)
    wholes = (_share(mix.rows, mix.rows) for mix in found)
    return [*rows, (b.text(b.message("core.mixes.total")), *totals, *wholes)]


def _table(
    identifier: str, title: Phrase, heads: Sequence[Phrase], rows: Sequence[tuple[Cell, ...]]
) -> Table:
    counts = [
        Column(id=f"n_{place}", title=head, kind="count")
        for place, head in enumerate(heads, start=1)
    ]
    shares = [
        Column(id=f"share_{place}", title=b.message("core.share-of", what=head), kind="number")
        for place, head in enumerate(heads, start=1)
    ]
    choice = Column(id="choice", title=b.message("core.choice"), kind="text", header=True)
    return Table(id=identifier, title=title, columns=(choice, *counts, *shares), rows=tuple(rows))


def _head(appraisal: Appraisal, group: Group, *, alone: bool) -> Phrase:
    """Return what a column is called; its wave is said where it is not the only one."""
    wave = b.wave_title(appraisal.study, group.wave)
    if group.cell == WHOLE:
        return wave
    cell = b.cell_title(appraisal.study, group.cell)
    return cell if alone else b.joined([cell, wave])


def _share(part: int, whole: int) -> Cell:
    if not whole:
        return b.WITHHELD
    exact = Fraction(part, whole)
    return b.share(Bounds(low=exact, high=exact))


def _bases(appraisal: Appraisal) -> Table:
    """Return how many collective responses each group has, and how many rows of each record."""
    records = [item for item in appraisal.instrument.items if item.type == "records"]
    written = {(mix.group, mix.item): mix.rows for mix in appraisal.mixes if mix.field}
    counted = [item for item in records if any(name == item.id for _, name in written)]
    responses = {mix.group: mix.responses for mix in appraisal.mixes}
    groups = [group for _, held in _groups(appraisal) for group in held]
    names = b.column_ids({item.id: f"rows_{item.id}" for item in counted})
    return Table(
        id="mix-groups",
        title=b.message("core.mixes.groups"),
        columns=(
            Column(id="group", title=b.message("core.group"), kind="text", header=True),
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="responses", title=b.message("core.mixes.responses"), kind="count"),
            *(
                Column(
                    id=names[item.id],
                    title=b.message("core.mixes.rows", item=b.words(item.text)),
                    kind="count",
                )
                for item in counted
            ),
        ),
        rows=tuple(
            (
                b.text(b.cell_title(appraisal.study, group.cell)),
                b.text(b.wave_title(appraisal.study, group.wave)),
                b.count(responses[group], "things"),
                *(b.count(written[group, item.id], "things") for item in counted),
            )
            for group in groups
        ),
    )
