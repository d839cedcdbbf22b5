"""The section on change: the group from wave to wave, then those who answered twice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, Moved, Movement, ProtectedTable
from rosace.distributions import item_blocks, missing_keys
from rosace.figures import MOST_CHOICES, waves
from rosace.instrument import Dimension, Instrument, Item
from rosace.movement import UNCOUNTED, UNFOLLOWED
from rosace.report import (
    Block,
    Cell,
    Column,
    Figure,
    Heading,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Table,
)
from rosace.score_tables import SCORES, score_blocks, score_figures
from rosace.scoring import codes_of, strongest_first
from rosace.series import Series, series
from rosace.study import Disclosure
from rosace.tally import MISSING_MARK
from rosace.values import evolve, value

if TYPE_CHECKING:
    from rosace.comparing import DimensionComparison, ItemComparison

__all__ = ["change_blocks"]

_NAMED: Final = 3
"""How many items are named first among those on which many moved one way."""
_MOST_BARS: Final = 80


def change_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield what changed between waves, where two or more have answers.

    The group of each wave comes first, whoever answered; those who answered in two
    waves stand apart from it.
    """
    found = series(appraisal)
    if found is None:
        return
    view = found.appraisal
    yield Paragraph(text=b.message("core.change.reading"))
    for wave in found.missing:
        title = b.wave_title(view.study, wave)
        yield Notice(level="information", text=b.message("core.change.missing", wave=title))
    yield from _dimensions(found)
    for block in (*score_blocks(view), *item_blocks(view)):
        if isinstance(block, Table) and block.rows:
            named = evolve(block, id=b.identifier("change", block.id))
            yield from score_figures(view, named.id) if block.id == SCORES else ()
            yield named
    yield from _incomparable(found)
    yield Notice(level="information", text=b.message("core.change.small"))
    yield from _movements(appraisal)


def _dimensions(found: Series) -> Iterator[Block]:
    """Yield the distributions of dimensions by wave, as a picture where choices are ordered."""
    by_codes: dict[tuple[str, ...], list[_Bars]] = {}
    for dimension in found.appraisal.instrument.all_dimensions():
        if dimension.scoring is None or dimension.scoring.method != "distribution":
            continue
        bars = _bars(found, dimension)
        if len(bars.tables.keys() - set(found.missing)) > 1:
            by_codes.setdefault(bars.codes, []).append(bars)
    for number, (codes, held) in enumerate(by_codes.items(), start=1):
        items = [item for bars in held for item in bars.items]
        missing = missing_keys(found.appraisal.instrument, items)
        table = _table(found.appraisal, f"waves-{number}", held, (*codes, *missing))
        sizes = [len(bars.tables) for bars in held]
        drawn = all(bars.ordered for bars in held) and 1 < len(codes) <= MOST_CHOICES
        if drawn and sum(sizes) <= _MOST_BARS:
            yield Figure(
                id=f"waves-figure-{number}",
                table=table.id,
                title=b.message("core.change.dimensions"),
                alternative=b.message("core.change.alternative"),
                specification=waves(sizes, len(codes), len(missing)),
            )
        yield table


@value
class _Bars:
    """A dimension with its codes, the strongest first where ordered, and its tables by wave."""

    dimension: Dimension
    items: tuple[Item, ...]
    codes: tuple[str, ...]
    ordered: bool
    tables: Mapping[str, tuple[ProtectedTable, ...]]


def _bars(found: Series, dimension: Dimension) -> _Bars:
    instrument = found.appraisal.instrument
    items = tuple(instrument.item(name) for name in dimension.all_items())
    orders = {strongest_first(instrument, item) for item in items}
    order = orders.pop()
    met = dict.fromkeys(code for item in items for code in codes_of(instrument, item))
    return _Bars(
        dimension=dimension,
        items=items,
        codes=order if order and not orders else tuple(met),
        ordered=bool(order and not orders),
        tables={
            wave: tables
            for wave in found.appraisal.waves
            if (tables := found.items_of(dimension, wave)) is not None
        },
    )


def _table(view: Appraisal, identifier: str, held: Sequence[_Bars], keys: Sequence[str]) -> Table:
    """Return each dimension's answers wave by wave, a row a choice, missing reasons last."""
    items = [item for bars in held for item in bars.items]
    titles = {
        key: b.code_title(view.instrument, item, key)
        for item in reversed(items)
        for key in keys
        if key.startswith(MISSING_MARK) or key in codes_of(view.instrument, item)
    }
    rows: list[tuple[Cell, ...]] = []
    for bars in held:
        for wave, tables in bars.tables.items():
            pooled = statistics.pooled_shares(tables, keys)
            rows.extend(
                (
                    b.text(b.words(bars.dimension.title)),
                    b.text(b.wave_title(view.study, wave)),
                    b.text(titles[key]),
                    b.count(pooled[key][0].persons if pooled else None, "answers"),
                    b.share(pooled[key][1] if pooled else None),
                )
                for key in keys
            )
    used = [table for bars in held for tables in bars.tables.values() for table in tables]
    return Table(
        id=identifier,
        title=b.message("core.change.dimensions"),
        columns=(
            Column(id="group", title=b.message("core.dimension"), kind="text", header=True),
            Column(id="wave", title=b.message("core.wave"), kind="text", header=True),
            Column(id="choice", title=b.message("core.choice"), kind="text", header=True),
            Column(id="count", title=b.message("core.answers"), kind="count"),
            Column(id="share", title=b.message("core.share"), kind="number"),
        ),
        rows=tuple(rows),
        notes=b.notes(used, view.study),
    )


