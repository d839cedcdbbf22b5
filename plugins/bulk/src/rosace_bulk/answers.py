"""The answers to one item in very many lines: codes all at once, what is rare one by one."""

from typing import Final

import numpy as np
import pyarrow as pa

from rosace.columnar import WORDS
from rosace.derived import missing_of
from rosace.instrument import Instrument, Item
from rosace.response import MISSING_REASONS
from rosace_bulk.found import COLLECTIVE, Found
from rosace_bulk.layout import FIRST, alphabet, numbers_of
from rosace_bulk.members import Key, Members, Style
from rosace_bulk.shared import Numbers
from rosace_bulk.typed import reading_of
from rosace_bulk.wordings import read_words

__all__ = ["AnswerKeys"]

_COLLECTIVE: Final = ("rationale", "dissent")
"""Why a group settled on an answer, groups alone say."""


class AnswerKeys:
    """The keys of an item and of its answers, by which answers are read.

    One number tells of the answer to a choice its code or, after all codes, its missing reason.

    Args:
        style: How members are written.
        instrument: The instrument.
        item: The item.
    """

    def __init__(self, style: Style, instrument: Instrument, item: Item) -> None:
        codes = numbers_of(alphabet(instrument))
        reasons = numbers_of(MISSING_REASONS)
        self._item = item
        self._is_choice = item.type == "choice"
        self._reading = reading_of(instrument, item)
        self._after = len(codes)
        offered: list[str] = []
        if self._is_choice:
            offered = [each.code for each in instrument.scales[item.scale or ""].choices]
        numbers = [codes[code] for code in offered]
        self._bare = Key(style, item.id, values=offered, numbers=numbers)
        self._opened = Key(style, item.id, b"{")
        self._value = Key(style, "value", values=offered, numbers=numbers)
        permitted = missing_of(instrument, item)
        self._missing = Key(
            style, "missing", values=permitted, numbers=[reasons[r] for r in permitted]
        )
        self._words = {
            part: Key(style, part, b'"') for part in WORDS if part != "comment" or item.comment
        }

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
        reasons = members.take(self._missing)
        lacking = reasons > 0
        if self._is_choice:
            found.choices[item][lines] = np.where(lacking, reasons + self._after, codes)
        else:
            names = [MISSING_REASONS[n - FIRST] for n in reasons[lacking].tolist()]
            found.say(item, "missing", lines[lacking], pa.array(names, pa.string()))
        for part, key in self._words.items():
            hit = members.skip(key)
            if part in _COLLECTIVE:
                found.refuse(lines[hit & (found.kinds[lines] != COLLECTIVE)])
            which = np.flatnonzero(hit)
            texts, refused = read_words(found.text, members, which)
            found.refuse(lines[which[refused]])
            found.say(item, part, lines[which], texts)
        # A value or a missing reason, and not both.
        found.refuse(lines[(given == lacking) | ~members.leave()])
