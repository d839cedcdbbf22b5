"""Tables of what individuals wrote in repeating records: who has a row with each choice."""

from collections.abc import Iterator, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal, ProtectedTable
from rosace.distributions import Heads, cells_of, columns_of
from rosace.instrument import Instrument, Item
from rosace.report import Block, Cell, Column, Phrase, Table
from rosace.scoring import CODED, codes_of
from rosace.tally import MISSING_MARK, NONE_PICKED, RECORD, WHOLE

__all__ = ["field_title", "row_blocks"]

_Cell = tuple[tuple[str, str], ...]
_Field = tuple[Item, Item]


def row_blocks(
    appraisal: Appraisal, breakdown: tuple[str, ...] = (), *, reserved: bool = False
) -> Iterator[Block]:
    """Yield a table for each scale: of each field that has it, who wrote a row with each choice.

    Args:
        appraisal: The appraisal.
        breakdown: The planned breakdown by whose groups to count; the whole groups where empty.
        reserved: Whether the fields are those for the facilitator alone, or all others.
    """
    groups = [
        (wave, cell)
        for wave in appraisal.waves
        for cell in (cells_of(appraisal, wave, breakdown) if breakdown else (WHOLE,))
    ]
    for scale, fields in _by_scale(appraisal.instrument, reserved=reserved):
        identifier = b.identifier(*breakdown, "rows", scale)
        yield _table(appraisal, identifier, fields, groups)


def field_title(item: Item, field: Item | None) -> Phrase:
    """Return what a field of a record is called beside those of others; an item, by its words."""
    if field is None:
        return b.words(item.text)
    return b.message("core.rows.field", item=b.words(item.text), field=b.words(field.text))


def _by_scale(instrument: Instrument, *, reserved: bool) -> Iterator[tuple[str, list[_Field]]]:
    found: dict[str, list[_Field]] = {}
    for item in instrument.items:
        for field in item.fields or ():
            if field.type in CODED and (field.audience is not None) is reserved:
                found.setdefault(field.scale or "yes-no", []).append((item, field))
    yield from found.items()


def _table(
    appraisal: Appraisal,
    identifier: str,
    fields: Sequence[_Field],
    groups: Sequence[tuple[str, _Cell]],
) -> Table:
    instrument = appraisal.instrument
    keys = (*codes_of(instrument, fields[0][1]), *_missing(instrument, fields))
    heads = Heads(appraisal, "field", groups)
    rows: list[tuple[Cell, ...]] = []
    used: list[ProtectedTable] = []
    for item, field in fields:
        for wave, cell in groups:
            table = appraisal.table(f"{RECORD}{item.id}.{field.id}", wave, cell)
            if table is None:
                continue
            used.append(table)
            counts = (table.count(key) for key in keys)
            rows.append(
                (
                    *heads.cells(field_title(item, field), wave, cell),
                    b.count(table.persons),
                    *(b.count(held.persons if held else None) for held in counts),
                )
            )
    columns = columns_of(keys)
    return Table(
        id=identifier,
        title=b.message("core.rows"),
        columns=(
            *heads.columns,
            Column(id="persons", title=b.message("core.persons"), kind="count"),
            *(
                Column(
                    id=columns[key],
                    title=b.code_title(instrument, fields[0][1], key),
                    kind="count",
                )
                for key in keys
            ),
        ),
        rows=tuple(rows),
        notes=(b.message("core.rows.several"), *b.notes(used, appraisal.study)),
    )


def _missing(instrument: Instrument, fields: Sequence[_Field]) -> tuple[str, ...]:
    """Return the keys of why somebody has no row with a code, for any of some fields."""
    records = [item for item, _ in fields]
    offered = dict.fromkeys(
        reason for item in records for reason in (*instrument.missing_of(item), "no-answer")
    )
    hidden = {"not-shown": None} if any(item.when for item in records) else {}
    return (NONE_PICKED, *(f"{MISSING_MARK}{reason}" for reason in {**offered, **hidden}))
