"""Columns gathered of decoded responses, and which of these are surely sound.

What is not surely so is named, never explained: the core looks at it again.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final
from unicodedata import is_normalized

import msgspec
import numpy as np
import pyarrow as pa

from rosace.instrument import Instrument, Item
from rosace.spelling import unseen
from rosace.values import DATES, LABEL, NAME, rational, spell_rational
from rosace_bulk.columns import VOICE
from rosace_bulk.judge import Judge
from rosace_bulk.layout import (
    ATTRIBUTE,
    FIRST,
    NONE,
    PARTS,
    REASONS,
    alphabet,
    coded,
    numbers_of,
    sparse,
    value_type,
    voices_of,
)
from rosace_bulk.typed import AnswerObject

__all__ = ["Gathering"]

_UNSET: Final = msgspec.UNSET
_OBJECT: Final = 1
_CHOICES: Final = ""
_BYTE: Final = 256
_PLAIN: Final = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "@").encode()


class Gathering:
    """Decoded responses, gathered column by column.

    Args:
        instrument: The instrument that they answer.
        judge: Knows what responses share.
    """

    def __init__(self, instrument: Instrument, judge: Judge) -> None:
        self._judge = judge
        self._size = 0
        self._dropped: list[int] = []
        self._cells: dict[str, list[Any]] = {}
        self._attributes: dict[str, list[Any]] = {}
        self._values: dict[str, list[Any]] = {}
        self._words: dict[tuple[str, str], tuple[list[int], list[str]]] = {}
        self._choices = [
            (f"a{n}", item) for n, item in enumerate(instrument.items) if item.type == "choice"
        ]
        self._others = [
            (f"a{n}", item, _check(item))
            for n, item in enumerate(instrument.items)
            if item.type != "choice"
        ]
        self._codes = alphabet(instrument)
        self._numbers = _Numbers(numbers_of(self._codes))
        self._matrices: list[np.ndarray[Any, Any]] = []

    def add(self, decoded: Sequence[Any], rows: Sequence[int]) -> tuple[set[int], int]:
        """Take decoded responses, of the type that `rosace_bulk.typed` derives.

        Args:
            decoded: The responses, one at least.
            rows: Their rows in the file.

        Returns:
            The numbers among these of those that are not surely sound, and how many keys and
            texts all of them hold.
        """
        batch = _Batch(self._size, len(decoded))
        self._take("@row", rows)
        self._take_persons(batch, decoded)
        answers = [each.answers for each in decoded]
        if self._choices:
            self._take_choices(batch, answers)
        for field, item, is_sound in self._others:
            self._take_others(batch, item, list(map(attrgetter(field), answers)), is_sound)
        self._size += len(decoded)
        return batch.unsure, batch.tokens

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
        columns: dict[str, pa.Array] = {}
        for name, cells in {**self._cells, **self._attributes}.items():
            columns[name] = pa.array(cells, pa.int64() if name == "@row" else pa.string())
        if voices := voices_of(self._cells["@respondent"]):
            columns[VOICE] = pa.array(voices, pa.string())
        stood = np.full(self._size, FIRST, np.uint8)
        columns["@file"] = coded(stood, pa.array([file]))
        if self._choices:
            matrix = np.concatenate(self._matrices)
            for place, (_, item) in enumerate(self._choices):
                columns[item.id] = coded(matrix[:, place], self._codes)
        for _, item, _ in self._others:
            columns[item.id] = pa.array(self._values[item.id], value_type(item))
        columns.update(self._word_columns())
        table = pa.table(columns)
        return _kept(table, self._dropped) if self._dropped else table

    def _take(self, column: str, cells: Iterable[Any]) -> None:
        self._cells.setdefault(column, []).extend(cells)

    def _take_persons(self, batch: "_Batch", decoded: Sequence[Any]) -> None:
        persons = [each.respondent for each in decoded]
        # Of each response seven keys and five texts, of its respondent two of both.
        batch.tokens += 16 * batch.size
        batch.kinds = [each.kind for each in persons]
        for column, names in (
            ("@id", [each.id for each in decoded]),
            ("@respondent", [each.id for each in persons]),
        ):
            self._take(column, names)
            # Plain characters alone make a sound name, in which nothing is hidden.
            if "".join(names).encode().translate(None, _PLAIN):
                batch.refuse(not _is_sound_name(name) for name in names)
        waves, versions = [each.wave for each in decoded], [each.version for each in decoded]
        self._sift(batch, "@wave", list(zip(waves, versions, strict=True)))
        self._take("@kind", batch.kinds)
        self._take("@wave", waves)
        self._take("@version", versions)
        self._take("@organization", self._shared(batch, "@organization", persons, "organization"))
        weights = self._shared(batch, "@weight", persons, "weight")
        if weights.count(None) < batch.size:
            # A number is no text.
            batch.tokens -= sum(isinstance(weight, int) for weight in weights)
            weights = list(map(_spelled, weights))
        self._take("@weight", weights)
        self._take_attributes(batch, [each.attributes for each in persons])

    def _shared(
        self, batch: "_Batch", column: str, persons: Iterable[Any], field: str
    ) -> list[Any]:
        """Return cells of which many are alike, None for an empty one."""
        return self._sift(batch, column, list(map(attrgetter(field), persons)))

    def _sift(self, batch: "_Batch", column: str, cells: list[Any]) -> list[Any]:
        """Refuse the cells that the core does not accept, which is asked once of each value."""
        values = set(cells)
        if _UNSET in values:
            values.remove(_UNSET)
            cells = [None if cell is _UNSET else cell for cell in cells]
        if refused := {each for each in values if not self._judge.is_sound(column, each)}:
            batch.refuse(cell in refused for cell in cells)
        if column != "@wave":
            batch.tokens += 2 * (batch.size - cells.count(None))
        return cells

    def _take_attributes(self, batch: "_Batch", given: list[Any]) -> None:
        none: Mapping[str, str] = {}
        held = [none if each is _UNSET else each for each in given]
        batch.tokens += batch.size - given.count(_UNSET)
        for name in sorted({*self._attributes, *(ATTRIBUTE + key for key in set().union(*held))}):
            key = name.removeprefix(ATTRIBUTE)
            cells = self._attributes.setdefault(name, [None] * self._size)
            cells.extend(self._sift(batch, name, [each.get(key, _UNSET) for each in held]))

    def _take_choices(self, batch: "_Batch", answers: Sequence[Any]) -> None:
        fields = [field for field, _ in self._choices]
        cells: Iterable[Any]
        if not self._others:
            # What has only choices is taken whole, which is faster.
            cells = chain.from_iterable(map(msgspec.structs.astuple, answers))
        elif len(fields) == 1:
            cells = map(attrgetter(*fields), answers)
        else:
            cells = chain.from_iterable(map(attrgetter(*fields), answers))
        matrix = self._numbers.take(cells, len(answers) * len(fields))
        matrix = matrix.reshape(len(answers), len(fields))
        cells_held = matrix.reshape(-1)
        objects = np.flatnonzero(cells_held == _OBJECT)
        if len(objects):
            places = [divmod(place, len(fields)) for place in objects.tolist()]
            given = [getattr(answers[n], fields[column]) for n, column in places]
            cells_held[objects] = [self._numbers[answer.value] for answer in given]
            stood = (objects + batch.start * len(fields)).tolist()
            self._take_words(batch, _CHOICES, stood, [n for n, _ in places], given)
        batch.tokens += 2 * int(np.count_nonzero(matrix))
        self._matrices.append(matrix)

    def _take_others(
        self,
        batch: "_Batch",
        item: Item,
        cells: list[Any],
        is_sound: Callable[[Any], object] | None,
    ) -> None:
        cells = [None if answer is _UNSET else answer for answer in cells]
        objects = [n for n, cell in enumerate(cells) if isinstance(cell, AnswerObject)]
        if objects:
            given = [cells[n] for n in objects]
            for n, answer in zip(objects, given, strict=True):
                cells[n] = None if answer.value is _UNSET else answer.value
            stood = [batch.start + n for n in objects]
            self._take_words(batch, item.id, stood, objects, given)
        answered = texts = batch.size - cells.count(None)
        if item.type in {"multiple-choice", "ranking"}:
            texts = sum(len(cell) for cell in cells if cell is not None)
        elif item.type not in {"text", "date"}:
            texts = 0
        batch.tokens += answered + texts
        if is_sound is not None:
            batch.refuse(cell is not None and not is_sound(cell) for cell in cells)
        self._values.setdefault(item.id, []).extend(cells)

    def _take_words(
        self,
        batch: "_Batch",
        store: str,
        stood: Sequence[int],
        numbers: Sequence[int],
        given: Sequence[Any],
    ) -> None:
        """Take what stands beside the values of answers that are objects.

        Args:
            batch: What is found.
            store: The item; `_CHOICES` for those of all choices.
            stood: The place of each answer among all that are stored there.
            numbers: The number of its response.
            given: The answers.
        """
        lacks = [answer.value is _UNSET for answer in given]
        misses = [False] * len(given)
        # The key of an answer without a value; and where there is one, the value's own.
        batch.tokens += len(given)
        for part in PARTS:
            texts: list[Any] = [getattr(answer, part, _UNSET) for answer in given]
            lacking = texts.count(_UNSET)
            if lacking == len(texts):
                continue
            batch.tokens += 2 * (len(texts) - lacking)
            said = [k for k, text in enumerate(texts) if text is not _UNSET]
            held = [texts[k] for k in said]
            places, kept = self._words.setdefault((store, part), ([], []))
            places.extend([stood[k] for k in said])
            kept.extend(held)
            if part == "missing":
                misses = [text is not _UNSET for text in texts]
            elif not all(map(LABEL.search, held)):
                batch.unsure.update(numbers[k] for k in said if not LABEL.search(texts[k]))
            if part in {"rationale", "dissent"}:
                # Why a group settled on an answer, groups alone say.
                batch.unsure.update(
                    numbers[k] for k in said if batch.kinds[numbers[k]] != "collective"
                )
        if lacks != misses:
            # A value or a missing reason, and not both.
            both = zip(numbers, lacks, misses, strict=True)
            batch.unsure.update(n for n, lack, miss in both if lack != miss)

    def _word_columns(self) -> Iterator[tuple[str, pa.Array]]:
        """Yield the columns of what stands beside values, and their names."""
        width = len(self._choices)
        for (store, part), (places, texts) in self._words.items():
            if store != _CHOICES:
                yield f"{store}@{part}", self._sparse(part, places, texts)
                continue
            at, held = np.array(places), np.array(texts, object)
            for column, (_, item) in enumerate(self._choices):
                mine = at % width == column
                if mine.any():
                    rows = (at[mine] // width).tolist()
                    yield f"{item.id}@{part}", self._sparse(part, rows, held[mine].tolist())

    def _sparse(self, part: str, places: list[int], texts: list[str]) -> pa.Array:
        if part != "missing":
            return sparse(self._size, places, texts)
        numbers = np.full(self._size, NONE, np.uint8)
        known = numbers_of(REASONS)
        numbers[places] = [known[reason] for reason in texts]
        return coded(numbers, REASONS)


class _Batch:
    """What is found of the responses that are taken at one time."""

    def __init__(self, start: int, size: int) -> None:
        self.start, self.size = start, size
        self.tokens = 0
        self.unsure: set[int] = set()
        self.kinds: list[str] = []

    def refuse(self, verdicts: Iterable[bool]) -> None:
        self.unsure.update(n for n, refused in enumerate(verdicts) if refused)


class _Numbers(dict[Any, int]):
    """Numbers of codes; what is no code, and is given, is an object."""

    def __init__(self, codes: Mapping[str, int]) -> None:
        super().__init__(codes)
        self[_UNSET] = NONE

    def __missing__(self, answer: object) -> int:
        return _OBJECT

    def take(self, cells: Iterable[Any], size: int) -> np.ndarray[Any, Any]:
        numbers = map(self.__getitem__, cells)
        if len(self) + FIRST < _BYTE:
            return np.frombuffer(bytearray(numbers), np.uint8)
        return np.fromiter(numbers, np.uint16, size)


def _kept(table: pa.Table, dropped: Sequence[int]) -> pa.Table:
    """Return a table without some rows, and without the columns that these alone had."""
    kept = np.ones(table.num_rows, bool)
    kept[list(dropped)] = False
    table = table.filter(pa.array(kept))
    return table.select(
        [
            name
            for name in table.column_names
            if not (name.startswith(ATTRIBUTE) or "@" in name[1:])
            or table[name].null_count < table.num_rows
        ]
    )


def _spelled(weight: int | str | None) -> str | None:
    # Before it is known to be sound, it may be no weight at all.
    if weight is None or weight == 1:
        return None
    try:
        exact = rational(weight)
    except ValueError:
        return None
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
