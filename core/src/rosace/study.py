"""Studies: a subject, its instruments, waves, voice and publication plan."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from rosace.report import Audience
from rosace.sizes import MOST_COUNTED, MOST_THRESHOLD
from rosace.values import (
    IDENTIFIER,
    LANGUAGE,
    NAME,
    Localized,
    date_field,
    distinct,
    each_matches,
    filled,
    id_field,
    keys_match,
    label_field,
    name_field,
    value,
    values_match,
    version_field,
    whole,
    words_field,
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

Breakdown = tuple[str, ...]
"""The attributes that one breakdown crosses; empty for the whole group."""


_NAMED: Final = each_matches(IDENTIFIER)


@value
class Subject:
    """The partnership or network being appraised."""

    id: str = id_field()
    title: Localized = words_field()
    description: Localized | None = words_field(default=None)


@value
class StudyInstrument:
    """An instrument that a study uses, or one of the versions of it.

    Args:
        id: The instrument's id.
        version: The version that answers must be to; any where None.
        file: The path of its document, where no plugin brings it.
        overlay: The path of the overlay that gives its words.
        waves: The waves in which it is used; all where None.
        mode: How it is answered: the id of one of the instrument's modes.
    """

    id: str = id_field()
    version: str | None = version_field(default=None)
    file: str | None = label_field(default=None)
    overlay: str | None = label_field(default=None)
    waves: tuple[str, ...] | None = attrs.field(default=None, validator=[filled, distinct, _NAMED])
    mode: str | None = id_field(default=None)

    def used_in(self, wave: str) -> bool:
        """Say whether a wave uses it."""
        return self.waves is None or wave in self.waves


@value
class Wave:
    """A named occasion of appraisal; nothing of an open one is shown but the number received."""

    id: str = id_field()
    title: Localized | None = words_field(default=None)
    date: str | None = date_field(default=None)
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
    values: tuple[AttributeValue, ...] | None = attrs.field(default=None, validator=filled)


@value
class Invited:
    """How many were invited in a wave: everyone, or those of some attribute values."""

    wave: str = id_field()
    attributes: Mapping[str, str] = attrs.field(
        factory=dict, validator=[keys_match(IDENTIFIER), values_match(NAME)]
    )
    count: int = attrs.field(validator=whole(0, MOST_COUNTED))


@value
class Disclosure:
    """The thresholds of the disclosure gate, in persons; they can only be raised."""

    mode: Literal["protected", "open"] = "protected"
    group: int = attrs.field(default=5, validator=whole(5, MOST_THRESHOLD))
    subgroup: int = attrs.field(default=10, validator=whole(10, MOST_THRESHOLD))
    subgroup_mean: int = attrs.field(default=5, validator=whole(5, MOST_THRESHOLD))

    @property
    def least_for_mean(self) -> int:
        """The fewest persons in a subgroup of which anything is shown.

        It is never below the whole group's threshold: where the whole is withheld, its
        subgroups together would give it back.
        """
        return max(self.subgroup_mean, self.group)

    @property
    def least_for_distribution(self) -> int:
        """The fewest persons in a subgroup of which a distribution is shown, likewise."""
        return max(self.subgroup, self.group)


def _validate_breakdowns(
    instance: object, attribute: "attrs.Attribute[Any]", breakdowns: tuple[Breakdown, ...]
) -> None:
    distinct(instance, attribute, breakdowns)
    for breakdown in breakdowns:
        for check in (distinct, _NAMED):
            check(instance, attribute, breakdown)
        if not breakdown:
            message = f"{attribute.name}: a breakdown names an attribute"
            raise ValueError(message)


@value
class Study:
    """A subject, its instruments, waves, voice and publication plan.

    Its reports are made for `audiences`; `public` names the instruments of which the
    group has decided to make results public. Individual answers are kept until
    `retention`: that day, or the end of that month or year.
    """

    schema: Literal["rosace/study/1"] = "rosace/study/1"
    id: str = id_field()
    title: Localized = words_field()
    subject: Subject
    instruments: tuple[StudyInstrument, ...] = attrs.field(validator=filled)
    waves: tuple[Wave, ...] = attrs.field(validator=filled)
    attributes: tuple[Attribute, ...] = ()
    voice: Literal["person", "organization"] = "person"
    identity: Literal["confidential", "anonymous"] = "confidential"
    breakdowns: tuple[Breakdown, ...] = attrs.field(default=(), validator=_validate_breakdowns)
    invited: tuple[Invited, ...] = ()
    disclosure: Disclosure = Disclosure()
    languages: tuple[str, ...] | None = attrs.field(
        default=None, validator=[filled, distinct, each_matches(LANGUAGE)]
    )
    audiences: tuple[Audience, ...] = attrs.field(default=("group",), validator=[filled, distinct])
    public: tuple[str, ...] = attrs.field(default=(), validator=[distinct, _NAMED])
    retention: str | None = date_field(default=None)

    def shows_everyone(self, instrument: str) -> bool:
        """Say whether results of an instrument may be read by everyone.

        Those of an open study never are: a group that speaks openly does so among itself.
        """
        return self.disclosure.mode == "protected" and instrument in self.public

    def kept_on(self, today: dt.date) -> bool:
        """Say whether individual answers may still be kept on a day."""
        if self.retention is None:
            return True
        return today.isoformat()[: len(self.retention)] <= self.retention
