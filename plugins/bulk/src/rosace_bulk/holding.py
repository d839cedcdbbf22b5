"""The responses that an engine holds: examined, counted, and read again."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rosace.columnar import ATTRIBUTE
from rosace.counters import counters
from rosace.counting import Counted
from rosace.intake import Rejected
from rosace.interfaces import Examined, Order
from rosace.membership import memberships
from rosace.mixes import mixes
from rosace.response import Response
from rosace.study import Study
from rosace.tabulating import Cell, tallies_of
from rosace_bulk.building import Builder
from rosace_bulk.following import followed_by
from rosace_bulk.ordered import Columns, Ordered
from rosace_bulk.remarks import remarks_of
from rosace_bulk.share import Asking, Share
from rosace_bulk.voices import People, Voices, people_of, planned_by

__all__ = ["BulkHolding"]


class BulkHolding:
    """Responses of which the rows stay where they are.

    Args:
        engine: The engine's name.
        asking: What is asked.
        order: What was to be taken in.
        shares: The tables of sound responses.
        examined: What was found.
        refused: Gives what was refused, in the order in which it stood.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # all that it holds
        self,
        engine: str,
        asking: Asking,
        order: Order,
        shares: Sequence[Share],
        examined: Examined,
        refused: Callable[[], Iterator[Rejected]],
    ) -> None:
        """Hold them."""
        self.engine = engine
        self.instrument = order.instrument
        self.examined = examined
        self._asking = asking
        self.shares = shares
        self._planned = planned_by(order.intake)
        self._refused = refused

    @property
    def waves(self) -> tuple[str, ...]:
        """The waves of the responses, sorted."""
        return tuple(sorted({wave for _, wave in self._received}))

    def attributes(self) -> Mapping[str, tuple[str, ...]]:
        """Return each attribute that a respondent has, with all its values, sorted."""
        names = sorted({name for share in self.shares for name in share.layout.attributes})
        found: dict[str, tuple[str, ...]] = {}
        for name in names:
            column = f"{ATTRIBUTE}{name}"
            met: Counter[str] = Counter()
            for share in self.shares:
                if share.layout.has(column):
                    for (text,), number in share.sums(lambda held: [held.column(column)]):  # noqa: B023  # used at once
                        met[text] += number
            values = sorted(text for text, number in met.items() if text is not None and number)
            if values:
                found[name] = tuple(values)
        return found

    def count(self, study: Study) -> Counted:
        """Return what the disclosure gate needs of the responses.

        Args:
            study: Whose voice counts, and which breakdowns exist.
        """
        voices = Voices(self._asking, self.shares, study, self._people)
        atoms = voices.atoms()
        things = [thing for counter in counters(self.instrument) for thing in counter.counted]
        cells: dict[Cell, list[dict[str, int]]] = {}
        places = {thing: place for place, thing in enumerate(things)}
        for share in self.shares:
            counts = share.count(voices.groups, voices.rows, voices.names)
            for thing, groups in counts.items():
                for group, line in groups.items():
                    if not any(line.values()):
                        # None but rows that are left out, of which nothing is known.
                        continue
                    tables = cells.setdefault(voices.cell(group), [{} for _ in things])
                    held = tables[places[thing]]
                    for key, number in line.items():
                        if number:
                            held[key] = held.get(key, 0) + number
        met = memberships(study, atoms)
        alive = {
            Cell(wave=a.wave, attributes=tuple(sorted(a.attributes.items())), weight=a.weight)
            for a in atoms
        }
        cells = {cell: tables for cell, tables in cells.items() if cell in alive}
        received = dict(self._received)
        collective = (
            tuple(self._collective()) if any(k == "collective" for k, _ in received) else ()
        )
        return Counted(
            tallies=tuple(tallies_of(study, things, cells, met)),
            atoms=atoms,
            received=received,
            collective=collective,
            mixes=mixes(study, self.instrument, collective),
            remarks=remarks_of(self._asking, self.shares, self.instrument),
            followed=followed_by(self._asking, self.shares, study, self.instrument, voices),
        )

    def rejected(self) -> Iterator[Rejected]:
        """Yield the refused documents with their reasons, in the order in which they stood."""
        return self._refused()

    def responses(self) -> Iterable[Response]:
        """Return the sound responses, sorted by wave and id; they may be gone through again."""
        made = Columns if self._asking.is_near else Ordered
        return made(self._asking, self.shares, self.instrument)

    @cached_property
    def _received(self) -> Counter[tuple[str, str]]:
        """How many responses there are by kind and wave."""
        found: Counter[tuple[str, str]] = Counter()
        for (kind, wave, *_), number in self._people.counts.items():
            found[kind, wave] += number
        return found

    @cached_property
    def _people(self) -> People:
        """Who answered, in numbers."""
        return people_of(self.shares, self._planned)

    def _collective(self) -> Iterator[Response]:
        """Yield what groups answered together, in the order in which it was read."""
        for share in self.shares:
            layout = share.sound()
            builder = Builder(layout, self.instrument)
            held = layout.table.filter(layout.reserved("@kind") == "collective")
            for row in self._asking.rows(held.order_by(share.places)):
                yield builder.build(row)
