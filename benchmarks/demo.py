"""The demo's report: as a whole process, and again in a process that has made it before."""

import sys
import tempfile
import time
from pathlib import Path

from timing import processes, show

SCRIPT = Path(sys.executable).with_name("rosace")


def main() -> None:
    """Print the time of the demo cold, and of its HTML report first and again."""
    with tempfile.TemporaryDirectory() as folder:
        bare, cold = processes(
            [[sys.executable, "-c", "pass"], [str(SCRIPT), "demo", "--out", folder]], rounds=3
        )
        show("bare Python", bare)
        show("rosace demo, all formats, whole process", cold, bare)
        import rosace  # noqa: PLC0415  # timed apart

        appraiser = rosace.Appraiser()
        study = appraiser.open_study(Path(folder) / "study")
        first = None
        for name in ("first", "second", "third"):
            started = time.perf_counter()
            report = appraiser.appraise_study(study)
            appraiser.export(report, "html", Path(folder) / "report.html")
            taken = time.perf_counter() - started
            show(f"HTML report in one process, {name} time", taken, first)
            first = first or taken


if __name__ == "__main__":
    main()
