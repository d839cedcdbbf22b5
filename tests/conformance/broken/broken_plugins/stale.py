"""Announces its instrument under the title that the file once had."""

from collections.abc import Iterable

from broken_plugins.making import hooks, petals
from rosace.interfaces import InstrumentReference
from rosace.values import evolve


def announce() -> Iterable[InstrumentReference]:
    """Name the instrument otherwise than its file does in one language."""
    for reference in petals():
        yield evolve(reference, titles={**reference.titles, "en": "The leaves"})


globals().update(hooks("broken-stale", rosace_register_instruments=announce))
