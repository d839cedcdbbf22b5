"""Made-up respondents: pseudonyms, organizations of unequal size, attributes, leanings.

All that is known of a respondent follows from the seed and a number, so that who comes
back in a later wave is the same person, and nobody has to be remembered.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import count
from statistics import NormalDist
from typing import Final, NamedTuple, TypeVar

from rosace.study import Attribute, AttributeValue, Study
from rosace_authoring.simulation.apportioning import apportion
from rosace_authoring.simulation.attendance import Occasion, too_few_invited

__all__ = ["CHARACTERS", "LEANINGS", "STEP", "People", "Person", "number_of_organizations"]

T = TypeVar("T")

LEANINGS: Final = 25
"""Steps of leaning, from the most critical to the most favourable; the middle one is even."""

CHARACTERS: Final = 32
"""Kinds of people, each with its own mix of satisfactions."""

STEP: Final = 0.25
"""How far apart two steps of leaning are, in deviations."""

_PERSON, _ORGANIZATION = 0.7, 0.45
_UNEQUAL: Final = 0.8
_COMES: Final = 0.8
_PATIENCE: Final = 10_000
_MOST_ORGANIZATIONS: Final = 500
_INVENTED: Final = Attribute(
    id="sector",
    values=tuple(AttributeValue(id=each) for each in ("community", "public", "citizen")),
)

# A person's number becomes bits: 20 choose the organization, 10 the leaning, 5 the
# character, and 10 each of the attributes.
_PLACES: Final = 1 << 20
_FEWEST_PLACES: Final = 1 << 12
_SPREAD: Final = 1 << 10
_LEANING_AT, _CHARACTER_AT, _ATTRIBUTES_AT, _EACH = 20, 30, 35, 10
_BYTES: Final = 64
_MOST_DRAWN: Final = (_BYTES * 8 - _ATTRIBUTES_AT) // _EACH
_GOLDEN: Final = 0x9E3779B1
_PSEUDONYMS: Final = (1 << 32) - 1


class Person(NamedTuple):
    """A respondent.

    Args:
        pseudonym: Who it is.
        organization: The organization's name; None where there are none.
        attributes: Attribute values, in the order of `People.attributes`.
        leaning: How favourable the person and the organization are.
        character: Which kind of person it is.
    """

    pseudonym: str
    organization: str | None
    attributes: tuple[str, ...]
    leaning: int
    character: int


def number_of_organizations(people: int) -> int:
    """Return how many organizations so many people are likely to come from.

    Around a table most sit alone for theirs; in a large crowd many share one.
    """
    return min(people, 2 * math.isqrt(people) + 4, _MOST_ORGANIZATIONS)


class People:
    """All the respondents there could be, each known by a number.

    Args:
        seed: What they follow from.
        organizations: How many organizations they come from; none where zero.
        study: The study, whose attributes they have; they have a sector where there is none.
    """

    def __init__(self, seed: int, organizations: int, study: Study | None = None) -> None:
        self._key = blake2b(f"respondents {seed}".encode(), digest_size=32).digest()
        self._offset = int.from_bytes(self._key[:4], "big")
        self._seed = seed
        declared = (_INVENTED,) if study is None else study.attributes
        self.attributes = tuple(each.id for each in declared)
        """The names of the attributes."""
        dice = random.Random(f"organizations {seed}")  # noqa: S311  # made up, not secret
        weights = [_weights(each, study) for each in declared]
        # An organization has one sector; what else is known of people differs within it.
        shared = weights[:1] if organizations and not _invited_by(declared[:1], study) else []
        own = weights[len(shared) :]
        values = [_shared_out(each, _sizes(organizations)) for each in shared]
        width = len(str(organizations))
        self._places = _places(
            [
                (
                    f"org-{number + 1:0{width}d}",
                    tuple(each[number] for each in values),
                    round(dice.gauss(0, _ORGANIZATION) / STEP),
                )
                for number in range(organizations)
            ]
        )
        self._own = [_table([*each], [*each.values()], _SPREAD) for each in own]
        needed = _ATTRIBUTES_AT + _EACH * len(self._own)
        self._bytes = min((needed + 7) // 8, _BYTES)
        middle, normal = LEANINGS // 2, NormalDist(0, _PERSON / STEP)
        self._leanings = [
            middle + round(normal.inv_cdf((place + 0.5) / _SPREAD)) for place in range(_SPREAD)
        ]

    def person(self, number: int) -> Person:
        """Return the respondent of a number, who is always the same."""
        drawn = blake2b(number.to_bytes(8, "big"), key=self._key, digest_size=self._bytes)
        bits = int.from_bytes(drawn.digest(), "big")
        name, shared, leaning = self._places[bits % len(self._places)]
        leaning += self._leanings[(bits >> _LEANING_AT) % _SPREAD]
        own = tuple(
            [
                table[(bits >> _ATTRIBUTES_AT + _EACH * (index % _MOST_DRAWN)) % _SPREAD]
                for index, table in enumerate(self._own)
            ]
        )
        return Person(
            f"p{(number * _GOLDEN + self._offset) & _PSEUDONYMS:08x}",
            name,
            shared + own,
            min(max(leaning, 0), LEANINGS - 1),
            (bits >> _CHARACTER_AT) % CHARACTERS,
        )

    def attending(self, occasion: Occasion) -> Iterator[Person]:
        """Yield whoever answers in a wave: most of those who did before, and newcomers.

        Args:
            occasion: The wave.

        Raises:
            InvalidDocumentError: So many cannot be found among those who were invited.
        """
        seed = f"attendance {self._seed} {occasion.id}"
        comes = random.Random(seed).random  # noqa: S311  # made up, not secret
        left = [most for _, most in occasion.quotas]
        wanted = [
            [(self.attributes.index(name), held) for name, held in cell.items()]
            for cell, _ in occasion.quotas
        ]
        found = 0
        last = occasion.first + _PATIENCE + 100 * occasion.size
        for number in count(occasion.first):
            if found == occasion.size:
                return
            if occasion.skips and comes() > _COMES:
                continue
            person = self.person(number)
            if left:
                if number > last:
                    raise too_few_invited(occasion.size, found)
                cells = _cells(person, wanted)
                if not all(left[cell] for cell in cells):
                    continue
                for cell in cells:
                    left[cell] -= 1
            found += 1
            yield person


def _cells(person: Person, wanted: Sequence[Sequence[tuple[int, str]]]) -> list[int]:
    """Return which quotas count a person."""
    return [
        cell
        for cell, parts in enumerate(wanted)
        if all(person.attributes[place] == held for place, held in parts)
    ]


def _places(
    organizations: Sequence[tuple[str, tuple[str, ...], int]],
) -> list[tuple[str | None, tuple[str, ...], int]]:
    """Return organizations in as many places as each is large."""
    if not organizations:
        return [(None, (), 0)]
    places = _FEWEST_PLACES
    while places < min(len(organizations) * 8, _PLACES):
        places *= 2
    return [*_table(organizations, _sizes(len(organizations)), places)]


def _sizes(organizations: int) -> list[float]:
    """Return how large each organization is, the first ones most."""
    return [float((number + 1) ** -_UNEQUAL) for number in range(organizations)]


def _shared_out(weights: Mapping[str, float], sizes: Sequence[float]) -> list[str]:
    """Return a value for each organization, so that people have each as often as it is common."""
    total = math.fsum(weights.values())
    lacking = {each: weight / total * math.fsum(sizes) for each, weight in weights.items()}
    found = []
    for size in sizes:
        value = max(lacking, key=lambda each: lacking[each])
        lacking[value] -= size
        found.append(value)
    return found


def _table(held: Sequence[T], weights: Sequence[float], places: int) -> list[T]:
    counts = apportion(weights, places)
    return [each for each, n in zip(held, counts, strict=True) for _ in range(n)]


def _weights(attribute: Attribute, study: Study | None) -> Mapping[str, float]:
    """Return how common each value is: as was invited, or else the first ones most."""
    values = [value.id for value in attribute.values or ()]
    values = values or [f"{attribute.id}-{number}" for number in (1, 2, 3)]
    asked = dict.fromkeys(values, 0.0)
    for each in study.invited if study else ():
        held = each.attributes.get(attribute.id)
        if len(each.attributes) == 1 and held in asked:
            asked[held] += each.count
    if any(asked.values()):
        return asked
    return {value: 1 / (place + 2) for place, value in enumerate(values)}


def _invited_by(attributes: Sequence[Attribute], study: Study | None) -> bool:
    """Say whether invitations tell how many are of each value of an attribute."""
    named = {name for each in (study.invited if study else ()) for name in each.attributes}
    return any(attribute.id in named for attribute in attributes)
