"""Expects somebody to have answered."""

from collections.abc import Iterable, Sequence

from broken_plugins.making import counting, hooks
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Tally


def tabulate(
    instrument: Instrument, responses: Sequence[Response], study: Study
) -> Iterable[Tally]:
    """Look at the first response."""
    _ = responses[0]
    return counting("broken-expecting.answers")(instrument, responses, study)


globals().update(hooks("broken-expecting", rosace_tabulate=tabulate))
