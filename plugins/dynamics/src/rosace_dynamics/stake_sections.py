"""The report on a stake grid: its heat map, what brings together and apart, and the issues."""

from collections.abc import Iterator, Sequence
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.instrument import Instrument
from rosace.report import (
    Block,
    Cell,
    Column,
    Figure,
    ListBlock,
    Notice,
    Paragraph,
    Phrase,
    Section,
    Table,
)
from rosace_dynamics import heat
from rosace_dynamics.documents import UNDRAWN, earlier_notice
from rosace_dynamics.stakes import POSITIONS, Grid, Issue, Stake, grid_of

__all__ = ["write_sections"]

_FEWEST: Final = 2
"""Fewest actors who can be said to come together."""


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections of the latest grid that the group wrote."""
    if not appraisal.collective:
        return
    grid = grid_of(appraisal, appraisal.collective[-1])
    if grid.stakes:
        yield Section(
            id="heat",
            title=b.message("dynamics.stakes.title"),
            blocks=(*earlier_notice(appraisal), *_heat(appraisal.instrument, grid)),
        )
        yield Section(
            id="together",
            title=b.message("dynamics.stakes.words"),
            blocks=tuple(_words(grid)),
        )
    if grid.issues:
        yield Section(
            id="collective",
            title=b.message("dynamics.stakes.issues"),
            blocks=(_issue_table(grid),),
        )
    planned = tuple(_planned(appraisal.instrument, grid))
    if planned:
        yield Section(
            id="facilitator",
            title=b.message("dynamics.stakes.facilitator"),
            audience="facilitator",
            blocks=planned,
        )


def _label(instrument: Instrument, field: str, code: str | None) -> Cell:
    """Return the words of a choice of a stake; an empty cell for None."""
    stakes = instrument.item("stakes")
    found = next(each for each in stakes.fields or () if each.id == field)
    return b.text(b.answer_title(instrument, found, code) if code else None)


def _name(grid: Grid, actor: str) -> Phrase:
    named = grid.actors[actor]
    return b.verbatim(named) if named else b.message("dynamics.stakes.unnamed")


def _heat(instrument: Instrument, grid: Grid) -> Iterator[Block]:
    yield Paragraph(text=b.message("dynamics.stakes.reading"))
    titles = {issue.id: b.verbatim(issue.title) for issue in grid.issues}
    alone = [issue for issue in grid.issues if not grid.of_issue(issue)]
    table = Table(
        id="stakes-table",
        title=b.message("dynamics.stakes.table"),
        columns=(
            Column(id="actor", title=b.message("dynamics.actor"), kind="text", header=True),
            Column(id="issue", title=b.message("dynamics.issue"), kind="text", header=True),
            Column(id="position", title=b.message("dynamics.position"), kind="text"),
            Column(id="expectation", title=b.message("dynamics.expectation"), kind="text"),
            Column(id="at_stake", title=b.message("dynamics.at-stake"), kind="text"),
        ),
        rows=(
            *(
                (
                    b.text(_name(grid, stake.actor)),
                    b.text(titles[stake.issue]),
                    _label(instrument, "position", stake.position),
                    _label(instrument, "expectation", stake.expectation),
                    b.text(b.verbatim(stake.at_stake) if stake.at_stake else None),
                )
                for stake in grid.stakes
            ),
            *((b.WITHHELD, b.text(titles[issue.id]), *(b.WITHHELD,) * 3) for issue in alone),
        ),
    )
    if len(grid.actors) <= heat.MOST_ACTORS and len(grid.issues) <= heat.MOST_ISSUES:
        yield Figure(
            id="heat",
            table=table.id,
            title=b.message("dynamics.stakes.figure"),
            alternative=b.message(
                "dynamics.stakes.alternative",
                actors=b.count(len(grid.actors), "things"),
                issues=b.count(len(grid.issues), "things"),
            ),
            specification=heat.heat(_cells(grid, alone)),
        )
    else:
        yield UNDRAWN
    yield table


def _cells(grid: Grid, alone: Sequence[Issue]) -> list[heat.Cell]:
    """Return the rows of the table as the picture takes them."""
    issues = {issue.id: place for place, issue in enumerate(grid.issues)}
    actors = {actor: place for place, actor in enumerate(grid.actors)}
    return [
        *(
            heat.Cell(
                issue=issues[stake.issue],
                actor=actors[stake.actor],
                position=stake.position,
                expectation=stake.expectation,
            )
            for stake in grid.stakes
        ),
        *(heat.Cell(issue=issues[issue.id]) for issue in alone),
    ]


def _words(grid: Grid) -> Iterator[Block]:
    """Yield what brings actors together and what sets them apart, issue by issue."""
    together, apart, against = [], [], []
    for issue in grid.issues:
        held = {code: grid.of_issue(issue, code) for code in POSITIONS}
        title = b.verbatim(issue.title)
        with_it, against_it = (_names(grid, held[code]) for code in ("convergent", "divergent"))
        if held["convergent"] and held["divergent"]:
            said = b.message("dynamics.stakes.apart", issue=title, some=with_it, others=against_it)
            apart.append(said)
        elif held["divergent"]:
            against.append(b.message("dynamics.stakes.against", issue=title, others=against_it))
        elif len(held["convergent"]) >= _FEWEST:
            together.append(b.message("dynamics.stakes.together", issue=title, some=with_it))
    for name, found in (("convergences", together), ("divergences", [*apart, *against])):
        if found:
            yield Paragraph(text=b.message(f"dynamics.stakes.{name}"))
            yield ListBlock(items=tuple(found))
        else:
            yield Paragraph(text=b.message(f"dynamics.stakes.no-{name}"))
    yield Notice(level="information", text=b.message("dynamics.stakes.check"))


def _names(grid: Grid, stakes: Sequence[Stake]) -> Phrase:
    return b.joined([_name(grid, stake.actor) for stake in stakes])


def _issue_table(grid: Grid) -> Table:
    """Return the issues, with how many actors hold each position and how many fear a loss."""
    rows = []
    for issue in grid.issues:
        losses = [each for each in grid.of_issue(issue) if each.expectation in {"loss", "both"}]
        rows.append(
            (
                b.text(b.verbatim(issue.title)),
                b.text(b.verbatim(issue.description) if issue.description else None),
                *(b.count(len(grid.of_issue(issue, code)), "things") for code in POSITIONS),
                b.count(len(losses), "things"),
            )
        )
    return Table(
        id="issues-table",
        title=b.message("dynamics.stakes.issues.table"),
        columns=(
            Column(id="issue", title=b.message("dynamics.issue"), kind="text", header=True),
            Column(id="description", title=b.message("dynamics.description"), kind="text"),
            *(
                Column(id=code, title=b.message(f"dynamics.stakes.{code}"), kind="count")
                for code in POSITIONS
            ),
            Column(id="losses", title=b.message("dynamics.stakes.losses"), kind="count"),
        ),
        rows=tuple(rows),
    )


def _planned(instrument: Instrument, grid: Grid) -> Iterator[Block]:
    """Yield what could interest actors and the strategies seen, and where no idea is noted yet."""
    titles = {issue.id: issue.title for issue in grid.issues}
    noted = [stake for stake in grid.stakes if stake.interest or stake.strategy]
    if noted:
        yield Paragraph(text=b.message("dynamics.stakes.facilitator.reading"))
        yield Table(
            id="strategies-table",
            title=b.message("dynamics.stakes.strategies"),
            columns=(
                Column(id="actor", title=b.message("dynamics.actor"), kind="text", header=True),
                Column(id="issue", title=b.message("dynamics.issue"), kind="text", header=True),
                Column(id="position", title=b.message("dynamics.position"), kind="text"),
                Column(id="interest", title=b.message("dynamics.interest"), kind="text"),
                Column(id="strategy", title=b.message("dynamics.strategy"), kind="text"),
            ),
            rows=tuple(
                (
                    b.text(_name(grid, stake.actor)),
                    b.text(b.verbatim(titles[stake.issue])),
                    _label(instrument, "position", stake.position),
                    b.text(b.verbatim(stake.interest) if stake.interest else None),
                    b.text(b.verbatim(stake.strategy) if stake.strategy else None),
                )
                for stake in noted
            ),
        )
    open_ = [each for each in grid.stakes if each.position != "convergent" and not each.interest]
    if open_:
        yield Paragraph(text=b.message("dynamics.stakes.no-idea"))
        yield ListBlock(
            items=tuple(
                b.message(
                    "dynamics.stakes.of",
                    actor=_name(grid, stake.actor),
                    issue=b.verbatim(titles[stake.issue]),
                )
                for stake in open_
            )
        )
