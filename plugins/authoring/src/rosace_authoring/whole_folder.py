"""A folder that is written whole or not at all."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from rosace.errors import OutputError
from rosace.output import reason_of, write_file

__all__ = ["is_free", "write_whole"]


def is_free(folder: Path) -> bool:
    """Return whether nothing would be overwritten: there is no such folder, or an empty one."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def write_whole(folder: Path, files: Mapping[str, bytes], empty: Iterable[str] = ()) -> None:
    """Write a folder beside its place, then put it there.

    Args:
        folder: The folder, which is free.
        files: By relative name, with ``/`` between parts, the bytes of each file.
        empty: Relative names of the folders in it that hold no file yet.

    Raises:
        OutputError: It cannot be written; nothing of it stands.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.", dir=folder.parent, ignore_cleanup_errors=True
        ) as beside:
            made = Path(beside) / "made"
            for name, data in files.items():
                write_file(made.joinpath(*name.split("/")), [data])
            for name in empty:
                made.joinpath(*name.split("/")).mkdir(parents=True, exist_ok=True)
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
    except OutputError as error:
        raise OutputError(str(folder), error.reason) from error
    except OSError as error:
        raise OutputError(str(folder), reason_of(folder, error)) from error
