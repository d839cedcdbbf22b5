"""What every class of the kit is made of: laws, the cases they are tried on, and how one fails."""

import functools
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final, NoReturn, TypeVar

import attrs
import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from rosace.testing.showing import show

__all__ = ["BrokenLawError", "Conformance", "breach", "law", "name_of", "snapshot"]

T = TypeVar("T")
Law = TypeVar("Law", bound=Callable[[Any], None])

_PREFIX: Final = "test_"
_NOBODYS: Final = (Path(__file__).parent, Path(hypothesis.__file__).parent)
_MOST_FRAMES: Final = 3
_NOTHING: Final = object()


class BrokenLawError(AssertionError):
    """A law does not hold.

    Args:
        found: What was found, in a sentence.
        case: What it was found in.
    """

    def __init__(self, found: str, case: object = _NOTHING) -> None:
        """Hold what was found, and in what."""
        super().__init__(found)
        self.found = found
        self.case = case


def breach(found: str, case: object = _NOTHING, cause: Exception | None = None) -> NoReturn:
    """Say that a law does not hold.

    Args:
        found: What was found, in a sentence.
        case: What it was found in, where the kit does not know.
        cause: What was raised.

    Raises:
        BrokenLawError: Always.
    """
    raise BrokenLawError(found, case) from cause


class Conformance:
    """Laws that something of a plugin keeps, each a test of its own.

    Attributes:
        max_examples: How many made-up cases a law is tried on. They are the same in
            every run, so that a plugin gets one verdict; a larger number searches further.
    """

    max_examples: ClassVar[int] = 20

    def explore(
        self, check: Callable[[T], None], cases: SearchStrategy[T], *, share: float = 1
    ) -> None:
        """Try a law on made-up cases, and fail with the smallest that breaks it.

        Args:
            check: Raises where the law is broken.
            cases: Makes up cases.
            share: The part of `max_examples` that is tried, for cases that take long.

        Raises:
            BrokenLawError: A case breaks the law.
        """
        most = min(self.max_examples, settings.default.max_examples if settings.default else 100)

        def tried(case: T) -> None:
            try:
                check(case)
            except BrokenLawError as broken:
                raise BrokenLawError(broken.found, case) from broken.__cause__
            except HypothesisException:
                raise
            except Exception as error:
                raise BrokenLawError(raised(error), case) from error

        modest = settings(
            max_examples=max(1, round(most * share)),
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=tuple(HealthCheck),
        )
        modest(hypothesis.given(cases)(tried))()


def law(method: Law) -> Law:
    """Make a method of a conformance class a law: it fails by the law's name, in a few lines.

    Args:
        method: The test. What it raises breaks the law; its docstring says what the law is.
    """

    @functools.wraps(method)
    def test(self: Any) -> None:
        __tracebackhide__ = True
        try:
            method(self)
        except BrokenLawError as broken:
            said = _said(method, broken.found, broken.case)
        except Exception as error:  # noqa: BLE001  # whatever a plugin raises breaks the law
            said = _said(method, raised(error), _NOTHING)
        else:
            return
        pytest.fail(said, pytrace=False)

    return test  # type: ignore[return-value]  # it is called as the method is


def name_of(method: Callable[..., object]) -> str:
    """Return the name of a law, which is that of its test in words."""
    return method.__name__.removeprefix(_PREFIX).replace("_", " ")


def raised(error: BaseException) -> str:
    """Return what was raised and where, without the frames of the kit itself."""
    lines = [" ".join(f"{type(error).__name__}: {error}".split())]
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not any(Path(frame.filename).is_relative_to(folder) for folder in _NOBODYS)
    ]
    for frame in frames[-_MOST_FRAMES:]:
        lines.append(f"  {Path(frame.filename).name}:{frame.lineno}, in {frame.name}: {frame.line}")
    if error.__cause__ is not None:
        lines.append(f"from {raised(error.__cause__)}")
    return "\n".join(lines)


def snapshot(held: object) -> object:
    """Return a copy of a value in which everything that could change is plain and fixed.

    Two snapshots are equal where nothing has changed, the order of dictionaries included.
    """
    if attrs.has(type(held)):
        parts = (getattr(held, field.name) for field in attrs.fields(type(held)))
        return (type(held).__name__, *map(snapshot, parts))
    if isinstance(held, Mapping):
        return tuple((key, snapshot(each)) for key, each in held.items())
    if isinstance(held, list | tuple):
        return (type(held).__name__, *map(snapshot, held))
    return held


def _said(method: Callable[..., object], found: str, case: object) -> str:
    promise = (method.__doc__ or "").strip().partition("\n")[0]
    lines = [f"Law “{name_of(method)}”: {found}", "", promise]
    if case is not _NOTHING:
        lines += ["", "Smallest case:", show(case)]
    return "\n".join(lines)
