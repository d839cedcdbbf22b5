"""1,000,000 NDJSON responses on two processes, against decoding them by orjson on one.

Each is a process of its own, and they run in turn. Needs orjson, which nothing else does:
``pip install orjson``.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from timing import show

ROWS = 1_000_000
ROUNDS = 5
SAMPLE = 300
TARGET = 1.2
MEGABYTE = 1e6

ORJSON = """
import sys, orjson
with open(sys.argv[1], "rb") as file:
    for line in file:
        try:
            orjson.loads(line)
        except orjson.JSONDecodeError:
            pass
"""

LINES = """
import sys
import rosace
from rosace.intake import Intake
from rosace_bulk.parts import take_lines
intake = Intake(instrument=rosace.Appraiser().instrument("diagnostic"))
for outcome in take_lines([sys.argv[1]], intake, sys.argv[2]):
    pass
"""


def run(program: str, *arguments: str) -> tuple[float, float, float]:
    """Run a program; return its time, that of the processor, and its peak of memory in megabytes.

    Times are in seconds. On a busy machine that of the processor says more. What processes
    share of memory is counted once.
    """
    started, before = time.perf_counter(), _work()
    process = subprocess.Popen([sys.executable, "-c", program, *arguments])  # noqa: S603  # ours
    peak = 0.0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            try:
                parent = psutil.Process(process.pid)
                held = [parent, *parent.children(recursive=True)]
                peak = max(peak, sum(each.memory_full_info().pss for each in held) / MEGABYTE)
            except psutil.Error:
                continue
            time.sleep(0.3)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    taken = time.perf_counter() - started
    watcher.join()
    if process.returncode:
        raise SystemExit(process.returncode)
    return taken, _work() - before, peak


def _work() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row_by_row(path: Path) -> float:
    """Return how long jsonschema takes for all rows, told from a few of them, in seconds."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # not in the time of the others
    from referencing import Registry  # noqa: PLC0415  # as above

    import rosace  # noqa: PLC0415  # as above
    from rosace.derived import response_schema  # noqa: PLC0415  # as above

    schema = response_schema(rosace.Appraiser().instrument("diagnostic"))
    validator = Draft202012Validator(schema, registry=Registry())
    with path.open("rb") as file:
        lines = [line for line, _ in zip(file, range(SAMPLE), strict=False)]
    started = time.perf_counter()
    for line in lines:
        list(validator.iter_errors(json.loads(line)))
    return (time.perf_counter() - started) / SAMPLE * ROWS


def main() -> None:
    """Print the time of each, their ratio, and the memory of all processes together."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "responses.ndjson"
        command = ["simulate", "diagnostic", "--n", str(ROWS), "--bad", "0.001", "--out", str(path)]
        subprocess.run([sys.executable, "-m", "rosace", *command], check=True)  # noqa: S603  # ours
        found: dict[str, list[tuple[float, float, float]]] = {"orjson": [], "lines": []}
        for number in range(ROUNDS):
            parts = Path(folder) / str(number)
            parts.mkdir()
            found["orjson"].append(run(ORJSON, str(path)))
            found["lines"].append(run(LINES, str(path), str(parts)))
        base, base_work, _ = map(statistics.median, zip(*found["orjson"], strict=True))
        taken, work, _ = map(statistics.median, zip(*found["lines"], strict=True))
        slow = row_by_row(path)
    show("orjson: read and decode, one process", base)
    show("lines to Parquet, strictly, two processes", taken, base, TARGET)
    show("orjson: time of the processor", base_work)
    show("lines: time of the processor, half of it", work / 2, base_work, TARGET)
    show("jsonschema, row by row (told from a sample)", slow, taken)
    print(f"peak of all processes together: {max(peak for _, _, peak in found['lines']):.0f} MB")


if __name__ == "__main__":
    main()
