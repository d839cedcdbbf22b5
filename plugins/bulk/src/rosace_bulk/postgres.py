"""PostgreSQL, where the responses already live: read in one transaction that writes nothing."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import parse_qs, urlsplit

import attrs

from rosace_bulk.columns import FILE, ROW, alike, refuse, refuse_access
from rosace_bulk.connecting import (
    Row,
    blamed,
    grouped_twice,
    in_batches,
    refuse_connection,
    require,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend
    from ibis.backends.postgres import Backend as Connection

__all__ = ["PostgresBackend"]

_KNOWN: Final = "postgresql://user@host:5432/database"
_SCHEMES: Final = frozenset({"postgresql", "postgres"})
_PATIENCE: Final = 10
"""Seconds to wait for an answer."""

_SETTINGS: Final = {
    # Of what is made of columns it guesses few rows, and would go through one table for each row
    # of another where either has millions.
    "enable_nestloop": "off",
    # What is ruled out counts as very dear, and what is dear would be compiled first.
    "jit": "off",
}

_TEXTS: Final = ("text", "varchar")
"""PostgreSQL's types of text that compare letter by letter; others pad, or know few words."""


@attrs.frozen(kw_only=True)
class PostgresBackend:
    """PostgreSQL; its driver must be installed: ``pip install 'rosace-bulk[postgres]'``.

    Args:
        name: The engine's name.
    """

    is_near: ClassVar[bool] = False
    name: str = "postgres"

    @contextmanager
    def connect(self, url: str | None = None) -> "Iterator[BaseBackend]":
        """Open one transaction, in which all questions see the same rows and none can write.

        Args:
            url: ``postgresql://user@host:port/database``, with what else libpq knows; what
                the environment says (PGHOST, PGSERVICE...) where None. The password comes from
                PGPASSWORD or .pgpass, never from the address, which others can see.

        Raises:
            UsageError: This is no address of PostgreSQL.
            UnreachableError: There is a password in the address, the driver is missing, or
                the server refuses.
        """
        if url is not None:
            _check(url)
        require(self.name, "psycopg", "ibis.backends.postgres")
        import ibis  # noqa: PLC0415  # takes half a second
        import psycopg  # noqa: PLC0415  # takes 100 ms

        try:
            wire = psycopg.connect(url or "", application_name="rosace", connect_timeout=_PATIENCE)
        except psycopg.Error:
            refuse_access("bulk-no-connection", engine=self.name)
        wire.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        wire.read_only = True
        with wire, wire.transaction():
            with blamed(self.name, psycopg.Error):
                for name, setting in _SETTINGS.items():
                    wire.execute("select set_config(%s, %s, true)", (name, setting))
                connection = ibis.postgres.from_connection(wire)
            yield connection

    def source(self, connection: "BaseBackend", sources: Sequence[str]) -> "ir.Table":
        """Return a table, view or materialized view of responses.

        Args:
            connection: What `connect` gave.
            sources: Its name, with its schema unless the search path finds it.

        Raises:
            UnreachableError: There is no such table, or it may not be read.
            InvalidDocumentError: A column's type holds no answer.
        """
        import psycopg  # noqa: PLC0415  # as above
        from ibis.common.exceptions import TableNotFound  # noqa: PLC0415  # as above

        if len(sources) != 1:
            refuse_access("bulk-one-table", n=len(sources))
        name = sources[0]
        schema, _, bare = name.rpartition(".")
        with blamed(self.name, psycopg.Error):
            try:
                table = connection.table(bare, database=schema or None)
                # Whether it may be read is said only where it is read.
                connection.con.execute(connection.compile(table.limit(0)))
            except (TableNotFound, psycopg.errors.InsufficientPrivilege):
                refuse_access("bulk-no-table", name)
            strange = _strange(connection, table, bare, schema)
        return _placed(alike(table, lambda column: column not in strange, name), name)

    def rows(self, connection: "BaseBackend", expression: "ir.Table") -> Iterator[Row]:
        """Yield the rows of a result as they come.

        Ibis would ask by a cursor, for which PostgreSQL never works on several processors.

        Args:
            connection: What `connect` gave.
            expression: What is asked.

        Raises:
            InvalidDocumentError: PostgreSQL gave up.
        """
        import psycopg  # noqa: PLC0415  # as above
        from psycopg.rows import dict_row  # noqa: PLC0415  # as above

        wire: psycopg.Connection = connection.con
        query = connection.compile(expression)
        records = [name for name, kind in expression.schema().items() if kind.is_json()]
        with blamed(self.name, psycopg.Error), wire.cursor(row_factory=dict_row) as cursor:
            for row in cursor.stream(query.encode()):
                # Ibis has the driver hand JSON over as text.
                texts = {each: row[each] for each in records if isinstance(row[each], str)}
                yield {**row, **{each: json.loads(text) for each, text in texts.items()}}

    def batches(
        self, connection: "BaseBackend", expression: "ir.Table"
    ) -> "Iterator[pa.RecordBatch]":
        """Yield the rows of a result as `rows` does, in batches of Arrow."""
        return in_batches(self.rows(connection, expression), expression)

    def keep(self, connection: "BaseBackend", expression: "ir.Table") -> "ir.Table":
        """Return what is asked as it is: nothing is written to the database."""
        del connection
        return expression

    def twice(self, connection: "BaseBackend", numbers: "ir.Table") -> "Sequence[ir.Table]":
        """Return by column the numbers that stand in more than one row, each once."""
        return [self.keep(connection, each) for each in grouped_twice(numbers)]

    def named(self, connection: "BaseBackend", table: "ir.Table") -> "ir.Table":
        """Return a table as it is: nothing is written to the database."""
        del connection
        return table

    def letters(self, column: "ir.StringValue") -> "ir.Value":
        """Return the bytes of a text: its letters are ordered as in the database's language."""
        import ibis  # noqa: PLC0415  # takes half a second

        @ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
        def convert_to(text: str, encoding: str) -> bytes:  # type: ignore[empty-body]
            """Return what PostgreSQL's own function does."""

        return convert_to(column, "UTF8")

    def hold(self, connection: "BaseBackend", paths: Sequence[str]) -> "ir.Table":
        """Return files of our own on this machine as a table, whose rows travel with each question.

        Args:
            connection: What `connect` gave.
            paths: Paths of Parquet files.

        Raises:
            InvalidDocumentError: The rows are too many for that, and nothing may be written.
        """
        import pyarrow as pa  # noqa: PLC0415  # takes 100 ms
        from pyarrow import parquet  # noqa: PLC0415  # likewise

        from rosace_bulk.carried import carried  # noqa: PLC0415  # likewise

        del connection
        tables = (parquet.read_table(path, partitioning=None) for path in paths)
        table = carried(pa.concat_tables(tables, promote_options="default"))
        if table is None:
            number = sum(parquet.read_metadata(path).num_rows for path in paths)
            refuse("bulk-not-as-laid-out", n=number)
        return table


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        refuse_connection(url, _KNOWN)
    if parts.password is not None or "password" in parse_qs(parts.query):
        refuse_access("bulk-password-shown")


