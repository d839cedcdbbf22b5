"""What a folder keeps for its study alone, so that nothing else is written over it or among it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from rosace.errors import OutputError
from rosace.releasing import LEDGER
from rosace.study_checks import STUDY_FILE
from rosace.study_folder import COLLECTIVE, KEY, OVERLAYS, RELEASES, RESPONSES

__all__ = ["Written", "refuse_study_place"]

Written = Literal["report", "answers", "rejects"]
"""What is written: answers may join those of a study, and what was refused stands beside them."""

_SEALED: Final = (RELEASES, KEY, STUDY_FILE)
_HELD: Final = (RESPONSES, COLLECTIVE, OVERLAYS)
_REJECTS: Final = ".rejected.ndjson"


def refuse_study_place(
    path: str | os.PathLike[str],
    written: Written = "report",
    study: str | os.PathLike[str] | None = None,
) -> None:
    """Refuse to write over what a study holds, or a report among it.

    What a study has released can never be made again, and a file among its answers would be
    read as answers. Its folder of reports, and any other name in its folder, are free.

    Args:
        path: The file or folder to be written, which need not exist.
        written: What is written there.
        study: The study that was named: its folder, or its file, whatever its name.

    Raises:
        OutputError: The path is a study's own.
    """
    # A link may lead into a study from elsewhere, or stand in one and lead out of it.
    named = Path(os.path.abspath(path))  # noqa: PTH100  # without following a link
    for target in dict.fromkeys((named, Path(path).resolve())):
        for root in _roots(target, study):
            if _is_kept(target, root, written):
                raise OutputError(str(path), "of-study")


def _roots(target: Path, study: str | os.PathLike[str] | None) -> Iterator[Path]:
    """Yield the folders of studies that a path is, or lies in."""
    named = None
    if study is not None:
        named = Path(study).resolve()
        named = named if named.is_dir() else named.parent
    for folder in (target, *target.parents):
        if (
            (folder / STUDY_FILE).is_file()
            or (folder / LEDGER).is_file()
            or (named is not None and _is_same(folder, named))
        ):
            yield folder


def _is_kept(target: Path, root: Path, written: Written) -> bool:
    if target == root:
        return True
    first = root / target.relative_to(root).parts[0]
    if any(_is_same(first, root / name) for name in _SEALED):
        return True
    if not any(_is_same(first, root / name) for name in _HELD):
        return False
    if written == "rejects":
        return not target.name.endswith(_REJECTS)
    return written == "report" or target.is_file()


def _is_same(one: Path, other: Path) -> bool:
    """Say whether two paths are one, also where letter case does not tell files apart."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(one) == os.path.normcase(other)
