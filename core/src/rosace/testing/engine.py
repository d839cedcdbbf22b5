"""The laws of an engine."""

from collections.abc import Iterable

from rosace.contributions import is_sound
from rosace.instrument import Instrument
from rosace.interfaces import Engine
from rosace.response import Response
from rosace.study import Study
from rosace.tabulating import RowEngine
from rosace.tally import Group, Tally, add
from rosace.testing.exploring import breach
from rosace.testing.groups import Walk, any_walks
from rosace.testing.laws import Conformance, law, snapshot
from rosace.values import evolve

__all__ = ["EngineConformance"]

_Tallies = dict[tuple[str, Group], Tally]


class EngineConformance(Conformance):
    """What every engine keeps. Derive from it, and say which engine.

    Attributes:
        engine: The engine.
    """

    engine: Engine

    @law
    def test_is_what_it_declares(self) -> None:
        """It has a name and can tabulate."""
        is_sound(self.engine, Engine)

    @law
    def test_counts_as_the_core_does(self) -> None:
        """Every tally is that of the core's own engine, and there are no others."""

        def check(walk: Walk) -> None:
            _alike(self._count(*walk), _counted(RowEngine(), *walk), "the core's own engine")

        self.explore(check, any_walks(1))

    @law
    def test_does_not_depend_on_the_order_of_responses(self) -> None:
        """Responses in another order give the same tallies."""

        def check(walk: Walk) -> None:
            instrument, study, responses = walk
            turned = self._count(instrument, study, responses[::-1])
            _alike(turned, self._count(*walk), "the same responses in another order")

        self.explore(check, any_walks(1))

    @law
    def test_counts_nobody_where_nobody_answered(self) -> None:
        """An empty group is counted like any other, without an error."""

        def check(walk: Walk) -> None:
            instrument, study, _ = walk
            counted = _counted(RowEngine(), instrument, study, ())
            _alike(self._count(instrument, study, ()), counted, "the core's own engine")

        self.explore(check, any_walks(0, 0))

    @law
    def test_reads_responses_once(self) -> None:
        """Responses may come one at a time, from a file that is read once."""

        def check(walk: Walk) -> None:
            instrument, study, responses = walk
            streamed = self._count(instrument, study, iter(responses))
            _alike(streamed, self._count(*walk), "the same responses as a list")

        self.explore(check, any_walks(1))

    @law
    def test_changes_nothing_that_it_is_given(self) -> None:
        """Instrument, study and responses are the same after the count as before."""

        def check(walk: Walk) -> None:
            before = snapshot(walk)
            self._count(*walk)
            if snapshot(walk) != before:
                breach("the engine changes what it is given")

        self.explore(check, any_walks(1))

    @law
    def test_counts_the_same_again(self) -> None:
        """A second count of the same responses gives the same tallies."""

        def check(walk: Walk) -> None:
            _alike(self._count(*walk), self._count(*walk), "the first count")

        self.explore(check, any_walks(1))

    def _count(
        self, instrument: Instrument, study: Study, responses: Iterable[Response]
    ) -> _Tallies:
        return _counted(self.engine, instrument, study, responses)


def _counted(
    engine: Engine, instrument: Instrument, study: Study, responses: Iterable[Response]
) -> _Tallies:
    """Return tallies by what and whom they count, without the keys that nobody holds."""
    made = add(engine.tabulate(instrument, responses, study))
    return {
        (tally.of, tally.group): evolve(
            tally, counts={key: count for key, count in tally.counts.items() if count.persons}
        )
        for tally in made
    }


def _alike(one: _Tallies, other: _Tallies, whose: str) -> None:
    for key in dict.fromkeys((*one, *other)):
        if one.get(key) != other.get(key):
            of, group = key
            where = ", ".join([group.wave, *(" = ".join(pair) for pair in group.cell)])
            told = f"{_spelt(one.get(key))}, and {_spelt(other.get(key))} by {whose}"
            breach(f"{of} of {where} is {told}")


def _spelt(tally: Tally | None) -> str:
    if tally is None:
        return "not counted"
    counts = (f"{key}: {n.persons} (weight {n.weight})" for key, n in tally.counts.items())
    return f"{tally.kind} of {tally.persons} ({', '.join(counts) or 'none'})"
