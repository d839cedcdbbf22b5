"""The laws of an engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hypothesis import strategies as st

from rosace.batch_lines import lines_of
from rosace.columnar import Columnar
from rosace.contributions import is_sound
from rosace.counting import Counted, vetted
from rosace.holding import RowEngine
from rosace.instrument import Instrument
from rosace.intake import Intake
from rosace.interfaces import Engine, Holding, Order
from rosace.loading import dump_json
from rosace.membership import Atom
from rosace.responses import check_response, structure_response
from rosace.sizes import MOST_REMARKS
from rosace.strategies import mutations
from rosace.study import Study
from rosace.tally import add
from rosace.testing.exploring import breach
from rosace.testing.groups import Walk, any_walks
from rosace.testing.laws import Conformance, law, snapshot
from rosace.values import evolve
from rosace.writing import dump_responses, in_order

__all__ = ["EngineConformance"]

_Lines = tuple[bytes, ...]
_Spoilt = tuple[Walk, _Lines]

_ROWS: Final = RowEngine()
_FILE: Final = "responses.ndjson"
_MOST: Final = 3
"""How many errors are kept in full, of cases that hold more."""

_ODD_LINES: Final = (
    b"\n",
    b"{}\n",
    b"[]\n",
    b"not json\n",
    b'{"id": "a", "id": "b"}\n',
    b'{"id": NaN}\n',
    b'{"id": "\\ud800"}\n',
    b"\xff\xfe\n",
)


class EngineConformance(Conformance):
    """What every engine keeps. Derive from it, and say which engine.

    It is handed files of NDJSON, as any engine that reads files must take.

    Attributes:
        engine: The engine.
        connection: The URL of the database or cluster that it needs, where it needs one.
    """

    engine: Engine
    connection: str | None = None

    @law
    def test_is_what_it_declares(self) -> None:
        """It has a name and can be opened, and what it holds says so."""
        is_sound(self.engine, Engine)

        def check(walk: Walk) -> None:
            instrument, _, _ = walk
            with self._opened(instrument, _written(walk)) as held:
                if held.engine != self.engine.name:
                    breach(f"what {self.engine.name} holds is called {held.engine}")
                if held.instrument != instrument:
                    breach("it holds responses to another instrument")

        self.explore(check, any_walks(1), share=0.2)

    @law
    def test_counts_as_the_core_does(self) -> None:
        """All that is counted is what the core's own engine counts of the same file."""

        def check(walk: Walk) -> None:
            instrument, study, _ = walk
            written = _written(walk)
            made = self._count(instrument, study, written)
            vetted(study, made)
            _alike(made, self._reference(walk, written), "the core's own engine")

        self.explore(check, any_walks(1))

    @law
    def test_does_not_depend_on_the_order_of_responses(self) -> None:
        """Responses in another order give the same counts."""

        def check(walk: Walk) -> None:
            instrument, study, _ = walk
            written = _written(walk)
            turned = self._count(instrument, study, written[::-1])
            straight = self._count(instrument, study, written)
            _alike(_unordered(turned), _unordered(straight), "the same responses in another order")

        self.explore(check, any_walks(1), share=0.6)

    @law
    def test_counts_nobody_where_nobody_answered(self) -> None:
        """An empty file is counted like any other, without an error."""

        def check(walk: Walk) -> None:
            instrument, study, _ = walk
            _alike(
                self._count(instrument, study, ()),
                self._reference(walk, ()),
                "the core's own engine",
            )

        self.explore(check, any_walks(0, 0))

    @law
    def test_refuses_what_the_core_refuses(self) -> None:
        """Of spoilt documents the same are refused, each where it stands and for the same."""

        def check(case: _Spoilt) -> None:
            (instrument, _, _), lines = case
            with self._both(instrument, lines) as (held, reference):
                for one, other in zip_longest(_refusals(held), _refusals(reference)):
                    if one != other:
                        breach(f"it says {one}, and the core's own engine {other}")

        self.explore(check, _spoilt())

    @law
    def test_counts_errors_beyond_those_it_keeps(self) -> None:
        """The first errors are kept in full, in order, and the rest are counted by code."""

        def check(case: _Spoilt) -> None:
            (instrument, _, _), lines = case
            with self._both(instrument, lines) as (held, reference):
                found, wanted = held.examined, reference.examined
                if (found.sound, found.refused) != (wanted.sound, wanted.refused):
                    breach(
                        f"{found.sound} are sound and {found.refused} refused, and "
                        f"{wanted.sound} and {wanted.refused} by the core's own engine"
                    )
                kept, others = (
                    [(each.row, each.code) for each in each_.problems] for each_ in (found, wanted)
                )
                if (kept, dict(found.beyond)) != (others, dict(wanted.beyond)):
                    breach(
                        f"it keeps {kept} and counts {dict(found.beyond)}, and the core's own "
                        f"engine keeps {others} and counts {dict(wanted.beyond)}"
                    )

        self.explore(check, _spoilt(), share=0.6)

    @law
    def test_gives_the_responses_back(self) -> None:
        """The sound responses come back whole, sorted, again and again, with what is known."""

        def check(walk: Walk) -> None:
            instrument, _, _ = walk
            with self._both(instrument, _written(walk)) as (held, reference):
                for _ in range(2):
                    if list(held.responses()) != list(reference.responses()):
                        breach("the responses that come back are not those of the file")
                if held.waves != reference.waves:
                    breach(f"its waves are {held.waves}, and those of the file {reference.waves}")
                known, there = dict(held.attributes()), dict(reference.attributes())
                if known != there:
                    breach(f"its attributes are {known}, and those of the file {there}")

        self.explore(check, any_walks(0), share=0.6)

    @law
    def test_gives_as_columns_what_it_gives_one_by_one(self) -> None:
        """Where it gives columns, these hold the sound responses, whole and in their order."""

        def check(walk: Walk) -> None:
            instrument, _, _ = walk
            with self._both(instrument, _written(walk)) as (held, reference):
                columns = held.responses()
                if not isinstance(columns, Columnar):
                    return
                wanted = tuple(reference.responses())
                kinds = {each.respondent.kind for each in wanted}
                if columns.kinds() != kinds:
                    breach(f"it says that there are {columns.kinds()}, and there are {kinds}")
                for _ in range(2):
                    given = b"".join(lines_of(instrument, columns))
                    if given != b"".join(dump_responses(wanted)):
                        breach("the columns do not hold the responses that come one by one")

        self.explore(check, any_walks(0))

    @law
    def test_changes_nothing_that_it_is_given(self) -> None:
        """Instrument, study and file are the same after the count as before."""

        def check(walk: Walk) -> None:
            instrument, study, _ = walk
            before = snapshot((instrument, study))
            with _file(_written(walk)) as path:
                held = path.read_bytes()
                with self.engine.open(self._order(instrument, path)) as holding:
                    holding.count(study)
                if path.read_bytes() != held or list(path.parent.iterdir()) != [path]:
                    breach("the engine changes the file, or leaves another beside it")
            if snapshot((instrument, study)) != before:
                breach("the engine changes what it is given")

        self.explore(check, any_walks(1), share=0.4)

    @law
    def test_counts_the_same_again(self) -> None:
        """A second count of the same responses gives the same."""

        def check(walk: Walk) -> None:
            instrument, study, _ = walk
            with self._opened(instrument, _written(walk)) as held:
                first, second = held.count(study), held.count(study)
            _alike(second, first, "the first count")

        self.explore(check, any_walks(1), share=0.4)

    def _order(self, instrument: Instrument, path: Path) -> Order:
        return Order(
            sources=(str(path),),
            intake=Intake(instrument=instrument),
            connection=self.connection,
            most_problems=_MOST,
        )

    @contextmanager
    def _opened(self, instrument: Instrument, lines: _Lines) -> Iterator[Holding]:
        with _file(lines) as path, self.engine.open(self._order(instrument, path)) as held:
            yield held

    @contextmanager
    def _both(self, instrument: Instrument, lines: _Lines) -> Iterator[tuple[Holding, Holding]]:
        """Open the engine on a file, and the core's own on the same."""
        with _file(lines) as path:
            order = self._order(instrument, path)
            with self.engine.open(order) as held, _ROWS.open(order) as reference:
                yield held, reference

    def _count(self, instrument: Instrument, study: Study, lines: _Lines) -> Counted:
        with self._opened(instrument, lines) as held:
            return held.count(study)

    def _reference(self, walk: Walk, lines: _Lines) -> Counted:
        instrument, study, _ = walk
        with _file(lines) as path, _ROWS.open(self._order(instrument, path)) as held:
            return held.count(study)


