"""The instrument model: an appraisal tool as data."""

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal

import attrs

from rosace.dimension import Cutoff, Dimension, Levels, Provenance, Scoring, ScoringMethod
from rosace.response import Answer
from rosace.values import (
    CODE,
    IDENTIFIER,
    LANGUAGE,
    Localized,
    Scalar,
    code_field,
    distinct,
    each_matches,
    filled,
    id_field,
    keys_match,
    label_field,
    value,
    version_field,
    whole,
    words_by_key,
    words_field,
)

__all__ = [
    "Choice",
    "ChoiceGroup",
    "Condition",
    "Cutoff",
    "Dimension",
    "Flag",
    "Instrument",
    "Item",
    "ItemType",
    "Levels",
    "Mode",
    "Prerequisite",
    "Provenance",
    "ReferenceTarget",
    "Rights",
    "Scalar",
    "Scale",
    "Scoring",
    "ScoringMethod",
    "Section",
    "Use",
    "Vector",
    "VectorCounts",
    "VectorLevel",
    "VectorScore",
    "Wording",
]

Wording = Literal["ours", "official", "licensed", "public-domain"]
ItemType = Literal[
    "choice",
    "multiple-choice",
    "integer",
    "number",
    "text",
    "date",
    "yes-no",
    "ranking",
    "records",
    "reference",
]
OfferedMissing = Literal["dont-know", "not-applicable"]


_OF_TYPE: Final[Mapping[str, frozenset[str]]] = {
    "choice": frozenset({"scale", "choices"}),
    "multiple-choice": frozenset({"scale", "choices", "min_count", "max_count"}),
    "integer": frozenset({"minimum", "maximum"}),
    "number": frozenset({"minimum", "maximum"}),
    "text": frozenset({"min_length", "max_length"}),
    "date": frozenset({"precision"}),
    "yes-no": frozenset(),
    "ranking": frozenset({"scale", "choices", "min_count", "max_count"}),
    "records": frozenset({"fields", "min_count", "max_count"}),
    "reference": frozenset({"to", "many"}),
}
_TYPED: Final = frozenset().union(*_OF_TYPE.values())
_NEEDED: Final[Mapping[str, str]] = {
    "choice": "scale",
    "multiple-choice": "scale",
    "ranking": "scale",
    "records": "fields",
    "reference": "to",
}
_MOST: Final = 1_000_000


_COUNT: Final = whole(0, _MOST)
_IDS: Final = [filled, distinct, each_matches(IDENTIFIER)]


@value
class Rights:
    """Who holds the rights of an instrument, and whose words its texts are."""

    holder: str = label_field()
    wording: Wording
    licence: str | None = label_field(default=None)
    citation: str | None = label_field(default=None)


@value
class Prerequisite:
    """A thing to check before an instrument is used."""

    id: str = id_field()
    text: Localized = words_field()


@value
class Mode:
    """A way of answering: alone, or the group together."""

    id: str = id_field()
    respondent: Literal["individual", "collective"]
    title: Localized = words_field()
    description: Localized | None = words_field(default=None)


@value
class Use:
    """How an instrument is meant to be used, printed on every report."""

    statement: Localized = words_field()
    prerequisites: tuple[Prerequisite, ...] = ()
    modes: tuple[Mode, ...] = ()


@value
class ChoiceGroup:
    """A group of the choices of a scale."""

    id: str = id_field()
    title: Localized = words_field()


@value
class Choice:
    """One option of a scale, with the number it counts for in a score."""

    code: str = code_field()
    value: Fraction | None = None
    label: Localized = words_field()
    description: Localized | None = words_field(default=None)
    group: str | None = id_field(default=None)
    provenance: Provenance | None = None
    source: str | None = label_field(default=None)


_MOST_CHOICES: Final = 200


