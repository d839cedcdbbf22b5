"""Closing a wave: what was answered is let through the gate once, sealed, and kept as a release.

Late responses come in as a further batch, of newcomers alone, together, and only where they are
enough (`rosace.late`): the difference between two batches tells of those who came between.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.appraisal import Appraisal, Movement
from rosace.appraising import appraise
from rosace.disclosure import degree
from rosace.engines import counted_with
from rosace.errors import DisclosureError, InvalidDocumentError, Problem, UsageError
from rosace.instrument import Instrument
from rosace.late import (
    Shown,
    needed_late,
    newcomers,
    refuse_late,
    refuse_unnamed,
    shown_with,
)
from rosace.ledger import Entry, Ledger, plan_of
from rosace.movement import movements
from rosace.release import (
    Release,
    ReleasedTable,
    group_of,
    movements_of,
    release_of,
)
from rosace.releasing import closing_alone, read_ledger, write_batch
from rosace.response import Response
from rosace.seals import sealed, sound_releases, strayed_from, unsealed
from rosace.study_folder import COLLECTIVE, StudyFolder
from rosace.study_reading import pairs_together, read_responses
from rosace.tally import Group
from rosace.values import evolve

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser

__all__ = [
    "close_wave",
    "degrees_of",
    "merged",
    "preview_wave",
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
        InvalidDocumentError: A response is faulty, or what the group wrote together is; a
            file is not as it was sealed; or an instrument no longer asks what it asked when
            a wave was closed.
        DisclosureError: There is nothing to close; late responses are too few, or do not say
            whose they are; or the plan was changed, or answers were taken out, since the wave
            was closed.
        OutputError: The releases cannot be written.
    """
    with closing_alone(folder.root):
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
        InvalidDocumentError: A response is faulty, or what the group wrote together is; or a
            file is not as it was sealed.
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
        if others := [path for entry in self.entries for path in strayed_from(folder, entry)]:
            raise InvalidDocumentError(Problem("sealed-file-changed", file=path) for path in others)

    def made(self) -> tuple[Release, ...]:
        """Return the releases of all instruments that have something new.

        Raises:
            InvalidDocumentError: Something is wrong with what the group wrote together.
            DisclosureError: There is nothing to close.
        """
        # No report could be made of it, and a wave that is closed stays closed.
        pairs_together(self.appraiser, self.folder, {*self.released, self.wave})
        used = dict.fromkeys(each.id for each in self.study.instruments if each.used_in(self.wave))
        made = tuple(self.release(name) for name in used if self.fresh(name))
        if not made and (self.batch > 1 or not self.together()):
            raise DisclosureError(reason="nothing-to-close", details={"wave": self.wave})
        return made

    def fresh(self, instrument: str) -> tuple[Path, ...]:
        """Return the files of an instrument that no batch has sealed."""
        return unsealed(self.folder, self.entries, self.wave, instrument)

    def new_files(self) -> list[Path]:
        """Return all files of the wave that no batch has sealed, with their mappings.

        A mapping says who belongs to which group, as the answers themselves do.
        """
        names = dict.fromkeys(used.id for used in self.study.instruments)
        files = [path for name in names for path in self.fresh(name)]
        mappings = (self.folder.mapping(path) for path in files)
        return [*files, *dict.fromkeys(path for path in mappings if path)]

    def together(self) -> bool:
        """Say whether the group wrote anything together in the wave."""
        return any(
            self.folder.files(COLLECTIVE, self.wave, used.id) for used in self.study.instruments
        )

    def release(self, name: str) -> Release:
        """Return the release of one instrument."""
        came = self._read(name, self.fresh(name))
        if name not in self.releases:
            held = self._appraised(name, came)
            held = evolve(held, movements=self._movements(name, held.instrument, came))
            return release_of(held, self.wave, self.batch)
        before, last = self._counted(name), self.releases[name][-1]
        refuse_unnamed(self.wave, (*before, *came))
        late = newcomers(before, came)
        everybody, then = (*before, *late), degrees_of(last)
        # Where nothing was shown it is as if all came now.
        least = needed_late(self.study) if any(then.values()) else None
        refuse_late(self.study, self.wave, before, late, least)
        if not any(then.values()):
            return release_of(self._appraised(name, everybody), self.wave, self.batch)
        stay = {group_of(self.wave, cell) for cell in last.kept}
        shown = shown_with(self.study, then, before, late, stay)
        held = self._appraised(name, everybody, shown.less)
        return merged(last, release_of(held, self.wave, self.batch), shown)

    def _appraised(
        self,
        name: str,
        responses: Sequence[Response],
        less: Mapping[Group, str] | None = None,
    ) -> Appraisal:
        used = self.instrument(name, self.wave)
        counts = counted_with(self.appraiser.host, self.study, used, responses)
        return appraise(self.study, used, counts, "fr", less)

    def instrument(self, name: str, wave: str) -> Instrument:
        """Return an instrument in the version that a wave uses."""
        return self.appraiser.instrument(name, study=self.folder.study, wave=wave)

    def _read(self, name: str, files: Iterable[Path]) -> tuple[Response, ...]:
        return read_responses(self.appraiser, self.folder, self.wave, name, files)

    def _counted(self, name: str) -> tuple[Response, ...]:
        """Return the responses to an instrument that the batches so far have counted."""
        found: tuple[Response, ...] = ()
        for entry in self._entries(self.wave, name):
            files = sealed(self.folder, entry, name)
            found = (*found, *newcomers(found, self._read(name, files)))
        return found

    def _movements(
        self, name: str, used: Instrument, responses: tuple[Response, ...]
    ) -> tuple[Movement, ...]:
        """Return how people moved since the closed wave before this one, where it can be told.

        Where something was changed in that wave since it was closed, nobody is followed: who
        is missing could be told from the two. Nor where it was closed under another plan, or
        after this one: what was shown of it then could not be looked at. Nor where either
        befell the wave from which people were followed to that one. The reason is kept.
        """
        order = [each.id for each in self.folder.study.waves]
        place = order.index(self.wave)
        earlier = [wave for wave in order[:place] if self._entries(wave, name)]
        if not earlier or self.study.identity == "anonymous":
            return ()
        movements_told = {
            each.before: each.after
            for releases in self.released.values()
            for release in releases.get(name, ())
            for each in movements_of(release)
            if each.items
        }
        overtaken = any(self._entries(wave, name) for wave in order[place:])
        if overtaken or earlier[-1] in movements_told:
            return ()
        waves = [earlier[-1]]
        came_from = {after: before for before, after in movements_told.items()}
        while waves[0] in came_from:
            waves.insert(0, came_from[waves[0]])
        pairs = [(used, responses)]
        for wave in waves:
            first, *more = self._entries(wave, name)
            if first.plan != plan_of(self.folder.study):
                return (_unfollowed(earlier[-1], self.wave, "movement-plan"),)
            if more or strayed_from(self.folder, first):
                return (_unfollowed(earlier[-1], self.wave, "movement-changed"),)
            files = sealed(self.folder, first, name)
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


def _unfollowed(before: str, after: str, rule: str) -> Movement:
    return Movement(before=before, after=after, rule=rule)


def degrees_of(release: Release) -> dict[Group, int]:
    """Return how much of each group a release shows."""
    found: dict[Group, int] = {}
    for table in release.tables:
        group = group_of(release.wave, table.cell)
        found[group] = max(found.get(group, 0), degree(table.rule))
    return found


def merged(before: Release, now: Release, shown: Shown) -> Release:
    """Return the release of a later batch, of which some groups stay as they were.

    Args:
        before: The release of the batch before.
        now: What is let through of all who were counted.
        shown: Whose tables count the late ones.
    """

    def updated(table: ReleasedTable) -> bool:
        return group_of(now.wave, table.cell) in shown.updated

    return evolve(
        now,
        tables=(
            *(each for each in now.tables if updated(each)),
            *(each for each in before.tables if not updated(each)),
        ),
        kept=tuple(
            dict.fromkeys(
                each.cell for each in before.tables if group_of(now.wave, each.cell) in shown.kept
            )
        ),
        # Who was followed was counted in the first batch, and no newcomer is among them.
        movements=before.movements,
    )
