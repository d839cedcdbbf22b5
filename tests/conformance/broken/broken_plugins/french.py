"""Fails in every report that is not in French."""

from collections.abc import Iterable

from broken_plugins.making import hooks, waves
from rosace.appraisal import Appraisal
from rosace.report import Section

TITLES = {"fr": "Les pétales"}


def write(appraisal: Appraisal) -> Iterable[Section]:
    """Look up a title."""
    _ = TITLES[appraisal.language]
    return waves(appraisal)


globals().update(hooks("broken-french", rosace_write_sections=write))
