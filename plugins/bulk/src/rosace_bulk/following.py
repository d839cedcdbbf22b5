"""Who answered in which waves, and how answers moved between them, found by the engine.

Rows are brought together by person inside the engine, once; what comes back are counts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from rosace.disclosure import released
from rosace.following import Followed, Standing, Trajectory, followed_items, transitions
from rosace.instrument import Instrument, Item
from rosace.scoring import codes_of
from rosace.sizes import MOST_TRAJECTORIES
from rosace.spelling import alike
from rosace.study import Study
from rosace_bulk.repeats import voice_of
from rosace_bulk.rows import Layout
from rosace_bulk.share import Asking, Share, together
from rosace_bulk.voices import Voices

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["followed_by"]

_MOST_SPELLED: Final = 2 * MOST_TRAJECTORIES
"""How many trajectories are fetched, of which some may differ by spelling alone."""

_WIDEST: Final = 62
"""How many bits a whole number of an engine holds."""

_TOGETHER: Final = 12
"""In how many bits the pairs of answers lie that are counted at once."""


def followed_by(
    asking: Asking, shares: Sequence[Share], study: Study, instrument: Instrument, voices: Voices
) -> Followed:
    """Return who is followed from wave to wave.

    Args:
        asking: What is asked.
        shares: The rows.
        study: The study, with its waves and its plan.
        instrument: The instrument.
        voices: Whose voice counts how much.
    """
    if study.identity == "anonymous" or not shares:
        return Followed()
    sound = together([share.sound() for share in shares], instrument)
    layout = voices.rows(sound)
    known = {
        row["w"] for row in asking.rows(layout.table.select(w=layout.reserved("@wave")).distinct())
    }
    waves = [wave.id for wave in study.waves if wave.id in known and released(study, wave.id)]
    pairs_of_waves = transitions(study, known)
    if not pairs_of_waves:
        return Followed()
    packing = _Packing(layout, instrument, followed_items(instrument, instrument))
    persons = asking.keep(_persons(layout, waves, voices, packing))
    trajectories = _trajectories(asking, persons, waves, voices)
    if trajectories is None:
        return Followed(too_many=True)
    moves: dict[tuple[str, str, str], Mapping[tuple[str, str], int]] = {}
    for before, after in pairs_of_waves:
        sides = waves.index(before), waves.index(after)
        for item, pairs in _moves(asking, persons, packing, sides):
            moves[before, after, item] = pairs
    return Followed.of(trajectories, moves)


def _persons(
    layout: Layout, waves: Sequence[str], voices: Voices, packing: "_Packing"
) -> "ir.Table":
    """Return one row a person: how it stood in each wave, and what it answered.

    Columns end with the number of the wave; nobody has two responses in one wave.
    """
    groups = [*voices.groups(layout)[1:], layout.reserved("@organization")]
    held = {f"g{place}": each for place, each in enumerate(groups)} | packing.columns
    table = layout.table.select(v=voice_of(layout), w=layout.reserved("@wave"), **held)
    columns: dict[str, Any] = {}
    for number, wave in enumerate(waves):
        here = table.w == wave
        columns[f"h{number}"] = table.w.count(where=here)
        columns |= {f"{name}x{number}": table[name].max(where=here) for name in held}
    found = table.filter(table.w.isin(list(waves))).group_by("v").agg(**columns)
    return found.drop("v")


def _trajectories(
    asking: Asking, persons: "ir.Table", waves: Sequence[str], voices: Voices
) -> list[Trajectory] | None:
    """Return persons merged where they stood as the same in each wave; None if too unlike."""
    names = [name for name in persons.columns if name[0] in "hg"]
    met = persons.group_by(names).agg(n=persons.count())
    found: list[Trajectory] = []
    for row in asking.rows(met.limit(_MOST_SPELLED + 1)):
        stood = {}
        for number, wave in enumerate(waves):
            if row[f"h{number}"]:
                held = [row[name] for name in names if name.endswith(f"x{number}")]
                stood[wave] = _standing((wave, *held), voices)
        found.append(Trajectory(stood=stood, persons=int(row["n"])))
    return found if len(found) <= _MOST_SPELLED else None


def _standing(group: Sequence[Any], voices: Voices) -> Standing:
    *rest, name = group
    return Standing(
        attributes=voices.attributes(rest),
        organization=None if name is None else alike(name),
        weight=voices.weight(rest),
    )


class _Packing:
    """The answers of a row, packed into as few whole numbers as hold them.

    Args:
        layout: The rows.
        instrument: The instrument.
        items: The items whose answers are packed.
    """

    def __init__(self, layout: Layout, instrument: Instrument, items: Sequence[Item]) -> None:
        self.codes: dict[str, tuple[str, ...]] = {}
        self.places: dict[str, tuple[str, int]] = {}
        """By item the column that holds its answers, and how far these are shifted there."""
        self.columns: dict[str, Any] = {}
        shift = _WIDEST
        for item in items:
            held = layout.value(item)
            if held is None:
                continue
            codes = self.codes[item.id] = codes_of(instrument, item)
            if shift + self.width(item.id) > _WIDEST:
                shift = 0
            name = f"p{len(self.columns) - (shift > 0)}"
            number = _number(held, codes) << shift
            self.columns[name] = self.columns[name] | number if shift else number
            self.places[item.id] = name, shift
            shift += self.width(item.id)

    def width(self, item: str) -> int:
        """Return how many bits an item's answers take."""
        return len(self.codes[item]).bit_length()

    def answer(self, persons: "ir.Table", item: str, wave: int) -> Any:
        """Return the number of the code that persons answered in a wave, 0 of none.

        Args:
            persons: One row a person, the columns of each wave ending with its number.
            item: The item.
            wave: The number of the wave.
        """
        name, shift = self.places[item]
        return (persons[f"{name}x{wave}"] >> shift) & ((1 << self.width(item)) - 1)


def _moves(
    asking: Asking, persons: "ir.Table", packing: _Packing, waves: tuple[int, int]
) -> Iterator[tuple[str, dict[tuple[str, str], int]]]:
    """Yield each item with how many gave which code in one wave, and then which in the next."""
    both = persons.filter(*(persons[f"h{wave}"] > 0 for wave in waves))
    for pack in _packs(packing):
        numbers, shift = [], 0
        for item in pack:
            for wave in waves:
                numbers.append(packing.answer(both, item, wave) << shift)
                shift += packing.width(item)
        rows = both.select(k=reduce(or_, numbers))
        found: dict[str, Counter[tuple[str, str]]] = {item: Counter() for item in pack}
        for row in asking.rows(rows.group_by("k").agg(n=rows.count())):
            left = int(row["k"])
            for item in pack:
                codes, width = packing.codes[item], packing.width(item)
                was, now = left & ((1 << width) - 1), left >> width & ((1 << width) - 1)
                left >>= 2 * width
                if was and now:
                    found[item][codes[was - 1], codes[now - 1]] += int(row["n"])
        yield from found.items()


def _number(held: Any, codes: Sequence[str]) -> Any:
    """Return the number of a code, 0 of none."""
    import ibis  # noqa: PLC0415  # heavy

    numbered = ((held == code, number) for number, code in enumerate(codes, 1))
    return ibis.cases(*numbered, else_=0).cast("int64")


def _packs(packing: _Packing) -> Iterator[list[str]]:
    """Yield items of which the pairs of answers are counted together."""
    pack: list[str] = []
    bits = 0
    for item in packing.places:
        own = 2 * packing.width(item)
        if pack and bits + own > _TOGETHER:
            yield pack
            pack, bits = [], 0
        pack.append(item)
        bits += own
    if pack:
        yield pack
