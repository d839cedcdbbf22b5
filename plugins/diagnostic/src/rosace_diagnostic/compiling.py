"""Compiling answers per item, condition and block, from protected tables alone."""

from collections.abc import Iterator

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, ProtectedCount, ProtectedTable
from rosace.distributions import missing_keys
from rosace.instrument import Dimension, Instrument, Item
from rosace.report import Cell, Column, Phrase, Table
from rosace.tally import MISSING_MARK

__all__ = [
    "CODES",
    "block_table",
    "blocks_of",
    "condition_table",
    "conditions_of",
    "has_answers",
    "item_table",
    "missing",
    "together",
    "wave",
]

CODES = ("A", "B", "C")
"""The three statements, from the strongest to the weakest."""


def wave(appraisal: Appraisal, identifier: str) -> Phrase:
    """Return the words of a wave."""
    return b.wave_title(appraisal.study, identifier)


def missing(instrument: Instrument) -> tuple[str, ...]:
    """Return the keys of the missing reasons that a bar shows, in order."""
    return missing_keys(instrument, instrument.items)


def conditions_of(instrument: Instrument) -> list[Dimension]:
    """Return the six conditions, in order."""
    return [dimension for dimension in instrument.all_dimensions() if dimension.items]


def blocks_of(instrument: Instrument) -> list[tuple[Dimension, tuple[Dimension, ...]]]:
    """Return the two blocks, each with its conditions."""
    return [(block, block.dimensions or ()) for block in instrument.dimensions]


def has_answers(appraisal: Appraisal, identifier: str) -> bool:
    """Say whether a wave has individual answers that may be shown."""
    return any(table.counts for _, table in _items(appraisal, identifier))


def _items(appraisal: Appraisal, identifier: str) -> Iterator[tuple[Item, ProtectedTable]]:
    for condition in conditions_of(appraisal.instrument):
        for name in condition.items or ():
            table = appraisal.table(f"item.{name}", identifier)
            if table is not None:
                yield appraisal.instrument.item(name), table


def _condition_of(instrument: Instrument, item: Item) -> Dimension:
    return next(found for found in conditions_of(instrument) if item.id in (found.items or ()))


def _persons(held: ProtectedCount | None) -> Cell:
    return b.count(held.persons if held else None)


def _long_columns(group: str, label: str, column: str = "item") -> tuple[Column, ...]:
    return (
        Column(id="group", title=b.message(group), kind="text", header=True),
        Column(id=column, title=b.message(label), kind="text", header=True),
        Column(id="choice", title=b.message("diagnostic.choice"), kind="text", header=True),
        Column(id="count", title=b.message("diagnostic.count"), kind="count"),
        Column(id="share", title=b.message("diagnostic.share"), kind="number"),
    )


def _choice(appraisal: Appraisal, key: str) -> Phrase:
    item = appraisal.instrument.items[0]
    if key in CODES:
        label = b.code_title(appraisal.instrument, item, key)
        return b.message("diagnostic.code", code=b.verbatim(key), label=label)
    return b.code_title(appraisal.instrument, item, key)


def together(appraisal: Appraisal, identifier: str) -> dict[str, str]:
    """Return the key of the group's own answer to each item that it answered in a wave."""
    response = appraisal.collective_response(identifier)
    answers = response.answers if response else {}
    return {
        item.id: str(given.value) if given.missing is None else f"{MISSING_MARK}{given.missing}"
        for item, _ in _items(appraisal, identifier)
        if (given := answers.get(item.id)) is not None
    }


def _mark(held: bool) -> Cell:  # noqa: FBT001  # the one thing that it says
    return b.text(b.message("core.yes") if held else b.verbatim(""))


def item_table(appraisal: Appraisal, identifier: str) -> Table:
    """Return the answers to each item, one row an item and choice, missing reasons last.

    Where the group answered too, a column says which choice is its own.
    """
    keys = (*CODES, *missing(appraisal.instrument))
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    own = together(appraisal, identifier)
    for item, table in _items(appraisal, identifier):
        used.append(table)
        title = _condition_of(appraisal.instrument, item).title
        rows.extend(
            (
                b.text(b.words(title)),
                b.text(b.words(item.text)),
                b.text(_choice(appraisal, key)),
                _persons(table.count(key)),
                b.share(statistics.share(table, key)),
                *((_mark(own.get(item.id) == key),) if own else ()),
            )
            for key in keys
        )
    group = Column(id="collective", title=b.message("diagnostic.together.group"), kind="text")
    return Table(
        id="spread-table",
        title=b.message("diagnostic.spread.table"),
        columns=(
            *_long_columns("diagnostic.condition", "core.item"),
            *((group,) if own else ()),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def condition_table(appraisal: Appraisal, identifier: str) -> Table:
    """Return the answers to each condition's items added up, one row a condition and choice."""
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for block, conditions in blocks_of(appraisal.instrument):
        for condition in conditions:
            heads = (b.text(b.words(block.title)), b.text(b.words(condition.title)))
            pooled = _pooled_rows(appraisal, condition, identifier, used)
            rows.extend((*heads, *row) for row in pooled)
    return Table(
        id="conditions",
        title=b.message("diagnostic.conditions.table"),
        columns=_long_columns("diagnostic.block", "diagnostic.condition"),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def block_table(appraisal: Appraisal, identifier: str) -> Table:
    """Return the answers to each block's items added up, one row a block."""
    used: list[ProtectedTable] = []
    rows = []
    for block, _ in blocks_of(appraisal.instrument):
        parts = list(_pooled_rows(appraisal, block, identifier, used))[: len(CODES)]
        counts = [count for _, count, _ in parts]
        shares = [share for _, _, share in parts]
        rows.append((b.text(b.words(block.title)), *counts, *shares))
    return Table(
        id="blocks",
        title=b.message("diagnostic.blocks.table"),
        columns=(
            Column(id="block", title=b.message("diagnostic.block"), kind="text", header=True),
            *(
                Column(id=f"n_{code.lower()}", title=b.verbatim(code), kind="count")
                for code in CODES
            ),
            *(
                Column(
                    id=f"share_{code.lower()}",
                    title=b.message("core.share-of", what=b.verbatim(code)),
                    kind="number",
                )
                for code in CODES
            ),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _pooled_rows(
    appraisal: Appraisal, dimension: Dimension, wave_: str, used: list[ProtectedTable]
) -> Iterator[tuple[Cell, Cell, Cell]]:
    found = [appraisal.table(f"item.{item}", wave_) for item in dimension.all_items()]
    tables = [table for table in found if table is not None]
    used.extend(tables)
    keys = (*CODES, *missing(appraisal.instrument))
    pooled = statistics.pooled_shares(tables, keys)
    for key in keys:
        yield (
            b.text(_choice(appraisal, key)),
            b.count(pooled[key][0].persons if pooled else None, "answers"),
            b.share(pooled[key][1] if pooled else None),
        )
