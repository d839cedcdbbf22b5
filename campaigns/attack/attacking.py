"""The attack on one study: ask all, read all, and work out what follows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from campaigns.attack.asking import Route, ask
from campaigns.attack.bounding import Ends, System, holds, systems
from campaigns.attack.facts import Facts, Key, Words, cells, group, inside, parity, place
from campaigns.attack.narrowing import Narrowing, narrow
from campaigns.attack.numbers import Number
from campaigns.attack.reading import read
from campaigns.attack.solving import FEWEST, Recovered, recovered
from campaigns.attack.studies import DIMENSION, ITEMS, WAVES, Case

from rosace import Appraiser

__all__ = ["Outcome", "attack"]

_OWN: Final = "json"


@dataclass(kw_only=True)
class Outcome:
    """What the attack on one study came to.

    Attributes:
        case: The study.
        route: How it was asked.
        questions: How many were asked.
        files: How many files were read.
        figures: How many figures were released.
        unlike: What a file shows that the JSON report of its question does not hold.
        misread: Where figures and true answers disagree: a fault of the attack.
        persons: Persons and waves whose own answer follows.
        groups: Small groups of which something follows.
        differences: Small groups of which only a difference within follows.
        planned: Cells of the planned breakdowns (an item, a wave and a group with members), by
            how many attributes are crossed; likewise the three that follow.
        able: Those whose group is large enough by itself for a mean.
        distributions: Those of which a distribution is shown.
        means: Those of which a mean is shown, or a distribution.
        narrowing: How narrow the intervals around single persons are.
    """

    case: Case
    route: Route
    questions: int = 0
    files: int = 0
    figures: int = 0
    unlike: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    persons: set[tuple[str, str]] = field(default_factory=set)
    groups: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    differences: set[tuple[str, frozenset[str]]] = field(default_factory=set)
    planned: Counter[int] = field(default_factory=Counter)
    able: Counter[int] = field(default_factory=Counter)
    distributions: Counter[int] = field(default_factory=Counter)
    means: Counter[int] = field(default_factory=Counter)
    narrowing: Narrowing = field(default_factory=Narrowing)

    @property
    def leaks(self) -> bool:
        """Whether anything of too few persons or organizations follows."""
        return bool(self.persons or self.groups or self.differences)


def attack(
    appraiser: Appraiser,
    case: Case,
    route: Route,
    bounds: Callable[[System], Ends] | None = None,
    *,
    paged: bool = True,
) -> Outcome:
    """Return what follows from all that Rosace releases of a study.

    Args:
        appraiser: Whom to ask.
        case: The study.
        route: How it is asked.
        bounds: What finds the ends of intervals around persons; none are sought where None.
        paged: Whether the files of the exporters that set pages are read too.
    """
    outcome = Outcome(case=case, route=route)
    facts: dict[Key, set[Number]] = defaultdict(set)
    words = Words(case)
    with TemporaryDirectory() as folder:
        for asked in ask(appraiser, case, Path(folder), route, paged=paged):
            outcome.questions += 1
            contents = {
                name: read(name, path, asked.language) for name, path in asked.files.items()
            }
            placed = {
                name: (*place(content, words, asked.language), content)
                for name, content in contents.items()
            }
            for name, held in placed.items():
                outcome.files += 1
                outcome.unlike += [f"{name}: {each}" for each in parity(placed[_OWN], held, case)]
                for key, numbers in held[0].items():
                    facts[key] |= numbers
            if not asked.by and asked.waves == WAVES:
                _cover(outcome, placed[_OWN][0])
    outcome.figures = len(facts)
    known = {key: frozenset(numbers) for key, numbers in facts.items()}
    _solve(outcome, known)
    if bounds is not None:
        for system, wave in systems(case, known):
            if not holds(system, lambda item, person: case.answers[wave, item, person]):  # noqa: B023  # called at once
                outcome.misread.append(f"{wave}: bounds")
            outcome.narrowing.add(narrow(system, bounds(system)))
    return outcome


def _cover(outcome: Outcome, facts: dict[Key, set[Number]]) -> None:
    """Count how much of the plan is answered, by the report on all of it."""
    case, limits = outcome.case, outcome.case.study.disclosure
    shown = {(key.of, key.wave, key.cell) for key in facts if key.what in case.values}
    meant = {(key.of, key.wave, key.cell) for key in facts if key.what == "mean"}
    for wave in WAVES:
        organizations = {each.id: each.organization or each.id for each in case.members[wave]}
        for cell in cells(case, wave):
            persons = inside(case.members[wave], cell)
            size = min(len(persons), len({organizations[person] for person in persons}))
            for item in ITEMS:
                crossed = len(cell)
                outcome.planned[crossed] += 1
                outcome.able[crossed] += size >= limits.least_for_mean
                outcome.distributions[crossed] += (item, wave, cell) in shown
                outcome.means[crossed] += (item, wave, cell) in shown | meant


def _solve(outcome: Outcome, facts: Facts) -> None:
    """Find the small sets that follow exactly, and confirm each against the true answers."""
    case = outcome.case
    done: dict[tuple[str, frozenset[frozenset[str]]], list[Recovered]] = {}
    for (of, wave, what), sums in _sums(case, facts).items():
        own = (wave, frozenset(sums))
        if own not in done:
            organizations = {member.id: member.organization for member in case.members[wave]}
            done[own] = recovered(sums, organizations, FEWEST)
        for each in done[own]:
            if not _confirmed(case, (of, wave, what), sums, each):
                outcome.misread.append(f"{wave} {of} {what}: {sorted(each.persons)}")
            if not each.is_sum:
                outcome.differences.add((wave, each.persons))
            elif len(each.persons) == 1:
                outcome.persons.update((wave, person) for person in each.persons)
            else:
                outcome.groups.add((wave, each.persons))


def _sums(case: Case, facts: Facts) -> dict[tuple[str, str, str], dict[frozenset[str], Fraction]]:
    """Return the exact sums released, by what is summed, and by group.

    A mean is a sum too: the attacker, who knows all but the answers, is told how many
    have a number at all.
    """
    found: dict[tuple[str, str, str], dict[frozenset[str], Fraction]] = defaultdict(dict)
    for key, numbers in facts.items():
        if key.of not in {*ITEMS, DIMENSION} or key.what not in {*_codes(case), "mean"}:
            continue
        if key.of == DIMENSION and key.what != "mean":
            # Answers to all items added up: each item's own are released beside them.
            continue
        counted = group(case, key)
        for number in numbers:
            held = number.among(len(counted))
            if held.low == held.high and not held.within:
                base = 1 if key.what != "mean" else _base(case, key, counted)
                found[key.of, key.wave, key.what][counted] = held.low * base
    return found


def _codes(case: Case) -> Iterator[str]:
    yield from case.values
    yield from (f"@{reason}" for reason in case.reasons)


def _base(case: Case, key: Key, counted: frozenset[str]) -> int:
    return sum(_number(case, key.of, key.wave, key.what, each) is not None for each in counted)


def _number(case: Case, of: str, wave: str, what: str, person: str) -> Fraction | None:
    """Return what somebody truly adds to a sum, or None where they have no number."""
    if of == DIMENSION:
        return case.score(wave, person)
    answer = case.answers[wave, of, person]
    return case.values.get(answer) if what == "mean" else Fraction(answer == what)


def _confirmed(
    case: Case,
    summed: tuple[str, str, str],
    sums: dict[frozenset[str], Fraction],
    each: Recovered,
) -> bool:
    """Say whether what follows is true: worked out from what is released, and from the answers."""
    worked_out = sum((times * sums[group] for group, times in each.taken.items()), Fraction(0))
    of, wave, what = summed
    true = sum(
        (
            weight * (_number(case, of, wave, what, person) or 0)
            for person, weight in each.weights.items()
        ),
        Fraction(0),
    )
    return worked_out == true
