"""Writing files so that an interrupted run leaves the old one or the new, never half."""

import os
import secrets
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, EIO, ENAMETOOLONG, ENOSPC, EROFS, errorcode
from pathlib import Path, PurePosixPath
from typing import Final

from rosace.errors import OutputError

__all__ = [
    "is_of_the_disk",
    "reason_of",
    "refuse_existing",
    "remove_files",
    "system_reason",
    "write_file",
    "write_files",
    "write_folder",
]

_LONGEST_PREFIX: Final = 40
_MANIFEST: Final = ".rosace"
_PRIVATE: Final = 0o600
_RANDOM_BYTES: Final = 4
_DESCRIPTOR: Final = "/proc/self/fd/{}"
"""Where Linux shows the open file of a descriptor, so that it can be given a name."""

_REASONS: Final = {
    EDQUOT: "disk-full",
    ENAMETOOLONG: "name-too-long",
    ENOSPC: "disk-full",
    EROFS: "read-only",
}
_OF_A_FILE: Final = {**_REASONS, EFBIG: "file-too-large", EIO: "disk-failed"}
_OF_THE_DISK: Final = _OF_A_FILE.keys() - {ENAMETOOLONG}


def reason_of(path: Path, error: OSError) -> str:
    """Return why a file cannot be written, in a word of `OutputError` where it has one.

    Args:
        path: Where it was to go.
        error: What the system said.
    """
    if error.errno in _OF_A_FILE:
        return _OF_A_FILE[error.errno]
    if path.is_dir():
        return "is-a-folder"
    if isinstance(error, FileExistsError | FileNotFoundError | NotADirectoryError):
        return "folder-missing"
    if isinstance(error, PermissionError):
        return "not-permitted"
    return system_reason(error)


def system_reason(error: OSError) -> str:
    """Return why the system refused to write, in a word of `OutputError` where it has one.

    Args:
        error: What the system said. Its words are in one language alone, so that its
            code stands for what has no word.
    """
    code = error.errno or 0
    return _REASONS.get(code) or errorcode.get(code, type(error).__name__)


def is_of_the_disk(error: OSError) -> bool:
    """Say whether a failure is of the disk, whoever was writing to it, and for whatever.

    Args:
        error: What the system said.
    """
    return error.errno in _OF_THE_DISK


def refuse_existing(path: Path) -> None:
    """Refuse to write where a file stands, which somebody may have made or collected.

    Args:
        path: Where a file is to be written.

    Raises:
        OutputError: A file stands there.
    """
    if path.is_file():
        raise OutputError(str(path), "exists")


