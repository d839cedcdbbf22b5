"""What the lines of a file look like, and reading very many of them at once by that.

A program writes the same keys in the same order in each line. Of a line that looks otherwise
nothing is said but that it does.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from rosace.columnar import WORDS
from rosace.instrument import Instrument
from rosace.sizes import LONGEST_NAME
from rosace_bulk.answers import AnswerKeys
from rosace_bulk.found import KINDS, Found
from rosace_bulk.members import Key, Members, Style
from rosace_bulk.text import Text
from rosace_bulk.typed import WEIGHT

__all__ = ["Template"]

_TOP: Final = ("schema", "id", "instrument", "version", "wave", "respondent", "answers")
_PERSON: Final = ("id", "kind", "organization", "attributes", "weight")
_NAMES: Final = ("id", "version", "wave", "organization")
_PARTS: Final = ("value", "missing", *WORDS)
_COLON: Final = re.compile(rb'\{"[^"]*"(: ?)')
_BRACE: Final = ord("{")


class Template:
    """What the lines of a file look like.

    Args:
        instrument: The instrument that they answer; `rosace_bulk.typed.is_plain` holds for it.
        sample: One of the lines, sound; without one, lines are `settled`, and without spaces.
    """

    def __init__(self, instrument: Instrument, sample: bytes | None = None) -> None:
        told = {} if sample is None else msgspec.json.decode(sample)
        spaced = sample is not None and (met := _COLON.match(sample)) and met[1] != b":"
        space = b" " if spaced else b""
        style = Style(colon=b":" + space, comma=b"," + space)
        names = [item.id for item in instrument.items]
        self._style = style
        self._top = _ordered(told, _TOP)
        self._person = _ordered(told.get("respondent", {}), _PERSON)
        self._keys = {name: Key(style, name, b'"') for name in _NAMES}
        self._keys |= {name: Key(style, name, b"{") for name in ("respondent", "answers")}
        self._keys |= {name: Key(style, name) for name in ("attributes", "weight")}
        self._keys |= {
            "schema": Key(style, "schema", values={"rosace/response/1": 1}),
            "instrument": Key(style, "instrument", values={instrument.id: 1}),
            "kind": Key(style, "kind", values={kind: n for n, kind in enumerate(KINDS, 1)}),
        }
        items = {item.id: item for item in instrument.items}
        self._items = _ordered(told.get("answers", {}), names)
        self._answers = [AnswerKeys(style, instrument, items[name]) for name in self._items]
        self._choices = [item.id for item in instrument.items if item.type == "choice"]

    def settled(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a line says, with its keys in the order in which they are looked for."""
        held = _sorted(document, self._top)
        if isinstance(person := held.get("respondent"), dict):
            held["respondent"] = _sorted(person, self._person)
        if isinstance(answers := held.get("answers"), dict):
            held["answers"] = {
                name: _sorted(answer, _PARTS) if isinstance(answer, dict) else answer
                for name, answer in _sorted(answers, self._items).items()
            }
        return held

    def read(self, text: Text, start: int = 0) -> Found:
        """Read lines; those that do not look as expected are not sound.

        Args:
            text: The lines.
            start: The number of the first that is read.
        """
        starts, ends = text.starts[start:], text.ends[start:]
        found = Found(text, text.bytes[starts] == _BRACE, self._choices)
        top = Members.behind(text, self._style, starts + 1)
        for name in self._top:
            if name in {"schema", "instrument"}:
                found.need(top.take(self._keys[name]))
            elif name in {"respondent", "answers"}:
                found.need(top.skip(self._keys[name]))
                inner = top.inner()
                if name == "respondent":
                    self._read_person(inner, found)
                else:
                    for answer in self._answers:
                        answer.read(inner, found)
                found.need(inner.leave())
                top.at = inner.at
            else:
                self._cut(top, f"@{name}", name, found)
        found.need(top.leave())
        found.need(top.at == ends)
        return found

    def _read_person(self, person: Members, found: Found) -> None:
        for name in self._person:
            key = self._keys[name]
            if name == "id":
                self._cut(person, "@respondent", name, found)
            elif name == "organization":
                self._cut(person, "@organization", name, found, needed=False)
            elif name == "kind":
                found.kinds = person.take(key)
                found.need(found.kinds)
            elif name == "attributes":
                which = np.flatnonzero(person.skip(key))
                starts, lengths = person.until("}", which)
                found.refuse(which[lengths == 0])
                found.cut("@attributes", which, starts, lengths + 1)
            else:
                which = np.flatnonzero(person.skip(key))
                found.weights = found.told(person, which, which, WEIGHT)

    def _cut(
        self, members: Members, column: str, name: str, found: Found, *, needed: bool = True
    ) -> None:
        hit = members.skip(self._keys[name])
        if needed:
            found.need(hit)
        which = np.flatnonzero(hit)
        starts, lengths = members.until('"', which)
        found.refuse(which[(lengths == 0) | (lengths > LONGEST_NAME)])
        found.cut(column, which, starts, lengths)


def _sorted(told: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return members in the order of some names, and behind them the others."""
    return {name: told[name] for name in names if name in told} | dict(told)


def _ordered(told: Mapping[str, Any], names: Sequence[str]) -> Sequence[str]:
    """Return names in the order in which they were told, the others as they are."""
    order = [name for name in told if name in names]
    if order == [name for name in names if name in told]:
        return names
    return [*order, *(name for name in names if name not in told)]
