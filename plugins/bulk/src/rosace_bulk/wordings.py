"""Words beside answers, read in very many lines at once."""

from typing import Final

import numpy as np
import pyarrow as pa

from rosace_bulk.layout import texts_of
from rosace_bulk.members import Members
from rosace_bulk.shared import Numbers
from rosace_bulk.text import ESCAPED, Text
from rosace_bulk.typed import WORDING

__all__ = ["read_words"]

_IS_ESCAPED: Final = np.isin(np.arange(256), [*ESCAPED])
_SPACE, _WIDE = 0x20, 0x80


def read_words(text: Text, members: Members, which: Numbers) -> tuple[pa.Array, list[int]]:
    """Read words; return them, and the places among them of those that are not surely sound.

    Args:
        text: The lines.
        members: Where reading stands: behind the quotation mark.
        which: In which of the objects, by their numbers.
    """
    starts, lengths = members.until('"', which)
    held, ends = text.cut(starts, lengths)
    odd = _odd(held, ends, lengths, text.bytes[starts])
    others = np.flatnonzero(~odd)
    if odd.any():
        held, ends = text.cut(starts[others], lengths[others])
    if not _is_text(held):
        odd[:] = True
        others, held, ends = others[:0], held[:0], ends[:0]
    places = np.flatnonzero(odd)
    if not len(places):
        return texts_of(held, ends), []
    members.at[which[places]] = starts[places] - 1
    read, failed = members.read(which[places], WORDING)
    words = pa.concat_arrays([texts_of(held, ends), pa.array(read, pa.string())])
    order = np.argsort(np.concatenate((others, places)))
    return words.take(pa.array(order)), places[failed].tolist()


def _odd(held: Numbers, ends: Numbers, lengths: Numbers, first: Numbers) -> Numbers:
    """Say which words must be looked at one by one: long ones, and those that may not be sound.

    Args:
        held: The words as one.
        ends: Where each ends.
        lengths: How long each is; 0 for one that is too long.
        first: The first byte of each.
    """
    # What begins with a plain letter is not blank, and goes on with no letter before it.
    odd: Numbers = (lengths == 0) | (first <= _SPACE) | (first >= _WIDE)
    whole = held.tobytes()
    if len(whole.translate(None, ESCAPED)) < len(whole):
        places = np.flatnonzero(_IS_ESCAPED[held])
        odd[np.searchsorted(ends, places, side="right")] = True
    return odd


def _is_text(held: Numbers) -> bool:
    """Say whether words that begin with plain letters are UTF-8: each is, if all are as one."""
    try:
        held.tobytes().decode()
    except UnicodeDecodeError:
        return False
    return True
