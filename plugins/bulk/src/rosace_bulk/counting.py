"""All that is counted of some rows, by group: patterns, sums and picks together."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from rosace.counters import Thing
from rosace.instrument import Instrument
from rosace_bulk.blocks import MOST_PATTERNS, blocks_of
from rosace_bulk.patterns import Fetch, Group, count_patterns
from rosace_bulk.picks import count_picks
from rosace_bulk.rows import Layout
from rosace_bulk.states import States, mentioned, states_of
from rosace_bulk.sums import count_sums

__all__ = ["Counts", "Rows"]

Counts = dict[Thing, dict[Group, dict[str, int]]]
"""For each thing that is counted, by group, how many rows count for each key."""


class Rows:
    """Rows of responses, and what an instrument's scoring makes of them.

    Args:
        fetch: Runs an expression of Ibis.
        layout: The rows.
        instrument: The instrument, resolved.
        checked: Whether the row path has accepted every one of them already.
        most: How many patterns the items of a score may have, beyond which it is summed.
    """

    def __init__(  # all that makes them
        self,
        fetch: Fetch,
        layout: Layout,
        instrument: Instrument,
        *,
        checked: bool = False,
        most: int = MOST_PATTERNS,
    ) -> None:
        self.fetch = fetch
        self.layout = layout
        self.instrument = instrument
        self.checked = checked
        self._most = most

    @cached_property
    def states(self) -> Mapping[str, States]:
        """The states of each item."""
        constants = mentioned(self.instrument)
        return {
            item.id: states_of(
                self.layout,
                self.instrument,
                item,
                constants.get(item.id, ()),
                checked=self.checked,
            )
            for item in self.instrument.items
        }

    def count(self, groups: Sequence[Any]) -> tuple[Counts, tuple[States, ...]]:
        """Return what is counted by group, and the items of which some answers are unsound.

        An unsound answer counts for nothing; nor do those that stand with it in one block.

        Args:
            groups: Expressions by which rows are grouped.
        """
        blocks, summed = blocks_of(self.instrument, self.states, self._most)
        table = self.layout.table
        found = count_patterns(self.fetch, table, groups, blocks, self.instrument)
        counts: Counts = {
            thing: {group: dict(line) for group, line in held.items()}
            for thing, held in found.counts.items()
        }
        for thing, held in count_picks(
            self.fetch, self.layout, groups, self.instrument, self.states
        ).items():
            for group, line in held.items():
                into = counts[thing].setdefault(group, {})
                for key, number in line.items():
                    into[key] = into.get(key, 0) + number
        counts |= count_sums(self.fetch, self.layout, groups, summed, self.instrument, self.states)
        return counts, found.unsound
