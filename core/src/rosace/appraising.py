"""From responses to appraisals: tabulate, then let through the gate."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rosace.appraisal import Appraisal, Participation, Remarks
from rosace.disclosure import mean_threshold, protect, released
from rosace.errors import (
    DisclosureError,
    InvalidDocumentError,
    PluginError,
    RosaceError,
    UsageError,
)
from rosace.instrument import Instrument
from rosace.interfaces import Engine
from rosace.membership import Membership, fits, members, memberships, organization
from rosace.messages import LANGUAGES
from rosace.plugin_modules import spoken
from rosace.references import check_references
from rosace.response import Response
from rosace.responses import check_all
from rosace.study import Attribute, AttributeValue, Breakdown, Study, StudyInstrument, Subject, Wave
from rosace.tabulating import RowEngine
from rosace.tally import WHOLE, Group, Tally, add
from rosace.values import evolve

__all__ = [
    "appraise",
    "count",
    "make_study",
    "offered",
    "paired",
    "planned_study",
    "with_others",
]

_NUMBERED: Final = re.compile("wave-([0-9]+)")


def offered(language: str) -> str:
    """Return a language in which a report can be written.

    Args:
        language: A language tag; of ``fr-CA`` only ``fr`` counts.

    Raises:
        UsageError: There are no words in that language.
    """
    if language.partition("-")[0] not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        details = {"language": language, "known": known}
        raise UsageError(reason="language-not-offered", details=details)
    return language


def planned_study(
    study: Study | None,
    pairs: Sequence[tuple[Instrument, Sequence[Response]]],
    by: str | Iterable[str | Sequence[str]],
) -> Study:
    """Return the study of a report, with the breakdowns that are asked for.

    Args:
        study: The study; made from the responses where None.
        pairs: The instruments, with their responses.
        by: The breakdowns, each an attribute or several crossed: the plan where no
            study is given, otherwise those of the study's plan to show.

    Raises:
        UsageError: No response has an attribute that is asked for.
        DisclosureError: The study does not plan a breakdown.
    """
    asked = [by] if isinstance(by, str) else by
    wanted = [(part,) if isinstance(part, str) else tuple(dict.fromkeys(part)) for part in asked]
    if study is None:
        responses = [response for _, held in pairs for response in held]
        return make_study([used for used, _ in pairs], responses, wanted)
    if stray := [part for part in wanted if part not in study.breakdowns]:
        details = {"breakdown": " × ".join(stray[0])}
        raise DisclosureError(reason="not-planned", details=details)
    shown = tuple(part for part in study.breakdowns if part in wanted)
    return evolve(study, breakdowns=shown) if wanted else study


def make_study(
    instruments: Sequence[Instrument],
    responses: Iterable[Response],
    breakdowns: Sequence[Breakdown],
) -> Study:
    """Return the study that stands where no file gives one.

    Its waves are those of the responses, in the order of their ids, and closed; one that
    is only numbered, as where a file names none, has its title in each language. Its
    breakdowns are the plan; its thresholds are the defaults.

    Args:
        instruments: The instruments appraised.
        responses: All their responses.
        breakdowns: The breakdowns asked for.

    Raises:
        UsageError: A breakdown by an attribute that no respondent has.
    """
    held = tuple(responses)
    waves = sorted({response.wave for response in held}) or ["wave-1"]
    named = dict.fromkeys(attribute for breakdown in breakdowns for attribute in breakdown)
    known = sorted({name for response in held for name in response.respondent.attributes})
    if stray := [name for name in named if name not in known]:
        details = {"breakdown": stray[0], "known": ", ".join(known) or "–"}
        raise UsageError(reason="unknown-breakdown", details=details)
    return Study(
        id="made",
        title=instruments[0].title,
        subject=Subject(id="group", title={"fr": "Le groupe", "en": "The group"}),
        instruments=tuple(StudyInstrument(id=instrument.id) for instrument in instruments),
        waves=tuple(_wave(name) for name in waves),
        attributes=tuple(_attribute(name, held) for name in named),
        breakdowns=tuple(dict.fromkeys(tuple(breakdown) for breakdown in breakdowns)),
    )


def paired(
    given: Iterable[tuple[Instrument, Sequence[Response]]],
) -> list[tuple[Instrument, tuple[Response, ...]]]:
    """Return each instrument once, with all its responses.

    Raises:
        InvalidDocumentError: A person, or a response's id, is there twice: who counts
            twice would lift a group over a threshold. Or a row of one instrument
            refers to a row of another that is not there.
    """
    found: dict[str, tuple[Instrument, tuple[Response, ...]]] = {}
    for instrument, responses in given:
        first, held = found.get(instrument.id, (instrument, ()))
        found[instrument.id] = first, (*held, *responses)
    problems = [each for _, held in found.values() for each in check_all(held)]
    instruments = {name: instrument for name, (instrument, _) in found.items()}
    given_to = {name: held for name, (_, held) in found.items()}
    followed = check_references(instruments, given_to, instruments.keys())
    problems += [each for each in followed if each.severity == "error"]
    if problems:
        raise InvalidDocumentError(tuple(problems))
    return list(found.values())


def count(
    engines: Mapping[str, Engine],
    name: str,
    study: Study,
    instrument: Instrument,
    responses: Sequence[Response],
) -> tuple[Tally, ...]:
    """Return an engine's tallies, one of each thing and group.

    Args:
        engines: The engines at hand, by name.
        name: The engine asked for.
        study: The study, whose breakdowns are the only ones that exist.
        instrument: The instrument, resolved.
        responses: Checked responses to it.

    Raises:
        UsageError: No such engine.
        PluginError: The engine fails, or counts what cannot be: one thing in two
            kinds, or more than belongs to a group.
    """
    if name not in engines:
        details = {"option": "--engine", "found": name, "known": ", ".join(engines)}
        raise UsageError(reason="value-refused", details=details)
    engine = engines[name]
    try:
        tallies = add(engine.tabulate(instrument, responses, study))
    except Exception as error:
        if isinstance(engine, RowEngine) or isinstance(error, RosaceError):
            raise
        detail = spoken(error, "rosace_tabulate")
        raise PluginError(name, "call-failed", detail) from error
    groups = memberships(study, responses)
    for tally in tallies:
        if tally.group in groups and not fits(tally, groups[tally.group]):
            raise PluginError(name, "invalid-result", tally.of)
    return tallies


def appraise(
    study: Study,
    instrument: Instrument,
    responses: Sequence[Response],
    language: str,
    tallies: Iterable[Tally],
) -> Appraisal:
    """Return what may be seen of the responses to one instrument.

    What the gate lets through depends on membership, which is found here from the
    responses: no engine and no plugin says how many belong to a group.

    Args:
        study: The study, whose breakdowns are the only ones that exist.
        instrument: The instrument, resolved.
        responses: Checked responses to it, one a person in each wave.
        language: The language that the report is first meant for.
        tallies: Those of the engine and of plugins, one of each thing and group.
    """
    groups = memberships(study, responses)
    together = tuple(
        response
        for response in responses
        if response.respondent.kind == "collective" and released(study, response.wave)
    )
    met = {response.wave for response in responses}
    return Appraisal(
        study=study,
        instrument=instrument,
        language=offered(language),
        tables=protect(study, instrument, tallies, groups),
        collective=tuple(sorted(together, key=lambda response: _place(study, response.wave))),
        remarks=tuple(_remarks(study, instrument, members(responses))),
        waves=tuple(wave.id for wave in study.waves if wave.id in met and released(study, wave.id)),
        # What a group only answers together has no participation to tell of.
        participation=tuple(_participation(study, groups)) if groups or not responses else (),
    )


def with_others(appraisals: Mapping[str, Appraisal]) -> dict[str, Appraisal]:
    """Return appraisals by instrument, each of which also holds all the others."""
    return {
        name: evolve(
            appraisal,
            others={other: held for other, held in appraisals.items() if other != name},
        )
        for name, appraisal in appraisals.items()
    }


def _wave(name: str) -> Wave:
    numbered = _NUMBERED.fullmatch(name)
    title = {"fr": f"Vague {numbered[1]}", "en": f"Wave {numbered[1]}"} if numbered else None
    return Wave(id=name, title=title, closed=True)


def _attribute(name: str, responses: Iterable[Response]) -> Attribute:
    found = {response.respondent.attributes.get(name) for response in responses}
    values = tuple(AttributeValue(id=value) for value in sorted(found - {None}, key=str) if value)
    return Attribute(id=name, values=values or None)


def _place(study: Study, wave: str) -> int:
    order = [known.id for known in study.waves]
    return order.index(wave) if wave in order else len(order)


def _participation(study: Study, groups: Mapping[Group, Membership]) -> Iterator[Participation]:
    """Yield how many answered: of an open wave the number received and nothing else."""
    invited = {
        (asked.wave, frozenset(asked.attributes.items())): asked.count for asked in study.invited
    }
    for wave in study.waves:
        whole = Group(wave=wave.id)
        asked = invited.get((wave.id, frozenset()))
        if whole in groups or asked is not None:
            answered = groups[whole].persons if whole in groups else 0
            yield Participation(group=whole, invited=asked, answered=answered)
        for group in sorted(groups, key=lambda known: known.cell):
            if group.wave != wave.id or group.cell == WHOLE or not wave.closed:
                continue
            size = groups[group].size
            spoken = study.disclosure.mode == "open" or size >= mean_threshold(study.disclosure)
            yield Participation(
                group=group,
                invited=invited.get((wave.id, frozenset(group.cell))),
                answered=groups[group].persons if spoken else None,
            )


def _remarks(
    study: Study, instrument: Instrument, counted: Sequence[Response]
) -> Iterator[Remarks]:
    for wave in study.waves:
        here = [response for response in counted if response.wave == wave.id]
        size = min(len(here), len({organization(response) for response in here}))
        spoken = study.disclosure.mode == "open" or size >= study.disclosure.subgroup
        if not released(study, wave.id) or not spoken:
            continue
        for item in instrument.items:
            answers = [response.answers.get(item.id) for response in here]
            said = [answer.comment for answer in answers if answer and answer.comment]
            if item.type == "text":
                said += [str(answer.value) for answer in answers if answer and answer.value]
            if said:
                yield Remarks(item=item.id, wave=wave.id, texts=tuple(sorted(said)))
