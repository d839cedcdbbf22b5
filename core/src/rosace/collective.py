"""What a group wrote together, as tables: its answers beside individual ones, and its records."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, Literal

from rosace import building as b
from rosace import statistics
from rosace.appraisal import Appraisal
from rosace.instrument import Instrument, Item
from rosace.references import RowTitles, row_titles
from rosace.report import Block, Cell, Column, Heading, Paragraph, Phrase, Table
from rosace.response import Answer, FieldValue, Record, Response
from rosace.scoring import codes_of, strongest_first
from rosace.values import value

__all__ = ["collective_blocks", "facilitator_blocks", "records_table", "value_phrase"]

_UNTITLED: Final[RowTitles] = MappingProxyType({})

_WORTH: Final = b.message("core.collective.far")
_COLUMNS: Final = {
    "item": b.message("core.item"),
    "answer": b.message("core.collective.answer"),
    "spread": b.message("core.collective.spread"),
    "middle": b.message("core.median"),
    "talk": b.message("core.collective.talk"),
    "rationale": b.message("core.collective.rationale"),
    "dissent": b.message("core.collective.dissent"),
}


def collective_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield what the group wrote together, wave by wave, earlier versions of the tool first."""
    titles = row_titles(appraisal)
    for held in (*appraisal.earlier, appraisal):
        for response in held.collective:
            yield Heading(text=b.wave_title(held.study, response.wave))
            yield from _answers(held, response)
            yield from _rest(held.instrument, response, titles)


def value_phrase(
    instrument: Instrument, item: Item, value: FieldValue, titles: RowTitles = _UNTITLED
) -> Phrase:
    """Return the words of a value: those of its choice, and other values as they stand.

    A reference is shown by the title of its row, or by the row's id where it has none.
    """
    if isinstance(value, bool):
        return b.message("core.yes" if value else "core.no")
    if isinstance(value, tuple):
        return b.joined([value_phrase(instrument, item, part, titles) for part in value])
    if item.to is not None:
        row = (item.to.instrument or instrument.id, item.to.item, str(value))
        return b.verbatim(titles.get(row, str(value)))
    if item.scale and value in codes_of(instrument, item):
        return b.answer_title(instrument, item, str(value))
    return b.verbatim(str(value))


def facilitator_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield whole the records that hold something for the facilitator alone, wave by wave."""
    titles = row_titles(appraisal)
    for held in (*appraisal.earlier, appraisal):
        for response in held.collective:
            tables = [
                records_table(held.instrument, item, rows, titles, audience="facilitator")
                for item in held.instrument.items
                if _reserved(item, rows := response.rows(item.id))
            ]
            if tables:
                yield Heading(text=b.wave_title(held.study, response.wave))
                yield from tables


def records_table(
    instrument: Instrument,
    item: Item,
    rows: tuple[Record, ...],
    titles: RowTitles = _UNTITLED,
    *,
    audience: Literal["facilitator", "group"] = "group",
) -> Table:
    """Return the rows of a repeating record as a table, a column a field.

    Args:
        instrument: The instrument, for the words of choices.
        item: The item of the records.
        rows: The records.
        titles: What references are shown by, from `rosace.references.row_titles`.
        audience: Who reads the table: fields for the facilitator are in no other's.
    """
    read = [field for field in item.fields or () if audience == "facilitator" or not field.audience]
    used = [field for field in read if any(field.id in row.fields for row in rows)]
    # Rows that hold nothing but their ids still are rows.
    fields = used or read[:1]
    names = b.column_ids({field.id: field.id for field in fields})
    return Table(
        id=item.id,
        title=b.words(item.text),
        columns=tuple(
            Column(
                id=names[field.id],
                title=b.words(field.text),
                kind="date" if field.type == "date" else "text",
                header=index == 0,
            )
            for index, field in enumerate(fields)
        ),
        rows=tuple(
            tuple(
                _field_cell(instrument, field, row.fields.get(field.id), titles) for field in fields
            )
            for row in rows
        ),
    )


def _field_cell(
    instrument: Instrument, field: Item, value: FieldValue | None, titles: RowTitles
) -> Cell:
    if value is None:
        return b.WITHHELD
    if field.type == "date":
        return b.date(str(value))
    return b.text(value_phrase(instrument, field, value, titles))


@value
class _Beside:
    """What of individual answers stands beside the group's own answer to an item."""

    spread: Phrase | None = None
    middle: Phrase | None = None
    far: bool = False


