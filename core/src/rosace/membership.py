"""Who is counted: the planned groups, who belongs to them, and what each voice weighs.

All that the disclosure gate refuses rests on this, and never on an answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rosace.response import Response
from rosace.spelling import alike
from rosace.study import Study
from rosace.tally import Group, Tally
from rosace.values import value

__all__ = [
    "Atom",
    "Membership",
    "Voice",
    "atoms",
    "fits",
    "groups_of",
    "members",
    "memberships",
    "organization",
    "organizations",
    "weights",
]


_Alike = tuple[str, tuple[tuple[str, str], ...], Fraction, frozenset[int]]


@value
class Atom:
    """Persons of one wave whom no planned group, and no weight, tells apart.

    Args:
        wave: The wave.
        attributes: What they share of the attributes that the plan names.
        weight: What the voice of each weighs.
        persons: How many they are.
        organizations: The organizations that some of them answer for.
        alone: How many of them answer for no organization.
        inside: The numbers of the further groups that they belong to, where such tell them
            apart.
    """

    wave: str
    attributes: Mapping[str, str]
    weight: Fraction
    persons: int
    organizations: frozenset[str]
    alone: int
    inside: frozenset[int] = frozenset()

    @classmethod
    def of(cls, organizations: Iterable[str | None], **parts: Any) -> "Atom":
        """Return the atom of some persons, by the organization that each answers for.

        Args:
            organizations: One a person; None of who answers for none.
            parts: What else they share.
        """
        named = tuple(organizations)
        return cls(
            persons=len(named),
            organizations=frozenset(alike(name) for name in named if name is not None),
            alone=named.count(None),
            **parts,
        )


@value
class Voice:
    """The members of a group whose voices weigh the same: persons, and their organizations."""

    weight: Fraction
    persons: int
    organizations: int

    @property
    def size(self) -> int:
        """The smaller of persons and organizations."""
        return min(self.persons, self.organizations)


@value
class Membership:
    """Who belongs to a group, in numbers.

    Args:
        persons: How many they are.
        organizations: How many organizations they answer for.
        voices: Those of each weight, the lightest first.
    """

    persons: int
    organizations: int
    voices: tuple[Voice, ...]

    @property
    def size(self) -> int:
        """The smaller of persons and organizations: what thresholds are held against."""
        return min(self.persons, self.organizations)

    @property
    def weight(self) -> Fraction:
        """What all voices weigh together."""
        return sum((voice.weight * voice.persons for voice in self.voices), Fraction(0))

    @property
    def alike(self) -> bool:
        """Whether all voices weigh the same."""
        return len(self.voices) == 1

    @property
    def fewest_alike(self) -> int:
        """The size of the smallest part of the group whose voices weigh the same."""
        return min(voice.size for voice in self.voices)

    def lightest(self, persons: int) -> Fraction:
        """Return the least that so many members can weigh together."""
        return _fill(self.voices, persons)

    def heaviest(self, persons: int) -> Fraction:
        """Return the most that so many members can weigh together."""
        return _fill(reversed(self.voices), persons)


def _fill(voices: Iterable[Voice], persons: int) -> Fraction:
    weight = Fraction(0)
    for voice in voices:
        taken = min(persons, voice.persons)
        weight += voice.weight * taken
        persons -= taken
    return weight


def members(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Return the responses of individuals, which alone are counted."""
    return tuple(response for response in responses if response.respondent.kind == "individual")


def fits(tally: Tally, group: Membership) -> bool:
    """Say whether a group has the members that a tally counts.

    Args:
        tally: A tally of the group.
        group: Who belongs to it.
    """
    counts = tally.counts.values()
    if tally.kind == "picks":
        return all(
            count.persons <= group.persons and count.weight <= group.heaviest(count.persons)
            for count in counts
        )
    persons = sum(count.persons for count in counts)
    weight = sum((count.weight for count in counts), Fraction(0))
    return persons <= group.persons and weight <= group.heaviest(persons)


