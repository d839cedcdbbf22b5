"""Whether conditions on answers hold, and so which items are shown."""

from collections.abc import Iterable, Mapping

from rosace.instrument import Condition, Instrument, Item
from rosace.response import Answer, AnswerValue

__all__ = ["conditional", "holds", "shown"]


def holds(condition: Condition, values: Mapping[str, AnswerValue | None]) -> bool:
    """Say whether a condition holds.

    Args:
        condition: The condition.
        values: Value of each item or field; a missing answer has none. A list
            meets ``equals`` and ``in`` when one of its codes does.
    """
    if condition.all is not None:
        return all(holds(part, values) for part in condition.all)
    if condition.any is not None:
        return any(holds(part, values) for part in condition.any)
    if condition.not_ is not None:
        return not holds(condition.not_, values)
    value = values.get(condition.item or "")
    if condition.answered is not None:
        return (value is not None) == condition.answered
    wanted = condition.in_ if condition.in_ is not None else (condition.equals,)
    held = value if isinstance(value, tuple) else (value,)
    return any(_same(part, one) for part in held for one in wanted)


def shown(instrument: Instrument, answers: Mapping[str, Answer]) -> frozenset[str]:
    """Return the ids of the items that are shown to whoever gave these answers.

    An item whose condition rests on an item that is itself not shown sees no
    value there; items are looked at in the order of the instrument.
    """
    values: dict[str, AnswerValue | None] = {}
    found: set[str] = set()
    for item in instrument.items:
        if item.when is None or holds(item.when, values):
            found.add(item.id)
            answer = answers.get(item.id)
            values[item.id] = answer.value if answer else None
    return frozenset(found)


def conditional(items: Iterable[Item]) -> bool:
    """Say whether any of these items is shown only under a condition."""
    return any(item.when is not None for item in items)


def _same(one: object, other: object) -> bool:
    """Compare as JSON does: true is no one, and 1.0 is 1."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other
