"""Appraising a study from its folder: closed waves come from their releases alone.

Of a wave that is not closed nothing is told but how many answered. What the group
wrote together is read from its files, once its wave is closed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rosace.appraisal import Appraisal, Late, Movement, Participation
from rosace.appraising import appraise_all, narrowed, planned_study
from rosace.counting import counted
from rosace.errors import InvalidDocumentError, Problem
from rosace.late import needed_late
from rosace.ledger import Ledger
from rosace.participation import beside_invited, came_in
from rosace.release import Release, group_of, movements_of, protected_tables, remarks_of
from rosace.releasing import read_ledger
from rosace.report import Received
from rosace.seals import sound_releases, unsealed
from rosace.study import Disclosure, Study
from rosace.study_examining import check_modes, not_closed
from rosace.study_folder import RESPONSES, StudyFolder
from rosace.study_reading import KINDS, pairs_together, read_responses
from rosace.tally import Group
from rosace.values import evolve

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser

__all__ = ["appraisals_of", "closed_study"]


def closed_study(study: Study, ledger: Ledger) -> Study:
    """Return a study whose waves are closed as its ledger says."""
    waves = tuple(evolve(wave, closed=bool(ledger.of_wave(wave.id))) for wave in study.waves)
    return evolve(study, waves=waves)


def _as_released(study: Study, ledger: Ledger) -> Study:
    """Return a study with the thresholds that held when its waves were released.

    Where they differ from wave to wave, with those that showed the most, and open where
    any was: what a report says of itself holds for all that it shows.
    """
    plans = [entry.plan for entry in ledger.entries]
    if not plans:
        return study
    return evolve(
        study,
        disclosure=Disclosure(
            mode="open" if any(plan.mode == "open" for plan in plans) else "protected",
            group=min(plan.group for plan in plans),
            subgroup=min(plan.subgroup for plan in plans),
            subgroup_mean=min(plan.subgroup_mean for plan in plans),
        ),
    )


def appraisals_of(
    appraiser: "Appraiser",
    folder: StudyFolder,
    language: str,
    by: str | Iterable[str | Sequence[str]] = (),
    tell: Callable[[Problem], None] | None = None,
) -> tuple[Study, dict[str, Appraisal], Ledger]:
    """Return what may be seen of all the instruments of a study.

    Args:
        appraiser: The appraiser, with the instruments and importers.
        folder: The study's folder.
        language: The language that the report is first meant for.
        by: The breakdowns of the plan to show; all where none are named.
        tell: Told of each file that keeps an open wave from being closed, or what came in late
            from being counted, once a wave is closed and there is something else to report;
            and of each wave that the study's file alone calls closed.

    Returns:
        The study as it is shown, the appraisals by instrument, and the ledger.

    Raises:
        InvalidDocumentError: A release is not as it was sealed, an instrument no longer asks
            what it asked when a wave was closed, or what the group wrote in one is faulty;
            there are no answers at all, or those of an open wave may no longer be read; no
            wave is closed, and a file is faulty.
        DisclosureError: A breakdown that the study does not plan.
    """
    ledger = read_ledger(folder.root, folder.study)
    _refuse(appraiser, folder, ledger)
    study = _as_released(closed_study(folder.study, ledger), ledger)
    shown = planned_study(study, [], by)
    _tell(tell, not_closed(folder, ledger))
    closed = [wave.id for wave in study.waves if wave.closed]
    released = sound_releases(appraiser, folder, ledger)
    pairs, faulty = pairs_together(appraiser, folder, closed)
    # Without a closed wave there is nothing else to report.
    if faulty and not closed:
        raise InvalidDocumentError(faulty)
    _tell(tell, _by_file("collective-faulty", faulty))
    together = ((used, counted(study, used, held)) for used, held in pairs)
    found = {}
    for name, appraisal in appraise_all(study, together, language).items():
        releases = {wave: held[name][-1] for wave, held in released.items() if name in held}
        waiting = _waiting(appraiser, folder, study, name, tell)
        late = tuple(_late(appraiser, folder, ledger, name, tell))
        found[name] = evolve(_gathered(appraisal, releases, waiting), late=late)
    return shown, narrowed(found, shown), ledger


def _refuse(appraiser: "Appraiser", folder: StudyFolder, ledger: Ledger) -> None:
    """Refuse a folder whose modes are not as they must be, or that holds nothing to report."""
    if problems := tuple(check_modes(appraiser, folder)):
        raise InvalidDocumentError(problems)
    if not ledger.entries and not any(folder.has_answers(kind) for kind in KINDS):
        raise InvalidDocumentError((Problem("study-without-answers", file=str(folder.file)),))


def _waiting(
    appraiser: "Appraiser",
    folder: StudyFolder,
    study: Study,
    name: str,
    tell: Callable[[Problem], None] | None,
) -> dict[str, int | None]:
    """Return how many answered an instrument in each open wave; None where a file is faulty."""
    found: dict[str, int | None] = {}
    for wave in study.waves:
        if wave.closed or not folder.files(RESPONSES, wave.id, name):
            continue
        try:
            found[wave.id] = len(read_responses(appraiser, folder, wave.id, name))
        except InvalidDocumentError as error:
            # Without a closed wave there is nothing else to report.
            if folder.expired or not any(each.closed for each in study.waves):
                raise
            found[wave.id] = None
            _tell(tell, _by_file("wave-not-counted", error.problems, instrument=name, wave=wave.id))
    return found


def _late(
    appraiser: "Appraiser",
    folder: StudyFolder,
    ledger: Ledger,
    name: str,
    tell: Callable[[Problem], None] | None,
) -> Iterator[Late]:
    """Yield how many answered an instrument after a wave was closed, and are in no batch of it.

    A number of persons and nothing else, as of an open wave: whether an answer is another than
    the one before is not looked at.
    """
    for wave in () if folder.expired else folder.study.waves:
        entries = ledger.of_wave(wave.id)
        files = unsealed(folder, entries, wave.id, name) if entries else ()
        if not files:
            continue
        try:
            persons = len(read_responses(appraiser, folder, wave.id, name, files))
        except InvalidDocumentError as error:
            _tell(tell, _by_file("wave-not-counted", error.problems, instrument=name, wave=wave.id))
            continue
        if persons:
            yield Late(wave=wave.id, persons=persons, needed=needed_late(folder.study))


def _tell(tell: Callable[[Problem], None] | None, problems: Iterable[Problem]) -> None:
    if tell is not None:
        for problem in problems:
            tell(problem)


def _by_file(code: str, problems: Iterable[Problem], **arguments: str) -> Iterator[Problem]:
    """Yield what is to be said of each file in which something is wrong, once."""
    for file in dict.fromkeys(problem.file for problem in problems):
        yield Problem(code, file=file, arguments=arguments)


def _gathered(
    appraisal: Appraisal, releases: Mapping[str, Release], waiting: Mapping[str, int | None]
) -> Appraisal:
    """Return an appraisal with what the releases of its instrument's versions hold."""
    newest, *earlier = (_with_tables(each, releases) for each in (appraisal, *appraisal.earlier))
    return evolve(
        newest,
        earlier=tuple(earlier),
        participation=_participation(appraisal, releases, waiting),
        received=_received(appraisal, releases, waiting),
        kept=tuple(
            group_of(wave.id, cell)
            for wave in appraisal.study.waves
            if wave.id in releases
            for cell in releases[wave.id].kept
        ),
        movements=tuple(_movements(appraisal.study, releases)),
    )


