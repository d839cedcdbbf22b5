"""Tables of distributions: of items, of dimensions pooled over their items, and by breakdown."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, Bounds, ProtectedTable
from rosace.instrument import Dimension, Instrument, Item
from rosace.report import Block, Cell, Column, Phrase, Table
from rosace.score_tables import dimension_mean, scored
from rosace.scoring import codes_of, item_values
from rosace.study import Study
from rosace.tally import MISSING_MARK, NONE_PICKED, WHOLE

__all__ = [
    "Heads",
    "breakdown_blocks",
    "cells_of",
    "columns_of",
    "in_study_order",
    "item_blocks",
    "missing_keys",
    "pooled_blocks",
]

_SHARE: Final = "share "
_COUNTED = ("choice", "yes-no", "multiple-choice")
_Cell = tuple[tuple[str, str], ...]


def item_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield a table of distributions for each scale, of numbers, and of rankings."""
    if not appraisal.waves:
        return
    groups = [(wave, WHOLE) for wave in appraisal.waves]
    for identifier, items in _by_scale(appraisal.instrument):
        yield _distribution_table(appraisal, b.identifier("items", identifier), items, groups)
    numbers = [item for item in appraisal.instrument.items if item.type in {"integer", "number"}]
    if numbers:
        yield _number_table(appraisal, "items-numbers", numbers, groups)
    for item in appraisal.instrument.items:
        if item.type == "ranking":
            yield _ranking_table(appraisal, item)


def pooled_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield, for dimensions that are distributions, their items' answers added up."""
    shown = [
        dimension
        for dimension in appraisal.instrument.all_dimensions()
        if dimension.scoring and dimension.scoring.method == "distribution"
    ]
    by_codes: dict[tuple[str, ...], list[Dimension]] = {}
    for dimension in shown:
        items = [appraisal.instrument.item(item) for item in dimension.all_items()]
        met = dict.fromkeys(code for item in items for code in codes_of(appraisal.instrument, item))
        by_codes.setdefault(tuple(met), []).append(dimension)
    for number, (codes, dimensions) in enumerate(by_codes.items(), start=1):
        if appraisal.waves and codes:
            yield _pooled_table(appraisal, f"distributions-{number}", codes, dimensions)


def breakdown_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield, for each planned breakdown, mean scores and distributions by group."""
    for breakdown in appraisal.study.breakdowns:
        name = b.identifier(*breakdown)
        groups = [
            (wave, cell)
            for wave in appraisal.waves
            for cell in cells_of(appraisal, wave, breakdown)
        ]
        if not groups:
            continue
        scored = [
            dimension
            for dimension in appraisal.instrument.all_dimensions()
            if dimension.scoring and dimension.scoring.method != "distribution"
        ]
        if scored:
            yield _mean_table(appraisal, b.identifier("scores", name), scored, groups)
        for identifier, items in _by_scale(appraisal.instrument):
            yield _distribution_table(appraisal, b.identifier(name, identifier), items, groups)
        numbers = [
            item for item in appraisal.instrument.items if item.type in {"integer", "number"}
        ]
        if numbers:
            yield _number_table(appraisal, b.identifier(name, "numbers"), numbers, groups)


def missing_keys(instrument: Instrument, items: Iterable[Item]) -> tuple[str, ...]:
    """Return the keys of the missing reasons that any of some items may have, in order."""
    held = tuple(items)
    offered = dict.fromkeys(
        reason for item in held for reason in (*instrument.missing_of(item), "no-answer")
    )
    hidden = {"not-shown": None} if any(item.when for item in held) else {}
    none = (NONE_PICKED,) if any(item.type == "multiple-choice" for item in held) else ()
    return (*none, *(f"{MISSING_MARK}{reason}" for reason in {**offered, **hidden}))


def columns_of(keys: Iterable[str]) -> dict[str, str]:
    """Return a distinct column id for each key of counts, and for the share of each code."""
    wanted = {}
    for key in keys:
        reason = key.removeprefix(MISSING_MARK)
        wanted[key] = f"missing_{reason}" if reason != key else f"n_{key}"
    shares = {f"{_SHARE}{key}": f"share_{name}" for key, name in wanted.items()}
    return b.column_ids({**wanted, **shares})


def _by_scale(instrument: Instrument) -> Iterator[tuple[str, list[Item]]]:
    found: dict[str, list[Item]] = {}
    for item in instrument.items:
        if item.type in _COUNTED:
            name = f"{item.scale}-picks" if item.type == "multiple-choice" else item.scale
            found.setdefault(name or "yes-no", []).append(item)
    yield from found.items()


def cells_of(appraisal: Appraisal, wave: str, breakdown: tuple[str, ...]) -> tuple[_Cell, ...]:
    """Return the planned groups of a wave, those that the study names first, in its order."""
    met = {
        table.group.cell
        for table in appraisal.tables
        if table.group.wave == wave and table.group.breakdown == breakdown
    }
    return in_study_order(appraisal.study, met)


def in_study_order(study: Study, cells: Iterable[_Cell]) -> tuple[_Cell, ...]:
    """Return the cells of one breakdown, those that the study names first, in its order."""
    order = {
        (attribute.id, value.id): place
        for attribute in study.attributes
        for place, value in enumerate(attribute.values or ())
    }
    last = len(order)
    return tuple(sorted(cells, key=lambda cell: ([order.get(part, last) for part in cell], cell)))


class Heads:
    """The header columns of a table by item or dimension; groups are named where there are any."""

    def __init__(
        self, appraisal: Appraisal, first: str, groups: Sequence[tuple[str, _Cell]]
    ) -> None:
        """Take what the table is about, and the groups that it shows."""
        self._study = appraisal.study
        self._first = first
        self._grouped = any(cell != WHOLE for _, cell in groups)

    def cells(self, what: Phrase, wave: str, cell: _Cell) -> tuple[Cell, ...]:
        """Return the header cells of one row."""
        group = (b.text(b.cell_title(self._study, cell)),) if self._grouped else ()
        return (b.text(what), b.text(b.wave_title(self._study, wave)), *group)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The header columns."""
        names = (self._first, "wave", *(("group",) if self._grouped else ()))
        return tuple(
            Column(id=name, title=b.message(f"core.{name}"), kind="text", header=True)
            for name in names
        )


