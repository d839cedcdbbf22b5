"""From responses to appraisals: tabulate, then let through the gate."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from rosace.appraisal import Appraisal, Participation, Remarks
from rosace.disclosure import protect, released
from rosace.instrument import Instrument
from rosace.interfaces import Engine
from rosace.response import Response
from rosace.study import Attribute, AttributeValue, Breakdown, Study, StudyInstrument, Subject, Wave
from rosace.tabulating import groups_of, members, organization
from rosace.tally import WHOLE, Group, Tally, add

__all__ = ["appraise", "make_study", "with_others"]


def make_study(
    instruments: Sequence[Instrument],
    responses: Iterable[Response],
    breakdowns: Sequence[Breakdown],
) -> Study:
    """Return the study that stands where no file gives one.

    Its waves are those of the responses, in the order of their ids, and closed;
    its breakdowns are the plan; its thresholds are the defaults.

    Args:
        instruments: The instruments appraised.
        responses: All their responses.
        breakdowns: The breakdowns asked for.
    """
    held = tuple(responses)
    waves = sorted({response.wave for response in held}) or ["wave-1"]
    named = dict.fromkeys(attribute for breakdown in breakdowns for attribute in breakdown)
    return Study(
        id="made",
        title=instruments[0].title,
        subject=Subject(id="group", title={"fr": "Le groupe", "en": "The group"}),
        instruments=tuple(StudyInstrument(id=instrument.id) for instrument in instruments),
        waves=tuple(Wave(id=wave, closed=True) for wave in waves),
        attributes=tuple(_attribute(name, held) for name in named),
        breakdowns=tuple(dict.fromkeys(tuple(breakdown) for breakdown in breakdowns)),
    )


def appraise(
    study: Study,
    instrument: Instrument,
    responses: Sequence[Response],
    language: str,
    engine: Engine,
    extra: Iterable[Tally] = (),
) -> Appraisal:
    """Return what may be seen of the responses to one instrument.

    Args:
        study: The study, whose breakdowns are the only ones that exist.
        instrument: The instrument, resolved.
        responses: Checked responses to it.
        language: The language that the report is first meant for.
        engine: What makes the core's tallies.
        extra: Tallies that plugins made.

    Raises:
        ValueError: Two tallies of the same thing and group differ in kind.
    """
    own = tuple(engine.tabulate(instrument, responses, study))
    planned = frozenset(_planned(study, members(responses)))
    tallies = add((*own, *_with_membership(own, extra)))
    allowed = (tally for tally in tallies if tally.group in planned)
    together = tuple(
        response
        for response in responses
        if response.respondent.kind == "collective" and released(study, response.wave)
    )
    met = {response.wave for response in responses}
    return Appraisal(
        study=study,
        instrument=instrument,
        language=language,
        tables=protect(study, instrument, allowed),
        collective=tuple(sorted(together, key=lambda response: _place(study, response.wave))),
        remarks=tuple(_remarks(study, instrument, members(responses))),
        waves=tuple(wave.id for wave in study.waves if wave.id in met and released(study, wave.id)),
        participation=tuple(_participation(study, members(responses))),
    )


def with_others(appraisals: Mapping[str, Appraisal]) -> dict[str, Appraisal]:
    """Return appraisals by instrument, each of which also holds all the others."""
    return {
        name: attrs.evolve(
            appraisal,
            others={other: held for other, held in appraisals.items() if other != name},
        )
        for name, appraisal in appraisals.items()
    }


def _with_membership(own: Iterable[Tally], extra: Iterable[Tally]) -> Iterator[Tally]:
    """Yield plugins' tallies with the membership that the engine found, whatever they claim.

    What the gate lets through depends on membership; so no plugin may say how
    many belong to a group.
    """
    sizes = {tally.group: tally for tally in own}
    for tally in extra:
        if (size := sizes.get(tally.group)) is not None:
            yield attrs.evolve(
                tally,
                persons=size.persons,
                organizations=size.organizations,
                weight=size.weight,
            )


def _attribute(name: str, responses: Iterable[Response]) -> Attribute:
    found = {response.respondent.attributes.get(name) for response in responses}
    values = tuple(AttributeValue(id=value) for value in sorted(found - {None}, key=str) if value)
    return Attribute(id=name, values=values or None)


def _place(study: Study, wave: str) -> int:
    order = [known.id for known in study.waves]
    return order.index(wave) if wave in order else len(order)


def _planned(study: Study, counted: Iterable[Response]) -> Iterator[Group]:
    for response in counted:
        yield from groups_of(study, response.wave, response.respondent.attributes)


def _participation(study: Study, counted: Sequence[Response]) -> Iterator[Participation]:
    """Yield how many answered: of an open wave the number received and nothing else."""
    sizes = Counter(_planned(study, counted))
    voices: dict[Group, set[str]] = {}
    for response in counted:
        for group in groups_of(study, response.wave, response.respondent.attributes):
            voices.setdefault(group, set()).add(organization(response))
    invited = {
        Group(wave=asked.wave, cell=tuple(asked.attributes.items())): asked.count
        for asked in study.invited
    }
    # An instrument that a group only answers together has no participation to tell.
    for wave in study.waves if counted else ():
        whole = Group(wave=wave.id)
        if whole in sizes or whole in invited:
            yield Participation(group=whole, invited=invited.get(whole), answered=sizes[whole])
        for group in sorted(sizes, key=lambda known: known.cell):
            if group.wave != wave.id or group.cell == WHOLE or not wave.closed:
                continue
            size = min(sizes[group], len(voices[group]))
            spoken = study.disclosure.mode == "open" or size >= study.disclosure.subgroup_mean
            answered = sizes[group] if spoken else None
            yield Participation(group=group, invited=invited.get(group), answered=answered)


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
