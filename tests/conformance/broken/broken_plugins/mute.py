"""Names a message that no catalogue has."""

from collections.abc import Iterable

from broken_plugins.making import hooks, section
from rosace.appraisal import Appraisal
from rosace.report import Section


def write(appraisal: Appraisal) -> Iterable[Section]:
    """Write a section without words."""
    yield section(*appraisal.waves, title="broken.unsaid")


globals().update(hooks("broken-mute", rosace_write_sections=write))
