"""Arrow dictionaries checked by value, and NumPy histograms, on two threads, with validation.

Written for these data: a column of dictionary codes becomes digits by one look-up, a block of
three items becomes one number, and one histogram counts it by wave and region. Names are tested
and hashed as bytes; hashes are sorted to find ids and voices that are there twice. What columns do
not surely accept is read again row by row.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
from data import ITEMS, Array
from pyarrow import parquet

from contestants import checks
from contestants.result import BAD, BASE, BLOCKS, Result, path_of

CODED = ("@organization", "@kind", "@wave", "@version", "@attribute.region",
         *ITEMS, *(f"{item}@missing" for item in ITEMS))  # fmt: skip
COLUMNS = ("@id", "@respondent", *CODED)
FIRST = 2
WIDTH = BASE**3
FAULTY = np.array([BAD in {n % BASE, n // BASE % BASE, n // BASE**2} for n in range(WIDTH)])
"""Which packed numbers have a cell that is none of the states."""

pa.set_memory_pool(pa.system_memory_pool())  # quicker here than Arrow's own, and smaller


def work(folder: str, *, threads: int = 2) -> Result:
    """Count and check.

    Args:
        folder: Of the data.
        threads: How many.
    """
    path = path_of(folder)
    stated = parquet.ParquetFile(path).metadata
    groups = stated.num_row_groups
    names = Names(stated.num_rows)
    turns = range(min(threads, groups))
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda turn: Part(path, range(turn, groups, threads), names), turns))
        counts: Counter[Any] = Counter()
        members: Counter[Any] = Counter()
        for part in parts:
            counts.update(dict(part.counts()))
            members.update(dict(part.members()))
        doubtful = {number: cells for part in parts for number, cells in part.doubtful.items()}
        bad = [(n, *each) for n, cells in doubtful.items() for each in checks.found_in(cells)]
        repeated = list(pool.map(names.doubled, (names.ids, names.voices)))
    refused = {number for number, *_ in bad}
    sound = {number: cells for number, cells in doubtful.items() if number not in refused}
    shared = np.flatnonzero(names.plain if sound else repeated[0] | repeated[1]) + FIRST
    suspects = {**sound, **dict(rows(path, shared))}
    bad += checks.said_again(suspects)
    return checks.settle(counts, members, {**doubtful, **suspects}, bad)


class Names:
    """The hashes of ids and voices, and which rows are plain in all, so that theirs count.

    Args:
        size: How many rows there are.
    """

    def __init__(self, size: int) -> None:
        self.ids = np.empty(size, np.uint64)
        self.voices = np.empty(size, np.uint64)
        self.plain = np.ones(size, bool)

    def doubled(self, codes: Array) -> Array:
        """Return which plain rows have a hash that another has too."""
        rising = codes.copy() if self.plain.all() else codes[self.plain]
        rising.sort()
        twice = rising[1:][rising[1:] == rising[:-1]]
        if not len(twice):
            return np.zeros(len(codes), bool)
        found: Array = np.isin(codes, twice) & self.plain
        return found


class Part:
    """What one thread finds in its row groups.

    Args:
        path: Of the file.
        groups: The numbers of the row groups.
        names: Takes the hashes of all parts.
    """

    def __init__(self, path: str, groups: Iterable[int], names: Names) -> None:
        self._names = names
        self.doubtful: dict[int, checks.Cells] = {}
        self._counts: dict[tuple[str, str | None], Array] = {}
        self._members: dict[tuple[str, str | None], Array] = {}
        self._firms: dict[str | None, int] = {None: 0}
        file = parquet.ParquetFile(path, read_dictionary=list(CODED), pre_buffer=False)
        sizes = (file.metadata.row_group(n).num_rows for n in range(file.num_row_groups))
        starts = list(accumulate(sizes, initial=FIRST))
        for group in groups:
            table = file.read_row_group(group, columns=list(COLUMNS), use_threads=False)
            self._take(table, starts[group])

    def counts(self) -> Iterator[tuple[tuple[str, str | None, int, int], int]]:
        """Yield wave, region, block and digits, with how many have them."""
        for place, held in self._counts.items():
            for block, packed in zip(*np.nonzero(held), strict=True):
                yield (*place, int(block), int(packed)), int(held[block, packed])

    def members(self) -> Iterator[tuple[tuple[str, str | None, str | None], int]]:
        """Yield wave, region and organization, with how many are of them."""
        firms = list(self._firms)
        for place, held in self._members.items():
            yield from (((*place, firms[key]), int(held[key])) for key in np.flatnonzero(held))

    def _take(self, table: Any, first: int) -> None:
        checks.look_at(texts(table, "@kind"), texts(table, "@version"))
        waves, regions = texts(table, "@wave"), [*texts(table, "@attribute.region"), None]
        wave = indices(table, "@wave").astype(np.int32)
        atom = wave * len(regions) + indices(table, "@attribute.region")
        places = [(w, r) for w in waves for r in regions]
        self._count_members(table, atom, places)
        doubt = np.zeros(len(table), bool)
        for block, items in enumerate(BLOCKS):
            packed = atom * WIDTH
            for power, item in enumerate(items):
                packed += cells(table, item, BASE**power)
            found = np.bincount(packed, minlength=len(places) * WIDTH).reshape(-1, WIDTH)
            for place, row in zip(places, found, strict=True):
                held = self._counts.setdefault(place, np.zeros((len(BLOCKS), WIDTH), np.int64))
                held[block] += row
            if found[:, FAULTY].any():
                doubt |= FAULTY[packed % WIDTH]
        identifiers, odd = hashed(table["@id"].combine_chunks(), letters=False)
        voices, unusual = hashed(table["@respondent"].combine_chunks(), letters=True)
        doubt |= odd | unusual
        span = slice(first - FIRST, first - FIRST + len(table))
        self._names.ids[span] = identifiers
        self._names.voices[span] = voices ^ np.array([salt(name) for name in waves])[wave]
        if doubt.any():
            self._names.plain[span] = ~doubt
            where = np.flatnonzero(doubt)
            self.doubtful |= zip((where + first).tolist(), taken(table, where), strict=True)

    def _count_members(
        self, table: Any, atom: Array, places: Sequence[tuple[str, str | None]]
    ) -> None:
        firms = [*texts(table, "@organization"), None]
        fresh = [name for name in firms if name not in self._firms]
        checks.look_at_names({w for w, _ in places}, [*fresh, *(r for _, r in places)])
        known = np.array([self._firms.setdefault(name, len(self._firms)) for name in firms])
        who = np.bincount(
            atom * len(firms) + indices(table, "@organization"), minlength=len(places) * len(firms)
        )
        for place, row in zip(places, who.reshape(-1, len(firms)), strict=True):
            held = self._members.get(place, np.zeros(0, np.int64))
            grown = np.zeros(len(self._firms), np.int64)
            grown[: len(held)] = held
            grown[known] += row
            self._members[place] = grown


def taken(table: Any, places: Array) -> list[checks.Cells]:
    """Return the cells of some rows of a table."""
    # Made of a buffer, since turning an array of NumPy's into Arrow's imports pandas.
    held = np.ascontiguousarray(places, np.int64)
    numbers = pa.Array.from_buffers(pa.int64(), len(held), [None, pa.py_buffer(held)])
    found: list[checks.Cells] = table.select(checks.HEADINGS).take(numbers).to_pylist()
    return found


def texts(table: Any, heading: str) -> list[str]:
    """Return the distinct texts of a column."""
    found: list[str] = table[heading].chunk(0).dictionary.to_pylist()
    return found


def coded(column: Any) -> tuple[Array, Array | None]:
    """Return a column's places among its texts, and where there is one; None where everywhere.

    Read from the buffers, since ``to_numpy`` and ``fill_null`` import pandas, for a second.
    """
    held = column.indices
    size, start = len(held), held.offset
    given, places = held.buffers()
    codes = np.frombuffer(places, np.int32)[start : start + size]
    if not held.null_count:
        return codes, None
    bits = np.unpackbits(np.frombuffer(given, np.uint8), count=start + size, bitorder="little")
    return codes, bits[start:].view(bool)


def indices(table: Any, heading: str) -> Array:
    """Return a column's places among its texts; the next one where there is none."""
    column = table[heading].chunk(0)
    codes, given = coded(column)
    return codes if given is None else np.where(given, codes, len(column.dictionary))


