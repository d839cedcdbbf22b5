"""What people of a leaning answer: values drawn for one item, by its type."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from random import Random
from statistics import NormalDist
from typing import Any, Final

from rosace.derived import count_bounds, length_bounds, number_bounds
from rosace.instrument import Instrument, Item
from rosace_authoring.simulation.apportioning import apportion, between_normal
from rosace_authoring.simulation.remarks import Tone, fitted, remarks
from rosace_authoring.simulation.respondents import LEANINGS, STEP

__all__ = ["Opinions"]

_STEEP: Final = 1.7
_APART: Final = 1.6
_DIFFICULTY: Final = 0.4
_UNEVEN: Final = 0.6
_NOISE: Final = 0.6
_TONED: Final = 0.5
_DAYS: Final = 28
_YEARS: Final = 3
_LAST_YEAR: Final = 2024
_PRECISIONS: Final = {"year": 4, "month": 7, "day": 10}
_FINE: Final = 10


class Opinions:
    """Draws values of the items of an instrument, as plain data.

    Args:
        instrument: The instrument, resolved.
        seed: What the values follow from.
        language: The language that people write in.
        year: The year up to which dates go.
    """

    def __init__(
        self, instrument: Instrument, seed: int, language: str, year: int | None = None
    ) -> None:
        self.instrument = instrument
        self._seed = seed
        self._language = language
        last = year or _LAST_YEAR
        self._days = [
            f"{each:04d}-{month:02d}-{day:02d}"
            for each in range(last - _YEARS + 1, last + 1)
            for month in range(1, 13)
            for day in range(1, _DAYS + 1)
        ]
        self._reversed = {
            name
            for dimension in instrument.all_dimensions()
            if dimension.scoring is not None
            for name in dimension.scoring.reverse or ()
        }

    def dice(self, *about: object) -> Random:
        """Return a source of chance that is the same in every run for the same thing."""
        return Random(" ".join(map(str, (self._seed, *about))))  # noqa: S311  # made up, not secret

    def values(self, item: Item, leaning: int, size: int, owner: str = "") -> list[Any]:
        """Return so many values of an item, distributed as people of a leaning answer.

        Args:
            item: An item, or a field that is no reference.
            leaning: How favourable they are.
            size: How many values.
            owner: The item that a field belongs to.
        """
        dice = self.dice(owner, item.id, leaning)
        deviations = (leaning - LEANINGS // 2) * STEP
        if item.id in self._reversed and not owner:
            deviations = -deviations
        if item.type == "choice":
            return self._choices(item, deviations, size, owner)
        draw = _DRAWN[item.type](self, item, deviations, owner)
        return [draw(dice) for _ in range(size)]

    def days(self, dice: Random, size: int) -> list[str]:
        """Return so many days in their order."""
        return sorted(dice.choices(self._days, k=size))

    def remark(self, dice: Random, leaning: int) -> str:
        """Return a sentence that goes with an answer."""
        return dice.choice(remarks(self._tone((leaning - LEANINGS // 2) * STEP), self._language))

    def topics(self, item: Item) -> list[str]:
        """Return titles, for the text by which a row of a record is known."""
        dice, lengths = self.dice("topics", item.id), length_bounds(item)
        pool = remarks("topic", self._language)
        return [fitted(dice, pool, *lengths) for _ in range(len(pool) * 2)]

    def _fixed(self, item: Item, owner: str) -> Random:
        """Return the chance that gives an item its own traits, whoever answers."""
        return self.dice("item", owner, item.id)

    def _codes(self, item: Item) -> list[str]:
        """Return the codes of an item, the least favourable first."""
        choices = self.instrument.scales[item.scale or ""].choices
        valued = [(each.value, each.code) for each in choices if each.value is not None]
        if len(valued) == len(choices):
            return [code for _, code in sorted(valued, key=lambda pair: pair[0])]
        return [each.code for each in choices]

    def _choices(self, item: Item, deviations: float, size: int, owner: str) -> list[str]:
        codes = self._codes(item)
        fixed = self._fixed(item, owner)
        if self.instrument.scales[item.scale or ""].kind == "ordinal":
            weights = _graded(len(codes), deviations + fixed.gauss(0, _DIFFICULTY))
        else:
            weights = _uneven(fixed, len(codes))
        counts = apportion(weights, size)
        return [code for code, n in zip(codes, counts, strict=True) for _ in range(n)]

    def _several(self, item: Item, deviations: float, owner: str) -> Callable[[Random], list[str]]:
        codes = [each.code for each in self.instrument.scales[item.scale or ""].choices]
        fixed = self._fixed(item, owner)
        likely = [_logistic(fixed.gauss(-0.6 + 0.3 * deviations, 0.8)) for _ in codes]
        least, most = count_bounds(item)
        # Whoever answers at all mostly has something to choose.
        least = max(least, min(most, 1))

        def draw(dice: Random) -> list[str]:
            kept = [dice.random() < chance for chance in likely]
            places = dice.sample(range(len(codes)), len(codes))
            for place in places:
                if sum(kept) < least:
                    kept[place] = True
                elif sum(kept) > most:
                    kept[place] = False
            return [code for code, is_kept in zip(codes, kept, strict=True) if is_kept]

        return draw

    def _ranked(self, item: Item, deviations: float, owner: str) -> Callable[[Random], list[str]]:
        del deviations
        codes = [each.code for each in self.instrument.scales[item.scale or ""].choices]
        fixed = self._fixed(item, owner)
        liked = {code: fixed.gauss(0, 1) for code in codes}
        least, most = count_bounds(item)
        most = min(most, len(codes))

        def draw(dice: Random) -> list[str]:
            noted = {code: liking + dice.gauss(0, 1) for code, liking in liked.items()}
            ranked = sorted(codes, key=lambda code: -noted[code])
            return ranked[: most if dice.random() < 0.8 else dice.randint(least, most)]  # noqa: PLR2004  # most rank them all

        return draw

    def _number(self, item: Item, deviations: float, owner: str) -> Callable[[Random], float]:
        del owner
        low, high = number_bounds(item)
        whole = item.type == "integer"
        bounded = item.minimum is not None, item.maximum is not None
        decimals = 1 if high - low >= _FINE else 2

        def draw(dice: Random) -> float:
            if all(bounded):
                share = between_normal(deviations + dice.gauss(0, _NOISE))
                drawn = low + (high - low + (1 if whole else 0)) * share
            else:
                far = math.exp(dice.gauss(2 + 0.2 * deviations, _NOISE))
                drawn = high - far if bounded[1] else far + (low if bounded[0] else 0)
            spelt = math.floor(drawn) if whole else round(drawn, decimals) + 0.0
            return min(max(spelt, low), high)

        return draw

    def _yes_no(self, item: Item, deviations: float, owner: str) -> Callable[[Random], bool]:
        chance = _logistic(_STEEP * (deviations + self._fixed(item, owner).gauss(0, _DIFFICULTY)))
        return lambda dice: dice.random() < chance

    def _text(self, item: Item, deviations: float, owner: str) -> Callable[[Random], str]:
        del owner
        pool = remarks(self._tone(deviations), self._language)
        least, most = length_bounds(item)
        return lambda dice: fitted(dice, pool, least, most)

    def _date(self, item: Item, deviations: float, owner: str) -> Callable[[Random], str]:
        del deviations, owner
        length = _PRECISIONS[item.precision or "day"]
        return lambda dice: dice.choice(self._days)[:length]

    @staticmethod
    def _tone(deviations: float) -> Tone:
        if abs(deviations) < _TONED:
            return "middle"
        return "high" if deviations > 0 else "low"


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _graded(steps: int, deviations: float) -> Sequence[float]:
    """Return how likely each step of an ordinal scale is (Samejima's graded responses)."""
    normal = NormalDist()
    edges = [_APART * normal.inv_cdf(step / steps) for step in range(1, steps)]
    reached = [1.0, *(_logistic(_STEEP * (deviations - edge)) for edge in edges), 0.0]
    return [one - other for one, other in pairwise(reached)]


def _uneven(fixed: Random, many: int) -> Sequence[float]:
    """Return how common each choice of a nominal scale is, in no order."""
    weights = [(place + 1) ** -_UNEVEN for place in range(many)]
    fixed.shuffle(weights)
    return weights


_DRAWN: Final[Mapping[str, Callable[[Opinions, Item, float, str], Callable[[Random], Any]]]] = {
    "multiple-choice": Opinions._several,  # noqa: SLF001  # its own
    "ranking": Opinions._ranked,  # noqa: SLF001  # its own
    "integer": Opinions._number,  # noqa: SLF001  # its own
    "number": Opinions._number,  # noqa: SLF001  # its own
    "yes-no": Opinions._yes_no,  # noqa: SLF001  # its own
    "text": Opinions._text,  # noqa: SLF001  # its own
    "date": Opinions._date,  # noqa: SLF001  # its own
}
