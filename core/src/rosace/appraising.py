"""From responses to appraisals: tabulate, then let through the gate."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rosace.appraisal import Appraisal, Remarks
from rosace.counting import Tabulate
from rosace.disclosure import protect, released
from rosace.errors import (
    DisclosureError,
    InvalidDocumentError,
    Problem,
    UsageError,
)
from rosace.following import followed, used_by_wave
from rosace.instrument import Instrument
from rosace.membership import (
    atoms,
    members,
    memberships,
    organization,
)
from rosace.messages import LANGUAGES
from rosace.movement import movements
from rosace.participation import participation, received
from rosace.places import Place, nowhere
from rosace.references import check_references
from rosace.response import Response
from rosace.responses import check_all
from rosace.study import Attribute, AttributeValue, Breakdown, Study, StudyInstrument, Subject, Wave
from rosace.suppression import suppressed
from rosace.tally import WHOLE, Group, Tally
from rosace.values import evolve, version_order

__all__ = [
    "appraise",
    "appraise_all",
    "by_instrument",
    "check_pairs",
    "gathered",
    "make_study",
    "narrowed",
    "offered",
    "paired",
    "planned_study",
    "refuse_unknown",
    "with_others",
]

Pair = tuple[Instrument, Sequence[Response]]
"""One version of an instrument, with responses to it."""

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
    pairs: Sequence[Pair],
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


def refuse_unknown(breakdowns: Iterable[Breakdown], responses: Iterable[Response]) -> None:
    """Refuse a breakdown by an attribute that no respondent has.

    Args:
        breakdowns: The breakdowns asked for.
        responses: All the responses.

    Raises:
        UsageError: There is one.
    """
    known = sorted({name for response in responses for name in response.respondent.attributes})
    for name in (attribute for breakdown in breakdowns for attribute in breakdown):
        if name not in known:
            details = {"breakdown": name, "known": ", ".join(known) or "–"}
            raise UsageError(reason="unknown-breakdown", details=details)


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
    refuse_unknown(breakdowns, held)
    named = dict.fromkeys(attribute for breakdown in breakdowns for attribute in breakdown)
    names = dict.fromkeys(instrument.id for instrument in instruments)
    return Study(
        id="made",
        title=instruments[0].title,
        subject=Subject(id="group", title={"fr": "Le groupe", "en": "The group"}),
        instruments=tuple(StudyInstrument(id=name) for name in names),
        waves=tuple(_wave(name) for name in waves),
        attributes=tuple(_attribute(name, held) for name in named),
        breakdowns=tuple(dict.fromkeys(tuple(breakdown) for breakdown in breakdowns)),
    )


def paired(given: Iterable[Pair], place_of: Callable[[Response], Place] = nowhere) -> list[Pair]:
    """Return each version of each instrument once, with all its responses.

    Args:
        given: Instruments, each with some responses.
        place_of: Says where a response stood.

    Raises:
        InvalidDocumentError: A person, or a response's id, is there twice: who counts
            twice would lift a group over a threshold. Or one wave has answers to two
            versions, or a row of one instrument refers to a row of another that is
            not there.
    """
    pairs = gathered(given)
    if problems := check_pairs(pairs, place_of):
        raise InvalidDocumentError(problems)
    return pairs


def gathered(given: Iterable[Pair]) -> list[Pair]:
    """Return each version of each instrument once, with all its responses, none checked.

    Args:
        given: Instruments, each with some responses.
    """
    found: dict[tuple[str, str], Pair] = {}
    for instrument, responses in given:
        key = (instrument.id, instrument.version)
        first, held = found.get(key, (instrument, ()))
        found[key] = first, (*held, *responses)
    return list(found.values())


def check_pairs(
    pairs: Sequence[Pair], place_of: Callable[[Response], Place] = nowhere
) -> tuple[Problem, ...]:
    """Return what `paired` refuses.

    Args:
        pairs: Each version of each instrument once.
        place_of: Says where a response stood.
    """
    together = by_instrument(pairs)
    problems = [each for held in together.values() for each in check_all(held, place_of)]
    problems += _split_waves(pairs)
    followed = check_references(pairs, together.keys(), place_of)
    problems += [each for each in followed if each.severity == "error"]
    return tuple(problems)


def by_instrument(pairs: Iterable[Pair]) -> dict[str, tuple[Response, ...]]:
    """Return the responses to each instrument, whatever its version, by its id."""
    found: dict[str, tuple[Response, ...]] = {}
    for instrument, responses in pairs:
        found[instrument.id] = (*found.get(instrument.id, ()), *responses)
    return found


def _split_waves(pairs: Iterable[Pair]) -> Iterator[Problem]:
    """Yield the waves in which some answered one version of an instrument and some another."""
    met: dict[tuple[str, str], str] = {}
    for instrument, responses in pairs:
        for wave in dict.fromkeys(response.wave for response in responses):
            before = met.setdefault((instrument.id, wave), instrument.version)
            if before != instrument.version:
                versions = ", ".join(sorted((before, instrument.version), key=version_order))
                arguments = {"instrument": instrument.id, "wave": wave, "versions": versions}
                yield Problem("two-versions-in-wave", arguments=arguments)


def appraise(  # noqa: PLR0913, PLR0917  # all that an appraisal is made of
    study: Study,
    instrument: Instrument,
    responses: Sequence[Response],
    language: str,
    tallies: Iterable[Tally],
    less: Mapping[Group, str] | None = None,
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
        less: The groups that are shown less than their size permits, each with its
            rule, where that was settled already; otherwise it is found here.
    """
    held = atoms(study, responses)
    groups = memberships(study, held)
    less = suppressed(study, held, groups) if less is None else less
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
        tables=protect(study, instrument, tallies, groups, less),
        collective=tuple(sorted(together, key=lambda response: _place(study, response.wave))),
        remarks=tuple(_remarks(study, instrument, members(responses))),
        waves=tuple(wave.id for wave in study.waves if wave.id in met and released(study, wave.id)),
        participation=participation(study, instrument, responses),
        received=received(study, instrument, responses),
    )


