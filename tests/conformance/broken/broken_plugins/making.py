"""The hooks of a plugin that keeps every law, to be put into a module with some of them changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import FunctionType
from typing import Any

from rosace.appraisal import Appraisal
from rosace.errors import Problem
from rosace.hookspecs import hookimpl
from rosace.instrument import Instrument
from rosace.interfaces import Drawing, InstrumentReference
from rosace.paper import Grid, Head, Sheet
from rosace.report import Column, CountCell, Message, Section, Table, TextCell, Verbatim
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Count, Group, Tally

Hooks = dict[str, Callable[..., Any]]


def hooks(name: str, **changed: Callable[..., Any]) -> Hooks:
    """Return the hooks of a plugin of a name, some of them changed."""
    kept: Hooks = {
        "rosace_register_instruments": petals,
        "rosace_check_response": odd_answers,
        "rosace_tabulate": counting(f"{name}.answers"),
        "rosace_write_sections": waves,
        "rosace_write_sheets": sheets(name),
        "rosace_render_figure": circle,
    }
    return {hook: hookimpl(_copy(function)) for hook, function in {**kept, **changed}.items()}


def _copy(held: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function for which another of its name is no hook."""
    function: Any = held
    return FunctionType(
        function.__code__, function.__globals__, closure=function.__closure__, argdefs=None
    )


def petals() -> Iterable[InstrumentReference]:
    """Name the instrument."""
    yield InstrumentReference(
        id="petals",
        version="1.0.0",
        titles={"fr": "Les pétales", "en": "The petals"},
        package="broken_plugins",
        resource="instruments/petals.yaml",
    )


def odd_answers(instrument: Instrument, response: Response) -> Iterable[Problem]:
    """Find every answer C to the petals odd."""
    if instrument.id == "petals":
        for item, answer in response.answers.items():
            if answer.value == "C":
                yield Problem("broken-odd", pointer=f"/answers/{item}", arguments={"item": item})


def counting(
    of: str, extra: int = 0
) -> Callable[[Instrument, Sequence[Response], Study], Iterable[Tally]]:
    """Return what counts, by wave, who answered, and some more."""

    def count(
        instrument: Instrument, responses: Sequence[Response], study: Study
    ) -> Iterable[Tally]:
        del instrument
        for wave in study.waves:
            here = [response for response in responses if response.wave == wave.id]
            persons = sum(each.respondent.kind == "individual" for each in here)
            if persons:
                counted = Count(persons=persons + extra, weight=Fraction(0))
                yield Tally(
                    of=of,
                    kind="answered",
                    group=Group(wave=wave.id),
                    persons=persons + extra,
                    organizations=persons,
                    weight=Fraction(0),
                    counts={"answered": counted},
                )

    return count


def waves(appraisal: Appraisal) -> Iterable[Section]:
    """Write a table of the waves."""
    yield section(*(wave for wave in appraisal.waves))


def section(*names: str, title: str = "core.yes") -> Section:
    """Return a section with a table of some names."""
    said = Message(message=title)
    columns = (
        Column(id="name", title=said, kind="text", header=True),
        Column(id="count", title=said, kind="count"),
    )
    rows = tuple(
        (TextCell(text=Verbatim(verbatim=name)), CountCell(low=1, high=1)) for name in names
    )
    table = Table(id="names", title=said, columns=columns, rows=rows)
    return Section(id="waves", title=said, blocks=(table,))


def sheets(name: str) -> Callable[[Instrument], Iterable[Sheet]]:
    """Return what writes a sheet of a name, with a row for each item."""

    def write(instrument: Instrument) -> Iterable[Sheet]:
        said = Message(message="core.yes")
        yield Sheet(
            id=name,
            title=said,
            content=Grid(columns=(Head(title=said),), blank=len(instrument.items)),
        )

    return write


def circle(
    figure: Drawing, rows: Sequence[Mapping[str, Any]], language: str, media_type: str
) -> bytes | None:
    """Draw a circle, whatever is asked."""
    del figure, rows, language
    return b"<svg/>" if media_type == "image/svg+xml" else None
