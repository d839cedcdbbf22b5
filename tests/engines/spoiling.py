"""Tables of responses as somebody may hand them in: cells, columns and files that do not belong."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa
from hypothesis import strategies as st

from rosace.instrument import Instrument

__all__ = ["NAMES", "TYPES", "Table", "spoilt_files", "table_of"]

Table = dict[str, pa.Array]
"""The columns of a file by their headings."""

NAMES: Final = (
    *(
        "p0",
        "P0",
        "p-0",
        "p0.0",
        "p 0",
        " p0",
        "p0\n",
        "P0.0",
        "p0.0.0",
        "p1",
        "group",
        "\uff50\u0030",
    ),
    *(
        "é",
        "e\u0301",
        "É",
        "\ufb01",
        "p\u00ad0",
        "p\u200b0",
        "\u00a0p0",
        "---",
        "...",
        ".0",
        "\u0663",
    ),
    *("a@b.org", "x" * 200, "x" * 201, "a\0b", "a\tb", "", " ", "=1+1", "p0\u0130", "ß", "SS"),
)
"""Names of people and of responses: some alike, some hostile."""

_TEXTS: Final = (
    *("", " ", "\u00a0", "A", "A ", " A", "a", "é", "e\u0301", "\n", "A\n", "A\u2028", "a\0b"),
    *("0", "1", "01", "1.0", "1/2", "2/4", "1/0", "-1", "+1", "1e3", "1,5", "nan", "true", "3"),
    *("2024-02-29", "2023-02-29", "2024-2-9", "2024-02", "2024", "0001-01-01", "x" * 300),
    *("dont-know", "not-applicable", "no-answer", "not-shown", "@dont-know", "Ne sait pas"),
    *("collective", "individual", "Individual", "w1", "w2", "A | B", "[]", '["A"]', "9" * 30),
    *("x" * 4000, "x" * 4001, "a | a", "yes", "no", "=1+1", "[1]", "{}"),
)
_WHOLE: Final = (0, 1, -1, 2, 3, 7, 10, 10**6, 10**18, 10**18 + 1, 2**53 + 1, 2**63 - 1, -(2**63))
_FRACTIONS: Final = (
    *(0.0, -0.0, 0.1, 0.5, 1.0, 2.0, 2.5, -1.0, 1e16, 1e300, 1e-300, 2.0**53 + 2, 1 / 3),
    *(float("inf"), float("-inf"), float("nan")),
)
_DAYS: Final = (date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31))
_TIMES: Final = (datetime(2024, 2, 29, tzinfo=UTC), datetime(2024, 1, 1, 12, 30, tzinfo=UTC))
TYPES: Final[Sequence[tuple[pa.DataType, Sequence[Any]]]] = (
    (pa.string(), _TEXTS),
    (pa.large_string(), _TEXTS),
    (pa.dictionary(pa.int32(), pa.string()), _TEXTS),
    (pa.int64(), _WHOLE),
    (pa.int8(), (0, 1, -1, 3, 100)),
    (pa.uint64(), (0, 1, 3, 2**64 - 1)),
    (pa.float64(), _FRACTIONS),
    (pa.float32(), (0.0, 0.5, 1.0, 3.0, 0.1)),
    (pa.bool_(), (True, False)),
    (pa.null(), (None,)),
    (pa.date32(), _DAYS),
    (pa.timestamp("us", "UTC"), _TIMES),
    (pa.decimal128(9, 2), (Decimal("1.00"), Decimal("2.50"))),
    (pa.binary(), (b"A", b"\xff")),
    (pa.list_(pa.string()), ([], ["A"], ["A", "B"], ["A", None], ["A", "A"], ["a\0"])),
    (pa.list_(pa.int64()), ([], [1], [1, 2])),
    (pa.struct([("id", pa.string())]), ({"id": "r0"},)),
    (pa.list_(pa.struct([("id", pa.string())])), ([], [{"id": "r0"}], [{"id": None}], [None])),
)
_HEADINGS: Final = (
    *("note", "sector", "Sector", "@sector", "@attribute.sector", "@attribute.other", "@ID"),
    *("@id", "@respondent", "@organization", "@kind", "@wave", "@version", "@weight", "@weigth"),
    *("@file", "@row", "@index", "@voice", "@@file", "file_row_number", "filename", "", "w", "t"),
)
_NAMED: Final = ("@id", "@respondent", "@organization")
_SAID: Final = ("missing", "comment", "rationale", "dissent")


def table_of(table: pa.Table) -> Table:
    """Return a table's columns by their headings."""
    return {name: table.column(name).combine_chunks() for name in table.column_names}


@st.composite
def spoilt_files(
    draw: st.DrawFn, instrument: Instrument, tables: Sequence[Table], most: int = 4
) -> tuple[Table, ...]:
    """Generate copies of files in which some cells, columns and rows are not what they should be.

    Args:
        draw: Hypothesis's own.
        instrument: The instrument that was answered.
        tables: The files, one at least.
        most: Most changes.
    """
    files = [dict(table) for table in tables]
    for _ in range(draw(st.integers(0, most))):
        number = draw(st.integers(0, len(files) - 1))
        way = draw(st.sampled_from((*_WAYS, None)))
        if way is None:
            files[number] = draw(_taken(files[number], files[number - 1]))
        else:
            files[number] = draw(way(instrument, files[number]))
    return tuple(files)


