"""A study's folder: its file, and the files of answers that stand where their wave says.

``responses/WAVE/INSTRUMENT.*`` holds individual answers, ``collective/WAVE/INSTRUMENT.*``
what the group answered together; ``INSTRUMENT-SOMETHING.*`` is one more file of the same.
A table's mapping stands beside it: ``INSTRUMENT.mapping.yaml``, or, for one file of several,
``INSTRUMENT-SOMETHING.mapping.yaml``.
"""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from rosace.errors import InvalidDocumentError, Problem
from rosace.study import Study
from rosace.study_checks import STUDY_FILE, load_study
from rosace.values import evolve, value

__all__ = [
    "COLLECTIVE",
    "OVERLAYS",
    "RELEASES",
    "REPORTS",
    "RESPONSES",
    "AnswerFile",
    "Kind",
    "StudyFolder",
    "Survey",
    "open_folder",
]

Kind = Literal["individual", "collective"]
"""Whose answers a file holds: each person's, or those of the group together."""

RESPONSES: Final = "responses"
COLLECTIVE: Final = "collective"
OVERLAYS: Final = "overlays"
RELEASES: Final = "releases"
REPORTS: Final = "reports"
_KINDS: Final[Mapping[str, Kind]] = {RESPONSES: "individual", COLLECTIVE: "collective"}
_MAPPING: Final = ".mapping.yaml"
_PASSED_OVER: Final = (".", "~$")
"""What the names begin with that file managers and office programs leave behind."""


@value
class AnswerFile:
    """A file of answers in a study's folder.

    Args:
        path: The file.
        wave: The wave whose folder it stands in.
        instrument: The id of the instrument that its name begins with.
        kind: Whose answers it holds.
        mapping: The path of the mapping beside it, if there is one.
    """

    path: str
    wave: str
    instrument: str
    kind: Kind
    mapping: str | None = None


@value
class Survey:
    """What stands in a study's folder: its files of answers, and what has no place there."""

    files: tuple[AnswerFile, ...]
    problems: tuple[Problem, ...]

    def of(self, kind: Kind) -> tuple[AnswerFile, ...]:
        """Return the files that hold answers of a kind."""
        return tuple(file for file in self.files if file.kind == kind)


@value
class StudyFolder:
    """A study with the folder that holds its answers.

    Args:
        file: The path of the study's file; its folder is the study's.
        study: The study.
    """

    file: str
    study: Study

    @property
    def root(self) -> Path:
        """The folder."""
        return Path(self.file).parent

    def survey(self, suffixes: Collection[str]) -> Survey:
        """Return the study's files of answers, sorted, and whatever else stands among them.

        Names that begin with a dot or with ``~$`` are passed over.

        Args:
            suffixes: Those of the formats that can be read.

        Raises:
            InvalidDocumentError: A folder cannot be read.
        """
        found = [each for name in _KINDS for each in self._part(name, suffixes)]
        return Survey(
            files=tuple(each for each in found if isinstance(each, AnswerFile)),
            problems=(
                *(each for each in found if isinstance(each, Problem)),
                *self._stray_overlays(),
            ),
        )

    def _part(self, name: str, suffixes: Collection[str]) -> Iterator[AnswerFile | Problem]:
        waves = [wave.id for wave in self.study.waves]
        for path in _listed(self.root / name):
            if not path.is_dir():
                arguments = {"folder": name, "known": ", ".join(waves)}
                yield Problem("file-outside-wave", file=str(path), arguments=arguments)
            elif path.name not in waves:
                arguments = {"found": path.name, "known": ", ".join(waves)}
                yield Problem("folder-of-no-wave", file=str(path), arguments=arguments)
            else:
                yield from self._wave(path, _KINDS[name], suffixes)

    def _wave(
        self, folder: Path, kind: Kind, suffixes: Collection[str]
    ) -> Iterator[AnswerFile | Problem]:
        files = _listed(folder)
        mappings = {
            path.name.removesuffix(_MAPPING): path
            for path in files
            if path.name.endswith(_MAPPING) and path.is_file()
        }
        used: set[str] = set()
        for path in files:
            if path in mappings.values():
                continue
            found = self._answers(path, folder.name, kind, suffixes)
            if isinstance(found, AnswerFile):
                name = next(
                    (each for each in (path.stem, found.instrument) if each in mappings), ""
                )
                used.add(name)
                found = evolve(found, mapping=str(mappings[name]) if name else None)
            yield found
        for name in sorted(mappings.keys() - used):
            yield Problem("mapping-of-no-file", file=str(mappings[name]), arguments={"name": name})

    def _answers(
        self, path: Path, wave: str, kind: Kind, suffixes: Collection[str]
    ) -> AnswerFile | Problem:
        """Return what a path in a wave's folder is, or why it is no file of answers."""
        known = list(dict.fromkeys(used.id for used in self.study.instruments))
        if path.is_dir():
            return Problem("folder-in-wave", file=str(path))
        if path.suffix.lower() not in suffixes:
            arguments = {"found": path.suffix or path.name, "known": ", ".join(suffixes)}
            return Problem("file-of-no-format", file=str(path), arguments=arguments)
        # Of the instruments actor and actor-map, actor-map.csv answers the second.
        fitting = (
            name
            for name in sorted(known, key=len, reverse=True)
            if f"{path.stem}-".startswith(f"{name}-") and "." not in path.stem
        )
        instrument = next(fitting, None)
        if instrument is None:
            arguments = {"known": ", ".join(known)}
            return Problem("file-of-no-instrument", file=str(path), arguments=arguments)
        if not any(used.id == instrument and used.used_in(wave) for used in self.study.instruments):
            arguments = {"instrument": instrument, "wave": wave}
            return Problem("instrument-not-in-wave", file=str(path), arguments=arguments)
        return AnswerFile(path=str(path), wave=wave, instrument=instrument, kind=kind)

    def _stray_overlays(self) -> Iterator[Problem]:
        used = {Path(each.overlay).resolve() for each in self.study.instruments if each.overlay}
        for path in _listed(self.root / OVERLAYS):
            if path.resolve() not in used:
                yield Problem("overlay-not-used", file=str(path), severity="notice")


def open_folder(path: str | os.PathLike[str]) -> StudyFolder:
    """Return a study with its folder.

    Args:
        path: The study's file, or the folder that holds it as ``study.yaml``.

    Raises:
        InvalidDocumentError: The study is faulty, with all Problems.
    """
    file = Path(path) / STUDY_FILE if Path(path).is_dir() else Path(path)
    return StudyFolder(file=str(file), study=load_study(file))


def _listed(folder: Path) -> list[Path]:
    """Return what stands in a folder, sorted; nothing where there is none."""
    try:
        found = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError:
        raise InvalidDocumentError((Problem("unreadable-file", file=str(folder)),)) from None
    return [path for path in found if not path.name.startswith(_PASSED_OVER)]