def _strange(connection: "Connection", table: "ir.Table", name: str, schema: str) -> set[str]:
    """Return the columns of text that do not compare letter by letter."""
    types = connection.con.adapters.types
    known = {number for each in _TEXTS for number in (types[each].oid, types[each].array_oid)}
    held = {
        each: connection.table(each, database="pg_catalog")
        for each in ("pg_attribute", "pg_class", "pg_namespace", "pg_collation")
    }
    tables, spaces = held["pg_class"], held["pg_namespace"]
    space = spaces.filter(spaces.nspname == (schema or connection.current_database))
    own = tables.filter(tables.relname == name).semi_join(space, tables.relnamespace == space.oid)
    columns = held["pg_attribute"].filter(lambda each: each.attnum > 0)
    columns = columns.semi_join(own, columns.attrelid == own.oid)
    loose = held["pg_collation"].filter(lambda each: ~each.collisdeterministic)
    found = columns.select("attname", "atttypid", loose=columns.attcollation.isin(loose.oid))
    texts = {each for each, kind in table.schema().items() if "string" in str(kind)}
    return {
        each["attname"]
        for each in found.to_pyarrow().to_pylist()
        if each["attname"] in texts and (each["atttypid"] not in known or each["loose"])
    }


def _placed(table: "ir.Table", name: str) -> "ir.Table":
    """Return the table with where each row stands, unless the table itself says so.

    A database has no order: that of the identifiers, then of all else, is the same each time.
    """
    import ibis  # noqa: PLC0415  # as above

    if FILE in table.columns and ROW in table.columns:
        return table
    first = sorted(table.columns, key=lambda column: column != "@id")
    order = [table[each] for each in first if not table[each].type().is_json()]
    row = ibis.row_number().over(order_by=order) + 2
    return table.mutate({FILE: ibis.literal(name), ROW: row.cast("int64")})
