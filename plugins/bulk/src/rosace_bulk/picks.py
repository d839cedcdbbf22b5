"""Several choices and ranks: how many rows hold each code, counted beside the patterns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from rosace.counters import Thing
from rosace.instrument import Instrument, Item
from rosace.scoring import CODED
from rosace.tally import MISSING_MARK, NONE_PICKED, RECORD
from rosace_bulk.columns import entries, has_entries, member
from rosace_bulk.patterns import Fetch, Group
from rosace_bulk.rows import Layout
from rosace_bulk.states import LISTS, States

__all__ = ["count_picks"]

_AT_ONCE: Final = 200
"""How many keys are counted in one query."""


def count_picks(
    fetch: Fetch,
    layout: Layout,
    groups: Sequence[Any],
    instrument: Instrument,
    states: Mapping[str, States],
) -> dict[Thing, dict[Group, dict[str, int]]]:
    """Count by group how many rows hold each code, or each code at each rank.

    Args:
        fetch: Runs an expression.
        layout: The rows.
        groups: Expressions by which rows are grouped: texts.
        instrument: The instrument.
        states: The states of each of its items; an unsound list counts for nothing.
    """
    found: dict[Thing, dict[Group, dict[str, int]]] = {}
    for item in instrument.items:
        held = layout.value(item)
        if held is None or not states[item.id].is_typed:
            continue
        sure = states[item.id].index != states[item.id].unsound
        for name, keys in _things(instrument, item, held):
            counts: dict[Group, dict[str, int]] = {}
            wanted = list(keys.items())
            for start in range(0, len(wanted), _AT_ONCE):
                some = dict(wanted[start : start + _AT_ONCE])
                for group, line in _sums(fetch, layout.table.filter(sure), groups, some):
                    counts.setdefault(group, {}).update(line)
            found[name, "picks"] = counts
    return found


def _things(
    instrument: Instrument, item: Item, held: Any
) -> "Iterator[tuple[str, dict[str, Any]]]":
    """Yield what is counted of an item's lists, with the rows that count for each key."""
    if item.type in LISTS:
        yield f"item.{item.id}", _keys(instrument, item, held)
    # Elsewhere no record is surely sound, and none is counted before the core has read it.
    if item.type != "records" or not has_entries(held):
        return
    written = entries(held)
    for field in item.fields or ():
        if field.type in CODED:
            yield f"{RECORD}{item.id}.{field.id}", _field_keys(instrument, field, written)


def _field_keys(instrument: Instrument, field: Item, written: Any) -> dict[str, Any]:
    """Return by key the rows in which any entry of a record has it."""
    kind = {"yes-no": "boolean", "multiple-choice": "array<string>"}.get(field.type, "string")

    def met(test: Callable[[Any], Any]) -> Any:
        having = written.filter(lambda entry: test(member(entry, field.id, kind)).fill_null(False))  # noqa: FBT003  # the word of Ibis
        return having.length() > 0

    if field.type == "yes-no":
        found = {"yes": met(lambda given: given), "no": met(lambda given: ~given)}
    else:
        codes = [choice.code for choice in instrument.scales[field.scale or ""].choices]
        is_list = field.type == "multiple-choice"
        found = {code: met(partial(_has if is_list else _is, code)) for code in codes}
    none = written.length() > 0
    for each in found.values():
        none &= ~each
    return found | {NONE_PICKED: none, f"{MISSING_MARK}no-answer": written.length() == 0}


def _is(code: str, given: Any) -> Any:
    return given == code


def _has(code: str, given: Any) -> Any:
    return given.contains(code)


def _keys(instrument: Instrument, item: Item, held: Any) -> dict[str, Any]:
    """Return by key of the tally the rows that count for it."""
    import ibis  # noqa: PLC0415  # heavy

    codes = [choice.code for choice in instrument.scales[item.scale or ""].choices]
    if item.type == "multiple-choice":
        return {code: held.contains(code) for code in codes}
    most = min(len(codes), item.max_count or len(codes))
    found: dict[str, Any] = {}
    for rank in range(most):
        there = (held.length() > rank).ifelse(held[rank], ibis.null("string"))
        found |= {f"{rank + 1}:{code}": there == code for code in codes}
    return found


def _sums(
    fetch: Fetch, table: Any, groups: Sequence[Any], wanted: Mapping[str, Any]
) -> list[tuple[Group, dict[str, int]]]:
    names = [f"g{place}" for place in range(len(groups))]
    columns = {f"c{place}": each for place, each in enumerate(wanted.values())}
    rows = table.select(
        **dict(zip(names, groups, strict=True)),
        **{name: each.fill_null(False).ifelse(1, 0) for name, each in columns.items()},  # noqa: FBT003  # the word of Ibis
    )
    grouped = rows.group_by(names) if names else rows
    counted = grouped.agg(**{name: rows[name].sum() for name in columns})
    return [
        (
            tuple(line[name] for name in names),
            {key: int(n) for key, name in zip(wanted, columns, strict=True) if (n := line[name])},
        )
        for batch in fetch(counted)
        for line in batch.to_pylist()
    ]
