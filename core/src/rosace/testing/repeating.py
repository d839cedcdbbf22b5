"""What an exporter makes a second time."""

from collections.abc import Mapping

from rosace.testing.exploring import breach

__all__ = ["hold_same"]


def hold_same(one: Mapping[str, bytes], other: Mapping[str, bytes], when: str) -> None:
    """Hold an exporter to making again what it made before, to the byte.

    Args:
        one: What it made, by the name of each file.
        other: What it made again.
        when: How that was made, in words for whoever breaks the law.
    """
    for name in dict.fromkeys((*one, *other)):
        if one.get(name) != other.get(name):
            breach(f"{name} differs {when}{_first_change(one, other, name)}")
    if list(one) != list(other):
        breach(f"files come in another order {when}")


def _first_change(one: Mapping[str, bytes], other: Mapping[str, bytes], name: str) -> str:
    if name not in one or name not in other:
        return ": it is made once only"
    pairs = zip(one[name].splitlines(), other[name].splitlines(), strict=False)
    changed = next(((a, b) for a, b in pairs if a != b), None)
    return f": {changed[0][:80]!r} and {changed[1][:80]!r}" if changed else ""
