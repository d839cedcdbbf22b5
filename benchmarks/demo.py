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

        inputs = Path(folder) / "input"
        appraiser = rosace.Appraiser()
        study = appraiser.study(inputs / "study.yaml")
        diagnostic, effects = (appraiser.instrument(name) for name in ("diagnostic", "effects"))
        files = ("diagnostic-2022.csv", "diagnostic-2024.csv", "collective-2024.json")
        first = None
        for name in ("first", "second", "third"):
            started = time.perf_counter()
            responses = [
                response
                for file in files
                for response in appraiser.read(inputs / file, diagnostic, study=study)
            ]
            others = [(effects, appraiser.read(inputs / "effects.json", effects, study=study))]
            report = appraiser.appraise(diagnostic, responses, study=study, others=others)
            appraiser.export(report, "html", Path(folder) / "report.html")
            taken = time.perf_counter() - started
            show(f"HTML report in one process, {name} time", taken, first)
            first = first or taken


if __name__ == "__main__":
    main()
