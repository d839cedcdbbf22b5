"""A PostgreSQL server of one's own, for as long as it is needed."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg

__all__ = ["server"]

_USERS = ("postgres", "nobody")
_READER = "reader"


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """Start a server on a socket in a temporary folder, and stop it at the end.

    Yields:
        The URL of its owner, and that of a role that may read its tables and no more.
    """
    with TemporaryDirectory(prefix="rosace-") as folder:
        user = _user()
        if user:
            shutil.chown(folder, user)
        data = str(Path(folder, "data"))
        initial = ("--auth=trust", "--username=owner", "--encoding=UTF8", "--no-sync")
        order = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=fr-CA")
        _run(user, "initdb", "-D", data, *initial, *order)
        settings = f"-F -c listen_addresses='' -c unix_socket_directories='{folder}'"
        log = str(Path(folder, "log"))
        try:
            _run(user, "pg_ctl", "-D", data, "-w", "-l", log, "-o", settings, "start")
            urls = [
                f"postgresql://{role}@/postgres?host={quote(folder, safe='')}"
                for role in ("owner", _READER)
            ]
            with psycopg.connect(urls[0]) as wire:
                wire.execute(f"create role {_READER} login")
                wire.execute("revoke temporary on database postgres from public")
                wire.execute(
                    f"alter default privileges in schema public grant select on tables to {_READER}"
                )
            yield urls[0], urls[1]
        finally:
            _run(user, "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _user() -> str | None:
    """Return the user who runs the server: PostgreSQL refuses the machine's own administrator."""
    if os.geteuid():
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(each for each in _USERS if each in known)


def _program(name: str) -> str:
    """Return where a program of PostgreSQL is; Debian has them on no search path."""
    found = shutil.which(name)
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found and not places:
        raise FileNotFoundError(name)
    return found or str(places[-1])


def _run(user: str | None, program: str, *arguments: str) -> None:
    # The server keeps what it is given open, so nothing of ours is handed to it.
    subprocess.run(  # noqa: S603  # PostgreSQL's own programs
        [_program(program), *arguments],
        check=True,
        user=user,
        group=user and pwd.getpwnam(user).pw_gid,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
