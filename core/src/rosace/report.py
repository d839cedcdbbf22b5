"""The report: a document model, before any format."""

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from rosace.instrument import Provenance, Wording
from rosace.values import (
    DATE,
    MESSAGE,
    Localized,
    id_field,
    words_field,
    matches,
    value,
    version_field,
)

__all__ = [
    "Audience",
    "Block",
    "Cell",
    "Column",
    "CountCell",
    "CountUnit",
    "DateCell",
    "DisclosureUsed",
    "Figure",
    "Heading",
    "InstrumentUsed",
    "ListBlock",
    "Message",
    "Notice",
    "NumberCell",
    "Paragraph",
    "Phrase",
    "Received",
    "Report",
    "ReportProvenance",
    "Section",
    "Table",
    "TextCell",
    "Translated",
    "Verbatim",
    "Withheld",
    "WithheldCell",
]

Audience = Literal["facilitator", "group", "public"]
CountUnit = Literal["persons", "organizations", "answers", "weight", "things"]


@value
class Message:
    """Words of a catalogue, by id, with what fills their placeholders."""

    message: str = attrs.field(validator=matches(MESSAGE, 120))
    arguments: "Mapping[str, Phrase | Cell]" = attrs.field(factory=dict)


@value
class Translated:
    """Words of an instrument or study, in each of its languages."""

    localized: Localized = words_field()


@value
class Verbatim:
    """Words of a person or a document, which are never translated."""

    verbatim: str
    language: str | None = None


Phrase = Message | Translated | Verbatim


@value
class TextCell:
    """A cell of words."""

    text: Phrase


def _ordered(instance: Any, attribute: "attrs.Attribute[float]", high: float) -> None:
    if not instance.low <= high:
        message = f"{attribute.name}: {high} is below {instance.low}"
        raise ValueError(message)


@value
class CountCell:
    """A count, or the range it lies in when it was coarsened."""

    low: float = attrs.field(validator=attrs.validators.ge(0))
    high: float = attrs.field(validator=_ordered)
    unit: CountUnit = "persons"


@value
class NumberCell:
    """A number, or the range it lies in; a share of one is shown in per cent."""

    low: float
    high: float = attrs.field(validator=_ordered)
    digits: int = 1
    unit: Literal["none", "share", "days"] = "none"


@value
class DateCell:
    """A year, a month or a day."""

    date: str = attrs.field(validator=matches(DATE))


@value
class WithheldCell:
    """A cell that is withheld or empty: the two look alike."""


Cell = TextCell | CountCell | NumberCell | DateCell | WithheldCell


@value
class Column:
    """A column of a table; a header column heads its rows."""

    id: str
    title: Phrase
    kind: Literal["text", "count", "number", "date"]
    header: bool = False


@value
class Table:
    """A table of typed cells, with the notices under it."""

    id: str = id_field()
    title: Phrase
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Phrase, ...] = ()


@value
class Figure:
    """A drawing of a table of the same section: a Vega-Lite specification without data."""

    id: str = id_field()
    table: str = id_field()
    title: Phrase
    alternative: Phrase
    specification: Mapping[str, Any]


@value
class Paragraph:
    """A paragraph."""

    text: Phrase


@value
class Heading:
    """A heading inside a section."""

    text: Phrase


@value
class ListBlock:
    """A list of points."""

    items: tuple[Phrase, ...]


@value
class Notice:
    """Something to mind."""

    level: Literal["information", "warning"]
    text: Phrase


Block = Paragraph | Heading | ListBlock | Notice | Table | Figure


@value
class Section:
    """A part of a report; the core fills in the plugin that wrote it."""

    id: str = id_field()
    plugin: str = id_field(default="core")
    title: Phrase
    audience: Audience = "group"
    blocks: tuple[Block, ...]


@value
class InstrumentUsed:
    """An instrument that a report was made with."""

    id: str = id_field()
    version: str = version_field()
    title: Localized = words_field()
    provenance: Provenance
    wording: Wording
    citation: str | None = None


@value
class Received:
    """How many responses came for an instrument in a wave."""

    wave: str = id_field()
    instrument: str = id_field()
    persons: int
    collective: int


@value
class DisclosureUsed:
    """The thresholds that held, in persons."""

    mode: Literal["protected", "open"]
    group: int
    subgroup: int
    subgroup_mean: int


@value
class Withheld:
    """How many tables a rule of the gate withheld or coarsened."""

    rule: str = id_field()
    tables: int


@value
class ReportProvenance:
    """What a report was made from, and what was withheld and why."""

    rosace: str = version_field()
    plugins: Mapping[str, str]
    instruments: tuple[InstrumentUsed, ...]
    received: tuple[Received, ...]
    disclosure: DisclosureUsed
    withheld: tuple[Withheld, ...]


@value
class Report:
    """The validated, reproducible outcome of an appraisal, before any format.

    ``messages`` holds every message that the sections use, in each language, so
    that a report needs neither the core nor the plugins to be read.
    """

    schema: Literal["rosace/report/1"] = "rosace/report/1"
    language: str
    title: Phrase
    subject: Phrase | None = None
    sections: tuple[Section, ...]
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]]
    provenance: ReportProvenance