def write_file(path: Path, chunks: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file under no name or a temporary one, sync it, and rename it.

    Args:
        path: The file; its folder is made where it is missing. A file that stands
            there keeps who may read it; a link stays, and what it points to is replaced.
        chunks: Its bytes.
        private: Whether its owner alone may read it, whoever could before.

    Raises:
        OutputError: It cannot be written; what stood there still stands.
    """
    _write([(path, chunks)], private=private)


def write_files(files: Iterable[tuple[Path, Iterable[bytes]]]) -> None:
    """Write several files: none takes its name before all are written.

    Args:
        files: Paths and bytes, as for `write_file`.

    Raises:
        OutputError: One cannot be written; unless renaming failed, all still stand.
        ValueError: Two files have one name.
    """
    _write(files)


def remove_files(paths: Iterable[Path]) -> None:
    """Remove files; of links themselves alone, since what they lead to may be others'.

    Args:
        paths: The files; none goes where one stands in a folder that may not be changed.

    Raises:
        OutputError: One cannot be removed.
    """
    held = tuple(paths)
    for path in held:
        if not os.access(path.parent, os.W_OK):
            raise OutputError(str(path), "not-permitted")
    for path in held:
        with _blaming(path):
            path.unlink(missing_ok=True)


def write_folder(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """Write several files into a folder: none takes its name before all are written.

    The names are kept in a file ``.rosace`` of the folder, so that what an earlier
    writing left there goes when it is not written again, and nothing else is replaced.

    Args:
        folder: The folder, made where it is missing; files of others in it stay.
        files: Relative names, with ``/`` between parts, and bytes.

    Raises:
        OutputError: A file cannot be written, its name would leave the folder, or a
            file of others has that name; what stood there still stands.
        ValueError: Two files have one name.
    """
    _refuse_file_on_the_way(folder)
    with _blaming(folder):
        former = _written_before(folder)
    ours = {_identity(path) for path in former}

    def with_manifest() -> Iterator[tuple[Path, Iterable[bytes]]]:
        names = []
        for name, chunks in files:
            path = _inside(folder, name)
            if _identity(path) not in ours:
                refuse_existing(path)
            names.append(path.relative_to(folder).as_posix())
            yield path, chunks
        yield folder / _MANIFEST, [f"{name}\n".encode() for name in sorted(names)]

    _write(with_manifest(), former)


def _written_before(folder: Path) -> tuple[Path, ...]:
    """Return the files that an earlier writing left in a folder, by its manifest."""
    try:
        names = (folder / _MANIFEST).read_text("utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return ()
    inside = folder.resolve()
    found = []
    for name in names:
        try:
            path = _inside(folder, name)
        except OutputError:
            continue
        # A folder that has since become a link may lead to files that are not ours.
        if path.parent.resolve().is_relative_to(inside) and path.is_file():
            found.append(path)
    return tuple(found)


def _inside(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts or "\\" in name:
        raise OutputError(str(folder / name), "outside")
    return folder.joinpath(*relative.parts)


def _write(
    files: Iterable[tuple[Path, Iterable[bytes]]],
    former: Sequence[Path] = (),
    *,
    private: bool = False,
) -> None:
    """Write files; those of `former` that are not among them go before the last is in place."""
    waiting: dict[Path, Path] = {}
    try:
        for named, chunks in files:
            with _blaming(named):
                path = _target(named)
            if path in waiting:
                message = f"two files are named {path.name}"
                raise ValueError(message)
            _refuse_file_on_the_way(path.parent)
            with _blaming(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                prefix = f".{path.name[:_LONGEST_PREFIX]}."
                descriptor = _nameless(path.parent)
                if descriptor is None:
                    descriptor, name = tempfile.mkstemp(prefix=prefix, dir=path.parent)
                    waiting[path] = Path(name)
            # Closing writes what is left, and fails as writing does.
            with _blaming(path), os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                if path not in waiting:
                    waiting[path] = _named(descriptor, path.parent, prefix)
        *first, last = waiting
        kept = {_identity(path) for path in waiting}
        for path in first:
            _place(path, waiting[path], private=private)
        for path in former:
            if _identity(path) not in kept:
                with _blaming(path):
                    path.unlink(missing_ok=True)
        _place(last, waiting[last], private=private)
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _nameless(folder: Path) -> int | None:
    """Return the descriptor of a new file that has no name; None where the system has no such.

    Nothing is left of it when the process is killed, which no process can see coming.
    """
    kind = getattr(os, "O_TMPFILE", None)
    if kind is None:
        return None
    try:
        descriptor = os.open(folder, kind | os.O_WRONLY, _PRIVATE)
    except OSError:
        return None
    if not Path(_DESCRIPTOR.format(descriptor)).exists():
        os.close(descriptor)
        return None
    return descriptor


def _named(descriptor: int, folder: Path, prefix: str) -> Path:
    """Give a file without a name one that no other has, and return it."""
    while True:
        path = folder / f"{prefix}{secrets.token_hex(_RANDOM_BYTES)}"
        try:
            # The folder's descriptor is not used, but without one the link itself is linked to.
            os.link(_DESCRIPTOR.format(descriptor), path, src_dir_fd=descriptor)
        except FileExistsError:
            continue
        return path


def _target(path: Path) -> Path:
    """Return the file to replace: the path, or what a link points to; refuse all but files."""
    if path.is_dir():
        raise OutputError(str(path), "is-a-folder")
    if path.exists() and not path.is_file():
        raise OutputError(str(path), "not-a-file")
    return path.resolve() if path.is_symlink() else path


def _refuse_file_on_the_way(folder: Path) -> None:
    """Refuse a folder that cannot be made, since it or one that it is to lie in is a file."""
    for each in (folder, *folder.parents):
        if os.path.lexists(each):
            if each.exists() and not each.is_dir():
                raise OutputError(str(each), "not-a-folder")
            return


def _identity(path: Path) -> str:
    """Return what tells a file from others, also where letter case does not."""
    return os.path.normcase(path.resolve())


def _place(path: Path, temporary: Path, *, private: bool) -> None:
    with _blaming(path):
        temporary.chmod(_PRIVATE if private else _mode(path))
        temporary.replace(path)


@contextmanager
def _blaming(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(str(path), reason_of(path, error)) from error


def _mode(path: Path) -> int:
    """Return who may read a file: as before where it stands, or else as the process has it."""
    return stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o666 & ~_umask()


def _umask() -> int:
    """Return the mask of new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
