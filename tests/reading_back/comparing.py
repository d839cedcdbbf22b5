"""What compares the files of each exporter with the report that they were made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tests.reading_back import folders, markdown, pages, parquet, pdf, word, workbook
from tests.reading_back.grids import Grid, differences, expected, raw, squeeze, tables_of

from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.loading import load_json, load_yaml
from rosace.report import Cell, CountCell, DateCell, NumberCell, Report

__all__ = ["COMPARED"]

Files = Mapping[str, bytes]


def in_contract(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
    """Yield how a document of the contract differs from the report."""
    del formatter
    ((name, data),) = files.items()
    plain = load_yaml(data)[0] if name.endswith(".yaml") else load_json(data)
    if structure(plain, Report) != report:
        yield "the report that was read is another"


def in_grids(
    read: Callable[[Files], list[Grid]],
) -> Callable[[Files, Report, Formatter], Iterator[str]]:
    """Return what compares the tables that a function reads with those of a report."""

    def compare(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
        wanted = map(squeeze, expected(report, formatter))
        yield from differences(list(map(squeeze, read(files))), list(wanted))

    return compare


def in_folder(
    read: Callable[[Files], list[folders.Tidy]],
) -> Callable[[Files, Report, Formatter], Iterator[str]]:
    """Return what compares the tidy tables that a function reads with those of a report."""

    def compare(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
        yield from untidy(read(files), report, formatter)

    return compare


def untidy(found: Sequence[folders.Tidy], report: Report, formatter: Formatter) -> Iterator[str]:
    """Yield how tidy tables differ from the report's."""
    wanted = list(tables_of(report))
    if len(found) != len(wanted):
        yield f"{len(found)} tables, not {len(wanted)}"
    for one, (section, table) in zip(found, wanted, strict=False):
        if (one.section, one.audience) != (section.id, section.audience):
            yield f"{table.id} stands in {one.section}, not in {section.id}"
        if one.title.strip() != formatter.phrase(table.title).strip():
            yield f"the title of {table.id} is {one.title!r}"
        told = [formatter.phrase(each.title).strip() for each in table.columns]
        if list(dict.fromkeys(told)) != list(dict.fromkeys(t.strip() for _, t in one.columns)):
            yield f"the columns of {table.id} are {one.columns}"
        if len(one.rows) != len(table.rows):
            yield f"{table.id} has {len(one.rows)} rows"
        for number, (read, row) in enumerate(zip(one.rows, table.rows, strict=False), start=1):
            cells = [
                part
                for column, cell in zip(table.columns, row, strict=True)
                for part in raw(column, cell, formatter)
            ]
            if len(cells) != len(read) or not all(map(alike, read, cells)):
                yield f"{table.id}, row {number}: {read!r} is not {cells!r}"


def alike(found: str | None, cell: str | float | None) -> bool:
    """Return whether a cell of text says a word, a number or nothing."""
    if found is None:
        return cell is None or (isinstance(cell, str) and not cell.strip())
    return float(found) == cell if isinstance(cell, int | float) else found == cell


def in_workbook(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
    """Yield how the sheets of a workbook differ from a report's tables."""
    found = workbook.sheets(files)
    wanted = list(tables_of(report))
    if len(found) != len(wanted):
        yield f"{len(found)} sheets of tables, not {len(wanted)}"
    for sheet, (section, table) in zip(found, wanted, strict=False):
        told = (formatter.phrase(table.title), formatter.phrase(section.title))
        if (sheet.title, sheet.section) != told:
            yield f"the sheet {sheet.name} is of {sheet.title!r} in {sheet.section!r}"
        heads = tuple(formatter.phrase(column.title) for column in table.columns)
        if sheet.headings[: sheet.shown] != heads:
            yield f"{sheet.name}: {sheet.headings!r} are not {heads!r}"
        if len(sheet.rows) != len(table.rows):
            yield f"{sheet.name} has {len(sheet.rows)} rows"
        ranged = [
            place
            for place in range(len(table.columns))
            if any(is_range(row[place]) for row in table.rows)
        ]
        for number, (read, row) in enumerate(zip(sheet.rows, table.rows, strict=False), start=1):
            cells = [*(stored(cell, formatter) for cell in row)]
            cells += [bound for place in ranged for bound in bounds(row[place])]
            if list(read) != cells:
                yield f"{sheet.name}, row {number}: {read!r} is not {cells!r}"


def stored(cell: Cell, formatter: Formatter) -> str | float | None:
    """Return what a cell of a workbook holds: a number where it is one, otherwise words."""
    match cell:
        case CountCell(low=low, high=high) | NumberCell(low=low, high=high) if low == high:
            return low
        case DateCell(date=date) if len(date) == len("2024-05-14"):
            return date
    return formatter.cell(cell) or None


def is_range(cell: Cell) -> bool:
    """Return whether a cell lies between two bounds."""
    return isinstance(cell, CountCell | NumberCell) and cell.low != cell.high


def bounds(cell: Cell) -> tuple[float | None, float | None]:
    """Return the bounds of a cell, where it has any."""
    return (cell.low, cell.high) if isinstance(cell, CountCell | NumberCell) else (None, None)


COMPARED: Mapping[str, Callable[[Files, Report, Formatter], Iterator[str]]] = {
    "html": in_grids(pages.grids),
    "markdown": in_grids(markdown.grids),
    "csv": in_folder(folders.tables),
    "datapackage": in_folder(folders.tables),
    "docx": in_grids(word.grids),
    "json": in_contract,
    "parquet": in_folder(parquet.tables),
    "pdf": pdf.misplaced,
    "xlsx": in_workbook,
    "yaml": in_contract,
}
"""What compares the files of an exporter with a report, by its name."""
