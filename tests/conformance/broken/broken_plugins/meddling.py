"""Finds something in the answers to others' instruments."""

from collections.abc import Iterable

from broken_plugins.making import hooks
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.response import Response


def check(instrument: Instrument, response: Response) -> Iterable[Problem]:
    """Find every answer odd."""
    del instrument
    return [Problem("broken-odd", arguments={"item": item}) for item in response.answers]


globals().update(hooks("broken-meddling", rosace_check_response=check))
