"""From responses to appraisals: tabulate, then let through the gate."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rosace.appraisal import Appraisal, Remarks
from rosace.counting import Counted
from rosace.disclosure import protect, released
from rosace.errors import (
    DisclosureError,
    UsageError,
)
from rosace.following import Followed
from rosace.instrument import Instrument
from rosace.interfaces import Holding
from rosace.membership import Membership, memberships
from rosace.messages import LANGUAGES
from rosace.mixes import few_enough
from rosace.movement import movements
from rosace.participation import participation, received
from rosace.sizes import MOST_REMARKS
from rosace.study import Attribute, AttributeValue, Breakdown, Study, StudyInstrument, Subject, Wave
from rosace.suppression import suppressed
from rosace.tally import WHOLE, Group
from rosace.values import evolve, version_order

__all__ = [
    "appraise",
    "appraise_all",
    "make_study",
    "narrowed",
    "offered",
    "planned_study",
    "refuse_unknown",
    "with_others",
    "without_wave",
]

_WAVE: Final = "wave"
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
    holdings: Sequence[Holding],
    by: str | Iterable[str | Sequence[str]],
) -> Study:
    """Return the study of a report, with the breakdowns that are asked for.

    Every report is by wave: where that is no attribute it is asked for in vain.

    Args:
        study: The study; made from the responses where None.
        holdings: The responses, by version of an instrument.
        by: The breakdowns, each an attribute or several crossed: the plan where no
            study is given, otherwise those of the study's plan to show.

    Raises:
        UsageError: No response has an attribute that is asked for.
        DisclosureError: The study does not plan a breakdown.
    """
    asked = [by] if isinstance(by, str) else by
    wanted = [(part,) if isinstance(part, str) else tuple(dict.fromkeys(part)) for part in asked]
    if study is None:
        return make_study(holdings, wanted)
    wanted = without_wave(wanted, [attribute.id for attribute in study.attributes])
    if stray := [part for part in wanted if part not in study.breakdowns]:
        details = {"breakdown": " × ".join(stray[0])}
        raise DisclosureError(reason="not-planned", details=details)
    shown = tuple(part for part in study.breakdowns if part in wanted)
    return evolve(study, breakdowns=shown) if wanted else study


def without_wave(breakdowns: Iterable[Breakdown], known: Collection[str]) -> list[Breakdown]:
    """Return breakdowns without that by wave alone, which every report has anyway.

    Args:
        breakdowns: The breakdowns asked for.
        known: The attributes that respondents have; one may be called ``wave``.
    """
    return [each for each in breakdowns if each != (_WAVE,) or _WAVE in known]


def refuse_unknown(breakdowns: Iterable[Breakdown], known: Collection[str]) -> None:
    """Refuse a breakdown by an attribute that no respondent has.

    Args:
        breakdowns: The breakdowns asked for.
        known: The attributes that some respondents have.

    Raises:
        UsageError: There is one.
    """
    asked = without_wave(breakdowns, known)
    for name in (attribute for breakdown in asked for attribute in breakdown):
        if name not in known:
            details = {"breakdown": name, "known": ", ".join(sorted(known)) or "–"}
            raise UsageError(reason="unknown-breakdown", details=details)


def make_study(holdings: Sequence[Holding], asked: Sequence[Breakdown]) -> Study:
    """Return the study that stands where no file gives one.

    Its waves are those of the responses, in the order of their ids, and closed; one that
    is only numbered, as where a file names none, has its title in each language. Its
    breakdowns are the plan; its thresholds are the defaults.

    Args:
        holdings: The responses, by version of an instrument.
        asked: The breakdowns asked for.

    Raises:
        UsageError: A breakdown by an attribute that no respondent has.
    """
    values = _values(holdings)
    refuse_unknown(asked, values)
    breakdowns = without_wave(asked, values)
    waves = sorted({wave for held in holdings for wave in held.waves}) or ["wave-1"]
    named = dict.fromkeys(attribute for breakdown in breakdowns for attribute in breakdown)
    names = dict.fromkeys(held.instrument.id for held in holdings)
    return Study(
        id="made",
        title=holdings[0].instrument.title,
        subject=Subject(id="group", title={"fr": "Le groupe", "en": "The group"}),
        instruments=tuple(StudyInstrument(id=name) for name in names),
        waves=tuple(_wave(name) for name in waves),
        attributes=tuple(_attribute(name, values[name]) for name in named),
        breakdowns=tuple(dict.fromkeys(tuple(breakdown) for breakdown in breakdowns)),
    )


def _values(holdings: Iterable[Holding]) -> dict[str, set[str]]:
    """Return each attribute that a respondent has, with its values."""
    found: dict[str, set[str]] = {}
    for held in holdings:
        for name, values in held.attributes().items():
            found.setdefault(name, set()).update(values)
    return found


def appraise(
    study: Study,
    instrument: Instrument,
    counted: Counted,
    language: str,
    less: Mapping[Group, str] | None = None,
) -> Appraisal:
    """Return what may be seen of the responses to one instrument.

    What the gate lets through depends on membership, which comes of the atoms alone:
    no tally says how many belong to a group.

    Args:
        study: The study, whose breakdowns are the only ones that exist.
        instrument: The instrument, resolved.
        counted: What was counted of the responses to it, with the tallies of plugins.
        language: The language that the report is first meant for.
        less: The groups that are shown less than their size permits, each with its
            rule, where that was settled already; otherwise it is found here.
    """
    groups = memberships(study, counted.atoms)
    less = suppressed(study, counted.atoms, groups) if less is None else less
    together = (response for response in counted.collective if released(study, response.wave))
    met = counted.waves
    return Appraisal(
        study=study,
        instrument=instrument,
        language=offered(language),
        tables=protect(study, instrument, counted.tallies, groups, less),
        collective=few_enough(sorted(together, key=lambda response: _place(study, response.wave))),
        mixes=tuple(mix for mix in counted.mixes if released(study, mix.group.wave)),
        remarks=tuple(_remarks(study, instrument, counted, groups)),
        waves=tuple(wave.id for wave in study.waves if wave.id in met and released(study, wave.id)),
        participation=participation(study, instrument, groups, counted.received),
        received=received(study, instrument, counted.received),
    )


def appraise_all(
    study: Study,
    versions: Iterable[tuple[Instrument, Counted]],
    language: str,
    across: Mapping[str, Followed] | None = None,
) -> dict[str, Appraisal]:
    """Return the appraisals of a study by instrument, each holding all the others.

    Of several versions of an instrument the newest is reported on, and holds the
    appraisals of the earlier ones.

    Args:
        study: The study.
        versions: Each version of each instrument once, with what was counted of the
            responses to it. No wave answers two versions.
        language: The language that the report is first meant for.
        across: By id of an instrument of which there are several versions, who answered
            which in which waves: nobody can be followed from counts of each alone.
    """
    across = across or {}
    by_id: dict[str, list[tuple[Instrument, Counted]]] = {}
    for version in versions:
        by_id.setdefault(version[0].id, []).append(version)
    found: dict[str, Appraisal] = {}
    for name, held in by_id.items():
        held.sort(key=lambda version: version_order(version[0].version))
        *earlier, newest = (appraise(study, version, counts, language) for version, counts in held)
        groups = memberships(study, (atom for _, counts in held for atom in counts.atoms))
        used = {wave: version for version, counts in held for wave in counts.waves}
        came: Counter[tuple[str, str]] = Counter()
        for _, counts in held:
            came.update(counts.received)
        found[name] = evolve(
            newest,
            earlier=tuple(earlier),
            movements=movements(study, used, across.get(name, held[-1][1].followed)),
            participation=participation(study, newest.instrument, groups, came),
            received=received(study, newest.instrument, came),
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
            mixes=tuple(each for each in appraisal.mixes if kept(each.group)),
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
    # A number alone at the beginning of a line would tell nothing.
    number = numbered and f"\N{NO-BREAK SPACE}{numbered[1]}"
    title = {"fr": f"Vague{number}", "en": f"Wave{number}"} if number else None
    return Wave(id=name, title=title, closed=True)


def _attribute(name: str, values: Iterable[str]) -> Attribute:
    found = tuple(AttributeValue(id=value) for value in sorted(values) if value)
    return Attribute(id=name, values=found or None)


def _place(study: Study, wave: str) -> int:
    order = [known.id for known in study.waves]
    return order.index(wave) if wave in order else len(order)


def _remarks(
    study: Study, instrument: Instrument, counted: Counted, groups: Mapping[Group, Membership]
) -> Iterator[Remarks]:
    """Yield what individuals wrote, where their group is large enough for it to be read."""
    said = {(each.wave, each.item): each for each in counted.remarks}
    for wave in study.waves:
        whole = groups.get(Group(wave=wave.id))
        large = whole is not None and whole.size >= study.disclosure.least_for_distribution
        if not released(study, wave.id) or not (study.disclosure.mode == "open" or large):
            continue
        for item in instrument.items:
            if (found := said.get((wave.id, item.id))) is not None:
                yield found if found.count <= MOST_REMARKS else evolve(found, texts=())
