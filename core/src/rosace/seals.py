"""What ties a closed wave to what it was made of: its releases, their instruments, its files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rosace.content import content_of
from rosace.errors import InvalidDocumentError, Problem
from rosace.releasing import read_releases, strayed
from rosace.study_checks import version_used
from rosace.study_folder import MAPPING, RESPONSES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rosace.appraiser import Appraiser
    from rosace.ledger import Entry, Ledger
    from rosace.release import Release
    from rosace.study_folder import StudyFolder

__all__ = ["check_seals", "sealed", "sound_releases", "strayed_from", "unsealed"]


def sound_releases(
    appraiser: "Appraiser", folder: "StudyFolder", ledger: "Ledger"
) -> "dict[str, dict[str, tuple[Release, ...]]]":
    """Return all that was released of a study, by wave and instrument, the oldest first.

    Args:
        appraiser: The appraiser, with the instruments.
        folder: The study's folder.
        ledger: Its ledger.

    Raises:
        InvalidDocumentError: A release is missing, or is not as it was sealed; or an
            instrument no longer asks what it asked when its wave was closed.
    """
    found = {}
    problems: list[Problem] = []
    for wave in folder.study.waves:
        if not ledger.of_wave(wave.id):
            continue
        try:
            found[wave.id] = read_releases(folder.root, ledger, wave.id)
        except InvalidDocumentError as error:
            problems += error.problems
            continue
        for batches in found[wave.id].values():
            problems += _check_instrument(appraiser, folder, batches[-1])
    if problems:
        raise InvalidDocumentError(problems)
    return found


def check_seals(
    appraiser: "Appraiser", folder: "StudyFolder", ledger: "Ledger"
) -> Iterator[Problem]:
    """Yield what is not as it was when its wave was closed.

    A response file that has changed is only told: reports come from the releases. Where answers
    were taken out by a withdrawal nothing is left to tell by.

    Args:
        appraiser: The appraiser, with the instruments.
        folder: The study's folder.
        ledger: Its ledger.
    """
    try:
        sound_releases(appraiser, folder, ledger)
    except InvalidDocumentError as error:
        yield from error.problems
    for entry in ledger.entries:
        for path in strayed_from(folder, entry) if entry.salt is not None else ():
            yield Problem("sealed-file-changed", file=path, severity="notice")


def strayed_from(folder: "StudyFolder", entry: "Entry") -> list[str]:
    """Return the paths of what a batch was made of and is not as it was sealed.

    A mapping that was put beside a sealed file since is among them: it could move people from
    one group to another.

    Args:
        folder: The study's folder.
        entry: The batch.
    """
    root = folder.root
    beside = {folder.mapping(root / path) for path in entry.files if not path.endswith(MAPPING)}
    named = {path.relative_to(root).as_posix() for path in beside if path is not None}
    return [*strayed(root, entry), *sorted(named - entry.files.keys())]


def sealed(folder: "StudyFolder", entry: "Entry", instrument: str) -> "tuple[Path, ...]":
    """Return the files of individual answers to an instrument that a batch has sealed.

    Args:
        folder: The study's folder.
        entry: The batch.
        instrument: The instrument's id.
    """
    files = folder.files(RESPONSES, entry.wave, instrument)
    return tuple(path for path in files if path.relative_to(folder.root).as_posix() in entry.files)


def unsealed(
    folder: "StudyFolder", entries: "Iterable[Entry]", wave: str, instrument: str
) -> "tuple[Path, ...]":
    """Return the files of individual answers to an instrument that no batch of a wave has sealed.

    Args:
        folder: The study's folder.
        entries: The batches of the wave.
        wave: The wave.
        instrument: The instrument's id.
    """
    counted = {path for entry in entries for path in sealed(folder, entry, instrument)}
    files = folder.files(RESPONSES, wave, instrument)
    return tuple(path for path in files if path not in counted)


def _check_instrument(
    appraiser: "Appraiser", folder: "StudyFolder", release: "Release"
) -> Iterator[Problem]:
    """Yield that an instrument no longer asks what it asked when it was released."""
    study, wave = folder.study, release.wave
    here = version_used(study, release.instrument, wave)
    # A study that no longer uses it in the wave reports on the release all the same.
    used = here or version_used(study, release.instrument)
    if used is None:
        return
    now = appraiser.instrument(used.id, study=study, wave=wave if here else None)
    if (now.version, content_of(now, release.languages)) != (release.version, release.content):
        said = {"instrument": used.id, "wave": wave}
        versions = {"version": release.version, "found": now.version}
        file = used.file or str(folder.file)
        yield Problem("released-instrument-changed", file=file, arguments={**said, **versions})
