"""Examining a study's folder: all its answers read and checked, each file and all together."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.errors import Problem
from rosace.intake import Taken, places_of
from rosace.late import needed_late, newcomers
from rosace.ledger import Ledger
from rosace.pairing import check_pairs, gathered
from rosace.releasing import read_ledger
from rosace.seals import check_seals, unsealed
from rosace.study import StudyInstrument
from rosace.study_checks import check_mode
from rosace.study_folder import COLLECTIVE, RESPONSES, StudyFolder
from rosace.study_reading import taken
from rosace.values import evolve, value

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument
    from rosace.response import Response

__all__ = ["Examined", "check_modes", "examine_study", "not_closed"]

Watch = Callable[[int], None]


@value
class Examined:
    """What a study's folder holds.

    Args:
        taken: What came of each file.
        problems: What is wrong beyond single files, and what else is to be said.
    """

    taken: tuple[Taken, ...]
    problems: tuple[Problem, ...] = ()


def examine_study(
    appraiser: "Appraiser", folder: StudyFolder, watch: Watch | None = None
) -> Examined:
    """Read and check all that a study's folder holds, closed waves and their seals included.

    Args:
        appraiser: The appraiser.
        folder: The study's folder.
        watch: Told from time to time how many responses of a file have been read.

    Raises:
        InvalidDocumentError: A file, a mapping or an instrument cannot be read at all, or
            individual answers may no longer be read.
    """
    ledger = read_ledger(folder.root, folder.study)
    pairs: list[tuple[Instrument, tuple[Response, ...]]] = []
    found: list[Taken] = []
    late: list[Problem] = []
    for used, wave in _uses(folder):
        held: tuple[Response, ...] = ()
        for batch in _batches(folder, ledger, used.id, wave):
            came = taken(appraiser, folder, RESPONSES, wave, used.id, batch, watch)
            held = (*held, *newcomers(held, (each for one in came for each in one.responses)))
            found += came
            late += _late(folder, ledger, used.id, wave, zip(batch, came, strict=True))
        files = folder.files(COLLECTIVE, wave, used.id)
        came = taken(appraiser, folder, COLLECTIVE, wave, used.id, files, watch)
        found += came
        instrument = appraiser.instrument(used.id, study=folder.study, wave=wave)
        pairs.append((instrument, (*held, *(each for one in came for each in one.responses))))
    problems = [
        *check_modes(appraiser, folder),
        *check_seals(appraiser, folder, ledger),
        *folder.unused_overlays(),
        *not_closed(folder, ledger),
        *late,
    ]
    if not any(one.rejected for one in found):
        problems += check_pairs(gathered(pairs), places_of(found))
    return Examined(taken=tuple(found), problems=tuple(problems))


def check_modes(appraiser: "Appraiser", folder: StudyFolder) -> Iterator[Problem]:
    """Yield where a study answers an instrument in a mode that the instrument does not have."""
    for index, used in enumerate(folder.study.instruments):
        wave = used.waves[0] if used.waves else None
        instrument = appraiser.instrument(used.id, study=folder.study, wave=wave)
        for problem in check_mode(used, instrument):
            pointer = f"/instruments/{index}/mode"
            yield evolve(problem, file=str(folder.file), pointer=pointer)


def not_closed(folder: StudyFolder, ledger: Ledger) -> Iterator[Problem]:
    """Yield the waves that a study's file calls closed and nobody has closed: they are open."""
    for index, wave in enumerate(folder.study.waves):
        if wave.closed and not ledger.of_wave(wave.id):
            yield Problem(
                "wave-not-sealed",
                file=str(folder.file),
                pointer=f"/waves/{index}/closed",
                arguments={"wave": wave.id, "study": str(folder.root)},
                severity="notice",
            )


def _uses(folder: StudyFolder) -> Iterator[tuple[StudyInstrument, str]]:
    for used in folder.study.instruments:
        for wave in folder.study.waves:
            if used.used_in(wave.id):
                yield used, wave.id


def _late(
    folder: StudyFolder,
    ledger: Ledger,
    instrument: str,
    wave: str,
    came: Iterable[tuple[Path, Taken]],
) -> Iterator[Problem]:
    """Yield how many answers no batch of a closed wave has sealed, of those that came."""
    entries = ledger.of_wave(wave)
    waiting = unsealed(folder, entries, wave, instrument)
    persons = sum(len(one.responses) for path, one in came if path in waiting)
    if entries and persons:
        needed = needed_late(folder.study) or 1
        said: dict[str, str | int] = {"instrument": instrument, "wave": wave}
        said |= {"n": persons, "needed": needed}
        yield Problem("late-answers", file=str(folder.file), arguments=said, severity="notice")


def _batches(
    folder: StudyFolder, ledger: Ledger, instrument: str, wave: str
) -> list[tuple[Path, ...]]:
    """Return the files of an instrument in a wave by the batch that sealed them, late ones last.

    A person's late response takes the place of an earlier one: it is no second voice.
    """
    entries = ledger.of_wave(wave)
    sealed = {
        folder.root / path: number for number, entry in enumerate(entries) for path in entry.files
    }
    found: dict[int, tuple[Path, ...]] = {}
    for path in folder.files(RESPONSES, wave, instrument):
        batch = sealed.get(path, len(entries))
        found[batch] = (*found.get(batch, ()), path)
    return [found[batch] for batch in sorted(found)]
