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

In an anonymous study nobody can be followed from one wave to the next, and nothing is counted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import pairwise, product
from typing import Final

from rosace.appraisal import Bounds, Moved, Movement
from rosace.audit import Row, recoverable
from rosace.comparing import compare
from rosace.disclosure import DISTRIBUTION, MEAN, released
from rosace.instrument import Instrument, Item
from rosace.membership import Atom, atoms, groups_of, members, memberships, organization
from rosace.response import Response
from rosace.scoring import strongest_first
from rosace.spelling import alike
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
)

UNFOLLOWED: Final = frozenset({"movement-changed", "movement-plan", "movement-order"})
"""The rules under which nobody is followed at all, however many answered both times."""

UNCOUNTED: Final = UNFOLLOWED | {"movement-too-few", "movement-few-once", "movement-subtraction"}
"""The rules under which it is not told how many moved."""

_Answers = Mapping[str, Response]


@value
class _Occasion:
    """One wave of an instrument: the version that it uses, and who answered, by pseudonym."""

    wave: str
    instrument: Instrument
    answers: _Answers


_Side = tuple[_Occasion, Mapping[Group, AbstractSet[str]]]


def movements(
    study: Study, versions: Iterable[tuple[Instrument, Sequence[Response]]]
) -> tuple[Movement, ...]:
    """Return how those who answered in each wave and in the one before it moved.

    A wave that is not closed, or that nobody answered, is passed over: those before and
    after it follow one another.

    Args:
        study: The study, with its waves and thresholds.
        versions: The versions of one instrument, each with the responses to it.
    """
    if study.identity == "anonymous":
        return ()
    held = [(used, members(responses)) for used, responses in versions]
    occasions = [
        _Occasion(wave=wave.id, instrument=used, answers=answers)
        for wave in study.waves
        if released(study, wave.id)
        for used, responses in held
        if (answers := _by_name(responses, wave.id))
    ]
    found: list[Movement] = []
    chain = occasions[:1]
    look = _Look(study)
    for after in occasions[1:]:
        found.append(_movement(look, [*chain, after]))
        chain = [*chain, after] if found[-1].items else [after]
    return tuple(found)


