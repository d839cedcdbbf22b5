"""Dimensions: the named groups of items that yield scores, and how."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, Literal

import attrs

from rosace.values import (
    CODE,
    IDENTIFIER,
    Localized,
    distinct,
    each_matches,
    filled,
    id_field,
    keys_match,
    label_field,
    value,
    whole,
    words_field,
)

__all__ = ["Cutoff", "Dimension", "Levels", "Provenance", "Scoring", "ScoringMethod"]

Provenance = Literal["published", "reconstructed", "ours"]
"""How sure we are of a part of an instrument."""

ScoringMethod = Literal["distribution", "sum", "mean", "weighted-mean", "proportion", "count"]
_MOST: Final = 1_000_000
_IDS: Final = [filled, distinct, each_matches(IDENTIFIER)]


@value
class Cutoff:
    """A level and its lower bound, included; it reaches up to the next level's bound."""

    at_least: Fraction
    id: str = id_field()
    title: Localized = words_field()


@value
class Levels:
    """Levels by cut-offs, ascending, placed on each response's score or on the group's mean."""

    applies_to: Literal["score", "group-mean"]
    cutoffs: tuple[Cutoff, ...] = attrs.field(validator=filled)


@value
class Scoring:
    """The rule that makes one response's score out of its answers.

    Without ``minimum_answered`` every item must be answered, unless ``prorate``
    lets a sum or count stretch over unanswered items (one answer then suffices).
    """

    method: ScoringMethod
    of: tuple[str, ...] | None = attrs.field(
        default=None, validator=[filled, distinct, each_matches(CODE)]
    )
    weights: Mapping[str, Fraction] | None = attrs.field(
        default=None, validator=[filled, keys_match(IDENTIFIER)]
    )
    reverse: tuple[str, ...] | None = attrs.field(default=None, validator=_IDS)
    minimum_answered: int | None = attrs.field(default=None, validator=whole(1, _MOST))
    prorate: bool | None = None
    levels: Levels | None = None
    alpha: bool | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what does not belong to the method, or what the method needs and lacks."""
        counting = self.method in {"proportion", "count"}
        weighted = self.method == "weighted-mean"
        if counting != (self.of is not None) or weighted != (self.weights is not None):
            message = (
                f"{self.method}: of goes with proportion and count, weights with weighted-mean"
            )
            raise ValueError(message)
        numeric = (self.levels, self.alpha, self.reverse, self.prorate, self.minimum_answered)
        if self.method == "distribution" and any(given is not None for given in numeric):
            message = "a distribution has no levels, alpha, reversal, prorating or minimum"
            raise ValueError(message)


@value
class Dimension:
    """A named group of items that yields a score; it holds items or further dimensions."""

    id: str = id_field()
    title: Localized = words_field()
    description: Localized | None = words_field(default=None)
    items: tuple[str, ...] | None = attrs.field(default=None, validator=_IDS)
    dimensions: "tuple[Dimension, ...] | None" = attrs.field(default=None, validator=filled)
    scoring: Scoring | None = None
    provenance: Provenance | None = None
    source: str | None = label_field(default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse a dimension with both items and dimensions, or neither."""
        if (self.items is None) == (self.dimensions is None):
            message = "a dimension has items or dimensions, and not both"
            raise ValueError(message)

    def walk(self) -> "Iterator[Dimension]":
        """Yield this dimension and all beneath it, from the top."""
        yield self
        for dimension in self.dimensions or ():
            yield from dimension.walk()

    def all_items(self) -> tuple[str, ...]:
        """Return the items of this dimension and of all beneath it, each once, in order."""
        own = (item for dimension in self.walk() for item in dimension.items or ())
        return tuple(dict.fromkeys(own))