def _distribution_table(
    appraisal: Appraisal,
    identifier: str,
    items: Sequence[Item],
    groups: Sequence[tuple[str, _Cell]],
) -> Table:
    instrument = appraisal.instrument
    codes = codes_of(instrument, items[0])
    keys = (*codes, *missing_keys(instrument, items))
    scale = instrument.scales[items[0].scale] if items[0].scale else None
    ordinal = scale is not None and scale.kind == "ordinal" and items[0].type == "choice"
    valued = any(item_values(instrument, item) for item in items)
    measures = (*(("mean",) if valued else ()), "agreement") if ordinal else ()
    heads = Heads(appraisal, "item", groups)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for item in items:
        for wave, cell in groups:
            table = appraisal.table(f"item.{item.id}", wave, cell)
            if table is None:
                continue
            used.append(table)
            counts = (table.count(key) for key in keys)
            spread = _spread(instrument, item, table) if measures else {}
            rows.append(
                (
                    *heads.cells(b.words(item.text), wave, cell),
                    b.count(table.persons),
                    *(b.count(held.persons if held else None) for held in counts),
                    *(b.number(spread[name]) for name in measures),
                )
            )
    columns = columns_of(keys)
    return Table(
        id=identifier,
        title=b.message("core.distribution"),
        columns=(
            *heads.columns,
            Column(id="persons", title=b.message("core.persons"), kind="count"),
            *(
                Column(id=columns[key], title=b.code_title(instrument, items[0], key), kind="count")
                for key in keys
            ),
            *(Column(id=name, title=b.message(f"core.{name}"), kind="number") for name in measures),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _spread(
    instrument: Instrument, item: Item, table: ProtectedTable
) -> dict[str, Bounds | tuple[float, float] | None]:
    """Return the mean and the agreement of an ordinal item's answers."""
    return {
        "mean": statistics.mean(table, item_values(instrument, item)),
        "agreement": statistics.agreement(table, codes_of(instrument, item)),
    }


def _pooled_table(
    appraisal: Appraisal, identifier: str, codes: tuple[str, ...], dimensions: Sequence[Dimension]
) -> Table:
    instrument = appraisal.instrument
    used: list[ProtectedTable] = []
    rows: list[tuple[Cell, ...]] = []
    for dimension in dimensions:
        for wave in appraisal.waves:
            held = [appraisal.table(f"item.{item}", wave) for item in dimension.all_items()]
            tables = [table for table in held if table is not None]
            if len(tables) < len(held):
                continue
            used.extend(tables)
            rows.append(
                (
                    b.text(b.words(dimension.title)),
                    b.text(b.wave_title(appraisal.study, wave)),
                    *_pooled_cells(tables, codes),
                )
            )
    items = [instrument.item(item) for item in dimensions[0].all_items()]
    titles = {
        code: b.code_title(instrument, item, code)
        for item in reversed(items)
        for code in codes_of(instrument, item)
    }
    names = columns_of(codes)
    return Table(
        id=identifier,
        title=b.message("core.pooled"),
        columns=(
            Column(id="dimension", title=b.message("core.dimension"), kind="text", header=True),
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            *(Column(id=names[code], title=titles[code], kind="count") for code in codes),
            *(
                Column(
                    id=names[f"{_SHARE}{code}"],
                    title=b.message("core.share-of", what=titles[code]),
                    kind="number",
                )
                for code in codes
            ),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _pooled_cells(tables: Sequence[ProtectedTable], codes: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return the answers with each code added up over items, then the share of each."""
    pooled = statistics.pooled_shares(tables, codes)
    if pooled is None:
        return (b.WITHHELD,) * (2 * len(codes))
    counts = (b.count(pooled[code][0].persons, "answers") for code in codes)
    return (*counts, *(b.share(pooled[code][1]) for code in codes))


def _number_table(
    appraisal: Appraisal,
    identifier: str,
    items: Sequence[Item],
    groups: Sequence[tuple[str, _Cell]],
) -> Table:
    heads = Heads(appraisal, "item", groups)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for item in items:
        for wave, cell in groups:
            table = appraisal.table(f"item.{item.id}", wave, cell)
            if table is None:
                continue
            used.append(table)
            values = statistics.score_values(table)
            rows.append(
                (
                    *heads.cells(b.words(item.text), wave, cell),
                    b.count(scored(table)),
                    b.number(statistics.mean(table, values)),
                    b.number(statistics.median_score(table)),
                    b.number(statistics.deviation(table, values)),
                )
            )
    return Table(
        id=identifier,
        title=b.message("core.numbers"),
        columns=(
            *heads.columns,
            Column(id="persons", title=b.message("core.persons"), kind="count"),
            *(
                Column(id=name, title=b.message(f"core.{name}"), kind="number")
                for name in ("mean", "median", "deviation")
            ),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _mean_table(
    appraisal: Appraisal,
    identifier: str,
    dimensions: Sequence[Dimension],
    groups: Sequence[tuple[str, _Cell]],
) -> Table:
    heads = Heads(appraisal, "dimension", groups)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for dimension in dimensions:
        for wave, cell in groups:
            table = appraisal.table(f"dimension.{dimension.id}", wave, cell)
            if table is None:
                continue
            used.append(table)
            rows.append(
                (
                    *heads.cells(b.words(dimension.title), wave, cell),
                    b.count(table.persons),
                    b.number(dimension_mean(appraisal, dimension, table)),
                )
            )
    return Table(
        id=identifier,
        title=b.message("core.scores"),
        columns=(
            *heads.columns,
            Column(id="persons", title=b.message("core.persons"), kind="count"),
            Column(id="mean", title=b.message("core.mean"), kind="number"),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _ranking_table(appraisal: Appraisal, item: Item) -> Table:
    codes = codes_of(appraisal.instrument, item)
    ranks = range(1, len(codes) + 1)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for wave in appraisal.waves:
        table = appraisal.table(f"item.{item.id}", wave)
        if table is None:
            continue
        used.append(table)
        for code in codes:
            held = (table.count(f"{rank}:{code}") for rank in ranks)
            rows.append(
                (
                    b.text(b.answer_title(appraisal.instrument, item, code)),
                    b.text(b.wave_title(appraisal.study, wave)),
                    *(b.count(each.persons if each else None) for each in held),
                )
            )
    return Table(
        id=b.identifier("ranking", item.id),
        title=b.words(item.text),
        columns=(
            Column(id="choice", title=b.message("core.choice"), kind="text", header=True),
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            *(
                Column(
                    id=f"rank_{rank}",
                    title=b.message("core.rank", rank=b.count(rank, "things")),
                    kind="count",
                )
                for rank in ranks
            ),
        ),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )
