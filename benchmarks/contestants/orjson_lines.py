"""One process that reads NDJSON and decodes it line by line with orjson, and nothing more."""

from pathlib import Path

import orjson


def work(folder: str) -> None:
    """Read and decode; there is no result to compare.

    Args:
        folder: Of the data.
    """
    decoded = 0
    with (Path(folder) / "responses.ndjson").open("rb") as file:
        for line in file:
            try:
                orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            decoded += 1
