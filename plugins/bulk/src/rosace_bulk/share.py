"""Rows that count together: a table of responses, and which of its rows are left out."""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rosace.instrument import Instrument
from rosace_bulk.columns import FILE, INDEX, ROW
from rosace_bulk.counting import Counts, Rows
from rosace_bulk.names import spelled
from rosace_bulk.rows import Layout
from rosace_bulk.scan import Scan
from rosace_bulk.states import States

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from rosace_bulk.connecting import Row

__all__ = ["Among", "Asking", "Groups", "Share", "add", "together"]


class Asking:
    """A connection, and what is asked over it.

    Args:
        backend: The engine.
        connection: The connection.
    """

    def __init__(self, backend: Any, connection: Any) -> None:
        self._backend = backend
        self._connection = connection

    def batches(self, expression: "ir.Table") -> "Generator[pa.RecordBatch]":
        """Yield the rows of a result in batches of Arrow."""
        yield from self._backend.batches(self._connection, expression)

    def rows(self, expression: "ir.Table") -> "Iterator[Row]":
        """Yield the rows of a result."""
        found: Iterator[Row] = self._backend.rows(self._connection, expression)
        return found

    def keep(self, expression: "ir.Table") -> "ir.Table":
        """Return the rows of a result as a table, found but once where the engine keeps them."""
        return self._backend.keep(self._connection, expression)

    @property
    def is_near(self) -> bool:
        """Whether columns are in this process, where all of one may be looked at cheaply."""
        return bool(self._backend.is_near)

    def twice(self, numbers: "ir.Table") -> "list[ir.Table | None]":
        """Return by column of a table the numbers that stand twice, as ``h``; None for none."""
        return [
            found if found is not None and self.number(found) else None
            for found in self._backend.twice(self._connection, numbers)
        ]

    def named(self, table: "ir.Table") -> "ir.Table":
        """Return a table under a name of its own, where the engine can give one."""
        return self._backend.named(self._connection, table)

    def letters(self, column: "ir.StringValue") -> "ir.Value":
        """Return what orders texts by the numbers of their letters."""
        return self._backend.letters(column)

    def number(self, table: "ir.Table") -> int:
        """Return how many rows a table has."""
        return next(int(row["n"]) for row in self.rows(table.agg(n=table.count())))


Groups = Callable[[Layout], Sequence[Any]]
"""Gives the expressions by which the rows of a table are grouped."""

Among = Callable[[Layout], Layout]
"""Gives some of the rows of a table, or the same with more columns."""


