"""The report on a register of controversies: by status and age, in words, and in detail."""

import datetime as dt
from collections.abc import Iterator, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal, Bounds
from rosace.collective import records_table
from rosace.instrument import Instrument, Item
from rosace.references import row_titles
from rosace.report import Block, Cell, Column, Figure, ListBlock, Notice, Paragraph, Section, Table
from rosace.scoring import codes_of
from rosace_dynamics.controversies import CLOSED, SETTLED, Controversy, controversies_of
from rosace_dynamics.dates import first_day, last_day, over_before, years_between
from rosace_dynamics.documents import UNDRAWN, earlier_notice
from rosace_dynamics.spans import MOST_SPANS, Span, spans

__all__ = ["write_sections"]


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections of the latest register that the group kept."""
    if not appraisal.collective:
        return
    response = appraisal.collective[-1]
    statuses = codes_of(appraisal.instrument, _field(appraisal.instrument, "status"))
    held = sorted(
        controversies_of(response),
        key=lambda each: (
            statuses.index(each.status) if each.status in statuses else len(statuses),
            each.opened is None,
            each.opened or "",
        ),
    )
    if not held:
        return
    today = next((w.date for w in appraisal.study.waves if w.id == response.wave), None)
    yield Section(
        id="ages",
        title=b.message("dynamics.controversies.title"),
        blocks=(*earlier_notice(appraisal), *_ages(appraisal.instrument, held, today)),
    )
    yield Section(
        id="standing",
        title=b.message("dynamics.controversies.words"),
        blocks=tuple(_words(appraisal, held)),
    )
    item = appraisal.instrument.item("controversies")
    rows = response.rows("controversies")
    yield Section(
        id="collective",
        title=b.message("dynamics.controversies.detail"),
        blocks=(records_table(appraisal.instrument, item, rows, row_titles(appraisal)),),
    )


def _field(instrument: Instrument, name: str) -> Item:
    fields = instrument.item("controversies").fields or ()
    return next(field for field in fields if field.id == name)


def _label(instrument: Instrument, name: str, code: str | None) -> Cell:
    field = _field(instrument, name)
    return b.text(b.answer_title(instrument, field, code) if code else None)


def _ages(
    instrument: Instrument, held: Sequence[Controversy], today: str | None
) -> Iterator[Block]:
    yield Paragraph(text=b.message("dynamics.controversies.reading"))
    if today is None:
        yield Notice(level="information", text=b.message("dynamics.controversies.undated"))
    table = Table(
        id="ages-table",
        title=b.message("dynamics.controversies.table"),
        columns=(
            Column(
                id="controversy",
                title=b.message("dynamics.controversy"),
                kind="text",
                header=True,
            ),
            Column(id="status", title=b.message("dynamics.status"), kind="text"),
            Column(id="kind", title=b.message("dynamics.kind"), kind="text"),
            Column(id="opened", title=b.message("dynamics.opened"), kind="date"),
            Column(id="closed", title=b.message("dynamics.closed"), kind="date"),
            Column(id="age", title=b.message("dynamics.age"), kind="number"),
        ),
        rows=tuple(
            (
                b.text(b.verbatim(each.title)),
                _label(instrument, "status", each.status),
                _label(instrument, "kind", each.kind),
                b.date(each.opened),
                b.date(each.closed),
                b.number(_age(each, today), digits=1),
            )
            for each in held
        ),
    )
    drawn = _spans(held, today)
    if len(drawn) <= MOST_SPANS and any(span.start for span in drawn):
        yield Figure(
            id="ages",
            table=table.id,
            title=b.message("dynamics.controversies.figure"),
            alternative=b.message(
                "dynamics.controversies.alternative", n=b.count(len(held), "things")
            ),
            specification=spans(drawn),
        )
    elif len(drawn) > MOST_SPANS:
        yield UNDRAWN
    yield table


def _end(each: Controversy, today: str | None) -> str | None:
    """Return when a controversy ended, or the day of the report where it goes on."""
    if each.closed or each.status in CLOSED:
        return each.closed
    return today


def _age(each: Controversy, today: str | None) -> Bounds | None:
    """Return how many years a controversy has gone on, or went on; None where unknown."""
    end = _end(each, today)
    if each.opened is None or end is None or over_before(end, each.opened):
        return None
    low, high = years_between(each.opened, end)
    return Bounds(low=low, high=high)


def _spans(held: Sequence[Controversy], today: str | None) -> list[Span]:
    """Return the bars; without a day for the report they run to the last day that is noted."""
    noted = [last_day(d) for each in held for d in (each.opened, each.closed) if d]
    last = last_day(today) if today else max(noted, default=dt.date.min)
    found = []
    for each in held:
        going_on = each.closed is None and each.status not in CLOSED
        start = first_day(each.opened) if each.opened else None
        stop = last_day(each.closed) if each.closed else last if going_on else None
        found.append(Span(status=each.status, start=start, stop=stop, going_on=going_on))
    return found


def _words(appraisal: Appraisal, held: Sequence[Controversy]) -> Iterator[Block]:
    """Yield how many are where, which has lasted longest, and what the settled ones led to."""
    counts = dict.fromkeys((each.status for each in held), 0)
    for each in held:
        counts[each.status] += 1
    field = _field(appraisal.instrument, "status")
    yield ListBlock(
        items=tuple(
            b.message(
                "dynamics.controversies.count",
                status=b.answer_title(appraisal.instrument, field, code),
                n=b.count(number, "things"),
            )
            for code, number in counts.items()
        )
    )
    going_on = [each for each in held if each.status not in CLOSED and each.opened]
    if going_on:
        oldest = min(going_on, key=lambda each: first_day(each.opened or ""))
        said = b.message(
            "dynamics.controversies.oldest",
            title=b.verbatim(oldest.title),
            opened=b.date(oldest.opened),
        )
        yield Paragraph(text=said)
    settled = [each for each in held if each.status == SETTLED]
    events = row_titles(appraisal)
    told = [
        b.message(
            "dynamics.controversies.event",
            title=b.verbatim(each.title),
            event=b.verbatim(events.get(("effects", "events", each.event), each.event)),
        )
        for each in settled
        if each.event
    ]
    if told:
        yield Paragraph(text=b.message("dynamics.controversies.events"))
        yield ListBlock(items=tuple(told))
    apart = [each for each in settled if not each.event]
    if apart:
        n = b.count(len(apart), "things")
        yield Paragraph(text=b.message("dynamics.controversies.no-event", n=n))
    yield ListBlock(
        items=tuple(b.message(f"dynamics.controversies.question.{n}") for n in range(1, 4))
    )
