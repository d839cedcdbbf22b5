"""Columns gathered of what was read in lines, once it is judged to be sound."""

from collections.abc import Sequence
from functools import partial
from itertools import compress
from typing import Any, Final
from unicodedata import is_normalized

import msgspec
import numpy as np
import pyarrow as pa

from rosace.columnar import ATTRIBUTE
from rosace.instrument import Instrument
from rosace.sizes import LONGEST_NAME
from rosace.spelling import unseen
from rosace.values import NAME, rational, spell_rational
from rosace_bulk.columns import VOICE
from rosace_bulk.found import KINDS, Found, Said
from rosace_bulk.judge import Judge
from rosace_bulk.layout import coded, numbered, texts_of, value_type, voices_of
from rosace_bulk.numbers import numbering_of
from rosace_bulk.shared import Numbers, Shared
from rosace_bulk.text import ESCAPED
from rosace_bulk.words import Words

__all__ = ["Gathering"]

_NAMES: Final = ("@id", "@respondent")
_PLAIN: Final = bytes({*range(0x21, 0x7F)}.difference(b'@"\\'))
_WAVE: Final = ("@wave", "@version")


class Gathering:
    """Sound responses, gathered column by column.

    Args:
        instrument: The instrument that they answer.
        judge: Knows what responses share.
    """

    def __init__(self, instrument: Instrument, judge: Judge) -> None:
        self._items = {item.id: item for item in instrument.items}
        self._sizes = {
            item.id: numbering_of(instrument, item).size
            for item in instrument.items
            if item.type == "choice"
        }
        self._size = 0
        self._rows: list[Numbers] = []
        self._kinds: list[Numbers] = []
        self._names: dict[str, list[pa.Array]] = {name: [] for name in _NAMES}
        self._choices: dict[str, list[Numbers]] = {}
        self._values: dict[str, list[tuple[int, Any]]] = {}
        self._words = Words()
        # There may be thousands of organizations, and of most nothing need be asked.
        self._shared = {
            "organization": Shared(
                lambda name: _is_plain(name) or judge.is_sound("organization", name), _text
            ),
            "wave": Shared(partial(judge.is_sound, "wave"), lambda pair: tuple(map(_text, pair))),
            "attributes": Shared(partial(judge.is_sound, "attributes"), bytes),
            "weight": Shared(partial(judge.is_sound, "weight"), lambda weight: weight),
        }

    def add(self, found: Found, rows: Numbers) -> Numbers:
        """Take what was read in lines; return the numbers of those that are not surely sound.

        Args:
            found: What was read.
            rows: The row of each line in its file.
        """
        lines = np.flatnonzero(found.sound)
        names = {name: _names(found, name, lines) for name in _NAMES}
        shared = {part: self._judged(part, found, lines) for part in self._shared}
        kept = found.sound[lines]
        if not kept.all():
            lines = lines[kept]
            names = {name: cells.filter(pa.array(kept)) for name, cells in names.items()}
            shared = {part: numbers[kept] for part, numbers in shared.items()}
        for name, cells in names.items():
            self._names[name].append(cells)
        for part, numbers in shared.items():
            self._shared[part].take(numbers)
        self._rows.append(rows[lines])
        self._kinds.append(found.kinds[lines])
        for item, numbers in found.choices.items():
            self._choices.setdefault(item, []).append(numbers[lines])
        moved = self._size - 1 + np.cumsum(found.sound)
        for item, given in found.values.items():
            self._take_values(item, given, found.sound, moved)
        for item, part, stood, texts in found.words():
            self._words.take(item, part, moved[stood], texts)
        self._size += len(lines)
        return np.flatnonzero(~found.sound)

    def _take_values(
        self, item: str, given: Sequence[Said], sound: Numbers, moved: Numbers
    ) -> None:
        kept = self._values.setdefault(item, [])
        for said in given:
            stays = sound[said.lines].tolist()
            rows = moved[said.lines].tolist()
            kept += compress(zip(rows, said.held, strict=True), stays)

    def _judged(self, part: str, found: Found, lines: Numbers) -> Numbers:
        """Return the numbers of what lines share, refusing those that are not surely sound."""
        if part == "weight":
            values, places = _given(found.weights, lines, len(found.sound))
        elif part == "wave":
            values, places = _pairs(*(_distinct(found, each, lines) for each in _WAVE))
        else:
            values, places = _distinct(found, f"@{part}", lines)
        numbers, sound = self._shared[part].judge(values, places)
        if not sound.all():
            found.refuse(lines[~sound])
        return numbers

    def table(self, file: str) -> pa.Table | None:
        """Return the responses as a table, in no order of columns; None if there are none.

        Args:
            file: The name of the file where they stood.
        """
        if not self._size:
            return None
        columns: dict[str, pa.Array] = {"@row": pa.array(np.concatenate(self._rows))}
        columns |= {name: pa.concat_arrays(chunks) for name, chunks in self._names.items()}
        if voices := voices_of(columns["@respondent"]):
            columns[VOICE] = pa.array(voices, pa.string())
        stood = np.zeros(self._size, np.int32)
        columns["@file"] = pa.DictionaryArray.from_arrays(stood, pa.array([file]))
        columns |= self._shared_columns()
        for item in self._items.values():
            if item.type == "choice":
                numbers = np.concatenate(self._choices[item.id])
                columns[item.id] = numbered(numbers, self._sizes[item.id])
            else:
                cells: list[Any] = [None] * self._size
                for row, held in self._values.get(item.id, ()):
                    cells[row] = held
                columns[item.id] = pa.array(cells, value_type(item))
        columns.update(self._words.columns(self._size))
        return pa.table(columns)

    def _shared_columns(self) -> dict[str, pa.Array]:
        held = self._shared
        columns = {
            "@kind": coded(np.concatenate(self._kinds), KINDS),
            "@organization": held["organization"].texts(),
            "@weight": held["weight"].texts(_spelled),
            "@wave": held["wave"].texts(lambda pair: pair[0]),
            "@version": held["wave"].texts(lambda pair: pair[1]),
        }
        attributes = held["attributes"]
        read = {each: msgspec.json.decode(each) for each in attributes.values()}
        for name in sorted(set().union(*read.values())):
            said = {each: given.get(name) for each, given in read.items()}
            columns[ATTRIBUTE + name] = attributes.texts(said.get)
        return columns