class Share:
    """A table of responses; what is left out of it is taken off again.

    Args:
        asking: What is asked.
        scan: The table.
        checked: Whether the row path has accepted every row already.
    """

    def __init__(self, asking: Asking, scan: Scan, *, checked: bool) -> None:
        self.asking = asking
        self.scan = scan
        self.checked = checked
        laid_out = scan.layout
        self.layout = laid_out.over(asking.named(laid_out.table))
        if not checked:
            self.layout = spelled(asking, self.layout)
        self._parts = [(1, self._rows(self.layout, checked=checked))]
        self._out: ir.Table | None = None
        self._stayed: ir.Table | None = None
        self._names: tuple[str, ...] = ()
        self._counts: Counts = {}

    @property
    def places(self) -> list[str]:
        """The columns that say where a row stood."""
        return [name for name in (FILE, ROW, INDEX) if self.layout.has(name)]

    def leave_out(self, places: "ir.Table") -> None:
        """Leave rows out.

        Args:
            places: Where they stood, in the columns of `places`, each row once.
        """
        more = places.select(self.places)
        if self._out is not None:
            more = more.anti_join(self._out, self.places).view()
        if self._stayed is None:
            self._take_off(more, checked=self.checked)
        else:
            # What was counted as the row path accepted it is taken off as such.
            self._take_off(more.anti_join(self._stayed, self.places).view(), checked=self.checked)
            self._take_off(more.semi_join(self._stayed, self.places).view(), checked=True)
        self._out = more if self._out is None else self._out.union(more)

    def look_over(self, doubtful: "ir.Table", stayed: "ir.Table", gone: "ir.Table | None") -> None:
        """Count rows that were looked at one by one where they stand, as the row path read them.

        Args:
            doubtful: Where the rows stood that were looked at.
            stayed: Where those of them stood that are counted.
            gone: Where the others stood, if any did, which are left out.
        """
        self._take_off(doubtful, checked=self.checked)
        held = self.asking.keep(self.layout.table.semi_join(stayed, self.places).view())
        self._parts.append((1, self._rows(self.layout.over(held), checked=True)))
        self._stayed, self._out = stayed, gone

    def _take_off(self, places: "ir.Table", *, checked: bool) -> None:
        # Ibis and what it compiles with lose their way where such a join follows another, so
        # each is made a table of its own.
        held = self.asking.keep(self.layout.table.semi_join(places, self.places).view())
        self._parts.append((-1, self._rows(self.layout.over(held), checked=checked)))

    def sound(self) -> Layout:
        """Return the rows that are not left out."""
        if self._out is None:
            return self.layout
        return self.layout.over(self.layout.table.anti_join(self._out, self.places).view())

    @property
    def parts(self) -> "list[tuple[int, Layout]]":
        """The rows that count, with 1, and those to take off again, with -1."""
        return [(sign, rows.layout) for sign, rows in self._parts]

    def examine(self, names: Sequence[str]) -> tuple[States, ...]:
        """Count once, and return the items of which some answers are not surely sound.

        Args:
            names: The columns by which rows are grouped, so that a count by some of them
                need not be made again.
        """
        self._names = tuple(names)
        ((_, rows),) = self._parts
        groups = [rows.layout.reserved(name) for name in names]
        self._counts, unsound = rows.count(groups)
        return unsound

    def count(self, groups: Groups, among: Among, names: Sequence[str] | None) -> Counts:
        """Return what is counted by group.

        Args:
            groups: Gives the expressions by which rows are grouped.
            among: Gives those of the rows that are counted.
            names: The columns that the groups are, where they are columns of individuals.
        """
        whole: Counts = {}
        for place, (sign, rows) in enumerate(self._parts):
            if not place and names is not None and {"@kind", *names} <= {*self._names}:
                add(whole, self._counted(names))
                continue
            held = self._rows(among(rows.layout), checked=rows.checked)
            counts, unsound = held.count(groups(held.layout))
            # A row that the core accepted is never dropped in silence.
            assert not (rows.checked and unsound)  # noqa: S101  # such rows have sound states
            add(whole, counts, sign)
        return whole

    def _counted(self, names: Sequence[str]) -> Counts:
        """Return what was counted of individuals by some columns, from the count by more."""
        places = [self._names.index(name) for name in names]
        kind = self._names.index("@kind")
        whole: Counts = {}
        for thing, groups in self._counts.items():
            alone = (
                (tuple(group[place] for place in places), line)
                for group, line in groups.items()
                if group[kind] == "individual"
            )
            for group, line in alone:
                add(whole, {thing: {group: line}})
        return whole

    def sums(
        self, groups: Groups, among: Among | None = None
    ) -> "Iterator[tuple[tuple[Any, ...], int]]":
        """Yield how many rows there are by group; a group may come more than once.

        Args:
            groups: As for `count`.
            among: As for `count`.
        """
        import ibis  # noqa: PLC0415  # heavy

        counted = []
        names: list[str] = []
        for sign, layout in self.parts:
            rows = layout if among is None else among(layout)
            found = groups(rows)
            names = [f"g{place}" for place in range(len(found))]
            held = rows.table.select(**dict(zip(names, found, strict=True)))
            met = held.group_by(names).agg(n=held.count())
            counted.append(met.mutate(n=met.n * sign))
        # To ask an engine takes long beside what it has to count here, so it is asked but once.
        whole = ibis.union(*counted) if len(counted) > 1 else counted[0]
        for batch in self.asking.batches(whole.select(*names, "n")):
            *cells, numbers = (column.to_pylist() for column in batch.columns)
            yield from zip(zip(*cells, strict=True), numbers, strict=True)

    def _rows(self, layout: Layout, *, checked: bool) -> Rows:
        instrument = self.scan.intake.instrument
        return Rows(self.asking.batches, layout, instrument, checked=checked)


def together(layouts: Sequence[Layout], instrument: Instrument) -> Layout:
    """Return the rows of several tables as those of one; what one lacks is empty there.

    Args:
        layouts: The tables, one at least, that read empty cells alike.
        instrument: The instrument, which says of what type its columns are.
    """
    import ibis  # noqa: PLC0415  # heavy

    if len(layouts) == 1:
        return layouts[0]
    types = {item.id: layout.value(item) for item in instrument.items for layout in layouts}
    known = {name: held.type() for name, held in types.items() if held is not None}
    for layout in layouts:
        for name, kind in layout.table.schema().items():
            known.setdefault(name, kind)
    parts = []
    for layout in layouts:
        held = {name: layout.column(name) for name in known}
        parts.append(
            layout.table.select(
                **{
                    name: ibis.null(kind) if column is None else column.cast(kind)
                    for (name, kind), column in zip(known.items(), held.values(), strict=True)
                }
            )
        )
    first = layouts[0]
    return Layout(table=ibis.union(*parts), wave=first.wave, version=first.version, kind=first.kind)


def add(whole: Counts, counts: Counts, sign: int = 1) -> None:
    """Add counts to others, or take them off.

    Args:
        whole: The counts that are changed.
        counts: The counts that are added.
        sign: 1, or -1 to take them off.
    """
    for thing, groups in counts.items():
        into = whole.setdefault(thing, {})
        for group, line in groups.items():
            held = into.setdefault(group, {})
            for key, number in line.items():
                held[key] = held.get(key, 0) + sign * number
