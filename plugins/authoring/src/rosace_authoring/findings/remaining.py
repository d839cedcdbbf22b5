"""What the later stages find in a document once what the contract refuses is taken out."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from rosace.checking import check_instrument
from rosace.conversion import structure
from rosace.errors import Problem
from rosace.explaining import explain
from rosace.instrument import Instrument
from rosace.loading import LIMITS
from rosace.validation import validator
from rosace.vectors import check_vectors
from rosace_authoring.findings.consequences import Consequences
from rosace_authoring.findings.pruning import Path, Pruned

__all__ = ["Found", "look_at_rest", "refusals"]

Found = tuple[Problem, Path]
"""A finding, and its place in the original document."""

_ROUNDS: Final = 100
"""How often a document is looked at again after parts were taken out."""

_MOST: Final = 500
"""Findings of the schema that are told."""


def look_at_rest(pruned: Pruned) -> tuple[Instrument | None, list[Found]]:
    """Return what is left of an instrument, and what is wrong with it beyond its form.

    Findings that only follow from what was taken out are left unsaid; without any damage
    all that the core finds are there.

    Args:
        pruned: An instrument's document that is no view; parts of it are taken out.

    Returns:
        What is left, None where that makes no sound instrument; and the findings.
    """
    instrument = _sound(pruned)
    wrong = check_instrument(instrument) if instrument else ()
    found = list(_new(pruned, wrong))
    for _ in range(_ROUNDS):
        if instrument is None or not wrong:
            break
        pruned.mend(wrong)
        instrument = _sound(pruned)
        wrong = check_instrument(instrument) if instrument else ()
    if instrument is None or wrong:
        return None, found
    found.extend(_new(pruned, check_vectors(instrument)))
    return instrument, found


def refusals(document: object) -> tuple[Problem, ...]:
    """Return what the contract refuses in an instrument's document."""
    try:
        return tuple(islice(explain(validator("instrument").iter_errors(document)), _MOST))  # type: ignore[arg-type]  # any plain data
    except RecursionError:
        return (Problem("too-deep", arguments={"limit": LIMITS.depth}),)


def _sound(pruned: Pruned) -> Instrument | None:
    """Return what is left once all that the contract refuses is taken out."""
    for _ in range(_ROUNDS):
        refused = refusals(pruned.document)
        if not refused:
            return structure(pruned.document, Instrument)
        pruned.mend(refused)
    return None


def _new(pruned: Pruned, found: Iterable[Problem]) -> Iterator[Found]:
    """Yield findings on what is left, unless they only follow from what was taken out."""
    consequences = Consequences(pruned)
    for problem in found:
        path = pruned.original(pruned.path(problem.pointer))
        if not consequences.follows(problem.code, path, problem.arguments):
            yield problem, path
