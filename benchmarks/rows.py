"""100,000 NDJSON responses, read strictly, checked and structured, against decoding alone."""

import json
import random
import tempfile
import time
from pathlib import Path

from timing import show

import rosace

ROWS = 100_000


def write(path: Path) -> None:
    """Write the responses.

    Args:
        path: The file.
    """
    chance = random.Random(1)  # noqa: S311  # data for a benchmark
    with path.open("w", encoding="utf-8") as file:
        for number in range(ROWS):
            answers = {f"q{n:02d}": chance.choice("ABC") for n in range(1, 19)}
            document = {
                "schema": "rosace/response/1",
                "id": f"r{number}",
                "instrument": "diagnostic",
                "version": "1.0.0",
                "wave": chance.choice(("2022", "2024")),
                "respondent": {
                    "id": f"p{number}",
                    "kind": "individual",
                    "attributes": {"sector": chance.choice(("public", "community", "citizen"))},
                },
                "answers": answers,
            }
            file.write(json.dumps(document, separators=(",", ":")) + "\n")


def timed(name: str, started: float, base: float | None = None) -> float:
    """Print and return how long something has taken since it started.

    Args:
        name: What was done.
        started: When it started.
        base: What it is compared with, in seconds.
    """
    taken = time.perf_counter() - started
    show(name, taken, base)
    return taken


def main() -> None:
    """Print how long decoding takes, and each stage that we add to it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "responses.ndjson"
        write(path)
        started = time.perf_counter()
        with path.open("rb") as file:
            for line in file:
                json.loads(line)
        base = timed("json.loads of each line", started)
        appraiser = rosace.Appraiser()
        instrument = appraiser.instrument("diagnostic")
        started = time.perf_counter()
        responses = appraiser.read(path, instrument)
        timed("read: decoded, checked, structured", started, base)
        started = time.perf_counter()
        appraiser.appraise(instrument, responses, by=["sector"])
        timed("appraise: tabulated, gated, written", started, base)


if __name__ == "__main__":
    main()
