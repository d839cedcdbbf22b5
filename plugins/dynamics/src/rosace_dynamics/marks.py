"""The pieces that the pictures of this plugin alone share."""

from collections.abc import Sequence
from typing import Any

from rosace.marks import Spec, array, calculated, only

__all__ = ["each_place", "each_word"]


def each_place(places: Sequence[Sequence[Any]], names: Sequence[str]) -> list[Spec]:
    """Return the transforms that make one row of each place, its parts under these names."""
    return [
        only([1]),
        {"calculate": array(places), "as": "part"},
        {"flatten": ["part"]},
        *calculated({name: f"datum.part[{turn}]" for turn, name in enumerate(names)}),
    ]


def each_word(held: Sequence[Sequence[Any]]) -> list[Spec]:
    """Return the transforms that make one row, `word` and `place`, of each of these pairs.

    Args:
        held: The name of a parameter that holds words, and where they stand.
    """
    return [
        only([1]),
        {"calculate": f"[{','.join(name for name, _ in held)}]", "as": "word"},
        {"calculate": array(place for _, place in held), "as": "place"},
        {"flatten": ["word", "place"]},
    ]
