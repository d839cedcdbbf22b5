"""Columns gathered of decoded responses, and which of these are surely sound.

What is not surely so is named, never explained: the core looks at it again.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, Final
from unicodedata import is_normalized

import msgspec
import numpy as np
import pyarrow as pa
from msgspec.structs import astuple

from rosace.columnar import ATTRIBUTE, WORDS
from rosace.instrument import Instrument, Item
from rosace.response import MISSING_REASONS
from rosace.spelling import unseen
from rosace.values import DATES, LABEL, NAME, rational, spell_rational
from rosace_bulk.columns import VOICE
from rosace_bulk.judge import Judge
from rosace_bulk.layout import (
    FIRST,
    NONE,
    alphabet,
    coded,
    numbers_of,
    value_type,
    voices_of,
)
from rosace_bulk.quoting import quotes
from rosace_bulk.shared import Numbers, Shared
from rosace_bulk.typed import AnswerObject
from rosace_bulk.words import Words

__all__ = ["Gathering"]

_UNSET: Final = msgspec.UNSET
_OBJECT: Final = 1
_BYTE: Final = 256
_PARTS: Final = attrgetter("value", "missing", *WORDS)
_PLAIN: Final = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "@").encode()


class Gathering:
    """Decoded responses, gathered column by column.

    Args:
        instrument: The instrument that they answer.
        judge: Knows what responses share.
    """

    def __init__(self, instrument: Instrument, judge: Judge) -> None:
        self._size = 0
        self._dropped: list[int] = []
        self._rows: list[Numbers] = []
        self._names: dict[str, list[pa.Array]] = {"@id": [], "@respondent": []}
        self._shared = _shared(judge)
        self._values: dict[str, list[Any]] = {}
        fields = [(f"a{n}", item) for n, item in enumerate(instrument.items)]
        self._choices = [(field, item) for field, item in fields if item.type == "choice"]
        self._others = [
            (attrgetter(field), item, _check(item), Words([item.id]))
            for field, item in fields
            if item.type != "choice"
        ]
        self._words = Words([item.id for _, item in self._choices])
        self._codes = alphabet(instrument)
        self._numbers: dict[Any, int] = {_UNSET: NONE, **numbers_of(self._codes)}
        # One number tells of an answer its code or its missing reason.
        after = numbers_of(MISSING_REASONS)
        self._reasons: dict[Any, int] = {_UNSET: NONE}
        self._reasons.update((each, n + len(self._codes)) for each, n in after.items())
        self._matrices: list[Numbers] = []

    def add(self, decoded: Sequence[Any], rows: Numbers) -> tuple[set[int], int]:
        """Take decoded responses, of the type that `rosace_bulk.typed` derives.

        Args:
            decoded: The responses, one at least.
            rows: Their rows in the file.

        Returns:
            The numbers among these of those that are not surely sound, and how many quotation
            marks all of them take.
        """
        held = _columns(decoded)
        persons = _columns(held["respondent"])
        batch = _Batch(self._size, len(decoded), persons["kind"])
        self._rows.append(rows)
        self._take_persons(batch, held, persons)
        answers = held["answers"]
        if self._choices:
            self._take_choices(batch, answers)
        for field, item, is_sound, words in self._others:
            self._take_others(batch, item, list(map(field, answers)), is_sound, words)
        self._size += len(decoded)
        return batch.unsure, batch.quotes

    def drop(self, numbers: Iterable[int], among: int) -> None:
        """Leave some of the responses that were taken last out again.

        Args:
            numbers: Their numbers among these.
            among: How many were taken.
        """
        self._dropped.extend(self._size - among + n for n in numbers)

    def table(self, file: str) -> pa.Table | None:
        """Return the responses as a table, in no order of columns; None if there are none.

        Args:
            file: The name of the file where they stood.
        """
        if self._size == len(self._dropped):
            return None
        kept = None
        if self._dropped:
            kept = np.ones(self._size, bool)
            kept[self._dropped] = False
        rows = np.concatenate(self._rows)
        columns = {"@row": pa.array(rows if kept is None else rows[kept])}
        for name, chunks in self._names.items():
            columns[name] = _sifted(pa.concat_arrays(chunks), kept)
        if voices := voices_of(columns["@respondent"]):
            columns[VOICE] = pa.array(voices, pa.string())
        stood = np.zeros(len(columns["@row"]), np.int32)
        columns["@file"] = pa.DictionaryArray.from_arrays(stood, pa.array([file]))
        columns.update(self._shared_columns(kept))
        if self._choices:
            columns.update(self._choice_columns(kept))
        for _, item, _, words in self._others:
            cells = pa.array(self._values[item.id], value_type(item))
            columns[item.id] = _sifted(cells, kept)
            columns.update(words.columns(self._size, kept))
        return pa.table(columns)

    def _shared_columns(self, kept: Numbers | None) -> dict[str, pa.Array]:
        columns = {}
        for part in ("kind", "organization", "weight"):
            shared = self._shared[part]
            columns[f"@{part}"] = shared.texts(
                shared.numbers(kept), _spelled if part == "weight" else str
            )
        waves = self._shared["wave"]
        numbers = waves.numbers(kept)
        columns["@wave"] = waves.texts(numbers, lambda pair: pair[0])
        columns["@version"] = waves.texts(numbers, lambda pair: pair[1])
        attributes = self._shared["attributes"]
        numbers = attributes.numbers(kept)
        read = {each: msgspec.json.decode(each) for each in attributes.values(numbers)}
        for name in sorted(set().union(*read.values())):
            said = {each: held.get(name) for each, held in read.items()}
            columns[ATTRIBUTE + name] = attributes.texts(numbers, said.get)
        return columns

    def _choice_columns(self, kept: Numbers | None) -> dict[str, pa.Array]:
        matrix = np.concatenate(self._matrices)
        if kept is not None:
            matrix = matrix[kept]
        columns = {}
        for (_, item), numbers in zip(self._choices, np.ascontiguousarray(matrix.T), strict=True):
            columns[item.id] = coded(numbers, self._codes)
            missing = coded(numbers - numbers.dtype.type(len(self._codes)), MISSING_REASONS)
            if missing.null_count < len(missing):
                columns[f"{item.id}@missing"] = missing
        columns.update(self._words.columns(self._size, kept))
        return columns

    def _take_persons(
        self, batch: "_Batch", held: Mapping[str, Sequence[Any]], persons: Mapping[str, Any]
    ) -> None:
        # Of each response seven keys and five texts, of its respondent two of both.
        batch.quotes += 32 * batch.size
        self._take_names(batch, "@id", held["id"])
        self._take_names(batch, "@respondent", persons["id"])
        batch.share(self._shared["wave"], list(zip(held["wave"], held["version"], strict=True)))
        for part in ("kind", "organization", "weight"):
            batch.share(self._shared[part], persons[part])
        attributes = [each if each is _UNSET else bytes(each) for each in persons["attributes"]]
        batch.share(self._shared["attributes"], attributes)

    def _take_names(self, batch: "_Batch", column: str, names: Sequence[str]) -> None:
        self._names[column].append(pa.array(names, pa.string()))
        # Plain characters alone make a sound name, in which nothing is hidden.
        if "".join(names).encode().translate(None, _PLAIN):
            batch.refuse(not _is_sound_name(name) for name in names)

    def _take_choices(self, batch: "_Batch", answers: Sequence[Any]) -> None:
        fields = [field for field, _ in self._choices]
        width = len(fields)
        if not self._others:
            # What has only choices is taken whole, which is faster.
            cells = list(chain.from_iterable(map(astuple, answers)))
        elif width == 1:
            cells = list(map(attrgetter(*fields), answers))
        else:
            cells = list(chain.from_iterable(map(attrgetter(*fields), answers)))
        # What is no code, and is given, is an object.
        numbers = map(self._numbers.get, cells, repeat(_OBJECT))
        if len(self._codes) + len(MISSING_REASONS) + FIRST < _BYTE:
            held = np.frombuffer(bytearray(numbers), np.uint8)
        else:
            held = np.fromiter(numbers, np.uint16, len(answers) * width)
        batch.quotes += 4 * int(np.count_nonzero(held))
        objects = np.flatnonzero(held == _OBJECT)
        if len(objects):
            given = [cells[place] for place in objects.tolist()]
            stood = (objects + batch.start * width).tolist()
            held[objects] = self._take_objects(batch, stood, (objects // width).tolist(), given)
        self._matrices.append(held.reshape(len(answers), width))

    def _take_objects(
        self, batch: "_Batch", stood: Sequence[int], numbers: Sequence[int], given: Sequence[Any]
    ) -> Numbers:
        """Take answers to choices that are objects; return the numbers of their codes or reasons.

        Args:
            batch: What is found; so far each answer is known as a key and a text.
            stood: The place of each answer among all.
            numbers: The number of its response.
            given: The answers.
        """
        values, reasons, *words = zip(*map(_PARTS, given), strict=True)
        codes = np.fromiter(map(self._numbers.__getitem__, values), np.uint16, len(given))
        missing = np.fromiter(map(self._reasons.__getitem__, reasons), np.uint16, len(given))
        has_code, has_reason = codes != NONE, missing != NONE
        batch.quotes += 4 * int(np.count_nonzero(has_code) + np.count_nonzero(has_reason))
        batch.quotes -= 2 * len(given)
        for k in np.flatnonzero(has_code == has_reason).tolist():
            batch.unsure.add(numbers[k])
        _take_words(batch, self._words, stood, numbers, dict(zip(WORDS, words, strict=True)))
        return np.where(has_code, codes, missing)

    def _take_others(  # what is known of an item
        self,
        batch: "_Batch",
        item: Item,
        cells: list[Any],
        is_sound: Callable[[Any], object] | None,
        words: Words,
    ) -> None:
        cells = [None if answer is _UNSET else answer for answer in cells]
        objects = [n for n, cell in enumerate(cells) if isinstance(cell, AnswerObject)]
        if objects:
            values, missing, *said = zip(*map(_PARTS, (cells[n] for n in objects)), strict=True)
            for n, held, reason in zip(objects, values, missing, strict=True):
                cells[n] = None if held is _UNSET else held
                # A value or a missing reason, and not both.
                if (held is _UNSET) == (reason is _UNSET):
                    batch.unsure.add(n)
            # The key of an answer without a value; and where there is one, the value's own.
            batch.quotes += 2 * len(objects)
            stood = [batch.start + n for n in objects]
            parts = {"missing": missing, **dict(zip(WORDS, said, strict=True))}
            _take_words(batch, words, stood, objects, parts)
        answered = texts = batch.size - cells.count(None)
        if item.type in {"multiple-choice", "ranking"}:
            texts = sum(len(cell) for cell in cells if cell is not None)
        elif item.type not in {"text", "date"}:
            texts = 0
        batch.quotes += 2 * (answered + texts)
        if is_sound is not None:
            batch.refuse(cell is not None and not is_sound(cell) for cell in cells)
        self._values.setdefault(item.id, []).extend(cells)


class _Batch:
    """What is found of the responses that are taken at one time."""

    def __init__(self, start: int, size: int, kinds: Sequence[str]) -> None:
        self.start, self.size, self.kinds = start, size, kinds
        self.quotes = 0
        self.unsure: set[int] = set()

    def refuse(self, verdicts: Iterable[bool]) -> None:
        self.unsure.update(n for n, refused in enumerate(verdicts) if refused)

    def share(self, shared: Shared, cells: Sequence[Any]) -> None:
        taken, refused = shared.take(cells)
        self.quotes += taken
        self.unsure.update(refused)


def _columns(structs: Sequence[msgspec.Struct]) -> dict[str, tuple[Any, ...]]:
    """Return what structures of one type hold, by field."""
    fields = structs[0].__struct_fields__
    return dict(zip(fields, zip(*map(astuple, structs), strict=True), strict=True))


def _take_words(
    batch: _Batch,
    words: Words,
    stood: Sequence[int],
    numbers: Sequence[int],
    parts: Mapping[str, Sequence[Any]],
) -> None:
    """Take what stands beside the values of answers that are objects.

    Args:
        batch: What is found.
        words: Where they are kept.
        stood: The place of each answer there.
        numbers: The number of its response.
        parts: What each answer says, by kind; UNSET where it says nothing.
    """
    for part, texts in parts.items():
        lacking = texts.count(_UNSET)
        if lacking == len(texts):
            continue
        batch.quotes += 4 * (len(texts) - lacking)
        said = [k for k, text in enumerate(texts) if text is not _UNSET]
        held = [texts[k] for k in said]
        words.take(part, [stood[k] for k in said], held)
        if part != "missing" and not all(map(LABEL.search, held)):
            batch.unsure.update(numbers[k] for k in said if not LABEL.search(texts[k]))
        if part in {"rationale", "dissent"}:
            # Why a group settled on an answer, groups alone say.
            batch.unsure.update(numbers[k] for k in said if batch.kinds[numbers[k]] != "collective")


def _shared(judge: Judge) -> dict[str, Shared]:
    """Return the parts of responses of which many are alike, each judged by the core."""

    def judged(part: str, taken: Callable[[Any], int]) -> Shared:
        return Shared(partial(judge.is_sound, part), taken)

    return {
        # What every response has is counted already.
        "kind": Shared(lambda _: True, lambda _: 0),
        "wave": judged("wave", lambda _: 0),
        "organization": judged("organization", lambda _: 4),
        # A number is no text.
        "weight": judged("weight", lambda held: 2 if isinstance(held, int) else 4),
        "attributes": judged("attributes", lambda held: 2 + quotes(held)),
    }


def _sifted(cells: pa.Array, kept: Numbers | None) -> pa.Array:
    return cells if kept is None else cells.filter(pa.array(kept))


def _spelled(weight: int | str) -> str | None:
    exact = rational(weight)
    return None if exact == 1 else str(spell_rational(exact))


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
