"""The folder of a study: which files hold whose answers, and which should not be there.

study.yaml
responses/WAVE/INSTRUMENT.*     what individuals answered; one more file of the same is called
                                INSTRUMENT-SOMETHING.* (diagnostic-late.csv)
collective/WAVE/INSTRUMENT.*    what the group wrote together
INSTRUMENT.mapping.yaml, INSTRUMENT-SOMETHING.mapping.yaml
                                beside a foreign file, what its columns mean
overlays/  releases/  reports/
pseudonyms.key                  the key by which e-mail addresses become pseudonyms

Names that begin with a dot or with ``~$`` are passed over.
"""

import datetime as dt
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, Literal

from rosace.errors import InvalidDocumentError, Problem
from rosace.study import Study
from rosace.study_checks import STUDY_FILE, load_study
from rosace.values import value

__all__ = [
    "COLLECTIVE",
    "KEY",
    "OVERLAYS",
    "RELEASES",
    "REPORTS",
    "RESPONSES",
    "Kind",
    "StudyFolder",
    "open_folder",
    "retention_passed",
]

Kind = Literal["responses", "collective"]
"""Whose answers: those of individuals, or what the group wrote together."""

RESPONSES: Final[Kind] = "responses"
COLLECTIVE: Final[Kind] = "collective"
OVERLAYS: Final = "overlays"
RELEASES: Final = "releases"
REPORTS: Final = "reports"
KEY: Final = "pseudonyms.key"
MAPPING: Final = ".mapping.yaml"
_PASSED_OVER: Final = (".", "~$")
"""What the names begin with that file managers and office programs leave behind."""


@value
class StudyFolder:
    """A study with its folder.

    Args:
        file: The study's file; its folder is the study's.
        study: The study, the paths of its instruments and overlays as seen from here.
        expired: Whether individual answers may no longer be read, nor kept.
    """

    file: Path
    study: Study
    expired: bool = False

    @property
    def root(self) -> Path:
        """The folder."""
        return self.file.parent

    @property
    def key(self) -> Path | None:
        """The file with the key by which e-mail addresses become pseudonyms, if there is one."""
        path = self.root / KEY
        return path if path.is_file() else None

    def files(self, kind: Kind, wave: str, instrument: str) -> tuple[Path, ...]:
        """Return the files of one instrument in one wave, in the order of their names.

        Args:
            kind: What individuals answered, or what the group wrote together.
            wave: The wave.
            instrument: The instrument's id.
        """
        found = _listed(self.root / kind / wave)
        return tuple(path for path in found if self._instrument(path) == instrument)

    def all_files(self, kind: Kind) -> Iterator[tuple[str, str, Path]]:
        """Yield every file of answers of a kind, with its wave and the id of its instrument."""
        names = dict.fromkeys(used.id for used in self.study.instruments)
        for wave in self.study.waves:
            for name in names:
                yield from ((wave.id, name, path) for path in self.files(kind, wave.id, name))

    def has_answers(self, kind: Kind) -> bool:
        """Say whether there is a file of answers of a kind."""
        return next(self.all_files(kind), None) is not None

    def mapping(self, path: Path) -> Path | None:
        """Return the mapping beside a file of answers: its own, or that of its instrument."""
        for name in (path.stem, self._instrument(path)):
            beside = path.with_name(f"{name}{MAPPING}")
            if beside.is_file():
                return beside
        return None

    def retention(self) -> Problem:
        """Return what is to be said where individual answers may no longer be kept."""
        return retention_passed(self.study, str(self.file))

    def strays(self) -> Iterator[Problem]:
        """Yield the files and folders that no declared wave and instrument accounts for."""
        waves = [wave.id for wave in self.study.waves]
        for kind in (RESPONSES, COLLECTIVE):
            for path in _listed(self.root / kind):
                if not path.is_dir():
                    arguments = {"folder": kind, "known": ", ".join(waves)}
                    yield Problem("file-outside-wave", file=str(path), arguments=arguments)
                elif path.name not in waves:
                    arguments = {"found": path.name, "known": ", ".join(waves)}
                    yield Problem("folder-of-no-wave", file=str(path), arguments=arguments)
                else:
                    yield from self._strays_of_wave(path)

    def unused_overlays(self) -> Iterator[Problem]:
        """Yield the overlays of the folder that no instrument of the study names."""
        used = {Path(each.overlay).resolve() for each in self.study.instruments if each.overlay}
        for path in _listed(self.root / OVERLAYS):
            if path.resolve() not in used:
                yield Problem("overlay-not-used", file=str(path), severity="notice")

    def _strays_of_wave(self, folder: Path) -> Iterator[Problem]:
        known = list(dict.fromkeys(used.id for used in self.study.instruments))
        paths = _listed(folder)
        mappings = {self.mapping(path) for path in paths if self._instrument(path)}
        for path in paths:
            if path.is_dir():
                yield Problem("folder-in-wave", file=str(path))
            elif path.name.endswith(MAPPING):
                if path not in mappings:
                    arguments = {"name": path.name.removesuffix(MAPPING)}
                    yield Problem("mapping-of-no-file", file=str(path), arguments=arguments)
            elif (name := self._instrument(path)) is None:
                arguments = {"known": ", ".join(known)}
                yield Problem("file-of-no-instrument", file=str(path), arguments=arguments)
            elif not any(
                used.id == name and used.used_in(folder.name) for used in self.study.instruments
            ):
                arguments = {"instrument": name, "wave": folder.name}
                yield Problem("instrument-not-in-wave", file=str(path), arguments=arguments)

    def _instrument(self, path: Path) -> str | None:
        """Return the id of the instrument that a file answers, or None where it answers none."""
        if path.name.endswith(MAPPING) or "." in path.stem or path.is_dir():
            return None
        # Of the instruments actor and actor-map, actor-map.csv answers the second.
        names = sorted({used.id for used in self.study.instruments}, key=len, reverse=True)
        return next((name for name in names if f"{path.stem}-".startswith(f"{name}-")), None)


