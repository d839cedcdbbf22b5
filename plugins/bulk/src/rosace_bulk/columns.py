"""The columns of a table of responses, made alike whatever engine holds it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NoReturn

from rosace.errors import InvalidDocumentError, Problem, UnreachableError

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir

__all__ = [
    "CATALOGUE",
    "FILE",
    "INDEX",
    "ROW",
    "STOOD",
    "VOICE",
    "alike",
    "check_names",
    "entries",
    "has_entries",
    "member",
    "refuse",
    "refuse_access",
]

CATALOGUE: Final = "rosace_bulk"
"""The package whose catalogues explain what the engines find."""

FILE: Final = "@file"
"""The column that says in which file a response stands."""

ROW: Final = "@row"
"""The column that says in which row of it, from 2 on, for row 1 holds the names of columns."""

INDEX: Final = "@index"
"""The column that says which of a list of documents a response was, from 0 on."""

VOICE: Final = "@voice"
"""The column that says how a respondent's name is told from others, where it is not plain."""

STOOD: Final = frozenset({FILE, ROW, INDEX, VOICE})
"""The columns that are none of a response, but say where it stood and whose voice it is."""


def refuse(code: str, file: str | None = None, **arguments: str | int) -> NoReturn:
    """Raise a problem of this package.

    Args:
        code: What is wrong.
        file: The file where it is.
        arguments: What was found.

    Raises:
        InvalidDocumentError: Always.
    """
    problem = Problem(code, file=file, arguments=arguments, catalogue=CATALOGUE)
    raise InvalidDocumentError((problem,)) from None


def refuse_access(code: str, file: str | None = None, **arguments: str | int) -> NoReturn:
    """Raise a problem of how an engine is reached, which no change of the responses mends.

    Args:
        code: What is wrong.
        file: The table that is not to be had.
        arguments: What was found.

    Raises:
        UnreachableError: Always.
    """
    problem = Problem(code, file=file, arguments=arguments, catalogue=CATALOGUE)
    raise UnreachableError((problem,)) from None


def check_names(names: Iterable[str]) -> None:
    """Refuse names that engines cannot tell apart: to DuckDB, capitals are no difference.

    Args:
        names: The names of all columns, of one file or several; one may come again.

    Raises:
        InvalidDocumentError: Two differ by capitals alone.
    """
    known: dict[str, str] = {}
    for name in names:
        first = known.setdefault(name.lower(), name)
        if first != name:
            refuse("bulk-columns-case", first=first, second=name)


def alike(
    table: "ir.Table",
    is_known: Callable[[str], bool] = lambda _: True,
    file: str | None = None,
) -> "ir.Table":
    """Return the table with every column in one of the types that expressions count on.

    Integers become int64, fractions float64, days text as in 2024-01-31. A column without a
    type, in which nothing stands, is left out.

    Args:
        table: A table as the engine gave it.
        is_known: Whether the engine's own type of a column behaves as others do.
        file: Its name, if it is one file or table.

    Raises:
        InvalidDocumentError: A column is of a type that holds no answer.
    """
    check_names(table.columns)
    empty = [name for name, found in table.schema().items() if _is_empty(found)]
    table = table.drop(*empty) if empty else table
    casts: dict[str, dt.DataType] = {}
    for name, found in table.schema().items():
        wanted = _wanted(found)
        if wanted is None or not is_known(name):
            refuse("bulk-column-type", file, column=name, found=str(found))
        if wanted != found:
            casts[name] = wanted
    return table.cast(casts) if casts else table


def _is_empty(found: "dt.DataType") -> bool:
    """Return whether a type is that of columns in which nothing stands, as DuckDB calls it."""
    return found.is_null() or (found.is_unknown() and '"NULL"' in str(found))


def _wanted(found: "dt.DataType") -> "dt.DataType | None":
    """Return the type that stands for another; None where there is none."""
    import ibis.expr.datatypes as dt  # noqa: PLC0415  # takes half a second

    if found.is_string() or found.is_date():
        return dt.string
    if found.is_integer():
        return None if isinstance(found, dt.UInt64) else dt.int64
    if found.is_floating():
        return dt.float64
    if isinstance(found, dt.Array):
        each = found.value_type
        if isinstance(each, dt.Struct):
            # Their fields are cast where they are counted: a structure whole is cast by no engine.
            return found if all(map(_wanted, each.types)) else None
        inner = _wanted(each)
        return None if inner is None else found if inner == each else dt.Array(inner)
    return found if found.is_boolean() or found.is_json() else None


def has_entries(column: "ir.Value") -> bool:
    """Return whether a column holds entries of a record, as structures or JSON.

    Args:
        column: A column.
    """
    kind = column.type()
    each = kind.value_type if kind.is_array() else kind
    return bool(each.is_json() or (kind.is_array() and each.is_struct()))


def entries(column: "ir.Value") -> "ir.ArrayValue":
    """Return the entries of a record as an array, whether structures or JSON hold them.

    Args:
        column: The column of a repeating record.
    """
    import ibis.expr.types as ir  # noqa: PLC0415  # as above

    if isinstance(column, ir.JSONValue):
        return column.array
    if isinstance(column, ir.ArrayValue):
        return column
    raise TypeError(column.type())


def member(entry: "ir.Value", name: str, kind: "dt.DataType | str") -> "ir.Value":
    """Return one field of an entry, in the type that expressions count on.

    Args:
        entry: An entry of `entries`, unnested, or as `map` and `filter` of arrays give it.
        name: The field; it is empty where no entry has it.
        kind: int64, float64, boolean, string, or an array of one of them.
    """
    import ibis  # noqa: PLC0415  # as above
    import ibis.expr.datatypes as dt  # noqa: PLC0415  # as above
    import ibis.expr.types as ir  # noqa: PLC0415  # as above

    wanted = dt.dtype(kind)
    if isinstance(entry, ir.StructValue):
        return entry[name].cast(wanted) if name in entry.names else ibis.null(wanted)
    if isinstance(entry, ir.JSONValue):
        held = entry[name]
        return (
            held.array.map(lambda each: each.unwrap_as(wanted.value_type))
            if isinstance(wanted, dt.Array)
            else held.unwrap_as(wanted)
        )
    raise TypeError(entry.type())
