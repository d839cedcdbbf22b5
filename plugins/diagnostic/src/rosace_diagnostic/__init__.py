"""The diagnostic tool for action in partnership: its instrument, and how its answers are read."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.appraisal import Appraisal
    from rosace.report import Section

__all__ = ["rosace_register_instruments", "rosace_write_sections"]

INSTRUMENTS = frozenset({"diagnostic", "wheel"})
"""Ids of the instruments that this plugin reads: its own, and the view that shares its items."""


@hookimpl
def rosace_register_instruments() -> tuple[InstrumentReference, ...]:
    """Name the diagnostic tool."""
    return (
        InstrumentReference(
            id="diagnostic",
            version="1.0.0",
            titles={
                "fr": "Outil diagnostique de l’action en partenariat",
                "en": "Diagnostic tool for action in partnership",
            },
            package=__name__,
            resource="instruments/diagnostic.yaml",
        ),
    )


@hookimpl
def rosace_write_sections(appraisal: "Appraisal") -> "Iterable[Section]":
    """Write where to begin, the conditions, the spread of answers, and the group's own answers."""
    if appraisal.instrument.id not in INSTRUMENTS:
        return ()
    from rosace_diagnostic.sections import diagnostic_sections  # noqa: PLC0415  # only reports need it

    return diagnostic_sections(appraisal)
