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
    from rosace_bulk.engines import (  # noqa: PLC0415
        DuckEngine,
        PostgresEngine,
        SparkEngine,
    )

    return (DuckEngine(), SparkEngine(), PostgresEngine())