@contextmanager
def _file(lines: _Lines) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        path.write_bytes(b"".join(lines))
        yield path


def _written(walk: Walk) -> _Lines:
    """Return the lines of a file of responses, in the order in which they came."""
    return tuple(dump_json(in_order(response)) for response in walk[2])


@cache
def _spoilt() -> st.SearchStrategy[_Spoilt]:
    """Generate walks with the lines of a file in which some of their documents are spoilt."""

    def through(walk: Walk) -> st.SearchStrategy[_Spoilt]:
        documents = st.sampled_from([in_order(response) for response in walk[2]])
        line = st.one_of(
            documents.map(dump_json),
            documents.flatmap(mutations).map(dump_json),
            documents.flatmap(mutations).map(dump_json),
            st.sampled_from(_ODD_LINES),
        )
        lines = st.lists(line, min_size=1, max_size=8).map(tuple)
        return st.tuples(st.just(walk), lines)

    return any_walks(1).flatmap(through)


def _refusals(held: Holding) -> Iterator[object]:
    """Yield each refused document, with where it stood and why."""
    for each in held.rejected():
        place = each.place
        found = tuple((problem.code, problem.pointer) for problem in each.problems)
        yield place.row, found, _as_written(held.instrument, each.document)


def _as_written(instrument: Instrument, document: Mapping[str, Any] | None) -> object:
    """Return a document as we write it where it is sound: an engine may hold no other form."""
    if document is None or check_response(instrument, document):
        return document
    return in_order(structure_response(document))


