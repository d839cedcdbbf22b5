"""What the three engines have in common: how one is reached, and how its results come back."""

import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from itertools import islice
from os.path import abspath
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from rosace.errors import RosaceError, UsageError
from rosace_bulk.columns import refuse, refuse_access

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

__all__ = [
    "Backend",
    "Row",
    "blamed",
    "given_name",
    "grouped_twice",
    "in_batches",
    "refuse_connection",
    "require",
    "someone_answers",
    "unique_name",
]

Row = dict[str, Any]
"""One row of a result: exact values by name of the column."""

_PATIENCE: Final = 10.0
_TOGETHER: Final = 50_000
_SCHEMES: Final = frozenset({"", "file"})


class Backend(Protocol):
    """How an engine is reached, given a table, and asked."""

    @property
    def name(self) -> str:
        """The engine's name."""

    @property
    def is_near(self) -> bool:
        """Whether columns are in this process, where all of one may be looked at cheaply."""

    def connect(self, url: str | None) -> "AbstractContextManager[BaseBackend]":
        """Return a connection, to be used in a ``with``, which ends what it began.

        Args:
            url: Where to connect to; where the engine's own settings say, if None.

        Raises:
            UsageError: This is no address of such an engine.
            UnreachableError: It cannot be reached; the problem says why.
        """

    def source(self, connection: "BaseBackend", sources: Sequence[str]) -> "ir.Table":
        """Return the responses as one table, with `FILE` and `ROW`.

        Args:
            connection: What `connect` gave.
            sources: Files, or the name of a table.

        Raises:
            InvalidDocumentError: There is none, it is damaged, or columns are of no known type.
        """

    def rows(self, connection: "BaseBackend", expression: "ir.Table") -> Iterator[Row]:
        """Yield the rows of a result as they come; have them all before the next is asked.

        Args:
            connection: What `connect` gave.
            expression: What is asked, of tables of that connection.

        Raises:
            InvalidDocumentError: The engine gave up; the problem says how it names the reason.
        """

    def batches(
        self, connection: "BaseBackend", expression: "ir.Table"
    ) -> "Iterator[pa.RecordBatch]":
        """Yield the rows of a result as `rows` does, in batches of Arrow."""

    def keep(self, connection: "BaseBackend", expression: "ir.Table") -> "ir.Table":
        """Return the rows of a result as a table, found but once where the engine can keep them."""

    def twice(self, connection: "BaseBackend", numbers: "ir.Table") -> "Sequence[ir.Table | None]":
        """Return by column the numbers that stand in more than one row; perhaps None for none.

        Args:
            connection: What `connect` gave.
            numbers: A table of whole numbers.

        Returns:
            For each of its columns a table with one column, ``h``, in which each number is once.
        """

    def named(self, connection: "BaseBackend", table: "ir.Table") -> "ir.Table":
        """Return a table under a name of its own, where the engine can give one.

        Ibis works long on what is said of a table that is itself said at length.
        """

    def letters(self, column: "ir.StringValue") -> "ir.Value":
        """Return what orders texts by the numbers of their letters, as Python does."""

    def hold(self, connection: "BaseBackend", paths: Sequence[str]) -> "ir.Table":
        """Return files of our own on this machine as a table.

        Args:
            connection: What `connect` gave.
            paths: Paths of Parquet files.

        Raises:
            InvalidDocumentError: The engine can hold none.
        """


def unique_name() -> str:
    """Return a name that no table has."""
    return f"rosace_{uuid4().hex}"


def in_batches(rows: Iterable[Row], expression: "ir.Table") -> "Iterator[pa.RecordBatch]":
    """Yield rows in batches of Arrow.

    Args:
        rows: The rows of a result.
        expression: What was asked.
    """
    import pyarrow as pa  # noqa: PLC0415  # takes 100 ms

    schema = expression.schema().to_pyarrow()
    waiting = iter(rows)
    while some := list(islice(waiting, _TOGETHER)):
        yield pa.RecordBatch.from_pylist(some, schema=schema)


def grouped_twice(numbers: "ir.Table") -> "Iterator[ir.Table]":
    """Yield by column the numbers that stand in more than one row, as grouping finds them.

    Args:
        numbers: As for `Backend.twice`.
    """
    for name in numbers.columns:
        counted = numbers.group_by(h=numbers[name]).agg(n=numbers.count())
        yield counted.filter(counted.n > 1).select("h")


def require(engine: str, *modules: str) -> None:
    """See to it that the modules of an optional engine are installed.

    Args:
        engine: The engine, which is also the extra that brings them.
        modules: The modules.

    Raises:
        UnreachableError: One is missing.
    """
    for module in modules:
        try:
            import_module(module)
        except ImportError:
            refuse_access(
                "bulk-not-installed", engine=engine, command=f"pip install 'rosace-bulk[{engine}]'"
            )


def refuse_connection(url: str, known: str) -> NoReturn:
    """Say that an address is none of an engine, without what could be secret in it.

    Args:
        url: The address.
        known: What addresses look like.

    Raises:
        UsageError: Always.
    """
    scheme, colon, _ = url.partition("://")
    found = f"{scheme}{colon}…" if colon else scheme.partition(":")[0]
    details = {"option": "--connect", "found": found, "known": known}
    raise UsageError(reason="value-refused", details=details)


def someone_answers(hosts: Sequence[tuple[str, int]]) -> bool:
    """Return whether one of several machines takes connections.

    An engine's own client may go on trying for minutes, and then say it in a hundred lines.

    Args:
        hosts: Names of machines with their ports.
    """
    for each in hosts:
        try:
            socket.create_connection(each, _PATIENCE).close()
        except OSError:
            continue
        return True
    return False


@contextmanager
def blamed(engine: str, *kinds: type[Exception]) -> Iterator[None]:
    """Turn what an engine raises into a problem.

    Its message is left out, for engines quote answers in theirs.

    Args:
        engine: The engine's name.
        kinds: What it raises.

    Raises:
        InvalidDocumentError: The engine raised one of them.
    """
    try:
        yield
    except RosaceError:
        raise
    except kinds as error:
        refuse("bulk-engine-failed", engine=engine, found=reason_of(error))


def reason_of(error: Exception) -> str:
    """Return how an engine names the reason of an error: a code, else the kind of the error."""
    names = ("sqlstate", "getCondition", "getErrorClass")
    held = next((getattr(error, name) for name in names if hasattr(error, name)), None)
    code = held() if callable(held) else held
    return code if isinstance(code, str) and code else type(error).__name__


def given_name(stored: str, sources: Sequence[str]) -> str:
    """Return a file's name as its giver knows it.

    Args:
        stored: Its name as the engine has it: a path, or an address with escapes.
        sources: The names that were given.
    """
    if stored in sources:
        return stored
    parts = urlsplit(stored)
    path = unquote(parts.path) if parts.scheme == "file" else stored
    if parts.scheme not in _SCHEMES:
        path = unquote(stored)
    # Links are not followed, for engines do not.
    places = {abspath(each): each for each in sources}  # noqa: PTH100  # Path.absolute keeps ".."
    return places.get(path, path)
