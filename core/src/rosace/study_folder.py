"""The folder of a study: which files hold whose responses, and which should not be there.

study.yaml
responses/WAVE/INSTRUMENT.*     what individuals answered; several files where the id is
                                followed by a dot and a word (diagnostic.late.csv)
responses/WAVE/INSTRUMENT.mapping.yaml    what the columns of foreign files mean
collective/WAVE/INSTRUMENT.*    what the group wrote together
overlays/  releases/  reports/
pseudonyms.key                  the key by which e-mail addresses become pseudonyms
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from rosace.errors import InvalidDocumentError, Problem
from rosace.study import Study
from rosace.study_checks import load_study
from rosace.values import value

__all__ = ["StudyFolder", "open_folder"]

STUDY: Final = "study.yaml"
KEY: Final = "pseudonyms.key"
_MAPPING: Final = ".mapping.yaml"
_REJECTED: Final = ".rejected."
Kind = Literal["responses", "collective"]


@value
class StudyFolder:
    """A study with its folder.

    Args:
        root: The folder.
        study: The study, the paths of its instruments and overlays as seen from here.
    """

    root: Path
    study: Study

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
        return tuple(
            path for path in self._listed(kind, wave) if path.name.split(".")[0] == instrument
        )

    def mapping(self, wave: str, instrument: str) -> Path | None:
        """Return the mapping of an instrument's foreign files in a wave, if there is one."""
        path = self.root / "responses" / wave / f"{instrument}{_MAPPING}"
        return path if path.is_file() else None

    def strays(self) -> Iterator[Problem]:
        """Yield the files and folders that no declared wave and instrument accounts for."""
        waves = [wave.id for wave in self.study.waves]
        instruments = list(dict.fromkeys(used.id for used in self.study.instruments))
        kinds: tuple[Kind, ...] = ("responses", "collective")
        for kind in kinds:
            for path in self._inside(self.root / kind):
                if not path.is_dir() or path.name not in waves:
                    yield _stray(path, "wave", waves)
            for wave in waves:
                for path in self._listed(kind, wave):
                    if path.is_dir() or path.name.split(".")[0] not in instruments:
                        yield _stray(path, "instrument", instruments)

    def _listed(self, kind: Kind, wave: str) -> list[Path]:
        found = self._inside(self.root / kind / wave)
        return [each for each in found if not each.name.endswith(_MAPPING)]

    @staticmethod
    def _inside(folder: Path) -> list[Path]:
        """Return what stands in a folder, but for hidden files and what Rosace refused there."""
        if not folder.is_dir():
            return []
        return sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith(".") and _REJECTED not in path.name
        )


def open_folder(path: str | os.PathLike[str]) -> StudyFolder:
    """Return the study folder that a path names: the folder itself, or its ``study.yaml``.

    Raises:
        InvalidDocumentError: The study is faulty, or the folder holds files that no
            declared wave and instrument accounts for.
    """
    named = Path(path)
    file = named / STUDY if named.is_dir() else named
    folder = StudyFolder(root=file.parent, study=load_study(file))
    if problems := tuple(folder.strays()):
        raise InvalidDocumentError(problems)
    return folder


def _stray(path: Path, what: str, known: list[str]) -> Problem:
    return Problem(f"stray-{what}", file=str(path), arguments={"known": ", ".join(known)})
