"""Counting rows by pattern of answers, and giving each distinct pattern to the core's counters.

One pass a block: rows with the same group and the same packed states are counted together.
What a pattern counts for is then asked of the core once, whatever the number of rows.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from rosace.conditions import conditional, shown
from rosace.counters import Counter, Row, Thing
from rosace.instrument import Instrument
from rosace.response import Answer
from rosace.scoring import Rule, rules
from rosace.values import value
from rosace_bulk.blocks import Block
from rosace_bulk.states import LISTS, States

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

__all__ = ["MOST_CELLS", "Fetch", "Group", "Patterns", "count_patterns"]

Fetch = Callable[[Any], "Generator[pa.RecordBatch]"]
"""Runs an expression of Ibis and gives its rows in batches of Arrow."""

Group = tuple[str | None, ...]
"""The values of the columns by which rows were grouped."""

MOST_CELLS: Final = 100_000
"""How many combinations of groups and cells are taken."""

_MOST_CODES: Final = 1 << 62

_BLOCK: Final = "i"
_PATTERN: Final = "k"
_NUMBER: Final = "n"


@value
class Patterns:
    """What was counted, by group.

    Args:
        counts: For each thing by each group, how many rows count for each key.
        unsound: The items to which some answers are not surely sound.
    """

    counts: Mapping[Thing, Mapping[Group, Mapping[str, int]]]
    unsound: tuple[States, ...]


def count_patterns(  # noqa: PLR0913  # each by its name
    fetch: Fetch,
    table: Any,
    groups: Sequence[Any],
    blocks: Sequence[Block],
    instrument: Instrument,
    *,
    most_cells: int = MOST_CELLS,
) -> Patterns:
    """Count the rows of a table by group and by pattern of answers.

    Args:
        fetch: Runs an expression.
        table: The rows.
        groups: Expressions by which rows are grouped: texts.
        blocks: The items that are counted together.
        instrument: The instrument.
        most_cells: How many combinations of groups and cells are taken; where there are more,
            these are none of codes, and are told apart by their states alone.
    """
    scorer = _Scorer(instrument)
    counts: dict[Thing, Mapping[Group, Mapping[str, int]]] = {}
    unsound: dict[str, States] = {}
    for found in _found(fetch, _Grouping(table, groups), blocks, most_cells):
        counts |= found.counts(scorer)
        unsound |= found.unsound
    return Patterns(counts=counts, unsound=tuple(unsound.values()))


class _Grouping:
    """Rows, and by what they are grouped.

    Args:
        table: The rows.
        groups: Expressions by which they are grouped.
    """

    def __init__(self, table: Any, groups: Sequence[Any]) -> None:
        from ibis.expr.operations import Literal  # noqa: PLC0415  # heavy

        names = {f"g{place}": each for place, each in enumerate(groups)}
        self.width = len(names)
        self._table = table
        # By what is the same in each row nothing need be grouped.
        self._same = {n: each for n, each in names.items() if isinstance(each.op(), Literal)}
        self._names = {name: each for name, each in names.items() if name not in self._same}

    def counted(self, columns: Sequence[Any], **more: Any) -> Any:
        """Return how many rows there are by group and by some columns.

        Args:
            columns: The columns.
            more: What else is said of each row of the result.
        """
        pattern = {f"{_PATTERN}{place}": each for place, each in enumerate(columns)}
        held = self._table.select(**self._names, **pattern)
        counted = held.group_by([*self._names, *pattern]).agg(**{_NUMBER: held.count()})
        return counted.mutate(**self._same, **more)


def _found(
    fetch: Fetch, grouping: _Grouping, blocks: Sequence[Block], most_cells: int
) -> "Iterator[_Found]":
    """Yield what is found of each block; as many as can are asked for in one query."""
    plain = [block for block in blocks if len(block.pattern) == 1]
    # To group by cells as they stand takes less than to tell the states of all.
    told = [block for block in plain if block.cells]
    every = _together(fetch, grouping, [block.cells for block in told], most_cells)
    if every is None:
        told, every = [], ()
    for block, batches in zip(told, every, strict=True):
        yield _Found(block, grouping.width, batches, by_cells=True)
    others = [block for block in plain if block not in told]
    every = _together(fetch, grouping, [block.pattern for block in others]) or ()
    for block, batches in zip(others, every, strict=True):
        yield _Found(block, grouping.width, batches)
    for block in blocks:
        if len(block.pattern) > 1:
            yield _Found(block, grouping.width, fetch(grouping.counted(block.pattern)))


def _together(
    fetch: Fetch,
    grouping: _Grouping,
    patterns: Sequence[Sequence[Any]],
    most: int | None = None,
) -> "Sequence[Sequence[pa.RecordBatch]] | None":
    """Return the rows by each of several patterns, asked for at once; None if they are too many.

    Args:
        fetch: Runs an expression.
        grouping: The rows.
        patterns: The columns of each pattern, all of one type.
        most: How many rows are taken.
    """
    import ibis  # noqa: PLC0415  # heavy

    if not patterns:
        return ()
    width = max(map(len, patterns))
    queries = []
    for number, columns in enumerate(patterns):
        kind = columns[0].type() if columns[0].type().is_string() else "int64"
        same = [column if kind != "int64" else column.cast(kind) for column in columns]
        none = [ibis.null(kind)] * (width - len(columns))
        queries.append(grouping.counted([*same, *none], **{_BLOCK: ibis.literal(number, "int32")}))
    parts: list[list[pa.RecordBatch]] = [[] for _ in patterns]
    taken = 0
    with closing(fetch(ibis.union(*queries) if len(queries) > 1 else queries[0])) as batches:
        for batch in batches:
            taken += batch.num_rows
            if most is not None and taken > most:
                return None
            stood = _whole(batch.column(_BLOCK))
            for number, held in enumerate(parts):
                own = stood == number
                if own.any():
                    held.append(batch.filter(_mask(own)))
    return parts


class _Scorer:
    """Gives the core's counters the row that answers make."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._conditional = conditional(instrument.items)
        self._rules: Mapping[str, Rule] = rules(instrument)

    def row(self, answers: Mapping[str, Answer], dimensions: Iterable[str]) -> Row:
        """Return a row, with the scores of some dimensions."""
        visible = shown(self._instrument, answers) if self._conditional else None
        scores = {name: self._rules[name](answers, visible) for name in dimensions}
        return answers, visible, scores


