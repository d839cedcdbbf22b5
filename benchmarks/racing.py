"""Races: contestants in processes of their own, round after round, with time and peak memory.

Every round lets each run once, so that what else the machine does falls on all alike. Printed are
medians: seconds of imports and of work, processor seconds of the whole process, and the peak of
resident memory of the process and its children together. A sum of several processes counts pages
that they share once for each.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RUN = Path(__file__).parent / "contestants" / "run.py"
NOT_HERE = 77
EVERY = 0.02
"""Seconds between two looks at memory."""


@dataclass(frozen=True)
class Contestant:
    """Who runs.

    Args:
        name: As printed.
        module: Of `contestants`.
        options: Of its work.
        target: The highest ratio that is wished for.
        against: To whom that ratio is; to the first contestant if None.
    """

    name: str
    module: str
    options: Mapping[str, Any] = field(default_factory=dict)
    target: float | None = None
    against: str | None = None


@dataclass(frozen=True)
class Lap:
    """One run: seconds, processor seconds, megabytes, and the text of its result."""

    imports: float
    work: float
    processor: float
    peak: float
    phases: Mapping[str, float]
    result: str | None


class NotHereError(Exception):
    """What a contestant needs is not installed."""


def lap(contestant: Contestant, folder: Path) -> Lap:
    """Let one contestant run once.

    Args:
        contestant: Who.
        folder: Of the data.

    Raises:
        NotHereError: What it needs is not installed.
        RuntimeError: It failed.
    """
    with tempfile.TemporaryDirectory() as place:
        out, said = Path(place) / "result.json", Path(place) / "said"
        command = [sys.executable, str(RUN), contestant.module, str(folder), str(out),
                   json.dumps(dict(contestant.options))]  # fmt: skip
        with said.open("w") as file:
            # Modules are compiled once, as where they are installed, and not in every run.
            kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
            process = subprocess.Popen(command, stdout=file, env=kept)  # noqa: S603  # ours
            seen = Seen()
            while True:
                ended, status, usage = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                seen.look(process.pid)
                time.sleep(EVERY)
        process.returncode = os.waitstatus_to_exitcode(status)
        words = said.read_text("utf-8").strip()
        if process.returncode == NOT_HERE:
            raise NotHereError(words)
        if process.returncode:
            message = f"{contestant.name} ended with {process.returncode}"
            raise RuntimeError(message)
        times = json.loads(words.splitlines()[-1])
        return Lap(
            **times,
            processor=max(usage.ru_utime + usage.ru_stime, sum(seen.processor.values())),
            peak=seen.peak / 2**20,
            result=out.read_text("utf-8") if out.exists() else None,
        )


class Seen:
    """What was seen of a process and its descendants while they ran.

    The system's own account of an ended process does not do: its peak of memory begins with that
    of the process that started it, and it lacks the time of children that nobody waited for.
    """

    def __init__(self) -> None:
        self.peak = 0
        self.processor: dict[int, float] = {}
        """Seconds of each process, as last seen."""

    def look(self, process: int) -> None:
        """Look at a process and its descendants.

        Args:
            process: Its number.
        """
        total, waiting = 0, [process]
        while waiting:
            each = waiting.pop()
            place = Path(f"/proc/{each}")
            try:
                held = dict(
                    line.split(":", 1)
                    for line in (place / "status").read_text("utf-8").splitlines()
                )
                spent = (place / "stat").read_text("utf-8").rpartition(")")[2].split()[11:13]
                for task in (place / "task").iterdir():
                    waiting += map(int, (task / "children").read_text("ascii").split())
            except OSError:  # it has just ended
                continue
            self.processor[each] = sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")
            if "VmRSS" in held:
                total += kilobytes(held["VmRSS"])
                self.peak = max(self.peak, kilobytes(held["VmHWM"]))
        self.peak = max(self.peak, total)


def kilobytes(text: str) -> int:
    """Return the bytes that a line of a process's status tells in kilobytes."""
    return int(text.split(maxsplit=1)[0]) * 1024


def race(
    contestants: Sequence[Contestant],
    folder: Path,
    rounds: int = 5,
    bad: Sequence[object] | None = None,
) -> dict[str, Lap]:
    """Let all run in turn, print what they took, and return the medians.

    Args:
        contestants: Who runs; ratios are to the first that is here.
        folder: Of the data.
        rounds: How many, after one that is not counted and that compares the results.
        bad: The bad rows that each must have found; None where none looks for them.

    Raises:
        RuntimeError: Two contestants that owe the same result differ, or one has not found
            what is bad.
    """
    here, results = [], {}
    for each in contestants:
        try:
            results[each.name] = lap(each, folder).result
        except NotHereError as reason:
            print(f"{each.name}: left out, {reason}")
        else:
            here.append(each)
    agree(results)
    for name, text in results.items():
        if bad is not None and text is not None and json.loads(text)[-1] != bad:
            message = f"{name} did not find the bad rows"
            raise RuntimeError(message)
    laps: dict[str, list[Lap]] = {each.name: [] for each in here}
    for _ in range(rounds):
        for each in here:
            laps[each.name].append(lap(each, folder))
    medians = {name: median(held) for name, held in laps.items()}
    base = medians[here[0].name] if here else None
    for each in here:
        tell(each, medians[each.name], base, medians.get(each.against or here[0].name))
    return medians


def agree(results: Mapping[str, str | None]) -> None:
    """Compare results, and say that they agree.

    Raises:
        RuntimeError: They differ.
    """
    given = {name: text for name, text in results.items() if text is not None}
    if len(set(given.values())) > 1:
        message = f"not the same result: {', '.join(given)}"
        raise RuntimeError(message)
    if len(given) > 1:
        print(f"the same result: {', '.join(given)}")


def median(laps: Sequence[Lap]) -> Lap:
    """Return the median of each figure."""
    figures = {
        name: statistics.median(getattr(each, name) for each in laps)
        for name in ("imports", "work", "processor", "peak")
    }
    phases = {
        name: statistics.median(each.phases[name] for each in laps) for name in laps[0].phases
    }
    return Lap(**figures, phases=phases, result=None)


def tell(contestant: Contestant, held: Lap, base: Lap | None, other: Lap | None) -> None:
    """Print the medians of a contestant.

    Args:
        contestant: Who.
        held: Its medians.
        base: Those of the first contestant.
        other: Those to which its target is a ratio.
    """
    ratios = ""
    if base is not None and base is not held:
        ratios = f"  ratio {held.work / base.work:5.2f} ({held.processor / base.processor:5.2f})"
    wish = ""
    if contestant.target is not None and other is not None:
        named = f" of {contestant.against}" if contestant.against else ""
        wish = f"  {held.work / other.work:.2f}{named} (target {contestant.target:g})"
    print(
        f"{contestant.name:<34}{held.work:7.2f} s  imports {held.imports:5.2f} s  "
        f"processor {held.processor:7.2f} s  peak {held.peak:6.0f} MB{ratios}{wish}"
    )
    for name, seconds in held.phases.items():
        print(f"  {name:<32}{seconds:7.2f} s")