@value
class Scale:
    """The permitted answers of an item, in order when the scale is ordinal."""

    kind: Literal["ordinal", "nominal"]
    groups: tuple[ChoiceGroup, ...] | None = attrs.field(default=None, validator=filled)
    choices: tuple[Choice, ...] = attrs.field(
        validator=[filled, attrs.validators.max_len(_MOST_CHOICES)]
    )
    missing: tuple[OfferedMissing, ...] = attrs.field(default=(), validator=distinct)
    provenance: Provenance | None = None
    source: str | None = label_field(default=None)

    def choice(self, code: str) -> Choice:
        """Return the choice of a code.

        Raises:
            KeyError: The scale has no such choice.
        """
        for choice in self.choices:
            if choice.code == code:
                return choice
        raise KeyError(code)


@value
class Condition:
    """A condition on other answers: exactly one of its forms is given.

    ``item`` goes with one of ``equals``, ``in_`` and ``answered``; ``all``, ``any``
    and ``not_`` combine conditions. There is no expression language.
    """

    item: str | None = id_field(default=None)
    equals: Scalar | None = None
    in_: tuple[Scalar, ...] | None = attrs.field(default=None, validator=filled)
    answered: bool | None = None
    all: "tuple[Condition, ...] | None" = attrs.field(default=None, validator=filled)
    any: "tuple[Condition, ...] | None" = attrs.field(default=None, validator=filled)
    not_: "Condition | None" = None

    def __attrs_post_init__(self) -> None:
        """Refuse a condition that is of no form, or of several."""
        tests = [given for given in (self.equals, self.in_, self.answered) if given is not None]
        combined = [given for given in (self.all, self.any, self.not_) if given is not None]
        if (len(tests), len(combined)) != ((0, 1) if self.item is None else (1, 0)):
            message = "a condition is an item with one test, or one of all, any, not"
            raise ValueError(message)


@value
class Flag:
    """What is said to the facilitator when an answer meets a condition."""

    when: Condition
    text: Localized = words_field()


@value
class ReferenceTarget:
    """The records item whose rows a reference may point to."""

    instrument: str | None = id_field(default=None)
    item: str = id_field()


@value
class Item:
    """One prompt, or one typed field of a repeating record.

    Bounds are in the answer's own units; lengths in characters; counts in
    choices, ranks or rows. A property that does not belong to the type is refused.
    ``audience`` keeps a field of a record from all readers of a report but the facilitator.
    """

    id: str = id_field()
    type: ItemType
    text: Localized = words_field()
    help: Localized | None = words_field(default=None)
    scale: str | None = id_field(default=None)
    choices: Mapping[str, Localized] | None = attrs.field(
        default=None, validator=[filled, keys_match(CODE), words_by_key]
    )
    required: bool = False
    missing: tuple[OfferedMissing, ...] | None = attrs.field(default=None, validator=distinct)
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    min_length: int | None = attrs.field(default=None, validator=_COUNT)
    max_length: int | None = attrs.field(default=None, validator=_COUNT)
    min_count: int | None = attrs.field(default=None, validator=_COUNT)
    max_count: int | None = attrs.field(default=None, validator=_COUNT)
    precision: Literal["year", "month", "day"] | None = None
    when: Condition | None = None
    comment: Literal["allowed"] | None = None
    flag: Flag | None = None
    fields: "tuple[Item, ...] | None" = attrs.field(default=None, validator=filled)
    to: ReferenceTarget | None = None
    many: bool | None = None
    audience: Literal["facilitator"] | None = None
    provenance: Provenance | None = None
    source: str | None = label_field(default=None)

    def __attrs_post_init__(self) -> None:
        """Refuse what does not belong to the type, or what the type needs and lacks."""
        given = {key for key in _TYPED if getattr(self, key) is not None}
        if stray := given - _OF_TYPE[self.type]:
            message = f"{self.type}: {', '.join(sorted(stray))} not permitted"
            raise ValueError(message)
        if (needed := _NEEDED.get(self.type)) and needed not in given:
            message = f"{self.type}: {needed} is needed"
            raise ValueError(message)
        if any(field.type == "records" for field in self.fields or ()):
            message = "records may not hold records"
            raise ValueError(message)


