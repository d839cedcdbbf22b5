"""Groups of people who answer an instrument, in a study that says what may be told of them.

Strategies are made once for the same arguments, so that laws can share their cases.
"""

import pickle
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from hypothesis import strategies as st

from rosace.appraiser import Appraiser
from rosace.configuration import AllowedPlugin, Configuration
from rosace.instrument import Instrument
from rosace.response import Answer, Respondent, Response
from rosace.strategies import answers, gatherings, instruments, walks
from rosace.study import Breakdown, Study, StudyInstrument, Subject, Wave

__all__ = [
    "Allowed",
    "Walk",
    "any_walks",
    "appraiser_of",
    "hidden_pairs",
    "instruments_of",
    "own_walks",
    "study_of",
]

Allowed = tuple[str, ...]
"""The names of the plugins that may load."""

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


@cache
def appraiser_of(allowed: Allowed) -> Appraiser:
    """Return an appraiser of some plugins that forgives them nothing.

    Args:
        allowed: The plugins.
    """
    plugins = tuple(AllowedPlugin(name=name) for name in allowed)
    return Appraiser(Configuration(plugins=plugins), strict=True)


def instruments_of(allowed: Allowed, ids: tuple[str, ...]) -> tuple[Instrument, ...]:
    """Return copies of instruments, which no hook can change for the laws after it.

    Args:
        allowed: The plugins that may load.
        ids: The ids of the instruments.
    """
    found = tuple(map(appraiser_of(allowed).instrument, ids))
    return tuple(pickle.loads(pickle.dumps(found)))  # noqa: S301  # pickled here


@cache
def any_walks(least: int = 0, most: int = 12) -> st.SearchStrategy[Walk]:
    """Generate walks through made-up instruments.

    Args:
        least: Fewest people in a wave.
        most: Most people in a wave.
    """
    return walks(least=least, most=most)


@cache
def own_walks(allowed: Allowed, ids: tuple[str, ...], least: int = 0) -> st.SearchStrategy[Walk]:
    """Generate walks through some instruments; through made-up ones where there are none.

    Args:
        allowed: The plugins that may load.
        ids: The ids of the instruments.
        least: Fewest people in a wave.
    """
    if not ids:
        return any_walks(least)

    def through(instrument: Instrument) -> st.SearchStrategy[Walk]:
        plan = st.sampled_from([(), (("sector",),)])
        study = plan.map(lambda held: study_of(instrument, breakdowns=held))
        return st.tuples(st.just(instrument), study, gatherings(instrument, least=least))

    return st.sampled_from(instruments_of(allowed, ids)).flatmap(through)


@cache
def hidden_pairs(allowed: Allowed, ids: tuple[str, ...]) -> st.SearchStrategy[tuple[Walk, Walk]]:
    """Generate two walks that differ in answers alone, of groups of which nothing may be told.

    Args:
        allowed: The plugins that may load.
        ids: The ids of the instruments that are answered; made-up ones where there are none.
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

    known = st.sampled_from(instruments_of(allowed, ids)) if ids else instruments()
    return known.flatmap(through)


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