def appraise_all(
    study: Study,
    pairs: Iterable[Pair],
    language: str,
    tabulate: Tabulate,
) -> dict[str, Appraisal]:
    """Return the appraisals of a study by instrument, each holding all the others.

    Of several versions of an instrument the newest is reported on, and holds the
    appraisals of the earlier ones.

    Args:
        study: The study.
        pairs: Each version of each instrument once, with its responses.
        language: The language that the report is first meant for.
        tabulate: Gives the tallies of responses to an instrument.
    """
    versions: dict[str, list[Pair]] = {}
    for pair in pairs:
        versions.setdefault(pair[0].id, []).append(pair)
    found: dict[str, Appraisal] = {}
    for name, held in versions.items():
        held.sort(key=lambda pair: version_order(pair[0].version))
        *earlier, newest = (
            appraise(study, used, responses, language, tabulate(used, responses))
            for used, responses in held
        )
        everyone = by_instrument(held)[name]
        found[name] = evolve(
            newest,
            earlier=tuple(earlier),
            movements=movements(study, used_by_wave(held), followed(study, held)),
            participation=participation(study, newest.instrument, everyone),
            received=received(study, newest.instrument, everyone),
        )
    return with_others(found)


def narrowed(appraisals: Mapping[str, Appraisal], study: Study) -> dict[str, Appraisal]:
    """Return appraisals that show only some of the breakdowns that were let through the gate.

    The gate looks at the whole plan whatever is asked for: otherwise reports on its
    parts would together show what the whole withholds.

    Args:
        appraisals: The appraisals of the whole plan, by instrument.
        study: The study, with the breakdowns to show.
    """
    planned = {WHOLE, *study.breakdowns}

    def kept(group: Group) -> bool:
        return group.breakdown in planned

    def narrow(appraisal: Appraisal) -> Appraisal:
        return evolve(
            appraisal,
            study=study,
            tables=tuple(each for each in appraisal.tables if kept(each.group)),
            participation=tuple(each for each in appraisal.participation if kept(each.group)),
            kept=tuple(filter(kept, appraisal.kept)),
            earlier=tuple(narrow(each) for each in appraisal.earlier),
        )

    return with_others({name: narrow(held) for name, held in appraisals.items()})


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


def _remarks(
    study: Study, instrument: Instrument, counted: Sequence[Response]
) -> Iterator[Remarks]:
    for wave in study.waves:
        here = [response for response in counted if response.wave == wave.id]
        size = min(len(here), len({organization(response) for response in here}))
        spoken = study.disclosure.mode == "open" or size >= study.disclosure.least_for_distribution
        if not released(study, wave.id) or not spoken:
            continue
        for item in instrument.items:
            answers = [response.answers.get(item.id) for response in here]
            said = [answer.comment for answer in answers if answer and answer.comment]
            if item.type == "text":
                said += [str(answer.value) for answer in answers if answer and answer.value]
            if said:
                yield Remarks(item=item.id, wave=wave.id, texts=tuple(sorted(said)))