def _answers(appraisal: Appraisal, response: Response) -> Iterator[Block]:
    """Yield the group's answers beside individual ones, and whether any stands far off."""
    given = [
        (item, response.answers[item.id])
        for item in appraisal.instrument.items
        if item.type in {"choice", "yes-no"} and item.id in response.answers
    ]
    if not given:
        return
    beside = [_beside(appraisal, response.wave, item, answer) for item, answer in given]
    # A column that says nothing on any row would only look unfinished.
    talk = any(each.far for each in beside)
    names = ("item", "answer", "spread", "middle", *(("talk",) if talk else ()))
    yield Table(
        id=b.identifier("collective", response.wave),
        title=b.message("core.collective.answers"),
        columns=tuple(
            Column(id=name, title=_COLUMNS[name], kind="text", header=name == "item")
            for name in (*names, "rationale", "dissent")
        ),
        rows=tuple(
            (
                b.text(b.words(item.text)),
                b.text(_answer_phrase(appraisal.instrument, item, answer)),
                b.text(each.spread),
                b.text(each.middle),
                *((b.text(_WORTH if each.far else b.verbatim("")),) if talk else ()),
                b.text(b.verbatim(answer.rationale) if answer.rationale else None),
                b.text(b.verbatim(answer.dissent) if answer.dissent else None),
            )
            for (item, answer), each in zip(given, beside, strict=True)
        ),
        notes=b.notes(
            [
                table
                for item, _ in given
                if (table := appraisal.table(f"item.{item.id}", response.wave))
            ],
            appraisal.study,
        ),
    )
    if any(each.middle for each in beside):
        yield Paragraph(text=b.message(f"core.collective.{'worth' if talk else 'near'}"))


def _beside(appraisal: Appraisal, wave: str, item: Item, answer: Answer) -> _Beside:
    table = appraisal.table(f"item.{item.id}", wave)
    if table is None or table.counts is None:
        return _Beside()
    instrument = appraisal.instrument
    spread = b.joined(
        [
            b.message(
                "core.collective.count",
                choice=b.answer_title(instrument, item, count.key),
                n=b.count(count.persons),
            )
            for count in table.counts
            if count.persons.high
        ]
    )
    codes = strongest_first(instrument, item) if item.type == "choice" else None
    if codes is None:
        return _Beside(spread=spread)
    middle = statistics.median_category(table, codes_of(instrument, item))
    return _Beside(
        spread=spread,
        middle=_pair(instrument, item, middle),
        far=isinstance(answer.value, str) and statistics.outside_middle(table, codes, answer.value),
    )


def _answer_phrase(instrument: Instrument, item: Item, answer: Answer) -> Phrase:
    if answer.value is None:
        return b.message(f"core.missing.{answer.missing}")
    if answer.rows:
        return b.message("core.answered")
    return value_phrase(instrument, item, answer.value)  # type: ignore[arg-type]  # no rows are left


def _pair(instrument: Instrument, item: Item, middle: tuple[str, str] | None) -> Phrase | None:
    if middle is None:
        return None
    low, high = (b.answer_title(instrument, item, code) for code in middle)
    return low if low == high else b.message("core.between", low=low, high=high)


def _rest(instrument: Instrument, response: Response, titles: RowTitles) -> Iterator[Block]:
    for item in instrument.items:
        answer = response.answers.get(item.id)
        if answer is None or item.type in {"choice", "yes-no"} or answer.value is None:
            continue
        records = answer.rows
        if not records:
            yield Heading(text=b.words(item.text))
            yield Paragraph(text=_answer_phrase(instrument, item, answer))
        elif not all(field.audience for field in item.fields or ()):
            yield records_table(instrument, item, records, titles)


def _reserved(item: Item, rows: tuple[Record, ...]) -> bool:
    """Say whether rows hold something that the facilitator alone reads."""
    kept = [field.id for field in item.fields or () if field.audience]
    return any(name in row.fields for name in kept for row in rows)
