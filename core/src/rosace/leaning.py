"""Which way the choices of an item run, and where on them a group's answers lie."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rosace import statistics
from rosace.appraisal import Bounds, ProtectedTable
from rosace.instrument import Dimension, Instrument, Item
from rosace.scoring import item_values, strongest_first

__all__ = ["appraised", "position"]


def appraised(instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Return the codes of each item that is appraised by ordered choices, the strongest first.

    Strongest is what counts for most in the item's dimensions: where they turn its values
    round, or count its last choices, the other end of its scale. Left out are items in no
    dimension, items whose dimensions disagree on that, and items asked of some only, since
    answers to those come from others than answers to the rest.

    Args:
        instrument: The instrument, resolved.
    """
    holding: dict[str, list[Dimension]] = {}
    for dimension in instrument.all_dimensions():
        for name in dimension.all_items():
            holding.setdefault(name, []).append(dimension)
    found = {}
    for item in instrument.items:
        codes = strongest_first(instrument, item)
        if not codes or len(set(codes)) < 2 or item.when or item.id not in holding:  # noqa: PLR2004  # two ends
            continue
        turned = {_turned(dimension, item, codes) for dimension in holding[item.id]}
        if len(turned) == 1 and None not in turned:
            found[item.id] = codes[::-1] if True in turned else codes
    return found


def _turned(dimension: Dimension, item: Item, codes: Sequence[str]) -> bool | None:
    """Say whether a dimension counts an item's last choice for most; None where neither end."""
    scoring = dimension.scoring
    if scoring is None:
        return False
    if scoring.of is not None:
        first, last = (code in scoring.of for code in (codes[0], codes[-1]))
        return None if first == last else last
    return item.id in (scoring.reverse or ())


def position(
    instrument: Instrument, item: Item, codes: Sequence[str], table: ProtectedTable
) -> Bounds | None:
    """Return where the mean of a group's answers lies, from 0, the weakest choice, to 1.

    Choices lie where their values do; at even distances where some have none.

    Args:
        instrument: The instrument, resolved.
        item: An item with ordered choices.
        codes: Its codes, the strongest first.
        table: The protected table of a group's answers to it.
    """
    values = item_values(instrument, item)
    valued = len(values) == len(codes) and values[codes[0]] != values[codes[-1]]
    if not valued:
        if table.counts is None:
            return None
        values = {code: Fraction(-place) for place, code in enumerate(codes)}
    return _placed(statistics.mean(table, values), values, codes)


def _placed(
    mean: Bounds | None, values: Mapping[str, Fraction], codes: Sequence[str]
) -> Bounds | None:
    if mean is None:
        return None
    weakest, strongest = values[codes[-1]], values[codes[0]]
    ends = [(end - weakest) / (strongest - weakest) for end in (mean.low, mean.high)]
    return Bounds(low=min(ends), high=max(ends))
