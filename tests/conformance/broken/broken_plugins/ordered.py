"""Takes the wave of the first response for the only one."""

from collections.abc import Iterable, Sequence

from broken_plugins.making import counting, hooks
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Tally


def tabulate(
    instrument: Instrument, responses: Sequence[Response], study: Study
) -> Iterable[Tally]:
    """Count one wave."""
    first = [each for each in responses if each.wave == responses[0].wave]
    return counting("broken-ordered.answers")(instrument, first, study)


globals().update(hooks("broken-ordered", rosace_tabulate=tabulate))