@value
class Section:
    """A part of the form, with its items in order."""

    id: str = id_field()
    title: Localized = words_field()
    instructions: Localized | None = words_field(default=None)
    items: tuple[str, ...] = attrs.field(validator=_IDS)
    provenance: Provenance | None = None
    source: str | None = label_field(default=None)


@value
class VectorCounts:
    """The distribution that a reference vector expects, by code."""

    counts: Mapping[str, int] = attrs.field(validator=[filled, keys_match(CODE)])

    def __attrs_post_init__(self) -> None:
        """Refuse a count that is none."""
        if not all(0 <= count <= _MOST for count in self.counts.values()):
            message = f"counts: from 0 to {_MOST}"
            raise ValueError(message)


@value
class VectorLevel:
    """The score and level that a reference vector expects."""

    score: Fraction
    level: str = id_field()


VectorScore = Fraction | VectorCounts | VectorLevel | None


@value
class Vector:
    """Answers with the scores they must give; answers as they stand in a response."""

    answers: Mapping[str, Answer] = attrs.field(validator=keys_match(IDENTIFIER))
    scores: Mapping[str, VectorScore] = attrs.field(validator=[filled, keys_match(IDENTIFIER)])


@value
class Instrument:
    """An appraisal tool: its items, scales, dimensions, scoring, rights and use.

    ``based_on`` makes it a view, whose missing parts are taken from another
    instrument when it is resolved; a resolved instrument has every part.
    """

    schema: Literal["rosace/instrument/1"] = "rosace/instrument/1"
    id: str = id_field()
    version: str = version_field()
    title: Localized = words_field()
    description: Localized | None = words_field(default=None)
    languages: tuple[str, ...] = attrs.field(validator=[filled, distinct, each_matches(LANGUAGE)])
    provenance: Provenance
    source: str | None = label_field(default=None)
    rights: Rights
    use: Use | None = None
    based_on: str | None = id_field(default=None)
    take: tuple[str, ...] | None = attrs.field(default=None, validator=_IDS)
    scales: Mapping[str, Scale] = attrs.field(factory=dict, validator=keys_match(IDENTIFIER))
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    vectors: tuple[Vector, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse an instrument without items that is not a view of another."""
        if self.based_on is None and not (self.items and self.sections and self.take is None):
            message = "items and sections are needed, and take goes with based_on"
            raise ValueError(message)
        if any(item.type == "reference" for item in self.items):
            message = "a reference stands in the fields of records only"
            raise ValueError(message)
        if any(item.audience for item in self.items):
            message = "only the fields of records have an audience"
            raise ValueError(message)

    def item(self, identifier: str) -> Item:
        """Return the item of an id.

        Raises:
            KeyError: The instrument has no such item.
        """
        return self._by_id[identifier]

    @cached_property
    def _by_id(self) -> Mapping[str, Item]:
        """The first item of each id."""
        return {item.id: item for item in reversed(self.items)}

    def all_dimensions(self) -> tuple[Dimension, ...]:
        """Return every dimension, each before those beneath it."""
        return tuple(found for top in self.dimensions for found in top.walk())

    def dimension(self, identifier: str) -> Dimension:
        """Return a dimension, at whatever depth, by its id.

        Raises:
            KeyError: There is none.
        """
        for dimension in self.all_dimensions():
            if dimension.id == identifier:
                return dimension
        raise KeyError(identifier)

    def missing_of(self, item: Item) -> tuple[OfferedMissing, ...]:
        """Return the missing reasons that an item offers: its own, or else its scale's."""
        if item.missing is not None:
            return item.missing
        return self.scales[item.scale].missing if item.scale else ()

    def label(self, item: Item, choice: Choice) -> Localized:
        """Return the words of a choice as an item gives them, or else as its scale does."""
        return (item.choices or {}).get(choice.code, choice.label)
