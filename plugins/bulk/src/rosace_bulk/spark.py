"""Spark, on this machine or an existing cluster: whose workers need nothing of ours."""

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlsplit

import attrs

from rosace.errors import InvalidDocumentError, Problem
from rosace_bulk.columns import FILE, ROW, alike, check_names, refuse, refuse_access
from rosace_bulk.connecting import (
    Row,
    blamed,
    grouped_twice,
    in_batches,
    reason_of,
    refuse_connection,
    require,
    someone_answers,
    unique_name,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SparkBackend"]

_KNOWN: Final = "local[2], spark://host:7077, yarn, k8s://host:443, sc://host:15002"
_LOCAL, _REMOTE, _ALONE = "local", "sc", "spark"
_PORTS: Final = {"sc": 15002, "spark": 7077}
_SETTINGS: Final = {
    "spark.sql.caseSensitive": "true",
    # A sum too large is an error on every cluster, never a wrong number.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
}
_FEW: Final = "8"
"""Parts of an exchange on one machine, where the 200 of a cluster are a waste of seconds."""

_TAKES_ARROW: Final = 4
"""The version of Spark from which on it takes tables of Arrow, without Python on the workers."""

_PATTERN: Final = str.maketrans({each: f"\\{each}" for each in "\\[]{}*?"})


@attrs.frozen(kw_only=True)
class SparkBackend:
    """Spark, which must be installed: ``pip install 'rosace-bulk[spark]'``.

    Args:
        name: The engine's name.
    """

    is_near: ClassVar[bool] = False
    name: str = "spark"

    @contextmanager
    def connect(self, url: str | None = None) -> "Iterator[BaseBackend]":
        """Open a session of its own, on a running Spark where there is one.

        Args:
            url: A master, as ``local[2]``, ``spark://host:7077`` or ``yarn``, or a server of
                Spark Connect, as ``sc://host:15002``; what spark-submit or the
                configuration says where None.

        Raises:
            UsageError: This is no address of Spark.
            UnreachableError: Spark or Java is missing, or nothing answers there.
        """
        kind = _kind(url)
        require(self.name, "pyspark", "ibis.backends.pyspark")
        if kind == _REMOTE:
            require("spark-connect", "grpc", "pyspark.sql.connect.session")
        elif not _has_java():
            refuse_access("bulk-no-java")
        if url is not None and kind in _PORTS and not someone_answers(_hosts(url)):
            refuse_access("bulk-no-connection", engine=self.name)
        import ibis  # noqa: PLC0415  # takes half a second

        _hush()
        with blamed(self.name, Exception):
            session, is_ours = _session(url, kind)
        try:
            with blamed(self.name, Exception):
                for name, setting in _SETTINGS.items():
                    session.conf.set(name, setting)
                connection = ibis.pyspark.connect(session)
            try:
                yield connection
            finally:
                _let_go(connection)
        finally:
            if is_ours:
                with suppress(Exception):
                    session.stop()

    def source(self, connection: "BaseBackend", sources: Sequence[str]) -> "ir.Table":
        """Return the responses of Parquet files, whose columns may differ, as one table.

        Args:
            connection: What `connect` gave.
            sources: Paths that every worker sees alike, or addresses such as ``hdfs://...``
                and ``s3a://...``, in which Spark expands patterns.

        Raises:
            InvalidDocumentError: One is missing or damaged, or columns do not agree.
        """
        session: SparkSession = connection._session  # noqa: SLF001  # Ibis has no public way
        frame = _read(session, sources)
        check_names(frame.columns)
        name = f"responses_{abs(hash(tuple(sources))):x}"
        _placed(frame).createOrReplaceTempView(name)
        return alike(connection.table(name), file=sources[0] if len(sources) == 1 else None)

    def rows(self, connection: "BaseBackend", expression: "ir.Table") -> Iterator[Row]:
        """Yield the rows of a result as they come.

        Ibis would go through pandas, where a missing value makes fractions of integers.

        Args:
            connection: What `connect` gave.
            expression: What is asked.

        Raises:
            InvalidDocumentError: Spark gave up.
        """
        with blamed(self.name, Exception):
            connection._run_pre_execute_hooks(expression)  # noqa: SLF001  # brings small tables
            frame: DataFrame = connection.raw_sql(connection.compile(expression))
            for each in frame.toLocalIterator():
                yield each.asDict(recursive=True)

    def batches(
        self, connection: "BaseBackend", expression: "ir.Table"
    ) -> "Iterator[pa.RecordBatch]":
        """Yield the rows of a result as `rows` does, in batches of Arrow."""
        return in_batches(self.rows(connection, expression), expression)

    def keep(
        self, connection: "BaseBackend", expression: "ir.Table"
    ) -> "ir.Table":  # others need it
        """Return the rows of a result as a table, which the cluster keeps in its memory."""
        del connection
        with blamed(self.name, Exception):
            return expression.cache()

    def twice(self, connection: "BaseBackend", numbers: "ir.Table") -> "Sequence[ir.Table]":
        """Return by column the numbers that stand in more than one row, each once."""
        return [self.keep(connection, each) for each in grouped_twice(numbers)]

    def named(self, connection: "BaseBackend", table: "ir.Table") -> "ir.Table":
        """Return a table as it is: Spark would plan a view of it anew each time."""
        del connection
        return table

    def letters(self, column: "ir.StringValue") -> "ir.Value":
        """Return a text as it is: Spark orders texts by the numbers of their letters."""
        return column

    def hold(self, connection: "BaseBackend", paths: Sequence[str]) -> "ir.Table":  # others need it
        """Return files of our own on this machine as a table, which the driver hands out.

        Args:
            connection: What `connect` gave.
            paths: Paths of Parquet files.

        Raises:
            InvalidDocumentError: Spark gave up.
        """
        import pyarrow as pa  # noqa: PLC0415  # takes 100 ms
        from pyarrow import parquet  # noqa: PLC0415  # likewise

        session: SparkSession = connection._session  # noqa: SLF001  # Ibis has no public way
        parts = (parquet.read_table(path, partitioning=None) for path in paths)
        table = pa.concat_tables(parts, promote_options="default")
        name = unique_name()
        with blamed(self.name, Exception):
            _framed(session, table).createOrReplaceTempView(name)
            return connection.table(name)


def _let_go(connection: "BaseBackend") -> None:
    """Give up the tables that were kept, while the session lasts: Ibis would be too late at it."""
    kept = list(connection._cache_name_to_entry.items())  # noqa: SLF001  # Ibis has no public way
    for _, entry in kept:
        entry.finalizer.detach()
    with suppress(Exception):  # whoever does not answer any more keeps nothing either
        for name, _ in kept:
            connection._finalize_cached_table(name)  # noqa: SLF001  # as above


def _framed(session: "SparkSession", table: "pa.Table") -> "DataFrame":
    """Return rows as Spark's, to the letter."""
    import pyspark  # noqa: PLC0415  # takes 300 ms
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415  # as above

    if int(pyspark.__version__.partition(".")[0]) >= _TAKES_ARROW:
        return session.createDataFrame(table)
    # Through pandas, as Ibis does it, nothing becomes a number and integers lose digits. Plain
    # rows stay what they are, but each question has them made again by Python on the workers.
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return session.createDataFrame(rows, from_arrow_schema(table.schema))


def _kind(url: str | None) -> str:
    """Return what an address leads to."""
    if url is None:
        return ""
    kind = urlsplit(url).scheme or url.partition("[")[0]
    if kind not in {_LOCAL, _REMOTE, _ALONE, "yarn", "k8s"}:
        refuse_connection(url, _KNOWN)
    return kind


def _hosts(url: str) -> list[tuple[str, int]]:
    """Return the machines that an address names; several masters may stand by for one."""
    found = []
    for each in url.partition("://")[2].partition("/")[0].partition(";")[0].split(","):
        host, _, port = each.rpartition(":")
        default = _PORTS[urlsplit(url).scheme]
        is_port = port.isdecimal() and bool(host)
        found.append((host.strip("[]"), int(port)) if is_port else (each, default))
    return found


def _has_java() -> bool:
    home = os.environ.get("JAVA_HOME")
    is_running = "PYSPARK_GATEWAY_PORT" in os.environ or "SPARK_REMOTE" in os.environ
    return is_running or bool(shutil.which(Path(home, "bin", "java") if home else "java"))


def _session(url: str | None, kind: str) -> "tuple[SparkSession, bool]":
    """Return a session, and whether it is ours to end."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  # takes 300 ms

    builder = SparkSession.builder.appName("rosace")
    if url is not None and kind == _REMOTE:
        return builder.remote(url).create(), True
    running = SparkSession.getActiveSession()
    if running is not None:
        # A process has one Spark; settings and views of the embedding program stay its own.
        return running.newSession(), False
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if kind == _LOCAL:
        builder = builder.config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", _FEW)
    with _silence():
        return (builder.master(url) if url else builder).getOrCreate(), True


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Java says off the standard error stream; log4j's own settings still hold."""
    nowhere, kept = os.open(os.devnull, os.O_WRONLY), os.dup(2)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _hush() -> None:
    """Let Spark's Python part print no traceback of its own: what is wrong is said once, by us."""
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    with suppress(ImportError):  # of Spark 4 alone
        from pyspark.logger import PySparkLogger  # noqa: PLC0415  # as above

        for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
            PySparkLogger.getLogger(name).disabled = True


def _read(session: "SparkSession", sources: Sequence[str]) -> "DataFrame":
    """Return all files as one, or say which is why not."""
    reader = session.read.option("mergeSchema", "true")
    paths = [_path(each) for each in sources]
    try:
        frame = reader.parquet(*paths)
        frame.schema  # noqa: B018  # Spark Connect looks at files only now
    except Exception as error:  # noqa: BLE001  # what damaged files raise has no one class
        _explain(session, sources)
        refuse("bulk-engine-failed", engine="spark", found=reason_of(error))
    return frame


def _path(source: str) -> str:
    """Return a file's address; only in those of a storage are patterns left to Spark."""
    if "://" in source:
        return source
    place = os.path.abspath(source)  # noqa: PTH100  # Path.absolute keeps ".."
    return f"file://{place.translate(_PATTERN)}"


def _explain(session: "SparkSession", sources: Iterable[str]) -> None:
    """Go through files one by one, and raise the problem of the first that has one."""
    known: dict[str, tuple[str, str]] = {}
    for source in sources:
        try:
            schema = session.read.parquet(_path(source)).schema
        except Exception as error:  # noqa: BLE001  # as above
            if reason_of(error) == "PATH_NOT_FOUND":
                missing = Problem("file-not-found", file=source)
                raise InvalidDocumentError((missing,)) from None
            refuse("bulk-parquet-damaged", source)
        for field in schema:
            kind = field.dataType.simpleString()
            earlier, other = known.setdefault(field.name, (source, kind))
            if kind != other:
                found = {"column": field.name, "found": kind, "other": other}
                refuse("bulk-types-differ", source, earlier=earlier, **found)


def _placed(frame: "DataFrame") -> "DataFrame":
    """Return the table with where each row stands, unless the file itself says so."""
    from pyspark.sql import functions  # noqa: PLC0415  # as above

    held = [each for each in frame.columns if each not in {FILE, ROW}]
    file = functions.col("_metadata.file_path")
    row = functions.col("_metadata.row_index") + 2
    if len(held) + 2 == len(frame.columns):
        file = functions.coalesce(functions.col(_quoted(FILE)), file)
        row = functions.coalesce(functions.col(_quoted(ROW)), row)
    columns: list[Any] = [functions.col(_quoted(each)) for each in held]
    return frame.select(*columns, file.alias(FILE), row.alias(ROW))


def _quoted(name: str) -> str:
    """Return a name in which Spark takes a period for a period."""
    return "`{}`".format(name.replace("`", "``"))
