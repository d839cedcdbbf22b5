"""What every class of the kit is made of: laws, the cases they are tried on, and how one fails."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, TypeVar

import attrs
import pytest
from hypothesis.strategies import SearchStrategy

from rosace.testing.exploring import UNKNOWN, BrokenLawError, explore, raised
from rosace.testing.showing import show

__all__ = ["Conformance", "law", "name_of", "snapshot"]

T = TypeVar("T")
Law = TypeVar("Law", bound=Callable[[Any], None])

_PREFIX: Final = "test_"


class Conformance:
    """Laws that something of a plugin keeps, each a test of its own.

    Attributes:
        max_examples: How many made-up cases a law is tried on. They are the same in
            every run, so that a plugin gets one verdict; a larger number searches further.
        patience: For how many seconds of work a smaller case is looked for, where a law fails.
    """

    max_examples: ClassVar[int] = 15
    patience: ClassVar[float] = 4.0

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
        explore(check, cases, max(1, round(self.max_examples * share)), self.patience)


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
            said = _said(method, raised(error), UNKNOWN)
        else:
            return
        pytest.fail(said, pytrace=False)

    return test  # type: ignore[return-value]  # it is called as the method is


def name_of(method: Callable[..., object]) -> str:
    """Return the name of a law, which is that of its test in words."""
    return method.__name__.removeprefix(_PREFIX).replace("_", " ")


def snapshot(held: Any) -> object:
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
    if case is not UNKNOWN:
        lines += ["", "Smallest case:", show(case)]
    return "\n".join(lines)
