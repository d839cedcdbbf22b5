"""The diagnostic tool's sections, from the six conditions to the group's own answers."""

from collections.abc import Iterator

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.figures import distribution
from rosace.report import Block, Figure, Paragraph, Section
from rosace_diagnostic import compiling as c
from rosace_diagnostic.together import together_blocks

__all__ = ["diagnostic_sections"]


def diagnostic_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield the sections of the latest wave that has individual answers to show.

    Distributions come first and no grade is given: the tool is made for dialogue. What to
    begin with, and the questions to ask of it, open the whole report.
    """
    shown = [wave for wave in appraisal.waves if c.has_answers(appraisal, wave)]
    if shown:
        yield from _individual(appraisal, shown[-1])
    blocks = tuple(together_blocks(appraisal))
    if blocks:
        yield Section(id="collective", title=b.message("diagnostic.together.title"), blocks=blocks)


def _individual(appraisal: Appraisal, latest: str) -> Iterator[Section]:
    yield Section(
        id="dimensions",
        title=b.message("diagnostic.conditions.title"),
        audience="public",
        blocks=tuple(_conditions(appraisal, latest)),
    )
    yield Section(
        id="spread",
        title=b.message("diagnostic.spread.title"),
        blocks=tuple(_spread(appraisal, latest)),
    )


def _conditions(appraisal: Appraisal, wave: str) -> Iterator[Block]:
    yield Paragraph(text=b.message("diagnostic.conditions.reading"))
    groups = c.blocks_of(appraisal.instrument)
    table = c.condition_table(appraisal, wave)
    yield Figure(
        id="conditions-figure",
        table=table.id,
        title=b.message("diagnostic.conditions.figure", wave=c.wave(appraisal, wave)),
        alternative=b.message("diagnostic.conditions.alternative"),
        specification=distribution(
            [len(conditions) for _, conditions in groups],
            len(c.CODES),
            len(c.missing(appraisal.instrument)),
            headed=True,
        ),
    )
    yield table
    yield c.block_table(appraisal, wave)


def _spread(appraisal: Appraisal, wave: str) -> Iterator[Block]:
    yield Paragraph(text=b.message("diagnostic.spread.reading"))
    groups = c.conditions_of(appraisal.instrument)
    own = bool(c.together(appraisal, wave))
    table = c.item_table(appraisal, wave)
    yield Figure(
        id="spread-figure",
        table=table.id,
        title=b.message("diagnostic.spread.figure", wave=c.wave(appraisal, wave)),
        alternative=b.message(f"diagnostic.spread.alternative{'.together' if own else ''}"),
        specification=distribution(
            [len(condition.items or ()) for condition in groups],
            len(c.CODES),
            len(c.missing(appraisal.instrument)),
            headed=True,
            collective=own,
        ),
    )
    yield table
