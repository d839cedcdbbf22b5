"""Mappings: what the columns and values of a foreign table mean, and the way to documents."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import attrs

from rosace.cells import CellReader, cell_reader, fold, spell, tidy
from rosace.columnar import ATTRIBUTE, RESERVED, WORDS
from rosace.conversion import structure, unstructure
from rosace.errors import InvalidDocumentError, Problem
from rosace.headings import IGNORE, TARGET, headings_of
from rosace.instrument import Instrument, Item
from rosace.interfaces import ImportedTable
from rosace.places import Place
from rosace.response import MissingReason
from rosace.rows import Column, ItemColumns, RowReader
from rosace.table_notices import silent_rows, table_notices
from rosace.values import NAME, evolve, id_field, matches, value

__all__ = [
    "DEFAULT_WAVE",
    "ColumnMapping",
    "FileMapping",
    "direct_mapping",
    "propose_mapping",
    "respondent_column",
    "rows_to_documents",
]

DEFAULT_WAVE: Final = "wave-1"
"""The wave of rows that name none."""

_LONGEST_CELL: Final = 1000
_LONGEST_TARGET: Final = 200
_LOOKED_AT: Final = 1000
_ENCODINGS: Final = ("utf-8", "windows-1252")
_SEPARATORS: Final = (",", ";", "\t")
_CONSTANTS: Final = frozenset({"@wave", "@kind", "@organization", "@version"})


def _short(instance: object, attribute: "attrs.Attribute[str]", text: str) -> None:
    del instance
    if len(text) > _LONGEST_CELL:
        message = f"{attribute.name}: over {_LONGEST_CELL} characters"
        raise ValueError(message)


def _values(
    instance: object, attribute: "attrs.Attribute[Any]", given: Mapping[str, str] | None
) -> None:
    if given is None:
        return
    if not given:
        message = f"{attribute.name}: may not be empty"
        raise ValueError(message)
    for text in given.values():
        _short(instance, attribute, text)


def _constants(
    instance: object, attribute: "attrs.Attribute[Any]", given: Mapping[str, str] | None
) -> None:
    if given is None:
        return
    if not given or not given.keys() <= _CONSTANTS:
        message = f"{attribute.name}: only {', '.join(sorted(_CONSTANTS))}"
        raise ValueError(message)
    for text in given.values():
        matches(NAME, _LONGEST_TARGET)(instance, attribute, text)


@value
class ColumnMapping:
    """What one column of a foreign table means.

    Args:
        column: Its heading as it stands in the file.
        to: Where it goes: an item, with ``@comment``, ``@rationale``, ``@dissent`` or
            ``@missing`` for what stands beside its answer; a reserved column such as
            ``@respondent``; ``@attribute.NAME``; or ``ignore``.
        values: What each cell stands for, by its text: a code, or ``@`` and a missing
            reason; other cells stay as they are.
    """

    column: str = attrs.field(validator=_short)
    to: str = attrs.field(validator=matches(TARGET, _LONGEST_TARGET))
    values: Mapping[str, str] | None = attrs.field(default=None, validator=_values)


@value
class FileMapping:
    """What the columns and values of a foreign table mean.

    Args:
        schema: The contract and its major version.
        instrument: The instrument that was answered.
        encoding: The file's encoding; detected when left out.
        separator: What separates its columns; detected when left out.
        decimal: The decimal mark; when left out a point, or a comma where no doubt
            is possible.
        columns: Every column of the file.
        missing: Cells that stand for a missing reason, in any item's column.
        constants: Reserved columns that the file lacks, with one value for all rows.
    """

    schema: Literal["rosace/mapping/1"] = "rosace/mapping/1"
    instrument: str = id_field()
    encoding: Literal["utf-8", "windows-1252"] | None = None
    separator: Literal[",", ";", "\t"] | None = None
    decimal: Literal[".", ","] | None = None
    columns: tuple[ColumnMapping, ...] = attrs.field(validator=attrs.validators.min_len(1))
    missing: Mapping[str, MissingReason] | None = None
    constants: Mapping[str, str] | None = attrs.field(default=None, validator=_constants)


def direct_mapping(
    columns: Sequence[str], instrument: Instrument, attributes: Iterable[str] = ()
) -> FileMapping:
    """Return the mapping of a table that follows our own convention.

    Columns are reserved names such as ``@respondent``, items by id or by text in
    any language, ``ITEM@comment``, ``@rationale``, ``@dissent`` and ``@missing``, and
    attributes as ``@attribute.NAME`` or, for those named here, by their bare name.
    Other columns are left out, and reported when the rows are read.

    Args:
        columns: The headings.
        instrument: The instrument, resolved.
        attributes: The attributes that the study or the breakdowns name.

    Raises:
        InvalidDocumentError: No column holds answers.
    """
    known = headings_of(instrument, attributes)
    found = [(column, known.target(column)) for column in columns]
    if not any(to and not to.startswith("@") for _, to in found):
        arguments = {"instrument": instrument.id}
        raise InvalidDocumentError((Problem("no-item-column", row=1, arguments=arguments),))
    return FileMapping(
        instrument=instrument.id,
        columns=tuple(ColumnMapping(column=column, to=to) for column, to in found if to),
    )


def propose_mapping(
    table: ImportedTable, instrument: Instrument, attributes: Iterable[str] = ()
) -> FileMapping:
    """Return a mapping of a foreign table, for a person to look through and amend.

    Columns that are not known are mapped to ``ignore``. The cells of choice items
    that are written as labels or statements, in the first rows, are listed with
    the codes they stand for.

    Args:
        table: The table; its first 1,000 rows are used up.
        instrument: The instrument, resolved.
        attributes: The attributes that the study or the breakdowns name.
    """
    known = headings_of(instrument, attributes)
    items = {item.id: item for item in instrument.items}
    looked_at = itertools.islice(table.rows, _LOOKED_AT)
    rows = [cells for _, cells in looked_at if not isinstance(cells, Problem)]
    columns = []
    taken: set[str] = set()
    for index, column in enumerate(table.columns):
        to = known.target(column)
        if to is None and f"@{fold(column)}" in RESERVED:
            to = f"@{fold(column)}"
        if to is None or to in taken:
            to = IGNORE
        taken.add(to)
        values: dict[str, str] = {}
        if to in items:
            reader = cell_reader(instrument, items[to], values={}, missing={})
            held = (row[index] for row in rows if index < len(row))
            cells = {spell(cell) for cell in held if not isinstance(cell, tuple)}
            values = _proposed(reader, cells)
        columns.append(ColumnMapping(column=column, to=to, values=values or None))
    return structure(
        {
            "schema": "rosace/mapping/1",
            "instrument": instrument.id,
            **_declared(table.understood),
            "columns": [unstructure(each) for each in columns],
        },
        FileMapping,
    )


def _declared(understood: Mapping[str, str]) -> dict[str, str]:
    """Return what an importer understood, where a mapping can declare it."""
    declared = {}
    if (encoding := understood.get("encoding", "").lower()) in _ENCODINGS:
        declared["encoding"] = encoding
    if (separator := understood.get("separator", "")) in _SEPARATORS:
        declared["separator"] = separator
    return declared


def _proposed(reader: CellReader, cells: set[str]) -> dict[str, str]:
    """Return the code of each cell that is no code itself but stands for one."""
    found = {}
    for cell in sorted(map(tidy, cells)):
        code = reader.code(cell)
        if code is not None and code != cell and len(cell) <= _LONGEST_CELL:
            found[cell] = code
    return found


def rows_to_documents(  # noqa: PLR0913  # each by its name
    table: ImportedTable,
    mapping: FileMapping,
    instrument: Instrument,
    *,
    file: str,
    wave: str = DEFAULT_WAVE,
    kind: str = "individual",
) -> Iterator[tuple[Place, dict[str, Any] | Problem]]:
    """Return the response document of every row, or its problems, with its place.

    First come notices on the table as a whole: columns left aside, respondents
    numbered by their row. A row with an error gives its problems and no document.
    Documents are not checked against the instrument: a cell that stands for no
    choice stays as it is.

    Args:
        table: The table; its rows are used up.
        mapping: What its columns mean.
        instrument: The instrument, resolved.
        file: The file's name, for problems.
        wave: The wave of rows that name none.
        kind: ``individual`` or ``collective``, of rows that do not say.

    Raises:
        InvalidDocumentError: The mapping is of another instrument or another table.
    """
    columns, problems = _columns(table.columns, mapping, instrument)
    if problems:
        raise InvalidDocumentError(tuple(evolve(each, file=file) for each in problems))
    reader = _row_reader(columns, mapping, instrument, wave, kind)
    notices = table_notices(table.columns, columns, instrument)
    return _documents(table, reader, notices, file)


def respondent_column(
    columns: Sequence[str], mapping: FileMapping, instrument: Instrument
) -> Column | None:
    """Return the column of a table that names the respondents, or None where none does.

    Args:
        columns: The headings.
        mapping: What they mean.
        instrument: The instrument, resolved.

    Raises:
        InvalidDocumentError: The mapping is of another instrument or another table.
    """
    found, problems = _columns(columns, mapping, instrument)
    if problems:
        raise InvalidDocumentError(tuple(problems))
    return found.get("@respondent")


def _documents(
    table: ImportedTable, reader: RowReader, notices: list[Problem], file: str
) -> Iterator[tuple[Place, dict[str, Any] | Problem]]:
    for notice in notices:
        yield Place(file=file, row=1), evolve(notice, file=file)
    headings = reader.headings()
    said: set[str] = set()
    silent: list[int] = []
    for number, cells in table.rows:
        if isinstance(cells, Problem):
            yield Place(file=file, row=number), evolve(cells, file=file)
            continue
        findings: list[Problem] = []
        document = reader.document(number, cells, findings)
        place = Place(
            file=file,
            row=number,
            headings=headings,
            sheet=table.sheet,
            records=reader.records(cells),
        )
        for found in findings:
            if found.severity == "error" or found.code not in said:
                said.add(found.code)
                yield place, _placed(found, place)
        if all(found.severity == "notice" for found in findings):
            if reader.is_said(document, cells):
                yield place, document
            else:
                silent.append(number)
    if silent:
        yield Place(file=file), silent_rows(silent, file)


def _placed(found: Problem, place: Place) -> Problem:
    """Return what a row's reader found, with the row and, in a workbook, the cell."""
    row = found.row or place.row
    cell = found.cell or (place.sheet and place.sheet.cell(found.heading, row))
    return evolve(found, file=place.file, row=row, cell=cell, line=None, column=None)


