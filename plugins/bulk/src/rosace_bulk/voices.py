"""Whose voice counts how much, worked out by the engine, and who answered, in numbers.

Where the voice is the organization's, those who answer for one in one wave share a weight of
one in proportion to their own weights, as `rosace.membership.weights` has it. An engine finds
the sum of each organization; fractions are made of whole numbers here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from rosace.columnar import ATTRIBUTE
from rosace.intake import Intake
from rosace.membership import Atom
from rosace.spelling import alike
from rosace.study import Study
from rosace.tabulating import Cell
from rosace.values import rational, value
from rosace_bulk.rows import Layout
from rosace_bulk.share import Among, Asking, Groups, Share

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["People", "Voices", "people_of", "planned_by"]


@value
class People:
    """Who answered, in numbers.

    Args:
        attributes: The attributes that are told apart.
        counts: How many responses there are by kind, wave, weight, each of these attributes, and
            organization.
        kinds: The kinds that rows name, with those that are left out.
        weights: The weights that rows name, likewise.
    """

    attributes: tuple[str, ...]
    counts: Mapping[tuple[Any, ...], int]
    kinds: frozenset[str]
    weights: frozenset[str]


def planned_by(intake: Intake) -> tuple[str, ...]:
    """Return the attributes by which responses will likely be counted, sorted.

    Args:
        intake: How they are looked at.
    """
    breakdowns = intake.study.breakdowns if intake.study else ()
    return tuple(sorted({*intake.attributes, *(name for each in breakdowns for name in each)}))


def people_of(shares: Sequence[Share], attributes: Sequence[str]) -> People:
    """Return who answered.

    Args:
        shares: The rows.
        attributes: The attributes to be told apart.
    """
    columns = ("@kind", "@wave", "@weight", *(ATTRIBUTE + name for name in attributes))
    met = _met(
        shares, lambda layout: [layout.reserved(name) for name in (*columns, "@organization")]
    )
    return People(
        attributes=tuple(attributes),
        counts=+met,
        kinds=frozenset(kind for kind, *_ in met),
        weights=frozenset(weight for _, _, weight, *_ in met),
    )


class Voices:
    """The voices of a study's respondents.

    Args:
        asking: What is asked.
        shares: The rows.
        study: Whose voice counts, and which breakdowns exist.
        people: Who answered.
    """

    def __init__(
        self, asking: Asking, shares: Sequence[Share], study: Study, people: People
    ) -> None:
        self._asking = asking
        self._shares = shares
        self._study = study
        self.planned = sorted({name for each in study.breakdowns for name in each})
        self._people = people
        self._weights = {text: rational(text) for _, _, text, *_ in people.counts}
        self._unit = lcm(*(held.denominator for held in self._weights.values()))
        self._names: Mapping[str, str] = {}
        self._totals: ir.Table | None = None
        if study.voice == "organization" and any(s.layout.has("@organization") for s in shares):
            self._names = self._told_apart()
            self._totals = self._summed()

    def rows(self, layout: Layout) -> Layout:
        """Return the rows of individuals, with what their weights are made of.

        Args:
            layout: The rows of everybody.
        """
        table = layout.table
        if self._people.kinds != {"individual"}:
            table = table.filter(layout.reserved("@kind") == "individual")
        held = layout.over(table)
        if self._totals is None:
            return held
        spoken = table.mutate(
            **{"@wave of": held.reserved("@wave"), "@voice of": self._organization(held)}
        )
        totals = self._totals
        together = (spoken["@wave of"] == totals.w) & (spoken["@voice of"] == totals.o)
        found = spoken.left_join(totals, together).drop("w", "o")
        return layout.over(found)

    def groups(self, layout: Layout) -> list[Any]:
        """Return by what individuals are grouped: wave, weight, and the attributes of the plan.

        Args:
            layout: Rows that `rows` gave.
        """
        import ibis  # noqa: PLC0415  # heavy

        weight = layout.reserved("@weight")
        if len(self._people.weights) == 1:
            # By what all have in common nothing need be grouped.
            weight = ibis.literal(*self._people.weights, "string")
        attributes = [layout.reserved(f"{ATTRIBUTE}{name}") for name in self.planned]
        total = [] if self._totals is None else [layout.table.t]
        return [layout.reserved("@wave"), weight, *attributes, *total]

    @property
    def names(self) -> tuple[str, ...] | None:
        """The columns that `groups` are, None where there is more to them."""
        if self._totals is not None:
            return None
        return ("@wave", "@weight", *(f"{ATTRIBUTE}{name}" for name in self.planned))

    def weight(self, group: Sequence[Any]) -> Fraction:
        """Return what the voice of each in a group weighs, from the values of `groups`."""
        own = self._weights[group[1]]
        if self._study.voice == "person":
            return own
        total = group[2 + len(self.planned)] if self._totals is not None else None
        if total is None:
            return Fraction(1) if own else Fraction(0)
        return Fraction(own * self._unit, int(total)) if total else Fraction(0)

    def attributes(self, group: Sequence[Any]) -> tuple[tuple[str, str], ...]:
        """Return the attributes that a group shares, from the values of `groups`."""
        held = zip(self.planned, group[2:], strict=False)
        return tuple((name, text) for name, text in held if text is not None)

    def cell(self, group: Sequence[Any]) -> Cell:
        """Return whom a group holds, from the values of `groups`."""
        return Cell(wave=group[0], attributes=self.attributes(group), weight=self.weight(group))

    def atoms(self) -> tuple[Atom, ...]:
        """Return who answered, merged where no planned group and no weight tells them apart."""
        persons: dict[tuple[Any, ...], dict[str | None, int]] = defaultdict(dict)
        told: dict[str | None, str | None] = {None: None}
        for (*rest, name), number in self._by_organization().items():
            if name not in told:
                told[name] = alike(name)
            held = persons[tuple(rest)]
            held[told[name]] = held.get(told[name], 0) + number
        merged: dict[tuple[Any, ...], Counter[str | None]] = defaultdict(Counter)
        for group, held in persons.items():
            merged[group[0], self.attributes(group), self.weight(group)].update(held)
        return tuple(_atom(key, held) for key, held in merged.items())

    def _told_apart(self) -> Mapping[str, str]:
        """Return the organizations spelled unlike another that is the same, and as which."""
        first: dict[str, str] = {}
        found: dict[str, str] = {}
        for name in sorted({name for *_, name in self._people.counts if name is not None}):
            same = first.setdefault(alike(name), name)
            if same != name:
                found[name] = same
        return found

    def _by_organization(self) -> Counter[tuple[Any, ...]]:
        """Return how many individuals there are by group and organization."""
        known = self._people.attributes
        if self._totals is not None or not {*self.planned} <= {*known}:
            return +_met(
                self._shares,
                lambda layout: [*self.groups(layout), layout.reserved("@organization")],
                self.rows,
            )
        places = [known.index(name) for name in self.planned]
        met: Counter[tuple[Any, ...]] = Counter()
        for (kind, wave, weight, *texts, name), number in self._people.counts.items():
            if kind == "individual":
                met[(wave, weight, *(texts[place] for place in places), name)] += number
        return met

    def _organization(self, layout: Layout) -> Any:
        """Return the organization of each row as it is told from others."""
        import ibis  # noqa: PLC0415  # heavy

        held = layout.reserved("@organization")
        changed = [(held == name, same) for name, same in self._names.items()]
        return ibis.cases(*changed, else_=held) if changed else held

    def _summed(self) -> "ir.Table":
        """Return what those weigh together who answer for one organization in one wave."""
        import ibis  # noqa: PLC0415  # heavy

        parts = []
        for share in self._shares:
            for sign, layout in share.parts:
                table = layout.table
                own = layout.reserved("@weight")
                weighed = [
                    (own == text, int(held * self._unit) * sign)
                    for text, held in self._weights.items()
                ]
                number = ibis.cases(*weighed, else_=0) if weighed else ibis.literal(0)
                alone = layout.reserved("@kind") == "individual"
                named = table.mutate(
                    w=layout.reserved("@wave"), o=self._organization(layout), t=number.cast("int64")
                )
                parts.append(named.filter(alone, named.o.notnull()).select("w", "o", "t"))
        together = ibis.union(*parts) if len(parts) > 1 else parts[0]
        return together.group_by("w", "o").agg(t=together.t.sum().cast("int64"))


def _met(
    shares: Sequence[Share], groups: Groups, among: Among | None = None
) -> Counter[tuple[Any, ...]]:
    """Return how many rows there are by group; none where all are left out."""
    met: Counter[tuple[Any, ...]] = Counter()
    for share in shares:
        for group, number in share.sums(groups, among):
            met[group] += number
    return met


def _atom(key: tuple[Any, ...], persons: Mapping[str | None, int]) -> Atom:
    wave, attributes, weight = key
    return Atom(
        wave=wave,
        attributes=dict(attributes),
        weight=weight,
        persons=sum(persons.values()),
        organizations=frozenset(name for name in persons if name is not None),
        alone=persons.get(None, 0),
    )
