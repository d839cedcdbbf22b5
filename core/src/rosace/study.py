"""Studies: a subject, its instruments, waves, voice and publication plan."""

from collections.abc import Mapping
from typing import Final, Literal

import attrs

from rosace.values import (
    Localized,
    id_field,
    label_field,
    words_field,
    name_field,
    value,
    version_field,
)

__all__ = [
    "Attribute",
    "AttributeValue",
    "Breakdown",
    "Disclosure",
    "Invited",
    "Study",
    "StudyInstrument",
    "Subject",
    "Wave",
]

_MOST: Final = 100_000_000
_MOST_THRESHOLD: Final = 1_000_000
Breakdown = tuple[str, ...]
"""The attributes that one breakdown crosses; empty for the whole group."""


def _at_least(lowest: int, highest: int = _MOST_THRESHOLD) -> list[object]:
    return [attrs.validators.ge(lowest), attrs.validators.le(highest)]


@value
class Subject:
    """The partnership or network being appraised."""

    id: str = id_field()
    title: Localized = words_field()
    description: Localized | None = words_field(default=None)


@value
class StudyInstrument:
    """An instrument that a study uses, with the overlay that gives its words."""

    id: str = id_field()
    version: str | None = version_field(default=None)
    overlay: str | None = label_field(default=None)


@value
class Wave:
    """A named occasion of appraisal; nothing of an open one is shown but the number received."""

    id: str = id_field()
    title: Localized | None = words_field(default=None)
    date: str | None = attrs.field(default=None)
    closed: bool = False


@value
class AttributeValue:
    """One value of an attribute, with its words."""

    id: str = name_field()
    title: Localized | None = words_field(default=None)


@value
class Attribute:
    """Something known of respondents, with its values in order where they are declared."""

    id: str = id_field()
    title: Localized | None = words_field(default=None)
    values: tuple[AttributeValue, ...] | None = None


@value
class Invited:
    """How many were invited in a wave: everyone, or those of some attribute values."""

    wave: str = id_field()
    attributes: Mapping[str, str] = attrs.field(factory=dict)
    count: int = attrs.field(validator=_at_least(0, _MOST))


@value
class Disclosure:
    """The thresholds of the disclosure gate, in persons; they can only be raised."""

    mode: Literal["protected", "open"] = "protected"
    group: int = attrs.field(default=5, validator=_at_least(5))
    subgroup: int = attrs.field(default=10, validator=_at_least(10))
    subgroup_mean: int = attrs.field(default=5, validator=_at_least(5))


@value
class Study:
    """A subject, its instruments, waves, voice and publication plan."""

    schema: Literal["rosace/study/1"] = "rosace/study/1"
    id: str = id_field()
    title: Localized = words_field()
    subject: Subject
    instruments: tuple[StudyInstrument, ...] = attrs.field(validator=attrs.validators.min_len(1))
    waves: tuple[Wave, ...] = attrs.field(validator=attrs.validators.min_len(1))
    attributes: tuple[Attribute, ...] = ()
    voice: Literal["person", "organization"] = "person"
    breakdowns: tuple[Breakdown, ...] = ()
    invited: tuple[Invited, ...] = ()
    disclosure: Disclosure = Disclosure()
    languages: tuple[str, ...] | None = None
