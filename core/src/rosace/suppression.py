"""Complementary suppression: which groups are shown less than their size permits.

Groups that are each large enough can give back a smaller one together: what is left of a
whole when all its parts but one are taken off. So all that is shown of a wave is audited
together (`rosace.audit`), and while something is given back, the smallest subgroup that
takes part in it is shown one degree less: first no longer its distribution, then nothing.
That is greedy: fewer groups could sometimes be withheld. It depends on who belongs to
which group, and on the plan, alone.

Two things are audited. Of what is shown at all, a mean or more, nothing may tell anything of
fewer than the threshold of a mean. Of the distributions, none may give back the
distribution of a set smaller than theirs.

Rules, by id:

- ``subtraction``: beside the other groups, the group would give back a smaller one; nothing is
  shown.
- ``subtraction-mean``: likewise with its distribution; means are shown as for ``mean-only``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from rosace.audit import Row, recoverable, sources
from rosace.disclosure import DISTRIBUTION, MEAN, degree, mean_threshold, rule_of
from rosace.membership import Atom, Membership, groups_of
from rosace.study import Study
from rosace.tally import WHOLE, Group

__all__ = ["suppressed"]

_NEXT: Final = {DISTRIBUTION: "subtraction-mean", MEAN: "subtraction"}


def suppressed(
    study: Study,
    held: Sequence[Atom],
    groups: Mapping[Group, Membership],
    before: Mapping[int, Mapping[Group, int]] | None = None,
) -> dict[Group, str]:
    """Return the groups that are shown less than their size permits, each with its rule.

    Args:
        study: The study, with its thresholds, plan and waves.
        held: Those who answered one instrument.
        groups: Who belongs to each planned group.
        before: How much of each group an earlier batch of its wave has shown, by the
            batch's number; what is shown now counts those of the last batch.
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
        found |= _Plan(study, here, groups, rules, before or {}).settled()
    return found


def _place(atom: Atom) -> tuple[list[tuple[str, str]], Fraction, list[int]]:
    return sorted(atom.attributes.items()), atom.weight, sorted(atom.batches)


class _Plan:
    """The groups of one wave, with what is shown of each."""

    def __init__(
        self,
        study: Study,
        held: Sequence[Atom],
        groups: Mapping[Group, Membership],
        rules: Mapping[Group, str | None],
        before: Mapping[int, Mapping[Group, int]],
    ) -> None:
        self.limits = study.disclosure
        # The audit finds one thing of several first: which one must not hang on who came first.
        self.held = sorted(held, key=_place)
        self.groups = groups
        self.rules = dict(rules)
        self.before = before
        self.last = max(before, default=0) + 1
        self.inside: dict[tuple[int, Group], list[int]] = defaultdict(list)
        for index, atom in enumerate(self.held):
            for group in groups_of(study, atom.wave, atom.attributes):
                for batch in atom.batches:
                    self.inside[batch, group].append(index)
        # Which subgroup goes first is a matter of size, then of its name.
        self.order = sorted(
            rules, key=lambda each: (each.cell == WHOLE, groups[each].size, each.cell)
        )

    def settled(self) -> dict[Group, str]:
        """Return the groups whose rule had to change so that nothing is given back."""
        before = dict(self.rules)
        whole = [self.groups[group].size for group in self.order if group.cell == WHOLE]
        if whole and whole[0] >= self.limits.subgroup:
            self._settle(DISTRIBUTION, self.limits.subgroup, sums=True)
        self._settle(MEAN, mean_threshold(self.limits), sums=False)
        return {
            group: rule
            for group, rule in self.rules.items()
            if rule is not None and rule != before[group]
        }

    def _settle(self, least: int, fewest: int, *, sums: bool) -> None:
        """Lower groups shown to a degree, or more, until they give nothing back."""
        while True:
            shown = [group for group in self.order if degree(self.rules[group]) >= least]
            pairs = [(group, row) for group in shown for row in self._rows(group)]
            rows = [row for _, row in pairs] + self._rows_before(least)
            finding = recoverable(rows, self.held, fewest, sums=sums)
            if finding is None or not shown:
                return
            taking = set(shown)
            if finding.atoms:
                used = sources(rows, finding, sums=sums)
                taking = {pairs[index][0] for index in used if index < len(pairs)}
            first = next((group for group in shown if group in taking), shown[0])
            self.rules[first] = _NEXT[degree(self.rules[first])]

    def _rows(self, group: Group) -> list[Row]:
        """Return what is shown of a group as sums: of persons, and of voices where they differ."""
        inside = self.inside[self.last, group]
        rows: list[Row] = [dict.fromkeys(inside, 1)]
        if self.rules[group] is None and not self.groups[group].alike:
            weights = {index: self.held[index].weight for index in inside}
            unit = lcm(*(weight.denominator for weight in weights.values()))
            voices = {index: int(weight * unit) for index, weight in weights.items() if weight}
            rows.append(voices)
        return rows

    def _rows_before(self, least: int) -> list[Row]:
        """Return what earlier batches have shown to a degree, or more."""
        return [
            dict.fromkeys(self.inside[batch, group], 1)
            for batch, degrees in self.before.items()
            for group, shown in degrees.items()
            if shown >= least
        ]
