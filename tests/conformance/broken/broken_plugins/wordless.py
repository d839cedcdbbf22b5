"""Finds what it has no words for."""

from collections.abc import Iterable

from broken_plugins.making import hooks, odd_answers
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.response import Response


def check(instrument: Instrument, response: Response) -> Iterable[Problem]:
    """Find by another code."""
    return [Problem("broken-unsaid") for _ in odd_answers(instrument, response)]


globals().update(hooks("broken-wordless", rosace_check_response=check))
