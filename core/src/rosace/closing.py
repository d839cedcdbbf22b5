"""Closing a wave: what was answered is let through the gate once, sealed, and kept as a release.

Late and corrected responses come in as a further batch, together, and only where they are
enough: the difference between two batches tells of those who came between.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.appraisal import Movement
from rosace.appraising import appraise
from rosace.counting import Tabulate, tabulator
from rosace.disclosure import degree
from rosace.errors import DisclosureError, InvalidDocumentError, Problem, UsageError
from rosace.instrument import Instrument
from rosace.ledger import Entry, Ledger, plan_of
from rosace.membership import members, organization
from rosace.movement import movements
from rosace.release import Release, group_of, release_of
from rosace.releasing import read_ledger, strayed, write_batch
from rosace.response import Response
from rosace.seals import needed_late, sound_releases, unsealed
from rosace.study import Study
from rosace.study_folder import COLLECTIVE, RESPONSES, StudyFolder
from rosace.study_reading import read_responses
from rosace.tally import Group
from rosace.values import evolve

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser

__all__ = [
    "close_wave",
    "degrees_of",
    "merged",
    "news",
    "preview_wave",
    "refuse_few",
    "refuse_unnamed",
    "with_corrections",
]


def close_wave(
    appraiser: "Appraiser",
    folder: StudyFolder,
    wave: str,
) -> Ledger:
    """Release what may be shown of a wave, or of the responses that came in late.

    Args:
        appraiser: The appraiser, with the instruments and importers.
        folder: The study's folder.
        wave: The wave.

    Returns:
        The ledger, with the new entry.

    Raises:
        UsageError: The study has no such wave.
        InvalidDocumentError: A response is faulty, a file is not as it was sealed, or an
            instrument no longer asks what it asked when a wave was closed.
        DisclosureError: There is nothing to close; late responses are too few, or do not say
            whose they are; or the plan was changed, or answers were taken out, since the wave
            was closed.
        OutputError: The releases cannot be written.
    """
    closing = _Closing(appraiser, folder, wave)
    made = closing.made()
    asked = [closing.instrument(each.instrument, wave) for each in made]
    batch = (wave, closing.batch)
    files = closing.new_files()
    return write_batch(folder.root, closing.ledger, closing.study, batch, (made, asked), files)


def preview_wave(appraiser: "Appraiser", folder: StudyFolder, wave: str) -> tuple[Release, ...]:
    """Return what `close_wave` would release now, and write nothing.

    How much of each group is shown depends on who answered and on the plan alone; so a plan
    can be fitted to the group before the first closing, without a look at any answer.

    Args:
        appraiser: The appraiser, with the instruments and importers.
        folder: The study's folder.
        wave: The wave.

    Raises:
        UsageError: The study has no such wave.
        InvalidDocumentError: A response is faulty, or a file is not as it was sealed.
        DisclosureError: Closing would be refused.
    """
    return _Closing(appraiser, folder, wave).made()


class _Closing:
    """One closing of a wave, with what was released before it."""

    def __init__(self, appraiser: "Appraiser", folder: StudyFolder, wave: str) -> None:
        waves = folder.study.waves
        if all(known.id != wave for known in waves):
            known = ", ".join(each.id for each in waves)
            details = {"option": "WAVE", "found": wave, "known": known}
            raise UsageError(reason="value-refused", details=details)
        self.appraiser = appraiser
        self.folder = folder
        self.wave = wave
        self.ledger = read_ledger(folder.root, folder.study)
        self.entries = self.ledger.of_wave(wave)
        self.batch = len(self.entries) + 1
        self.released = sound_releases(appraiser, folder, self.ledger)
        self.releases = self.released.get(wave, {})
        self.study = evolve(
            folder.study, waves=tuple(evolve(each, closed=each.id == wave) for each in waves)
        )
        if self.entries and self.entries[-1].plan != plan_of(folder.study):
            raise DisclosureError(reason="plan-changed", details={"wave": wave})
        if any(entry.salt is None for entry in self.entries):
            raise DisclosureError(reason="answers-withdrawn", details={"wave": wave})
        if others := [path for entry in self.entries for path in strayed(folder.root, entry)]:
            raise InvalidDocumentError(Problem("sealed-file-changed", file=path) for path in others)

    def made(self) -> tuple[Release, ...]:
        """Return the releases of all instruments that have something new.

        Raises:
            DisclosureError: There is nothing to close.
        """
        tabulate = tabulator(self.appraiser.host, self.study)
        used = dict.fromkeys(each.id for each in self.study.instruments if each.used_in(self.wave))
        made = tuple(self.release(name, tabulate) for name in used if self.fresh(name))
        if not made and (self.batch > 1 or not self.together()):
            raise DisclosureError(reason="nothing-to-close", details={"wave": self.wave})
        return made

    def fresh(self, instrument: str) -> tuple[Path, ...]:
        """Return the files of an instrument that no batch has sealed."""
        return unsealed(self.folder, self.entries, self.wave, instrument)

    def new_files(self) -> list[Path]:
        """Return all files of the wave that no batch has sealed."""
        names = dict.fromkeys(used.id for used in self.study.instruments)
        return [path for name in names for path in self.fresh(name)]

    def together(self) -> bool:
        """Say whether the group wrote anything together in the wave."""
        return any(
            self.folder.files(COLLECTIVE, self.wave, used.id) for used in self.study.instruments
        )

    def release(self, name: str, tabulate: Tabulate) -> Release:
        """Return the release of one instrument."""
        before = self._before(name)
        late = self._read(name, self.fresh(name))
        earlier = before[-1][0] if before else ()
        if before:
            refuse_unnamed(self.wave, late)
            late = news(earlier, late)
            refuse_few(self.study, late)
        responses = with_corrections(earlier, late)
        used = self.instrument(name, self.wave)
        held = appraise(self.study, used, responses, "fr", tabulate(used, responses), before)
        if not before:
            held = evolve(held, movements=self._movements(name, used, responses))
            return release_of(held, self.wave, self.batch)
        last = self.releases[name][-1]
        ended = tuple(_unfollowed(each.before, self.wave) for each in last.movements)
        now = release_of(evolve(held, movements=ended), self.wave, self.batch)
        whole = Group(wave=self.wave)
        if degrees_of(now).get(whole, 0) < degrees_of(last).get(whole, 0):
            raise DisclosureError(reason="late-tells", details={"instrument": name})
        return merged(last, now)

    def instrument(self, name: str, wave: str) -> Instrument:
        """Return an instrument in the version that a wave uses."""
        return self.appraiser.instrument(name, study=self.folder.study, wave=wave)

    def _read(self, name: str, files: Iterable[Path]) -> tuple[Response, ...]:
        return read_responses(self.appraiser, self.folder, self.wave, name, files)

    def _before(self, name: str) -> list[tuple[tuple[Response, ...], Mapping[Group, int]]]:
        """Return the batches that an instrument was in: whom each counted, and what it showed."""
        shown = {release.batch: release for release in self.releases.get(name, ())}
        found: list[tuple[tuple[Response, ...], Mapping[Group, int]]] = []
        for entry in self.entries:
            if entry.batch in shown:
                every = self.folder.files(RESPONSES, self.wave, name)
                files = [path for path in every if path in self._sealed_by(entry.files)]
                held = with_corrections(found[-1][0] if found else (), self._read(name, files))
                found.append((held, degrees_of(shown[entry.batch])))
        return found

    def _sealed_by(self, files: Iterable[str]) -> set[Path]:
        return {self.folder.root / path for path in files}

    def _movements(
        self, name: str, used: Instrument, responses: tuple[Response, ...]
    ) -> tuple[Movement, ...]:
        """Return how people moved since the closed wave before this one, where it can be told.

        Where an answer of that wave was changed or taken out since it was closed, nobody
        is followed: who is missing could be told from the two. Nor where that befell the
        wave from which people were followed to that one: what tells of few could not be seen.
        The reason is kept.
        """
        order = [each.id for each in self.folder.study.waves]
        earlier = [wave for wave in order[: order.index(self.wave)] if self._entries(wave, name)]
        if not earlier or self.study.identity == "anonymous":
            return ()
        last = self.released[earlier[-1]][name][-1]
        waves = [*(each.before for each in last.movements if each.items), earlier[-1]]
        pairs = [(used, responses)]
        for wave in waves:
            first, *more = self._entries(wave, name)
            if more or strayed(self.folder.root, first):
                return (_unfollowed(earlier[-1], self.wave),)
            sealed = self._sealed_by(first.files)
            files = [path for path in self.folder.files(RESPONSES, wave, name) if path in sealed]
            was = read_responses(self.appraiser, self.folder, wave, name, files)
            pairs.append((self.instrument(name, wave), was))
        closed = {*waves, self.wave}
        study = evolve(
            self.study,
            waves=tuple(evolve(each, closed=each.id in closed) for each in self.study.waves),
        )
        return movements(study, pairs)[-1:]

    def _entries(self, wave: str, instrument: str) -> list[Entry]:
        """Return the entries of a wave that released an instrument."""
        return [entry for entry in self.ledger.of_wave(wave) if instrument in entry.instruments]


def _unfollowed(before: str, after: str) -> Movement:
    return Movement(before=before, after=after, rule="movement-changed")


def with_corrections(before: Iterable[Response], later: Iterable[Response]) -> tuple[Response, ...]:
    """Return responses with later ones: a person's later response takes the place of the first.

    One that says the same again changes nothing.
    """
    first = tuple(before)
    held = {_voice(each): each for each in first}
    held |= {_voice(each): each for each in news(first, later)}
    return tuple(held.values())


def news(before: Iterable[Response], later: Iterable[Response]) -> tuple[Response, ...]:
    """Return the later responses of which not all was there before: not those sent once more."""
    known = {_voice(each): (each.respondent, each.answers) for each in before}
    return tuple(
        each for each in later if known.get(_voice(each)) != (each.respondent, each.answers)
    )


def _voice(response: Response) -> tuple[str, str]:
    return response.respondent.kind, response.respondent.id


def refuse_unnamed(wave: str, late: Iterable[Response]) -> None:
    """Refuse late responses that do not say whose they are.

    The rows of a table without names are numbered, as those of the first were: they would take
    the place of others.

    Raises:
        DisclosureError: There are such responses.
    """
    numbered = re.compile(rf"r[0-9]+/{re.escape(wave)}")
    if any(numbered.fullmatch(each.respondent.id) for each in late):
        raise DisclosureError(reason="late-unnamed", details={"wave": wave})


def refuse_few(study: Study, late: Iterable[Response]) -> None:
    """Refuse a batch of late responses that few persons, or organizations, came with.

    Raises:
        DisclosureError: They are fewer than the distribution of a subgroup needs.
    """
    counted = members(late)
    size = min(len(counted), len({organization(each) for each in counted}))
    least = needed_late(study)
    if least is not None and size < least:
        details = {"found": str(size), "needed": str(least)}
        raise DisclosureError(reason="late-too-few", details=details)


def degrees_of(release: Release) -> dict[Group, int]:
    """Return how much of each group a release shows."""
    found: dict[Group, int] = {}
    for table in release.tables:
        group = group_of(release.wave, table.cell)
        found[group] = max(found.get(group, 0), degree(table.rule))
    return found


def merged(before: Release, now: Release) -> Release:
    """Return a release in which no group is shown less than it has been already.

    What was shown before is known; where the gate shows less of a group now, its tables
    stay as they were.

    Args:
        before: The release of the batch before.
        now: That of the batch with the late responses.
    """
    then, since = degrees_of(before), degrees_of(now)
    kept = {group for group, shown in then.items() if shown > since.get(group, 0)}
    return evolve(
        now,
        tables=(
            *(each for each in now.tables if group_of(now.wave, each.cell) not in kept),
            *(each for each in before.tables if group_of(now.wave, each.cell) in kept),
        ),
        kept=tuple(
            dict.fromkeys(
                each.cell for each in before.tables if group_of(now.wave, each.cell) in kept
            )
        ),
    )
