"""The core alone assembles the report: sections collected, checked, blamed and put in order."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import attrs

from rosace.appraisal import Appraisal
from rosace.building import identifier
from rosace.errors import UsageError
from rosace.highlight_sections import highlight_section
from rosace.instrument import Instrument, Provenance
from rosace.ledger import Ledger
from rosace.messages import CORE, LANGUAGES, load
from rosace.paper import Sheet, Sheets
from rosace.report import (
    Audience,
    DisclosureUsed,
    InstrumentUsed,
    LedgerUsed,
    Message,
    Paragraph,
    Phrase,
    Report,
    ReportProvenance,
    Section,
    Translated,
    Withheld,
)
from rosace.sections import OVERVIEW, core_sections
from rosace.study import Study
from rosace.values import evolve

if TYPE_CHECKING:
    from rosace.plugins import PluginHost

__all__ = ["assemble", "assembled", "for_audience", "sheets_of"]

_UNVERSIONED: Final = "0.0.0"
Words = Callable[[str, str], Mapping[str, str | tuple[str, str]]]

_READERS: Final[Mapping[str, frozenset[str]]] = {
    "facilitator": frozenset({"facilitator", "group", "public"}),
    "group": frozenset({"group", "public"}),
    "public": frozenset({"public"}),
}


def for_audience(report: Report, audience: Audience) -> Report:
    """Return a report with the sections that an audience may read, and their words alone.

    The facilitator reads all; the group all but the facilitator's; the public its own, and of
    where it comes from what concerns those instruments alone.

    Raises:
        UsageError: There is no such audience.
    """
    if audience not in _READERS:
        details = {"option": "--audience", "found": str(audience), "known": ", ".join(_READERS)}
        raise UsageError(reason="value-refused", details=details)
    sections = tuple(
        section for section in report.sections if section.audience in _READERS[audience]
    )
    if audience == "public":
        report = _published(report, sections)
    if audience == "public" and not sections:
        nothing = (_nothing_public(),)
        words = _catalogue(nothing, lambda _plugin, language: load(CORE, language))
        return evolve(report, sections=nothing, messages=words)
    used = {name for section in sections for name in _walk(section)}
    messages = {name: words for name, words in report.messages.items() if name in used}
    return evolve(report, sections=sections, messages=messages)


def _published(report: Report, sections: Sequence[Section]) -> Report:
    """Return a report that names no instrument but those that some sections tell of.

    That a group keeps a register of its controversies is its own affair.
    """
    told = {section.instrument for section in sections}
    made_from = report.provenance
    kept = tuple(used for used in made_from.instruments if used.id in told)
    received = tuple(each for each in made_from.received if each.instrument in told)
    return evolve(report, provenance=evolve(made_from, instruments=kept, received=received))


def _nothing_public() -> Section:
    """Return what the public reads of a group that has made nothing public."""
    return Section(
        id="public",
        title=Message(message="core.public.title"),
        audience="public",
        blocks=(Paragraph(text=Message(message="core.public.nothing")),),
    )


def assembled(
    host: "PluginHost",
    study: Study,
    appraisals: Mapping[str, Appraisal],
    ledger: Ledger | None = None,
) -> Report:
    """Return the report on a study, with what the plugins write.

    Args:
        host: The plugins.
        study: The study.
        appraisals: By instrument, in the order of the report.
        ledger: The release ledger, where the study has one.
    """
    written = {name: host.sections(held) for name, held in appraisals.items()}
    used = {section.plugin for sections in written.values() for section in sections}
    versions = {each.entry.name: each.entry.version for each in host.entries}
    return assemble(
        study,
        list(appraisals.values()),
        written,
        (
            host.listing.core or _UNVERSIONED,
            {name: versions[name] for name in sorted(used) if name in versions},
        ),
        _words_of(host),
        ledger,
    )


def sheets_of(host: "PluginHost", instrument: Instrument) -> Sheets:
    """Return the sheets of paper that plugins write for an instrument, with their words."""
    sheets = host.sheets(instrument)
    return Sheets(sheets=sheets, messages=_catalogue(sheets, _words_of(host)))


def _words_of(host: "PluginHost") -> Words:
    """Return what gives the catalogue of a plugin, or of ``core``, in a language."""

    def words(plugin: str, language: str) -> Mapping[str, str | tuple[str, str]]:
        return load(CORE, language) if plugin == "core" else host.catalogue(plugin, language)

    return words


def assemble(  # noqa: PLR0913, PLR0917  # all that a report is made of
    study: Study,
    appraisals: Sequence[Appraisal],
    written: Mapping[str, Sequence[Section]],
    versions: tuple[str, Mapping[str, str]],
    words: Words,
    ledger: Ledger | None = None,
) -> Report:
    """Return the report on a study.

    Args:
        study: The study.
        appraisals: One an instrument, in the order of the report.
        written: By instrument, the plugins' sections that stood.
        versions: The core's version, and that of each plugin that took part.
        words: The catalogue of a plugin, or of ``core``, in a language.
        ledger: The release ledger, where the study has one.
    """
    sections: list[Section] = []
    for appraisal in appraisals:
        name = appraisal.instrument.id
        merged = _merge(core_sections(appraisal), written.get(name, ()))
        for section in merged:
            named = _named(section, name, {each.id for each in sections})
            sections.append(_meant(named, public=study.shows_everyone(name)))
    points = [each for each in sections if each.place == "brief" and each.audience == "group"]
    sections = [section for section in sections if section not in points]
    if (first := highlight_section(appraisals, points)) is not None:
        sections.append(first)
    sections.sort(key=lambda section: section.place != "opening")
    title: Phrase = Translated(localized=study.title)
    subject: Phrase = Translated(localized=study.subject.title)
    return Report(
        language=appraisals[0].language,
        title=title,
        subject=subject,
        sections=tuple(sections),
        # Words are those of the plugin that wrote a point, wherever it stands.
        messages=_catalogue((*sections, *points), words),
        provenance=evolve(_provenance(study, appraisals, versions), ledger=_used(ledger)),
    )


def _merge(own: Sequence[Section], theirs: Sequence[Section]) -> Iterator[Section]:
    """Yield the overview, the plugins' sections, then the core's that none has replaced.

    The overview says what the instrument is for and whether the study is open: no
    plugin takes its place.
    """
    replaced = {section.id for section in theirs} - {OVERVIEW}
    yield from (section for section in own if section.id == OVERVIEW)
    yield from theirs
    yield from (section for section in own if section.id not in {OVERVIEW, *replaced})


def _named(section: Section, instrument: str, taken: Collection[str]) -> Section:
    """Make a section's id the report's own, and say in which instrument's part it stands."""
    name, number = identifier(instrument, section.id), 1
    while name in taken:
        number += 1
        name = identifier(instrument, section.id, str(number))
    stands = None if section.place == "opening" else instrument
    return evolve(section, id=name, instrument=stands)


