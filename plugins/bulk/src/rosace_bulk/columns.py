"""Columns gathered of a batch of decoded responses, and which of these are surely sound.

What is not surely so is named, never explained: the core looks at it again.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final
from unicodedata import is_normalized

import msgspec
import numpy as np
import pyarrow as pa

from rosace.instrument import Instrument, Item
from rosace.intake import Seen
from rosace.places import Place
from rosace.spelling import unseen
from rosace.values import DATES, LABEL, NAME, rational, spell_rational
from rosace_bulk.layout import ATTRIBUTE, NONE, REASONS, coded, codes_of, value_type
from rosace_bulk.typed import AnswerObject

__all__ = ["Gathering", "Judge"]

_UNSET: Final = msgspec.UNSET
_OBJECT: Final = 254
_PLAIN: Final = bytes(code for code in range(0x21, 0x7F) if chr(code) != "@")
_MOST_KNOWN: Final = 100_000
_REASONS: Final = {reason.as_py(): number for number, reason in enumerate(REASONS)}

_Numbered = np.ndarray[Any, np.dtype[np.int64]]
Look = Callable[[Place, Mapping[str, Any]], Seen]


class Judge:
    """Says of what many responses share whether it is sound, asking the core once of each value.

    Args:
        look: The core's own look at a document.
        sample: A sound response.
    """

    def __init__(self, look: Look, sample: Mapping[str, Any]) -> None:
        person = sample["respondent"]
        self._look = look
        self._person = {"id": person["id"], "kind": person["kind"]}
        self._sample = {**sample, "respondent": self._person}
        self._known: dict[Any, bool] = {}

    def is_sound(self, part: str, held: Any) -> bool:
        """Say whether a response may hold this.

        Args:
            part: ``wave`` (with its version), ``organization``, ``weight`` or the column of
                an attribute.
            held: The value; for ``wave`` a pair.
        """
        # One and true are no weights alike.
        key = part, held.__class__, held
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            document = self._with(part, held)
            found = self._known[key] = not self._look(Place(), document).problems
        return found

    def _with(self, part: str, held: Any) -> Mapping[str, Any]:
        if part == "wave":
            return {**self._sample, "wave": held[0], "version": held[1]}
        if part.startswith(ATTRIBUTE):
            given: dict[str, Any] = {"attributes": {part.removeprefix(ATTRIBUTE): held}}
        else:
            given = {part: held}
        return {**self._sample, "respondent": {**self._person, **given}}


class Gathering:
    """A batch of decoded responses, column by column.

    Args:
        decoded: Responses of the type of `rosace_bulk.typed`, one at least.
        judge: Knows what responses share.
    """

    def __init__(self, decoded: Sequence[Any], judge: Judge) -> None:
        self.columns: dict[str, pa.Array] = {}
        self.unsure: set[int] = set()
        """The numbers of the responses that are not surely sound."""
        self.tokens = 0
        """How many keys and texts all these responses hold."""
        self._judge = judge
        self._size = len(decoded)
        self._kinds = self._about(decoded)

    def items(self, instrument: Instrument, answers: Iterable[Any]) -> None:
        """Gather the answers.

        Args:
            instrument: The instrument.
            answers: The answers of each response.
        """
        columns = zip(*map(msgspec.structs.astuple, answers), strict=True)
        for item, held in zip(instrument.items, columns, strict=True):
            if item.type == "choice":
                self._choices(item, codes_of(instrument, item), held)
            else:
                self._others(item, held)

    def _about(self, decoded: Sequence[Any]) -> list[str]:
        persons = [each.respondent for each in decoded]
        # Of each response seven keys and five texts, of its respondent two of both.
        self.tokens += 16 * self._size
        self._names("@id", [each.id for each in decoded])
        self._names("@respondent", [each.id for each in persons])
        waves, versions = [each.wave for each in decoded], [each.version for each in decoded]
        self._sift("wave", list(zip(waves, versions, strict=True)))
        kinds = [each.kind for each in persons]
        for name, cells in (("@kind", kinds), ("@wave", waves), ("@version", versions)):
            self.columns[name] = pa.array(cells, pa.string())
        self._shared("@organization", [each.organization for each in persons])
        self._weights([each.weight for each in persons])
        self._attributes([each.attributes for each in persons])
        return kinds

    def _names(self, column: str, names: list[str]) -> None:
        """Take names; those of plain characters alone are sound, and so is their look."""
        self.columns[column] = array = pa.array(names, pa.string())
        if array.buffers()[2].to_pybytes().translate(None, _PLAIN):
            self.unsure.update(n for n, name in enumerate(names) if not _is_sound_name(name))

    def _sift(self, part: str, cells: Sequence[Any]) -> None:
        """Find the cells that the core does not accept; it is asked once of each value."""
        values = set(cells)
        values.discard(_UNSET)
        if refused := {each for each in values if not self._judge.is_sound(part, each)}:
            self.unsure.update(n for n, cell in enumerate(cells) if cell in refused)

    def _shared(self, column: str, cells: list[Any]) -> None:
        self._sift(column.removeprefix("@") if column == "@organization" else column, cells)
        held = [None if cell is _UNSET else cell for cell in cells]
        self.tokens += 2 * (self._size - held.count(None))
        self.columns[column] = pa.array(held, pa.string())

    def _weights(self, cells: list[Any]) -> None:
        spelled: list[str | None] = [None] * self._size
        for n, cell in enumerate(cells):
            if cell is _UNSET:
                continue
            self.tokens += 1 + isinstance(cell, str)
            if not self._judge.is_sound("weight", cell):
                self.unsure.add(n)
            elif (weight := rational(cell)) != 1:
                spelled[n] = str(spell_rational(weight))
        self.columns["@weight"] = pa.array(spelled, pa.string())

    def _attributes(self, given: list[Any]) -> None:
        none: Mapping[str, str] = {}
        held = [none if each is _UNSET else each for each in given]
        self.tokens += sum(each is not _UNSET for each in given)
        for name in sorted(set().union(*held)):
            self._shared(ATTRIBUTE + name, [each.get(name, _UNSET) for each in held])

    def _choices(self, item: Item, codes: Sequence[str], held: Sequence[Any]) -> None:
        known = _Numbers(codes)
        numbers = np.frombuffer(bytearray(map(known.__getitem__, held)), np.uint8)
        objects = np.flatnonzero(numbers == _OBJECT)
        if len(objects):
            given = [held[n] for n in objects.tolist()]
            numbers[objects] = [known[answer.value] for answer in given]
            self._words(item, objects, given)
        self.tokens += int(2 * np.count_nonzero(numbers != NONE))
        self.columns[item.id] = coded(numbers, pa.array(codes, pa.string()))

    def _others(self, item: Item, held: Sequence[Any]) -> None:
        cells: list[Any] = [None if answer is _UNSET else answer for answer in held]
        objects = [n for n, cell in enumerate(cells) if isinstance(cell, AnswerObject)]
        if objects:
            given = [cells[n] for n in objects]
            for n, answer in zip(objects, given, strict=True):
                cells[n] = None if answer.value is _UNSET else answer.value
            self._words(item, np.array(objects), given)
        kind, answered = value_type(item), self._size - cells.count(None)
        texts = answered if kind == pa.string() else 0
        if pa.types.is_list(kind):
            texts = sum(len(cell) for cell in cells if cell is not None)
        self.tokens += answered + texts
        is_sound = _check(item)
        if is_sound is not None:
            self.unsure.update(
                n for n, cell in enumerate(cells) if cell is not None and not is_sound(cell)
            )
        self.columns[item.id] = pa.array(cells, kind)

    def _words(self, item: Item, objects: _Numbered, given: Sequence[Any]) -> None:
        """Take what stands beside the values of answers that are objects.

        Args:
            item: The item.
            objects: The numbers of their responses.
            given: The answers.
        """
        lacks_value = [answer.value is _UNSET for answer in given]
        # The key of an answer without a value; and where there is one, the value's own.
        self.tokens += len(given)
        is_missing = [False] * len(given)
        for part in type(given[0]).__struct_fields__[1:]:
            texts = list(map(attrgetter(part), given))
            if (lacking := texts.count(_UNSET)) == len(texts):
                continue
            self.tokens += 2 * (len(texts) - lacking)
            said = [n for n, text in enumerate(texts) if text is not _UNSET]
            if part == "missing":
                is_missing = [text is not _UNSET for text in texts]
            self._part(item, part, objects[said], [texts[n] for n in said])
        # A value or a missing reason, and not both.
        if is_missing != lacks_value:
            both = zip(objects.tolist(), is_missing, lacks_value, strict=True)
            self.unsure.update(n for n, missing, lacks in both if missing != lacks)

    def _part(self, item: Item, part: str, numbers: _Numbered, texts: list[str]) -> None:
        column = f"{item.id}@{part}"
        if part == "missing":
            reasons = np.full(self._size, NONE, np.uint8)
            reasons[numbers] = [_REASONS[reason] for reason in texts]
            self.columns[column] = coded(reasons, REASONS)
            return
        for n, text in zip(numbers.tolist(), texts, strict=True):
            # Why a group settled on an answer, groups alone say.
            if not LABEL.search(text) or (part != "comment" and self._kinds[n] != "collective"):
                self.unsure.add(n)
        place = np.zeros(self._size, np.int32)
        place[numbers] = np.arange(len(texts))
        empty = np.ones(self._size, bool)
        empty[numbers] = False
        self.columns[column] = pa.array(texts, pa.string()).take(pa.array(place, mask=empty))


class _Numbers(dict[Any, int]):
    """Numbers of codes; what is no code, and is given, is an object."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__({code: number for number, code in enumerate(codes)})
        self[_UNSET] = NONE

    def __missing__(self, answer: object) -> int:
        return _OBJECT


def _is_sound_name(name: str) -> bool:
    return (
        "@" not in name
        and NAME.fullmatch(name) is not None
        and unseen(name) is None
        and is_normalized("NFC", name)
    )


def _check(item: Item) -> Callable[[Any], object] | None:
    if item.type == "text":
        return LABEL.search
    if item.type == "date":
        return re.compile(DATES[item.precision or "day"]).fullmatch
    if item.type in {"multiple-choice", "ranking"}:
        return lambda codes: len(set(codes)) == len(codes)
    return None
