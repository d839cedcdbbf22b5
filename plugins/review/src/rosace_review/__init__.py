"""The learning review of a partnership: what to keep, what to throw away, avenues of action."""

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

INSTRUMENT = "review"
"""The id of the board that the group shares."""

CARDS = "review-cards"
"""The id of the form on which everyone writes cards alone."""

PACKAGE = __name__
"""The package that holds the words of this plugin."""


@hookimpl
def rosace_register_instruments() -> tuple[InstrumentReference, ...]:
    """Name the group's board, and the private form of cards."""
    return (
        InstrumentReference(
            id=INSTRUMENT,
            version="1.0.0",
            titles={"fr": "Bilan d’apprentissage", "en": "Learning review"},
            package=PACKAGE,
            resource="instruments/review.yaml",
        ),
        InstrumentReference(
            id=CARDS,
            version="1.0.0",
            titles={
                "fr": "Cartes du bilan d’apprentissage",
                "en": "Cards of the learning review",
            },
            package=PACKAGE,
            resource="instruments/review-cards.yaml",
        ),
    )


@hookimpl
def rosace_check_response(instrument: "Instrument", response: "Response") -> "Iterable[Problem]":
    """Find too many new tracks, dates before the session, and ends without a follow-up."""
    if instrument.id != INSTRUMENT:
        return ()
    from rosace_review.checks import check_review  # noqa: PLC0415  # most responses are of others
    from rosace_review.record import review_of  # noqa: PLC0415  # most responses are of others

    return check_review(review_of(response))


@hookimpl
def rosace_write_sections(appraisal: "Appraisal") -> "Iterable[Section]":
    """Write what was decided last time, the board, the votes and the tracks."""
    if appraisal.instrument.id != INSTRUMENT:
        return ()
    from rosace_review.sections import review_sections  # noqa: PLC0415  # only reports need it

    return review_sections(appraisal)


@hookimpl
def rosace_write_sheets(instrument: "Instrument") -> "Iterable[Sheet]":
    """Write the board for the wall, its cards, and the table of what is decided."""
    if instrument.id != INSTRUMENT:
        return ()
    from rosace_review.sheets import review_sheets  # noqa: PLC0415  # only paper needs it

    return review_sheets(instrument)
