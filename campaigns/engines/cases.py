"""Tables of responses to made-up instruments, some of whose cells are spoilt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
from hypothesis import assume
from hypothesis import strategies as st
from pyarrow import parquet
from tests.engines.comparing import Survey

from rosace import Appraiser
from rosace.instrument import Instrument
from rosace.interfaces import Responses
from rosace.response import Response
from rosace.strategies import walks

__all__ = ["Case", "cases"]

_ATTRIBUTES: Final = ("sector", "place")
_MOST: Final = 3
"""How many cells of a table are spoilt."""

_TEXTS: Final = (
    *("", " ", "A", "A ", " A", "a", "Z", "É", "é", "\n", "A\n", "A\u2028", "\t", "\u00a0"),
    *("0", "1", "01", "1.0", "1/2", "1/0", "-1", "+1", "1e3", "nan", "true", "9" * 30),
    *("2024-02-29", "2023-02-29", "2024-2-9", "20240229", "2024-02-29T00:00", "x" * 300),
    *("dont-know", "not-applicable", "no-answer", "not-shown", "collective", "w1", "=1+1"),
)
_WHOLE: Final = (0, 1, -1, 7, 10**6, 2**53 + 1, 2**63 - 1, -(2**63))
_FRACTIONS: Final = (0.0, -0.0, 0.1, 0.5, 1.0, -1.0, 1e300, 1e-300, float("inf"), float("nan"))


@dataclass(frozen=True, kw_only=True)
class Case(Survey):
    """Files of responses, and what they belong to.

    Args:
        tables: What each file holds.
    """

    tables: tuple[pa.Table, ...]

    def write(self, folder: Path) -> tuple[str, ...]:
        """Write the files into a folder, and return their paths."""
        paths = tuple(str(folder / f"part {n}.parquet") for n in range(len(self.tables)))
        for path, table in zip(paths, self.tables, strict=True):
            parquet.write_table(table, path, row_group_size=3)
        return paths


@st.composite
def cases(draw: st.DrawFn, appraiser: Appraiser) -> Case:
    """Generate cases of one or two files, in which columns are of one type.

    Args:
        draw: Hypothesis's own.
        appraiser: Writes the responses as Parquet.
    """
    instrument, study, responses = draw(walks(least=1))
    cut = draw(st.integers(0, len(responses)))
    parts = [part for part in (responses[:cut], responses[cut:]) if part]
    tables = [_table(appraiser, instrument, part) for part in parts]
    types: dict[str, pa.DataType] = {}
    for table in tables:
        assume(all(types.setdefault(each.name, each.type) == each.type for each in table.schema))
    if draw(st.booleans()):
        tables = [_spoilt(draw, table) for table in tables]
    return Case(instrument=instrument, study=study, attributes=_ATTRIBUTES, tables=tuple(tables))


def _table(
    appraiser: Appraiser, instrument: Instrument, responses: tuple[Response, ...]
) -> pa.Table:
    document = Responses(instrument=instrument, responses=responses)
    with TemporaryDirectory() as folder:
        path = Path(folder, "responses.parquet")
        appraiser.export(document, "parquet", path, language="en")
        return parquet.read_table(path)


def _spoilt(draw: st.DrawFn, table: pa.Table) -> pa.Table:
    """Return a table in which some cells hold what does not belong there, or a row comes twice."""
    rows = table.to_pylist()
    for _ in range(draw(st.integers(1, _MOST))):
        row = draw(st.sampled_from(rows))
        field = draw(st.sampled_from(list(table.schema)))
        row[field.name] = draw(_cells(field.type))
    if draw(st.booleans()):
        rows.append(dict(draw(st.sampled_from(rows))))
    return pa.Table.from_pylist(rows, schema=table.schema)


def _cells(kind: pa.DataType) -> st.SearchStrategy[Any]:
    """Generate cells of a type of column, hostile ones above all."""
    if pa.types.is_list(kind):
        return st.none() | st.lists(_cells(kind.value_type), max_size=3)
    if pa.types.is_struct(kind):
        return _structures({each.name: each.type for each in kind})
    makers: tuple[tuple[Callable[[pa.DataType], bool], tuple[Any, ...]], ...] = (
        (pa.types.is_string, _TEXTS),
        (pa.types.is_integer, _WHOLE),
        (pa.types.is_floating, _FRACTIONS),
        (pa.types.is_boolean, (True, False)),
    )
    held = next(values for fits, values in makers if fits(kind))
    return st.none() | st.sampled_from(held)


def _structures(kinds: Mapping[str, pa.DataType]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({name: _cells(kind) for name, kind in kinds.items()})
