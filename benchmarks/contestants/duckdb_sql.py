"""DuckDB, hand-written SQL: the result of `contestants.result`, with validation or without.

One scan for each block of three items, grouped by their cells as they stand: less work here than
packing them by cases (by a fifth) and about that of sums of cases, which give no histograms.
With validation, ids and voices are hashed by DuckDB and their hashes sorted by NumPy, since
grouping ten million of them does not fit into the memory allowed.
"""

from collections import Counter
from typing import Any

import duckdb
import numpy as np
from data import ITEMS

from contestants import checks
from contestants.result import BAD, BASE, BLOCKS, Result, assemble, path_of

MEMORY = "400MB"
FIRST = 2
"""The number of the first row: the headings are row 1."""

Counts = Counter[tuple[str, str | None, int, int]]
Members = Counter[tuple[str, str | None, str | None]]


def work(
    folder: str, *, threads: int = 2, validated: bool = False, only_items: bool = False
) -> Result | None:
    """Count.

    Args:
        folder: Of the data.
        threads: How many.
        validated: Whether bad rows are found and left out.
        only_items: Whether choices and reasons are all that is counted, by sums of cases;
            there is no result to compare then.
    """
    connection = duckdb.connect()
    connection.execute(f"set threads={threads}; set memory_limit='{MEMORY}'")
    connection.execute("set preserve_insertion_order=false; set enable_progress_bar=false")
    source = f"read_parquet('{path_of(folder)}')"
    if only_items:
        connection.execute(sums(source)).fetchall()
        return None
    counts: Counts = Counter()
    for wave, region, block, *cells, number in connection.execute(counting(source)).fetchall():
        digits = map(checks.digit, cells[:3], cells[3:])
        packed = sum(digit * BASE**place for place, digit in enumerate(digits))
        counts[wave, region, block, packed] += number
    members: Members = Counter()
    for *who, number in connection.execute(membership(source)).fetchall():
        members[*who] += number
    if validated:
        return check(connection, path_of(folder), counts, members)
    return assemble(((*key, n) for key, n in counts.items()), ((*k, n) for k, n in members.items()))


def counting(source: str) -> str:
    """Return the query of how many have each combination of a block's cells."""
    parts = []
    for number, items in enumerate(BLOCKS):
        columns = ", ".join([*items, *(f'"{item}@missing"' for item in items)])
        parts.append(
            f'select "@wave", "@attribute.region", {number}, {columns}, count(*) from {source}'
            " group by all"
        )
    return " union all ".join(parts)


def sums(source: str) -> str:
    """Return the query of how many have each choice and reason, as one often writes it."""
    columns = [f"count_if({item}='{code}')" for item in ITEMS for code in "ABC"]
    columns += [
        f"count_if(\"{item}@missing\"='{reason}')"
        for item in ITEMS
        for reason in ("dont-know", "not-applicable")
    ]
    return (
        f'select "@wave", "@attribute.region", {", ".join(columns)}, count(*) from {source}'
        " group by all"
    )


def membership(source: str) -> str:
    """Return the query of organizations by group."""
    return (
        f'select "@wave", "@attribute.region", "@organization", count(*) from {source} group by all'
    )


def check(
    connection: duckdb.DuckDBPyConnection, path: str, counts: Counts, members: Members
) -> Result:
    """Find bad rows, and return the result without them.

    Args:
        connection: To a database.
        path: Of the file.
        counts: Of all rows.
        members: Of all rows.
    """
    numbered = f"read_parquet('{path}', file_row_number=true)"
    kinds = connection.execute(f'select distinct "@kind", "@version" from {numbered}').fetchall()
    checks.look_at(*zip(*kinds, strict=True))
    checks.look_at_names({w for w, _, _ in members}, {x for _, r, o in members for x in (r, o)})
    tests = [
        f"({item} is not null and ({item} not in ('A','B','C') or \"{item}@missing\" is not null)"
        f" or \"{item}@missing\" not in ('dont-know','not-applicable','no-answer'))"
        for item in ITEMS
    ]
    wrong = any(digit == BAD for *_, k in counts for digit in (k % 8, k // 8 % 8, k // 64))
    if not wrong:
        tests.clear()
    tests.append("not coalesce(regexp_full_match(\"@respondent\", '[A-Za-z0-9]+'), false)")
    tests.append("not coalesce(regexp_full_match(\"@id\", '[!-~]+'), true)")
    doubtful = rows(connection, numbered, " or ".join(tests))
    bad = [(n, *each) for n, cells in doubtful.items() for each in checks.found_in(cells)]
    refused = {number for number, *_ in bad}
    sound = {number: cells for number, cells in doubtful.items() if number not in refused}
    places, ids, voices = hashes(connection, numbered)
    kept = ~np.isin(places, np.fromiter(doubtful, np.int64, len(doubtful)))
    shared = places[kept][doubled(ids[kept]) | doubled(voices[kept])] if not sound else places[kept]
    held = ", ".join(map(str, shared - FIRST)) or "-1"
    suspects = {**sound, **rows(connection, numbered, f"file_row_number in ({held})")}
    bad += checks.said_again(suspects)
    return checks.settle(counts, members, {**doubtful, **suspects}, bad)


def hashes(connection: duckdb.DuckDBPyConnection, numbered: str) -> tuple[Any, Any, Any]:
    """Return the number, the hash of id, and the hash of voice of each row."""
    query = (
        f'select (file_row_number + {FIRST})::integer as n, hash("@id") as i,'
        f' hash("@wave", lower("@respondent")) as v from {numbered}'
    )
    held = connection.execute(query).fetchnumpy()
    return held["n"], held["i"], held["v"]


def doubled(hashed: Any) -> Any:
    """Return which hashes are there more than once."""
    rising = np.sort(hashed)
    twice = rising[1:][rising[1:] == rising[:-1]]
    return np.isin(hashed, twice) if len(twice) else np.zeros(len(hashed), bool)


def rows(
    connection: duckdb.DuckDBPyConnection, numbered: str, condition: str
) -> dict[int, checks.Cells]:
    """Return the cells of the rows that meet a condition, by number."""
    columns = ", ".join(f'"{heading}"' for heading in checks.HEADINGS)
    query = f"select file_row_number + {FIRST}, {columns} from {numbered} where {condition}"
    return {
        number: dict(zip(checks.HEADINGS, cells, strict=True))
        for number, *cells in connection.execute(query).fetchall()
    }
