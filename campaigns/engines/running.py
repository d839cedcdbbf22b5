"""Goes through cases with an engine, and tells the smallest in which it differs."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from campaigns.engines.cases import Case, cases
from hypothesis import HealthCheck, given, seed, settings
from tests.engines.comparing import Tried, differences

from rosace import Appraiser, Configuration

__all__ = ["DifferentError", "Placed", "asked", "campaign"]

Placed = Callable[[Case, Sequence[str]], tuple[str, ...]]
"""Brings the files of a case to where the engine reads, and returns its sources."""

_TOLD = 20
"""After how many cases a log is told how far it is."""

_STOPPED = 130
"""The status of what was stopped from outside."""


class DifferentError(Exception):
    """An engine says something else than the core's own."""


def asked(engine: str, about: str | None, arguments: Iterable[str] | None) -> argparse.Namespace:
    """Return what a campaign is asked for, and let it end cleanly when it is stopped.

    Args:
        engine: The engine's name.
        about: What the campaign does.
        arguments: Those of the command line where None.
    """
    parser = argparse.ArgumentParser(prog=f"campaigns.{engine}", description=about)
    parser.add_argument("--cases", type=int, default=200, help="how many made-up instruments")
    parser.add_argument("--seed", type=int, default=7, help="the same cases for the same seed")
    # Whoever stops the campaign stops the servers that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return parser.parse_args(None if arguments is None else list(arguments))


def campaign(
    engine: str, placed: Placed, connection: str | None, *, number: int, start: int
) -> int:
    """Compare an engine with the core's own, and return the status to end with.

    Args:
        engine: The engine's name.
        placed: Brings the files of a case to where the engine reads.
        connection: Where the engine connects to.
        number: How many cases are tried.
        start: The seed.
    """
    appraiser = Appraiser(Configuration())
    on_trial = Tried(appraiser=appraiser, engine=engine, connection=connection)
    tried = 0

    @seed(start)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(appraiser))
    def check(case: Case) -> None:
        nonlocal tried
        with TemporaryDirectory() as folder:
            files = case.write(Path(folder))
            sources = placed(case, files)
            found = differences(on_trial, case, files, sources)
        tried += 1
        if sys.stderr.isatty():
            print(f"\r{tried}", end="", file=sys.stderr, flush=True)
        elif not tried % _TOLD:
            print(f"{tried} cases", file=sys.stderr, flush=True)
        if found:
            raise DifferentError("\n".join(found))

    try:
        check()
    except DifferentError as error:
        print(f"{engine} differs:\n{error}")
        return 1
    except KeyboardInterrupt:
        print(f"{engine}: stopped after {tried} cases")
        return _STOPPED
    print(f"{engine}: {tried} cases, each counted and refused as by rows")
    return 0
