"""Hypothesis strategies of reports and mappings."""

from typing import Any, Final

from hypothesis import strategies as st

from rosace import report
from rosace.instrument import Instrument
from rosace.mapping import ColumnMapping, FileMapping
from rosace.strategies.texts import identifiers, localized, optional, versions, words

__all__ = ["mappings", "phrases", "reports", "tables"]

_MESSAGES: Final = ("core.report.title", "wheel.title", "a", "a-b.c")
_LANGUAGES: Final = ("fr", "en")


def phrases(depth: int = 1) -> st.SearchStrategy[report.Phrase]:
    """Generate phrases whose arguments nest no deeper than that."""
    said = st.builds(report.Verbatim, verbatim=words(), language=st.sampled_from([None, "fr"]))
    plain = said | st.builds(report.Translated, localized=localized())
    if not depth:
        return plain
    argument = cells(depth - 1) | phrases(depth - 1)
    filled = st.dictionaries(st.sampled_from(["n", "name", "a_b"]), argument, max_size=2)
    return plain | st.builds(report.Message, message=st.sampled_from(_MESSAGES), arguments=filled)


def cells(depth: int = 0) -> st.SearchStrategy[report.Cell]:
    """Generate cells of every kind."""
    number = st.integers(-50, 50) | st.floats(-50, 50)
    pairs = st.tuples(number, number).map(sorted)
    units: st.SearchStrategy[Any] = st.sampled_from(
        ["persons", "organizations", "answers", "weight", "things"]
    )
    shown: st.SearchStrategy[Any] = st.sampled_from(["none", "share", "days"])
    return st.one_of(
        st.just(report.WithheldCell()),
        st.builds(report.TextCell, text=phrases(depth)),
        st.sampled_from(["2024", "2024-05", "2024-05-14"]).map(
            lambda day: report.DateCell(date=day)
        ),
        st.tuples(st.integers(0, 9), st.integers(0, 9), units).map(
            lambda count: report.CountCell(low=count[0], high=count[0] + count[1], unit=count[2])
        ),
        st.tuples(pairs, st.integers(0, 6), shown).map(
            lambda held: report.NumberCell(
                low=held[0][0], high=held[0][1], digits=held[1], unit=held[2]
            )
        ),
    )


@st.composite
def tables(draw: st.DrawFn) -> report.Table:
    """Generate tables with one cell a column."""
    names_ = draw(st.lists(st.sampled_from(["a", "item", "n_1"]), min_size=1, unique=True))
    kinds: st.SearchStrategy[Any] = st.sampled_from(["text", "count", "number", "date"])
    columns = tuple(
        report.Column(id=each, title=draw(phrases(0)), kind=draw(kinds), header=draw(st.booleans()))
        for each in names_
    )
    row = st.tuples(*(cells() for _ in columns))
    return report.Table(
        id=draw(identifiers()),
        title=draw(phrases()),
        columns=columns,
        rows=tuple(draw(st.lists(row, max_size=3))),
        notes=tuple(draw(st.lists(phrases(), max_size=1))),
    )


def _specifications() -> st.SearchStrategy[dict[str, Any]]:
    leaves = (
        st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["bar", "x", "image/x"])
    )
    keys = st.sampled_from(["mark", "type", "encoding", "layer", "x", "field", "title"])
    parts = st.recursive(
        leaves,
        lambda inside: st.lists(inside, max_size=2) | st.dictionaries(keys, inside, max_size=2),
        max_leaves=5,
    )
    return st.dictionaries(keys, parts, max_size=3)


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[report.Block, ...]:
    table = draw(tables())
    figure = report.Figure(
        id=f"{table.id[:50]}-figure",
        table=table.id,
        title=draw(phrases()),
        alternative=draw(phrases()),
        specification=draw(_specifications()),
    )
    others: st.SearchStrategy[report.Block] = st.one_of(
        st.builds(report.Paragraph, text=phrases(2)),
        st.builds(report.Heading, text=phrases()),
        st.builds(report.Notice, level=st.sampled_from(["information", "warning"]), text=phrases()),
        st.lists(phrases(), min_size=1, max_size=2).map(
            lambda points: report.ListBlock(items=tuple(points))
        ),
    )
    return (table, figure, *draw(st.lists(others, max_size=2)))


@st.composite
def reports(draw: st.DrawFn) -> report.Report:
    """Generate reports that hold together: rows fit columns, figures draw tables."""
    sections = tuple(
        report.Section(
            id=f"section-{index}",
            plugin=draw(identifiers()),
            instrument=draw(optional(identifiers())),
            title=draw(phrases()),
            audience=draw(st.sampled_from(["facilitator", "group", "public"])),
            place=draw(st.sampled_from(["opening", "body"])),
            blocks=draw(_blocks()),
        )
        for index in range(draw(st.integers(0, 2)))
    )
    said = words() | st.tuples(words(), words())
    return report.Report(
        language=draw(st.sampled_from(_LANGUAGES)),
        title=draw(phrases()),
        subject=draw(optional(phrases())),
        sections=sections,
        messages={
            message: {language: draw(said) for language in _LANGUAGES} for message in _MESSAGES
        },
        provenance=draw(_provenance()),
    )


@st.composite
def _provenance(draw: st.DrawFn) -> report.ReportProvenance:
    counts = st.integers(0, 100_000_000)
    standing = st.sampled_from(["published", "reconstructed", "ours"])
    used = st.builds(
        report.InstrumentUsed,
        id=identifiers(),
        version=versions(),
        title=localized(),
        provenance=standing,
        parts=st.lists(standing, unique=True, max_size=2).map(tuple),
        wording=st.sampled_from(["ours", "official", "licensed", "public-domain"]),
        citation=optional(words()),
        use=optional(localized()),
    )
    received = st.builds(
        report.Received,
        wave=identifiers(),
        instrument=identifiers(),
        persons=counts,
        collective=counts,
    )
    withheld = st.builds(report.Withheld, rule=identifiers(), tables=counts)
    return report.ReportProvenance(
        rosace=draw(versions()),
        plugins=draw(st.dictionaries(identifiers(), versions(), max_size=2)),
        instruments=tuple(draw(st.lists(used, max_size=1))),
        received=tuple(draw(st.lists(received, max_size=1))),
        disclosure=report.DisclosureUsed(mode="protected", group=5, subgroup=10, subgroup_mean=5),
        ledger=draw(
            optional(
                st.builds(report.LedgerUsed, head=st.just("0a" * 32), entries=st.integers(1, 9))
            )
        ),
        withheld=tuple(draw(st.lists(withheld, max_size=1))),
    )


@st.composite
def mappings(draw: st.DrawFn, instrument: Instrument) -> FileMapping:
    """Generate mappings to an instrument, a column for the respondent and one for each item."""
    columns = [ColumnMapping(column="No", to="@respondent")]
    for index, item in enumerate(instrument.items):
        values = draw(optional(st.dictionaries(words(), words(), min_size=1, max_size=2)))
        columns.append(ColumnMapping(column=f"{index} {draw(words())}", to=item.id, values=values))
    reasons = st.sampled_from(["dont-know", "not-applicable", "no-answer"])
    return FileMapping(
        instrument=instrument.id,
        encoding=draw(st.sampled_from([None, "utf-8", "windows-1252"])),
        separator=draw(st.sampled_from([None, ",", ";", "\t"])),
        decimal=draw(st.sampled_from([None, ".", ","])),
        columns=tuple(columns),
        missing=draw(optional(st.dictionaries(st.sampled_from(["9", "-", ""]), reasons))),
        constants=draw(optional(st.just({"@wave": "2024"}))) or None,
    )
