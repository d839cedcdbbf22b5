"""The core's own engine: it takes responses in one by one, and holds them in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from rosace.counting import Counted, counted
from rosace.errors import Problem, UsageError
from rosace.instrument import Instrument
from rosace.intake import Intake, Rejected, Taken
from rosace.interfaces import Examined, Order
from rosace.response import Response
from rosace.sizes import MOST_PROBLEMS
from rosace.study import Study
from rosace.values import evolve

__all__ = ["ROWS", "RowEngine", "RowHolding", "held", "noted"]

ROWS: Final = "rows"
"""The name of the core's own engine."""


class RowHolding:
    """Responses held in memory; also those that an embedding program holds.

    Args:
        instrument: The instrument that they answer, resolved.
        responses: The sound responses, in the order in which they were read.
        rejected: What was refused.
        examined: What was found; where None they are sound, and nothing was refused.
    """

    engine = ROWS

    def __init__(
        self,
        instrument: Instrument,
        responses: Sequence[Response],
        rejected: Sequence[Rejected] = (),
        examined: Examined | None = None,
    ) -> None:
        """Hold the responses."""
        self.instrument = instrument
        self.read = tuple(responses)
        self.examined = examined or Examined(sound=len(self.read), refused=0)
        self._rejected = tuple(rejected)

    @property
    def waves(self) -> tuple[str, ...]:
        """The waves of the responses, sorted."""
        return tuple(sorted({response.wave for response in self.read}))

    def attributes(self) -> Mapping[str, tuple[str, ...]]:
        """Return each attribute that a respondent has, with all its values, sorted."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for response in self.read:
            for name, held in response.respondent.attributes.items():
                found[name].add(held)
        return {name: tuple(sorted(found[name])) for name in sorted(found)}

    def count(self, study: Study) -> Counted:
        """Return what the disclosure gate needs of the responses.

        Args:
            study: Whose voice counts, and which breakdowns exist.
        """
        return counted(study, self.instrument, self.read)

    def rejected(self) -> Iterator[Rejected]:
        """Yield the refused documents with their reasons."""
        return iter(self._rejected)

    def responses(self) -> Sequence[Response]:
        """Return the sound responses, sorted by wave and id."""
        return sorted(self.read, key=lambda each: (each.wave, each.id))


class RowEngine:
    """The core's own engine, which goes through responses row by row."""

    @property
    def name(self) -> str:
        """Return the name by which it is asked for."""
        return ROWS

    def open(self, order: Order) -> AbstractContextManager[RowHolding]:
        """Return the responses of all sources, taken in.

        Args:
            order: What to take in.

        Raises:
            InvalidDocumentError: A source cannot be read at all.
            UsageError: There is a connection, for which it has no use.
        """
        if order.connection is not None:
            details = {"first": "--connect", "second": f"--engine {ROWS}"}
            raise UsageError(reason="options-conflict", details=details)
        taken: list[Taken] = []
        for source in order.sources:
            taken.append(_counting_on(order.intake, taken).take(source, order.mapping, taken))
        return nullcontext(held(order.instrument, taken, order.most_problems))


def held(instrument: Instrument, taken: Sequence[Taken], most: int = MOST_PROBLEMS) -> RowHolding:
    """Return what came of files as responses that are held.

    Args:
        instrument: The instrument that they answer, resolved.
        taken: What came of each file.
        most: How many errors are kept in full.
    """
    rejected = [refused for each in taken for refused in each.rejected]
    responses = [response for each in taken for response in each.responses]
    errors = (problem for refused in rejected for problem in refused.problems)
    problems, beyond = noted(errors, most)
    examined = Examined(
        sound=len(responses),
        refused=len(rejected),
        problems=problems,
        beyond=beyond,
        notices=tuple(notice for each in taken for notice in each.notices),
    )
    return RowHolding(instrument, responses, rejected, examined)


def noted(problems: Iterator[Problem], most: int) -> tuple[tuple[Problem, ...], dict[str, int]]:
    """Return the first of many problems, and how many more there are by code.

    Args:
        problems: The problems, in order; gone through once.
        most: How many are kept.
    """
    kept: list[Problem] = []
    beyond: Counter[str] = Counter()
    for problem in problems:
        if len(kept) < most:
            kept.append(problem)
        else:
            beyond[problem.code] += 1
    return tuple(kept), dict(sorted(beyond.items()))


def _counting_on(intake: Intake, taken: Sequence[Taken]) -> Intake:
    """Return an intake that tells whoever watches of the sources before this one too."""
    watch, before = intake.watch, sum(len(each.responses) + len(each.rejected) for each in taken)
    if watch is None or not before:
        return intake
    return evolve(intake, watch=lambda number: watch(before + number))
