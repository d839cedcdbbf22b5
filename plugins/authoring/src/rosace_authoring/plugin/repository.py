"""The template as a git repository, from which ``copier update`` brings later improvements.

Copier compares two versions of a template, so it wants both in one repository. Each version of this
package adds its own as a tag; the commit behind it says nothing of when, where or by whom it was
made, so that a version is the same commit everywhere.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Final

__all__ = [
    "REPOSITORY",
    "GitError",
    "TemplateRepository",
    "changed_files",
    "conflicts",
    "copier_command",
    "has_git",
    "home_of_templates",
    "is_repository",
]

REPOSITORY: Final = ("rosace", "plugin-template")
"""The last two parts of the repository's path."""

_WHO: Final = "Rosace <rosace@localhost> 946684800 +0000"
_BRANCH: Final = "refs/heads/main"


class GitError(Exception):
    """Git is not there, or did not do what was asked; its own words say why."""


class TemplateRepository:
    """The repository that holds every version of the template seen on this machine.

    Args:
        path: Its folder, made when a version is first added.
    """

    def __init__(self, path: Path) -> None:
        """Take the folder; nothing is made yet."""
        self.path = path

    def add(self, version: str, files: Mapping[str, bytes]) -> None:
        """Add a version of the template, where it is not there already.

        Args:
            version: The version, which becomes a tag.
            files: Its files, by path.

        Raises:
            GitError: Git is missing, or the folder cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise GitError(str(error)) from error
        _git(self.path, "init", "--quiet")
        _git(self.path, "symbolic-ref", "HEAD", _BRANCH)
        stream = b"".join(_stream(version, files))
        _git(self.path, "fast-import", "--quiet", "--force", fed=stream)
        _git(self.path, "reset", "--quiet", "--hard")

    def holds(self, version: str) -> bool:
        """Say whether a version is there.

        Args:
            version: The version.
        """
        try:
            _git(self.path, "rev-parse", "--verify", "--quiet", f"refs/tags/{version}")
        except GitError:
            return False
        return True


def home_of_templates() -> tuple[Path, str]:
    """Return the repository's folder in the user's data, and how a plugin names it.

    Below the home folder it begins with ``~``, so that a plugin shared among several people
    names a place that each of them has.
    """
    from platformdirs import user_data_path  # noqa: PLC0415  # only where a plugin is started

    path = user_data_path(REPOSITORY[0], appauthor=False) / REPOSITORY[1]
    home = Path.home()
    named = f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
    return path, named


def is_repository(named: str) -> bool:
    """Say whether a plugin's file names a repository that we may write to.

    The file may be a stranger's: it cannot send us elsewhere than to a folder of our own name
    below the home folder, or to the one that we use.

    Args:
        named: What the file gives for ``_src_path``.
    """
    parts = PurePosixPath(named).parts
    ours = parts[:1] == ("~",) and parts[-2:] == REPOSITORY and ".." not in parts
    return ours or named == home_of_templates()[1]


def has_git() -> bool:
    """Say whether git is installed."""
    return shutil.which("git") is not None


def changed_files(folder: Path) -> Sequence[str] | None:
    """Return the files of a folder with changes that no commit has; None outside a repository.

    Args:
        folder: The folder.
    """
    try:
        found = _git(folder, "status", "--porcelain", "--", ".")
    except GitError:
        return None
    return [line[3:] for line in found.splitlines()]


def conflicts(folder: Path) -> Sequence[str]:
    """Return the files of a folder in which an update met changes of one's own.

    Args:
        folder: The folder.

    Raises:
        GitError: It is in no repository.
    """
    found = _git(folder, "diff", "--name-only", "--diff-filter=U", "--relative")
    return sorted(set(found.splitlines()))


def copier_command() -> Sequence[str] | None:
    """Return how copier is run: in this environment, or from the path; None where it is not there.

    It is a program that we call and no library of ours: it brings a part under the GPL.
    """
    if find_spec("copier") is not None:
        return (sys.executable, "-m", "copier")
    found = shutil.which("copier")
    return None if found is None else (found,)


def _stream(version: str, files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield what ``git fast-import`` takes: one commit without a past, and the branch on it."""
    said = f"The template of rosace-authoring {version}\n".encode()
    yield f"commit refs/tags/{version}\nmark :1\ncommitter {_WHO}\n".encode()
    yield b"data %d\n%s\ndeleteall\n" % (len(said), said)
    for path, data in files.items():
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)
    yield f"reset {_BRANCH}\nfrom :1\n".encode()


def _git(folder: Path, *arguments: str, fed: bytes | None = None) -> str:
    """Run git on a folder, whatever a hook or a configuration of the user's would have it do."""
    git = shutil.which("git")
    if git is None:
        raise GitError
    kept = {name: held for name, held in os.environ.items() if not name.startswith("GIT_")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603  # git, with arguments of ours
            [git, "-c", "core.quotePath=false", "-C", str(folder), *arguments],
            input=fed,
            stdin=subprocess.DEVNULL if fed is None else None,
            env={**kept, **quiet},
            capture_output=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise GitError(error.stderr.decode(errors="replace").strip()) from error
    except OSError as error:
        raise GitError(str(error)) from error
    return done.stdout.decode(errors="replace")
