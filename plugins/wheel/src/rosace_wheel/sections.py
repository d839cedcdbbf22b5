"""The wheel's section of a report: a picture, and the table that says the same."""

from collections.abc import Iterator, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.report import Cell, Column, Figure, ListBlock, Paragraph, Section, Table
from rosace.response import Response
from rosace.values import value
from rosace_wheel.planning import Plan, plan
from rosace_wheel.specification import wheel
from rosace_wheel.spokes import ScoreSpoke, Shown, Spoke

__all__ = ["wheel_sections"]


@value
class _View:
    """One spoke with what is seen of it now and in the wave before, and the group's own ring."""

    spoke: Spoke
    now: Shown
    past: Shown | None
    together: int | None


def wheel_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the wheel of the latest wave that has something to show, and what to ask before it.

    Which wheel an instrument makes, if any, is said by `rosace_wheel.planning.plan`.
    """
    chosen = plan(appraisal.instrument)
    if chosen is None:
        return
    waves = [wave for wave in appraisal.waves if _shows(appraisal, chosen, wave)]
    if waves:
        yield from _sections(appraisal, chosen, waves[-1], waves[-2] if len(waves) > 1 else None)


def _shows(appraisal: Appraisal, chosen: Plan, wave: str) -> bool:
    """Say whether a wave has answers that may be shown, or an answer of the group."""
    together = appraisal.collective_response(wave)
    return any(
        spoke.shown(appraisal, wave).anything
        or (together is not None and spoke.together(appraisal, together) is not None)
        for spoke in chosen.spokes
    )


def _is_shown_without(appraisal: Appraisal, chosen: Plan, wave: str) -> bool:
    """Say whether a wheel leaves the group's own answer out.

    What the group answered together is for the group to read. Where the results are public, the
    wheel shows what people answered each for themselves; where nobody did, it is not public.
    """
    return appraisal.study.shows_everyone(appraisal.instrument.id) and any(
        spoke.shown(appraisal, wave).counted for spoke in chosen.spokes
    )


def _sections(
    appraisal: Appraisal, chosen: Plan, latest: str, earlier: str | None
) -> Iterator[Section]:
    together = None
    if not _is_shown_without(appraisal, chosen, latest):
        together = appraisal.collective_response(latest)
    views = [_view(appraisal, spoke, (latest, earlier), together) for spoke in chosen.spokes]
    table = _table(appraisal, chosen, views, latest)
    before = any(view.past is not None and view.past.counted for view in views)
    figure = Figure(
        id="wheel",
        table=table.id,
        title=b.message("wheel.figure", wave=b.wave_title(appraisal.study, latest)),
        alternative=b.message(
            f"wheel.alternative.{chosen.kind}",
            sectors=b.count(len(chosen.sectors), "things"),
            items=b.count(len(views), "things"),
        ),
        specification=wheel(
            chosen.sectors,
            chosen.marks,
            individual=any(view.now.counted for view in views),
            pooled=chosen.kind == "pooled",
            collective=any(view.together is not None for view in views),
            before=before,
            spans=_spans(chosen),
        ),
    )
    yield Section(
        id="wheel",
        title=b.message("wheel.title"),
        audience="public" if together is None else "group",
        blocks=(Paragraph(text=b.message(f"wheel.reading.{chosen.kind}")), figure, table),
    )
    prompts = ("apart", *(("moved",) if before else ()), "energy", "agreed")
    asked = ListBlock(items=tuple(b.message(f"wheel.prompt.{each}") for each in prompts))
    yield Section(id="prompts", title=b.message("wheel.prompts"), blocks=(asked,))


def _view(
    appraisal: Appraisal, spoke: Spoke, waves: tuple[str, str | None], response: Response | None
) -> _View:
    return _View(
        spoke=spoke,
        now=spoke.shown(appraisal, waves[0]),
        past=spoke.shown(appraisal, waves[1]) if waves[1] else None,
        together=spoke.together(appraisal, response) if response else None,
    )


def _spans(chosen: Plan) -> list[tuple[float, float]] | None:
    """Return the ends of each spoke of scores; None on other wheels."""
    spans = [
        (float(spoke.lowest), float(spoke.highest))
        for spoke in chosen.spokes
        if isinstance(spoke, ScoreSpoke)
    ]
    return spans or None


def _table(appraisal: Appraisal, chosen: Plan, views: Sequence[_View], wave: str) -> Table:
    """Return the wheel's table: a row for each ring of each spoke, the strongest first."""
    earlier = any(view.past is not None and view.past.counted for view in views)
    grouped = any(view.together is not None for view in views)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for view in views:
        used.extend(view.now.tables)
        used.extend(view.past.tables if view.past and earlier else ())
        rows.extend(_rows(appraisal, chosen, view, grouped=grouped, earlier=earlier))
    return Table(
        id="wheel-table",
        title=b.message("wheel.table", wave=b.wave_title(appraisal.study, wave)),
        columns=_columns(chosen, grouped=grouped, earlier=earlier),
        rows=tuple(rows),
        notes=b.notes(used, appraisal.study),
    )


def _rows(
    appraisal: Appraisal, chosen: Plan, view: _View, *, grouped: bool, earlier: bool
) -> Iterator[tuple[Cell, ...]]:
    for ring, name in enumerate(view.spoke.rings(appraisal.instrument)):
        mark = b.message("core.yes") if view.together == ring else b.verbatim("")
        yield (
            b.text(b.words(view.spoke.dimension.title)),
            b.text(view.spoke.label()),
            b.text(name),
            b.count(view.now.counts[ring], "answers" if chosen.kind == "pooled" else "persons"),
            b.share(view.now.shares[ring]),
            *((b.text(mark),) if grouped else ()),
            *((b.share(view.past.shares[ring] if view.past else None),) if earlier else ()),
            *((b.number(view.now.mean),) if chosen.kind == "scores" else ()),
        )


def _columns(chosen: Plan, *, grouped: bool, earlier: bool) -> tuple[Column, ...]:
    counted = b.message("wheel.answers" if chosen.kind == "pooled" else "core.persons")
    columns = [
        Column(id="sector", title=b.message("wheel.sector"), kind="text", header=True),
        Column(id="item", title=b.message("wheel.spoke"), kind="text", header=True),
        Column(id="choice", title=b.message("wheel.ring"), kind="text", header=True),
        Column(id="count", title=counted, kind="count"),
        Column(id="share", title=b.message("wheel.share"), kind="number"),
    ]
    if grouped:
        columns.append(Column(id="collective", title=b.message("wheel.collective"), kind="text"))
    if earlier:
        columns.append(Column(id="before", title=b.message("wheel.before"), kind="number"))
    if chosen.kind == "scores":
        columns.append(Column(id="mean", title=b.message("core.mean"), kind="number"))
    return tuple(columns)