def _meant(section: Section, *, public: bool) -> Section:
    """Keep for the group what may be public, where the group has not decided that it is."""
    if section.audience == "public" and not public:
        return evolve(section, audience="group")
    return section


def _walk(value: object) -> Iterator[str]:
    """Yield the ids of the messages in a value, those in figure specifications too."""
    if isinstance(value, Message):
        yield value.message
    if isinstance(value, Mapping):
        if isinstance(name := value.get("message"), str):
            yield name
        for part in value.values():
            yield from _walk(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _walk(part)
    else:
        for field in _fields(value.__class__):  # type: ignore[arg-type]  # a class has a hash
            yield from _walk(getattr(value, field))


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def _catalogue(
    sections: Iterable[Section | Sheet], words: Words
) -> dict[str, dict[str, str | tuple[str, str]]]:
    """Return every message of what was written in every language, so that it stands alone."""
    found: dict[str, dict[str, str | tuple[str, str]]] = {}
    for section in sections:
        for name in _walk(section):
            found[name] = {
                language: held
                for language in LANGUAGES
                for held in (
                    words(section.plugin, language).get(name, words("core", language).get(name)),
                )
                if held is not None
            }
    return dict(sorted(found.items()))


def _provenance(
    study: Study,
    appraisals: Sequence[Appraisal],
    versions: tuple[str, Mapping[str, str]],
) -> ReportProvenance:
    limits = study.disclosure
    versions_of = [each for held in appraisals for each in (*held.earlier, held)]
    met = [table.rule for appraisal in versions_of for table in appraisal.tables]
    met += [each.rule for appraisal in versions_of for each in appraisal.movements]
    rules = Counter(rule for rule in met if rule is not None)
    return ReportProvenance(
        rosace=versions[0],
        plugins=dict(sorted(versions[1].items())),
        instruments=tuple(
            InstrumentUsed(
                id=held.instrument.id,
                version=held.instrument.version,
                title=held.instrument.title,
                provenance=held.instrument.provenance,
                wording=held.instrument.rights.wording,
                parts=_parts(held.instrument),
                citation=held.instrument.rights.citation,
                use=held.instrument.use.statement if held.instrument.use else None,
            )
            for held in versions_of
        ),
        received=tuple(each for held in appraisals for each in held.received),
        disclosure=DisclosureUsed(
            mode=limits.mode,
            group=limits.group,
            subgroup=limits.least_for_distribution,
            subgroup_mean=limits.least_for_mean,
        ),
        withheld=tuple(Withheld(rule=rule, tables=n) for rule, n in sorted(rules.items())),
    )


def _used(ledger: Ledger | None) -> LedgerUsed | None:
    if ledger is None or ledger.head is None:
        return None
    return LedgerUsed(head=ledger.head, entries=len(ledger.entries))


def _parts(instrument: Instrument) -> tuple[Provenance, ...]:
    """Return how sure we are of an instrument's parts, where that differs from the whole."""
    items = [each for item in instrument.items for each in (item, *(item.fields or ()))]
    scales = instrument.scales.values()
    met = dict.fromkeys(
        (
            *(section.provenance for section in instrument.sections),
            *(item.provenance for item in items),
            *(scale.provenance for scale in scales),
            *(choice.provenance for scale in scales for choice in scale.choices),
            *(dimension.provenance for dimension in instrument.all_dimensions()),
        )
    )
    return tuple(held for held in met if held not in {None, instrument.provenance})
