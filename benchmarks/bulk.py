"""Millions of responses: our engine against what is written by hand for the same result.

    python benchmarks/bulk.py ndjson     # 1,000,000 responses, against orjson and jsonschema
    python benchmarks/bulk.py parquet    # 10,000,000 rows, against DuckDB SQL, Arrow with NumPy
    python benchmarks/bulk.py growth     # time a row at 1e5, 1e6 and 1e7
    python benchmarks/bulk.py spark      # Spark against DuckDB, start told apart
    python benchmarks/bulk.py users      # pandas and Polars
    python benchmarks/bulk.py faults     # one row in a thousand is bad

The result that each owes stands in `contestants.result`; results are compared before anything is
timed. Needs ``pip install -r benchmarks/requirements.txt``; who needs more than is installed is
left out with a word. Data are kept in a folder (``--data``) for the next time.
"""

import argparse
import json
import tempfile
from pathlib import Path

from data import write_instrument, write_ndjson, write_parquet
from racing import Contestant, Lap, race

SQL = Contestant("DuckDB SQL", "duckdb_sql")
SQL_ITEMS = Contestant("DuckDB SQL, sums for items alone", "duckdb_sql", {"only_items": True})
SQL_CHECKED = Contestant("DuckDB SQL, validated", "duckdb_sql", {"validated": True})
ARROW = Contestant("Arrow and NumPy, validated", "arrow_numpy")
ENGINE = Contestant(
    "our engine, validated", "engine", target=1.5, against="Arrow and NumPy, validated"
)
COUNTING = Contestant("our engine, counting alone", "engine", {"validated": False}, target=1.3)
RACES = {
    "parquet": (10_000_000, 0.0, (SQL, SQL_ITEMS, COUNTING, ARROW, SQL_CHECKED, ENGINE)),
    "faults": (1_000_000, 0.001, (ARROW, SQL_CHECKED, ENGINE)),
    "spark": (1_000_000, 0.0, (SQL, Contestant("Spark SQL", "spark_sql"),
                               Contestant("our engine on Spark", "engine", {"name": "spark"}))),
    "users": (1_000_000, 0.0, (SQL, Contestant("Polars", "polars_user"),
                               Contestant("pandas", "pandas_user"), ENGINE)),
}  # fmt: skip
FEW = 1_000
LINES = (
    Contestant("orjson, reading and decoding", "orjson_lines"),
    Contestant("jsonschema, a sample", "jsonschema_rows"),
    Contestant("our engine, NDJSON", "engine", {"file": "responses.ndjson"}, target=1.5),
)


def folder_of(data: Path, rows: int, bad: float, *, lines: bool = False) -> Path:
    """Return a folder of data, which is made where it is missing.

    Args:
        data: Where such folders are kept.
        rows: How many responses.
        bad: The share of them that is bad.
        lines: NDJSON in place of Parquet.
    """
    folder = data / f"{'ndjson' if lines else 'parquet'}-{rows}-{bad:g}"
    done = folder / "done"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_instrument(folder)
        (write_ndjson if lines else write_parquet)(folder, rows, bad)
        done.touch()
    return folder


def columns(name: str, data: Path, rows: int | None, rounds: int) -> None:
    """Run a race over Parquet; the bad rows that were put into it must be found."""
    usual, bad, contestants = RACES[name]
    folder = folder_of(data, rows or usual, bad)
    print(f"{name}: {rows or usual:,} rows of Parquet, {bad:.1%} bad")
    known = json.loads((folder / "faults.json").read_text("utf-8")) if bad else None
    race(contestants, folder, rounds, known)


def lines(data: Path, rows: int, rounds: int) -> None:
    """Run the race over NDJSON."""
    print(f"ndjson: {rows:,} responses")
    first, sample, engine = LINES
    sampled = Contestant(sample.name, sample.module, {"rows": rows})
    race((first, sampled, engine), folder_of(data, rows, 0.0, lines=True), rounds)


def growth(data: Path, most: int, rounds: int) -> None:
    """Print the time a row as the rows grow, whole and beyond what a thousand rows take."""
    start: dict[str, Lap] = {}
    for size in (FEW, most // 100, most // 10, most):
        print(f"growth: {size:,} rows")
        found = race((SQL, ARROW, ENGINE), folder_of(data, size, 0.0), rounds)
        start = start or found
        for name, held in found.items():
            beyond = held.work - start[name].work
            print(f"  {name:<32}{held.work / size * 1e9:9.0f} ns a row, "
                  f"{beyond / size * 1e9:6.0f} ns beyond the start")  # fmt: skip


def main() -> None:
    """Run the race that is asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("race", choices=("ndjson", "growth", *RACES))
    asked.add_argument("--rows", type=int)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "rosace-bulk")
    given = asked.parse_args()
    if given.race == "ndjson":
        lines(given.data, given.rows or 1_000_000, given.rounds)
    elif given.race == "growth":
        growth(given.data, given.rows or 10_000_000, given.rounds)
    else:
        columns(given.race, given.data, given.rows, given.rounds)


if __name__ == "__main__":
    main()
