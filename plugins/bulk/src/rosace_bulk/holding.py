"""The responses that an engine holds: examined, counted, and read again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from rosace.appraisal import Remarks
from rosace.counters import counters
from rosace.counting import Counted
from rosace.instrument import Instrument
from rosace.intake import Rejected
from rosace.interfaces import Examined, Order
from rosace.membership import memberships
from rosace.mixes import mixes
from rosace.response import Response
from rosace.sizes import MOST_REMARKS
from rosace.study import Study
from rosace.tabulating import Cell, tallies_of
from rosace_bulk.building import Builder
from rosace_bulk.following import followed_by
from rosace_bulk.rows import ATTRIBUTE
from rosace_bulk.share import Asking, Share, together
from rosace_bulk.voices import Voices

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
        self.instrument: Instrument = order.instrument
        self.examined = examined
        self._asking = asking
        self.shares = shares
        self._refused = refused

    @property
    def waves(self) -> tuple[str, ...]:
        """The waves of the responses, sorted."""
        return tuple(sorted({wave for (_, wave), number in self._received.items() if number}))

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
        voices = Voices(self._asking, self.shares, study)
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
        received = {key: number for key, number in self._received.items() if number}
        collective = (
            tuple(self._collective()) if any(k == "collective" for k, _ in received) else ()
        )
        return Counted(
            tallies=tuple(tallies_of(study, things, cells, met)),
            atoms=atoms,
            received=received,
            collective=collective,
            mixes=mixes(study, self.instrument, collective),
            remarks=tuple(self._remarks()),
            followed=followed_by(self._asking, self.shares, study, self.instrument, voices),
        )

    def rejected(self) -> Iterator[Rejected]:
        """Yield the refused documents with their reasons, in the order in which they stood."""
        return self._refused()

    def responses(self) -> Iterable[Response]:
        """Return the sound responses, sorted by wave and id; they may be gone through again."""
        return _Sorted(self._asking, self.shares, self.instrument)

    @cached_property
    def _received(self) -> Counter[tuple[str, str]]:
        found: Counter[tuple[str, str]] = Counter()
        for share in self.shares:
            for (kind, wave), number in share.sums(
                lambda held: [held.reserved("@kind"), held.reserved("@wave")]
            ):
                found[kind, wave] += number
        return found

    def _collective(self) -> Iterator[Response]:
        """Yield what groups answered together, in the order in which it was read."""
        for share in self.shares:
            layout = share.sound()
            builder = Builder(layout, self.instrument)
            held = layout.table.filter(layout.reserved("@kind") == "collective")
            for row in self._asking.rows(held.order_by(share.places)):
                yield builder.build(row)

    def _remarks(self) -> Iterator[Remarks]:
        """Yield what individuals wrote, by wave and item."""
        texts = {item.id for item in self.instrument.items if item.type == "text"}
        for item in self.instrument.items:
            names = (f"{item.id}@comment", *((item.id,) if item.id in texts else ()))
            said: dict[str, list[str]] = defaultdict(list)
            number: Counter[str] = Counter()
            for share in self.shares:
                layout = share.sound()
                for name in names:
                    held = layout.column(name)
                    if held is None:
                        continue
                    alone = layout.reserved("@kind") == "individual"
                    rows = layout.table.select(w=layout.reserved("@wave"), t=held, a=alone)
                    rows = rows.filter(rows.a, rows.t.notnull())
                    for row in self._asking.rows(rows.group_by("w").agg(n=rows.count())):
                        number[row["w"]] += int(row["n"])
                    for row in self._asking.rows(_first(rows, self._asking)):
                        said[row["w"]].append(row["t"])
            for wave, count in number.items():
                held_texts = tuple(sorted(said[wave])) if count <= MOST_REMARKS else ()
                yield Remarks(item=item.id, wave=wave, texts=held_texts, count=count)


def _first(rows: Any, asking: Asking) -> Any:
    """Return no more remarks of each wave than a report lists."""
    import ibis  # noqa: PLC0415  # heavy

    window = ibis.window(group_by="w", order_by=asking.letters(rows.t))
    ranked = rows.mutate(k=ibis.row_number().over(window))
    return ranked.filter(ranked.k < MOST_REMARKS).select("w", "t")


class _Sorted:
    """The sound responses of all shares, sorted by wave and id."""

    def __init__(self, asking: Asking, shares: Sequence[Share], instrument: Instrument) -> None:
        self._asking = asking
        self.shares = shares
        self._instrument = instrument

    def __iter__(self) -> Iterator[Response]:
        """Go through them once more."""
        if not self.shares:
            return
        layout = together([share.sound() for share in self.shares], self._instrument)
        builder = Builder(layout, self._instrument)
        # Where no column says the wave all are of one, and engines order by columns alone.
        names = [name for name in ("@wave", "@id") if layout.has(name)]
        order = [self._asking.letters(layout.reserved(name)) for name in names]
        for row in self._asking.rows(layout.table.order_by(*order)):
            yield builder.build(row)
