"""Writing files so that an interrupted run leaves the old one or the new, never half."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from rosace.errors import OutputError

__all__ = ["write_file", "write_folder"]


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file under a temporary name, sync it, and rename it.

    Args:
        path: The file; its folder is made where it is missing.
        chunks: Its bytes.

    Raises:
        OutputError: It cannot be written; what stood there still stands.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(str(path), error.strerror or str(error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_folder(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write several files into a folder, each as `write_file` does.

    Args:
        folder: The folder, made where it is missing; other files in it stay.
        files: Relative names, with ``/`` between parts, and bytes.

    Raises:
        OutputError: A file cannot be written, or its name would leave the folder.
    """
    for name, chunks in files:
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or not relative.parts:
            raise OutputError(str(folder / name), "outside")
        write_file(folder.joinpath(*relative.parts), chunks)


def _umask() -> int:
    """Return the mask of new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
