"""Looking for the smallest case that breaks a law."""

import pickle
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import hypothesis
import pluggy
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from rosace.errors import RosaceError

__all__ = ["UNKNOWN", "BrokenLawError", "breach", "explore", "raised"]

T = TypeVar("T")

UNKNOWN: Final = object()
"""Stands for a case where there is none."""

_NOBODYS: Final = tuple(
    Path(file).parent for file in (__file__, hypothesis.__file__, pluggy.__file__)
)
_MOST_FRAMES: Final = 3

_POOLS: Final[dict[int, tuple[object, list[bytes], int]]] = {}


class BrokenLawError(AssertionError):
    """A law does not hold.

    Args:
        found: What was found, in a sentence.
        case: What it was found in.
    """

    def __init__(self, found: str, case: object = UNKNOWN) -> None:
        """Hold what was found, and in what."""
        super().__init__(found)
        self.found = found
        self.case = case


def breach(found: str, case: object = UNKNOWN, cause: BaseException | None = None) -> NoReturn:
    """Say that a law does not hold.

    Args:
        found: What was found, in a sentence.
        case: What it was found in, where the kit does not know.
        cause: What was raised.

    Raises:
        BrokenLawError: Always.
    """
    raise BrokenLawError(found, case) from cause


class _EnoughError(KeyboardInterrupt):
    """The search has taken its time: nothing else ends Hypothesis's."""


def explore(
    check: Callable[[T], None], cases: SearchStrategy[T], most: int, patience: float
) -> None:
    """Try a check on made-up cases, and raise for the smallest that it fails.

    The cases of a strategy are made up once, and each check gets copies of its own:
    only where one fails is a smaller one searched.

    Args:
        check: Raises where it fails.
        cases: Makes up cases.
        most: How many are tried.
        patience: Seconds of work for which a smaller case is looked for.

    Raises:
        BrokenLawError: A case fails.
    """
    most = min(most, settings.default.max_examples if settings.default else most)
    for case in _pool(cases, most):
        try:
            _tried(check, case)
        except BrokenLawError:
            _search(check, cases, most, patience)
            # No smaller one was found, nor this one again.
            raise


def _tried(check: Callable[[T], None], case: T) -> None:
    try:
        check(case)
    except BrokenLawError as broken:
        breach(broken.found, case, broken.__cause__)
    except HypothesisException:
        raise
    except Exception as error:  # noqa: BLE001  # whatever a plugin raises breaks the law
        breach(raised(error), case, error)


def _pool(cases: SearchStrategy[T], most: int) -> "list[T]":
    """Return fresh copies of the first cases of a strategy, which are made up once."""
    key = id(cases)
    if key not in _POOLS or _POOLS[key][2] < most:
        made: list[bytes] = []
        keep = hypothesis.given(cases)(lambda case: made.append(pickle.dumps(case)))
        _settings(most, Phase.generate)(keep)()
        # The strategy is kept too, so that no other comes to have its id.
        _POOLS[key] = (cases, made, most)
    return [pickle.loads(each) for each in _POOLS[key][1][:most]]  # noqa: S301  # pickled above


def _search(
    check: Callable[[T], None], cases: SearchStrategy[T], most: int, patience: float
) -> None:
    """Raise for the smallest case that fails, where one is found again."""
    smallest: list[tuple[int, BrokenLawError]] = []
    began = time.process_time()

    @st.composite
    def timed(draw: st.DrawFn) -> T:
        # Most of a search is spent on making up cases, many of which come to nothing.
        if smallest and time.process_time() - began > patience:
            raise _EnoughError
        return draw(cases)

    def tried(case: T) -> None:
        try:
            _tried(check, case)
        except BrokenLawError as broken:
            size = len(repr(case))
            if not smallest or size <= smallest[0][0]:
                smallest[:] = [(size, broken)]
            raise

    try:
        _settings(most, Phase.generate, Phase.shrink)(hypothesis.given(timed())(tried))()
    except (_EnoughError, Exception):  # it was noted when it was raised
        if not smallest:
            raise
    if smallest:
        raise smallest[0][1]


def _settings(most: int, *phases: Phase) -> Any:
    return settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=tuple(HealthCheck),
    )


def raised(error: BaseException) -> str:
    """Return what was raised and where, without the frames of the kit itself."""
    lines = [" ".join(f"{type(error).__name__}: {error}".split())]
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not any(Path(frame.filename).is_relative_to(folder) for folder in _NOBODYS)
    ]
    # An error of the core says by itself what is wrong.
    frames = [] if isinstance(error, RosaceError) else frames[-_MOST_FRAMES:]
    lines += [
        f"  {Path(frame.filename).name}:{frame.lineno}, in {frame.name}: {frame.line}"
        for frame in frames
    ]
    if error.__cause__ is not None:
        lines.append(f"from {raised(error.__cause__)}")
    return "\n".join(lines)