def _columns(
    headings: Sequence[str], mapping: FileMapping, instrument: Instrument
) -> tuple[dict[str, Column], list[Problem]]:
    """Return the columns by where they go, and what is wrong with the mapping."""
    if mapping.instrument != instrument.id:
        arguments = {"found": mapping.instrument, "expected": instrument.id}
        return {}, [Problem("mapping-other-instrument", arguments=arguments)]
    items = {item.id for item in instrument.items}
    indexes = {tidy(heading): index for index, heading in enumerate(headings)}
    columns: dict[str, Column] = {}
    problems = []
    mapped: set[str] = set()
    for each in mapping.columns:
        index = indexes.get(tidy(each.column))
        base = each.to.partition("@")[0]
        if index is None:
            problems.append(Problem("mapped-column-missing", arguments={"column": each.column}))
        elif tidy(each.column) in mapped or (each.to != IGNORE and each.to in columns):
            problems.append(
                Problem("column-mapped-twice", heading=each.column, arguments={"to": each.to})
            )
        elif each.to != IGNORE and base and base not in items:
            arguments = {"found": base, "instrument": instrument.id}
            problems.append(
                Problem("mapped-item-unknown", heading=each.column, arguments=arguments)
            )
        else:
            values = {tidy(text): to for text, to in (each.values or {}).items()}
            key = f"{IGNORE} {index}" if each.to == IGNORE else each.to
            columns[key] = Column(index=index, heading=headings[index], values=values)
        mapped.add(tidy(each.column))
    return columns, problems


