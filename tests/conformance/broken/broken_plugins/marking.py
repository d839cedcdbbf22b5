"""Marks the respondents that it has counted."""

from collections.abc import Iterable, Sequence

from broken_plugins.making import counting, hooks
from rosace.instrument import Instrument
from rosace.response import Response
from rosace.study import Study
from rosace.tally import Tally


def tabulate(
    instrument: Instrument, responses: Sequence[Response], study: Study
) -> Iterable[Tally]:
    """Count, and leave a mark."""
    for response in responses:
        response.respondent.attributes["counted"] = "yes"  # type: ignore[index]  # that is the fault
    return counting("broken-marking.answers")(instrument, responses, study)


globals().update(hooks("broken-marking", rosace_tabulate=tabulate))
