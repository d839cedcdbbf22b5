"""Items whose states are counted together, packed into one whole number a row.

What a counter of the core reads stands in one block, so that a block's distinct patterns of
states, each with how many rows have it, give the counter all that the rows would.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import Any, Final

from rosace.counters import Counter, counters
from rosace.instrument import Instrument
from rosace.response import Answer
from rosace.values import value
from rosace_bulk.states import NUMBERS, SOMETHING, States

__all__ = ["MOST_PATTERNS", "Block", "blocks_of"]

MOST_PATTERNS: Final = 1 << 16
"""How many patterns the items of a score may have, beyond which it is summed row by row."""

_MOST: Final = 1 << 62
_NARROW: Final = 1 << 31

_USUAL: Final = 512
"""How many patterns blocks are filled up to: few rows to fetch, few passes over the data."""


@value
class Block:
    """Items counted together.

    Args:
        states: The states of its items.
        counters: What is counted of them.
    """

    states: tuple[States, ...]
    counters: tuple[Counter, ...]

    @property
    def size(self) -> int:
        """How many patterns of states are possible."""
        return prod(each.size for each in self.states)

    @property
    def pattern(self) -> tuple[Any, ...]:
        """What tells the patterns of rows apart: packed states, and numbers as they are.

        The states of items are packed into as few whole numbers as hold them, the first
        item's lowest.
        """
        packed: list[Any] = []
        for states in self._packs():
            # Narrow numbers are grouped faster.
            kind = "int32" if prod(each.size for each in states) < _NARROW else "int64"
            found, unit = None, 1
            for each in states:
                part = each.index.cast(kind)
                part = part * unit if unit > 1 else part
                found = part if found is None else found + part
                unit *= each.size
            packed.append(found)
        return (*packed, *(each.raw for each in self.states if each.raw is not None))

    @property
    def cells(self) -> tuple[Any, ...]:
        """The columns that alone tell the pattern of a row; none where there is more to it."""
        if not all(each.cells for each in self.states):
            return ()
        return tuple(cell for each in self.states for cell in each.cells)

    def packed(self, cells: Sequence[str | None]) -> tuple[int, ...]:
        """Return the pattern of a row, of states alone, by what stands in its `cells`.

        Args:
            cells: What stands there; there may be more.
        """
        start, found, unit = 0, 0, 1
        for each in self.states:
            end = start + len(each.cells)
            found += each.told.get(tuple(cells[start:end]), each.unsound) * unit
            start, unit = end, unit * each.size
        return (found,)

    def _packs(self) -> Iterator[list[States]]:
        pack: list[States] = []
        for each in self.states:
            if pack and prod(held.size for held in (*pack, each)) > _MOST:
                yield pack
                pack = []
            pack.append(each)
        yield pack

    def answers(self, pattern: Sequence[Any]) -> dict[str, Answer] | None:
        """Return answers that a pattern stands for, None where one of them is unsound.

        Args:
            pattern: The values of `pattern` in some row.
        """
        given = iter(pattern[len(list(self._packs())) :])
        found: dict[str, Answer] = {}
        for each, state in self._split(pattern):
            number = next(given) if each.raw is not None else None
            if state == each.unsound:
                return None
            answer = each.answers[state]
            if answer is not None and each.item.type in NUMBERS and answer.value == SOMETHING:
                answer = Answer(value=number)
            if answer is not None:
                found[each.item.id] = answer
        return found

    def unsound(self, pattern: Sequence[Any]) -> dict[str, States]:
        """Return the items whose answers are unsound in a pattern, by id."""
        return {each.item.id: each for each, state in self._split(pattern) if state == each.unsound}

    def _split(self, pattern: Sequence[Any]) -> Iterator[tuple[States, int]]:
        for packed, pack in zip(pattern, self._packs(), strict=False):
            left = packed
            for each in pack:
                left, state = divmod(left, each.size)
                yield each, state


def blocks_of(
    instrument: Instrument, states: Mapping[str, States], most: int = MOST_PATTERNS
) -> tuple[tuple[Block, ...], tuple[Counter, ...]]:
    """Return the blocks of what is counted of an instrument, and what has too many patterns.

    Args:
        instrument: The instrument.
        states: The states of each of its items.
        most: How many patterns the items of a score may have, beyond which it is summed.
    """
    made: list[tuple[dict[str, None], list[Counter]]] = []

    def size(names: Iterable[str]) -> int:
        return prod(states[name].size for name in names)

    def is_whole(name: str) -> bool:
        raw = states[name].raw
        return raw is None or raw.type().is_integer()

    def is_raw(names: Iterable[str]) -> bool:
        return any(states[name].raw is not None for name in names)

    order = [item.id for item in instrument.items]
    summed: list[Counter] = []
    for counter in sorted(counters(instrument), key=lambda each: -len(each.items)):
        names = [name for name in order if name in counter.items]
        if counter.sums and size(names) > most and all(map(is_whole, names)):
            summed.append(counter)
            continue
        for items, held in made:
            together = dict.fromkeys([*items, *names])
            fits = size(together) <= _USUAL and is_raw(items) == is_raw(names)
            if len(together) == len(items) or (fits and not is_raw(together)):
                items.update(together)
                held.append(counter)
                break
        else:
            made.append((dict.fromkeys(names), [counter]))
    blocks = tuple(
        Block(states=tuple(states[name] for name in items), counters=tuple(held))
        for items, held in made
    )
    return blocks, tuple(summed)