def _by_name(responses: Iterable[Response], wave: str) -> _Answers:
    return {alike(each.respondent.id): each for each in responses if each.wave == wave}


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
            if self._tells(occasion, [occasion.answers.keys() & each.answers for each in beside]):
                return True
        return False

    def _shown(self, occasion: _Occasion) -> Mapping[Group, int]:
        """Return the groups that are shown of a wave, with how much; a long search, done once."""
        if occasion.wave not in self._degrees:
            held = atoms(self.study, occasion.answers.values())
            found = degrees(self.study, held, memberships(self.study, held))
            self._degrees[occasion.wave] = {each: shown for each, shown in found.items() if shown}
        return self._degrees[occasion.wave]

    def _groups(self, occasion: _Occasion, response: Response) -> set[Group]:
        """Return the groups shown that somebody belongs to."""
        every = groups_of(self.study, occasion.wave, response.respondent.attributes)
        return {each for each in every if each in self._shown(occasion)}

    def _inside(self, occasion: _Occasion) -> Mapping[Group, AbstractSet[str]]:
        inside: dict[Group, set[str]] = defaultdict(set)
        for name, response in occasion.answers.items():
            for group in self._groups(occasion, response):
                inside[group].add(name)
        return inside

    def _parts_off_few(self, chain: Sequence[_Occasion]) -> bool:
        """Say whether who is followed, or stands in a group of the next wave, parts a shown group.

        Where nobody moved one way, or all who are followed answered both times, the rest of a
        table is told of the others in it: those must be nobody, or enough for what is shown of
        the group. Nor may anybody answer for another organization: what is counted would change.
        """
        every = [self._inside(each) for each in chain]
        for place, (groups, occasion) in enumerate(zip(every, chain, strict=True)):
            beside = [each.answers.keys() for each in chain[max(place - 1, 0) : place + 2]]
            for group, own in groups.items():
                pieces: list[AbstractSet[str]] = [own]
                for names in beside:
                    pieces = [part for each in pieces for part in (each & names, each - names)]
                fewest = self.fewest[self._shown(occasion)[group]]
                if any(_is_few(occasion.answers, piece, fewest) for piece in pieces):
                    return True
        return any(
            self._exchanges_few((before, every[place]), (after, every[place + 1]))
            for place, (before, after) in enumerate(pairwise(chain))
        )

    def _exchanges_few(self, then: _Side, now: _Side) -> bool:
        (before, first), (after, second) = then, now
        both = before.answers.keys() & after.answers.keys()
        if any(organization(before.answers[n]) != organization(after.answers[n]) for n in both):
            return True
        for one, other in product(first, second):
            least, fewest = self._shown(before)[one], self._shown(after)[other]
            inside = first[one] & both
            told = one.breakdown == other.breakdown or least == fewest
            for piece in (inside & second[other], inside - second[other]) if told else ():
                if _is_few(before.answers, piece, self.fewest[max(least, fewest)]):
                    return True
        return False

    def _tells(self, occasion: _Occasion, followed: Sequence[Collection[str]]) -> bool:
        """Say whether the groups shown of a wave and those who are followed give back few."""
        held = atoms(self.study, occasion.answers.values(), followed)
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
        inside: dict[tuple[str, int], set[Group]] = defaultdict(set)
        named: dict[tuple[str, int], str | None] = {}
        since: dict[str, int] = {}
        for place, occasion in enumerate(chain):
            # Who was away for a wave is followed neither to it nor from it.
            since = {name: since.get(name, place) for name in occasion.answers}
            for name, response in occasion.answers.items():
                one = (name, since[name])
                named[one] = response.respondent.organization
                inside[one] |= self._groups(occasion, response)
        parts: dict[frozenset[Group], list[str | None]] = defaultdict(list)
        for one, own in inside.items():
            parts[frozenset(own)].append(named[one])
        held = [
            Atom.of(names, wave=chain[-1].wave, attributes={}, weight=Fraction(1))
            for names in parts.values()
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


def _is_few(answers: _Answers, names: AbstractSet[str], fewest: int) -> bool:
    return bool(names) and min(_size(answers, names)) < fewest


def _movement(look: _Look, chain: Sequence[_Occasion]) -> Movement:
    """Return how people moved to the last wave of some, of which each is followed to the next."""
    *_, before, after = chain
    both = sorted(before.answers.keys() & after.answers.keys())
    waves = (before.answers, after.answers)
    sizes = [_size(answers, both) for answers in waves]
    once = [_size(answers, answers.keys() - set(both)) for answers in waves]
    organizations = min(held for _, held in sizes)
    limits = look.study.disclosure
    rule = movement_rule(limits, (len(both), organizations), once)
    # A long search: only where people would be counted.
    if rule not in UNCOUNTED and limits.mode != "open" and look.gives_back(chain):
        rule = "movement-subtraction"
    if rule == "movement-too-few":
        return Movement(before=before.wave, after=after.wave, rule=rule)
    pairs = [(before.answers[name], after.answers[name]) for name in both]
    ordered = _ordered(before.instrument, after.instrument) if rule not in UNCOUNTED else ()
    return Movement(
        before=before.wave,
        after=after.wave,
        rule=rule,
        persons=len(both),
        items=tuple(_moved(item, order, pairs) for item, order in ordered),
    )


def _size(answers: _Answers, names: Iterable[str]) -> tuple[int, int]:
    """Return how many persons these are, and for how many organizations they answer."""
    held = [organization(answers[name]) for name in names]
    return len(held), len(set(held))


def _ordered(before: Instrument, after: Instrument) -> Iterator[tuple[Item, Mapping[object, int]]]:
    """Yield the items with ordered choices that may be compared, with how strong each choice is."""
    found = compare(before, after)
    for item in after.items:
        codes = strongest_first(after, item) if item.type == "choice" else None
        if codes and found.item(item.id).comparable:
            yield item, {code: -place for place, code in enumerate(codes)}


def _moved(
    item: Item,
    order: Mapping[object, int],
    pairs: Iterable[tuple[Response, Response]],
) -> Moved:
    stronger = same = weaker = 0
    for before, after in pairs:
        was, now = (order.get(_answer(response, item)) for response in (before, after))
        if was is not None and now is not None:
            stronger += now > was
            same += now == was
            weaker += now < was
    return Moved(
        item=item.id,
        stronger=_exactly(stronger),
        same=_exactly(same),
        weaker=_exactly(weaker),
    )


def _answer(response: Response, item: Item) -> object:
    answer = response.answers.get(item.id)
    given = answer.value if answer else None
    return given if isinstance(given, str) else None


def _exactly(count: int) -> Bounds:
    return Bounds(low=Fraction(count), high=Fraction(count))