def _row_reader(
    columns: Mapping[str, Column],
    mapping: FileMapping,
    instrument: Instrument,
    wave: str,
    kind: str,
) -> RowReader:
    items = (_item_columns(columns, mapping, instrument, item) for item in instrument.items)
    return RowReader(
        instrument=instrument.id,
        version=instrument.version,
        wave=wave,
        kind=kind,
        reserved={name: columns[name] for name in RESERVED if name in columns},
        attributes={
            to.removeprefix(ATTRIBUTE): column
            for to, column in columns.items()
            if to.startswith(ATTRIBUTE)
        },
        items=tuple(each for each in items if each is not None),
        constants=mapping.constants or {},
    )


def _item_columns(
    columns: Mapping[str, Column], mapping: FileMapping, instrument: Instrument, item: Item
) -> ItemColumns | None:
    answer, missing = columns.get(item.id), columns.get(f"{item.id}@missing")
    words = {name: columns[to] for name in WORDS if (to := f"{item.id}@{name}") in columns}
    if answer is None and missing is None and not words:
        return None
    reader = cell_reader(
        instrument,
        item,
        values=answer.values if answer else {},
        missing=mapping.missing or {},
        decimal=mapping.decimal,
    )
    return ItemColumns(item=item.id, reader=reader, answer=answer, missing=missing, words=words)
