"""Rows of repeating records: typed fields, references that lead to rows, dates in their order."""

from collections.abc import Mapping
from itertools import islice
from random import Random
from typing import Any, Final

from rosace.conditions import holds
from rosace.derived import count_bounds
from rosace.instrument import Instrument, Item
from rosace_authoring.simulation.opinions import Opinions

__all__ = ["RecordRows"]

_POOL: Final = 64
_USUAL: Final = 6
_LEFT_BLANK: Final = 0.2
_MOST_REFERENCES: Final = 3
_PRECISIONS: Final = {"year": 4, "month": 7, "day": 10}


class RecordRows:
    """Draws the rows of the records of one response, whose references fit one another.

    Rows are told in the order of time, and refer to earlier rows of their own item; of
    two references to the rows of another item the first leads to the earlier one. So
    nothing leads back to itself.

    Args:
        instrument: The instrument, resolved.
        opinions: Where the values of the fields come from.
    """

    def __init__(self, instrument: Instrument, opinions: Opinions) -> None:
        self._instrument = instrument
        self._opinions = opinions
        self._records = [item for item in instrument.items if item.type == "records"]
        self._pools: dict[tuple[str, str, int], list[Any]] = {}
        self._targets = {item.id: self._by_target(item) for item in self._records}
        self._needs = {item.id: self._needed(item) for item in self._records}

    def number(self, item: Item, dice: Random) -> int:
        """Return how many rows somebody tells of."""
        least, most = count_bounds(item)
        return min(least + dice.randint(0, _USUAL), most)

    def settle(self, numbers: dict[str, int]) -> bool:
        """Change numbers of rows so that every reference that is required has where to lead.

        Args:
            numbers: How many rows each record has that is answered with any.

        Returns:
            Whether that could be done.
        """
        for _ in range(len(self._records) + 1):
            lacking = [
                (item, target, needed)
                for item in self._records
                if numbers.get(item.id)
                for target, needed in self._needs[item.id].items()
                if numbers.get(target, 0) < needed
            ]
            if not lacking:
                return True
            for item, target, needed in lacking:
                if target in numbers and needed <= count_bounds(self._instrument.item(target))[1]:
                    numbers[target] = max(numbers[target], needed)
                elif count_bounds(item)[0] == 0:
                    numbers[item.id] = 0
        return False

    def rows(
        self, item: Item, numbers: Mapping[str, int], leaning: int, dice: Random
    ) -> list[dict[str, Any]]:
        """Return the rows of an item as plain data.

        Args:
            item: A records item.
            numbers: How many rows each record of the response has.
            leaning: How favourable whoever tells of them is.
            dice: What they are drawn with.
        """
        fields = item.fields or ()
        dated = sum(field.type == "date" for field in fields)
        days = iter(self._opinions.days(dice, dated * numbers[item.id]))
        found = []
        for place in range(numbers[item.id]):
            led = self._led(item, place, numbers, dice)
            row: dict[str, Any] = {"id": f"r{place + 1}"}
            values: dict[str, Any] = {}
            told = [*islice(days, dated)][::-1]
            for field in fields:
                day = told.pop() if field.type == "date" else ""
                if field.when is not None and not holds(field.when, values):
                    continue
                if not field.required and dice.random() < _LEFT_BLANK:
                    continue
                value = self._value(item, field, leaning, dice, day, led.get(field.id))
                if value is not None:
                    row[field.id] = value
                    values[field.id] = tuple(value) if isinstance(value, list) else value
            found.append(row)
        return found

    def _value(  # noqa: PLR0913, PLR0917  # what a field may depend on
        self, item: Item, field: Item, leaning: int, dice: Random, day: str, led: Any
    ) -> Any:
        """Return the value of a field, or None where a reference leads nowhere."""
        if field.type == "reference":
            return led
        if field.type == "date":
            return day[: _PRECISIONS[field.precision or "day"]]
        key = (item.id, field.id, leaning)
        if key not in self._pools:
            first = next(each for each in item.fields or () if each.type == field.type)
            self._pools[key] = (
                self._opinions.topics(field)
                if field.type == "text" and field is first
                else self._opinions.values(field, leaning, _POOL, item.id)
            )
        return dice.choice(self._pools[key])

    def _led(
        self, item: Item, place: int, numbers: Mapping[str, int], dice: Random
    ) -> dict[str, Any]:
        """Return where the references of a row lead, by field."""
        found: dict[str, Any] = {}
        for target, fields in self._targets[item.id].items():
            if target is None:
                # Whether the other instrument has that row is known to its answers alone.
                found |= {
                    each.id: ["r1"] if each.many else "r1" for each in fields if each.required
                }
                continue
            rows = place if target == item.id else numbers.get(target, 0)
            single = [field for field in fields if not field.many]
            picked = sorted(dice.sample(range(rows), min(len(single), rows)))
            for field, row in zip(single, picked, strict=False):
                found[field.id] = f"r{row + 1}"
            for field in single[len(picked) :]:
                if field.required:
                    found[field.id] = f"r{place + 1 if target == item.id else rows}"
            for field in fields:
                if field.many:
                    several = dice.sample(range(rows), min(dice.randint(1, _MOST_REFERENCES), rows))
                    found[field.id] = [f"r{row + 1}" for row in sorted(several)]
        return found

    def _by_target(self, item: Item) -> Mapping[str | None, list[Item]]:
        """Return the references of an item's rows by where they lead."""
        found: dict[str | None, list[Item]] = {}
        for field in item.fields or ():
            if field.to is not None:
                found.setdefault(self._target(field), []).append(field)
        return found

    def _target(self, field: Item) -> str | None:
        """Return the item of this instrument that a reference leads to; None for another's."""
        if field.to is None or field.to.instrument not in {None, self._instrument.id}:
            return None
        return field.to.item

    def _needed(self, item: Item) -> Mapping[str, int]:
        """Return how many rows of other items the references of each row need."""
        needed: dict[str, int] = {}
        for field in item.fields or ():
            target = self._target(field) if field.to is not None else None
            if field.required and not field.many and target not in {None, item.id}:
                needed[target or ""] = needed.get(target or "", 0) + 1
        return needed
