"""Groups of people who answer an instrument, in a study that says what may be told of them."""

from collections.abc import Iterable, Mapping
from typing import Final

from hypothesis import strategies as st

from rosace.instrument import Instrument
from rosace.response import Answer, Respondent, Response
from rosace.strategies import answers, gatherings, walks
from rosace.study import Breakdown, Study, StudyInstrument, Subject, Wave

__all__ = ["Walk", "hidden_pairs", "study_of", "walks_through"]

Walk = tuple[Instrument, Study, tuple[Response, ...]]
"""An instrument, a study of it, and who answered."""

Sheet = Mapping[str, Answer]

_WAVES: Final = ("w1", "w2")
_HIDDEN: Final = ((4, True), (11, False))
"""How many people answer, and whether their wave is closed: nothing may be told of either."""


def study_of(
    instrument: Instrument, *, closed: bool = True, breakdowns: tuple[Breakdown, ...] = ()
) -> Study:
    """Return a study of one instrument over two waves.

    Args:
        instrument: The instrument.
        closed: Whether the waves are closed.
        breakdowns: The publication plan.
    """
    return Study(
        id="study",
        title={"fr": "Étude", "en": "Study"},
        subject=Subject(id="group", title={"fr": "Groupe", "en": "Group"}),
        instruments=(StudyInstrument(id=instrument.id),),
        waves=tuple(Wave(id=wave, closed=closed) for wave in _WAVES),
        breakdowns=breakdowns,
    )


def walks_through(instruments: Iterable[Instrument], *, least: int = 0) -> st.SearchStrategy[Walk]:
    """Generate walks through some instruments; through made-up ones where there are none.

    Args:
        instruments: The instruments.
        least: Fewest people in a wave.
    """
    known = tuple(instruments)
    if not known:
        return walks(least=least)

    def through(instrument: Instrument) -> st.SearchStrategy[Walk]:
        plan = st.sampled_from([(), (("sector",),)])
        study = plan.map(lambda held: study_of(instrument, breakdowns=held))
        return st.tuples(st.just(instrument), study, gatherings(instrument, least=least))

    return st.sampled_from(known).flatmap(through)


def hidden_pairs(instruments: Iterable[Instrument]) -> st.SearchStrategy[tuple[Walk, Walk]]:
    """Generate two walks that differ in answers alone, of groups of which nothing may be told.

    Args:
        instruments: The instruments that are answered.
    """

    def through(instrument: Instrument) -> st.SearchStrategy[tuple[Walk, Walk]]:
        def of(group: tuple[int, bool]) -> st.SearchStrategy[tuple[Walk, Walk]]:
            size, closed = group
            study = study_of(instrument, closed=closed)
            alike = answers(instrument).map(lambda sheet: [sheet] * size)
            unlike = st.lists(answers(instrument), min_size=size, max_size=size)
            pair = st.tuples(alike, unlike if size == _HIDDEN[0][0] else alike)
            return pair.map(
                lambda sheets: (
                    (instrument, study, _people(instrument, sheets[0])),
                    (instrument, study, _people(instrument, sheets[1])),
                )
            )

        return st.sampled_from(_HIDDEN).flatmap(of)

    return st.sampled_from(tuple(instruments)).flatmap(through)


def _people(instrument: Instrument, sheets: Iterable[Sheet]) -> tuple[Response, ...]:
    return tuple(
        Response(
            id=f"w1-{number}",
            instrument=instrument.id,
            version=instrument.version,
            wave="w1",
            respondent=Respondent(id=f"p{number}", kind="individual"),
            answers=sheet,
        )
        for number, sheet in enumerate(sheets)
    )
