"""Fails in a report on few people."""

from collections.abc import Iterable

from broken_plugins.making import hooks, waves
from rosace.appraisal import Appraisal
from rosace.report import Section


def write(appraisal: Appraisal) -> Iterable[Section]:
    """Expect more than one person."""
    if any(each.answered == 1 for each in appraisal.participation):
        message = "one person is no group"
        raise ValueError(message)
    return waves(appraisal)


globals().update(hooks("broken-crowded", rosace_write_sections=write))
