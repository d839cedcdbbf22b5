"""The wheel's section of a report: a picture, and the table that says the same."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.instrument import Dimension, Item, Scale
from rosace.report import Cell, Column, Figure, ListBlock, Paragraph, Section, Table
from rosace.response import Response
from rosace_wheel.geometry import Sector
from rosace_wheel.specification import wheel

__all__ = ["sectors_of", "wheel_sections"]

FEWEST_SECTORS, MOST_SECTORS, MOST_ITEMS = 3, 12, 40
FEWEST_RINGS, MOST_RINGS = 2, 7


def sectors_of(appraisal: Appraisal) -> tuple[Dimension, ...]:
    """Return the dimensions that hold items themselves, in order: the wheel's sectors."""
    return tuple(
        dimension for dimension in appraisal.instrument.all_dimensions() if dimension.items
    )


def wheel_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the wheel of the latest wave that has answers, if the instrument makes one.

    An instrument makes a wheel when it has 3 to 12 dimensions, whose items (40
    at most) share one ordinal scale of 2 to 7 choices: the rings.
    """
    dimensions = sectors_of(appraisal)
    items = _items(appraisal, dimensions)
    scale = _rings(appraisal, items)
    waves = _waves(appraisal, items)
    if not (FEWEST_SECTORS <= len(dimensions) <= MOST_SECTORS) or scale is None or not waves:
        return
    yield _section(appraisal, dimensions, scale, waves)


def _items(appraisal: Appraisal, dimensions: Sequence[Dimension]) -> list[Item]:
    return [appraisal.instrument.item(item) for found in dimensions for item in found.items or ()]


def _rings(appraisal: Appraisal, items: Sequence[Item]) -> Scale | None:
    """Return the scale that all items share, or None where there is no such scale."""
    scales = {item.scale for item in items if item.type == "choice"}
    if len(scales) != 1 or len(items) > MOST_ITEMS or any(i.type != "choice" for i in items):
        return None
    scale = appraisal.instrument.scales[scales.pop() or ""]
    fits = FEWEST_RINGS <= len(scale.choices) <= MOST_RINGS
    return scale if scale.kind == "ordinal" and fits else None


def _waves(appraisal: Appraisal, items: Sequence[Item]) -> list[str]:
    """Return the waves that have something to show, in order."""
    return [
        wave
        for wave in appraisal.waves
        if any(_counts(appraisal.table(f"item.{item.id}", wave)) for item in items)
        or appraisal.collective_response(wave)
    ]


def _counts(table: ProtectedTable | None) -> bool:
    return table is not None and table.counts is not None and bool(table.weight)


def _section(
    appraisal: Appraisal, dimensions: Sequence[Dimension], scale: Scale, waves: Sequence[str]
) -> Section:
    latest = waves[-1]
    earlier = [one for one, _ in pairwise(waves)][-1:]
    codes = _strongest_first(scale)
    together = appraisal.collective_response(latest)
    table, individual, before = _table(
        appraisal, dimensions, codes, (latest, earlier[0] if earlier else None), together
    )
    title = b.message("wheel.figure", wave=b.wave_title(appraisal.study, latest))
    figure = Figure(
        id="wheel",
        table=table.id,
        title=title,
        alternative=b.message(
            "wheel.alternative",
            sectors=b.count(len(dimensions), "things"),
            items=b.count(len(_items(appraisal, dimensions)), "things"),
        ),
        specification=wheel(
            [Sector(id=found.id, items=tuple(found.items or ())) for found in dimensions],
            codes,
            individual=individual,
            collective=together is not None,
            before=before,
        ),
    )
    return Section(
        id="wheel",
        title=b.message("wheel.title"),
        blocks=(
            Paragraph(text=b.message("wheel.reading")),
            figure,
            ListBlock(items=tuple(b.message(f"wheel.prompt.{n}") for n in range(1, 5))),
            table,
        ),
    )


def _strongest_first(scale: Scale) -> list[str]:
    """Return the codes with the strongest first, by value where the choices have values."""
    values = [choice.value for choice in scale.choices]
    codes = [choice.code for choice in scale.choices]
    first, last = values[0], values[-1]
    rising = first is not None and last is not None and first < last
    return codes[::-1] if rising else codes


def _table(
    appraisal: Appraisal,
    dimensions: Sequence[Dimension],
    codes: Sequence[str],
    waves: tuple[str, str | None],
    together: Response | None,
) -> tuple[Table, bool, bool]:
    """Return the wheel's table, and whether it holds individual answers and an earlier wave."""
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    before = False
    for dimension in dimensions:
        for identifier in dimension.items or ():
            item = appraisal.instrument.item(identifier)
            now = appraisal.table(f"item.{identifier}", waves[0])
            past = appraisal.table(f"item.{identifier}", waves[1]) if waves[1] else None
            used.extend(table for table in (now, past) if table is not None)
            before = before or _counts(past)
            answer = together.answers.get(identifier) if together else None
            for code in codes:
                held = now.count(code) if now else None
                chosen = answer is not None and answer.value == code
                rows.append(
                    (
                        b.text(b.words(dimension.title)),
                        b.text(b.words(item.text)),
                        b.text(b.code_title(appraisal.instrument, item, code)),
                        b.count(held.persons if held else None),
                        b.share(statistics.share(now, code) if now else None),
                        b.text(b.message("core.yes") if chosen else b.verbatim("")),
                        b.share(statistics.share(past, code) if past else None),
                    )
                )
    individual = any(_counts(table) for table in used if table.group.wave == waves[0])
    table = Table(
        id="wheel-table",
        title=b.message("wheel.table"),
        columns=_columns(),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )
    return table, individual, before


def _columns() -> tuple[Column, ...]:
    return (
        Column(id="sector", title=b.message("wheel.sector"), kind="text", header=True),
        Column(id="item", title=b.message("wheel.spoke"), kind="text", header=True),
        Column(id="choice", title=b.message("wheel.ring"), kind="text", header=True),
        Column(id="count", title=b.message("core.persons"), kind="count"),
        Column(id="share", title=b.message("wheel.share"), kind="number"),
        Column(id="collective", title=b.message("wheel.collective"), kind="text"),
        Column(id="before", title=b.message("wheel.before"), kind="number"),
    )