class _Found:
    """The patterns of one block, and how many rows of each group have them.

    Args:
        block: The block.
        width: By how many columns rows are grouped.
        batches: Groups, patterns, and how many rows have them.
        by_cells: Whether patterns are the cells that tell states, and not yet states.
    """

    def __init__(
        self,
        block: Block,
        width: int,
        batches: "Iterable[pa.RecordBatch]",
        *,
        by_cells: bool = False,
    ) -> None:
        self._block = block
        self._by_cells = by_cells
        self._groups: dict[Group, int] = {}
        self._patterns: dict[tuple[Any, ...], int] = {}
        self._met: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.unsound: dict[str, States] = {}
        for batch in batches:
            held = [batch.column(f"g{place}") for place in range(width)]
            group = _numbered(held, batch.num_rows, self._groups)
            names = [name for name in batch.schema.names if name.startswith(_PATTERN)]
            columns = [batch.column(name) for name in names]
            pattern = _numbered(columns, batch.num_rows, self._patterns)
            self._met.append((group, pattern, _whole(batch.column(_NUMBER))))

    def counts(self, scorer: _Scorer) -> dict[Thing, dict[Group, dict[str, int]]]:
        """Return how many rows of each group count for each key of what the block counts."""
        import numpy as np  # noqa: PLC0415  # heavy

        if not self._met:
            return {thing: {} for each in self._block.counters for thing in each.counted}
        group, pattern, number = (np.concatenate(each) for each in zip(*self._met, strict=True))
        keys = self._keys(scorer)
        found: dict[Thing, dict[Group, dict[str, int]]] = {}
        things = [thing for each in self._block.counters for thing in each.counted]
        for place, thing in enumerate(things):
            known: dict[str, int] = {}
            codes = np.array(
                [known.setdefault(key, len(known)) if (key := each and each[place]) else -1
                 for each in keys]
            )  # fmt: skip
            code = codes[pattern]
            held = code >= 0
            place_of = group[held] * len(known) + code[held]
            sums = np.zeros(len(self._groups) * len(known), np.int64)
            np.add.at(sums, place_of, number[held])
            found[thing] = _by_group(sums, tuple(self._groups), tuple(known))
        return found

    def _keys(self, scorer: _Scorer) -> list[tuple[str | None, ...] | None]:
        """Return by pattern the key that each thing counts it for; None where it is unsound."""
        counters = self._block.counters
        dimensions = {each.dimension for each in counters if each.dimension is not None}
        apart = {*LISTS, "records"}
        lists = {each.item.id for each in self._block.states if each.item.type in apart}
        found: list[tuple[str | None, ...] | None] = []
        for cells in self._patterns:
            pattern = self._block.packed(cells) if self._by_cells else cells
            answers = self._block.answers(pattern)
            if answers is None:
                self.unsound |= self._block.unsound(pattern)
                found.append(None)
                continue
            row = scorer.row(answers, dimensions)
            found.append(tuple(key for each in counters for key in _single(each, row, lists)))
        return found


