"""Engines, each of which breaks one law and keeps all others."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sound import SoundEngine, SoundHolding

from rosace.columnar import RESERVED, Batch
from rosace.counting import Counted, counted
from rosace.intake import Rejected
from rosace.interfaces import Examined, Order
from rosace.response import Response
from rosace.study import Study
from rosace.values import evolve


class Misnamed(SoundEngine):
    """Has a name that is none."""

    name = "Not A Name"


class Partial(SoundEngine):
    """Leaves items out."""

    class holding(SoundHolding):  # noqa: N801  # stands in for the sound one
        """Counts dimensions alone."""

        def count(self, study: Study) -> Counted:
            """Leave out the tallies of items."""
            made = super().count(study)
            kept = (tally for tally in made.tallies if not tally.of.startswith("item."))
            return evolve(made, tallies=tuple(kept))


class Streaming(SoundEngine):
    """Takes a wave for over when another begins, and forgets what comes of it later."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Counts what comes in the order of the waves."""

        def count(self, study: Study) -> Counted:
            """Leave out what comes late."""
            latest, kept = "", []
            for response in self.read:
                if response.wave >= latest:
                    latest = response.wave
                    kept.append(response)
            return counted(study, self.instrument, kept)


class Expecting(SoundEngine):
    """Expects somebody to have answered."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Looks at the first response."""

        def count(self, study: Study) -> Counted:
            """Look before counting."""
            _ = self.read[0]
            return super().count(study)


class Forgetting(SoundEngine):
    """Forgets what stood in what it refuses."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Has no documents."""

        def rejected(self) -> Iterator[Rejected]:
            """Yield places and reasons alone."""
            for each in super().rejected():
                yield evolve(each, document=None)


class Overwhelmed(SoundEngine):
    """Stops counting errors when it has kept enough."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Knows of no further errors."""

        @property
        def examined(self) -> Examined:
            """Leave out what is beyond."""
            return evolve(self._examined, beyond={})

        @examined.setter
        def examined(self, found: Examined) -> None:
            self._examined = found


class Exhausted(SoundEngine):
    """Gives the responses back once."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Goes through the responses, and has none left."""

        left: Iterator[Response] | None = None

        def responses(self) -> Iterable[Response]:  # type: ignore[override]  # that is the fault
            """Return what is left."""
            if self.left is None:
                self.left = iter(super().responses())
            return self.left


class Columned(SoundEngine):
    """Gives columns that hold nothing."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Gives its responses one by one, and as columns too."""

        def responses(self) -> Iterable[Response]:  # type: ignore[override]  # that is the fault
            """Return responses without a row in their columns."""
            return _Empty(super().responses())


class _Empty:
    def __init__(self, held: Sequence[Response]) -> None:
        self._held = held

    def __iter__(self) -> Iterator[Response]:
        return iter(self._held)

    def kinds(self) -> frozenset[str]:
        """Return the kinds of respondents."""
        return frozenset(each.respondent.kind for each in self._held)

    def headings(self) -> tuple[str, ...]:
        """Return the columns of every table."""
        return RESERVED

    def batches(self) -> Iterator[Batch]:
        """Yield nothing."""
        return iter(())


class Marking(SoundEngine):
    """Leaves a file beside what it reads."""

    @contextmanager
    def open(self, order: Order) -> Iterator[SoundHolding]:
        """Leave a mark."""
        Path(f"{order.sources[0]}.seen").touch()
        with super().open(order) as held:
            yield held


class Remembering(SoundEngine):
    """Counts the same responses once only."""

    class holding(SoundHolding):  # noqa: N801  # as above
        """Knows whether it counted."""

        done = False

        def count(self, study: Study) -> Counted:
            """Return nothing the second time."""
            made = Counted() if self.done else super().count(study)
            self.done = True
            return made
