"""Polars as a user would write it: lazy, streaming, without validation."""

from collections import Counter
from typing import Any

import polars as pl

from contestants import checks
from contestants.result import BASE, BLOCKS, Result, assemble, path_of

GROUP = ("@wave", "@attribute.region")


def work(folder: str) -> Result:
    """Count.

    Args:
        folder: Of the data.
    """
    frame = pl.scan_parquet(path_of(folder))
    asked = [
        frame.group_by(*GROUP, *items, *(f"{item}@missing" for item in items)).len()
        for items in BLOCKS
    ]
    asked.append(frame.group_by(*GROUP, "@organization").len())
    *blocks, firms = pl.collect_all(asked, engine="streaming")
    counts: Counter[Any] = Counter()
    for block, table in enumerate(blocks):
        for wave, region, *cells, number in table.iter_rows():
            digits = map(checks.digit, cells[:3], cells[3:])
            packed = sum(digit * BASE**place for place, digit in enumerate(digits))
            counts[wave, region, block, packed] += number
    return assemble(((*key, number) for key, number in counts.items()), firms.iter_rows())