def groups_of(study: Study, wave: str, attributes: Mapping[str, str]) -> Iterator[Group]:
    """Yield the planned groups that someone belongs to: the whole group first.

    Args:
        study: The study, whose breakdowns are the plan.
        wave: The wave.
        attributes: What is known of the respondent; a breakdown by an attribute
            that is not known has no cell for them.
    """
    yield Group(wave=wave)
    for breakdown in study.breakdowns:
        if all(attribute in attributes for attribute in breakdown):
            cell = tuple((attribute, attributes[attribute]) for attribute in breakdown)
            yield Group(wave=wave, cell=cell)


def weights(study: Study, responses: Sequence[Response]) -> list[Fraction]:
    """Return the weight of each response's voice.

    Where the voice is the organization's, those who answer for one organization
    in one wave share a weight of one, in proportion to their own weights.
    """
    own = [response.respondent.weight for response in responses]
    if study.voice == "person":
        return own
    totals: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    keys = [(response.wave, organization(response)) for response in responses]
    for key, weight in zip(keys, own, strict=True):
        totals[key] += weight
    return [
        weight / totals[key] if totals[key] else Fraction(0)
        for key, weight in zip(keys, own, strict=True)
    ]


def organization(response: Response) -> str:
    """Return the organization that someone answers for; alone, each is one of their own."""
    named = response.respondent.organization
    return f"o:{alike(named)}" if named is not None else f"p:{alike(response.respondent.id)}"


def atoms(
    study: Study, responses: Iterable[Response], apart: Sequence[Collection[str]] = ()
) -> tuple[Atom, ...]:
    """Return those who answered, merged where no planned group tells them apart.

    Args:
        study: Whose voice counts, and which breakdowns exist.
        responses: Checked responses, one a person in each wave; collective ones
            belong to no group.
        apart: The respondents of further groups, which tell people apart too, each as
            `rosace.spelling.alike` tells them.
    """
    counted = members(responses)
    planned = {name for breakdown in study.breakdowns for name in breakdown}
    met: dict[_Alike, list[str | None]] = defaultdict(list)
    for response, weight in zip(counted, weights(study, counted), strict=True):
        who = response.respondent
        attributes = tuple(
            (name, who.attributes[name]) for name in sorted(planned & who.attributes.keys())
        )
        inside = frozenset(number for number, names in enumerate(apart) if alike(who.id) in names)
        met[response.wave, attributes, weight, inside].append(who.organization)
    return tuple(
        Atom.of(names, wave=wave, attributes=dict(attributes), weight=weight, inside=inside)
        for (wave, attributes, weight, inside), names in met.items()
    )


def memberships(study: Study, held: Iterable[Atom]) -> dict[Group, Membership]:
    """Return who belongs to each planned group that has members.

    Args:
        study: Which breakdowns exist.
        held: Those who answered, as `atoms` finds them.
    """
    parts: dict[Group, dict[Fraction, list[Atom]]] = defaultdict(lambda: defaultdict(list))
    for atom in held:
        for group in groups_of(study, atom.wave, atom.attributes):
            parts[group][atom.weight].append(atom)
    return {
        group: Membership(
            persons=sum(atom.persons for alike in found.values() for atom in alike),
            organizations=organizations(atom for alike in found.values() for atom in alike),
            voices=tuple(
                Voice(
                    weight=weight,
                    persons=sum(atom.persons for atom in found[weight]),
                    organizations=organizations(found[weight]),
                )
                for weight in sorted(found)
            ),
        )
        for group, found in parts.items()
    }


def organizations(held: Iterable[Atom]) -> int:
    """Return for how many organizations some answer; alone, each is one of their own."""
    named: set[str] = set()
    alone = 0
    for atom in held:
        named |= atom.organizations
        alone += atom.alone
    return len(named) + alone
