"""What code does outside of itself while it is watched: files written, addresses reached."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

__all__ = ["watched"]

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DISK: Final = frozenset(
    {
        "os.chmod",
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "shutil.copyfile",
        "shutil.move",
        "shutil.rmtree",
    }
)
_OUTSIDE: Final = frozenset(
    {
        "os.exec",
        "os.posix_spawn",
        "os.startfile",
        "os.system",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
        "subprocess.Popen",
        "urllib.Request",
    }
)
_COMPILED: Final = "__pycache__"


class _Watch(threading.local):
    """What this thread is seen doing, while someone looks."""

    seen: list[tuple[str, str]] | None = None


_WATCH: Final = _Watch()
_HOOKED: Final[list[bool]] = []


@contextmanager
def watched() -> Iterator[list[tuple[str, str]]]:
    """Lend a list of what is done meanwhile: ``disk`` or ``outside``, and what it was.

    Python's own compiling of modules is passed over, and so is reading.
    """
    if not _HOOKED:
        # A hook stays as long as the process: it looks only while somebody watches.
        sys.addaudithook(_hook)
        _HOOKED.append(True)
    seen: list[tuple[str, str]] = []
    _WATCH.seen = seen
    try:
        yield seen
    finally:
        _WATCH.seen = None


def _hook(event: str, arguments: tuple[Any, ...], watch: _Watch = _WATCH) -> None:
    # What is bound here is there to the end, when modules have lost their names already.
    seen = watch.seen
    if seen is None:
        return
    if event == "open":
        path, mode, flags = arguments
        writes = any(mark in (mode or "") for mark in "wax+") or (flags or 0) & _WRITING
        if writes and _COMPILED not in str(path):
            seen.append(("disk", f"opens {path!r} for writing"))
    elif event in _DISK and not any(_COMPILED in str(each) for each in arguments):
        seen.append(("disk", f"{event} {arguments[0]!r}"))
    elif event in _OUTSIDE:
        seen.append(("outside", f"{event} {arguments!r}"))
