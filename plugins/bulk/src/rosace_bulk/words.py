"""What stands beside the values of answers, gathered: few cells hold any."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from rosace.response import MISSING_REASONS
from rosace_bulk.layout import NONE, coded, numbers_of, sparse
from rosace_bulk.shared import Numbers

__all__ = ["Words"]


class Words:
    """Words beside the answers to items, by item and kind."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], tuple[list[Numbers], list[pa.Array]]] = {}

    def take(self, item: str, part: str, rows: Numbers, texts: pa.Array) -> None:
        """Take words.

        Args:
            item: The ID of the item.
            part: What kind of words they are.
            rows: The number of the row of each, ascending from one time to the next.
            texts: The words.
        """
        stood, kept = self._held.setdefault((item, part), ([], []))
        stood.append(rows)
        kept.append(texts)

    def columns(self, size: int) -> Iterator[tuple[str, pa.Array]]:
        """Yield the columns that are not empty, and their names.

        Args:
            size: How many rows there are.
        """
        for (item, part), (stood, chunks) in self._held.items():
            texts = pa.concat_arrays(chunks)
            if len(texts):
                yield f"{item}@{part}", _column(size, part, np.concatenate(stood), texts)


def _column(size: int, part: str, rows: Numbers, texts: pa.Array) -> pa.Array:
    if part != "missing":
        return sparse(size, rows, texts)
    numbers = np.full(size, NONE, np.uint8)
    known = numbers_of(MISSING_REASONS)
    numbers[rows] = [known[reason] for reason in texts.to_pylist()]
    return coded(numbers, MISSING_REASONS)
