"""Plays the attacker: random studies, every allowed question, exact elimination and bounds.

    python -m campaigns.attack --studies 1000 --seed 7

Exits with 1 if anything of fewer than five is recovered, if a file shows what the JSON report
does not hold, or if the attack finds nothing behind a gate that is known to leak. What bounds
tell where opinions are split, groups against groups, is counted apart and only told: nothing
that depends on membership alone can rule it out.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import islice
from random import Random
from typing import Final

from campaigns.attack.asking import ROUTES, Route
from campaigns.attack.attacking import Outcome, attack
from campaigns.attack.bounding import Ends, System, programmed, propagated
from campaigns.attack.reduced import reduced_gate
from campaigns.attack.report import Found, lines
from campaigns.attack.studies import Kind, make

from rosace import Appraiser, Configuration

__all__ = ["Task", "main", "run"]

_METHODS: Final[dict[str, Callable[[System], Ends]]] = {
    "propagation": propagated,
    "programming": programmed,
}


@dataclass(frozen=True, kw_only=True)
class Task:
    """One study to attack.

    Args:
        seed: The campaign's seed.
        number: The study's number.
        route: How it is asked.
        kind: What is peculiar to it.
        reduced: Whether the gate is reduced.
        method: How bounds are sought; not at all where None.
        paged: In which share of the studies the files of pages, slow to write, are read too.
    """

    seed: int
    number: int
    route: Route
    kind: Kind = "plain"
    reduced: bool = False
    method: str | None = None
    paged: float = 0


def run(task: Task) -> Outcome:
    """Return the outcome of one attack."""
    case = make(task.seed, task.number, task.kind)
    with reduced_gate() if task.reduced else nullcontext():
        appraiser = Appraiser(Configuration())
        # Drawn, for studies that follow each other differ in size by turns.
        paged = Random(case.seed).random() < task.paged
        bounds = _METHODS[task.method] if task.method else None
        return attack(appraiser, case, task.route, bounds, paged=paged)


def main(arguments: Iterable[str] | None = None) -> int:
    """Run the campaign, print its table, and return its status."""
    given = _parser().parse_args(None if arguments is None else list(arguments))
    task = partial(Task, seed=given.seed, paged=given.paged)
    tasks = [
        task(number=number, route=route, method=given.bounds)
        for number in range(given.studies)
        for route in ROUTES
    ]
    # The control is attacked behind the whole gate too: there it must leak nothing.
    rich, reduced = (
        [
            task(number=number, route="files", kind="rich", reduced=is_reduced)
            for number in range(given.controls)
        ]
        for is_reduced in (False, True)
    )
    kinds: tuple[tuple[Kind, int], ...] = (("fitted", given.fitted), ("split", given.split))
    fitted, split = (
        [
            task(number=number, route="folder", kind=kind, method=given.bounds)
            for number in range(many)
        ]
        for kind, many in kinds
    )
    everything = [*tasks, *rich, *fitted, *split, *reduced]
    outcomes = _told(_outcomes(everything, given.jobs), len(everything))
    found = Found(
        whole=tuple(islice(outcomes, len(tasks) + len(rich))),
        fitted=tuple(islice(outcomes, len(fitted))),
        split=tuple(islice(outcomes, len(split))),
        controls=tuple(outcomes),
    )
    print("\n".join(lines(found, given.bounds)))
    return int(found.failed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="campaigns.attack", description=__doc__)
    parser.add_argument("--studies", type=int, default=1000, help="how many random studies")
    parser.add_argument("--fitted", type=int, default=100, help="how many with a fitted plan")
    parser.add_argument("--split", type=int, default=100, help="how many of split opinions")
    parser.add_argument("--seed", type=int, default=7, help="the same studies for the same seed")
    parser.add_argument("--controls", type=int, default=40, help="how many with a reduced gate")
    parser.add_argument(
        "--bounds",
        choices=_METHODS,
        default="propagation",
        help="how intervals around persons are found; programming needs SciPy",
    )
    parser.add_argument(
        "--paged", type=float, default=0.1, help="the share of studies whose PDF and DOCX are read"
    )
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    return parser


def _outcomes(tasks: list[Task], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(run, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(run, tasks)


def _told(outcomes: Iterable[Outcome], whole: int) -> Iterator[Outcome]:
    """Yield outcomes, and say how far it is where a person watches."""
    for number, outcome in enumerate(outcomes, start=1):
        if sys.stderr.isatty():
            print(f"\r{number}/{whole}", end="", file=sys.stderr, flush=True)
        yield outcome
    if sys.stderr.isatty():
        print(file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
