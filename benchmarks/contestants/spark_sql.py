"""Spark on this machine alone: the same query as DuckDB's, its start told apart, asked twice."""

import time
from collections import Counter
from typing import Any

from pyspark.sql import SparkSession

from contestants import checks
from contestants.duckdb_sql import counting, membership
from contestants.result import BASE, Result, assemble, path_of

PHASES: dict[str, float] = {}


def work(folder: str) -> Result:
    """Count.

    Args:
        folder: Of the data.
    """
    started = time.perf_counter()
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.read.parquet(path_of(folder)).createOrReplaceTempView("responses")
    PHASES["start of the session"] = time.perf_counter() - started
    for turn in ("first", "again"):
        started = time.perf_counter()
        counts, members = ask(session)
        PHASES[turn] = time.perf_counter() - started
    session.stop()
    return assemble(((*key, n) for key, n in counts.items()), ((*k, n) for k, n in members.items()))


def ask(session: Any) -> tuple[Counter[Any], Counter[Any]]:
    """Return packed counts and members."""
    counts: Counter[Any] = Counter()
    for wave, region, block, *cells, number in session.sql(spelled(counting)).collect():
        digits = map(checks.digit, cells[:3], cells[3:])
        packed = sum(digit * BASE**place for place, digit in enumerate(digits))
        counts[wave, region, block, packed] += number
    members: Counter[Any] = Counter()
    for *who, number in session.sql(spelled(membership)).collect():
        members[*who] += number
    return counts, members


def spelled(query: Any) -> str:
    """Return one of DuckDB's queries with names quoted as Spark quotes them."""
    text: str = query("responses")
    return text.replace('"', "`")