def _single(counter: Counter, row: Row, lists: Iterable[str]) -> Iterator[str | None]:
    """Yield the key of each thing that a counter counts; what a list holds is counted apart."""
    name = counter.counted[0][0].split(".")[1]
    answer = row[0].get(name)
    if counter.counted[0][1] == "picks" and name in lists and answer and answer.value:
        yield None
        return
    for keys in counter.keys(row):
        yield keys[0] if keys else None


def _by_group(
    sums: "np.ndarray", groups: Sequence[Group], keys: Sequence[str]
) -> dict[Group, dict[str, int]]:
    table = sums.reshape(len(groups), len(keys)).tolist()
    return {
        group: {key: n for key, n in zip(keys, line, strict=True) if n}
        for group, line in zip(groups, table, strict=True)
    }


def _whole(column: "pa.Array") -> "np.ndarray":
    """Return whole numbers, none of them lacking, for which Arrow need not import pandas."""
    import numpy as np  # noqa: PLC0415  # heavy

    held: Any = np.from_dlpack(column)
    return held  # type: ignore[no-any-return]  # of what kind, nobody says


def _mask(rows: "np.ndarray") -> "pa.Array":
    """Return truths as Arrow has them, for which it need not import pandas either."""
    import numpy as np  # noqa: PLC0415  # heavy
    import pyarrow as pa  # noqa: PLC0415  # likewise

    bits = pa.py_buffer(np.packbits(rows, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(rows), [None, bits])


def _numbered(
    columns: "Sequence[pa.Array]", size: int, known: dict[tuple[Any, ...], int]
) -> "np.ndarray":
    """Return for each row the number of its values, taken from those known or added to them."""
    import numpy as np  # noqa: PLC0415  # heavy

    codes, most = np.zeros(size, np.int64), 1
    held: list[tuple[list[Any], np.ndarray]] = []
    for column in columns:
        encoded = column.dictionary_encode(null_encoding="encode")
        part, places = encoded.dictionary.to_pylist(), _whole(encoded.indices)
        held.append((part, places))
        width = max(len(part), 1)
        if most * width > _MOST_CODES:
            met, codes = np.unique(codes, return_inverse=True)
            most = len(met)
        codes, most = codes * width + places, most * width
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    numbers = np.empty(len(first), np.int64)
    for place, row in enumerate(first.tolist()):
        values = tuple(part[places[row]] for part, places in held)
        numbers[place] = known.setdefault(values, len(known))
    return numbers[inverse]