def open_folder(
    path: str | os.PathLike[str],
    today: dt.date | None = None,
    known: Collection[str] | None = None,
) -> StudyFolder:
    """Return the study folder that a path names: the folder itself, or its ``study.yaml``.

    Args:
        path: The folder, or the study's file in it.
        today: The day, which tells whether individual answers may still be read; where
            None they may.
        known: The ids of the instruments at hand, which the study's must be of, but for
            those that it brings itself; any where None.

    Raises:
        InvalidDocumentError: The study is faulty, or names an instrument that is not known,
            or the folder holds files that no declared wave and instrument accounts for.
    """
    named = Path(path)
    study = load_study(named)
    folder = StudyFolder(
        file=named / STUDY_FILE if named.is_dir() else named,
        study=study,
        expired=today is not None and not study.kept_on(today),
    )
    unknown = () if known is None else tuple(_unknown(folder, known))
    # Files are named after instruments: which is right shows once these are.
    if problems := unknown or tuple(folder.strays()):
        raise InvalidDocumentError(problems)
    return folder


def _unknown(folder: StudyFolder, known: Collection[str]) -> Iterator[Problem]:
    """Yield the instruments of a study that are not at hand, and that it does not bring."""
    arguments = {"known": ", ".join(sorted(known)) or "–"}
    for index, used in enumerate(folder.study.instruments):
        if used.file is None and used.id not in known:
            yield Problem(
                "instrument-not-known",
                file=str(folder.file),
                pointer=f"/instruments/{index}/id",
                arguments={"instrument": used.id, **arguments},
            )


def retention_passed(study: Study, file: str) -> Problem:
    """Return what is to be said of a study past its retention date.

    Args:
        study: The study.
        file: The path of its file.
    """
    arguments = {"date": str(study.retention)}
    return Problem("retention-passed", file=file, pointer="/retention", arguments=arguments)


def _listed(folder: Path) -> list[Path]:
    """Return what stands in a folder, sorted; nothing where there is none."""
    try:
        found = sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError:
        raise InvalidDocumentError((Problem("unreadable-file", file=str(folder)),)) from None
    return [path for path in found if not path.name.startswith(_PASSED_OVER)]
