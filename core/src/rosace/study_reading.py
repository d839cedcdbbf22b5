"""Reading the responses of a study's folder, one wave and instrument at a time."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.intake import Intake
from rosace.mapping import FileMapping
from rosace.reading import is_table
from rosace.response import Response
from rosace.study_folder import COLLECTIVE, RESPONSES, Kind
from rosace.validation import load_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from rosace.appraiser import Appraiser
    from rosace.instrument import Instrument
    from rosace.intake import Taken
    from rosace.study_folder import StudyFolder

__all__ = [
    "KINDS",
    "mapping_of",
    "read_collective",
    "read_responses",
    "sound",
    "taken",
    "taken_together",
]

KINDS: "Final[dict[Kind, str]]" = {RESPONSES: "individual", COLLECTIVE: "collective"}
"""The kind of respondent whose answers each folder holds."""


def read_responses(
    appraiser: "Appraiser",
    folder: "StudyFolder",
    wave: str,
    instrument: str,
    files: Iterable[Path] | None = None,
) -> tuple[Response, ...]:
    """Return what individuals answered to one instrument in one wave.

    Args:
        appraiser: The appraiser, with the importers.
        folder: The study's folder.
        wave: The wave.
        instrument: The instrument's id.
        files: The files to read; all of the wave and instrument where None.

    Raises:
        InvalidDocumentError: Something is wrong in the files, with all Problems; or
            individual answers may no longer be read.
    """
    wanted = folder.files(RESPONSES, wave, instrument) if files is None else files
    return sound(taken(appraiser, folder, RESPONSES, wave, instrument, wanted))


def read_collective(
    appraiser: "Appraiser", folder: "StudyFolder", wave: str, instrument: str
) -> tuple[Response, ...]:
    """Return what the group wrote together in one instrument and wave.

    Raises:
        InvalidDocumentError: Something is wrong in the files, with all Problems.
    """
    return sound(taken_together(appraiser, folder, wave, instrument))


def taken_together(
    appraiser: "Appraiser", folder: "StudyFolder", wave: str, instrument: str
) -> "list[Taken]":
    """Return what comes of each file that the group wrote together, as `taken` does."""
    files = folder.files(COLLECTIVE, wave, instrument)
    return taken(appraiser, folder, COLLECTIVE, wave, instrument, files)


def taken(  # noqa: PLR0913, PLR0917  # what files there are, and how they are read
    appraiser: "Appraiser",
    folder: "StudyFolder",
    kind: Kind,
    wave: str,
    instrument: str,
    files: Iterable[Path],
    watch: "Callable[[int], None] | None" = None,
) -> "list[Taken]":
    """Return what comes of each file, a voice that is heard twice across them refused.

    Args:
        appraiser: The appraiser, with the importers.
        folder: The study's folder.
        kind: The part of the folder that the files stand in.
        wave: The wave whose folder they stand in.
        instrument: The id of the instrument that they answer.
        files: The files.
        watch: Told from time to time how many responses of a file have been read.

    Raises:
        InvalidDocumentError: A file cannot be read at all, or individual answers may no
            longer be read.
    """
    found: list[Taken] = []
    seen: list[Response] = []
    used = appraiser.instrument(instrument, study=folder.study, wave=wave)

    def check(instrument: "Instrument", response: Response) -> Iterator[Problem]:
        yield from appraiser.host.check(instrument, response)
        yield from _misplaced(response, kind, wave)

    intake = Intake(
        instrument=used,
        importers=tuple(appraiser.host.importers.values()),
        check=check,
        study=folder.study,
        wave=wave,
        kind=KINDS[kind],
        key=None if folder.key is None else str(folder.key),
        watch=watch,
    )
    for path in files:
        if folder.expired and kind == RESPONSES:
            raise InvalidDocumentError((folder.retention(),))
        found.append(intake.take(path, mapping_of(folder, path), seen))
        seen.extend(found[-1].responses)
    return found


def mapping_of(folder: "StudyFolder", path: Path) -> FileMapping | None:
    """Return the mapping that stands beside a table; other formats need none.

    Raises:
        InvalidDocumentError: It is not of the contract.
    """
    file = folder.mapping(path) if is_table(path) else None
    return None if file is None else load_value(file, "mapping")


def _misplaced(response: Response, kind: Kind, wave: str) -> Iterator[Problem]:
    """Yield where a response is of another wave or kind than the folder of its file."""
    if response.wave != wave:
        arguments = {"found": response.wave, "expected": wave}
        yield Problem("wave-not-of-folder", pointer="/wave", arguments=arguments)
    if response.respondent.kind != KINDS[kind]:
        code = "collective-in-responses" if kind == RESPONSES else "individual-in-collective"
        yield Problem(code, pointer="/respondent/kind")


def sound(files: "Iterable[Taken]") -> tuple[Response, ...]:
    """Return the responses of files in which nothing is refused.

    Raises:
        InvalidDocumentError: Something is, with all Problems.
    """
    files = tuple(files)
    problems = [problem for one in files for each in one.rejected for problem in each.problems]
    if problems:
        raise InvalidDocumentError(tuple(problems))
    return tuple(response for one in files for response in one.responses)