def _plain(counted: Counted) -> dict[str, Any]:
    """Return what was counted by what it is told of, so that nothing depends on chance."""
    tallies = {
        f"{tally.of} of {_named(tally.group.wave, tally.group.cell)}": evolve(
            tally, counts={key: count for key, count in tally.counts.items() if count.persons}
        )
        for tally in add(counted.tallies)
    }
    return {
        **tallies,
        "who answered": _merged(counted.atoms),
        "how many came in": {key: n for key, n in counted.received.items() if n},
        "what was written together": list(counted.collective),
        "the remarks": {
            (each.wave, each.item): (each.count, each.texts if each.count <= MOST_REMARKS else ())
            for each in counted.remarks
        },
        "who is followed": counted.followed,
    }


def _merged(atoms: Sequence[Atom]) -> dict[object, tuple[int, frozenset[str], int]]:
    """Return persons, organizations and who is alone, by wave, attributes and weight."""
    found: dict[object, tuple[int, frozenset[str], int]] = {}
    for atom in atoms:
        key = (atom.wave, tuple(sorted(atom.attributes.items())), atom.weight)
        persons, organizations, alone = found.get(key, (0, frozenset(), 0))
        found[key] = (
            persons + atom.persons,
            organizations | atom.organizations,
            alone + atom.alone,
        )
    return found


def _unordered(counted: Counted) -> Counted:
    """Return what was counted without the order in which groups answered together."""
    together = sorted(counted.collective, key=lambda each: (each.wave, each.id))
    return evolve(counted, collective=tuple(together))


def _named(wave: str, cell: Sequence[tuple[str, str]]) -> str:
    return ", ".join([wave, *(" = ".join(pair) for pair in cell)])


def _alike(one: Counted, other: Counted, whose: str) -> None:
    first, second = _plain(one), _plain(other)
    for key in dict.fromkeys((*first, *second)):
        if first.get(key) != second.get(key):
            told = f"{_spelt(first.get(key))}, and {_spelt(second.get(key))} by {whose}"
            breach(f"{key} is {told}")


def _spelt(counted: Any) -> str:
    if counted is None:
        return "not counted"
    if not hasattr(counted, "counts"):
        return repr(counted)
    counts = (f"{key}: {n.persons} (weight {n.weight})" for key, n in counted.counts.items())
    return f"{counted.kind} of {counted.persons} ({', '.join(counts) or 'none'})"
