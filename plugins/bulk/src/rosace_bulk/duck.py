"""DuckDB, which comes with the package: files are read where they are, within a set memory."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs

from rosace.errors import InvalidDocumentError, Problem, UsageError
from rosace_bulk.columns import FILE, ROW, alike, check_names, refuse
from rosace_bulk.connecting import Row, blamed, unique_name

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import pyarrow as pa
    from ibis.backends import BaseBackend

__all__ = ["OWN", "DuckBackend"]

_BATCH: Final = 50_000
_INTERRUPTED: Final = "Query interrupted"
_OWN_FILE, _OWN_ROW = OWN = ("@@file", "file_row_number")
_PATTERN: Final = str.maketrans({each: f"[{each}]" for each in "[*?"})


@attrs.frozen(kw_only=True)
class DuckBackend:
    """DuckDB inside this process.

    Args:
        name: The engine's name.
        memory: How much memory it may use, as ``400MB``; beyond it, results go to a folder of
            their own, which is removed.
        threads: How many threads it may use; as many as the machine has where None.
        sorted_at_once: Of how many rows numbers of eight bytes are sorted at a time.
    """

    is_near: ClassVar[bool] = True
    name: str = "duckdb"
    memory: str = "400MB"
    threads: int | None = None
    sorted_at_once: int = 3 << 22

    def prepare(self) -> None:
        """Import what a connection needs, which takes a second, while others are at work."""
        import ibis  # noqa: PLC0415  # heavy

        _ = ibis.duckdb

    @contextmanager
    def connect(self, url: str | None = None) -> "Iterator[BaseBackend]":
        """Open a database in memory.

        Args:
            url: Must be None: there is nothing to connect to.

        Raises:
            UsageError: There is an address.
        """
        if url is not None:
            details = {"first": "--connect", "second": f"--engine {self.name}"}
            raise UsageError(reason="options-conflict", details=details)
        import ibis  # noqa: PLC0415  # takes half a second

        with TemporaryDirectory(prefix="rosace-") as folder:
            settings = {"threads": self.threads} if self.threads else {}
            connection = ibis.duckdb.connect(
                memory_limit=self.memory,
                temp_directory=folder,
                # What is missing is said, never fetched from elsewhere.
                autoinstall_known_extensions=False,
                preserve_insertion_order=False,
                **settings,
            )
            try:
                yield connection
            finally:
                connection.disconnect()

    def source(self, connection: "BaseBackend", sources: Sequence[str]) -> "ir.Table":
        """Return the responses of Parquet files, whose columns may differ, as one table.

        Args:
            connection: What `connect` gave.
            sources: Paths of the files.

        Raises:
            InvalidDocumentError: One is missing or damaged, or columns do not agree.
        """
        import duckdb  # noqa: PLC0415  # takes 50 ms

        _agree(sources)
        with blamed(self.name, duckdb.Error):
            table = connection.read_parquet(
                [each.translate(_PATTERN) for each in sources],
                union_by_name=True,
                filename=_OWN_FILE,
                file_row_number=True,
            )
        return alike(_placed(table))

    def batches(
        self, connection: "BaseBackend", expression: "ir.Table"
    ) -> "Iterator[pa.RecordBatch]":
        """Yield the rows of a result as they come, in batches.

        Args:
            connection: What `connect` gave.
            expression: What is asked.

        Raises:
            InvalidDocumentError: DuckDB gave up.
        """
        import duckdb  # noqa: PLC0415  # as above
        import pyarrow as pa  # noqa: PLC0415  # takes 100 ms

        # What goes wrong in the middle of a file comes through Arrow, as an error of its own.
        with _interrupted(), blamed(self.name, duckdb.Error, pa.ArrowException, OSError):
            connection._run_pre_execute_hooks(expression)  # noqa: SLF001  # brings small tables
            # Ibis 12 asks DuckDB for batches by a name that DuckDB 2 no longer has.
            result = connection.con.sql(connection.compile(expression))
            yield from result.to_arrow_reader(_BATCH)

    def rows(self, connection: "BaseBackend", expression: "ir.Table") -> Iterator[Row]:
        """Yield the rows of a result as they come.

        Args:
            connection: What `connect` gave.
            expression: What is asked.

        Raises:
            InvalidDocumentError: DuckDB gave up.
        """
        for batch in self.batches(connection, expression):
            yield from batch.to_pylist()

    def keep(self, connection: "BaseBackend", expression: "ir.Table") -> "ir.Table":
        """Return the rows of a result as a table of their own, so that they are found but once.

        Args:
            connection: What `connect` gave.
            expression: What is asked.

        Raises:
            InvalidDocumentError: DuckDB gave up.
        """
        import duckdb  # noqa: PLC0415  # as above

        with blamed(self.name, duckdb.Error):
            return connection.create_table(unique_name(), expression, temp=True)

    def twice(self, connection: "BaseBackend", numbers: "ir.Table") -> "Sequence[ir.Table | None]":
        """Return by column the numbers that stand in more than one row; None if there are none.

        They are sorted here, some millions at a time, each column by a thread: to group as many
        takes three times as long, and more memory than DuckDB may use.

        Args:
            connection: What `connect` gave.
            numbers: A table of whole numbers.

        Raises:
            InvalidDocumentError: DuckDB gave up.
        """
        import numpy as np  # noqa: PLC0415  # takes 100 ms

        (counted,) = self.rows(connection, numbers.agg(n=numbers.count()))
        # The last bits of a number say in which turn it is looked at.
        turns = 1 << max(0, -(-counted["n"] // self.sorted_at_once) - 1).bit_length()
        found: list[list[np.ndarray[Any, Any]]] = [[] for _ in numbers.columns]
        with ThreadPoolExecutor(len(found)) as threads:
            for turn in range(turns):
                if turns == 1:
                    held = _columns(self.batches(connection, numbers), len(found), counted["n"])
                else:
                    some = [
                        numbers.filter((numbers[name] & (turns - 1)) == turn).select(name)
                        for name in numbers.columns
                    ]
                    held = [_columns(self.batches(connection, each), 1)[0] for each in some]
                for again, each in zip(found, threads.map(_again, held), strict=True):
                    again.append(each)
        return [_table(np.concatenate(again)) for again in found]

    def named(self, connection: "BaseBackend", table: "ir.Table") -> "ir.Table":
        """Return a table as a view.

        Args:
            connection: What `connect` gave.
            table: The table.

        Raises:
            InvalidDocumentError: DuckDB gave up.
        """
        import duckdb  # noqa: PLC0415  # as above

        with blamed(self.name, duckdb.Error):
            return connection.create_view(unique_name(), table)

    def letters(self, column: "ir.StringValue") -> "ir.Value":
        """Return a text as it is: DuckDB orders texts by the numbers of their letters."""
        return column

    def hold(self, connection: "BaseBackend", paths: Sequence[str]) -> "ir.Table":
        """Return files of our own as a table: where each row stood, they say themselves.

        Args:
            connection: What `connect` gave.
            paths: Paths of Parquet files.

        Raises:
            InvalidDocumentError: DuckDB gave up.
        """
        import duckdb  # noqa: PLC0415  # as above

        with blamed(self.name, duckdb.Error):
            files = [each.translate(_PATTERN) for each in paths]
            return connection.read_parquet(files, union_by_name=True)


def _columns(
    batches: "Iterable[pa.RecordBatch]", width: int, size: int | None = None
) -> "list[np.ndarray[Any, Any]]":
    """Return the columns of a result, of whole numbers.

    Args:
        batches: The result.
        width: How many columns it has.
        size: How many rows it has, if that is known.
    """
    import numpy as np  # noqa: PLC0415  # as above

    chunks = ([np.from_dlpack(column) for column in batch.columns] for batch in batches)
    if size is None:
        parts = list(zip(*chunks, strict=True)) or [()] * width
        return [np.concatenate([np.empty(0, np.int64), *each]) for each in parts]
    whole, start = [np.empty(size, np.int64) for _ in range(width)], 0
    for columns in chunks:
        for held, each in zip(whole, columns, strict=True):
            held[start : start + len(each)] = each
        start += len(columns[0])
    return whole


def _again(held: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return the numbers that stand more than once among some, each once."""
    import numpy as np  # noqa: PLC0415  # as above

    held.sort()
    return np.unique(held[1:][held[1:] == held[:-1]])


