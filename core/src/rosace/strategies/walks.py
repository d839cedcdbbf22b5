"""Hypothesis strategies of whole walks: an instrument, a study of it, and who answered."""

from fractions import Fraction
from typing import Final

from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.response import Respondent, Response
from rosace.strategies.answers import answers
from rosace.strategies.instruments import instruments
from rosace.study import Breakdown, Disclosure, Study, StudyInstrument, Subject, Wave

__all__ = ["assemblies", "gatherings", "walks"]

_WAVES: Final = ("w1", "w2")
_PLANS: Final[tuple[tuple[Breakdown, ...], ...]] = (
    (),
    (("sector",),),
    (("sector", "place"),),
    (("place",), ("sector", "place")),
)
_WEIGHTS: Final = (Fraction(1), Fraction(1, 3), Fraction(3))
"""One of them is no number of the machine's."""
_SHEETS: Final = 4
_ATTRIBUTES: Final = (("sector", "ab"), ("place", "xy"))


@st.composite
def gatherings(
    draw: st.DrawFn, instrument: Instrument, *, least: int = 0, most: int = 12
) -> tuple[Response, ...]:
    """Generate the sound responses of a few people over two waves, and at times the group's own.

    Organizations and attributes are known of some; weights are at times unlike.

    Args:
        draw: Hypothesis's own.
        instrument: A sound instrument.
        least: Fewest people in a wave.
        most: Most people in a wave.
    """
    sheets = [draw(answers(instrument)) for _ in range(draw(st.integers(1, _SHEETS)))]
    weights = st.sampled_from(_WEIGHTS) if draw(st.booleans()) else st.just(Fraction(1))
    shared = draw(st.booleans())
    made = []
    for wave in _WAVES:
        for number in range(draw(st.integers(least, most))):
            respondent = Respondent(
                id=f"p{number}",
                kind="individual",
                organization=draw(st.sampled_from([None, "o1", "o2", "o3"])) if shared else None,
                attributes=draw(_attributes()),
                weight=draw(weights),
            )
            made.append((wave, f"{wave}-{number}", respondent, draw(st.sampled_from(sheets))))
        if draw(st.booleans()):
            named = draw(st.sampled_from([None, "o1"])) if shared else None
            group = Respondent(id="group", kind="collective", organization=named)
            written = draw(answers(instrument, kind="collective"))
            made.append((wave, f"{wave}-group", group, written))
    return tuple(
        Response(
            id=identifier,
            instrument=instrument.id,
            version=instrument.version,
            wave=wave,
            respondent=respondent,
            answers=sheet,
        )
        for wave, identifier, respondent, sheet in made
    )


@st.composite
def assemblies(draw: st.DrawFn, instrument: Instrument, *, most: int = 6) -> tuple[Response, ...]:
    """Generate what several groups wrote together over two waves; attributes are known of some.

    Args:
        draw: Hypothesis's own.
        instrument: A sound instrument.
        most: Most groups in a wave.
    """
    sheets = [draw(answers(instrument, kind="collective")) for _ in range(2)]
    return tuple(
        Response(
            id=f"{wave}-{number}",
            instrument=instrument.id,
            version=instrument.version,
            wave=wave,
            respondent=Respondent(
                id=f"g{number}", kind="collective", attributes=draw(_attributes())
            ),
            answers=draw(st.sampled_from(sheets)),
        )
        for wave in _WAVES
        for number in range(draw(st.integers(0, most)))
    )


@st.composite
def _attributes(draw: st.DrawFn) -> dict[str, str]:
    drawn = {name: draw(st.sampled_from(["", *values])) for name, values in _ATTRIBUTES}
    return {name: value for name, value in drawn.items() if value}


@st.composite
def walks(
    draw: st.DrawFn, *, least: int = 0, most: int = 12
) -> tuple[Instrument, Study, tuple[Response, ...]]:
    """Generate an instrument, a study of it with a plan and two waves, and its responses.

    Args:
        draw: Hypothesis's own.
        least: Fewest people in a wave.
        most: Most people in a wave.
    """
    instrument = draw(instruments())
    study = Study(
        id="study",
        title={"fr": "Étude", "en": "Study"},
        subject=Subject(id="group", title={"fr": "Groupe", "en": "Group"}),
        instruments=(StudyInstrument(id=instrument.id),),
        waves=tuple(Wave(id=wave, closed=draw(st.booleans())) for wave in _WAVES),
        voice=draw(st.sampled_from(["person", "organization"])),
        breakdowns=draw(st.sampled_from(_PLANS)),
        disclosure=Disclosure(mode=draw(st.sampled_from(["protected", "protected", "open"]))),
    )
    return instrument, study, draw(gatherings(instrument, least=least, most=most))
