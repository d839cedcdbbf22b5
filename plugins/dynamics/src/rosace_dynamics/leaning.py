"""Which way ordered answers lean, from protected tables or from the group's own answers."""

from collections.abc import Iterable, Iterator, Sequence

from rosace import statistics
from rosace.appraisal import Appraisal
from rosace.instrument import Item
from rosace.scoring import codes_of, item_values

__all__ = ["leans_weak"]


def leans_weak(appraisal: Appraisal, items: Iterable[str]) -> bool:
    """Say whether answers to some items surely lean to the weaker half of their scales.

    Individual answers of the latest wave that shows any are added up; where none may be
    shown, the group's own latest answers are. The middle choice of an odd scale counts
    for neither half, and counts known only as ranges are taken at their most cautious.
    """
    held = [appraisal.instrument.item(name) for name in items]
    for wave in reversed(appraisal.waves):
        found = list(_counted(appraisal, held, wave))
        if found:
            return sum(weak for weak, _ in found) > sum(strong for _, strong in found)
    if not appraisal.collective:
        return False
    answers = appraisal.collective[-1].answers
    given = [(item, answers[item.id].value) for item in held if item.id in answers]
    weak, strong = (
        sum(value in _halves(appraisal, item)[half] for item, value in given) for half in (0, 1)
    )
    return weak > strong


def _counted(appraisal: Appraisal, items: Sequence[Item], wave: str) -> Iterator[tuple[int, int]]:
    """Yield at least how many chose the weaker half of each item's scale, at most the stronger."""
    for item in items:
        table = appraisal.table(f"item.{item.id}", wave)
        if table is None or table.counts is None:
            continue
        weak, strong = _halves(appraisal, item)
        counts = statistics.valid(table)
        yield (
            int(sum(count.persons.low for count in counts if count.key in weak)),
            int(sum(count.persons.high for count in counts if count.key in strong)),
        )


def _halves(appraisal: Appraisal, item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the weaker and of the stronger half of an item's scale."""
    values = item_values(appraisal.instrument, item)
    codes = sorted(codes_of(appraisal.instrument, item), key=lambda code: values.get(code, 0))
    half = len(codes) // 2
    return tuple(codes[:half]), tuple(codes[len(codes) - half :])