def _rows(table: Table) -> int:
    return len(next(iter(table.values()))) if table else 0


@st.composite
def _cell(draw: st.DrawFn, instrument: Instrument, table: Table) -> Table:
    """Put a value of the column's type where it does not belong."""
    if not _rows(table):
        return table
    name = draw(st.sampled_from(sorted(table)))
    row = draw(st.integers(0, _rows(table) - 1))
    held = table[name].to_pylist()
    held[row] = draw(_values(instrument, name, table[name].type))
    return {**table, name: pa.array(held, table[name].type)}


@st.composite
def _name(draw: st.DrawFn, instrument: Instrument, table: Table) -> Table:
    """Call a person, a response or an organization otherwise."""
    del instrument
    columns = [name for name in _NAMED if name in table]
    if not columns or not _rows(table):
        return table
    name = draw(st.sampled_from(columns))
    kind = table[name].type
    if not pa.types.is_string(kind):
        return table
    held = table[name].to_pylist()
    for _ in range(draw(st.integers(1, 3))):
        held[draw(st.integers(0, len(held) - 1))] = draw(st.sampled_from((None, *NAMES)))
    return {**table, name: pa.array(held, kind)}


@st.composite
def _taken(draw: st.DrawFn, table: Table, other: Table) -> Table:
    """Give a row the id, the respondent or the organization of one in another file."""
    name = draw(st.sampled_from(_NAMED))
    held, others = (each[name].to_pylist() if name in each else [] for each in (table, other))
    if not held or not others or table[name].type != other[name].type:
        return table
    held[draw(st.integers(0, len(held) - 1))] = draw(st.sampled_from(others))
    return {**table, name: pa.array(held, table[name].type)}


@st.composite
def _column(draw: st.DrawFn, instrument: Instrument, table: Table) -> Table:
    """Add a column, or one in place of another, of any type."""
    items = [item.id for item in instrument.items]
    texts = [text for item in instrument.items for text in item.text.values()]
    said = [f"{item}@{part}" for item in items for part in _SAID]
    heading = draw(
        st.sampled_from(items)
        | st.sampled_from(said)
        | st.sampled_from(_HEADINGS)
        | st.sampled_from([*texts, *(item.upper() for item in items)])
    )
    kind, _ = draw(st.sampled_from(TYPES))
    cells = st.none() | _values(instrument, heading, kind)
    size = _rows(table)
    return {**table, heading: pa.array([draw(cells) for _ in range(size)], kind)}


@st.composite
def _retyped(draw: st.DrawFn, instrument: Instrument, table: Table) -> Table:
    """Give the cells of a column another type, as they are or as what is nearest."""
    del instrument
    name = draw(st.sampled_from(sorted(table)))
    kinds = (
        *(pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.float64()),
        *(pa.int32(), pa.int64(), pa.float32(), pa.bool_(), pa.binary(), pa.null()),
    )
    kind = draw(st.sampled_from(kinds))
    held = table[name].to_pylist()
    ways = (lambda cell: cell, str, float, int, bool, lambda _: None)
    for way in ways:
        try:
            cells = [None if cell is None else way(cell) for cell in held]
            return {**table, name: pa.array(cells, kind)}
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            continue
    return table


@st.composite
def _without(draw: st.DrawFn, instrument: Instrument, table: Table) -> Table:
    """Leave a column out."""
    del instrument
    name = draw(st.sampled_from(sorted(table)))
    return {each: held for each, held in table.items() if each != name} if len(table) > 1 else table


@st.composite
def _repeated(draw: st.DrawFn, instrument: Instrument, table: Table) -> Table:
    """Put rows elsewhere, in any number, or none at all."""
    del instrument
    if not _rows(table):
        return table
    rows = draw(st.lists(st.integers(0, _rows(table) - 1), max_size=6))
    every = [*range(_rows(table)), *rows] if draw(st.booleans()) else rows
    return {name: held.take(pa.array(every, pa.int64())) for name, held in table.items()}


def _values(instrument: Instrument, heading: str, kind: pa.DataType) -> st.SearchStrategy[Any]:
    """Generate cells of a type, such as may stand under a heading and such as may not."""
    if pa.types.is_list(kind):
        return st.none() | st.lists(
            st.none() | _values(instrument, heading, kind.value_type), max_size=3
        )
    if pa.types.is_struct(kind):
        fields: Mapping[str, Any] = {
            each.name: st.none() | _values(instrument, heading, each.type) for each in kind
        }
        return st.fixed_dictionaries(fields)
    held = next((cells for known, cells in TYPES if known == kind), (None,))
    if held is _TEXTS:
        item = next((item for item in instrument.items if item.id == heading), None)
        if item is not None and item.scale:
            choices = instrument.scales[item.scale].choices
            codes = [choice.code for choice in choices]
            labels = [text for choice in choices for text in choice.label.values()]
            near = [f"{code} " for code in codes] + [code.lower() for code in codes]
            return st.none() | st.sampled_from([*codes, *labels, *near]) | st.sampled_from(held)
        if heading in _NAMED:
            return st.none() | st.sampled_from(NAMES)
    return st.none() | st.sampled_from(held)


_Way = Callable[[Instrument, Table], st.SearchStrategy[Table]]
_WAYS: Final[tuple[_Way, ...]] = (
    *(_cell, _cell, _cell, _name, _name, _column, _column, _retyped, _without, _repeated),
)
