"""Timing that can be trusted on a noisy machine: medians, and ratios within one run."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

__all__ = ["each", "processes", "show"]


def each(task: Callable[[], object], number: int, rounds: int = 7) -> float:
    """Return the median time of one call, in seconds.

    Args:
        task: What is timed.
        number: Calls in a round.
        rounds: Rounds, of which the median is taken.
    """
    task()
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(number):
            task()
        found.append((time.perf_counter() - started) / number)
    return statistics.median(found)


def processes(commands: Sequence[Sequence[str]], rounds: int = 7) -> list[float]:
    """Return the median time of each command as a whole process, the commands taken in turn.

    Args:
        commands: The commands, each a list of words.
        rounds: Rounds, of which the medians are taken; one more goes before, uncounted.
    """
    found: list[list[float]] = [[] for _ in commands]
    for counted in range(rounds + 1):
        for place, command in enumerate(commands):
            started = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own commands
            if counted:
                found[place].append(time.perf_counter() - started)
    return [statistics.median(times) for times in found]


def show(name: str, seconds: float, base: float | None = None, target: float | None = None) -> None:
    """Print one figure, its ratio to another, and what that ratio should not exceed.

    Args:
        name: What was timed.
        seconds: How long it took.
        base: What it is compared with, in seconds.
        target: The highest ratio wished for.
    """
    spelled = f"{seconds * 1e6:10.1f} µs" if seconds < 1e-3 else f"{seconds * 1e3:10.1f} ms"
    ratio = "" if base is None else f"  ratio {seconds / base:6.2f}"
    wish = "" if target is None else f"  (target {target:g})"
    print(f"{name:<48}{spelled}{ratio}{wish}")
