"""The answers to one item in very many lines: codes all at once, what is rare one by one."""

from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa

from rosace.columnar import WORDS
from rosace.derived import missing_of
from rosace.instrument import Instrument, Item
from rosace_bulk.found import COLLECTIVE, Found
from rosace_bulk.members import Key, Members, Style
from rosace_bulk.numbers import numbering_of
from rosace_bulk.shared import Numbers
from rosace_bulk.typed import Reading, reading_of
from rosace_bulk.wordings import read_words

__all__ = ["AnswerKeys"]

_COLLECTIVE: Final = ("rationale", "dissent")
"""Why a group settled on an answer, groups alone say."""


class AnswerKeys:
    """The keys of an item and of its answers, by which answers are read.

    Args:
        style: How members are written.
        instrument: The instrument.
        item: The item.
    """

    def __init__(self, style: Style, instrument: Instrument, item: Item) -> None:
        self._item = item
        self._is_choice = item.type == "choice"
        self._instrument = instrument
        if self._is_choice:
            known = numbering_of(instrument, item)
            codes, reasons = known.codes, known.reasons
        else:
            permitted = missing_of(instrument, item)
            codes, reasons = {}, {reason: n for n, reason in enumerate(permitted, 1)}
        self._reasons = tuple(reasons)
        self._bare = Key(style, item.id, values=codes)
        self._opened = Key(style, item.id, b"{")
        self._value = Key(style, "value", values=codes)
        self._missing = Key(style, "missing", values=reasons)
        self._words = {
            part: Key(style, part, b'"') for part in WORDS if part != "comment" or item.comment
        }

    @cached_property
    def _reading(self) -> Reading:
        return reading_of(self._instrument, self._item)

    def read(self, members: Members, found: Found) -> None:
        """Read the answers where they come next.

        Args:
            members: The members of all answers, one for each line.
            found: Takes what is found.
        """
        if self._is_choice:
            numbers = members.take(self._bare)
            found.choices[self._item.id][:] = numbers
            rest = np.flatnonzero(numbers == 0)
        else:
            rest = np.arange(len(members.at))
        if not len(rest):
            return
        others = members.some(rest)
        opened = others.skip(self._opened)
        answered = opened
        which = np.flatnonzero(opened)
        if len(which):
            inner = others.some(which).inner()
            self._read_object(inner, rest[which], found)
            others.at[which] = inner.at
        if not self._is_choice:
            which = np.flatnonzero(~opened)
            bare = others.some(which)
            hit = np.flatnonzero(bare.skip(self._bare))
            said = found.told(bare, hit, rest[which[hit]], self._reading)
            found.value(self._item.id, said)
            others.put(which, bare)
            answered[which[hit]] = True
        members.put(rest, others)
        if self._item.required:
            found.refuse(rest[~answered])

    def _read_object(self, members: Members, lines: Numbers, found: Found) -> None:
        """Read answers that are objects.

        Args:
            members: Their members.
            lines: The lines of the answers.
            found: Takes what is found.
        """
        item = self._item.id
        if self._is_choice:
            codes = members.take(self._value)
            given = codes > 0
        else:
            given = members.skip(self._value)
            which = np.flatnonzero(given)
            found.value(item, found.told(members, which, lines[which], self._reading))
        reasons = members.take(self._missing) if self._reasons else np.zeros(len(lines), np.uint8)
        lacking = reasons > 0
        if self._is_choice:
            found.choices[item][lines] = np.where(lacking, reasons, codes)
        else:
            names = [self._reasons[n - 1] for n in reasons[lacking].tolist()]
            found.say(item, "missing", lines[lacking], pa.array(names, pa.string()))
        for part, key in self._words.items():
            which = np.flatnonzero(members.skip(key))
            if not len(which):
                continue
            if part in _COLLECTIVE:
                found.refuse(lines[which[found.kinds[lines[which]] != COLLECTIVE]])
            texts, refused = read_words(found.text, members, which)
            found.refuse(lines[which[refused]])
            found.say(item, part, lines[which], texts)
        # A value or a missing reason, and not both.
        found.refuse(lines[(given == lacking) | ~members.leave()])
