"""Complementary suppression: which groups are shown less than their size permits.

Groups that are each large enough can give back a smaller one together: what is left of a
whole when all its parts but one are taken off, or where two of them meet. So all that is shown
of a wave is looked at together, and a subgroup is shown only where nothing small follows beside
those that come before it: the breakdowns in the order of the plan, and the larger cells first.
That is greedy: another order could sometimes show more. It depends on who belongs to which
group, and on the plan, alone.

Two things must hold.

1. The distributions of any two breakdowns part off no few persons: those whom neither tells
   apart are at least as many as a subgroup's distribution needs. Where two breakdowns meet in
   few, tables with empty cells could tell what those few answered, though nothing follows by
   elimination. (This is k-anonymity, of the groups shown instead of rows: Sweeney 2002,
   International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10:557-570.)
2. By exact elimination (`rosace.audit`) nothing follows of few: from all distributions, of
   fewer than a subgroup's distribution needs; from all that is shown, of fewer than a mean
   needs, as if means were exact.

Rules, by id:

- ``subtraction``: beside the other groups, the group would give back a smaller one; nothing is
  shown.
- ``subtraction-mean``: likewise with its distribution; means are shown as for ``mean-only``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import lcm

from rosace.audit import Row, recoverable
from rosace.disclosure import DISTRIBUTION, MEAN, degree, rule_of
from rosace.membership import Atom, Membership, groups_of, organizations
from rosace.study import Study
from rosace.tally import WHOLE, Group

__all__ = ["degrees", "suppressed"]


def degrees(
    study: Study, held: Sequence[Atom], groups: Mapping[Group, Membership]
) -> dict[Group, int]:
    """Return how much of each group is shown, by its own size and beside all others.

    Args:
        study: The study, with its thresholds, plan and waves.
        held: Those who answered one instrument.
        groups: Who belongs to each planned group.
    """
    less = suppressed(study, held, groups)
    return {
        group: degree(less.get(group) or rule_of(study, group, counted))
        for group, counted in groups.items()
    }


def suppressed(
    study: Study,
    held: Sequence[Atom],
    groups: Mapping[Group, Membership],
) -> dict[Group, str]:
    """Return the groups that are shown less than their size permits, each with its rule.

    Args:
        study: The study, with its thresholds, plan and waves.
        held: Those who answered one instrument.
        groups: Who belongs to each planned group.
    """
    found: dict[Group, str] = {}
    if study.disclosure.mode == "open":
        return found
    for wave in study.waves:
        here = [atom for atom in held if atom.wave == wave.id]
        rules = {
            group: rule_of(study, group, members)
            for group, members in groups.items()
            if group.wave == wave.id
        }
        found |= _Plan(study, here, groups, rules).settled()
    return found


def _place(atom: Atom) -> tuple[list[tuple[str, str]], Fraction, list[int]]:
    return sorted(atom.attributes.items()), atom.weight, sorted(atom.inside)


class _Plan:
    """The groups of one wave, with what may be shown of each."""

    def __init__(
        self,
        study: Study,
        held: Sequence[Atom],
        groups: Mapping[Group, Membership],
        rules: Mapping[Group, str | None],
    ) -> None:
        self.limits = study.disclosure
        # What the audit gives up on must not hang on who came first.
        self.held = sorted(held, key=_place)
        self.groups = groups
        self.rules = rules
        self.inside: dict[Group, set[int]] = defaultdict(set)
        for index, atom in enumerate(self.held):
            for group in groups_of(study, atom.wave, atom.attributes):
                self.inside[group].add(index)
        self.planned = (WHOLE, *study.breakdowns)
        self.order = sorted(
            rules,
            key=lambda each: (self.planned.index(each.breakdown), -groups[each].size, each.cell),
        )

    def settled(self) -> dict[Group, str]:
        """Return the groups whose rule has to change so that nothing is given back."""
        permitted = {group: degree(self.rules[group]) for group in self.order}
        candidates = [group for group in self.order if permitted[group] >= MEAN]
        fine = [group for group in candidates if permitted[group] == DISTRIBUTION]
        # Where the whole is smaller than that, it alone has a distribution, and coarser rules.
        if fine and self.groups[fine[0]].size >= self.limits.least_for_distribution:
            fine = self._admitted([], self._apart(fine), DISTRIBUTION)
        # Distributions come first: together they give back nothing small.
        further = [group for group in candidates if group not in fine]
        shown = self._admitted([], [*fine, *further], MEAN)
        found = {}
        for group in candidates:
            if group not in shown:
                found[group] = "subtraction"
            elif permitted[group] == DISTRIBUTION and group not in fine:
                found[group] = "subtraction-mean"
        return found

    def _apart(self, groups: Iterable[Group]) -> list[Group]:
        """Return those of some groups beside which no two breakdowns part off few persons."""
        parts = [frozenset(range(len(self.held)))]
        pairs = dict.fromkeys(combinations_with_replacement(self.planned, 2), parts)
        found = []
        for group in groups:
            whole = group.cell == WHOLE
            split = {
                pair: [self._pieces(part, group) for part in parts]
                for pair, parts in pairs.items()
                if whole or group.breakdown in pair
            }
            if whole or not any(self._parts_off_few(each) for each in split.values()):
                found.append(group)
                pairs |= {
                    pair: [piece for pieces in each for piece in pieces]
                    for pair, each in split.items()
                }
        return found

    def _parts_off_few(self, split: Iterable[Sequence[frozenset[int]]]) -> bool:
        fewest = self.limits.least_for_distribution
        return any(
            min(sum(atom.persons for atom in atoms), organizations(atoms)) < fewest
            for pieces in split
            if len(pieces) > 1
            for atoms in ([self.held[index] for index in piece] for piece in pieces)
        )

    def _pieces(self, part: frozenset[int], group: Group) -> list[frozenset[int]]:
        """Return what a group's distribution tells apart in a part of those who answered."""
        inside = part & self.inside[group]
        told = self._weighed(group)
        alike: dict[Fraction, set[int]] = defaultdict(set)
        for index in inside:
            alike[self.held[index].weight if told else Fraction(1)].add(index)
        return [frozenset(piece) for piece in (part - inside, *alike.values()) if piece]

    def _admitted(self, shown: Sequence[Group], groups: Sequence[Group], least: int) -> list[Group]:
        """Return groups shown, and those of some more that give nothing back beside them.

        All at once where that is safe, otherwise one half after the other: what is safe
        stays so with fewer groups, so the outcome is that of taking one after another.
        """
        limits = self.limits
        fewest = limits.least_for_distribution if least == DISTRIBUTION else limits.least_for_mean
        rows = [row for group in (*shown, *groups) for row in self._rows(group)]
        if recoverable(rows, self.held, fewest) is None:
            return [*shown, *groups]
        if len(groups) <= 1:
            return list(shown)
        half = len(groups) // 2
        return self._admitted(self._admitted(shown, groups[:half], least), groups[half:], least)

    def _weighed(self, group: Group) -> bool:
        """Say whether exact weights are shown beside exact numbers of persons."""
        return self.rules[group] is None and not self.groups[group].alike

    def _rows(self, group: Group) -> list[Row]:
        """Return what is shown of a group as sums: of persons, and of voices where they differ."""
        inside = self.inside[group]
        rows: list[Row] = [dict.fromkeys(inside, 1)]
        if self._weighed(group):
            weights = {index: self.held[index].weight for index in inside}
            unit = lcm(*(weight.denominator for weight in weights.values()))
            voices = {index: int(weight * unit) for index, weight in weights.items() if weight}
            rows.append(voices)
        return rows
