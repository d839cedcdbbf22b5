"""Overlays: an organization's own words over those of an instrument."""

from collections.abc import Mapping
from typing import Literal

import attrs

from rosace.instrument import Provenance, Rights, Scale, Use
from rosace.values import (
    CODE,
    IDENTIFIER,
    Localized,
    filled,
    id_field,
    keys_match,
    label_field,
    value,
    version_field,
    words_by_key,
    words_field,
)

__all__ = ["DimensionTexts", "ItemTexts", "Overlay", "SectionTexts"]


@value
class SectionTexts:
    """Texts that replace those of a section."""

    id: str = id_field()
    title: Localized | None = words_field(default=None)
    instructions: Localized | None = words_field(default=None)


@value
class ItemTexts:
    """Texts that replace those of an item; wordings of choices replace one by one."""

    id: str = id_field()
    text: Localized | None = words_field(default=None)
    help: Localized | None = words_field(default=None)
    choices: Mapping[str, Localized] | None = attrs.field(
        default=None, validator=[filled, keys_match(CODE), words_by_key]
    )


@value
class DimensionTexts:
    """Texts that replace those of a dimension."""

    id: str = id_field()
    title: Localized | None = words_field(default=None)
    description: Localized | None = words_field(default=None)


@value
class Overlay:
    """Texts and whole scales that replace those of an instrument.

    Each part that is replaced takes the overlay's provenance and source; the
    instrument takes its rights.
    """

    schema: Literal["rosace/overlay/1"] = "rosace/overlay/1"
    instrument: str = id_field()
    version: str = version_field()
    provenance: Provenance
    source: str | None = label_field(default=None)
    rights: Rights
    title: Localized | None = words_field(default=None)
    description: Localized | None = words_field(default=None)
    use: Use | None = None
    scales: Mapping[str, Scale] = attrs.field(factory=dict, validator=keys_match(IDENTIFIER))
    sections: tuple[SectionTexts, ...] = ()
    items: tuple[ItemTexts, ...] = ()
    dimensions: tuple[DimensionTexts, ...] = ()
