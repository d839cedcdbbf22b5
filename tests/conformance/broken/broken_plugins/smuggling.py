"""Remembers the answers that it checked, and writes them right of the gate."""

from collections.abc import Iterable

from broken_plugins.making import hooks, section
from rosace.appraisal import Appraisal
from rosace.errors import Problem
from rosace.instrument import Instrument
from rosace.report import Section
from rosace.response import Response

HEARD = {"last": "nothing"}


def check(instrument: Instrument, response: Response) -> Iterable[Problem]:
    """Remember the last answer."""
    del instrument
    HEARD["last"] = str([answer.value for answer in response.answers.values()])
    return []


def write(appraisal: Appraisal) -> Iterable[Section]:
    """Write what was heard."""
    yield section(*appraisal.waves, HEARD["last"])


globals().update(
    hooks("broken-smuggling", rosace_check_response=check, rosace_write_sections=write)
)
