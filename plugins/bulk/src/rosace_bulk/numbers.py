"""Answers to choices as small whole numbers, as files of our own hold them.

The number of an answer is that of its state (`rosace_bulk.states`), so that rows are counted as
they stand. Missing reasons that count as no answer have higher ones.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rosace.derived import missing_of
from rosace.instrument import Instrument, Item
from rosace.response import Answer
from rosace.values import value

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["NUMBER", "UNASKED", "Numbering", "numbering_of", "told"]

NUMBER: Final = "@number"
"""How the name of a column of numbers ends, after that of its item."""

UNASKED: Final = frozenset({"no-answer", "not-shown"})
"""The missing reasons that count as no answer."""


@value
class Numbering:
    """The numbers of the answers to a choice; 0 for no answer.

    Args:
        reasons: The number of each missing reason.
        codes: The number of each code.
        states: By number, the answers that are told apart.
    """

    reasons: Mapping[str, int]
    codes: Mapping[str, int]
    states: tuple[Answer | None, ...]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return 1 + len(self.reasons) + len(self.codes)


def numbering_of(instrument: Instrument, item: Item) -> Numbering:
    """Return the numbers of the answers to a choice.

    Args:
        instrument: The instrument.
        item: One of its choices.
    """
    permitted = missing_of(instrument, item)
    asked = [reason for reason in permitted if reason not in UNASKED]
    unasked = [reason for reason in permitted if reason in UNASKED]
    codes = [choice.code for choice in instrument.scales[item.scale or ""].choices]
    given = [*(Answer(missing=reason) for reason in asked), *(Answer(value=code) for code in codes)]
    numbers: dict[str, int] = {reason: n for n, reason in enumerate(asked, 1)}
    numbers |= {reason: n for n, reason in enumerate(unasked, 1 + len(given))}
    return Numbering(
        reasons=numbers,
        codes={code: n for n, code in enumerate(codes, 1 + len(asked))},
        states=(None, *given),
    )


def told(table: "ir.Table", instrument: Instrument) -> "ir.Table":
    """Return a table of files of our own with what its numbers stand for.

    Args:
        table: The table, with a column of numbers for each choice, named as its item.
        instrument: The instrument.
    """
    import ibis  # noqa: PLC0415  # heavy

    columns: dict[str, ir.Value] = {}
    for item in instrument.items:
        if item.type == "choice":
            number, known = table[item.id], numbering_of(instrument, item)
            columns[f"{item.id}{NUMBER}"] = number.cast("int32")
            for name, texts in ((item.id, known.codes), (f"{item.id}@missing", known.reasons)):
                said = [(number == n, text) for text, n in texts.items()]
                columns[name] = ibis.cases(*said) if said else ibis.null("string")
    return table.mutate(**columns)
