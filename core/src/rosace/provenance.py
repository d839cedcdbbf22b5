"""What a report was made from, put as an ordinary section that every format can show."""

from collections.abc import Iterator
from typing import Final

from rosace.building import as_written, joined
from rosace.messages import CORE, load
from rosace.report import (
    Block,
    Cell,
    Column,
    CountCell,
    Heading,
    InstrumentUsed,
    LedgerUsed,
    ListBlock,
    Message,
    Paragraph,
    Phrase,
    Report,
    Section,
    Table,
    TextCell,
    Translated,
    Verbatim,
)

__all__ = ["provenance_section"]

_WORDS: Final = "core.provenance"


def provenance_section(report: Report) -> Section:
    """Return the section that says what a report was made from.

    It names the instruments with how sure we are of them and what they are for, the
    responses received, the thresholds, what was withheld and by which rule, the
    versions, and whom to cite.
    Its messages are the core's own: `rosace.formatting.Formatter` finds them without
    the report's help.

    Args:
        report: The report.
    """
    return Section(
        id="provenance",
        title=_message("title"),
        audience="public",
        blocks=tuple(_blocks(report)),
    )


def _blocks(report: Report) -> Iterator[Block]:
    made_from = report.provenance
    if made_from.instruments:
        yield _instruments(made_from.instruments)
    if purposes := {str(used.use): used.use for used in made_from.instruments if used.use}:
        yield Heading(text=_message("use"))
        yield ListBlock(items=tuple(Translated(localized=each) for each in purposes.values()))
    cited = dict.fromkeys(used.citation for used in made_from.instruments if used.citation)
    if cited:
        yield Heading(text=_message("citations"))
        yield ListBlock(items=tuple(map(as_written, cited)))
    if made_from.received:
        yield _received(report)
    yield from _disclosure(report)
    yield Heading(text=_message("versions"))
    yield ListBlock(
        items=(
            _message("rosace", version=_text(made_from.rosace), schema=_text(report.schema)),
            *(
                _message("plugin", name=_text(name), version=_text(version))
                for name, version in sorted(made_from.plugins.items())
            ),
        )
    )


def _instruments(instruments: tuple[InstrumentUsed, ...]) -> Table:
    return Table(
        id="provenance-instruments",
        title=_message("instruments"),
        columns=(
            Column(id="title", title=_message("instrument"), kind="text", header=True),
            Column(id="version", title=_message("version"), kind="text"),
            Column(id="provenance", title=_message("content"), kind="text"),
            Column(id="wording", title=_message("wording"), kind="text"),
        ),
        rows=tuple(
            (
                TextCell(text=Translated(localized=instrument.title)),
                TextCell(text=_text(instrument.version)),
                TextCell(text=_content(instrument)),
                TextCell(text=_message(f"wording.{instrument.wording}")),
            )
            for instrument in instruments
        ),
    )


def _content(instrument: InstrumentUsed) -> Phrase:
    """Return how sure we are of an instrument, and of its parts where they differ."""
    whole = _message(f"content.{instrument.provenance}")
    if not instrument.parts:
        return whole
    parts = joined([_message(f"part.{standing}") for standing in instrument.parts])
    return _message("in-part", whole=whole, parts=parts)


def _received(report: Report) -> Table:
    titles = {used.id: Translated(localized=used.title) for used in report.provenance.instruments}
    rows: list[tuple[Cell, ...]] = [
        (
            TextCell(text=titles.get(received.instrument, _text(received.instrument))),
            TextCell(
                text=Translated(localized=received.title)
                if received.title
                else _text(received.wave)
            ),
            CountCell(low=received.persons, high=received.persons),
            CountCell(low=received.collective, high=received.collective, unit="things"),
        )
        for received in report.provenance.received
    ]
    return Table(
        id="provenance-received",
        title=_message("received"),
        columns=(
            Column(id="instrument", title=_message("instrument"), kind="text", header=True),
            Column(id="wave", title=_message("wave"), kind="text", header=True),
            Column(id="persons", title=_message("individual"), kind="count"),
            Column(id="collective", title=_message("collective"), kind="count"),
        ),
        rows=tuple(rows),
    )


def _disclosure(report: Report) -> Iterator[Block]:
    disclosure = report.provenance.disclosure
    yield Heading(text=_message("confidentiality"))
    if disclosure.mode == "open":
        yield Paragraph(text=_message("open"))
        yield from _ledger(report.provenance.ledger)
        return
    thresholds = {
        name: CountCell(low=size, high=size)
        for name, size in (
            ("group", disclosure.group),
            ("subgroup", disclosure.subgroup),
            ("subgroup_mean", disclosure.subgroup_mean),
        )
    }
    yield Paragraph(text=_message("protected", **thresholds))
    withheld = tuple(
        _message(
            "withheld-by",
            rule=_rule(withheld.rule),
            n=CountCell(low=withheld.tables, high=withheld.tables, unit="things"),
        )
        for withheld in report.provenance.withheld
        if withheld.tables
    )
    if withheld:
        yield Paragraph(text=_message("withheld"))
        yield ListBlock(items=withheld)
    else:
        yield Paragraph(text=_message("nothing-withheld"))
    yield from _ledger(report.provenance.ledger)


def _ledger(ledger: LedgerUsed | None) -> Iterator[Block]:
    if ledger is not None:
        entries = CountCell(low=ledger.entries, high=ledger.entries, unit="things")
        yield Paragraph(text=_message("ledger", n=entries, digest=_text(ledger.head)))


def _rule(rule: str) -> Phrase:
    """Return the words of a rule of the gate; one that has none is named."""
    phrase = _message(f"rule.{rule}")
    return phrase if phrase.message in load(CORE, "en") else _text(rule)


def _message(name: str, /, **arguments: Phrase | Cell) -> Message:
    return Message(message=f"{_WORDS}.{name}", arguments=arguments)


def _text(text: str) -> Verbatim:
    return Verbatim(verbatim=text)
