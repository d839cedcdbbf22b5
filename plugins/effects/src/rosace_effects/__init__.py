"""Appraising the effects of local intersectoral action: events, outcomes, chains."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.appraisal import Appraisal
    from rosace.errors import Problem
    from rosace.instrument import Instrument
    from rosace.paper import Sheet
    from rosace.report import Section
    from rosace.response import Response

__all__ = [
    "rosace_check_response",
    "rosace_register_instruments",
    "rosace_write_sections",
    "rosace_write_sheets",
]

INSTRUMENT = "effects"
"""The id of the instrument that this plugin brings and reads."""


@hookimpl
def rosace_register_instruments() -> tuple[InstrumentReference, ...]:
    """Name the effects instrument."""
    return (
        InstrumentReference(
            id=INSTRUMENT,
            version="1.0.0",
            titles={
                "fr": "Appréciation des effets de l’action intersectorielle locale",
                "en": "Appraisal of the effects of local intersectoral action",
            },
            package=__name__,
            resource="instruments/effects.yaml",
        ),
    )


@hookimpl
def rosace_check_response(instrument: "Instrument", response: "Response") -> "Iterable[Problem]":
    """Find cycles, dates that run backwards, and events without an outcome."""
    if instrument.id != INSTRUMENT:
        return ()
    from rosace_effects.checks import check_story  # noqa: PLC0415  # most responses are of others
    from rosace_effects.story import story_of  # noqa: PLC0415  # most responses are of others

    return check_story(story_of(response))


@hookimpl
def rosace_write_sections(appraisal: "Appraisal") -> "Iterable[Section]":
    """Write the time line, the chains and the distribution of outcomes."""
    if appraisal.instrument.id != INSTRUMENT:
        return ()
    from rosace_effects.sections import effects_sections  # noqa: PLC0415  # only reports need it

    return effects_sections(appraisal)


@hookimpl
def rosace_write_sheets(instrument: "Instrument") -> "Iterable[Sheet]":
    """Write the timeline for the wall, and the cards that are laid on it."""
    if instrument.id != INSTRUMENT:
        return ()
    from rosace_effects.sheets import effects_sheets  # noqa: PLC0415  # only paper needs it

    return effects_sheets(instrument)
