"""jsonschema row by row, its validator reused: a sample, from which the whole is worked out."""

import json
import time
from itertools import islice
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry

import rosace
from rosace.derived import response_schema

PHASES: dict[str, float] = {}


def work(folder: str, *, sample: int = 2_000, rows: int = 1_000_000) -> None:
    """Decode and validate a sample; there is no result to compare.

    Args:
        folder: Of the data.
        sample: How many rows.
        rows: How many rows the whole has.
    """
    instrument = rosace.Appraiser().instrument(str(Path(folder) / "instrument.yaml"))
    validator = Draft202012Validator(response_schema(instrument), registry=Registry())
    started = time.perf_counter()
    with (Path(folder) / "responses.ndjson").open("rb") as file:
        for line in islice(file, sample):
            try:
                document = json.loads(line)
            except ValueError:
                continue
            list(validator.iter_errors(document))
    taken = time.perf_counter() - started
    PHASES[f"{rows:,} rows, extrapolated"] = taken / sample * rows
