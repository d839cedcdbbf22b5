"""Reports of every shape that an exporter must bear, and documents that tell much in little."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rosace import report as r
from rosace.formatting import Formatter, drawable, localize
from rosace.interfaces import Document, Drawing
from rosace.report import Report
from rosace.values import evolve

__all__ = [
    "NUMBERS",
    "PICTURE",
    "alike_names",
    "drawings_of",
    "every_shape",
    "formatter_of",
    "full_report",
    "one_cell",
    "table",
]

PICTURE: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><title>drawn</title></svg>'
)
"""What the kit draws of any figure."""

NUMBERS: Final = (7319, 8641)
"""Counts that no other part of a specimen holds."""

_LONG: Final = "anticonstitutionnellement" * 400
_KINDS: Final = ("text", "count", "number", "date")


def words(text: str) -> r.Verbatim:
    """Return somebody's words."""
    return r.Verbatim(verbatim=text)


def formatter_of(document: Document, language: str) -> Formatter:
    """Return what writes the words of a document in a language."""
    messages: Mapping[str, Any] = document.messages if isinstance(document, Report) else {}
    return Formatter(language=language, messages=messages)


def table(*rows: tuple[r.Cell, ...], identifier: str = "answers", title: str = "T") -> r.Table:
    """Return a table of a name and a count a row."""
    return r.Table(
        id=identifier,
        title=words(title),
        columns=(
            r.Column(id="name", title=words("N"), kind="text", header=True),
            r.Column(id="count", title=words("C"), kind="count"),
        ),
        rows=rows,
    )


def _row(name: str, count: int | None) -> tuple[r.Cell, ...]:
    held = r.WithheldCell() if count is None else r.CountCell(low=count, high=count)
    return (r.TextCell(text=words(name)), held)


def _figure(of: str, identifier: str = "bars") -> r.Figure:
    return r.Figure(
        id=identifier,
        table=of,
        title=words("F"),
        alternative=words("A"),
        specification={
            "mark": "bar",
            "encoding": {
                "x": {"field": "count", "type": "quantitative"},
                "y": {"field": "name", "type": "nominal"},
            },
        },
    )


def _section(identifier: str, *blocks: r.Block, title: str = "S", **more: Any) -> r.Section:
    return r.Section(id=identifier, title=words(title), blocks=blocks, **more)


def _report(*sections: r.Section) -> Report:
    return Report(
        language="fr",
        title=words("R"),
        sections=sections,
        messages={},
        provenance=r.ReportProvenance(
            rosace="0.1.0",
            plugins={},
            instruments=(),
            received=(),
            disclosure=r.DisclosureUsed(mode="protected", group=5, subgroup=10, subgroup_mean=5),
            withheld=(),
        ),
    )


def full_report() -> Report:
    """Return a report with every kind of block, whose messages and words are in both languages."""
    said = r.Message(
        message="specimen.said",
        arguments={"name": words("Léa"), "n": r.CountCell(low=3, high=3)},
    )
    both = r.Translated(localized={"en": "Listening", "fr": "Écoute"})
    rows = (_row("Un", NUMBERS[0]), _row("Deux", None), _row("Trois", NUMBERS[1]))
    blocks = (
        r.Paragraph(text=said),
        r.Heading(text=both),
        r.ListBlock(items=(both, words("« Bien »"))),
        r.Notice(level="warning", text=both),
        evolve(table(*rows), notes=(both,)),
        _figure("answers"),
    )
    report = _report(_section("one", *blocks), _section("two", audience="facilitator"))
    messages = {"specimen.said": {"en": "{name} said {n} things", "fr": "{name} a dit {n} choses"}}
    return evolve(report, subject=both, messages=messages)


def one_cell(kind: str, cell: r.Cell) -> Report:
    """Return a report whose one table has one cell beside the name of its row.

    Args:
        kind: The kind of its column.
        cell: The cell.
    """
    held = table((r.TextCell(text=words("Un")), cell))
    name, column = held.columns
    columns = (name, evolve(column, kind=kind))
    return _report(_section("one", evolve(held, columns=columns)))


def every_shape() -> Iterator[tuple[str, Report]]:
    """Yield reports at the edge of what the contract allows, each with what it is."""
    empty = r.WithheldCell()
    yield "a report without sections", _report()
    yield "a section without blocks", _report(_section("one"))
    yield "a table without rows", _report(_section("one", table(), _figure("answers")))
    yield "a table of one row", _report(_section("one", table(_row("Un", 1))))
    yield "a table that is withheld whole", _report(_section("one", table((empty, empty))))
    yield (
        "a very long word",
        _report(_section("one", r.Paragraph(text=words(_LONG)), table(_row(_LONG, 1)))),
    )
    many = [table(_row(f"L{n}", n), identifier=f"t-{n}") for n in range(20)]
    yield "twenty tables", _report(_section("one", *many))
    yield (
        "a table of 100 rows",
        _report(_section("one", table(*(_row("L", n) for n in range(100))))),
    )
    kinds = (r.TextCell(text=words("Un")), r.CountCell(low=0.5, high=2.5, unit="weight"))
    odd = (r.DateCell(date="9999-12-31"), r.NumberCell(low=-1e18, high=1e18, digits=6))
    for cell in (*kinds, *odd):
        for kind in _KINDS:
            yield f"a {type(cell).__name__} in a column of kind {kind}", one_cell(kind, cell)


def alike_names() -> Report:
    """Return a report in which sections, tables and figures have names that meet when joined."""
    return _report(
        *(
            _section(section, table(_row("Un", 1), identifier=held), _figure(held, f"{held}-f"))
            for section, held in (("a-b", "c"), ("a", "b-c"), ("a", "b-c"), ("tables", "x"))
        ),
        _section("evil", table(identifier="z", title="../../z"), title="../../../etc/passwd"),
    )


def drawings_of(report: Report, language: str) -> Iterator[tuple[Drawing, list[dict[str, Any]]]]:
    """Yield the figures of a report's first section as they are drawn, with their rows."""
    formatter = formatter_of(report, language)
    blocks = report.sections[0].blocks
    tables = {block.id: block for block in blocks if isinstance(block, r.Table)}
    for figure in blocks:
        if isinstance(figure, r.Figure):
            drawing = Drawing(
                id=figure.id,
                title=formatter.phrase(figure.title),
                alternative=formatter.phrase(figure.alternative),
                specification=localize(figure.specification, formatter),
            )
            yield drawing, drawable(tables[figure.table], formatter)
