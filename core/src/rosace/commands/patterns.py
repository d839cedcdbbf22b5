"""Patterns of file names, for shells that do not expand them and folders too full for those."""

import glob
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = ["REJECTED", "expanded"]

REJECTED: Final = ".rejected.ndjson"
"""How the file of what was refused ends, which holds no responses to be read."""


def expanded(files: Sequence[str], *, elsewhere: bool = False) -> tuple[str, ...]:
    """Return some files, each pattern among them replaced by the files it fits, sorted.

    A pattern holds ``*``, ``?`` or ``[…]``; ``**`` stands for folders within folders. A
    file whose own name holds such signs is that file. Files of refused responses are no
    responses: a pattern leaves them out.

    Args:
        files: Names of files and patterns.
        elsewhere: Whether the files may lie where an engine's connection leads: a pattern
            that fits nothing here is then kept for the engine.

    Raises:
        InvalidDocumentError: No file fits a pattern.
    """
    found: list[str] = []
    for name in files:
        if not glob.has_magic(name) or os.path.lexists(name):
            found.append(name)
            continue
        fitting = sorted(
            each
            for each in glob.iglob(name, recursive=True)  # noqa: PTH207  # also of whole paths
            if not each.endswith(REJECTED) and not Path(each).is_dir()
        )
        if not fitting and not elsewhere:
            from rosace.errors import InvalidDocumentError, Problem  # noqa: PLC0415  # only here

            raise InvalidDocumentError((Problem("pattern-without-match", file=name),))
        found += fitting or [name]
    return tuple(found)
