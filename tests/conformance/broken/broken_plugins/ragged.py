"""Writes rows that do not fit their columns."""

from collections.abc import Iterable

from broken_plugins.making import hooks, waves
from rosace.appraisal import Appraisal
from rosace.report import Section, Table, WithheldCell
from rosace.values import evolve


def write(appraisal: Appraisal) -> Iterable[Section]:
    """Add a cell to the table."""
    for section in waves(appraisal):
        (table,) = section.blocks
        assert isinstance(table, Table)
        rows = (*table.rows, (WithheldCell(),) * 3)
        yield evolve(section, blocks=(evolve(table, rows=rows),))


globals().update(hooks("broken-ragged", rosace_write_sections=write))
