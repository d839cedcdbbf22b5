"""Hypothesis strategies of responses, studies and configurations."""

from collections.abc import Collection

from hypothesis import strategies as st

from rosace.configuration import AllowedPlugin, Configuration
from rosace.instrument import Instrument
from rosace.response import Respondent, Response
from rosace.strategies.answers import answers
from rosace.strategies.texts import (
    identifiers,
    localized,
    names,
    optional,
    rationals,
    unique_ids,
    versions,
    words,
)
from rosace.study import (
    Attribute,
    AttributeValue,
    Breakdown,
    Disclosure,
    Invited,
    Study,
    StudyInstrument,
    Subject,
    Wave,
)

__all__ = ["configurations", "respondents", "responses", "studies"]


@st.composite
def respondents(draw: st.DrawFn, kind: str | None = None) -> Respondent:
    """Generate respondents, individual or collective where no kind is given."""
    return Respondent(
        id=draw(names()),
        kind=kind or draw(st.sampled_from(["individual", "collective"])),  # type: ignore[arg-type]  # one of the two
        organization=draw(optional(names())),
        attributes=draw(st.dictionaries(identifiers(), names(), max_size=2)),
        weight=draw(rationals(0, 9)),
    )


@st.composite
def responses(
    draw: st.DrawFn, instrument: Instrument, *, wave: str | None = None, kind: str | None = None
) -> Response:
    """Generate responses in which `check_response` finds nothing.

    Args:
        draw: Hypothesis's own.
        instrument: A sound instrument.
        wave: The wave; any where none is given.
        kind: ``individual`` or ``collective``; either where none is given.
    """
    respondent = draw(respondents(kind))
    return Response(
        id=draw(names()),
        instrument=instrument.id,
        version=instrument.version,
        wave=wave or draw(identifiers()),
        respondent=respondent,
        answers=draw(answers(instrument, kind=respondent.kind)),
    )


@st.composite
def studies(draw: st.DrawFn, instruments: tuple[str, ...] = ("diagnostic",)) -> Study:
    """Generate studies of some instruments, whose plan names only declared attributes.

    Args:
        draw: Hypothesis's own.
        instruments: Ids of the instruments they use.
    """
    waves = draw(unique_ids(1, 3))
    attributes = draw(st.dictionaries(identifiers(), _attribute_values(), max_size=3))
    invited = st.builds(Invited, wave=st.sampled_from(waves), count=st.integers(0, 100_000_000))
    return Study(
        id=draw(identifiers()),
        title=draw(localized()),
        subject=draw(st.builds(Subject, id=identifiers(), title=localized())),
        instruments=tuple(draw(_used(each, tuple(waves))) for each in instruments),
        waves=tuple(draw(_wave(each)) for each in waves),
        attributes=tuple(
            Attribute(id=key, title=draw(optional(localized())), values=values)
            for key, values in attributes.items()
        ),
        voice=draw(st.sampled_from(["person", "organization"])),
        breakdowns=draw(_breakdowns(attributes)),
        invited=tuple(draw(st.lists(invited, max_size=2))),
        disclosure=draw(_disclosure()),
        languages=draw(st.sampled_from([None, ("fr",), ("en", "fr-CA")])),
        audiences=draw(st.sampled_from([("group",), ("public", "facilitator")])),
        public=draw(st.sampled_from([(), instruments])),
        retention=draw(st.sampled_from([None, "2030", "2030-06", "2030-06-30"])),
    )


def _used(instrument: str, waves: tuple[str, ...]) -> st.SearchStrategy[StudyInstrument]:
    return st.builds(
        StudyInstrument,
        id=st.just(instrument),
        version=optional(versions()),
        file=optional(words()),
        waves=optional(st.just(waves)),
        mode=optional(identifiers()),
    )


def _wave(name: str) -> st.SearchStrategy[Wave]:
    return st.builds(
        Wave,
        id=st.just(name),
        title=optional(localized()),
        date=st.sampled_from([None, "2024", "2024-05", "2024-05-31"]),
        closed=st.booleans(),
    )


def _breakdowns(attributes: Collection[str]) -> st.SearchStrategy[tuple[Breakdown, ...]]:
    if not attributes:
        return st.just(())
    crossed = st.lists(st.sampled_from(sorted(attributes)), min_size=1, max_size=2, unique=True)
    return st.lists(crossed.map(tuple), max_size=3, unique=True).map(tuple)


def _disclosure() -> st.SearchStrategy[Disclosure]:
    return st.builds(
        Disclosure,
        mode=st.sampled_from(["protected", "open"]),
        group=st.integers(5, 1_000_000),
        subgroup=st.integers(10, 1_000_000),
    )


def _attribute_values() -> st.SearchStrategy[tuple[AttributeValue, ...] | None]:
    held = st.lists(names(), min_size=1, max_size=3, unique=True)
    return optional(held.map(lambda ids: tuple(AttributeValue(id=each) for each in ids)))


def configurations() -> st.SearchStrategy[Configuration]:
    """Generate configurations."""
    allowed = st.builds(AllowedPlugin, name=identifiers(), distribution=optional(names()))
    return st.builds(
        Configuration,
        plugins=st.just("all") | st.lists(allowed, unique=True, max_size=3).map(tuple),
        instrument_folders=st.lists(words(), unique=True, max_size=2).map(tuple),
        language=st.sampled_from([None, "fr", "en", "fr-CA"]),
        strict=st.booleans(),
    )
