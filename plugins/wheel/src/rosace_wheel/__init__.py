"""The wheel for appraising action in partnership: a form of its own, and a section for others."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.appraisal import Appraisal
    from rosace.instrument import Instrument
    from rosace.paper import Sheet
    from rosace.report import Section

__all__ = ["rosace_register_instruments", "rosace_write_sections", "rosace_write_sheets"]


@hookimpl
def rosace_register_instruments() -> tuple[InstrumentReference, ...]:
    """Name the wheel's own form, a view of the diagnostic tool."""
    return (
        InstrumentReference(
            id="wheel",
            version="1.0.0",
            titles={
                "fr": "Roue d’appréciation de l’action en partenariat",
                "en": "Wheel for appraising action in partnership",
            },
            package=__name__,
            resource="instruments/wheel.yaml",
        ),
    )


@hookimpl
def rosace_write_sections(appraisal: "Appraisal") -> "Iterable[Section]":
    """Put a wheel into the report of any instrument with 3 to 12 dimensions."""
    from rosace_wheel.sections import wheel_sections  # noqa: PLC0415  # only reports need it

    return wheel_sections(appraisal)


@hookimpl
def rosace_write_sheets(instrument: "Instrument") -> "Iterable[Sheet]":
    """Write a wheel to colour by hand, for any instrument that makes one."""
    from rosace_wheel.sheets import wheel_sheets  # noqa: PLC0415  # only paper needs it

    return wheel_sheets(instrument)
