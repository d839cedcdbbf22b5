"""Millions of responses: one definition of counting, for columnar and distributed engines."""

from typing import TYPE_CHECKING

from rosace.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rosace.interfaces import Engine

__all__ = ["rosace_register_engines"]


@hookimpl
def rosace_register_engines() -> "Iterable[Engine]":
    """Bring the engines ``duckdb``, ``spark`` and ``postgres``."""
    # Nothing is imported before an engine is asked for.
    from rosace_bulk.engines import DuckEngine, TableEngine  # noqa: PLC0415  # as said above
    from rosace_bulk.postgres import PostgresBackend  # noqa: PLC0415  # likewise
    from rosace_bulk.spark import SparkBackend  # noqa: PLC0415  # likewise

    return (
        DuckEngine(),
        TableEngine(backend=SparkBackend()),
        TableEngine(backend=PostgresBackend()),
    )
