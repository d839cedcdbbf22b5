"""Engines, each of which breaks one law and keeps all others."""

from collections.abc import Iterable

from sound import SoundEngine

from rosace.instrument import Instrument
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Tally


class Misnamed(SoundEngine):
    """Has a name that is none."""

    name = "Not A Name"


class Partial(SoundEngine):
    """Leaves items out."""

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> Iterable[Tally]:
        """Return the tallies of dimensions alone."""
        made = super().tabulate(instrument, responses, study)
        return [tally for tally in made if not tally.of.startswith("item.")]


class Streaming(SoundEngine):
    """Takes a wave for over when another begins, and forgets what comes of it later."""

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> Iterable[Tally]:
        """Count what comes in the order of the waves."""
        latest, kept = "", []
        for response in responses:
            if response.wave >= latest:
                latest = response.wave
                kept.append(response)
        return super().tabulate(instrument, kept, study)


class Expecting(SoundEngine):
    """Expects somebody to have answered."""

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> Iterable[Tally]:
        """Look at the first response."""
        held = list(responses)
        _ = held[0]
        return super().tabulate(instrument, held, study)


class Rereading(SoundEngine):
    """Goes through the responses twice."""

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> Iterable[Tally]:
        """Count them first."""
        found = sum(1 for _ in responses)
        return super().tabulate(instrument, responses, study) if found else ()


class Marking(SoundEngine):
    """Marks the responses that it has counted."""

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> Iterable[Tally]:
        """Count, and leave a mark."""
        held = list(responses)
        made = list(super().tabulate(instrument, held, study))
        for response in held:
            response.respondent.attributes["counted"] = "yes"  # type: ignore[index]  # that is the fault
        return made


class Remembering(SoundEngine):
    """Counts the same responses once only."""

    last: object = None

    def tabulate(
        self, instrument: Instrument, responses: Iterable[Response], study: Study
    ) -> Iterable[Tally]:
        """Return nothing the second time."""
        if responses is self.last:
            return ()
        self.last = responses
        return super().tabulate(instrument, responses, study)
