"""Examining: what is surely sound stays where it is, the rest goes down the row path."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rosace.columnar import ATTRIBUTE
from rosace.errors import Problem
from rosace.intake import Rejected, Seen
from rosace.interfaces import Examined, Order
from rosace.places import Place
from rosace.values import evolve
from rosace_bulk.columns import FILE, INDEX, ROW
from rosace_bulk.connecting import Row, given_name
from rosace_bulk.doubts import doubtful, judge_of
from rosace_bulk.findings import Findings
from rosace_bulk.numbers import told
from rosace_bulk.parts import Outcome, take_seen
from rosace_bulk.repeats import Repeats, place_of, problem_of, repeats_of
from rosace_bulk.rows import Layout
from rosace_bulk.scan import scan
from rosace_bulk.share import Asking, Share
from rosace_bulk.staying import Places, Staying
from rosace_bulk.voices import planned_by

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["Examination"]

_FIRST_DOUBT: Final = 50_000_000
"""The number of the first part of doubtful rows: other parts have lower ones."""

_SAID: Final = ("o", FILE, ROW, INDEX, "i", "r", "w", "f", "k")

_PLACES: Final = "places.parquet"

_MOST_GROUPS: Final = 1_000
"""By how many combinations of attributes rows are examined; where there are more, by none."""

_SAMPLE: Final = 100
"""How many rows are looked at for one that is sound."""


class Examination:
    """Looks at all that is to be taken in, and keeps what is sound apart from what is refused.

    Args:
        asking: What is asked.
        order: What is to be taken in.
        folder: A folder for what has to be kept meanwhile.
        held: Brings files of responses that were found sound into the engine.
    """

    def __init__(
        self,
        asking: Asking,
        order: Order,
        folder: str,
        held: "Callable[[Sequence[str]], ir.Table]",
    ) -> None:
        self._asking = asking
        self._order = order
        self._folder = folder
        self._held = held
        # Each finds in order, and all are brought into one in the end.
        self._findings: list[Findings] = []
        self._outcomes: list[list[Outcome]] = []
        self._like: dict[str, Place] = {}
        self._documents: set[str] = set()
        self._unlike = Place()
        self._numbers = {name: place for place, name in reversed([*enumerate(order.sources)])}
        self._repeats: Repeats | None = None
        self.shares: list[Share] = []

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Take in what became Parquet on its way through the row path."""
        taken: list[Outcome] = []
        for outcome in outcomes:
            said = (*outcome.notices, *outcome.problems)
            self._new_findings().add(said, outcome.beyond, outcome.more_notices)
            if outcome.like is not None:
                self._like.setdefault(outcome.file, outcome.like)
            if not self.shares:
                self._documents.add(outcome.file)
            if outcome.parquet or outcome.held:
                taken.append(outcome)
        taken.sort(key=lambda each: self._ranked(each.file))
        self._outcomes.append(taken)

    def add_sound(self) -> None:
        """Bring all that was taken in into the engine."""
        every = [each for each in chain.from_iterable(self._outcomes) if each.parquet]
        paths = [outcome.parquet for outcome in every if outcome.parquet]
        if paths:
            intake = self._order.intake
            table = _keyed(told(self._held(paths), intake.instrument))
            found = scan(intake, table, self._order.sources, is_numbered=True)
            found = evolve(found, is_bare=all(outcome.is_bare for outcome in every))
            self.shares.append(Share(self._asking, found, checked=True))

    def add_table(self, table: "ir.Table", headings: Mapping[str, tuple[str, ...]]) -> None:
        """Take in a table as it stands in the engine; what is doubtful goes down the row path.

        Args:
            table: The table.
            headings: Its name, or those of its files, with their columns where they are known.
        """
        sources = tuple(headings)
        found = scan(self._order.intake, _keyed(table), sources, headings)
        for each in found.notices():
            self._new_findings().add(each.problems)
        self._like |= {file: found.place(file) for file in sources}
        # The rows of a database may name files that are none of the sources.
        self._unlike = found.place(sources[0])
        share = Share(self._asking, found, checked=False)
        self.shares.append(share)
        states = share.examine(self._grouped(share.layout))
        # One result is had whole before the next is asked for.
        sample = list(self._asking.rows(found.table.limit(_SAMPLE)))
        judge = judge_of(self._order.intake, found.seen(sample))
        doubt = doubtful(share.layout, self._asking.rows, judge, states)
        if doubt is None:
            return
        places = self._asking.keep(share.layout.table.filter(doubt).select(share.places))
        if not self._asking.number(places):
            return
        rows = found.table.semi_join(places, share.places)
        stored = self._files([share])
        order = [place_of(rows, stored), rows[ROW]]
        staying = Staying(found, self._order.intake.instrument)
        seen = found.seen(staying.passing(self._asking.rows(rows.order_by(order))))
        self.take(self._looked_at(staying.moving(seen), sources[0]))
        self._look_over(share, places, staying)

    def _look_over(self, share: Share, doubtful: "ir.Table", staying: Staying) -> None:
        """Let those rows stay that do, whichever of them are fewer to tell the engine of."""
        if not staying.stayed:
            share.leave_out(doubtful)
        elif not staying.gone:
            share.look_over(doubtful, doubtful, None)
        elif len(staying.gone) <= len(staying.stayed):
            gone = self._told_of(staying.gone, share.places)
            share.look_over(doubtful, doubtful.anti_join(gone, share.places).view(), gone)
        else:
            stayed = self._told_of(staying.stayed, share.places)
            share.look_over(doubtful, stayed, doubtful.anti_join(stayed, share.places).view())

    def _told_of(self, places: Places, names: Sequence[str]) -> "ir.Table":
        """Return the places of rows as a table of the engine's."""
        path = Path(self._folder, _PLACES)
        places.write(path)
        return self._held([str(path)]).select(names)

    def leave_out_repeats(self) -> None:
        """Leave out the responses that say again what an earlier one said."""
        if not self.shares:
            return
        found = repeats_of(self._asking, self.shares, self._files(self.shares))
        if found is None:
            return
        self._repeats = found
        findings = self._new_findings()
        for row in found.found(self._asking):
            findings.add((self._place(row).locate(problem_of(row, self._named)),))
        for number, share in enumerate(self.shares):
            places = self._asking.keep(found.of(number).select(share.places))
            if self._asking.number(places):
                share.leave_out(places)

    def examined(self) -> Examined:
        """Return what was found."""
        sound = sum(
            sign * self._asking.number(layout.table)
            for share in self.shares
            for sign, layout in share.parts
        )
        repeated = self._repeats.number if self._repeats is not None else 0
        problems = sorted(
            (problem for held in self._findings for problem in held.problems),
            key=lambda each: (self._ranked(each.file), _stood(each)),
        )
        most = self._order.most_problems
        beyond = Counter(problem.code for problem in problems[most:])
        more: Counter[str] = Counter()
        for held in self._findings:
            beyond.update(held.beyond)
            more.update(held.more_notices)
        notices = (notice for held in self._findings for notice in held.notices)
        return Examined(
            sound=sound,
            refused=repeated + sum(each.refused for each in chain.from_iterable(self._outcomes)),
            problems=tuple(problems[:most]),
            beyond=dict(sorted(beyond.items())),
            notices=tuple(sorted(notices, key=lambda each: self._ranked(each.file))),
            more_notices=dict(sorted(more.items())),
        )

    def rejected(self) -> Iterator[Rejected]:
        """Yield what was refused, in the order in which it stood."""

        def key(each: Rejected) -> tuple[tuple[int, str], int, int]:
            place = each.place
            return self._ranked(place.file), place.row or 0, place.index or 0

        looked_at = (
            chain.from_iterable(outcome.rejected() for outcome in taken) for taken in self._outcomes
        )
        return heapq.merge(*looked_at, self._repeated(), key=key)

    def _grouped(self, layout: Layout) -> list[str]:
        """Return by what rows are grouped to be examined: as they will likely be counted."""
        planned = [f"{ATTRIBUTE}{name}" for name in planned_by(self._order.intake)]
        names = [name for name in planned if layout.has(name)]
        columns = {f"a{place}": layout.column(name) for place, name in enumerate(names)}
        if columns:
            met = layout.table.select(**columns).distinct().limit(_MOST_GROUPS + 1)
            if self._asking.number(met) > _MOST_GROUPS:
                names = []
        return ["@kind", "@wave", "@weight", *names]

    def _new_findings(self) -> Findings:
        self._findings.append(Findings(self._order.most_problems))
        return self._findings[-1]

    def _ranked(self, file: str | None) -> tuple[int, str]:
        """Return what orders files: as they were given, then by their names those of a table."""
        name = file or ""
        return self._numbers.get(name, len(self._numbers)), name

    def _looked_at(self, seen: Iterable[Seen], file: str) -> Iterator[Outcome]:
        return take_seen(
            seen,
            self._order.intake,
            self._folder,
            file,
            _FIRST_DOUBT,
            self._order.most_problems,
        )

    def _files(self, shares: Sequence[Share]) -> dict[str, int]:
        """Return the place of each file among the sources, by the name that tables have for it."""
        stored = {
            str(row["f"])
            for share in shares
            for row in self._asking.rows(
                share.layout.table.select(f=share.layout.table[FILE]).distinct()
            )
        }
        # Of one file, two tables may have two names.
        named = {each: self._named(each) for each in stored}
        known = sorted({*named.values()}, key=self._ranked)
        return {each: known.index(name) for each, name in named.items()}

    def _named(self, stored: str) -> str:
        """Return a file's name as its giver knows it."""
        return given_name(stored, self._order.sources)

    def _place(self, row: Row) -> Place:
        file = self._named(str(row[FILE]))
        return evolve(
            self._like.get(file, self._unlike),
            file=file,
            row=row[ROW] or None,
            index=row[INDEX] if row[INDEX] >= 0 else None,
        )

    def _repeated(self) -> Iterator[Rejected]:
        """Yield the responses that say again what an earlier one said, with the reasons."""
        if self._repeats is None:
            return
        said = self._repeats.table
        met = list(self._asking.rows(said.select("o", FILE).distinct()))
        for place, file in sorted({(row["o"], self._named(row[FILE])) for row in met}):
            told = said.filter(said.o == place)
            if file in self._documents:
                seen: Iterable[Seen] = self._order.intake.documents(file, self._order.mapping)
                yield from self._told(self._asking.rows(told.order_by([ROW, INDEX])), seen)
            else:
                yield from self._stored_again(file, told)

    def _stored_again(self, file: str, told: "ir.Table") -> Iterator[Rejected]:
        """Yield those of them that stand in a file, or table, that the engine reads by itself."""
        (share,) = (share for share in self.shares if not share.checked)
        stored = [each for each in self._files([share]) if self._named(each) == file]
        rows = share.scan.table.filter(share.scan.table[FILE].isin(stored))
        renamed = told.select(**{f"@@{name}": told[name] for name in _SAID})
        found = rows.join(renamed, rows[ROW] == renamed[f"@@{ROW}"])
        for row in self._asking.rows(found.order_by(f"@@{ROW}")):
            again = {name: row[f"@@{name}"] for name in _SAID}
            yield from self._told(iter([again]), share.scan.seen([row]))

    def _told(self, told: Iterator[Row], seen: Iterable[Seen]) -> Iterator[Rejected]:
        """Yield the documents that say something again, of those that stand in a file.

        Args:
            told: What is said again, in the order in which it stood there.
            seen: All documents of the file.
        """
        again = next(told, None)
        for each in seen:
            if again is None:
                return
            place = self._place(again)
            where = each.place.row, each.place.index
            if each.response is not None and where == (place.row, place.index):
                yield each.rejected((each.place.locate(problem_of(again, self._named)),))
                again = next(told, None)


def _stood(problem: Problem) -> int:
    """Return where in its file a finding was: its row, or its place in a list of documents."""
    if problem.row is not None:
        return problem.row
    index = (problem.pointer or "").split("/")[1:2]
    return int(index[0]) if index and index[0].isdecimal() else 0


def _keyed(table: "ir.Table") -> "ir.Table":
    """Return a table whose places are never empty, so that rows can be found again by them."""
    held = {ROW: table[ROW].fill_null(0)}
    if INDEX in table.columns:
        held[INDEX] = table[INDEX].fill_null(-1)
    return table.mutate(**held)
