"""Starting the command line, against the bare import of the libraries that it is made with.

Each is a process of its own, and all take turns in one run: ``python benchmarks/start.py``.
"""

import shutil
import sys
from pathlib import Path

from timing import processes

ROUNDS = 21
LIBRARIES = "import click, attrs, pluggy"
TARGETS = {"--help": 1.3, "instruments": 2.5}


def main() -> None:
    """Measure, and print."""
    beside = str(Path(sys.executable).parent)
    rosace = shutil.which("rosace", path=beside) or "rosace"
    bare = [sys.executable, "-c"]
    commands = {
        "python alone": [*bare, "pass"],
        "import click": [*bare, "import click"],
        LIBRARIES: [*bare, LIBRARIES],
        **{f"rosace {each}": [rosace, each] for each in TARGETS},
    }
    medians = dict(zip(commands, processes(list(commands.values()), ROUNDS), strict=True))
    for name, seconds in medians.items():
        print(f"{name:>28}: {seconds * 1000:6.1f} ms")
    for each, target in TARGETS.items():
        for base in ("import click", LIBRARIES):
            ratio = medians[f"rosace {each}"] / medians[base]
            aim = f" (target: {target} at most)" if base == LIBRARIES else ""
            print(f"{f'rosace {each}':>28}: {ratio:.2f} x {base}{aim}")


if __name__ == "__main__":
    main()
