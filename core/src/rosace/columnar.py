"""Responses that come as columns: what an engine may give besides one response after another.

The columns are those of the table that ``rosace convert`` writes, one row a response. A text that
many rows share may come as the codes of a dictionary.

| column | holds |
|---|---|
| ``@id``, ``@respondent``, ``@organization``, ``@kind``, ``@wave``, ``@version`` | text |
| ``@weight`` | text such as ``2`` or ``1/3``; empty where it is 1 |
| ``@attribute.NAME`` | text |
| an item's id: choice, text, date, one reference | text: a code, words, ``2024-01-31``, an id |
| of an integer; of a number; of yes or no | int64; float64; bool |
| of several choices, a ranking, several references | list of text |
| of a repeating record | list of structures: ``id``, then the fields in their order |
| ``ITEM@missing``, ``ITEM@comment``, ``ITEM@rationale``, ``ITEM@dissent`` | text |
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

if TYPE_CHECKING:
    from rosace.response import Response

__all__ = ["ATTRIBUTE", "PARTS", "RESERVED", "WORDS", "Batch", "Columnar"]

RESERVED: Final = (
    "@id",
    "@respondent",
    "@organization",
    "@kind",
    "@wave",
    "@version",
    "@weight",
)
"""The columns of every table, which tell whose a response is."""

ATTRIBUTE: Final = "@attribute."
"""What the name of an attribute's column begins with."""

WORDS: Final = ("comment", "rationale", "dissent")
"""What may be said beside an answer, in columns of their own."""

PARTS: Final = ("missing", *WORDS)
"""What may stand beside the value of an answer, in columns of their own."""


class Batch(Protocol):
    """Some responses as columns of Arrow, which any library that speaks Arrow takes over."""

    def __len__(self) -> int:
        """Return how many responses they are."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        """Return schema and columns as capsules of the Arrow C data interface.

        Args:
            requested_schema: The types that are asked for, as a capsule.
        """

    def cells(self, name: str) -> Sequence[Any]:
        """Return a column's cells as plain data, None for an empty one.

        Args:
            name: The column. The rows of a record are dictionaries by field, in which an
                empty field is None.
        """


@runtime_checkable
class Columnar(Protocol):
    """Responses that can be gone through one by one, or taken as columns; in the same order."""

    def __iter__(self) -> "Iterator[Response]":
        """Go through them one by one."""

    def kinds(self) -> frozenset[str]:
        """Return ``individual``, ``collective`` or both, as there are such responses."""

    def headings(self) -> tuple[str, ...]:
        """Return which columns there are, in their order.

        They are `RESERVED`; the attributes that any respondent has, sorted; then every item,
        in the order of the instrument, each with those `PARTS` that any answer to it has.
        """

    def batches(self) -> Iterator[Batch]:
        """Yield them as columns, some thousands at a time; every batch has all `headings`."""
