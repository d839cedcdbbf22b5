"""pandas as a user would write it: categories, a group-by for each block, without validation."""

from collections import Counter
from typing import Any

import pandas as pd
from data import ITEMS
from pyarrow import parquet

from contestants import checks
from contestants.result import BASE, BLOCKS, Result, assemble, path_of

GROUP = ["@wave", "@attribute.region"]
COLUMNS = [*GROUP, "@organization", *ITEMS, *(f"{item}@missing" for item in ITEMS)]


def work(folder: str) -> Result:
    """Count.

    Args:
        folder: Of the data.
    """
    table = parquet.read_table(path_of(folder), columns=COLUMNS, read_dictionary=COLUMNS)
    frame = table.to_pandas()
    counts: Counter[Any] = Counter()
    for block, items in enumerate(BLOCKS):
        columns = [*items, *(f"{item}@missing" for item in items)]
        for (wave, region, *cells), number in sizes(frame, [*GROUP, *columns]):
            digits = map(checks.digit, cells[:3], cells[3:])
            packed = sum(digit * BASE**place for place, digit in enumerate(digits))
            counts[wave, region, block, packed] += number
    members = ((*key, number) for key, number in sizes(frame, [*GROUP, "@organization"]))
    return assemble(((*key, number) for key, number in counts.items()), members)


def sizes(frame: Any, columns: list[str]) -> Any:
    """Yield each combination of cells, None where one is empty, and how many have it."""
    found = frame.groupby(columns, dropna=False, observed=True).size()
    for key, number in found.items():
        yield tuple(None if pd.isna(cell) else cell for cell in key), int(number)
