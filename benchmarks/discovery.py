"""Listing plugins among 500 installed distributions, by hand and by the standard library.

Prints milliseconds and their ratio, measured alternately in one run. Run it by
itself: ``python benchmarks/discovery.py``.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from rosace.discovery import PLUGINS, list_plugins

DISTRIBUTIONS = 500
PLUGINS_AMONG_THEM = 10
ROUNDS = 15
TARGET = 20.0


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


def by_hand(folder: str) -> int:
    """List the plugins of a folder as Rosace does."""
    return len(list_plugins([folder]).plugins)


def by_library(folder: str) -> int:
    """List the plugins of a folder by importlib.metadata."""
    found = metadata.MetadataPathFinder.find_distributions(
        metadata.DistributionFinder.Context(path=[folder])
    )
    return sum(point.group == PLUGINS for each in found for point in each.entry_points)


def milliseconds(work: Callable[[str], int], folder: str) -> float:
    """Return how long one listing takes.

    Raises:
        RuntimeError: It does not find what is there.
    """
    begun = time.perf_counter()
    found = work(folder)
    taken = (time.perf_counter() - begun) * 1000
    if found != PLUGINS_AMONG_THEM:
        message = f"{found} plugins found"
        raise RuntimeError(message)
    return taken


def importing(module: str) -> float:
    """Return how many milliseconds a new interpreter takes to start and import a module."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Measure, and print."""
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder))
        times: dict[str, list[float]] = {"by hand": [], "importlib.metadata": []}
        for _ in range(ROUNDS):
            times["by hand"].append(milliseconds(by_hand, folder))
            times["importlib.metadata"].append(milliseconds(by_library, folder))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, taken in medians.items():
        print(f"{name:>20}: {taken:6.1f} ms for {DISTRIBUTIONS} distributions")
    ratio = medians["importlib.metadata"] / medians["by hand"]
    print(f"{'ratio':>20}: {ratio:6.1f} (target: {TARGET:.0f} ms at most by hand)")
    starts = {
        module: statistics.median(importing(module) for _ in range(5))
        for module in ("attrs", "rosace.discovery", "rosace.plugins", "importlib.metadata, attrs")
    }
    for module, taken in starts.items():
        print(f"{'import ' + module:>32}: {taken:6.1f} ms with the interpreter")


if __name__ == "__main__":
    main()
