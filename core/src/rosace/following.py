"""Who answered in which waves: persons merged where nothing that counts tells them apart.

Following somebody needs names. What is made of it here holds none, and grows with what the plan
tells apart instead of with persons: so an engine can count it where the answers are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs

from rosace.comparing import compare
from rosace.disclosure import released
from rosace.instrument import Instrument, Item
from rosace.membership import members, weights
from rosace.response import Answer, AnswerValue, Response
from rosace.scoring import strongest_first
from rosace.sizes import MOST_TRAJECTORIES
from rosace.spelling import alike
from rosace.study import Study
from rosace.values import value

__all__ = [
    "Followed",
    "Standing",
    "Trajectory",
    "followed",
    "followed_items",
    "transitions",
    "used_by_wave",
]

_Sheet = Mapping[str, Answer]
Version = tuple[Instrument, Sequence[Response]]
"""A version of an instrument, with responses to it."""


@value
class Standing:
    """What somebody stood as in a wave, as far as it counts.

    Args:
        attributes: The attributes that the plan names and that are known, each with its value,
            in the order of their names.
        organization: The organization answered for, as `rosace.spelling.alike` tells it; None
            of who answers for none, and is one of their own.
        weight: What the voice weighs, as `rosace.membership.weights` finds it.
    """

    attributes: tuple[tuple[str, str], ...] = ()
    organization: str | None = None
    weight: Fraction = Fraction(1)


@value
class Trajectory:
    """Persons who answered in exactly the same waves, and stood as the same in each.

    Args:
        stood: By wave, what each of them stood as.
        persons: How many they are.
    """

    stood: Mapping[str, Standing]
    persons: int


@value
class Followed:
    """Those who answered an instrument, from wave to wave; empty where nobody can be followed.

    Where persons are so many and so unlike that they make more than
    `rosace.sizes.MOST_TRAJECTORIES`, nobody is followed: whom they would tell of could not be
    looked for in time.

    Args:
        trajectories: Everybody who answered in a closed wave; nobody where no wave follows
            another.
        moves: By wave before, wave after and item, how many gave which answer, as code before
            and code after; without those who in either wave gave none.
        too_many: Whether nobody is followed because there are too many trajectories.
    """

    trajectories: tuple[Trajectory, ...] = ()
    moves: Mapping[tuple[str, str, str], Mapping[tuple[str, str], int]] = attrs.field(factory=dict)
    too_many: bool = False

    @classmethod
    def of(
        cls,
        trajectories: Iterable[Trajectory],
        moves: Mapping[tuple[str, str, str], Mapping[tuple[str, str], int]],
    ) -> "Followed":
        """Return those followed as they are always written: merged, in order, without zeros.

        Args:
            trajectories: In any order; persons alike may be in several.
            moves: As in the value.
        """
        merged: Counter[tuple[tuple[str, Standing], ...]] = Counter()
        for each in trajectories:
            merged[tuple(sorted(each.stood.items()))] += each.persons
        if len(merged) > MOST_TRAJECTORIES:
            return cls(too_many=True)
        counted = {
            key: {pair: number for pair, number in sorted(pairs.items()) if number}
            for key, pairs in sorted(moves.items())
        }
        return cls(
            trajectories=tuple(
                Trajectory(stood=dict(stood), persons=merged[stood])
                for stood in sorted(merged, key=_order)
            ),
            moves={key: pairs for key, pairs in counted.items() if pairs},
        )

    def within(self, waves: Collection[str]) -> "Followed":
        """Return those who answered in some waves, as if there were no others."""
        if self.too_many:
            return self
        kept = (
            Trajectory(
                stood={wave: held for wave, held in each.stood.items() if wave in waves},
                persons=each.persons,
            )
            for each in self.trajectories
        )
        return Followed.of((each for each in kept if each.stood), self.moves)


def _order(stood: tuple[tuple[str, Standing], ...]) -> list[tuple[object, ...]]:
    return [
        (wave, each.attributes, each.organization is not None, each.organization or "", each.weight)
        for wave, each in stood
    ]


def transitions(study: Study, answered: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return the waves between which people are followed, each pair as before and after.

    A wave that is not closed, or that nobody answered, is passed over: those before and after
    it follow one another. In an anonymous study there are none.

    Args:
        study: The study, with its waves in order.
        answered: The waves in which somebody answered the instrument for themselves.
    """
    if study.identity == "anonymous":
        return ()
    waves = (wave.id for wave in study.waves)
    return tuple(pairwise(wave for wave in waves if wave in answered and released(study, wave)))


