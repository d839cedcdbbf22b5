"""Reading the responses of a study's folder, one wave and instrument at a time."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rosace.errors import InvalidDocumentError, Problem
from rosace.response import Response

if TYPE_CHECKING:
    from rosace.appraiser import Appraiser
    from rosace.intake import Taken
    from rosace.study_folder import StudyFolder

__all__ = ["read_collective", "read_responses", "taken"]


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
        InvalidDocumentError: Something is wrong in the files, with all Problems.
    """
    wanted = folder.files("responses", wave, instrument) if files is None else files
    return _sound(taken(appraiser, folder, wave, instrument, wanted), wave, "individual")


def read_collective(
    appraiser: "Appraiser", folder: "StudyFolder", wave: str, instrument: str
) -> tuple[Response, ...]:
    """Return what the group wrote together in one instrument and wave.

    Raises:
        InvalidDocumentError: Something is wrong in the files, with all Problems.
    """
    files = folder.files("collective", wave, instrument)
    return _sound(taken(appraiser, folder, wave, instrument, files), wave, "collective")


def taken(
    appraiser: "Appraiser",
    folder: "StudyFolder",
    wave: str,
    instrument: str,
    files: Iterable[Path],
) -> "list[tuple[Path, Taken]]":
    """Return what comes of each file, a voice that is heard twice across them refused.

    Raises:
        InvalidDocumentError: A file cannot be read at all.
    """
    mapping = folder.mapping(wave, instrument)
    found: list[tuple[Path, Taken]] = []
    seen: list[Response] = []
    used = appraiser.instrument(instrument, study=folder.study, wave=wave)
    for path in files:
        one = appraiser.examine(
            path,
            used,
            mapping=mapping if path.suffix not in {".json", ".ndjson", ".yaml", ".yml"} else None,
            study=folder.study,
            wave=wave,
            key=folder.key,
            after=seen,
        )
        seen.extend(one.responses)
        found.append((path, one))
    return found


def _sound(files: "list[tuple[Path, Taken]]", wave: str, kind: str) -> tuple[Response, ...]:
    problems: list[Problem] = []
    for path, one in files:
        problems += [problem for refused in one.rejected for problem in refused.problems]
        waves = {each.wave for each in one.responses} - {wave}
        if waves:
            said = {"found": ", ".join(sorted(waves)), "expected": wave}
            problems.append(Problem("wave-of-another-folder", file=str(path), arguments=said))
        if any(each.respondent.kind != kind for each in one.responses):
            problems.append(Problem(f"not-{kind}", file=str(path)))
    if problems:
        raise InvalidDocumentError(tuple(problems))
    return tuple(response for _, one in files for response in one.responses)
