"""Writing the demo study's report in each format: time and peak memory, first and once more.

Each run is a process of its own, and formats take turns: ``python benchmarks/exports.py``. Times
are printed beside the start (importing the core and appraising) and as ratios to the JSON export.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import show

from rosace import Appraiser

ROUNDS = 5
COLD, COLD_SVG, COLD_PNG, WARM = 1.5, 0.05, 0.22, 0.3
DRAWN = {"html": COLD_SVG, "markdown": COLD_SVG, "svg": COLD_SVG, "pdf": COLD_SVG,
         "png": COLD_PNG, "docx": COLD_PNG}  # fmt: skip
"""What a figure may take where a format has pictures, in seconds."""

PROGRAM = """
import json, resource, sys, time
from pathlib import Path

started = time.perf_counter()
from rosace import Appraiser

name, study, out = sys.argv[1:]
appraiser = Appraiser(strict=True)
report = appraiser.appraise_study(appraiser.open_study(Path(study)), language="fr")
times = [time.perf_counter() - started]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for turn in ("first", "second"):
    started = time.perf_counter()
    appraiser.export(report, name, Path(out) / turn, audience="facilitator")
    times.append(time.perf_counter() - started)
figures = sum(type(block).__name__ == "Figure" for part in report.sections for block in part.blocks)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([*times, before / 1024, peak / 1024, figures]))
"""


def once(name: str, study: Path) -> list[float]:
    """Return the times of start, first and second export in seconds, and memory in megabytes.

    Args:
        name: The exporter.
        study: The study's folder.
    """
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-c", PROGRAM, name, str(study), out]
        done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own program
    held: list[float] = json.loads(done.stdout)
    return held


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        rosace = str(Path(sys.executable).parent / "rosace")
        command = [rosace, "demo", "--lang", "fr", "--out", str(Path(folder) / "demo")]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
        study = Path(folder) / "demo" / "study"
        exporters = Appraiser().exporters
        names = sorted(name for name, each in exporters.items() if "report" in each.accepts)
        runs: dict[str, list[list[float]]] = {name: [] for name in names}
        for _ in range(ROUNDS):
            for name in names:
                runs[name].append(once(name, study))
    medians = {
        name: [statistics.median(each) for each in zip(*held, strict=True)]
        for name, held in runs.items()
    }
    start = statistics.median(each[0] for each in medians.values())
    base = medians["json"][1]
    show("start: import and appraise", start)
    for name, (_, first, second, before, peak, figures) in medians.items():
        target = COLD + figures * DRAWN.get(name, 0)
        show(f"{name}: first", first, base, target / base)
        show(f"{name}: second", second, base, WARM / base)
        spared = "met" if first <= target and second <= WARM else "MISSED"
        print(f"{'':<10}targets {target:.2f} s and {WARM} s: {spared}")
        print(f"{'':<10}first is {first / start:.2f} of the start")
        print(f"{'':<10}peak {peak:.0f} MB, {peak - before:.0f} MB of it to export")


if __name__ == "__main__":
    main()
