"""What stands beside the values of answers, gathered: few cells hold any."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from rosace.response import MISSING_REASONS
from rosace_bulk.layout import NONE, coded, numbers_of, sparse
from rosace_bulk.shared import Numbers

__all__ = ["Words"]


class Words:
    """Words beside the answers to some items.

    Args:
        items: The items' IDs.
    """

    def __init__(self, items: Sequence[str]) -> None:
        self._items = items
        self._held: dict[str, tuple[list[int], list[str]]] = {}

    def take(self, part: str, places: Sequence[int], texts: Sequence[str]) -> None:
        """Take words.

        Args:
            part: What kind of words they are.
            places: Row times the number of items, and the number of the item, of each.
            texts: The words.
        """
        stood, kept = self._held.setdefault(part, ([], []))
        stood.extend(places)
        kept.extend(texts)

    def columns(self, size: int, kept: Numbers | None) -> Iterator[tuple[str, pa.Array]]:
        """Yield the columns that are not empty, and their names.

        Args:
            size: How many rows there are.
            kept: Which rows are kept; None for all.
        """
        moved = np.arange(size) if kept is None else np.cumsum(kept) - 1
        left = size if kept is None else int(np.count_nonzero(kept))
        for part, (places, texts) in self._held.items():
            rows, columns = np.divmod(np.array(places, np.int64), len(self._items))
            held = np.array(texts, object)
            if kept is not None:
                stays = kept[rows]
                rows, columns, held = rows[stays], columns[stays], held[stays]
            order = np.argsort(columns, kind="stable")
            rows, held = moved[rows[order]], held[order]
            ends = np.cumsum(np.bincount(columns, minlength=len(self._items))).tolist()
            for item, start, end in zip(self._items, [0, *ends], ends, strict=False):
                if start < end:
                    yield f"{item}@{part}", _column(left, part, rows[start:end], held[start:end])


def _column(size: int, part: str, rows: Numbers, held: np.ndarray[Any, Any]) -> pa.Array:
    if part != "missing":
        return sparse(size, rows, held.tolist())
    numbers = np.full(size, NONE, np.uint8)
    known = numbers_of(MISSING_REASONS)
    numbers[rows] = [known[reason] for reason in held.tolist()]
    return coded(numbers, MISSING_REASONS)