def followed_items(before: Instrument, after: Instrument) -> tuple[Item, ...]:
    """Return the items whose moves are counted: of ordered choices, which still ask the same.

    Args:
        before: The version that the wave before used.
        after: The version that the wave after used.
    """
    found = compare(before, after)
    return tuple(
        item
        for item in after.items
        if item.type == "choice" and strongest_first(after, item) and found.item(item.id).comparable
    )


def used_by_wave(versions: Iterable[Version]) -> dict[str, Instrument]:
    """Return the version of an instrument that each wave answered.

    Args:
        versions: The versions of one instrument, each with the responses to it.
    """
    return {each.wave: used for used, responses in versions for each in responses}


def followed(study: Study, versions: Iterable[Version]) -> Followed:
    """Return who answered in which closed waves, and how answers moved between them.

    Args:
        study: The study, with its waves, its plan and whose voice counts.
        versions: The versions of one instrument, each with the responses to it, one a person
            in each wave.
    """
    if study.identity == "anonymous":
        return Followed()
    held = [(used, members(responses)) for used, responses in versions]
    answers: dict[str, dict[str, Response]] = defaultdict(dict)
    for _, responses in held:
        for each in responses:
            answers[each.wave][alike(each.respondent.id)] = each
    paths: dict[str, dict[str, Standing]] = defaultdict(dict)
    for wave in (each.id for each in study.waves if each.closed and each.id in answers):
        standings = _standings(study, tuple(answers[wave].values()))
        for name, standing in zip(answers[wave], standings, strict=True):
            paths[name][wave] = standing
    pairs_of_waves = transitions(study, answers)
    if not pairs_of_waves:
        return Followed()
    used = used_by_wave(held)
    moves: dict[tuple[str, str, str], Mapping[tuple[str, str], int]] = {}
    for before, after in pairs_of_waves:
        pairs = [
            (answers[before][name].answers, response.answers)
            for name, response in answers[after].items()
            if name in answers[before]
        ]
        for item in followed_items(used[before], used[after]):
            moves[before, after, item.id] = _moves(pairs, item.id)
    return Followed.of((Trajectory(stood=each, persons=1) for each in paths.values()), moves)


def _standings(study: Study, responses: Sequence[Response]) -> Iterator[Standing]:
    """Yield what each stood as who answered in one wave."""
    planned = sorted({name for breakdown in study.breakdowns for name in breakdown})
    for response, weight in zip(responses, weights(study, responses), strict=True):
        who = response.respondent
        yield Standing(
            attributes=tuple(
                (name, who.attributes[name]) for name in planned if name in who.attributes
            ),
            organization=None if who.organization is None else alike(who.organization),
            weight=weight,
        )


def _moves(pairs: Iterable[tuple[_Sheet, _Sheet]], item: str) -> Mapping[tuple[str, str], int]:
    """Return how many who answered an item twice gave which code, and then which."""
    counted = Counter(
        (_given(before.get(item)), _given(after.get(item))) for before, after in pairs
    )
    return {
        (was, now): number
        for (was, now), number in counted.items()
        if isinstance(was, str) and isinstance(now, str)
    }


def _given(answer: Answer | None) -> AnswerValue | None:
    return answer.value if answer else None