def _names(found: Found, column: str, lines: Numbers) -> pa.Array:
    """Return names, refusing lines with those that are not surely sound."""
    held, ends = found.pieces(column, lines)
    cells = texts_of(held, ends)
    # Plain characters alone make a sound name, in which nothing is hidden.
    if held.tobytes().translate(None, _PLAIN):
        raw = cells.cast(pa.binary()).to_pylist()
        found.refuse(lines[[not _is_sound_name(each) for each in raw]])
    return cells


def _distinct(found: Found, column: str, lines: Numbers) -> tuple[list[bytes | None], Numbers]:
    """Return the bytes that lines hold, each once, and which of them each holds; None for none."""
    encoded = texts_of(*found.pieces(column, lines)).cast(pa.binary()).dictionary_encode()
    places = np.frombuffer(encoded.indices.buffers()[1], np.int32, len(lines))
    return [each or None for each in encoded.dictionary.to_pylist()], places


def _pairs(
    first: tuple[list[Any], Numbers], second: tuple[list[Any], Numbers]
) -> tuple[list[Any], Numbers]:
    """Return the pairs of two columns, each once, and which of them each line holds."""
    codes, places = np.unique(first[1] * len(second[0]) + second[1], return_inverse=True)
    met = (divmod(code, len(second[0])) for code in codes.tolist())
    return [(first[0][a], second[0][b]) for a, b in met], places


def _given(said: Said | None, lines: Numbers, size: int) -> tuple[list[Any], Numbers]:
    """Return what few lines say, each once, and which of it each line holds."""
    values: dict[Any, int] = {None: 0}
    places = np.zeros(size, np.int64)
    if said is not None:
        places[said.lines] = [values.setdefault(each, len(values)) for each in said.held]
    return list(values), places[lines]


def _text(raw: bytes | None) -> str:
    """Return the text that stands between quotation marks; raise ValueError where it is none."""
    if raw is None or len(raw.translate(None, ESCAPED)) < len(raw):
        raise ValueError
    return raw.decode()


def _is_plain(name: str) -> bool:
    return len(name) <= LONGEST_NAME and not name.encode().translate(None, _PLAIN)


def _is_sound_name(raw: bytes) -> bool:
    try:
        name = _text(raw)
    except ValueError:
        return False
    return (
        "@" not in name
        and NAME.fullmatch(name) is not None
        and unseen(name) is None
        and is_normalized("NFC", name)
    )


def _spelled(weight: int | str) -> str | None:
    exact = rational(weight)
    return None if exact == 1 else str(spell_rational(exact))
