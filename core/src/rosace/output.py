"""Writing files so that an interrupted run leaves the old one or the new, never half."""

import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path, PurePosixPath
from typing import Final

from rosace.errors import OutputError

__all__ = ["write_file", "write_folder"]

_LONGEST_PREFIX: Final = 40


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file under a temporary name, sync it, and rename it.

    Args:
        path: The file; its folder is made where it is missing. A file that stands
            there keeps who may read it.
        chunks: Its bytes.

    Raises:
        OutputError: It cannot be written; what stood there still stands.
    """
    _write([(path, chunks)])


def write_folder(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write several files into a folder: none takes its name before all are written.

    Args:
        folder: The folder, made where it is missing; other files in it stay.
        files: Relative names, with ``/`` between parts, and bytes.

    Raises:
        OutputError: A file cannot be written, or its name would leave the folder;
            what stood there still stands.
        ValueError: Two files have one name.
    """
    _write((_inside(folder, name), chunks) for name, chunks in files)
    with _blaming(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _inside(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts or "\\" in name:
        raise OutputError(str(folder / name), "outside")
    return folder.joinpath(*relative.parts)


def _write(files: Iterable[tuple[Path, Iterable[bytes]]]) -> None:
    waiting: dict[Path, Path] = {}
    try:
        for path, chunks in files:
            if path in waiting:
                message = f"two files are named {path.name}"
                raise ValueError(message)
            with _blaming(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                prefix = f".{path.name[:_LONGEST_PREFIX]}."
                descriptor, name = tempfile.mkstemp(prefix=prefix, dir=path.parent)
            waiting[path] = Path(name)
            with os.fdopen(descriptor, "wb") as file, _blaming(path):
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        for path, temporary in waiting.items():
            with _blaming(path):
                temporary.chmod(_mode(path))
                temporary.replace(path)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(str(path), _reason(path, error)) from error


def _mode(path: Path) -> int:
    """Return who may read a file: as before where it stands, or else as the process has it."""
    return stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o666 & ~_umask()


def _reason(path: Path, error: OSError) -> str:
    """Return why a file cannot be written, in a word of `OutputError` where it has one."""
    if path.is_dir():
        return "is-a-folder"
    if isinstance(error, FileExistsError | FileNotFoundError | NotADirectoryError):
        return "folder-missing"
    if isinstance(error, PermissionError):
        return "not-permitted"
    return "disk-full" if error.errno == ENOSPC else error.strerror or str(error)


def _umask() -> int:
    """Return the mask of new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
