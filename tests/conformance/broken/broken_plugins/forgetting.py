"""Finds in a response only once what is odd in it."""

from collections.abc import Iterable

from broken_plugins.making import hooks, odd_answers
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.response import Response

SEEN: list[Response] = []


def check(instrument: Instrument, response: Response) -> Iterable[Problem]:
    """Look at each response once."""
    if any(response is each for each in SEEN):
        return []
    SEEN.append(response)
    return odd_answers(instrument, response)


globals().update(hooks("broken-forgetting", rosace_check_response=check))
