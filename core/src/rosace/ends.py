"""The lowest and highest number that an item or a score can give one respondent."""

from collections.abc import Sequence
from fractions import Fraction

from rosace.instrument import Instrument, Item
from rosace.scoring import item_values
from rosace.values import value

__all__ = ["Ends", "ranges"]


@value
class Ends:
    """The ends of what one respondent can have: who answers everything, and anybody at all."""

    low: Fraction
    high: Fraction
    lowest: Fraction
    highest: Fraction

    @classmethod
    def between(cls, low: Fraction, high: Fraction) -> "Ends":
        """Return the ends of what nobody can fall short of."""
        return cls(low=low, high=high, lowest=low, highest=high)


def ranges(instrument: Instrument) -> dict[str, Ends]:
    """Return the lowest and highest number that one respondent can have, where they are known."""
    items = {item.id: _range(instrument, item) for item in instrument.items}
    found = {f"item.{name}": ends for name, ends in items.items() if ends is not None}
    for dimension in instrument.all_dimensions():
        scoring = dimension.scoring
        if scoring is None or scoring.method == "distribution":
            continue
        names = dimension.all_items()
        if scoring.of is not None:
            known = [Ends.between(Fraction(0), Fraction(1))] * len(names)
        else:
            known = [ends for name in names if (ends := items[name]) is not None]
        if len(known) == len(names):
            weights = [(scoring.weights or {}).get(name, Fraction(1)) for name in names]
            summed = scoring.method in {"sum", "count"}
            found[f"dimension.{dimension.id}"] = _combined(known, weights, summed=summed)
    return found


def _combined(known: Sequence[Ends], weights: Sequence[Fraction], *, summed: bool) -> Ends:
    """Return the ends of a score: of who answers everything, and of whoever answers less."""
    whole = Fraction(1) if summed else sum(weights, Fraction(0))
    low, high = (
        sum((weight * end for weight, end in zip(weights, ends, strict=True)), Fraction(0)) / whole
        for ends in ([each.low for each in known], [each.high for each in known])
    )
    least, most = min(each.low for each in known), max(each.high for each in known)
    if summed:
        # Fewer answers than items may make up a sum, or be stretched to one.
        least = min(least, Fraction(0)) * len(known)
        most = max(most, Fraction(0)) * len(known)
    return Ends(low=low, high=high, lowest=min(least, low), highest=max(most, high))


def _range(instrument: Instrument, item: Item) -> Ends | None:
    if item.type in {"integer", "number"}:
        if item.minimum is None or item.maximum is None:
            return None
        return Ends.between(item.minimum, item.maximum)
    values = item_values(instrument, item).values()
    return Ends.between(min(values), max(values)) if values else None
