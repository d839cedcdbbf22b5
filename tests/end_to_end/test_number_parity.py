"""Every number and word of a report's tables is found again in every format, in its place."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from reading_back import folders, markdown, pages, pdf, word, workbook
from reading_back.grids import differences, expected, raw, squeeze, tables_of
from reading_back.making import appraiser, exported, names_of

from rosace.conversion import structure
from rosace.formatting import Formatter
from rosace.loading import load_json, load_yaml
from rosace.report import Cell, CountCell, DateCell, NumberCell, Report
from rosace.strategies.reports import reports

Files = Mapping[str, bytes]
LANGUAGES = ("fr", "en")
PICTURES = {"svg", "png"}
"""What holds figures alone: their words are looked for elsewhere, and they have no cells."""


def in_contract(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
    """Yield how a document of the contract differs from the report."""
    del formatter
    ((name, data),) = files.items()
    plain = load_yaml(data)[0] if name.endswith(".yaml") else load_json(data)
    if structure(plain, Report) != report:
        yield "the report that was read is another"


def in_grids(
    read: Callable[[Files], list],
) -> Callable[[Files, Report, Formatter], Iterator[str]]:
    """Return what compares the tables that a function reads with those of a report."""

    def compare(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
        yield from differences(list(map(squeeze, read(files))), expected(report, formatter))

    return compare


def in_folder(files: Files, report: Report, formatter: Formatter) -> Iterator[str]:
    """Yield how a folder of tidy tables differs from the report's."""
    found = folders.tables(files)
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
    "csv": in_folder,
    "docx": in_grids(word.grids),
    "json": in_contract,
    "pdf": pdf.misplaced,
    "xlsx": in_workbook,
    "yaml": in_contract,
}
"""What compares the files of an exporter with a report, by its name."""

every_format = pytest.mark.parametrize("name", [each for each in COMPARED if each in names_of("report")])


@pytest.fixture(scope="module", params=LANGUAGES)
def demo(request: pytest.FixtureRequest, made: Path) -> Report:
    """Return the report on the demo's study in a language, as read from its JSON."""
    folder = appraiser().open_study(made / "demo" / "study")
    report = appraiser().appraise_study(folder, language=str(request.param))
    (data,) = exported("json", report, report.language).values()
    return structure(load_json(data), Report)


def check(name: str, report: Report, language: str) -> None:
    """Check that a format says what the report does."""
    formatter = Formatter(language=language, messages=report.messages)
    found = COMPARED[name](exported(name, report, language), report, formatter)
    fault = next(found, None)
    assert fault is None, f"{name}, {language}: {fault}"


def test_every_format_is_compared() -> None:
    """No exporter of reports that holds tables is left out of these tests."""
    assert set(names_of("report")) - PICTURES == set(COMPARED)


@every_format
def test_a_format_says_every_cell_of_the_demo_in_its_place(name: str, demo: Report) -> None:
    """Titles, headings and cells are those of the report JSON, table by table, row by row."""
    assert sum(len(table.rows) for _, table in tables_of(demo)) > 500
    check(name, demo, demo.language)


@settings(max_examples=20, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(reports())
def test_every_format_says_every_cell_of_any_report(report: Report) -> None:
    """So it does for reports of any shape, whatever words and numbers they hold."""
    for name in sorted(COMPARED.keys() & set(names_of("report"))):
        for language in LANGUAGES:
            check(name, report, language)