def _incomparable(found: Series) -> Iterator[Block]:
    """Yield what an earlier version asked otherwise, with the reason, corrected words too."""
    rows: list[tuple[Cell, ...]] = []
    newest = found.appraisal.instrument
    for held, comparison in found.comparisons:
        parts: tuple[tuple[str, ItemComparison | DimensionComparison], ...] = (
            *(("item", each) for each in comparison.items),
            *(("dimension", each) for each in comparison.dimensions),
        )
        titles = [b.wave_title(held.study, wave) for wave in held.waves]
        versions = b.message(
            "core.change.version",
            version=b.verbatim(held.instrument.version),
            waves=b.joined(titles),
        )
        rows.extend(
            (
                b.text(_title(kind, each.id, (newest, held.instrument))),
                b.text(versions),
                b.text(b.message(f"core.change.{kind}.{each.reason}")),
            )
            for kind, each in parts
            if each.change != "same"
        )
    if rows:
        yield Table(
            id="versions",
            title=b.message("core.change.versions", version=b.verbatim(newest.version)),
            columns=(
                Column(id="part", title=b.message("core.change.part"), kind="text", header=True),
                Column(id="version", title=b.message("core.change.earlier"), kind="text"),
                Column(id="reason", title=b.message("core.change.reason"), kind="text"),
            ),
            rows=tuple(rows),
        )


def _title(kind: str, identifier: str, versions: Sequence[Instrument]) -> Phrase:
    """Return the words of an item or dimension, as the first version that has it says them."""
    for version in versions:
        if kind == "item":
            found = [item.text for item in version.items if item.id == identifier]
        else:
            found = [each.title for each in version.all_dimensions() if each.id == identifier]
        if found:
            return b.words(found[0])
    return b.verbatim(identifier)


_SAID: Final[Mapping[str | None, Callable[[Disclosure], tuple[str, int]]]] = {
    "movement-few-once": lambda limits: ("core.movement.few-once", limits.least_for_distribution),
    "movement-subtraction": lambda limits: ("core.movement.subtraction", limits.least_for_mean),
}
"""What is said where nobody is counted though many were followed, and the threshold it names."""


def _movements(appraisal: Appraisal) -> Iterator[Block]:
    # Of what has no stronger and no weaker choices nobody is counted, nor withheld.
    counted = [each for each in appraisal.movements if each.items or each.rule in UNCOUNTED]
    movements = _together(counted)
    if not movements:
        return
    yield Heading(text=b.message("core.movement.title"))
    if any(each.items for each in movements):
        yield Paragraph(text=b.message("core.movement.reading"))
    for number, movement in enumerate(movements, start=1):
        before, after = (
            b.wave_title(appraisal.study, wave) for wave in (movement.before, movement.after)
        )
        limits = appraisal.study.disclosure
        if movement.items:
            yield from _moved(appraisal, movement, number, before, after)
        elif movement.rule in UNFOLLOWED:
            reason = f"core.movement.{str(movement.rule).removeprefix('movement-')}"
            yield Paragraph(text=b.message(reason, before=before, after=after))
        elif movement.persons is None:
            limit = b.count(limits.least_for_distribution)
            said = b.message("core.movement.too-few", before=before, after=after, group=limit)
            yield Paragraph(text=said)
        elif movement.rule in _SAID:
            text, fewest = _SAID[movement.rule](limits)
            yield Paragraph(
                text=b.message(
                    text,
                    persons=b.count(movement.persons),
                    before=before,
                    after=after,
                    fewest=b.count(fewest),
                )
            )


def _together(movements: list[Movement]) -> list[Movement]:
    """Return movements, those of people who differ in too many ways as one through all waves."""
    if len(movements) > 1 and all(each.rule == "movement-too-many" for each in movements):
        return [evolve(movements[0], after=movements[-1].after)]
    return movements


def _moved(
    appraisal: Appraisal, movement: Movement, number: int, before: Phrase, after: Phrase
) -> Iterator[Block]:
    persons = b.count(movement.persons)
    if named := tuple(_named(appraisal, movement)):
        said = b.message("core.movement.most", persons=persons, before=before, after=after)
        yield Paragraph(text=said)
        yield ListBlock(items=named)
    yield Table(
        id=b.identifier("movement", str(number)),
        title=b.message("core.movement.table", persons=persons, before=before, after=after),
        columns=(
            Column(id="item", title=b.message("core.item"), kind="text", header=True),
            *(
                Column(id=name, title=b.message(f"core.movement.{name}"), kind="count")
                for name in ("stronger", "same", "weaker")
            ),
        ),
        rows=tuple(
            (
                b.text(b.words(appraisal.instrument.item(moved.item).text)),
                *map(b.count, (moved.stronger, moved.same, moved.weaker)),
            )
            for moved in movement.items
        ),
        notes=(b.message("core.movement.missing"),),
    )


def _named(appraisal: Appraisal, movement: Movement) -> Iterator[Phrase]:
    """Yield the items on which clearly more moved one way than the other, the most first."""

    def lead(moved: Moved) -> int:
        return int(
            max(moved.stronger.low - moved.weaker.high, moved.weaker.low - moved.stronger.high)
        )

    for moved in sorted(movement.items, key=lead, reverse=True)[:_NAMED]:
        if lead(moved) > 0:
            yield b.message(
                "core.movement.item",
                item=b.words(appraisal.instrument.item(moved.item).text),
                stronger=b.count(moved.stronger),
                weaker=b.count(moved.weaker),
            )
