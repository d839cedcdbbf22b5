"""Takes every instrument for its own."""

from collections.abc import Iterable

from broken_plugins.making import hooks, waves
from rosace.appraisal import Appraisal
from rosace.report import Section


def write(appraisal: Appraisal) -> Iterable[Section]:
    """Look up an item that other instruments have not."""
    appraisal.instrument.item("q1")
    return waves(appraisal)


globals().update(hooks("broken-narrow", rosace_write_sections=write))
