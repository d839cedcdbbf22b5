"""The report: a document model, before any format."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from rosace.instrument import Provenance, Wording
from rosace.sizes import LARGEST, MOST_COUNTED
from rosace.values import (
    DIGEST,
    IDENTIFIER,
    LANGUAGE,
    MESSAGE,
    Localized,
    date_field,
    distinct,
    each_matches,
    filled,
    id_field,
    keys_match,
    label_field,
    language_field,
    matches,
    value,
    values_match,
    version_field,
    whole,
    words_field,
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
    "LedgerUsed",
    "ListBlock",
    "Message",
    "Notice",
    "NumberCell",
    "Paragraph",
    "Phrase",
    "Place",
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
Place = Literal["opening", "brief", "body"]
CountUnit = Literal["persons", "organizations", "answers", "weight", "things"]


_ARGUMENT: Final = re.compile("[a-z_]{1,40}")
_MOST_ENTRIES: Final = 1_000_000
_COLUMN: Final = re.compile("[a-z][a-z0-9_]{0,39}")
_ANYTHING: Final = re.compile(r"[\s\S]*")
_LONGEST_MESSAGE: Final = 120
_LONGEST_VERBATIM: Final = 100_000
_LONGEST_VERSION: Final = 64
_MOST_DIGITS: Final = 6
_COUNT: Final = whole(0, MOST_COUNTED)
_REFUSED: Final = frozenset(
    {"data", "datasets", "url", "href", "from", "image", "lookup", "usermeta"}
)


def _between(lowest: int, highest: int) -> list[Any]:
    return [attrs.validators.ge(lowest), attrs.validators.le(highest)]


def _validate_messages(
    instance: object,
    attribute: "attrs.Attribute[Any]",
    messages: "Mapping[str, Mapping[str, str | tuple[str, str]]]",
) -> None:
    for words in messages.values():
        filled(instance, attribute, words)
        each_matches(LANGUAGE)(instance, attribute, words)


def _validate_specification(
    instance: object, attribute: "attrs.Attribute[Any]", specification: object
) -> None:
    """Refuse whatever could bring data, an address, a link or an image into a drawing."""
    del instance
    if not isinstance(specification, dict):
        message = f"{attribute.name}: a Vega-Lite specification is an object"
        raise TypeError(message)
    waiting: list[object] = [specification]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            mark = part.get("mark")
            shown = mark.get("type") if isinstance(mark, dict) else mark
            if not _REFUSED.isdisjoint(part) or "image" in (part.get("type"), shown):
                message = f"{attribute.name}: data, addresses, links and images are refused"
                raise ValueError(message)
            waiting += part.values()
        elif part is not None and not isinstance(part, str | int | float):
            message = f"{attribute.name}: {type(part).__name__} is nothing of JSON"
            raise TypeError(message)


@value
class Message:
    """Words of a catalogue, by id, with what fills their placeholders."""

    message: str = attrs.field(validator=matches(MESSAGE, _LONGEST_MESSAGE))
    arguments: "Mapping[str, Phrase | Cell]" = attrs.field(
        factory=dict, validator=keys_match(_ARGUMENT)
    )


@value
class Translated:
    """Words of an instrument or study, in each of its languages."""

    localized: Localized = words_field()


@value
class Verbatim:
    """Words of a person or a document, which are never translated."""

    verbatim: str = attrs.field(validator=attrs.validators.max_len(_LONGEST_VERBATIM))
    language: str | None = language_field(default=None)


Phrase = Message | Translated | Verbatim


@value
class TextCell:
    """A cell of words."""

    text: Phrase


@value
class CountCell:
    """A count, or the range it lies in when it was coarsened."""

    low: float = attrs.field(validator=_between(0, LARGEST))
    high: float = attrs.field(validator=_between(0, LARGEST))
    unit: CountUnit = "persons"


@value
class NumberCell:
    """A number, or the range it lies in; a share of one is shown in per cent."""

    low: float = attrs.field(validator=_between(-LARGEST, LARGEST))
    high: float = attrs.field(validator=_between(-LARGEST, LARGEST))
    digits: int = attrs.field(default=1, validator=whole(0, _MOST_DIGITS))
    unit: Literal["none", "share", "days"] = "none"


@value
class DateCell:
    """A year, a month or a day."""

    date: str = date_field()


@value
class WithheldCell:
    """A cell that is withheld or empty: the two look alike."""


Cell = TextCell | CountCell | NumberCell | DateCell | WithheldCell


@value
class Column:
    """A column of a table; a header column heads its rows."""

    id: str = attrs.field(validator=matches(_COLUMN))
    title: Phrase
    kind: Literal["text", "count", "number", "date"]
    header: bool = False


@value
class Table:
    """A table of typed cells, with the notices under it."""

    id: str = id_field()
    title: Phrase
    columns: tuple[Column, ...] = attrs.field(validator=filled)
    rows: tuple[tuple[Cell, ...], ...] = attrs.field(
        validator=attrs.validators.deep_iterable(attrs.validators.min_len(1))
    )
    notes: tuple[Phrase, ...] = ()


@value
class Figure:
    """A drawing of a table of the same section: a Vega-Lite specification without data."""

    id: str = id_field()
    table: str = id_field()
    title: Phrase
    alternative: Phrase
    specification: Mapping[str, Any] = attrs.field(validator=_validate_specification)


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

    items: tuple[Phrase, ...] = attrs.field(validator=filled)


@value
class Notice:
    """Something to mind."""

    level: Literal["information", "warning"]
    text: Phrase


Block = Paragraph | Heading | ListBlock | Notice | Table | Figure


@value
class Section:
    """A part of a report; the core fills in the plugin that wrote it.

    Args:
        id: Its id, the report's own once the report is assembled.
        plugin: The plugin that wrote it, or ``core``.
        instrument: The instrument in whose part it stands; the core fills that in too.
        title: Its title.
        audience: Who may read it. What is ``public`` stays with the group until its study
            names the instrument as public.
        place: ``opening`` for what the whole report begins with, before the part of
            any instrument; ``brief`` for a group's points that the core takes into its own
            opening section, under the title given; ``body`` for what stands in the part of
            its instrument.
        blocks: Its content, in order.
    """

    id: str = id_field()
    plugin: str = id_field(default="core")
    instrument: str | None = id_field(default=None)
    title: Phrase
    audience: Audience = "group"
    place: Place = "body"
    blocks: tuple[Block, ...]


@value
class InstrumentUsed:
    """An instrument that a report was made with.

    Args:
        id: Its id.
        version: Its version.
        title: Its title.
        provenance: How sure we are of it, where its parts say nothing else.
        wording: Whose words its texts are.
        parts: What its parts say else of how sure we are of them.
        citation: How it is cited.
        use: What it is for and what not; printed on every report, whoever reads it.
    """

    id: str = id_field()
    version: str = version_field()
    title: Localized = words_field()
    provenance: Provenance
    wording: Wording
    parts: tuple[Provenance, ...] = attrs.field(default=(), validator=distinct)
    citation: str | None = label_field(default=None)
    use: Localized | None = words_field(default=None)


@value
class Received:
    """How many responses came for an instrument in a wave.

    Args:
        wave: The wave's id.
        instrument: The instrument's id.
        persons: How many individuals answered.
        collective: How many times a group answered as one.
        title: What the wave is called, where it is called anything but its id.
    """

    wave: str = id_field()
    instrument: str = id_field()
    persons: int = attrs.field(validator=_COUNT)
    collective: int = attrs.field(validator=_COUNT)
    title: Localized | None = words_field(default=None)


@value
class DisclosureUsed:
    """The thresholds that held, in persons."""

    mode: Literal["protected", "open"]
    group: int = attrs.field(validator=_COUNT)
    subgroup: int = attrs.field(validator=_COUNT)
    subgroup_mean: int = attrs.field(validator=_COUNT)


@value
class LedgerUsed:
    """The release ledger that a report comes from: the digest of its head, and its entries."""

    head: str = attrs.field(validator=matches(DIGEST))
    entries: int = attrs.field(validator=whole(1, _MOST_ENTRIES))


@value
class Withheld:
    """How many tables a rule of the gate withheld or coarsened."""

    rule: str = id_field()
    tables: int = attrs.field(validator=_COUNT)


@value
class ReportProvenance:
    """What a report was made from, and what was withheld and why."""

    rosace: str = version_field()
    plugins: Mapping[str, str] = attrs.field(
        validator=[keys_match(IDENTIFIER), values_match(_ANYTHING, _LONGEST_VERSION)]
    )
    instruments: tuple[InstrumentUsed, ...]
    received: tuple[Received, ...]
    disclosure: DisclosureUsed
    withheld: tuple[Withheld, ...]
    ledger: LedgerUsed | None = None


@value
class Report:
    """The validated, reproducible outcome of an appraisal, before any format.

    ``messages`` holds every message that the sections use, in each language, so
    that a report needs neither the core nor the plugins to be read.
    """

    schema: Literal["rosace/report/1"] = "rosace/report/1"
    language: str = language_field()
    title: Phrase
    subject: Phrase | None = None
    sections: tuple[Section, ...]
    messages: Mapping[str, Mapping[str, str | tuple[str, str]]] = attrs.field(
        validator=[keys_match(_ANYTHING, _LONGEST_MESSAGE), _validate_messages]
    )
    provenance: ReportProvenance