def cells(table: Any, item: str, power: int) -> Array:
    """Return the digits of an item's two columns, each times a power of the base."""
    values = [checks.digit(value, None) * power for value in texts(table, item)]
    codes, given = coded(table[item].chunk(0))
    digits: Array = np.array([*values, 0], np.int32)[codes]
    if given is not None:
        digits *= given
    column = table[f"{item}@missing"].chunk(0)
    if column.null_count < len(column):
        codes, told = coded(column)
        rows = np.arange(len(codes)) if told is None else np.flatnonzero(told)
        known = [checks.digit(None, reason) for reason in texts(table, f"{item}@missing")]
        valued = np.ones(len(rows), bool) if given is None else given[rows]
        digits[rows] = np.where(valued, BAD, np.array(known, np.int32)[codes[rows]]) * power
    return digits


def hashed(column: Any, *, letters: bool) -> tuple[Array, Array]:
    """Return the hash of each text, and which texts are not plain (their hashes do not count).

    Args:
        column: The texts.
        letters: Whether plain means ASCII letters and digits, in any capitals, which are hashed
            as small ones; else printable ASCII without spaces, hashed as it stands.
    """
    _, ends, data = column.buffers()
    size, start = len(column), column.offset
    bounds = np.frombuffer(ends, np.int32)[start : start + size + 1]
    data = np.frombuffer(data, np.uint8) if data else np.zeros(0, np.uint8)
    widths = np.diff(bounds)
    codes, odd = np.zeros(size, np.uint64), np.zeros(size, bool)
    for width in np.flatnonzero(np.bincount(widths)):
        alone = int(width) * size == bounds[-1] - bounds[0] and (widths == width).all()
        at = slice(None) if alone else np.flatnonzero(widths == width)
        if alone:
            spelled = data[bounds[0] : bounds[-1]].reshape(size, width)
        else:
            spelled = data[bounds[:-1][at, None] + np.arange(width)]
        codes[at], odd[at] = hashed_alike(spelled, letters=letters)
    return codes, odd


