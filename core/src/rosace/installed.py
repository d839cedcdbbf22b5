"""The metadata folders of what is installed, gone through by hand.

The standard library's ``importlib.metadata`` brings in the parsers of e-mail; going
through the ``*.dist-info`` folders by hand takes a tenth of its time. Nothing here
needs more than the interpreter's own start.
"""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ["COMMANDS", "PLUGINS", "brings_commands", "distributions", "entry_points", "normalized"]

PLUGINS: Final = "rosace"
"""The group of entry points that name plugins."""

COMMANDS: Final = "rosace.commands"
"""The group of entry points that name commands of the command line."""

_SUFFIX: Final = ".dist-info"
_LARGEST: Final = 1_000_000
_SEPARATORS: Final = re.compile(r"[-_.]+")


def normalized(distribution: str) -> str:
    """Return the name of a distribution in the one spelling that all its spellings share."""
    return _SEPARATORS.sub("-", distribution).lower()


def distributions(path: Sequence[str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield the metadata folder, name and version of each distribution, the first of each name.

    Args:
        path: Folders to look in; ``sys.path`` where none are given.
    """
    seen: set[str] = set()
    for folder in dict.fromkeys(sys.path if path is None else path):
        try:
            names = os.listdir(folder or os.curdir)  # noqa: PTH208  # pathlib doubles the time
        except (OSError, TypeError, ValueError):
            continue
        for name in sorted(names):
            if name.endswith(_SUFFIX):
                distribution, _, version = name.removesuffix(_SUFFIX).partition("-")
                key = normalized(distribution)
                if key not in seen:
                    seen.add(key)
                    yield f"{folder or os.curdir}/{name}", key, version


def entry_points(folder: str) -> bytes:
    """Return the entry points that a metadata folder holds as they stand; none is empty.

    Args:
        folder: A metadata folder.

    Raises:
        OSError: They are there and cannot be read.
    """
    try:
        # Most distributions have no entry points, and most of the others none of ours.
        with open(f"{folder}/entry_points.txt", "rb") as stream:  # noqa: PTH123  # pathlib doubles the time
            return stream.read(_LARGEST)
    except FileNotFoundError:
        return b""


def brings_commands(path: Sequence[str] | None = None) -> bool:
    """Say whether any distribution may bring commands of the command line.

    Args:
        path: Folders to look in; ``sys.path`` where none are given.
    """
    for folder, _, _ in distributions(path):
        try:
            if COMMANDS.encode() in entry_points(folder):
                return True
        except OSError:
            continue
    return False
