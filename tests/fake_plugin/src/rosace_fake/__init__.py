"""A plugin as it should be: every hook, small and sound."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from io import TextIOWrapper
from typing import Any, BinaryIO

from rosace.appraisal import Appraisal
from rosace.counting import Counted
from rosace.errors import Problem
from rosace.hookspecs import hookimpl
from rosace.instrument import Instrument
from rosace.intake import Rejected
from rosace.interfaces import (
    Drawing,
    Examined,
    ImportedTable,
    ImportOptions,
    InstrumentReference,
    Order,
)
from rosace.paper import Grid, Head, Sheet
from rosace.report import (
    Column,
    CountCell,
    Figure,
    Message,
    Section,
    Table,
    TextCell,
    Translated,
    Verbatim,
)
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Count, Group, Tally


class LineExporter:
    """Writes the title of each section of a report on a line of its own."""

    name = "fake-lines"
    media_types = ("text/x-fake",)
    accepts = frozenset({"report"})
    suffix = ".lines"

    def export(
        self,
        document: Any,
        language: str,
        render: object,
        format: Any,  # noqa: A002  # the word of the contract
    ) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Yield the one file."""
        del language, render
        yield (
            "report.lines",
            [f"{format.phrase(section.title)}\n".encode() for section in document.sections],
        )


class BarImporter:
    """Reads tables whose cells are parted by bars."""

    name = "fake-bars"
    suffixes = (".bars",)

    def read(self, source: BinaryIO, file: str, options: ImportOptions) -> ImportedTable:
        """Read the first line as headings, each further one as a row."""
        del file
        encoding = options.encoding or "utf-8"
        lines = TextIOWrapper(source, encoding=encoding).read().splitlines()
        rows = ((row, tuple(line.split("|"))) for row, line in enumerate(lines[1:], 2))
        understood = {"encoding": encoding, "separator": "|"}
        return ImportedTable(columns=tuple(lines[0].split("|")), rows=rows, understood=understood)


class IdleHolding:
    """Holds nothing."""

    engine = "fake-idle"
    examined = Examined(sound=0, refused=0)
    waves = ()

    def __init__(self, instrument: Instrument) -> None:
        """Keep the instrument."""
        self.instrument = instrument

    def attributes(self) -> Mapping[str, tuple[str, ...]]:
        """Return no attribute."""
        return {}

    def count(self, study: Study) -> Counted:
        """Count nothing."""
        del study
        return Counted()

    def rejected(self) -> Iterator[Rejected]:
        """Yield nothing."""
        return iter(())

    def responses(self) -> Iterable[Response]:
        """Return nothing."""
        return ()


class IdleEngine:
    """Takes nothing in."""

    name = "fake-idle"

    def open(self, order: Order) -> AbstractContextManager[IdleHolding]:
        """Return what holds nothing."""
        return nullcontext(IdleHolding(order.instrument))


@hookimpl
def rosace_register_instruments() -> Iterable[InstrumentReference]:
    """Name the fake instrument."""
    yield InstrumentReference(
        id="fake",
        version="1.0.0",
        titles={"fr": "Instrument factice", "en": "Fake instrument"},
        package="rosace_fake",
        resource="instruments/fake.yaml",
    )


@hookimpl
def rosace_register_exporters() -> Iterable[LineExporter]:
    """Bring the exporter."""
    return [LineExporter()]


@hookimpl
def rosace_register_importers() -> Iterable[BarImporter]:
    """Bring the importer."""
    return [BarImporter()]


@hookimpl
def rosace_register_engines() -> Iterable[IdleEngine]:
    """Bring the engine."""
    return [IdleEngine()]


@hookimpl
def rosace_check_response(instrument: Instrument, response: Response) -> Iterable[Problem]:
    """Find every answer C odd."""
    del instrument
    for item, answer in response.answers.items():
        if answer.value == "C":
            yield Problem("fake-odd", pointer=f"/answers/{item}", arguments={"item": item})


@hookimpl
def rosace_tabulate(
    instrument: Instrument, responses: Sequence[Response], study: Study
) -> Iterable[Tally]:
    """Count who answered, by wave."""
    del instrument
    for wave in study.waves:
        persons = sum(
            (response.wave, response.respondent.kind) == (wave.id, "individual")
            for response in responses
        )
        if persons:
            yield Tally(
                of="fake.answers",
                kind="answered",
                group=Group(wave=wave.id),
                persons=persons,
                organizations=persons,
                weight=Fraction(persons),
                counts={"answered": Count(persons=persons, weight=Fraction(persons))},
            )


@hookimpl
def rosace_write_sections(appraisal: Appraisal) -> Iterable[Section]:
    """Write a table of the waves, and a figure of it."""
    columns = (
        Column(id="wave", title=Message(message="fake.wave"), kind="text", header=True),
        Column(id="answers", title=Message(message="fake.answers"), kind="count"),
    )
    rows = tuple(
        (TextCell(text=Verbatim(verbatim=wave)), CountCell(low=0, high=1))
        for wave in appraisal.waves
    )
    title = Message(message="fake.title")
    yield Section(
        id="fake",
        title=title,
        blocks=(
            Table(id="fake-waves", title=title, columns=columns, rows=rows),
            Figure(
                id="fake-bars",
                table="fake-waves",
                title=title,
                alternative=title,
                specification={
                    "mark": "bar",
                    "encoding": {
                        "x": {
                            "field": "wave",
                            "type": "nominal",
                            "title": {"message": "fake.wave"},
                        },
                        "y": {"field": "answers", "type": "quantitative"},
                    },
                },
            ),
        ),
    )


@hookimpl
def rosace_write_sheets(instrument: Instrument) -> Iterable[Sheet]:
    """Write a grid with a row for each item."""
    if instrument.id == "fake":
        rows = tuple(Head(title=Translated(localized=item.text)) for item in instrument.items)
        yield Sheet(
            id="fake-grid",
            title=Message(message="fake.title"),
            content=Grid(columns=(Head(title=Message(message="fake.answers")),), rows=rows),
        )


@hookimpl
def rosace_render_figure(
    figure: Drawing, rows: Sequence[Mapping[str, Any]], language: str, media_type: str
) -> bytes | None:
    """Draw a line of text, in a format of its own."""
    if media_type != "image/x-fake":
        return None
    return f"{figure.id} {language} {len(rows)}".encode()
