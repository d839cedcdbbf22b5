"""Who answered in which waves, and how answers moved between them, found by the engine.

Persons are joined to themselves by name inside the engine; what comes back are counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

_PACKED: Final = 1 << 12
"""How many pairs of answers items are packed together up to, to be counted at once."""


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
    trajectories = _trajectories(asking, layout, waves, voices)
    if trajectories is None:
        return Followed(too_many=True)
    moves: dict[tuple[str, str, str], Mapping[tuple[str, str], int]] = {}
    items = followed_items(instrument, instrument)
    for before, after in pairs_of_waves:
        for item, pairs in _moves(asking, layout, instrument, items, (before, after)):
            moves[before, after, item] = pairs
    return Followed.of(trajectories, moves)


def _trajectories(
    asking: Asking, layout: Layout, waves: Sequence[str], voices: Voices
) -> list[Trajectory] | None:
    """Return persons merged where they stood as the same in each wave; None if too unlike."""
    groups = [*voices.groups(layout)[1:], layout.reserved("@organization")]
    names = [f"g{place}" for place in range(len(groups))]
    table = layout.table.select(
        v=voice_of(layout), w=layout.reserved("@wave"), **dict(zip(names, groups, strict=True))
    )
    columns: dict[str, Any] = {}
    for number, wave in enumerate(waves):
        here = table.w == wave
        columns[f"h{number}"] = table.w.count(where=here)
        for name in names:
            columns[f"{name}x{number}"] = table[name].max(where=here)
    persons = table.filter(table.w.isin(list(waves))).group_by("v").agg(**columns).drop("v")
    met = persons.group_by(list(columns)).agg(n=persons.count())
    found: list[Trajectory] = []
    for row in asking.rows(met.limit(_MOST_SPELLED + 1)):
        stood = {}
        for number, wave in enumerate(waves):
            if row[f"h{number}"]:
                group = (wave, *(row[f"{name}x{number}"] for name in names))
                stood[wave] = _standing(group, voices)
        found.append(Trajectory(stood=stood, persons=int(row["n"])))
    return found if len(found) <= _MOST_SPELLED else None


def _standing(group: Sequence[Any], voices: Voices) -> Standing:
    *rest, name = group
    return Standing(
        attributes=voices.attributes(rest),
        organization=None if name is None else alike(name),
        weight=voices.weight(rest),
    )


def _moves(
    asking: Asking,
    layout: Layout,
    instrument: Instrument,
    items: Sequence[Item],
    waves: tuple[str, str],
) -> Iterator[tuple[str, dict[tuple[str, str], int]]]:
    """Yield each item with how many gave which code in one wave, and then which in the next."""
    there = [item for item in items if layout.value(item) is not None]
    codes = {item.id: codes_of(instrument, item) for item in there}
    sides = []
    for wave in waves:
        held = {item.id: _number(layout.value(item), codes[item.id]) for item in there}
        rows = layout.table.select(v=voice_of(layout), w=layout.reserved("@wave"), **held)
        sides.append(rows.filter(rows.w == wave).drop("w"))
    before, after = sides
    after = after.rename({f"@{item.id}": item.id for item in there})
    both = before.join(after, "v")
    packs = list(_packs(there, codes))
    columns = {f"k{place}": _packed(both, pack, codes) for place, pack in enumerate(packs)}
    kept = asking.keep(both.select(**columns)) if columns else None
    for place, pack in enumerate(packs):
        assert kept is not None  # noqa: S101  # there are columns
        counted = kept.group_by(f"k{place}").agg(n=kept.count())
        found: dict[str, dict[tuple[str, str], int]] = {item.id: defaultdict(int) for item in pack}
        for row in asking.rows(counted):
            left = int(row[f"k{place}"])
            for item in pack:
                known = codes[item.id]
                left, was = divmod(left, len(known) + 1)
                left, now = divmod(left, len(known) + 1)
                if was and now:
                    found[item.id][known[was - 1], known[now - 1]] += int(row["n"])
        yield from found.items()


def _number(held: Any, codes: Sequence[str]) -> Any:
    """Return the number of a code, 0 of none."""
    import ibis  # noqa: PLC0415  # heavy

    numbered = ((held == code, number) for number, code in enumerate(codes, 1))
    return ibis.cases(*numbered, else_=0).cast("int64")


def _packs(items: Sequence[Item], codes: Mapping[str, Sequence[str]]) -> Iterator[list[Item]]:
    """Yield items of which the pairs of answers are counted together."""
    pack: list[Item] = []
    size = 1
    for item in items:
        own = (len(codes[item.id]) + 1) ** 2
        if pack and size * own > _PACKED:
            yield pack
            pack, size = [], 1
        pack.append(item)
        size *= own
    if pack:
        yield pack


def _packed(both: "ir.Table", pack: Sequence[Item], codes: Mapping[str, Sequence[str]]) -> Any:
    found, unit = None, 1
    for item in pack:
        width = len(codes[item.id]) + 1
        part = (both[item.id] + both[f"@{item.id}"] * width) * unit
        found = part if found is None else found + part
        unit *= width * width
    return found
