"""Scores of dimensions whose items have too many patterns: summed row by row, then counted.

What is summed are whole numbers, the multiples of the unit that `rosace.scoring` reckons in;
what the sums make of a score is again said by the core, once for each distinct set of sums.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from rosace.counters import Counter, Thing
from rosace.instrument import Instrument
from rosace.scoring import Reader, Reckoning, readers, reckoning
from rosace.tally import ALPHA, MISSING_MARK
from rosace.values import value
from rosace_bulk.patterns import Fetch, Group
from rosace_bulk.rows import Layout
from rosace_bulk.states import States, holds

__all__ = ["count_sums"]

_NO_ANSWER: Final = f"{MISSING_MARK}no-answer"
_Counts = dict[Thing, dict[Group, dict[str, int]]]
_Key = Callable[..., str]


@value
class _Part:
    """What one item gives to the sums of each row: expressions of Ibis."""

    number: Any
    is_answered: Any
    is_asked: Any


def count_sums(  # noqa: PLR0913, PLR0917  # all that sums are made of
    fetch: Fetch,
    layout: Layout,
    groups: Sequence[Any],
    counters: Sequence[Counter],
    instrument: Instrument,
    states: Mapping[str, States],
) -> _Counts:
    """Count rows by group and by the sums over a dimension's items.

    Args:
        fetch: Runs an expression.
        layout: The rows, all of them sound.
        groups: Expressions by which rows are grouped: texts.
        counters: What is counted, each a score, a level, or the parts of Cronbach's alpha.
        instrument: The instrument.
        states: The states of each of its items.
    """
    summing = _Summing(layout, instrument, states)
    found: _Counts = {}
    for counter in counters:
        for query in summing.queries(counter):
            found[query[0]] = _counted(fetch, layout.table, groups, query)
    return found


_Query = tuple[Thing, Mapping[str, Any], _Key, Any | None]
"""What is counted, the sums of each row, the key that they make, and the rows that count."""


class _Summing:
    def __init__(
        self, layout: Layout, instrument: Instrument, states: Mapping[str, States]
    ) -> None:
        self._layout = layout
        self._instrument = instrument
        self._states = states

    def queries(self, counter: Counter) -> Iterator[_Query]:
        """Return what counts all that a counter counts."""
        return self.alpha(counter) if counter.dimension is None else self.score(counter)

    def score(self, counter: Counter) -> Iterator[_Query]:
        """Yield what counts a dimension's score, or its level."""
        dimension = self._instrument.dimension(counter.dimension or "")
        assert dimension.scoring is not None  # noqa: S101  # a counter of a score has one
        rule = reckoning(self._instrument, dimension, dimension.scoring)
        parts = {item: self._part(item, read) for item, read, _ in rule.parts}
        weights = {item: weight for item, _, weight in rule.parts}
        sums = {
            "s": _total(part.number * weights[item] for item, part in parts.items()),
            "q": _total(part.is_asked for part in parts.values()),
            "r": _total(part.is_answered for part in parts.values()),
            "b": _total(part.is_answered * weights[item] for item, part in parts.items()),
        }
        thing = counter.counted[0]
        key = _level if thing[0].startswith("level.") else _score
        yield thing, sums, lambda s, q, r, b: key(rule, s, q, r, b), None

    def alpha(self, counter: Counter) -> Iterator[_Query]:
        """Yield what counts, over rows that answer all of a dimension's items, sum and items."""
        names = [of.removeprefix(ALPHA) for of, _ in counter.counted]
        dimension = self._instrument.dimension(names[0])
        items = [self._instrument.item(item) for item in dimension.all_items()]
        turned = (dimension.scoring and dimension.scoring.reverse) or ()
        unit, reads = readers(self._instrument, items, turned)
        parts = [self._part(item, read) for item, read in reads.items()]
        complete = _total(part.is_answered for part in parts) == len(parts)
        numbers = [_total(part.number for part in parts), *(part.number for part in parts)]
        for thing, number in zip(counter.counted, numbers, strict=True):
            yield thing, {"s": number}, lambda s: str(Fraction(s, unit)), complete

    def _part(self, name: str, read: Reader) -> _Part:
        """Return what an item gives: its number, and whether it is answered and asked."""
        import ibis  # noqa: PLC0415  # heavy

        states, item = self._states[name], self._instrument.item(name)
        if states.raw is not None:
            low, high = (read(each) or 0 for each in (0, 1))
            number = states.raw.cast("int64") * int(high - low) + int(low)
            return self._asked(item.id, number.fill_null(0), states.raw.notnull())
        numbers = [
            (place, found)
            for place, answer in enumerate(states.answers)
            if answer is not None
            and answer.value is not None
            and (found := read(answer.value)) is not None
        ]
        if not numbers:
            return self._asked(item.id, ibis.literal(0, "int64"), ibis.literal(False))  # noqa: FBT003  # the word of Ibis
        by_state = [(states.index == place, int(found)) for place, found in numbers]
        number = ibis.cases(*by_state, else_=0).cast("int64")
        return self._asked(item.id, number, states.index.isin([place for place, _ in numbers]))

    def _asked(self, name: str, number: Any, is_answered: Any) -> _Part:
        import ibis  # noqa: PLC0415  # heavy

        when = self._instrument.item(name).when
        if when is None:
            return _Part(
                number=number, is_answered=is_answered.ifelse(1, 0), is_asked=ibis.literal(1)
            )
        visible = holds(self._layout, self._instrument, when)
        return _Part(
            number=visible.ifelse(number, 0),
            is_answered=(visible & is_answered).ifelse(1, 0),
            is_asked=visible.ifelse(1, 0),
        )


def _total(parts: Iterator[Any]) -> Any:
    found = None
    for part in parts:
        held = part.cast("int64")
        found = held if found is None else found + held
    return found


def _score(rule: Reckoning, *sums: int) -> str:
    score = rule.finish(*sums).score
    return _NO_ANSWER if score is None else str(score)


def _level(rule: Reckoning, *sums: int) -> str:
    return rule.finish(*sums).level or _NO_ANSWER


def _counted(
    fetch: Fetch, table: Any, groups: Sequence[Any], query: _Query
) -> dict[Group, dict[str, int]]:
    """Return how many rows of each group count for each key that their sums make."""
    _, sums, key, where = query
    names = [f"g{place}" for place in range(len(groups))]
    rows = table if where is None else table.filter(where)
    held = rows.select(**dict(zip(names, groups, strict=True)), **sums)
    found: dict[Group, dict[str, int]] = {}
    for batch in fetch(held.group_by([*names, *sums]).agg(n=held.count())):
        for row in batch.to_pylist():
            counts = found.setdefault(tuple(row[name] for name in names), {})
            said = key(**{name: row[name] for name in sums})
            counts[said] = counts.get(said, 0) + row["n"]
    return found
