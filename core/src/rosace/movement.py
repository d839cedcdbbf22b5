"""How those who answered in two waves moved: counted left of the gate, and withheld here.

A movement joins two answers of one person, which no table of a wave does. What is shown of it
depends, like all that is withheld, on who answered when and never on an answer. A size is the
smaller of persons and organizations.

Rules, by id:

- ``movement-too-few``: fewer answered both times than a subgroup's distribution needs; nothing
  is shown, not even how many. How many moved would tell, beside the tables, whether all of a
  small group answered alike.
- ``movement-few-once``: in one of the two waves a few answered that time only, fewer than a
  subgroup's distribution needs. Only how many answered both times is shown. Any bound on how
  many moved, however wide, can tell what those few answered: where six of ten gave a stronger
  answer, and six answers of all eleven leave room for one, the eleventh gave the strongest.
- ``movement-subtraction``: who is followed parts off few in a group that is shown, or the next
  wave's groups do. Or few could be given back by elimination (`rosace.audit`), of one wave with
  those who are followed from it and to it, or of all waves together where nobody moved. Only
  how many they are is shown.
- ``movement-changed``: since one of the waves was closed, answers to it came in late or were
  taken out, or a file was changed; who they were could be told from what was shown before.
  Nobody is followed, and nothing is shown.
- ``movement-plan``: the waves were not closed under one plan. What was shown of the earlier one
  cannot be looked at beside the rest; nobody is followed.
- ``movement-order``: the later wave was closed before the earlier one. What was released of
  it says nothing of the other, and stays as it is.
- ``movement-too-many``: those who answered differ in more ways than can be looked at beside
  what is shown (`rosace.sizes.MOST_TRAJECTORIES`); nobody is followed.

In an anonymous study nobody can be followed from one wave to the next, and nothing is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, Final

from rosace.appraisal import Bounds, Moved, Movement
from rosace.audit import Row, recoverable
from rosace.disclosure import DISTRIBUTION, MEAN
from rosace.following import Followed, Standing, followed_items, transitions
from rosace.instrument import Instrument, Item
from rosace.membership import Atom, groups_of, memberships, organizations
from rosace.scoring import strongest_first
from rosace.study import Disclosure, Study
from rosace.suppression import degrees
from rosace.tally import Group
from rosace.values import value

__all__ = ["MOVEMENT_RULES", "UNCOUNTED", "UNFOLLOWED", "movement_rule", "movements"]

MOVEMENT_RULES: Final = (
    "movement-too-few",
    "movement-few-once",
    "movement-subtraction",
    "movement-changed",
    "movement-plan",
    "movement-order",
    "movement-too-many",
)

UNFOLLOWED: Final = frozenset(
    {"movement-changed", "movement-plan", "movement-order", "movement-too-many"}
)
"""The rules under which nobody is followed at all, however many answered both times."""

UNCOUNTED: Final = UNFOLLOWED | {"movement-too-few", "movement-few-once", "movement-subtraction"}
"""The rules under which it is not told how many moved."""


@value
class _Occasion:
    """One wave of an instrument: the version that it uses, and who answered.

    Args:
        wave: The wave.
        instrument: The version.
        stood: By the number of a trajectory through the wave, what its persons stood as.
        persons: How many persons each trajectory has, by its number.
    """

    wave: str
    instrument: Instrument
    stood: Mapping[int, Standing]
    persons: Sequence[int]

    def atom(self, numbers: Iterable[int], **parts: Any) -> Atom:
        """Return some trajectories as one atom.

        Args:
            numbers: Their numbers.
            parts: What else they share.
        """
        held = [(self.persons[each], self.stood[each].organization) for each in numbers]
        return _atom(held, wave=self.wave, **parts)

    def size(self, numbers: Iterable[int]) -> tuple[int, int]:
        """Return how many persons these are, and for how many organizations they answer."""
        atom = self.atom(numbers, attributes={}, weight=Fraction(1))
        return atom.persons, organizations([atom])

    def is_few(self, numbers: Iterable[int], fewest: int) -> bool:
        """Say whether these are somebody, and too few."""
        persons = alone = 0
        named: set[str] = set()
        for each in numbers:
            name = self.stood[each].organization
            persons += self.persons[each]
            if name is None:
                alone += self.persons[each]
            else:
                named.add(name)
            # Most parts are large: to know that they are enough, a few of them will do.
            if min(persons, len(named) + alone) >= fewest:
                return False
        return persons > 0


_Alike = tuple[tuple[tuple[str, str], ...], Fraction, frozenset[int]]
_Side = tuple[_Occasion, Mapping[Group, AbstractSet[int]]]


def movements(
    study: Study, instruments: Mapping[str, Instrument], held: Followed
) -> tuple[Movement, ...]:
    """Return how those who answered in each wave and in the one before it moved.

    A wave that is not closed, or that nobody answered, is passed over: those before and
    after it follow one another.

    Args:
        study: The study, with its waves and thresholds.
        instruments: The version of the instrument that each wave used.
        held: Who answered in which waves, and how answers moved between them.
    """
    if held.too_many:
        rule = "movement-too-many"
        pairs = transitions(study, instruments)
        return tuple(Movement(before=one, after=other, rule=rule) for one, other in pairs)
    held = held.within([wave.id for wave in study.waves if wave.closed])
    stood: dict[str, dict[int, Standing]] = defaultdict(dict)
    for number, each in enumerate(held.trajectories):
        for wave, standing in each.stood.items():
            stood[wave][number] = standing
    persons = [each.persons for each in held.trajectories]
    occasions = {
        wave: _Occasion(wave=wave, instrument=instruments[wave], stood=who, persons=persons)
        for wave, who in stood.items()
    }
    look = _Look(study)
    found: list[Movement] = []
    chain: list[_Occasion] = []
    for before, after in transitions(study, occasions):
        chain = [*(chain or [occasions[before]]), occasions[after]]
        found.append(_movement(look, chain, held))
        if not found[-1].items:
            chain = chain[-1:]
    return tuple(found)


def movement_rule(
    limits: Disclosure, both: tuple[int, int], once: Iterable[tuple[int, int]]
) -> str | None:
    """Return the rule that holds for a movement, from membership and thresholds alone.

    Args:
        limits: The thresholds.
        both: How many persons answered both times, and for how many organizations.
        once: For each of the two waves, how many persons answered in it alone, and for
            how many organizations.
    """
    if limits.mode == "open":
        return None if both[0] else "movement-too-few"
    fewest = limits.least_for_distribution
    if min(both) < fewest:
        return "movement-too-few"
    few = any(persons and min(persons, held) < fewest for persons, held in once)
    return "movement-few-once" if few else None


class _Look:
    """Looks at what is shown of the waves of a study beside those who are followed."""

    def __init__(self, study: Study) -> None:
        self.study = study
        limits = study.disclosure
        self.fewest = {MEAN: limits.least_for_mean, DISTRIBUTION: limits.least_for_distribution}
        self._degrees: dict[str, Mapping[Group, int]] = {}

    def gives_back(self, chain: Sequence[_Occasion]) -> bool:
        """Say whether waves, of which each is followed to the next, give back few."""
        if self._parts_off_few(chain) or self._tells_where_nobody_moved(chain):
            return True
        for place, occasion in enumerate(chain):
            beside = (*chain[max(place - 1, 0) : place], *chain[place + 1 : place + 2])
            if self._tells(
                occasion, [occasion.stood.keys() & each.stood.keys() for each in beside]
            ):
                return True
        return False

    def _shown(self, occasion: _Occasion) -> Mapping[Group, int]:
        """Return the groups that are shown of a wave, with how much; a long search, done once."""
        if occasion.wave not in self._degrees:
            held = _atoms(occasion)
            found = degrees(self.study, held, memberships(self.study, held))
            self._degrees[occasion.wave] = {each: shown for each, shown in found.items() if shown}
        return self._degrees[occasion.wave]

    def _groups(self, occasion: _Occasion) -> Mapping[int, AbstractSet[Group]]:
        """Return the groups shown that each trajectory through a wave belongs to."""
        shown = self._shown(occasion).keys()
        alike = {
            each: shown & set(groups_of(self.study, occasion.wave, dict(each)))
            for each in {standing.attributes for standing in occasion.stood.values()}
        }
        return {number: alike[each.attributes] for number, each in occasion.stood.items()}

    def _inside(self, occasion: _Occasion) -> Mapping[Group, AbstractSet[int]]:
        inside: dict[Group, set[int]] = defaultdict(set)
        for number, groups in self._groups(occasion).items():
            for group in groups:
                inside[group].add(number)
        return inside

    def _parts_off_few(self, chain: Sequence[_Occasion]) -> bool:
        """Say whether who is followed, or stands in a group of the next wave, parts a shown group.

        Where nobody moved one way, or all who are followed answered both times, the rest of a
        table is told of the others in it: those must be nobody, or enough for what is shown of
        the group. Nor may anybody answer for another organization: what is counted would change.
        """
        every = [self._inside(each) for each in chain]
        for place, (groups, occasion) in enumerate(zip(every, chain, strict=True)):
            beside = [each.stood.keys() for each in chain[max(place - 1, 0) : place + 2]]
            for group, own in groups.items():
                pieces: list[AbstractSet[int]] = [own]
                for numbers in beside:
                    pieces = [part for each in pieces for part in (each & numbers, each - numbers)]
                fewest = self.fewest[self._shown(occasion)[group]]
                if any(occasion.is_few(piece, fewest) for piece in pieces):
                    return True
        return any(
            self._exchanges_few((before, every[place]), (after, every[place + 1]))
            for place, (before, after) in enumerate(pairwise(chain))
        )

    def _exchanges_few(self, then: _Side, now: _Side) -> bool:
        (before, first), (after, second) = then, now
        both = before.stood.keys() & after.stood.keys()
        if any(before.stood[n].organization != after.stood[n].organization for n in both):
            return True
        for one, other in product(first, second):
            least, fewest = self._shown(before)[one], self._shown(after)[other]
            inside = first[one] & both
            told = one.breakdown == other.breakdown or least == fewest
            for piece in (inside & second[other], inside - second[other]) if told else ():
                if before.is_few(piece, self.fewest[max(least, fewest)]):
                    return True
        return False

    def _tells(self, occasion: _Occasion, followed: Sequence[AbstractSet[int]]) -> bool:
        """Say whether the groups shown of a wave and those who are followed give back few."""
        held = _atoms(occasion, followed)
        if len({atom.weight for atom in held}) > 1:
            # Tables count voices, and who is followed is a person: the two tell them apart.
            return True
        inside = [set(groups_of(self.study, atom.wave, atom.attributes)) for atom in held]
        # On a scale of two choices who moved which way can be as good as a distribution.
        moved: list[Row] = [
            {index: 1 for index, atom in enumerate(held) if number in atom.inside}
            for number in range(len(followed))
        ]
        return any(
            recoverable([*_rows(self._shown(occasion), inside, least), *moved], held, fewest)
            is not None
            for least, fewest in self.fewest.items()
        )

    def _tells_where_nobody_moved(self, chain: Sequence[_Occasion]) -> bool:
        """Say whether the groups shown of several waves give back few if all answered as before.

        The counts of movement say so where it is: then a group's table in one wave can be taken
        off that of the next, and what is left are the answers of those who came and went.
        """
        inside: dict[tuple[int, int], set[Group]] = defaultdict(set)
        named: dict[tuple[int, int], tuple[int, str | None]] = {}
        since: dict[int, int] = {}
        for place, occasion in enumerate(chain):
            # Who was away for a wave is followed neither to it nor from it.
            since = {number: since.get(number, place) for number in occasion.stood}
            for number, groups in self._groups(occasion).items():
                one = (number, since[number])
                named[one] = (occasion.persons[number], occasion.stood[number].organization)
                inside[one] |= groups
        parts: dict[frozenset[Group], list[tuple[int, str | None]]] = defaultdict(list)
        for one, own in inside.items():
            parts[frozenset(own)].append(named[one])
        held = [
            _atom(who, wave=chain[-1].wave, attributes={}, weight=Fraction(1))
            for who in parts.values()
        ]
        shown = {each: held for wave in chain for each, held in self._shown(wave).items()}
        return any(
            recoverable(_rows(shown, list(parts), least), held, fewest) is not None
            for least, fewest in self.fewest.items()
        )


def _rows(
    shown: Mapping[Group, int], inside: Sequence[AbstractSet[Group]], least: int
) -> list[Row]:
    """Return the groups that are shown at least so much, each as the atoms inside it."""
    return [
        {index: 1 for index, own in enumerate(inside) if group in own}
        for group, degree in shown.items()
        if degree >= least
    ]


def _atom(held: Collection[tuple[int, str | None]], **parts: Any) -> Atom:
    """Return the atom of some persons: how many, for which organization; None of those alone."""
    return Atom(
        persons=sum(persons for persons, _ in held),
        organizations=frozenset(name for _, name in held if name is not None),
        alone=sum(persons for persons, name in held if name is None),
        **parts,
    )


def _atoms(occasion: _Occasion, apart: Sequence[AbstractSet[int]] = ()) -> tuple[Atom, ...]:
    """Return who answered in a wave, merged where no group, weight or further group tells apart."""
    parts: dict[_Alike, list[int]] = defaultdict(list)
    for number, each in occasion.stood.items():
        inside = frozenset(place for place, numbers in enumerate(apart) if number in numbers)
        parts[each.attributes, each.weight, inside].append(number)
    return tuple(
        occasion.atom(numbers, attributes=dict(attributes), weight=weight, inside=inside)
        for (attributes, weight, inside), numbers in parts.items()
    )


def _movement(look: _Look, chain: Sequence[_Occasion], held: Followed) -> Movement:
    """Return how people moved to the last wave of some, of which each is followed to the next."""
    *_, before, after = chain
    both = before.stood.keys() & after.stood.keys()
    sides = (before, after)
    sizes = [side.size(both) for side in sides]
    once = [side.size(side.stood.keys() - both) for side in sides]
    persons = sizes[0][0]
    limits = look.study.disclosure
    rule = movement_rule(limits, (persons, min(named for _, named in sizes)), once)
    # A long search: only where people would be counted.
    if rule not in UNCOUNTED and limits.mode != "open" and look.gives_back(chain):
        rule = "movement-subtraction"
    if rule == "movement-too-few":
        return Movement(before=before.wave, after=after.wave, rule=rule)
    counted = rule not in UNCOUNTED
    items = followed_items(before.instrument, after.instrument) if counted else ()
    return Movement(
        before=before.wave,
        after=after.wave,
        rule=rule,
        persons=persons,
        items=tuple(
            _moved(after.instrument, item, held.moves.get((before.wave, after.wave, item.id), {}))
            for item in items
        ),
    )


def _moved(instrument: Instrument, item: Item, moves: Mapping[tuple[str, str], int]) -> Moved:
    order = {code: -place for place, code in enumerate(strongest_first(instrument, item) or ())}
    stronger = same = weaker = 0
    for (was, now), persons in moves.items():
        if was in order and now in order:
            stronger += persons * (order[now] > order[was])
            same += persons * (now == was)
            weaker += persons * (order[now] < order[was])
    return Moved(
        item=item.id,
        stronger=_exactly(stronger),
        same=_exactly(same),
        weaker=_exactly(weaker),
    )


def _exactly(count: int) -> Bounds:
    return Bounds(low=Fraction(count), high=Fraction(count))
