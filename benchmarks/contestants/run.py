"""Runs one contestant in this process: ``python run.py MODULE FOLDER RESULT OPTIONS``.

Prints the seconds of its imports, of its work and of parts of it, as JSON.
"""

import importlib
import json
import sys
import time
from pathlib import Path

NOT_HERE = 77


def main() -> int:
    """Return the status: that of success, or that something is not installed."""
    module, folder, out, options = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).parent.parent))
    started = time.perf_counter()
    from contestants.result import Missing  # noqa: PLC0415  # found in the folder above; timed

    try:
        contestant = importlib.import_module(f"contestants.{module}")
        imported = time.perf_counter()
        result = contestant.work(folder, **json.loads(options))
    except (Missing, ModuleNotFoundError) as error:
        print(error)
        return NOT_HERE
    ended = time.perf_counter()
    phases = getattr(contestant, "PHASES", {})
    print(json.dumps({"imports": imported - started, "work": ended - imported, "phases": phases}))
    if result is not None:
        Path(out).write_text(result.spelled(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
