"""The core alone assembles the report: sections collected, checked, blamed and put in order."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from rosace.appraisal import Appraisal
from rosace.report import (
    Audience,
    DisclosureUsed,
    InstrumentUsed,
    Message,
    Phrase,
    Received,
    Report,
    ReportProvenance,
    Section,
    Translated,
    Withheld,
)
from rosace.response import Response
from rosace.sections import CORE_SECTIONS, OVERVIEW, core_sections
from rosace.study import Study

__all__ = ["LANGUAGES", "assemble", "for_audience"]

Words = Callable[[str, str], Mapping[str, str | tuple[str, str]]]

LANGUAGES: Final = ("fr", "en")
"""The languages that every message exists in."""

_READERS: Final[Mapping[str, frozenset[str]]] = {
    "facilitator": frozenset({"facilitator", "group", "public"}),
    "group": frozenset({"group", "public"}),
    "public": frozenset({"public"}),
}


def for_audience(report: Report, audience: Audience) -> Report:
    """Return a report with the sections that an audience may read.

    The facilitator reads all; the group all but the facilitator's; the public its own.
    """
    return attrs.evolve(
        report,
        sections=tuple(
            section for section in report.sections if section.audience in _READERS[audience]
        ),
    )


def assemble(
    study: Study,
    appraisals: Sequence[Appraisal],
    written: Mapping[str, Sequence[Section]],
    responses: Mapping[str, Sequence[Response]],
    versions: tuple[str, Mapping[str, str]],
    words: Words,
) -> Report:
    """Return the report on a study.

    Args:
        study: The study.
        appraisals: One an instrument, in the order of the report.
        written: By instrument, the plugins' sections that stood.
        responses: By instrument, what was received.
        versions: The core's version, and that of each plugin that took part.
        words: The catalogue of a plugin, or of ``core``, in a language.
    """
    sections: list[Section] = []
    for appraisal in appraisals:
        name = appraisal.instrument.id
        merged = _merge(core_sections(appraisal), written.get(name, ()))
        sections.extend(_rename(section, name) for section in merged)
    title: Phrase = Translated(localized=study.title)
    subject: Phrase = Translated(localized=study.subject.title)
    return Report(
        language=appraisals[0].language,
        title=title,
        subject=subject,
        sections=tuple(sections),
        messages=_catalogue(sections, words),
        provenance=_provenance(study, appraisals, responses, versions),
    )


def _merge(own: Sequence[Section], theirs: Sequence[Section]) -> Iterator[Section]:
    """Yield the overview, the plugins' sections, then the core's that none has replaced."""
    replaced = {section.id for section in theirs} & set(CORE_SECTIONS)
    kept = [section for section in own if section.id not in replaced]
    first = [section for section in (*theirs, *own) if section.id == OVERVIEW][:1]
    yield from first
    yield from (section for section in theirs if section.id != OVERVIEW)
    yield from (section for section in kept if section.id != OVERVIEW)


def _rename(section: Section, instrument: str) -> Section:
    """Make a section's id the report's own, so that two instruments never share one."""
    return attrs.evolve(section, id=f"{instrument}-{section.id}"[:64].rstrip("-"))


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
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _walk(getattr(value, field.name))


def _catalogue(
    sections: Iterable[Section], words: Words
) -> dict[str, dict[str, str | tuple[str, str]]]:
    """Return every message of the sections in every language, so that a report stands alone."""
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
    responses: Mapping[str, Sequence[Response]],
    versions: tuple[str, Mapping[str, str]],
) -> ReportProvenance:
    limits = study.disclosure
    rules = Counter(
        table.rule for appraisal in appraisals for table in appraisal.tables if table.rule
    )
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
                citation=held.instrument.rights.citation,
            )
            for held in appraisals
        ),
        received=tuple(_received(study, responses)),
        disclosure=DisclosureUsed(
            mode=limits.mode,
            group=limits.group,
            subgroup=limits.subgroup,
            subgroup_mean=limits.subgroup_mean,
        ),
        withheld=tuple(Withheld(rule=rule, tables=n) for rule, n in sorted(rules.items())),
    )


def _received(study: Study, responses: Mapping[str, Sequence[Response]]) -> Iterator[Received]:
    for instrument, held in responses.items():
        counts: Counter[tuple[str, str]] = Counter(
            (response.wave, response.respondent.kind) for response in held
        )
        for wave in study.waves:
            persons, together = counts[wave.id, "individual"], counts[wave.id, "collective"]
            if persons or together:
                yield Received(
                    wave=wave.id, instrument=instrument, persons=persons, collective=together
                )
