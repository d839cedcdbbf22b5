"""What the choices of a scale say, where items word them on their own."""

from collections.abc import Iterator, Sequence

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.instrument import Instrument, Item
from rosace.report import Block, Cell, Column, Table
from rosace.scoring import codes_of

__all__ = ["wording_blocks"]


def wording_blocks(appraisal: Appraisal) -> Iterator[Block]:
    """Yield, for each scale that items reword, a table of their words.

    The tables of answers name the choices as their scale does, since all items of the scale
    stand there together; here each item's own words can be read.
    """
    if not appraisal.waves:
        return
    by_scale: dict[str, list[Item]] = {}
    for item in appraisal.instrument.items:
        if item.scale and item.choices and item.type in {"choice", "multiple-choice"}:
            by_scale.setdefault(item.scale, []).append(item)
    for scale, items in by_scale.items():
        yield _wording_table(appraisal.instrument, scale, items)


def _wording_table(instrument: Instrument, scale: str, items: Sequence[Item]) -> Table:
    codes = codes_of(instrument, items[0])
    names = b.column_ids({code: f"says_{code}" for code in codes})
    rows: list[tuple[Cell, ...]] = [
        (
            b.text(b.words(item.text)),
            *(b.text(b.answer_title(instrument, item, code)) for code in codes),
        )
        for item in items
    ]
    return Table(
        id=b.identifier("wordings", scale),
        title=b.message("core.wordings"),
        columns=(
            Column(id="item", title=b.message("core.item"), kind="text", header=True),
            *(
                Column(id=names[code], title=b.code_title(instrument, items[0], code), kind="text")
                for code in codes
            ),
        ),
        rows=tuple(rows),
    )
