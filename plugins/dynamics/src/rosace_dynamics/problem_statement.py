"""The report on a problem statement: the shared statement first, then each actor's framing."""

from collections.abc import Iterator, Sequence
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.collective import records_table
from rosace.references import row_titles
from rosace.report import Block, Heading, ListBlock, Notice, Paragraph, Section
from rosace.response import Record, Response
from rosace.values import evolve
from rosace_dynamics.actors import map_of
from rosace_dynamics.documents import documents, earlier_notice

__all__ = ["write_sections"]

_UNCHECKED: Final = frozenset({"reported", "inferred"})
"""Codes of the origins that are not the actor's own words."""


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the shared statement, and the framings of the latest document of the group."""
    if not appraisal.collective:
        return
    latest = appraisal.collective[-1]
    framings = latest.rows("framings")
    if not framings and not any(map(_statement, documents(appraisal))):
        return
    yield Section(
        id="statement",
        title=b.message("dynamics.problem.statement"),
        blocks=tuple(_shared(appraisal)),
    )
    yield Section(
        id="collective",
        title=b.message("dynamics.problem.framings"),
        blocks=(*earlier_notice(appraisal), *_framings(appraisal, framings)),
    )


def _statement(response: Response, item: str = "shared-statement") -> str | None:
    """Return the words of a question that the group answered in words; None where it did not."""
    answer = response.answers.get(item)
    return answer.value if answer is not None and isinstance(answer.value, str) else None


def _shared(appraisal: Appraisal) -> Iterator[Block]:
    """Yield the latest shared statement, what it leaves open, and those of earlier waves."""
    latest = appraisal.collective[-1]
    statement, left = _statement(latest), _statement(latest, "open-points")
    if statement:
        yield Paragraph(text=b.verbatim(statement))
    else:
        yield Notice(level="information", text=b.message("dynamics.problem.statement.none"))
    if left:
        yield Heading(text=b.message("dynamics.problem.open"))
        yield Paragraph(text=b.verbatim(left))
    for response in reversed(documents(appraisal)[:-1]):
        earlier = _statement(response)
        if earlier and earlier != statement:
            wave = b.wave_title(appraisal.study, response.wave)
            yield Heading(text=b.message("dynamics.problem.statement.earlier", wave=wave))
            yield Paragraph(text=b.verbatim(earlier))


def _framings(appraisal: Appraisal, framings: Sequence[Record]) -> Iterator[Block]:
    """Yield the framings side by side in the order of the map, and who has none yet."""
    actors = map_of(appraisal)
    if framings:
        yield Paragraph(text=b.message("dynamics.problem.reading"))
        order = {actor.id: place for place, actor in enumerate(actors)}
        rows = sorted(framings, key=lambda row: order.get(_actor(row), len(order)))
        item = appraisal.instrument.item("framings")
        table = records_table(appraisal.instrument, item, tuple(rows), row_titles(appraisal))
        actor = evolve(table.columns[0], title=b.message("dynamics.actor"))
        yield evolve(
            table,
            id="framings-table",
            title=b.message("dynamics.problem.table"),
            columns=(actor, *table.columns[1:]),
        )
        unchecked = sum(row.text("origin") in _UNCHECKED for row in framings)
        if unchecked:
            text = b.message("dynamics.problem.unchecked", n=b.count(unchecked, "things"))
            yield Notice(level="information", text=text)
    if not actors:
        yield Notice(level="information", text=b.message("dynamics.no-map"))
        return
    framed = {_actor(row) for row in framings}
    silent = [b.as_written(actor.name) for actor in actors if actor.id not in framed]
    yield Paragraph(text=b.message(f"dynamics.problem.silent{'' if silent else '.none'}"))
    if silent:
        yield ListBlock(items=tuple(silent))


def _actor(row: Record) -> str:
    return row.text("actor") or ""