def _movements(study: Study, releases: Mapping[str, Release]) -> Iterator[Movement]:
    """Yield the movements that were released, and why there are none where there could be."""
    answered = [
        wave.id for wave in study.waves if wave.id in releases and releases[wave.id].persons
    ]
    for before, after in pairwise(answered):
        found = movements_of(releases[after])
        if not found and study.identity != "anonymous":
            yield Movement(before=before, after=after, rule="movement-order")
        yield from found


def _with_tables(appraisal: Appraisal, releases: Mapping[str, Release]) -> Appraisal:
    """Return the appraisal of one version with its tables and remarks."""
    study = appraisal.study
    own = {
        wave: release
        for wave, release in releases.items()
        if release.version == appraisal.instrument.version
    }
    met = {*appraisal.waves, *own}
    return evolve(
        appraisal,
        tables=tuple(
            table
            for wave in study.waves
            if wave.id in own
            for table in protected_tables(own[wave.id])
        ),
        remarks=tuple(
            each for wave in study.waves if wave.id in own for each in remarks_of(own[wave.id])
        ),
        waves=tuple(wave.id for wave in study.waves if wave.id in met),
    )


def _participation(
    appraisal: Appraisal, releases: Mapping[str, Release], waiting: Mapping[str, int | None]
) -> tuple[Participation, ...]:
    if not releases and not waiting:
        return ()
    answered: dict[Group, int | None] = {}
    for wave, persons in _persons(releases, waiting).items():
        if persons != 0:
            answered[Group(wave=wave)] = persons
        for part in releases[wave].answered if wave in releases else ():
            answered[group_of(wave, part.cell)] = part.persons
    return tuple(beside_invited(appraisal.study, appraisal.instrument, answered))


def _received(
    appraisal: Appraisal, releases: Mapping[str, Release], waiting: Mapping[str, int | None]
) -> tuple[Received, ...]:
    together = {each.wave: each.collective for each in appraisal.received}
    persons = {wave: n for wave, n in _persons(releases, waiting).items() if n is not None}
    return tuple(came_in(appraisal.study, appraisal.instrument, persons, together))


def _persons(
    releases: Mapping[str, Release], waiting: Mapping[str, int | None]
) -> dict[str, int | None]:
    """Return how many individuals answered, by wave; None where they cannot be counted."""
    return {**waiting, **{wave: release.persons for wave, release in releases.items()}}