def hashed_alike(spelled: Array, *, letters: bool) -> tuple[Array, Array]:
    """Return the hashes of texts of one length, and which of them are not plain."""
    size, width = spelled.shape
    if not width:
        return np.zeros(size, np.uint64), np.ones(size, bool)
    plain: Array
    if letters:
        small = spelled | 0x20
        plain = (small - ord("a") < 26) | (spelled - ord("0") < 10)
        spelled = small
    else:
        plain = spelled - 0x21 < 0x5E
    odd: Array = np.zeros(size, bool) if plain.all() else np.any(~plain, axis=1)
    wide = np.zeros((size, -(-width // 8) * 8), np.uint8)
    wide[:, :width] = spelled
    codes = np.full(size, width, np.uint64)
    for word in wide.view(np.uint64).T:
        codes = mixed(codes ^ word)
    return codes, odd


def salt(text: str) -> np.uint64:
    """Return a hash of a text, the same wherever the text stands among others."""
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest()))


def mixed(words: Array) -> Array:
    """Return 64-bit words stirred, one to one: the finalizer of SplitMix64 (Steele, 2014)."""
    stirred = words + np.uint64(0x9E3779B97F4A7C15)
    stirred = (stirred ^ (stirred >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    stirred = (stirred ^ (stirred >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return stirred ^ (stirred >> np.uint64(31))


def rows(path: str, numbers: Array) -> Iterator[tuple[int, checks.Cells]]:
    """Yield the cells of some rows, by number.

    Args:
        path: Of the file.
        numbers: Of the rows, rising.
    """
    if not len(numbers):
        return
    file, first = parquet.ParquetFile(path), FIRST
    for group in range(file.num_row_groups):
        after = first + file.metadata.row_group(group).num_rows
        held = numbers[np.searchsorted(numbers, first) : np.searchsorted(numbers, after)]
        if len(held):
            table = file.read_row_group(group, columns=list(checks.HEADINGS))
            yield from zip(held.tolist(), taken(table, held - first), strict=True)
        first = after