def _table(numbers: "np.ndarray[Any, Any]") -> "ir.Table | None":
    """Return numbers as a table of one column, ``h``; None if there are none."""
    import ibis  # noqa: PLC0415  # takes half a second
    import pyarrow as pa  # noqa: PLC0415  # takes 100 ms

    if not len(numbers):
        return None
    column = pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])
    return ibis.memtable(pa.table({"h": column}))


@contextmanager
def _interrupted() -> Iterator[None]:
    """Let whoever interrupts a question end the program, as anywhere else.

    DuckDB hears of the signal before Python does, and names it in an error of its own.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


def _placed(table: "ir.Table") -> "ir.Table":
    """Return the table with where each row stands, unless the file itself says so."""
    file, row = table[_OWN_FILE], table[_OWN_ROW] + 2
    if FILE in table.columns and ROW in table.columns:
        # Documents of a list stand in no row.
        row = table[FILE].isnull().ifelse(row, table[ROW])
        file = table[FILE].coalesce(file)
    return table.mutate({FILE: file, ROW: row}).drop(_OWN_FILE, _OWN_ROW)


def _agree(sources: Sequence[str]) -> None:
    """Refuse files that are none, are damaged, or give one column two types.

    DuckDB would turn the numbers of one file and the words of another into words.
    """
    import pyarrow as pa  # noqa: PLC0415  # as above
    from pyarrow import parquet  # noqa: PLC0415  # as above

    first: dict[str, tuple[str, pa.DataType]] = {}
    for source in sources:
        if not Path(source).is_file():
            raise InvalidDocumentError((Problem("file-not-found", file=source),))
        try:
            schema = parquet.read_schema(source)
        except (pa.ArrowException, OSError):
            refuse("bulk-parquet-damaged", source)
        if len(set(schema.names)) < len(schema) or {*OWN} & set(schema.names):
            refuse("bulk-columns-reserved", source, found=f"{_OWN_FILE}, {_OWN_ROW}")
        for field in schema:
            if pa.types.is_null(field.type):
                continue
            earlier, kind = first.setdefault(field.name, (source, field.type))
            if _family(kind) != _family(field.type):
                found = {"column": field.name, "found": str(field.type), "other": str(kind)}
                refuse("bulk-types-differ", source, earlier=earlier, **found)
    check_names(first)


def _family(kind: "pa.DataType") -> str:
    """Return what types that can stand in one column have in common."""
    from pyarrow import types  # noqa: PLC0415  # as above

    if types.is_dictionary(kind):
        return _family(kind.value_type)
    if types.is_large_string(kind) or types.is_string(kind):
        return "string"
    if types.is_integer(kind):
        return "integer"
    if types.is_list(kind) or types.is_large_list(kind):
        return f"list of {_family(kind.value_type)}"
    # Which fields an entry has may differ, as columns may.
    return "structure" if types.is_struct(kind) else str(kind)
