"""A plugin that returns what no hook may return."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from rosace.hookspecs import hookimpl
from rosace.interfaces import InstrumentReference
from rosace.paper import Grid, Head, Sheet
from rosace.report import Message, Verbatim
from rosace.tally import Count, Group, Tally

NAMED: Final = InstrumentReference(
    id="garbage",
    version="1.0.0",
    titles={"en": "Garbage"},
    package="rosace_fake_garbage",
    resource="garbage.yaml",
)


class HalfExporter:
    """Has a name, and little else."""

    name = "half"
    media_types = "text/plain"


class ShyEngine:
    """Raises when it is asked its name."""

    @property
    def name(self) -> str:
        """Raise."""
        raise PermissionError

    def open(self) -> None:
        """Do nothing."""


@hookimpl
def rosace_register_instruments() -> list[object]:
    """Return an instrument, and a number."""
    return [NAMED, 42]


@hookimpl
def rosace_register_exporters() -> list[object]:
    """Return what only looks like an exporter."""
    return [HalfExporter()]


@hookimpl
def rosace_register_importers() -> str:
    """Return text, which could be gone through letter by letter."""
    return "csv"


@hookimpl
def rosace_register_engines() -> list[object]:
    """Return what cannot be looked at."""
    return [ShyEngine()]


@hookimpl
def rosace_check_response(instrument: object, response: object) -> Mapping[str, str]:
    """Return a mapping."""
    return {"instrument": str(instrument), "response": str(response)}


@hookimpl
def rosace_tabulate(instrument: object, responses: object, study: object) -> list[Tally]:
    """Return tallies that count more than there are, hold words, or take another's name."""
    del instrument, responses, study
    group = Group(wave="w1")
    words = "what this person said about the others"
    return [
        _tally("item.q1", group, {"A": 1}),
        _tally("fake-garbage.many", group, {"A": 4, "B": 4}),
        _tally("fake-garbage.words", group, {words: 1}),
        _tally("fake-garbage.negative", group, {"A": -1}),
    ]


@hookimpl
def rosace_write_sections(appraisal: object) -> list[object]:
    """Return nothing that is a section."""
    return [None, appraisal, "section"]


@hookimpl
def rosace_write_sheets(instrument: object) -> list[object]:
    """Return a sheet that takes another's name, one without words, and no sheet at all."""
    content = Grid(columns=(Head(),))
    words = Verbatim(verbatim="Grid")
    return [
        Sheet(id="fake-grid", title=words, content=content),
        Sheet(id="fake-garbage", title=Message(message="fake-garbage.unsaid"), content=content),
        instrument,
    ]


@hookimpl
def rosace_render_figure(figure: object, rows: object, language: str, media_type: str) -> str:
    """Return text where bytes are due."""
    return f"{figure}{rows}{language}{media_type}"


def _tally(of: str, group: Group, counts: Mapping[str, int]) -> Tally:
    return Tally(
        of=of,
        kind="choices",
        group=group,
        persons=5,
        organizations=5,
        weight=Fraction(5),
        counts={key: Count(persons=n, weight=Fraction(1)) for key, n in counts.items()},
    )
