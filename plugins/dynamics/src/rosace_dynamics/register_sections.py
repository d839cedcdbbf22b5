"""What the registers of the dynamics may say about the weak conditions of the diagnostic tool.

Instruments are known by their ids alone: a register is read where the study has it, and left
out where it has not. Only counts are told: names are for the register's own report.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from rosace import building as b
from rosace.appraisal import Appraisal
from rosace.instrument import Dimension
from rosace.report import Block, Heading, ListBlock, Notice, Paragraph, Phrase, Section
from rosace.response import Record
from rosace_dynamics.leaning import leans_weak
from rosace_dynamics.translation import STUCK

__all__ = ["CONDITIONS", "write_sections"]

Count = Callable[[Appraisal], tuple[int, int]]
"""Counts what a register says of a condition, and out of how many."""


def write_sections(appraisal: Appraisal) -> Iterator[Section]:
    """Yield what registers say about weak conditions, where there are both."""
    blocks: list[Block] = []
    for condition in appraisal.instrument.all_dimensions():
        said = tuple(_said(appraisal, condition))
        if said and leans_weak(appraisal, condition.all_items()):
            blocks += [Heading(text=b.words(condition.title)), ListBlock(items=said)]
    if blocks:
        yield Section(
            id="registers",
            title=b.message("dynamics.registers.title"),
            blocks=(
                Paragraph(text=b.message("dynamics.registers.reading")),
                *blocks,
                Notice(level="information", text=b.message("dynamics.registers.modest")),
            ),
        )


def _said(appraisal: Appraisal, condition: Dimension) -> Iterator[Phrase]:
    """Yield what the registers at hand say of a condition, those with something to say."""
    for register, finding in CONDITIONS.get(condition.id, ()):
        other = appraisal.others.get(register)
        if other is None:
            continue
        found, among = COUNTS[finding](other)
        if found:
            yield b.message(
                f"dynamics.registers.{finding}",
                register=b.words(other.instrument.title),
                n=b.count(found, "things"),
                among=b.count(among, "things"),
            )


def _rows(register: Appraisal, item: str) -> Sequence[Record]:
    """Return the rows of the latest document of a register."""
    return register.collective[-1].rows(item) if register.collective else ()


def _counted(item: str, field: str, *codes: str) -> Count:
    """Return what counts the rows whose field holds one of some codes."""

    def count(register: Appraisal) -> tuple[int, int]:
        rows = _rows(register, item)
        return sum(row.text(field) in codes for row in rows), len(rows)

    return count


def _framings(register: Appraisal) -> tuple[int, int]:
    """Count the ways of seeing the problem that are noted."""
    rows = _rows(register, "framings")
    return len(rows), len(rows)


def _not_in(register: Appraisal) -> tuple[int, int]:
    """Count the strategic and pivotal actors who have not come in."""
    rows = _rows(register, "actors")
    needed = [row for row in rows if row.text("standing") in {"strategic", "pivotal"}]
    return sum(row.text("came-in") is None for row in needed), len(needed)


def _divided(register: Appraisal) -> tuple[int, int]:
    """Count the issues on which some actor's position departs from the project."""
    issues = {row.id for row in _rows(register, "issues")}
    stakes = _rows(register, "stakes")
    apart = {row.text("issue") for row in stakes if row.text("position") == "divergent"}
    return len(apart & issues), len(issues)


def _unshared(register: Appraisal) -> tuple[int, int]:
    """Count the statements on the spread of influence whose answers lean to the weaker half."""
    found = [each for each in register.instrument.all_dimensions() if each.id == "influence"]
    items = [item for each in found for item in each.all_items()]
    return sum(leans_weak(register, [item]) for item in items), len(items)


COUNTS: Final[Mapping[str, Count]] = {
    "framings": _framings,
    "stalled": _counted("moves", "outcome", *STUCK),
    "outside-decisions": _counted("actors", "role", "informed", "consulted"),
    "not-in": _not_in,
    "divided": _divided,
    "unshared": _unshared,
    "unsettled": _counted("controversies", "status", "latent", "open", "worked-on", "avoided"),
}
"""By name of a finding, what counts it in the appraisal of its register."""

CONDITIONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "c1": (("problem-statement", "framings"),),
    "c2": (("translation-tracker", "stalled"),),
    "c3": (("actor-map", "outside-decisions"),),
    "c4": (("actor-map", "not-in"),),
    "c5": (("stake-grid", "divided"), ("shared-leadership", "unshared")),
    "c6": (("controversies", "unsettled"),),
}
"""By condition of the diagnostic tool, the registers that may help explain it, and by what."""
