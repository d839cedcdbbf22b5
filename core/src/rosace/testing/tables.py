"""Reading the tables of a report, for tests of what sections say."""

from rosace.report import Cell, Report, Table

__all__ = ["table_rows"]


def table_rows(report: Report, identifier: str) -> list[dict[str, Cell]]:
    """Return the rows of the tables of an id in a report, each by column; none if absent.

    Args:
        report: The report.
        identifier: The id of a table in its section.
    """
    return [
        dict(zip([column.id for column in block.columns], row, strict=True))
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and block.id == identifier
        for row in block.rows
    ]
