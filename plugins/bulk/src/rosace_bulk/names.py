"""How all ids and all names of respondents in a table are spelled, told by one look at each."""

from typing import TYPE_CHECKING, Any

import numpy as np

from rosace.sizes import LONGEST_NAME
from rosace.values import evolve
from rosace_bulk.rows import NOT_BARE, Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

    from rosace_bulk.share import Asking

__all__ = ["are_bare", "spelled"]

_BARE, _PLAIN, _OTHER = range(3)
"""Small letters and digits alone; what is printed, but no space and no @; whatever else."""
_Letters = np.ndarray[Any, np.dtype[np.uint8]]


def are_bare(names: "Iterable[pa.Array]") -> bool:
    """Say whether names are but small letters and digits, which tell them from others as they are.

    Args:
        names: Columns of names.
    """
    return all(_kind(column) == _BARE for column in names)


def spelled(asking: "Asking", layout: Layout) -> Layout:
    """Return rows with what is known of how all their ids and names are spelled.

    Args:
        asking: What is asked.
        layout: The rows.
    """
    if asking.is_near:
        return _looked_through(asking, layout)
    name = layout.table["@respondent"]
    other = layout.table.filter(name.re_search(NOT_BARE)).select("@respondent").limit(1)
    return evolve(layout, is_bare=not asking.number(other))


def _looked_through(asking: "Asking", layout: Layout) -> Layout:
    """Return rows of which every letter was looked at, far cheaper than by a pattern for each."""
    ids = names = _BARE
    for batch in asking.batches(layout.table.select("@id", "@respondent")):
        held = list(map(_kind, batch.columns))
        ids, names = max(ids, held[0]), max(names, held[1])
        if ids == names == _OTHER:
            break
    return evolve(layout, is_plain=max(ids, names) < _OTHER, is_bare=names == _BARE)


def _kind(column: "pa.Array") -> int:
    """Return the kind of the least plain text of a column."""
    _, ends, letters = column.buffers()
    bounds = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1]
    widths = np.diff(bounds)
    if column.null_count or widths.min() == 0 or widths.max() > LONGEST_NAME:
        return _OTHER
    held = np.frombuffer(letters, np.uint8)[bounds[0] : bounds[-1]]
    return _BARE if _are_bare(held) else _PLAIN if _are_plain(held) else _OTHER


# What is below the first letter of a range becomes very large when that is taken off.


def _are_bare(held: _Letters) -> bool:
    return bool(((held - ord("a") < 26) | (held - ord("0") < 10)).all())  # noqa: PLR2004  # letters, digits


def _are_plain(held: _Letters) -> bool:
    return bool(((held - ord("!") <= ord("~") - ord("!")) & (held != ord("@"))).all())
