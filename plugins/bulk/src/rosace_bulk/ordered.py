"""Sound responses in their order: one by one, or as the columns that `rosace convert` writes."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any, Final

import ibis
import numpy as np
import pyarrow as pa

from rosace.columnar import ATTRIBUTE, RESERVED, WORDS
from rosace.instrument import Instrument, Item
from rosace.response import MISSING_REASONS, Response
from rosace.values import evolve, rational, spell_rational, value
from rosace_bulk.building import Builder, reader
from rosace_bulk.layout import plain, value_type
from rosace_bulk.rows import Layout
from rosace_bulk.share import Asking, Share, together

__all__ = ["Columns", "Ordered"]

_TEXT: Final = pa.string()
_KINDS: Final = ("collective", "individual")
_NO_ANSWER: Final = "no-answer"
_NARROW: Final = 127
"""How many numbers of codes one byte holds."""


class Ordered:
    """The sound responses of all shares, sorted by wave and id.

    Args:
        asking: What is asked.
        shares: The tables of sound responses.
        instrument: The instrument.
    """

    def __init__(self, asking: Asking, shares: Sequence[Share], instrument: Instrument) -> None:
        self.asking = asking
        self.shares = shares
        self.instrument = instrument

    def __iter__(self) -> Iterator[Response]:
        """Go through them once more."""
        if not self.shares:
            return
        layout = self.layout
        builder = Builder(layout, self.instrument)
        # Where no column says the wave all are of one, and engines order by columns alone.
        names = [name for name in ("@wave", "@id") if layout.has(name)]
        order = [self.asking.letters(layout.reserved(name)) for name in names]
        for row in self.asking.rows(layout.table.order_by(*order)):
            yield builder.build(row)

    @cached_property
    def layout(self) -> Layout:
        """The rows of all tables as those of one."""
        return together([share.sound() for share in self.shares], self.instrument)


class Columns(Ordered):
    """The same where the engine gives columns of Arrow: no value is built for a response.

    The engine puts them in order, on the disk where they are more than its memory holds. Codes
    are numbers meanwhile, so that a row takes little room there.
    """

    def kinds(self) -> frozenset[str]:
        """Return the kinds of respondents that there are."""
        met: Counter[str] = Counter()
        for share in self.shares:
            for (kind,), number in share.sums(lambda held: [held.reserved("@kind")]):
                met[kind] += number
        return frozenset(kind for kind, number in met.items() if number)

    def headings(self) -> tuple[str, ...]:
        """Return which columns there are: of attributes and parts those that hold something."""
        if not self.shares:
            return (*RESERVED, *(item.id for item in self.instrument.items))
        return tuple(each.name for each in self._columns)

    def batches(self) -> "Iterator[_Batch]":
        """Yield the columns, some thousand rows at a time."""
        if not self.shares:
            return
        columns = self._columns
        table = self.layout.table
        held = {each.name: each.held for each in columns if each.held is not None}
        names = [each.name for each in columns]
        for batch in self.asking.batches(table.select(**held).order_by("@wave", "@id")):
            yield _Batch(
                pa.RecordBatch.from_arrays([each.taken(batch) for each in columns], names=names)
            )

    @cached_property
    def _columns(self) -> "list[_Column]":
        layout = self.layout
        every = [*_about(layout), *_answers(layout, self.instrument)]
        there = {
            f"c{n}": each.held.notnull().any()
            for n, each in enumerate(every)
            if each.may_lack and each.held is not None
        }
        if not there:
            return every
        (found,) = self.asking.rows(layout.table.agg(**there))
        return [each for n, each in enumerate(every) if found.get(f"c{n}", True)]


@value
class _Column:
    """A column as it is asked for, and how it becomes what the contract says.

    Args:
        name: Its name.
        type: Its type in the contract.
        held: What is asked for; None where there is nothing.
        codes: The texts that numbers stand for.
        convert: What else becomes of it.
        may_lack: Whether it is left out where nothing stands in it.
    """

    name: str
    type: pa.DataType
    held: Any | None
    codes: tuple[str, ...] = ()
    convert: Callable[[pa.Array], pa.Array] | None = None
    may_lack: bool = False

    def taken(self, batch: pa.RecordBatch) -> pa.Array:
        """Return the column of some rows."""
        if self.held is None:
            return pa.nulls(len(batch), self.type)
        found = batch.column(self.name)
        if self.codes:
            return pa.DictionaryArray.from_arrays(found, pa.array(self.codes, self.type))
        if self.convert is not None:
            return self.convert(found)
        return found if found.type == self.type else found.cast(self.type)


def _about(layout: Layout) -> Iterator[_Column]:
    """Yield the columns that tell whose a response is."""
    told = {name: layout.reserved(name) for name in ("@wave", "@version")}
    told |= {name: layout.column(name) for name in ("@id", "@respondent", "@organization")}
    for name in RESERVED:
        if name == "@kind":
            yield _coded(name, layout.reserved(name), _KINDS)
        elif name == "@weight":
            yield _Column(name=name, type=_TEXT, held=layout.column(name), convert=_weights)
        else:
            yield _Column(name=name, type=_TEXT, held=told[name])
    for attribute in layout.attributes:
        name = f"{ATTRIBUTE}{attribute}"
        yield _Column(name=name, type=_TEXT, held=layout.table[name].nullif(""), may_lack=True)


def _answers(layout: Layout, instrument: Instrument) -> Iterator[_Column]:
    """Yield the columns of answers, in the order of the instrument."""
    for item in instrument.items:
        held = layout.value(item)
        if item.type == "choice":
            choices = instrument.scales[item.scale or ""].choices
            yield _coded(item.id, held, tuple(choice.code for choice in choices))
        else:
            convert = partial(_records, item) if item.type == "records" else None
            yield _Column(name=item.id, type=value_type(item), held=held, convert=convert)
        words = {
            name: layout.table[name] for part in WORDS if layout.has(name := f"{item.id}@{part}")
        }
        missing = _missing(layout.column(f"{item.id}@missing"), held, tuple(words.values()))
        if missing is not None:
            yield evolve(_coded(f"{item.id}@missing", missing, MISSING_REASONS), may_lack=True)
        for name, said in words.items():
            yield _Column(name=name, type=_TEXT, held=said, may_lack=True)


def _missing(reasons: Any | None, held: Any | None, words: Sequence[Any]) -> Any | None:
    """Return why answers have no value: who only says something beside it gave no answer."""
    if not words:
        return reasons
    blank = ibis.or_(*(said.notnull() for said in words))
    if held is not None:
        blank &= held.isnull()
    given = ibis.null("string") if reasons is None else reasons
    return given.coalesce(blank.ifelse(_NO_ANSWER, ibis.null("string")))


def _coded(name: str, held: Any | None, codes: tuple[str, ...]) -> _Column:
    """Return a column of which the engine gives the numbers of codes."""
    if held is None or not codes:
        return _Column(name=name, type=_TEXT, held=None)
    kind = "int8" if len(codes) <= _NARROW else "int32"
    numbers = ((code, ibis.literal(n, kind)) for n, code in enumerate(codes))
    return _Column(name=name, type=_TEXT, held=held.cases(*numbers), codes=codes)


def _weights(found: pa.Array) -> pa.Array:
    """Return weights as they are spelt, none where it is 1."""
    coded = found.cast(_TEXT).dictionary_encode()
    weights = [rational(text or 1) for text in coded.dictionary.to_pylist()]
    spelt = [None if weight == 1 else str(spell_rational(weight)) for weight in weights]
    return pa.array(spelt, _TEXT).take(coded.indices)


def _records(item: Item, found: pa.Array) -> pa.Array:
    """Return the rows of a record with the fields of the contract, in their order."""
    read = reader(item)
    cells = [None if held is None else plain(item, read(held)) for held in found.to_pylist()]
    return pa.array(cells, value_type(item))


class _Batch:
    """Some responses as columns."""

    def __init__(self, held: pa.RecordBatch) -> None:
        self._held = held

    def __len__(self) -> int:
        return len(self._held)

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        capsules: tuple[object, object] = self._held.__arrow_c_array__(requested_schema)
        return capsules

    def cells(self, name: str) -> list[Any]:
        """Return a column's cells as plain data, those of one code the same object."""
        column = self._held.column(name)
        if column.null_count == len(column):
            return [None] * len(column)
        if pa.types.is_dictionary(column.type):
            texts = np.array([*column.dictionary.to_pylist(), None], object)
            numbers = column.indices.fill_null(len(texts) - 1).to_numpy()
            return list(texts[numbers])
        if pa.types.is_string(column.type):
            # Far faster than cell by cell.
            return list(column.to_numpy(zero_copy_only=False))
        return list(column.to_pylist())
