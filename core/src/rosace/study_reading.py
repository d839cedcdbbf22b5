"""Reading the responses of a study's folder, one wave and instrument at a time."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.errors import InvalidDocumentError, Problem
from rosace.intake import Intake, places_of
from rosace.mapping import FileMapping
from rosace.pairing import Pair, check_pairs, gathered
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
    "pairs_together",
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


def taken_together(
    appraiser: "Appraiser", folder: "StudyFolder", wave: str, instrument: str
) -> "list[Taken]":
    """Return what comes of each file that the group wrote together, as `taken` does."""
    files = folder.files(COLLECTIVE, wave, instrument)
    return taken(appraiser, folder, COLLECTIVE, wave, instrument, files)


def pairs_together(
    appraiser: "Appraiser", folder: "StudyFolder", waves: Collection[str]
) -> tuple[list[Pair], tuple[Problem, ...]]:
    """Return each version of each instrument, with what the group wrote together in some waves.

    What it wrote in the others is read too: what is written of one wave may refer to another.

    Args:
        appraiser: The appraiser, with the importers.
        folder: The study's folder.
        waves: The waves.

    Returns:
        The versions, and what is wrong with the files of the other waves.

    Raises:
        InvalidDocumentError: Something is wrong with a file of the waves, by itself or beside
            others, with all Problems.
    """
    held: list[tuple[str, Instrument, list[Taken]]] = []
    problems: list[Problem] = []
    for used in folder.study.instruments:
        for wave in (each.id for each in folder.study.waves if used.used_in(each.id)):
            instrument = appraiser.instrument(used.id, study=folder.study, wave=wave)
            try:
                came = taken_together(appraiser, folder, wave, used.id)
            except InvalidDocumentError as error:
                problems += error.problems
                came = []
            problems += (
                each for one in came for refused in one.rejected for each in refused.problems
            )
            held.append((wave, instrument, came))
    # Of two files that say the same, the one of another wave is to blame.
    order = sorted(held, key=lambda each: each[0] not in waves)
    pairs = gathered((instrument, _responses(came)) for _, instrument, came in order)
    problems += check_pairs(pairs, places_of(one for _, _, came in held for one in came))
    others = {folder.root / COLLECTIVE / wave for wave, _, _ in held if wave not in waves}
    if any(each.file is None or Path(each.file).parent not in others for each in problems):
        raise InvalidDocumentError(problems)
    wanted = (
        (instrument, _responses(came) if wave in waves else ()) for wave, instrument, came in held
    )
    return gathered(wanted), tuple(problems)


def _responses(files: "Iterable[Taken]") -> tuple[Response, ...]:
    return tuple(response for one in files for response in one.responses)


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
    used = appraiser.instrument(instrument, study=folder.study, wave=wave)
    is_checked = appraiser.host.checks(used)

    def check(instrument: "Instrument", response: Response) -> Iterator[Problem]:
        if is_checked:
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
        found.append(intake.take(path, mapping_of(folder, path), found))
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
    return _responses(files)
