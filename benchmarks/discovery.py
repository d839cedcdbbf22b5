"""Listing plugins among 500 installed distributions, by hand and by the standard library.

Each runs in a new interpreter, as it does when a command starts, and what the
core imports anyway is not counted. Prints milliseconds and their ratio, measured
alternately in one run: ``python benchmarks/discovery.py``.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

DISTRIBUTIONS = 500
PLUGINS_AMONG_THEM = 10
ROUNDS = 11
TARGET = 20.0
WAYS = {
    "by hand": (
        "import rosace.errors, rosace.values",
        "from rosace.discovery import list_plugins; found = len(list_plugins().plugins)",
    ),
    "importlib.metadata": (
        "import rosace.errors, rosace.values",
        "from importlib.metadata import entry_points; found = len(entry_points(group='rosace'))",
    ),
}


def install(folder: Path) -> None:
    """Write the metadata of distributions: most have no entry points, few have ours."""
    for number in range(DISTRIBUTIONS):
        place = folder / f"some_distribution_{number}-1.{number}.dist-info"
        place.mkdir()
        requirements = "".join(f"Requires-Dist: other-{each}>=1\n" for each in range(10))
        text = f"Metadata-Version: 2.1\nName: some-distribution-{number}\nVersion: 1.{number}\n"
        (place / "METADATA").write_text(f"{text}{requirements}\n{'Words. ' * 400}", "utf-8")
        (place / "RECORD").write_text("some_file.py,,\n" * 30, "utf-8")
        if number % (DISTRIBUTIONS // PLUGINS_AMONG_THEM) == 0:
            points = f"[rosace]\nplugin-{number} = some_module_{number}\n"
            (place / "entry_points.txt").write_text(points, "utf-8")
        elif number % 5 == 0:
            (place / "entry_points.txt").write_text("[console_scripts]\na = b:c\n", "utf-8")


def milliseconds(way: str, folder: str) -> float:
    """Return how long one listing takes in a new interpreter.

    Raises:
        RuntimeError: It does not find what is there.
    """
    before, work = WAYS[way]
    code = (
        f"{before}\nimport time\nbegun = time.perf_counter()\n{work}\n"
        "print((time.perf_counter() - begun) * 1000, found)\n"
    )
    inherited = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([folder, *inherited])}
    done = subprocess.run(  # noqa: S603  # the code above, and nothing else
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    taken, found = done.stdout.split()
    if int(found) < PLUGINS_AMONG_THEM:
        message = f"{int(found)} plugins found"
        raise RuntimeError(message)
    return float(taken)


def main() -> None:
    """Measure, and print."""
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder))
        for _ in range(ROUNDS):
            for way, taken in times.items():
                taken.append(milliseconds(way, folder))
    medians = {way: statistics.median(taken) for way, taken in times.items()}
    for way, median in medians.items():
        print(f"{way:>20}: {median:6.1f} ms on top of start, {DISTRIBUTIONS} distributions")
    ratio = medians["importlib.metadata"] / medians["by hand"]
    print(f"{'ratio':>20}: {ratio:6.1f} (target: {TARGET:.0f} ms at most by hand)")


if __name__ == "__main__":
    main()
